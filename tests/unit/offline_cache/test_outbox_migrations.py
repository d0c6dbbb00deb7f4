"""An outbox of an earlier Parvis becomes one of today, and loses nothing on the way."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from kiosk.ports import Delivery, Envelope, SealedFile
from offline_cache.authentication import mac_of
from offline_cache.outbox.schema import SCHEMA
from offline_cache.outbox.sqlite import Counts, SqliteOutbox

KEY = bytes(range(32))
VERSION_1 = """
CREATE TABLE envelope (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    instance_id TEXT NOT NULL UNIQUE,
    form_id TEXT NOT NULL,
    version TEXT NOT NULL,
    manifest BLOB NOT NULL,
    mac BLOB NOT NULL,
    state TEXT NOT NULL DEFAULT 'kept' CHECK (state IN ('kept', 'sent', 'refused')),
    kept_at REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at REAL NOT NULL DEFAULT 0,
    leased_by TEXT NOT NULL DEFAULT '',
    leased_until REAL NOT NULL DEFAULT 0,
    remark TEXT NOT NULL DEFAULT ''
);
CREATE INDEX envelope_waiting ON envelope (sequence) WHERE state = 'kept';
CREATE INDEX envelope_sent ON envelope (sequence) WHERE state = 'sent';
CREATE INDEX envelope_kept_at ON envelope (kept_at);
CREATE TABLE file (
    sequence INTEGER NOT NULL REFERENCES envelope (sequence) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (sequence, position)
);
CREATE TABLE line (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    tried_at REAL NOT NULL,
    reached_at REAL NOT NULL,
    remark TEXT NOT NULL
);
PRAGMA application_id = 0x50415231;
PRAGMA user_version = 1;
"""
"""As it was released: written out here, so that an edited migration is noticed."""


def letter(number: int) -> Envelope:
    return Envelope(f"uuid:{number}", "f", "1", b"<m/>", (SealedFile("submission.xml.enc", b"%d" % number),))


def version_1(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(VERSION_1)
    for number, state in enumerate(("kept", "sent", "refused", "kept"), 1):
        envelope = letter(number)
        connection.execute(
            "INSERT INTO envelope (instance_id, form_id, version, manifest, mac, state, kept_at)"
            " VALUES (?, 'f', '1', ?, ?, ?, 1)",
            (envelope.instance_id, envelope.manifest, mac_of(envelope, KEY), state),
        )
        connection.execute(
            "INSERT INTO file VALUES (?, 0, ?, ?)", (number, envelope.files[0].name, envelope.files[0].content)
        )
    connection.execute("INSERT INTO line VALUES (1, 5.0, 4.0, 'gone')")
    connection.commit()
    connection.close()


def test_version_1_is_taken_over_whole(tmp_path: Path) -> None:
    path = tmp_path / "outbox.sqlite"
    version_1(path)
    outbox = SqliteOutbox(path, KEY)
    assert outbox.store.reading().execute("PRAGMA user_version").fetchone() == (len(SCHEMA.migrations),)
    assert outbox.counts() == Counts(kept=2, sent=1, refused=1)
    assert outbox.line().remark == "gone"
    for number in (1, 4):
        leased = outbox.lease("c")
        assert leased
        assert (leased.envelope, leased.intact) == (letter(number), True)
        outbox.acknowledge(leased)
    assert outbox.lease("c") is None
    assert outbox.delivery("uuid:3") is Delivery.REFUSED


def test_a_migrated_outbox_has_the_tables_and_indexes_of_a_new_one(tmp_path: Path) -> None:
    version_1(tmp_path / "old.sqlite")
    found = []
    for name in ("old", "new"):
        outbox = SqliteOutbox(tmp_path / f"{name}.sqlite", KEY)
        connection = outbox.store.reading()
        names = connection.execute("SELECT type, name FROM sqlite_schema ORDER BY 1, 2").fetchall()
        columns = [
            connection.execute(f"PRAGMA table_xinfo({table})").fetchall() for table in ("envelope", "file", "line")
        ]
        found.append((names, columns))
        outbox.close()
    assert found[0] == found[1]
