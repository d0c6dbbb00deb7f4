"""Outbox, secrets and alarms: in good order and in bad, on real files."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kiosk import config
from kiosk.ports import Envelope, SealedFile
from offline_cache.alarms import Alarms, Kind
from offline_cache.authentication import create_mac_key
from offline_cache.outbox.sqlite import SqliteOutbox
from ui.doctor import keeping
from ui.doctor.finding import Finding, Level
from ui.doctor.surroundings import Surroundings

Around = Callable[..., Surroundings]
KEY = b"k" * 32
TOKEN = "s3cr3t-token-of-the-desk"


def keep(path: Path, days_ago: float, *numbers: int, refused: bool = False) -> None:
    when = datetime.now(UTC).timestamp() - days_ago * 86_400
    outbox = SqliteOutbox(path, KEY, now=lambda: when)
    for number in numbers:
        outbox.keep(Envelope(f"uuid:{number}", "form", "1", b"<manifest/>" * 100, ()))
    if refused:
        leased = outbox.lease("test")
        assert leased is not None
        outbox.refuse(leased, "form unknown")
    outbox.close()


def levels(findings: list[Finding]) -> list[Level]:
    return [finding.level for finding in findings]


def test_an_outbox_in_order(around: Around) -> None:
    here = around()
    assert levels(keeping.store(here)) == [Level.OK]
    keep(here.state.outbox, 0.1, 1, 2)
    (found,) = keeping.store(here)
    assert (found.level, found.facts["waiting"], found.facts["refused"]) == (Level.OK, 2, 0)


@pytest.mark.parametrize(("days", "level"), [(0.5, Level.OK), (2, Level.LOOK), (8, Level.HARM)])
def test_a_request_that_waits(around: Around, days: float, level: Level) -> None:
    here = around()
    keep(here.state.outbox, days, 1)
    assert levels(keeping.store(here)) == [level]


def test_a_request_that_was_set_aside(around: Around) -> None:
    here = around()
    keep(here.state.outbox, 0.1, 1, 2, refused=True)
    (found,) = keeping.store(here)
    assert found.level is Level.LOOK
    assert "1 requests" in found.says


@pytest.mark.parametrize(("quota_mb", "words"), [(0, "no new requests"), (1, "files are refused"), (9, "whole")])
def test_an_outbox_nearly_full(around: Around, quota_mb: int, words: str) -> None:
    """About 0.9 MB of requests."""
    here = around(config.Configuration(store=config.Store(quota_mb=quota_mb)))
    outbox = SqliteOutbox(here.state.outbox, KEY)
    outbox.keep(Envelope("uuid:1", "form", "1", b"<manifest/>", (SealedFile("a.enc", bytes(900_000)),)))
    outbox.close()
    (found,) = keeping.store(here)
    assert words in found.says
    assert found.level is (Level.OK if words == "whole" else Level.HARM)


def test_a_request_that_was_changed_on_the_disk(around: Around) -> None:
    here = around()
    keep(here.state.outbox, 0.1, 1)
    with closing(sqlite3.connect(here.state.outbox)) as connection, connection:
        connection.execute("UPDATE envelope SET state = 'refused', reason = 'tampered'")
    assert levels(keeping.store(here)) == [Level.HARM]


def test_a_second_copy_without_its_medium(around: Around, tmp_path: Path) -> None:
    here = around(config.Configuration(store=config.Store(mirror=str(tmp_path / "card"))))
    keep(here.state.outbox, 0.1, 1)
    assert levels(keeping.store(here)) == [Level.LOOK]
    (tmp_path / "card").mkdir()
    assert levels(keeping.store(here)) == [Level.OK]


def test_a_damaged_outbox(around: Around) -> None:
    """Pages in the middle of the file are overwritten, as a failing disk does."""
    here = around()
    keep(here.state.outbox, 0.1, *range(400))
    with closing(sqlite3.connect(here.state.outbox)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with here.state.outbox.open("r+b") as stream:
        stream.seek(12 * 4096)
        stream.write(b"\xff" * 4096 * 40)
    assert Level.HARM in levels(keeping.store(here))


def test_damage_that_no_question_meets(around: Around) -> None:
    """Pages of sealed files, which counting never reads: only looking at every page finds them."""
    here = around()
    outbox = SqliteOutbox(here.state.outbox, KEY)
    for number in range(40):
        files = tuple(SealedFile(f"{part}.enc", b"x" * 900) for part in range(10))
        outbox.keep(Envelope(f"uuid:{number}", "form", "1", b"<manifest/>", files))
    outbox.close()
    with closing(sqlite3.connect(here.state.outbox)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = here.state.outbox.read_bytes()
    # Sealed files, and no envelope: SQLite's b-tree leaf of a table begins with 0x0d.
    pages = [at for at in range(4096, len(whole), 4096) if whole[at] == 0x0D and b"x" * 800 in whole[at : at + 4096]]
    here.state.outbox.write_bytes(whole[: pages[-5]] + b"\xff" * 4096 + whole[pages[-5] + 4096 :])
    (found,) = keeping.store(here)
    assert found.level is Level.HARM
    assert found.says.startswith("The outbox is damaged")


@pytest.mark.parametrize("content", [b"not a database at all" * 500, b"SQLite format 3\x00" + bytes(2000)])
def test_what_is_no_outbox(around: Around, content: bytes) -> None:
    here = around()
    here.state.outbox.write_bytes(content)
    assert levels(keeping.store(here)) == [Level.HARM]


def test_looking_changes_nothing(around: Around) -> None:
    here = around()
    keep(here.state.outbox, 0.1, 1)
    before = here.state.outbox.read_bytes()
    keeping.store(here)
    assert here.state.outbox.read_bytes() == before


def test_secrets_in_plain_files(around: Around) -> None:
    here = around()
    assert levels(keeping.keys(here)) == [Level.HARM, Level.LOOK]
    create_mac_key(here.state.mac_key)
    found = keeping.keys(here)
    assert levels(found) == [Level.LOOK]
    assert "plain files" in found[0].says
    here.state.mac_key.chmod(0o644)
    assert any("other users" in finding.says for finding in keeping.keys(here))
    here.state.mac_key.write_bytes(b"short")
    assert Level.HARM in levels(keeping.keys(here))


def test_secrets_handed_over_by_systemd(around: Around, tmp_path: Path) -> None:
    handed = tmp_path / "credentials"
    handed.mkdir()
    (handed / "parvis-outbox-mac").write_bytes(KEY)
    here = around(environment={"CREDENTIALS_DIRECTORY": str(handed)})
    (found,) = keeping.keys(here)
    assert (found.level, found.says) == (Level.OK, "held by: credentials")


def test_secrets_that_only_root_can_try(around: Around, monkeypatch: pytest.MonkeyPatch) -> None:
    here = around()
    here.credstore.mkdir(parents=True)
    (here.credstore / "parvis-outbox-mac").write_bytes(b"sealed")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    (found,) = keeping.keys(here)
    assert (found.level, found.do) == (Level.LOOK, "Run doctor as root.")


def certificate(path: Path, days: float) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kiosk")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize(
    ("days", "level"), [(100.0, Level.LOOK), (20.0, Level.LOOK), (-1.0, Level.HARM), (None, Level.HARM)]
)
def test_the_kiosks_certificate(around: Around, tmp_path: Path, days: float | None, level: Level) -> None:
    """That secrets lie in plain files is one look; the certificate adds its own where it is old, gone or no longer."""
    path = tmp_path / "kiosk.pem" if days is None else certificate(tmp_path / "kiosk.pem", days)
    desk = config.Desk(url="https://desk.example.org", token=TOKEN, client_certificate=str(path), client_key="k.pem")
    here = around(config.Configuration(desk=desk))
    create_mac_key(here.state.mac_key)
    found = keeping.keys(here)
    assert max(levels(found), key=list(Level).index) is level
    assert any("client_certificate" in finding.says for finding in found) == (days != 100.0)


def test_a_pin_that_is_none_and_a_token_that_is_missing(around: Around) -> None:
    here = around(config.Configuration(desk=config.Desk(url="https://desk.example.org", pinned_key_sha256="abc")))
    create_mac_key(here.state.mac_key)
    found = keeping.keys(here)
    assert Level.HARM in levels(found)
    assert any("no token" in finding.says for finding in found)


def test_a_token_in_the_address_is_one(around: Around) -> None:
    def said(url: str) -> str:
        here = around(config.Configuration(desk=config.Desk(url=url)))
        create_mac_key(here.state.mac_key)
        return repr(keeping.keys(here))

    assert "no token" in said("https://central.example/v1/projects/7")
    assert "no token" not in said("https://central.example/v1/key/4711/projects/7")


def test_no_secret_is_ever_said(around: Around) -> None:
    desk = config.Desk(url=f"https://desk.example.org/key/{TOKEN}", token=TOKEN, pinned_key_sha256="abc")
    here = around(config.Configuration(desk=desk))
    create_mac_key(here.state.mac_key)
    said = repr(keeping.keys(here))
    assert TOKEN not in said
    assert here.state.mac_key.read_bytes().hex() not in said


def test_alarms_that_stand(around: Around) -> None:
    here = around()
    assert levels(keeping.alarms(here)) == [Level.OK]
    alarms = Alarms(here.state.alarms)
    alarms.raise_(Kind.DRIFT, "The desk has another version of the form.")
    assert levels(keeping.alarms(here)) == [Level.LOOK]
    alarms.raise_(Kind.STORE_DAMAGED, "The outbox was set aside.")
    assert sorted(levels(keeping.alarms(here))) == [Level.HARM, Level.LOOK]
    alarms.settle(Kind.DRIFT)
    alarms.settle(Kind.STORE_DAMAGED)
    assert levels(keeping.alarms(here)) == [Level.OK]
