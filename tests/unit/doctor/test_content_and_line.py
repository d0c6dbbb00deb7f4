"""Pack, voice and desk: in good order and in bad, with a real pack, a real voice and a real server."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kiosk import config
from offline_cache.authentication import create_mac_key
from offline_cache.courier.delivering import only_courier
from offline_cache.outbox.sqlite import SqliteOutbox
from offline_cache.packs import record
from tests.visits import Town
from ui.doctor import content, line
from ui.doctor.finding import Finding, Level
from ui.doctor.surroundings import Surroundings

Around = Callable[..., Surroundings]
NOW = datetime.now(UTC)
TOKEN = "s3cr3t-token-of-the-desk"


def levels(findings: list[Finding]) -> list[Level]:
    return [finding.level for finding in findings]


@pytest.fixture
def town(rivemont: Town, around: Around, tmp_path: Path) -> Surroundings:
    """A kiosk of Rivemont whose state may be changed."""
    copied = rivemont.copied(tmp_path / "town")
    return around(config.read(copied.state.configuration), state=copied.state)


def test_a_pack_in_order(town: Surroundings) -> None:
    (found,) = content.pack(town)
    assert (found.level, found.facts["pack"]) == (Level.OK, "rivemont")


def test_a_pack_that_is_damaged_or_gone(town: Surroundings) -> None:
    (town.state.pack / "places.csv").write_bytes(b"x")
    assert levels(content.pack(town)) == [Level.HARM]
    (town.state.pack / "pack.json").unlink()
    assert levels(content.pack(town)) == [Level.HARM]


def test_forms_that_are_sealed_for_another_desk(town: Surroundings) -> None:
    desk = replace(town.configuration.desk, public_key_sha256="0" * 64)
    found = content.pack(replace(town, configuration=replace(town.configuration, desk=desk)))
    assert Level.HARM in levels(found)
    assert all("another key" in finding.says for finding in found)


@pytest.mark.parametrize(
    ("verified", "expires", "url", "level"),
    [
        (NOW - timedelta(hours=2), NOW + timedelta(days=29), "https://town.example.org/", Level.OK),
        (NOW - timedelta(days=9), NOW + timedelta(days=20), "https://town.example.org/", Level.LOOK),
        (NOW - timedelta(days=9), NOW + timedelta(days=20), "", Level.OK),
        (NOW - timedelta(days=40), NOW - timedelta(days=10), "", Level.LOOK),
        (None, None, "https://town.example.org/", Level.LOOK),
        (None, None, "", Level.OK),
    ],
)
def test_how_fresh_the_pack_is(
    town: Surroundings, verified: datetime | None, expires: datetime | None, url: str, level: Level
) -> None:
    town.state.updates.mkdir(exist_ok=True)
    if verified and expires:
        from kiosk.catalogue.opening import open_pack

        known = record.Record(3, open_pack(town.state.pack).digest, verified.isoformat(), verified.isoformat())
        record.write(town.state.root, replace(known, expires_at=expires.isoformat()))
    configuration = replace(town.configuration, updates=config.Updates(url=url))
    assert levels(content.pack(replace(town, configuration=configuration, now=NOW))) == [level]


def test_each_language_of_the_pack_is_spoken(town: Surroundings) -> None:
    (found,) = content.voice(town)
    assert (found.level, found.says) == (Level.OK, "spoken: fr, fr-x-falc, en, ar; listen whether it sounds")


@pytest.mark.parametrize(
    ("sinks", "sound", "level"),
    [
        ('[{"name": "alsa_output.pci"}]', config.Sound(), Level.OK),
        ('[{"name": "auto_null"}]', config.Sound(), Level.HARM),
        ("[]", config.Sound(), Level.HARM),
        ("[]", config.Sound(loudspeaker="none"), Level.OK),
        ("[]", config.Sound(loudspeaker="none", headphones="usb"), Level.HARM),
        ("Connection refused", config.Sound(), Level.OK),
        ("[3]", config.Sound(), Level.OK),
    ],
)
def test_a_voice_that_nobody_hears(town: Surroundings, sinks: str, sound: config.Sound, level: Level) -> None:
    configuration = replace(town.configuration, sound=sound)
    found = content.voice(replace(town, configuration=configuration, tool=lambda command: sinks))
    assert [finding.level for finding in found] == [level]


def test_a_language_that_no_voice_speaks(around: Around) -> None:
    here = around()
    here.state.pack.mkdir(parents=True)
    index = {"format": 1, "id": "x", "built": "2026-01-01T00:00:00Z", "languages": ["fr", "qqq"], "files": []}
    (here.state.pack / "pack.json").write_text(json.dumps(index))
    found = content.voice(here)
    assert levels(found) == [Level.HARM]
    assert found[0].says.startswith("qqq")


def test_a_voice_that_was_ordered_and_is_not_there(town: Surroundings) -> None:
    configuration = replace(town.configuration, voices={"fr": "piper:/nowhere.onnx"})
    assert Level.LOOK in levels(content.voice(replace(town, configuration=configuration)))


@contextmanager
def answering(status: int, headers: dict[str, str]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


OPENROSA = {"X-OpenRosa-Version": "1.0"}


@pytest.mark.parametrize(
    ("status", "headers", "level"),
    [
        (204, OPENROSA, Level.OK),
        (204, {}, Level.LOOK),
        (503, OPENROSA, Level.LOOK),
        (302, {"Location": "http://login.example.org/"}, Level.HARM),
        (401, OPENROSA, Level.HARM),
        (405, OPENROSA, Level.HARM),
    ],
)
def test_the_desk(around: Around, status: int, headers: dict[str, str], level: Level) -> None:
    with answering(status, headers) as address:
        here = around(config.Configuration(desk=config.Desk(url=address, token=TOKEN)))
        here.state.prepare()
        create_mac_key(here.state.mac_key)
        with only_courier(here.state.run):
            found = line.desk(replace(here, proc=Path("/proc")))
    assert levels(found) == [level]
    assert TOKEN not in repr(found)


def test_a_desk_that_nobody_is_at(around: Around) -> None:
    with answering(204, OPENROSA) as address:
        pass
    here = around(config.Configuration(desk=config.Desk(url=address, token=TOKEN)))
    assert levels(line.desk(here)) == [Level.LOOK]
    assert levels(line.desk(around())) == [Level.LOOK]
    plain = config.Configuration(desk=config.Desk(url="http://desk.example.org", token=TOKEN))
    assert levels(line.desk(around(plain))) == [Level.HARM]


def test_no_courier_is_noticed(around: Around) -> None:
    with answering(204, OPENROSA) as address:
        here = around(config.Configuration(desk=config.Desk(url=address, token=TOKEN)), proc=Path("/proc"))
        here.state.prepare()
        with only_courier(here.state.run):
            assert levels(line.desk(here)) == [Level.OK]
        assert levels(line.desk(here)) == [Level.OK, Level.LOOK]


def test_who_may_not_ask_hears_what_the_courier_knows(around: Around, monkeypatch: pytest.MonkeyPatch) -> None:
    here = around(config.Configuration(desk=config.Desk(url="https://desk.example.org")))
    here.credstore.mkdir(parents=True)
    (here.credstore / "parvis-outbox-mac").write_bytes(b"sealed")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert levels(line.desk(here)) == [Level.LOOK]
    outbox = SqliteOutbox(here.state.outbox, b"k" * 32)
    outbox.report(reached=True)
    assert levels(line.desk(here)) == [Level.OK]
    outbox.report(reached=False, remark="The name desk.example.org cannot be found.")
    outbox.close()
    found = line.desk(here)
    assert levels(found) == [Level.LOOK]
    assert "cannot be found" in found[0].says
