"""The disk of a kiosk that was switched off by its plug, for thief.py: enrolled in one of five ways, and used.

The keys that are not on a kiosk (the desk's private one, the TPM's own) are made beside it. As a program it is the
visits and the courier: it keeps, delivers and is refused, and is killed in the midst of it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from kiosk.ports import SubmissionForm
from offline_cache.alarms import Alarms, Kind
from offline_cache.desk.keys import public_key_of
from offline_cache.enrolment import is_demonstration
from offline_cache.outbox.sqlite import SqliteOutbox
from offline_cache.sealing import OdkSealer, fingerprint_of
from offline_cache.tally import SqliteTally
from ui.demonstration import prepare
from ui.state import State

ROOT = Path(__file__).resolve().parents[3]
ANSWERS = ("Zéphyrine Wolframowitz", "0619283746", "Kaléidoscope sémaphorique", "ornithorynque.bleu@exemple.fr")
PICTURE = b"Mirabellenkuchen " * 6000
DELIVERED, REFUSED, WAITING = 3, 1, 4
SECRETS = {
    "desk-token": b"t0ken-of-the-kiosk-at-the-annexe",
    "desk-password": b"passw0rd-of-the-kiosk-at-the-annexe",
    "desk-client-key": b"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ5hLGnY\n-----END PRIVATE KEY-----",
}


@dataclass(frozen=True, slots=True)
class Disk:
    """What is on it, by the paths that a kiosk has; nothing of it lies elsewhere."""

    root: Path

    @property
    def state(self) -> State:
        """The kiosk's state directory."""
        return State(self.root / "var" / "lib" / "parvis")

    @property
    def credstore(self) -> Path:
        """Where systemd looks for encrypted credentials."""
        return self.root / "etc" / "credstore.encrypted"

    @property
    def host_key(self) -> Path:
        """systemd's key of this host."""
        return self.root / "var" / "lib" / "systemd" / "credential.secret"


@dataclass(frozen=True, slots=True)
class Office:
    """What a town keeps elsewhere: a whole demonstration, whose desk is not on the kiosks made after it."""

    state: State

    @classmethod
    def opened(cls, folder: Path) -> Office:
        """A new one."""
        prepare(State(folder))
        return cls(State(folder))


def demonstration(office: Office, root: Path) -> Disk:
    """A disk with everything on it, the desk's private key too."""
    disk = Disk(root)
    shutil.copytree(office.state.root, disk.state.root, symlinks=True)
    use(disk, office)
    return disk


def kiosk(office: Office, root: Path, *words: str) -> Disk:
    """A disk of a kiosk that was enrolled with `parvis enrol keys` and these words."""
    disk = Disk(root)
    state = disk.state
    state.prepare()
    disk.host_key.parent.mkdir(parents=True)
    shutil.copytree(office.state.pack, state.pack, symlinks=True)
    public = fingerprint_of(public_key_of(office.state.desk))
    state.configuration.write_text(
        f'device_id = "annexe-1"\n[desk]\nurl = "https://desk.example.org"\npublic_key_sha256 = "{public}"\n'
    )
    briefcase = root.with_name(f"{root.name}-briefcase")
    briefcase.mkdir()
    given = []
    for name, secret in SECRETS.items():
        (briefcase / name).write_bytes(secret)
        given += [f"--{name}", str(briefcase / name)]
    run(disk, "keys", "--to", str(disk.credstore), *given, *words)
    use(disk, office)
    return disk


def run(disk: Disk, *words: str) -> str:
    """`parvis enrol` on the machine that this disk is in."""
    done = subprocess.run(
        [sys.executable, "-m", "ui.cli", "enrol", *words, "--state", str(disk.state.root)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "SYSTEMD_CREDENTIAL_SECRET": str(disk.host_key)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def use(disk: Disk, office: Office) -> None:
    """Let visits and courier work on it until the plug is pulled."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.thief.disk", str(disk.root), public_key_of(office.state.desk)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
        timeout=120,
    )
    assert done.returncode == -signal.SIGKILL


def main(disk: Disk, public: str) -> None:
    """Keep, deliver, be refused, keep more; then die without a word."""
    state = disk.state
    # The mark's key plays no part in what a thief can open of it: any will do to write with.
    outbox = SqliteOutbox(state.outbox, os.urandom(32))
    sealer = OdkSealer(fingerprint_of(public))
    form = SubmissionForm("birth-certificate", "3", public)

    def keep(number: int) -> None:
        fields = "".join(f"<a{place}>{answer}</a{place}>" for place, answer in enumerate(ANSWERS))
        instance = f"<data><number>{number}</number>{fields}</data>".encode()
        outbox.keep(sealer.seal(form, f"uuid:{os.urandom(8).hex()}", instance, (("photo-1.jpg", PICTURE),)))

    for number in range(DELIVERED):
        keep(number)
    while (leased := outbox.lease("courier")) is not None:
        outbox.acknowledge(leased)
    keep(DELIVERED)
    leased = outbox.lease("courier")
    assert leased is not None
    outbox.refuse(leased, "The desk does not know this form (404).")
    for number in range(WAITING):
        keep(DELIVERED + REFUSED + number)
    SqliteTally(state.slips).note()
    Alarms(state.alarms).raise_(Kind.DEAD_LETTER, "A request is set aside.")
    assert is_demonstration(state.root) == (state.desk / "private.pem").exists()
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(Disk(Path(sys.argv[1])), sys.argv[2])
