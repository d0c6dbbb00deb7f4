"""`parvis outbox` as IT meets it: what it says, what it changes, and that nothing it prints acts on a terminal."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.ports import Delivery, Envelope, SealedFile
from kiosk.takeaway.reference import reference_of
from offline_cache.alarms import Alarms, Kind
from offline_cache.courier.delivering import Courier
from offline_cache.openrosa import Accepted, Answer, Later, Refused
from offline_cache.openrosa.answers import Ready
from offline_cache.outbox.sqlite import SqliteOutbox
from ui.cli import main

KEY = bytes(32)


def letter(number: int) -> Envelope:
    return Envelope(
        f"uuid:{number}", f"form-{number}", "1", b"<m/>", (SealedFile("submission.xml.enc", b"SEALED" * 9),)
    )


class Desk:
    """Answers by the envelope."""

    def __init__(self, **answers: Answer) -> None:
        self.answers = answers

    def probe(self) -> Later | None:
        return None

    def prepare(self, envelope: Envelope) -> Ready:
        return Ready(envelope)

    def send(self, ready: Ready, meanwhile: Callable[[], object]) -> Answer:
        return self.answers.get(ready.envelope.form_id.replace("-", "_"), Accepted())


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """0 is delivered, 1 refused, 2 changed on the disk, 3 put off, 4 waits behind nothing."""
    alarms = Alarms(tmp_path / "alarms")
    outbox = SqliteOutbox(tmp_path / "outbox.sqlite", KEY, alarms=alarms)
    for number in range(4):
        outbox.keep(letter(number))
    with sqlite3.connect(tmp_path / "outbox.sqlite") as connection:
        connection.execute("UPDATE file SET content = x'00' WHERE sequence = 3")
    desk = Desk(form_1=Refused("The desk does not know this form (404).\x1b[2J"), form_3=Later("busy\nnow"))
    Courier(outbox, desk, alarms=alarms).run_once()
    outbox.keep(letter(4))
    outbox.close()
    return tmp_path


def told(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_status_for_people(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outbox", "status", "--state", str(state)]) == 1
    lines = told(capsys).splitlines()
    assert "waiting    2" in lines
    assert "refused    1" in lines
    assert "tampered   1" in lines
    assert any(line.startswith(f"  oldest   envelope 4, {reference_of('uuid:3')}, kept 20") for line in lines)
    assert any("does not know this form (404)." in line for line in lines if line.startswith("set aside  envelope 2"))
    assert {line.split()[1].rstrip(",") for line in lines if line.startswith("ALARM")} >= {"dead-letter", "tampered"}
    assert [line for line in lines if re.search(r"\d{2}:\d{2}:\d{2}(?! UTC\b)", line)] == []
    assert any(re.fullmatch(r"desk +reached \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, tried .* UTC", line) for line in lines)
    assert "\x1b" not in "".join(lines)


def test_status_for_machines(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outbox", "status", "--json", "--state", str(state)]) == 1
    text = told(capsys)
    record = json.loads(text)
    assert [record[name] for name in ("waiting", "sent", "refused", "tampered")] == [2, 1, 1, 1]
    assert record["oldest"]["sequence"] == 4
    assert record["room"]["quota"] == 1024 * 1024 * 1024
    assert record["desk"]["reached_at"] is None or record["desk"]["reached_at"].endswith("+00:00")
    assert [entry["condition"] for entry in record["set_aside"]] == ["refused", "tampered"]
    assert "\x1b" not in text
    assert "SEALED" not in text


def test_status_is_0_when_all_is_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outbox = SqliteOutbox(tmp_path / "outbox.sqlite", KEY)
    outbox.keep(letter(1))
    assert main(["outbox", "status", "--state", str(tmp_path)]) == 0
    assert "waiting    1" in told(capsys)
    outbox.close()


def test_show_by_number_and_by_reference(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outbox", "show", "2", "--state", str(state)]) == 0
    by_number = told(capsys)
    assert by_number.startswith("envelope 2: refused\n")
    assert "parvis outbox retry 2" in by_number
    assert main(["outbox", "show", reference_of("uuid:1"), "--state", str(state)]) == 0
    assert told(capsys) == by_number
    assert main(["outbox", "show", "3", "--json", "--state", str(state)]) == 0
    (record,) = json.loads(told(capsys))
    assert (record["condition"], record["length"]) == ("tampered", len(b"<m/>") + 1)
    assert main(["outbox", "show", "99", "--state", str(state)]) == 1


def test_retry_brings_dead_letters_back_and_settles_the_alarm(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outbox", "retry", "2", "3", "--state", str(state)]) == 1
    assert "1 wait again" in told(capsys)
    assert [alarm.kind for alarm in Alarms(state / "alarms").standing() if "dead" in alarm.kind] == []
    assert Kind.TAMPERED in [alarm.kind for alarm in Alarms(state / "alarms").standing()]
    outbox = SqliteOutbox(state / "outbox.sqlite", KEY)
    Courier(outbox, Desk(form_3=Later("busy"))).run_once()
    assert outbox.delivery("uuid:1") is Delivery.SENT
    assert outbox.delivery("uuid:2") is Delivery.REFUSED
    outbox.close()


def test_retry_all(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outbox", "retry", "--state", str(state)]) == 1
    assert main(["outbox", "retry", "2", "--all", "--state", str(state)]) == 1
    capsys.readouterr()
    main(["outbox", "retry", "--all", "--state", str(state)])
    assert "1 wait again" in told(capsys)


def test_where_there_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outbox", "status", "--state", str(tmp_path)]) == 1
    assert "no outbox here" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
