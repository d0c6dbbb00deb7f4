"""Envelopes on a stick and on a second medium: whole, sealed, and at the desk once, whichever way they came."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.ports import Delivery, Envelope, SubmissionForm
from kiosk.takeaway.reference import reference_of
from offline_cache.alarms import Alarms, Kind
from offline_cache.authentication import read_mac_key
from offline_cache.courier.delivering import Courier
from offline_cache.desk.inbox import Inbox
from offline_cache.desk.keys import load_private_key, public_key_of
from offline_cache.desk.reader import read_inbox
from offline_cache.enrolment import Demonstration, enrol_demonstration
from offline_cache.openrosa import Accepted, Later, OpenRosaClient
from offline_cache.openrosa.answers import Ready
from offline_cache.outbox import mirror as mirroring
from offline_cache.outbox.mirror import Mirror
from offline_cache.outbox.sealed_folder import FolderUnusable, NoRoom, Sealed, name_of, read, write
from offline_cache.outbox.sqlite import SqliteOutbox
from offline_cache.sealing import OdkSealer
from ui.cli import main

ROOT = Path(__file__).parents[2]
COUNT = 3


class Kiosk:
    """An enrolled kiosk with some envelopes, its desk, and a stick."""

    def __init__(self, root: Path) -> None:
        self.state = root / "state"
        self.made: Demonstration = enrol_demonstration(self.state)
        self.stick = root / "stick"
        self.stick.mkdir()
        form = SubmissionForm("birth-certificate", "3", public_key_of(self.made.desk))
        sealer = OdkSealer(self.made.configuration.desk.public_key_sha256)
        self.letters: list[Envelope] = [
            sealer.seal(form, f"uuid:{n}", f"<data><number>{n}</number></data>".encode(), (("photo.jpg", bytes(9000)),))
            for n in range(COUNT)
        ]
        self.outbox = SqliteOutbox(
            self.state / "outbox.sqlite",
            read_mac_key(self.state / "keys" / "outbox.mac"),
            alarms=Alarms(self.state / "alarms"),
        )
        for letter in self.letters:
            self.outbox.keep(letter)

    def run(self, *words: str) -> int:
        return main([*words, "--state", str(self.state)])

    def run_desk(self, *words: str) -> int:
        return main(["desk", *words, "--state", str(self.made.desk)])

    def numbers(self) -> list[str]:
        """What can be opened at the desk."""
        passphrase = (self.made.desk / "passphrase").read_text().strip()
        private = load_private_key(self.made.desk / "private.pem", passphrase)
        found = list(read_inbox(self.made.desk, private))
        assert [one.problem for one in found if one.problem] == []
        return sorted(dict(one.fields)["number"] for one in found)

    def deliver(self) -> None:
        desk = subprocess.Popen(
            [sys.executable, "-m", "ui.cli", "desk", "serve", "--state", str(self.made.desk)],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert desk.stdout
            assert "listens" in desk.stdout.readline()
            settings = self.made.configuration.desk
            with OpenRosaClient(settings.url, settings.token, "k") as client:
                Courier(self.outbox, client).run_once()
        finally:
            desk.kill()
            desk.communicate()


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    made = Kiosk(tmp_path)
    yield made
    made.outbox.close()


def test_a_stick_and_the_line_bring_each_once(kiosk: Kiosk, capsys: pytest.CaptureFixture[str]) -> None:
    assert kiosk.run("outbox", "export", str(kiosk.stick)) == 0
    assert kiosk.run_desk("import", str(kiosk.stick), "--kiosk", "annexe") == 0
    assert kiosk.numbers() == ["0", "1", "2"]
    assert "3 taken in, 0 were here already" in capsys.readouterr().out
    kiosk.deliver()
    # Nothing came back as "another submission under this identifier".
    assert (kiosk.outbox.counts().kept, kiosk.outbox.counts().sent) == (0, COUNT)
    assert kiosk.run_desk("import", str(kiosk.stick)) == 0
    assert "0 taken in, 3 were here already" in capsys.readouterr().out
    assert kiosk.numbers() == ["0", "1", "2"]


def test_the_line_first(kiosk: Kiosk, capsys: pytest.CaptureFixture[str]) -> None:
    assert kiosk.run("outbox", "export", str(kiosk.stick)) == 0
    kiosk.deliver()
    capsys.readouterr()
    assert kiosk.run("outbox", "export", str(kiosk.stick), "1") == 0
    said = capsys.readouterr().out
    assert "0 of 1 envelopes are in" in said
    assert "1 had been delivered over the line already" in said
    assert kiosk.run_desk("import", str(kiosk.stick)) == 0
    assert kiosk.numbers() == ["0", "1", "2"]


def test_what_is_on_a_stick_is_sealed_and_says_what_it_is(kiosk: Kiosk) -> None:
    assert kiosk.run("outbox", "export", str(kiosk.stick)) == 0
    first = kiosk.letters[0]
    folder = kiosk.stick / name_of(first.instance_id)
    assert sorted(path.name for path in folder.iterdir()) == [
        "envelope.json", "photo.jpg.enc", "submission.xml", "submission.xml.enc",
    ]  # fmt: skip
    assert folder.name.startswith(reference_of(first.instance_id).replace(" ", ""))
    label = json.loads((folder / "envelope.json").read_text())
    assert (label["instance_id"], label["form_id"], label["kiosk"]) == ("uuid:0", "birth-certificate", "demonstration")
    assert b"<number>" not in b"".join(path.read_bytes() for path in folder.iterdir())
    assert read(folder).envelope == first


def test_taken_away_is_gone_from_here_and_only_then(kiosk: Kiosk, capsys: pytest.CaptureFixture[str]) -> None:
    assert kiosk.run("outbox", "export", str(kiosk.stick), "2", "--remove") == 0
    assert [kiosk.outbox.delivery(f"uuid:{n}") for n in range(COUNT)] == [
        Delivery.KEPT, Delivery.UNKNOWN, Delivery.KEPT,
    ]  # fmt: skip
    assert "1 of 1" in capsys.readouterr().out
    kiosk.deliver()
    assert kiosk.numbers() == ["0", "2"]
    assert kiosk.run_desk("import", str(kiosk.stick)) == 0
    assert kiosk.numbers() == ["0", "1", "2"]


def test_a_stick_that_is_full_or_gone_takes_nothing_away(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kiosk.run("outbox", "export", str(kiosk.stick / "not-mounted"), "--remove") == 1
    assert "Is the stick mounted" in capsys.readouterr().err
    real = os.fsync
    left = [6]

    def full(descriptor: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    assert kiosk.run("outbox", "export", str(kiosk.stick), "--remove") == 1
    told = capsys.readouterr()
    assert "1 of 3" in told.out
    assert "No space left" in told.err
    monkeypatch.undo()
    assert kiosk.outbox.counts().kept == 2
    assert [path.name for path in kiosk.stick.iterdir()] == [name_of("uuid:0")]


def test_what_was_damaged_on_its_way_is_not_taken_and_the_rest_is(
    kiosk: Kiosk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kiosk.run("outbox", "export", str(kiosk.stick)) == 0
    damaged = kiosk.stick / name_of("uuid:1") / "photo.jpg.enc"
    content = bytearray(damaged.read_bytes())
    content[100] ^= 1
    damaged.write_bytes(content)
    (kiosk.stick / "DCIM").mkdir()
    assert kiosk.run_desk("import", str(kiosk.stick)) == 1
    told = capsys.readouterr()
    assert "2 taken in" in told.out
    assert "photo.jpg.enc was damaged on its way" in told.err
    # Taken as it was, it would have shut out the true one.
    kiosk.deliver()
    assert kiosk.numbers() == ["0", "1", "2"]


def _relabelled(folder: Path, **changes: object) -> None:
    label = json.loads((folder / "envelope.json").read_text())
    (folder / "envelope.json").write_text(json.dumps(label | changes))


def test_a_hostile_stick_is_refused(kiosk: Kiosk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"x" * 16)
    good = write(kiosk.stick, Sealed(kiosk.letters[0], b"", 0.0))
    files = json.loads((good / "envelope.json").read_text())["files"]

    def variant(name: str) -> Path:
        return Path(shutil.copytree(good, kiosk.stick / name))

    linked = variant("1-link")
    (linked / "photo.jpg.enc").unlink()
    (linked / "photo.jpg.enc").symlink_to(secret)
    piped = variant("2-pipe")
    (piped / "photo.jpg.enc").unlink()
    os.mkfifo(piped / "photo.jpg.enc")
    _relabelled(variant("3-up"), files=[files[0], {**files[1], "name": "../../secret"}])
    _relabelled(variant("4-twice"), files=[*files, files[1]])
    _relabelled(variant("5-other"), instance_id="uuid:other")
    _relabelled(variant("6-fewer"), files=[files[0], files[1]])
    _relabelled(variant("7-large"), files=[files[0], {**files[1], "length": 10**12}])
    _relabelled(variant("8-odd"), files=[{"name": ["submission.xml"]}])
    (variant("9-deep") / "envelope.json").write_text("[" * 100_000)
    _relabelled(variant("a-later"), format=2)
    _relabelled(variant("b-when"), kept_at="\x1b[2J")
    shutil.rmtree(good)
    assert kiosk.run_desk("import", str(kiosk.stick)) == 1
    told = capsys.readouterr()
    assert "0 taken in, 0 were here already, 11 not taken" in told.out
    assert "\x1b" not in told.err
    inbox = Inbox(kiosk.made.desk)
    assert list(inbox.received()) == []
    inbox.close()


def test_a_folder_cut_in_the_middle_is_not_an_envelope(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stick that is pulled: the name comes last."""
    monkeypatch.setattr(Path, "rename", lambda self, target: os._exit(9))
    child = os.fork()
    if child == 0:
        write(kiosk.stick, Sealed(kiosk.letters[0], b"", 0.0))
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    monkeypatch.undo()
    assert all(path.name.startswith(".part-") for path in kiosk.stick.iterdir())
    assert kiosk.run("outbox", "export", str(kiosk.stick)) == 0
    assert len(list(kiosk.stick.iterdir())) == COUNT


class Desk:
    """Takes so many, then nothing."""

    def __init__(self, most: int) -> None:
        self.left = most

    def probe(self) -> Later | None:
        return None

    def prepare(self, envelope: Envelope) -> Ready:
        return Ready(envelope)

    def send(self, ready: Ready, meanwhile: Callable[[], object]) -> Accepted | Later:
        self.left -= 1
        return Accepted() if self.left >= 0 else Later("no more")


def test_the_mirror_has_what_waits_and_nothing_else(kiosk: Kiosk) -> None:
    alarms = Alarms(kiosk.state / "alarms")
    mirror = Mirror(kiosk.stick, kiosk.outbox, alarms, "k")
    mirror.catch_up()
    assert {read(folder).envelope.instance_id for folder in kiosk.stick.iterdir()} == {"uuid:0", "uuid:1", "uuid:2"}
    Courier(kiosk.outbox, Desk(2)).run_once()
    mirror.catch_up()
    assert [path.name for path in kiosk.stick.iterdir()] == [name_of("uuid:2")]
    # After a new disk, the copy may be the only one.
    fresh = SqliteOutbox(kiosk.state / "fresh.sqlite", bytes(32))
    Mirror(kiosk.stick, fresh, alarms, "k").catch_up()
    assert [path.name for path in kiosk.stick.iterdir()] == [name_of("uuid:2")]
    assert kiosk.run_desk("import", str(kiosk.stick)) == 0
    assert kiosk.numbers() == ["2"]


def test_deliveries_do_not_wait_for_a_slow_card(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    # Over before it began: each time, one is written.
    monkeypatch.setattr(mirroring, "MOST_SECONDS", -1.0)
    mirror = Mirror(kiosk.stick, kiosk.outbox, Alarms(kiosk.state / "alarms"), "k")
    for written in (1, 2, 3, 3):
        mirror.catch_up()
        assert len(list(kiosk.stick.iterdir())) == written


def test_a_mirror_that_fails_is_an_alarm_and_nothing_more(kiosk: Kiosk) -> None:
    alarms = Alarms(kiosk.state / "alarms")
    place = kiosk.stick / "card"
    mirror = Mirror(place, kiosk.outbox, alarms, "k")
    mirror.catch_up()
    assert not place.exists()
    assert [alarm.kind for alarm in alarms.standing()] == [Kind.MIRROR]
    place.mkdir()
    mirror.catch_up()
    assert len(list(place.iterdir())) == COUNT
    assert alarms.standing() == ()
    # Another medium in its place: it is filled too.
    shutil.rmtree(place)
    mirror.catch_up()
    place.mkdir()
    mirror.catch_up()
    assert len(list(place.iterdir())) == COUNT


def test_a_place_that_is_taken_is_left_alone(kiosk: Kiosk) -> None:
    sealed = Sealed(kiosk.letters[0], b"", 0.0)
    folder = write(kiosk.stick, sealed)
    assert write(kiosk.stick, sealed) == folder
    (folder / "envelope.json").unlink()
    with pytest.raises(FolderUnusable):
        write(kiosk.stick, sealed)
    with pytest.raises(NoRoom):
        write(kiosk.stick / "none", sealed)


def test_half_of_an_envelope_in_its_place_is_named(kiosk: Kiosk, capsys: pytest.CaptureFixture[str]) -> None:
    assert kiosk.run("outbox", "export", str(kiosk.stick)) == 0
    folder = kiosk.stick / name_of(kiosk.letters[1].instance_id)
    (folder / "photo.jpg.enc").write_bytes(b"half")
    capsys.readouterr()
    assert kiosk.run("outbox", "export", str(kiosk.stick), "--remove") == 1
    said = capsys.readouterr()
    assert f"{folder}: something else lies there, or half of it." in said.err
    assert "1 of 3" in said.out
    assert kiosk.outbox.delivery("uuid:1") is Delivery.KEPT
