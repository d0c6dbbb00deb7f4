"""Envelopes without a mark of ours: which they are, and what adopting changes of them."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from pathlib import Path

import pytest

from kiosk.ports import Envelope, SealedFile
from offline_cache.outbox.adopting import Stray, adopt, still_needed, strays
from offline_cache.outbox.sqlite import SqliteOutbox
from offline_cache.store.opening import StoreUnusable

OLD, NEW = bytes([1]) * 32, bytes([2]) * 32


def envelope(number: int) -> Envelope:
    return Envelope(f"uuid:{number}", "form", str(number), b"<manifest/>", (SealedFile("a.enc", bytes([number]) * 9),))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Two kept under the lost key, one under the new; and one under the lost key that the courier set aside."""
    path = tmp_path / "outbox.sqlite"
    for number, key in ((0, OLD), (1, OLD), (2, NEW)):
        outbox = SqliteOutbox(path, key)
        outbox.keep(envelope(number))
        outbox.close()
    outbox = SqliteOutbox(path, NEW)
    leased = outbox.lease("courier")
    assert leased is not None
    assert not leased.intact
    outbox.refuse(leased, "not what the visit wrote")
    outbox.close()
    return path


def numbers(found: tuple[Stray, ...]) -> list[str]:
    return [stray.version for stray in found]


def delivered(path: Path) -> list[Envelope]:
    outbox = SqliteOutbox(path, NEW)
    outbox.release()
    found = []
    while (leased := outbox.lease("courier")) is not None:
        if leased.intact:
            found.append(leased.envelope)
            outbox.acknowledge(leased)
        else:
            outbox.refuse(leased, "not what the visit wrote")
    outbox.close()
    return found


def test_strays_are_what_no_key_fits(path: Path) -> None:
    assert numbers(strays(path, NEW)) == ["0", "1"]
    assert numbers(strays(path, OLD)) == ["2"]
    assert strays(path, NEW + OLD) == ()
    assert still_needed(path, NEW + OLD) == {NEW, OLD}
    assert still_needed(path, OLD + bytes(32)) == {OLD}
    assert still_needed(path.with_name("none.sqlite"), OLD) == frozenset()


def test_a_changed_envelope_is_a_stray_too(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE file SET content = x'00' WHERE sequence = 3")
    assert numbers(strays(path, NEW + OLD)) == ["2"]


def test_adopted_ones_go_as_they_are_and_the_others_stay(path: Path) -> None:
    assert numbers(adopt(path, NEW, lambda stray: stray.sequence == 1)) == ["0"]
    assert delivered(path) == [envelope(0), envelope(2)]
    assert numbers(strays(path, NEW)) == ["1"]
    assert numbers(adopt(path, NEW, lambda stray: True)) == ["1"]
    assert delivered(path) == [envelope(1)]
    assert strays(path, NEW) == ()


def test_a_key_that_is_a_list_marks_with_the_newest(path: Path) -> None:
    assert numbers(adopt(path, NEW + bytes(32), lambda stray: True)) == ["0", "1"]
    assert still_needed(path, NEW + bytes(32)) == {NEW}


def test_what_is_no_outbox_is_said(tmp_path: Path) -> None:
    rubbish = tmp_path / "outbox.sqlite"
    rubbish.write_bytes(b"rubbish" * 1000)
    with pytest.raises(StoreUnusable, match=r"outbox\.sqlite"):
        strays(rubbish, NEW)
    with pytest.raises(StoreUnusable, match=r"outbox\.sqlite"):
        adopt(rubbish, NEW, lambda stray: True)


def test_nothing_is_adopted_into_a_file_that_is_being_replaced(path: Path) -> None:
    descriptor = os.open(path.with_name("outbox.sqlite.lock"), os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        with pytest.raises(StoreUnusable, match="rebuilt"):
            adopt(path, NEW, lambda stray: True)
        with pytest.raises(StoreUnusable, match="rebuilt"):
            strays(path, NEW)
    finally:
        os.close(descriptor)
    assert numbers(strays(path, NEW)) == ["0", "1"]


def test_a_visit_keeps_while_strays_are_looked_for(path: Path) -> None:
    visit = SqliteOutbox(path, NEW)

    def wanted(stray: Stray) -> bool:
        visit.keep(envelope(10 + stray.sequence))
        return True

    assert numbers(adopt(path, NEW, wanted)) == ["0", "1"]
    visit.close()
    assert len(delivered(path)) == 5


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can work on another user's file")
def test_root_leaves_nothing_that_the_kiosks_own_user_cannot_write(path: Path) -> None:
    for file in (path.parent, *path.parent.iterdir()):
        os.chown(file, 12345, 12346)
    seen: list[tuple[str, int]] = []

    def look(stray: Stray) -> bool:
        seen.extend((file.name, file.stat().st_uid) for file in path.parent.iterdir())
        return True

    adopt(path, NEW, look)
    assert "outbox.sqlite-wal" in dict(seen)
    assert {owner for _, owner in seen} == {12345}
    assert {file.stat().st_uid for file in path.parent.iterdir()} == {12345}
