"""Keys of the kiosk and of the desk, rotated and lost: what waits still arrives, and arrives once.

Everything is real but systemd itself: its credentials are encrypted and opened by systemd-creds, and laid out for the
service as the service manager would.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.ports import SubmissionForm
from offline_cache.alarms import Alarms, Kind
from offline_cache.authentication import KEY_BYTES, MOST_KEYS
from offline_cache.courier.bell import COURIER, ring
from offline_cache.desk.keys import create_keys, load_private_key, public_key_of
from offline_cache.desk.reader import read_inbox
from offline_cache.desk.tokens import add_token
from offline_cache.enrolment import enrol_demonstration
from offline_cache.keeping.places import FileSecrets
from offline_cache.keeping.secret import Name
from offline_cache.outbox.sqlite import SqliteOutbox
from offline_cache.sealing import OdkSealer, fingerprint_of
from offline_cache.store.replacing import MOST_SET_ASIDE

ROOT = Path(__file__).parents[2]
PASSPHRASE = "six words that nobody would ever guess"


class Enrolled:
    """A kiosk with its desk. `credentials` is what systemd would hand to its services, once `hand` laid it out."""

    def __init__(self, base: Path) -> None:
        self.state, self.store, self.credentials = base / "state", base / "credstore", base / "credentials"
        assert shutil.which("systemd-creds"), "systemd-creds is missing: deploy/setup.sh test installs it"
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "SYSTEMD_CREDENTIAL_SECRET": str(base / "credential.secret"),
        }
        made = enrol_demonstration(self.state)
        self.desk, self.desk_settings = made.desk, made.configuration.desk
        configured = self.state / "kiosk.toml"
        configured.write_text(configured.read_text().replace('backend = "file"', 'backend = "auto"'))

    def parvis(self, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "ui.cli", *words, "--state", str(self.state)],
            input=given,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=self.environment,
            check=False,
            timeout=120,
        )

    def enrol(self, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        return self.parvis("enrol", *words, "--to", str(self.store), given=given)

    def hand(self) -> bytes:
        """Open the credentials for the services, as systemd does when they start; the outbox's key."""
        shutil.rmtree(self.credentials, ignore_errors=True)
        self.credentials.mkdir(mode=0o700)
        for sealed in self.store.iterdir():
            subprocess.run(
                ["systemd-creds", "decrypt", f"--name={sealed.name}", sealed, self.credentials / sealed.name],
                env=self.environment,
                check=True,
                capture_output=True,
                timeout=60,
            )
        self.environment["CREDENTIALS_DIRECTORY"] = str(self.credentials)
        return (self.credentials / "parvis-outbox-mac").read_bytes()

    def keep(self, key: bytes, *numbers: int, version: str = "3", desk: Path | None = None) -> None:
        """What a visit does."""
        public = public_key_of(desk or self.desk)
        outbox = SqliteOutbox(self.state / "outbox.sqlite", key)
        for number in numbers:
            submission = f"<data><number>{number}</number></data>".encode()
            form = SubmissionForm("birth-certificate", version, public)
            outbox.keep(OdkSealer(fingerprint_of(public)).seal(form, f"uuid:{number}", submission))
        outbox.close()

    def courier(self) -> str:
        """One round; what it said."""
        done = self.parvis("courier", "--once")
        return (done.stderr + done.stdout).strip()

    def arrived(self, keys: Path | None = None, passphrase: str = "") -> list[str]:
        passphrase = passphrase or (self.desk / "passphrase").read_text().strip()
        private = load_private_key((keys or self.desk) / "private.pem", passphrase)
        return sorted(one.fields[0][1] for one in read_inbox(self.desk, private) if not one.problem)

    def bytes_kept(self) -> int:
        with sqlite3.connect(self.state / "outbox.sqlite") as connection:
            return int(connection.execute("SELECT coalesce(sum(length(content)), 0) FROM file").fetchone()[0])


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Enrolled]:
    enrolled = Enrolled(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "desk", "serve", "--state", str(enrolled.desk)],
        cwd=ROOT,
        env=enrolled.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as desk:
        try:
            assert desk.stdout is not None
            assert "listens" in desk.stdout.readline()
            yield enrolled
        finally:
            desk.kill()


def test_a_lost_key_loses_no_envelope(kiosk: Enrolled) -> None:
    assert kiosk.enrol("keys").returncode == 0
    (kiosk.state / "keys" / "outbox.mac").unlink()
    kiosk.keep(kiosk.hand(), 0, 1, 2)
    weight = kiosk.bytes_kept()

    # The board is exchanged, and with it whatever the credentials were bound to.
    Path(kiosk.environment["SYSTEMD_CREDENTIAL_SECRET"]).unlink()
    assert kiosk.enrol("check").returncode == 1
    aside = kiosk.enrol("check", "--set-aside")
    assert "set aside" in aside.stderr
    assert sorted(path.name for path in kiosk.store.iterdir()) == ["parvis-outbox-mac.unreadable"]
    shutil.rmtree(kiosk.credentials)
    assert "parvis enrol" in kiosk.courier()
    assert kiosk.bytes_kept() == weight

    made = kiosk.enrol("keys")
    assert "Envelopes without a mark of this kiosk: 3" in made.stdout
    (kiosk.store / "parvis-outbox-mac.unreadable").unlink()
    kiosk.keep(kiosk.hand(), 3)
    # Nobody has said that they may go: set aside, with every byte, and not a reason to keep back what is marked.
    assert kiosk.courier().splitlines()[-1].startswith("delivered 1, refused 3")
    assert kiosk.arrived() == ["3"]
    assert kiosk.bytes_kept() == weight

    listed = kiosk.enrol("adopt")
    assert listed.returncode == 1
    assert listed.stdout.count("birth-certificate") == 3
    assert "uuid" not in listed.stdout
    assert kiosk.courier().splitlines()[-1].startswith("delivered 0")
    assert kiosk.enrol("adopt", "4").returncode == 1
    assert kiosk.enrol("adopt", "2").returncode == 0
    assert kiosk.courier().splitlines()[-1].startswith("delivered 1, refused 0")
    assert kiosk.arrived() == ["1", "3"]
    assert "2 adopted" in kiosk.enrol("adopt", "--all").stdout
    assert kiosk.courier().splitlines()[-1].startswith("delivered 2, refused 0")
    assert kiosk.arrived() == ["0", "1", "2", "3"]
    assert kiosk.bytes_kept() == 0
    assert "nothing to adopt" in kiosk.enrol("adopt").stdout


def test_without_a_key_the_courier_stays_for_updates_and_ends_when_there_is_one(kiosk: Enrolled) -> None:
    key = (kiosk.state / "keys" / "outbox.mac").read_bytes()
    kiosk.keep(key, 0)
    FileSecrets(kiosk.state).path(Name.OUTBOX_MAC).unlink()
    log = kiosk.state / "courier.log"
    with (
        log.open("wb") as told,
        subprocess.Popen(
            [sys.executable, "-m", "ui.cli", "courier", "--state", str(kiosk.state)],
            cwd=ROOT,
            env=kiosk.environment,
            stderr=told,
        ) as courier,
    ):
        try:
            ends = time.monotonic() + 90
            while not (kiosk.state / "run" / COURIER).exists():
                assert courier.poll() is None
                assert time.monotonic() < ends
                time.sleep(0.05)
            ring(kiosk.state / "run", COURIER)
            # Rung without a key, it goes on waiting.
            with pytest.raises(subprocess.TimeoutExpired):
                courier.wait(1)
            assert "Nothing is delivered" in log.read_text()
            assert [alarm.kind for alarm in Alarms(kiosk.state / "alarms").standing()] == [Kind.KEYS]
            FileSecrets(kiosk.state).put("outbox-mac", key)
            ring(kiosk.state / "run", COURIER)
            assert courier.wait(60) == 0
        finally:
            courier.kill()
    assert kiosk.courier().splitlines()[-1] == "delivered 1, refused 0, waiting 0"


def test_an_outbox_that_is_not_repaired_any_more_is_emptied_as_far_as_it_can_be_read(kiosk: Enrolled) -> None:
    kiosk.keep((kiosk.state / "keys" / "outbox.mac").read_bytes(), 0)
    path = kiosk.state / "outbox.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT pageno FROM dbstat WHERE name = 'envelope_kept_at'"
        ((page,),) = connection.execute(query).fetchall()
    content = path.read_bytes()
    path.write_bytes(content[: (page - 1) * 4096] + bytes(4096) + content[page * 4096 :])
    for number in range(MOST_SET_ASIDE):
        path.with_name(f"outbox.sqlite.damaged-{number}").touch()
    said = kiosk.courier()
    assert "Have the disk looked at" in said
    assert said.splitlines()[-1] == "delivered 1, refused 0, waiting 0"


def test_with_an_outbox_that_cannot_be_repaired_the_courier_stays_for_updates(kiosk: Enrolled) -> None:
    kiosk.keep((kiosk.state / "keys" / "outbox.mac").read_bytes(), 0)
    path = kiosk.state / "outbox.sqlite"
    path.write_bytes(bytes(4096) + path.read_bytes()[4096:])
    aside = [path.with_name(f"outbox.sqlite.damaged-{number}") for number in range(MOST_SET_ASIDE)]
    for each in aside:
        each.touch()
    with (
        (kiosk.state / "courier.log").open("w+b") as told,
        subprocess.Popen(
            [sys.executable, "-m", "ui.cli", "courier", "--state", str(kiosk.state)],
            cwd=ROOT,
            env=kiosk.environment,
            stderr=told,
        ) as courier,
    ):
        try:
            ends = time.monotonic() + 90
            while not (kiosk.state / "run" / COURIER).exists():
                assert courier.poll() is None
                assert time.monotonic() < ends
                time.sleep(0.05)
            assert b"Have the disk looked at" in (kiosk.state / "courier.log").read_bytes()
            for each in aside:
                each.unlink()
            ring(kiosk.state / "run", COURIER)
            assert courier.wait(60) == 0
        finally:
            courier.kill()
    assert kiosk.courier().splitlines()[-1] == "delivered 1, refused 0, waiting 0"


@pytest.mark.parametrize("broken", ["", "authority"])
def test_without_a_way_to_the_desk_the_courier_stays_for_updates(kiosk: Enrolled, broken: str) -> None:
    kiosk.keep((kiosk.state / "keys" / "outbox.mac").read_bytes(), 0)
    settings = kiosk.state / "kiosk.toml"
    right = settings.read_text()
    wrong = re.sub(
        r'(?m)^url = ".*"$', 'url = ""' if not broken else r'\g<0>\nauthority = "/nowhere.pem"', right, count=1
    )
    assert wrong != right
    settings.write_text(wrong)
    with (
        (kiosk.state / "courier.log").open("w+b") as told,
        subprocess.Popen(
            [sys.executable, "-m", "ui.cli", "courier", "--state", str(kiosk.state)],
            cwd=ROOT,
            env=kiosk.environment,
            stderr=told,
        ) as courier,
    ):
        try:
            ends = time.monotonic() + 90
            while not (kiosk.state / "run" / COURIER).exists():
                assert courier.poll() is None
                assert time.monotonic() < ends
                time.sleep(0.05)
            ring(kiosk.state / "run", COURIER)
            with pytest.raises(subprocess.TimeoutExpired):
                courier.wait(1)
            assert b"Nothing is delivered" in (kiosk.state / "courier.log").read_bytes()
            assert [alarm.kind for alarm in Alarms(kiosk.state / "alarms").standing()] == [Kind.DESK]
            settings.write_text(right)
            ring(kiosk.state / "run", COURIER)
            assert courier.wait(60) == 0
        finally:
            courier.kill()
    assert kiosk.courier().splitlines()[-1] == "delivered 1, refused 0, waiting 0"
    assert Alarms(kiosk.state / "alarms").standing() == ()


def test_what_waits_under_earlier_keys_is_sent_after_a_rotation(kiosk: Enrolled) -> None:
    kiosk.enrol("keys")
    keys = [kiosk.hand()]
    kiosk.keep(keys[0], 0)
    for number in range(1, MOST_KEYS):
        if number > 1:
            kiosk.keep(keys[-1], number - 1)
        assert kiosk.enrol("rotate").returncode == 0
        keys.append(kiosk.hand())
    newest = keys[-1]
    # The plain file's key, which the first one was put before, is needed by nothing and gone.
    assert [newest[start : start + KEY_BYTES] for start in range(0, len(newest), KEY_BYTES)] == [
        key[:KEY_BYTES] for key in reversed(keys)
    ]
    kiosk.keep(newest, MOST_KEYS - 1)
    refused = kiosk.enrol("rotate")
    assert refused.returncode == 1
    assert f"under {MOST_KEYS} keys" in refused.stderr
    # A visit that began before the rotation marks with the key of its time.
    kiosk.keep(keys[1], MOST_KEYS)
    assert kiosk.courier().splitlines()[-1] == f"delivered {MOST_KEYS + 1}, refused 0, waiting 0"
    assert kiosk.arrived() == [str(number) for number in range(MOST_KEYS + 1)]
    # Nothing waits: of the old ones the newest stays, for the kiosk that runs on until its next start.
    assert kiosk.enrol("rotate").returncode == 0
    after = kiosk.hand()
    assert len(after) == 2 * KEY_BYTES
    assert after[KEY_BYTES:] == newest[:KEY_BYTES]


def test_a_new_token_takes_the_place_of_the_one_in_the_settings(kiosk: Enrolled) -> None:
    token = add_token(kiosk.desk, "the-same-kiosk-again")
    tokens = kiosk.desk / "tokens"
    tokens.write_text("".join(line for line in tokens.read_text().splitlines(True) if "the-same-kiosk" in line))
    (kiosk.state / "keys" / "outbox.mac").unlink()
    stored = kiosk.enrol("keys", "--desk-token", "-", given=token + "\n")
    assert token not in stored.stdout + stored.stderr
    # The old one is still in kiosk.toml, and said to be.
    assert "kiosk.toml ([desk] token)" in stored.stdout
    kiosk.keep(kiosk.hand(), 0)
    assert kiosk.courier().splitlines()[-1] == "delivered 1, refused 0, waiting 0"
    (kiosk.credentials / "parvis-desk-token").unlink()
    kiosk.keep(kiosk.hand()[:KEY_BYTES], 1)
    (kiosk.credentials / "parvis-desk-token").unlink()
    assert not kiosk.courier().endswith("delivered 1, refused 0, waiting 0")


def test_a_new_key_at_the_desk_is_a_new_version_and_old_envelopes_go_as_they_are(
    kiosk: Enrolled, tmp_path: Path
) -> None:
    key = (kiosk.state / "keys" / "outbox.mac").read_bytes()
    kiosk.keep(key, 0, 1)
    with sqlite3.connect(kiosk.state / "outbox.sqlite") as connection:
        before = dict(connection.execute("SELECT instance_id, manifest FROM envelope").fetchall())
    renewed = tmp_path / "renewed"
    pin = create_keys(renewed, PASSPHRASE)
    configured = kiosk.state / "kiosk.toml"
    configured.write_text(configured.read_text().replace(kiosk.desk_settings.public_key_sha256, pin))
    kiosk.keep(key, 2, version="4", desk=renewed)
    assert kiosk.courier().splitlines()[-1] == "delivered 3, refused 0, waiting 0"
    assert kiosk.arrived() == ["0", "1"]
    assert kiosk.arrived(renewed, PASSPHRASE) == ["2"]
    # Both at once, by the command: the new key, and the one from before.
    words = tmp_path / "words"
    words.write_text(f"{PASSPHRASE}\n{(kiosk.desk / 'passphrase').read_text()}")
    table = subprocess.run(
        [
            *(sys.executable, "-m", "ui.cli", "desk", "read", "--state", str(kiosk.desk), "--format", "json"),
            *("--private-key", str(renewed / "private.pem"), "--older-key", str(kiosk.desk / "private.pem")),
            *("--passphrase-file", str(words)),
        ],
        cwd=ROOT,
        env=kiosk.environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert [entry["problem"] for entry in json.loads(table.stdout)] == [""] * 3
    with sqlite3.connect(kiosk.desk / "desk.sqlite") as connection:
        at_desk = dict(connection.execute("SELECT instance_id, manifest FROM submission").fetchall())
    assert {name: at_desk[name] for name in before} == before
