"""The store keeps its settings, its rights and its identity."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path

import pytest

from offline_cache.store.opening import Schema, StoreUnusable, is_full, open_store, transaction

FIRST = "CREATE TABLE thing (name TEXT NOT NULL)"
SECOND = "ALTER TABLE thing ADD COLUMN colour TEXT NOT NULL DEFAULT 'grey'; CREATE INDEX by_colour ON thing (colour)"
QUOTA = 1024 * 1024


def _open(path: Path, *migrations: str, mark: int = 7) -> sqlite3.Connection:
    return open_store(path, Schema(mark, migrations or (FIRST,)), QUOTA)


def test_durable_and_distrustful(tmp_path: Path) -> None:
    connection = _open(tmp_path / "a.sqlite")
    found = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "trusted_schema", "foreign_keys", "temp_store", "max_page_count")
    }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "trusted_schema": 0,
        "foreign_keys": 1,
        "temp_store": 2,
        "max_page_count": 256,
    }


def test_files_are_for_the_group_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        connection = _open(tmp_path / "shared" / "a.sqlite")
        connection.execute("INSERT INTO thing VALUES ('x')")
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "shared").iterdir()}
    assert modes == {"a.sqlite": 0o660, "a.sqlite-wal": 0o660, "a.sqlite-shm": 0o660}
    assert stat.S_IMODE((tmp_path / "shared").stat().st_mode) == 0o2770


def test_migrates_and_keeps_what_was_there(tmp_path: Path) -> None:
    with _open(tmp_path / "a.sqlite") as connection:
        connection.execute("INSERT INTO thing VALUES ('x')")
    connection.close()
    newer = _open(tmp_path / "a.sqlite", FIRST, SECOND)
    assert newer.execute("SELECT * FROM thing").fetchall() == [("x", "grey")]
    assert newer.execute("PRAGMA user_version").fetchone() == (2,)


def test_a_migration_that_fails_leaves_the_old_version(tmp_path: Path) -> None:
    _open(tmp_path / "a.sqlite").close()
    with pytest.raises(StoreUnusable):
        _open(tmp_path / "a.sqlite", FIRST, "ALTER TABLE thing ADD COLUMN a TEXT; CREATE TABLE thing (a)")
    again = _open(tmp_path / "a.sqlite")
    assert [row[1] for row in again.execute("PRAGMA table_info(thing)")] == ["name"]


def test_a_newer_file_is_not_touched(tmp_path: Path) -> None:
    _open(tmp_path / "a.sqlite", FIRST, SECOND).close()
    with pytest.raises(StoreUnusable, match="newer"):
        _open(tmp_path / "a.sqlite")


def test_another_kind_of_store_is_not_opened(tmp_path: Path) -> None:
    _open(tmp_path / "a.sqlite").close()
    with pytest.raises(StoreUnusable, match="something else"):
        _open(tmp_path / "a.sqlite", mark=8)
    foreign = sqlite3.connect(tmp_path / "b.sqlite")
    foreign.execute("CREATE TABLE theirs (a)")
    foreign.close()
    with pytest.raises(StoreUnusable, match="something else"):
        _open(tmp_path / "b.sqlite")


@pytest.mark.parametrize("content", [b"no database at all" * 500, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.sqlite").write_bytes(content)
    with pytest.raises(StoreUnusable, match=r"a\.sqlite"):
        _open(tmp_path / "a.sqlite")
    assert (tmp_path / "a.sqlite").read_bytes() == content


def test_a_directory_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite").mkdir()
    with pytest.raises(StoreUnusable, match=r"a\.sqlite"):
        _open(tmp_path / "a.sqlite")


def test_quota_counts_as_full_and_undoes_everything(tmp_path: Path) -> None:
    connection = _open(tmp_path / "a.sqlite")
    connection.execute("INSERT INTO thing VALUES ('before')")

    def small_then_large() -> None:
        with transaction(connection):
            connection.execute("INSERT INTO thing VALUES ('small')")
            connection.execute("INSERT INTO thing VALUES (?)", ("x" * 2 * QUOTA,))

    with pytest.raises(sqlite3.OperationalError) as full:
        small_then_large()
    assert is_full(full.value)
    assert connection.execute("SELECT name FROM thing").fetchall() == [("before",)]
    connection.execute("INSERT INTO thing VALUES ('after')")


def test_not_every_failure_is_a_full_disk(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError) as failure:
        _open(tmp_path / "a.sqlite").execute("SELECT * FROM nothing")
    assert not is_full(failure.value)
