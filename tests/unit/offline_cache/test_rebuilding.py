"""A damaged outbox: what is whole goes into a new one, the old one is kept, and nobody loses a promise over it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.ports import Delivery, Envelope, SealedFile
from offline_cache.alarms import Alarms, Kind
from offline_cache.outbox.sqlite import SqliteOutbox
from offline_cache.store import replacing
from offline_cache.store.opening import StoreUnusable

ROOT = Path(__file__).parents[3]
KEY = bytes(range(32))
PAGE = 4096
COUNT = 40
"""Even ones are small; odd ones have a file that takes several pages. 0 to 3 are sent, 4 and 5 refused."""


def letter(number: int) -> Envelope:
    content = bytes([number]) * (30_000 if number % 2 else 300)
    files = (SealedFile("photo.jpg.enc", content), SealedFile("submission.xml.enc", b"s%d" % number))
    return Envelope(f"uuid:{number}", f"form-{number % 3}", "1", b"<m>%d</m>" % number * 100, files)


def fill(outbox: SqliteOutbox) -> None:
    for number in range(COUNT):
        outbox.keep(letter(number))
    for number in range(6):
        leased = outbox.lease("c")
        assert leased
        if number < 4:
            outbox.acknowledge(leased)
        else:
            outbox.refuse(leased, "unknown form")
    outbox.release()


def found(path: Path) -> dict[int, Delivery]:
    """Every envelope that the outbox knows, and that those which wait are what was kept."""
    outbox = SqliteOutbox(path, KEY)
    known = {n: outbox.delivery(f"uuid:{n}") for n in range(COUNT)}
    while (leased := outbox.lease("c")) is not None:
        assert leased.intact
        if (name := leased.envelope.instance_id.removeprefix("uuid:")).isdigit():
            assert leased.envelope == letter(int(name))
            assert known[int(name)] is Delivery.KEPT
        outbox.acknowledge(leased)
    outbox.close()
    return known


EVERYTHING = {n: Delivery.SENT if n < 4 else Delivery.REFUSED if n < 6 else Delivery.KEPT for n in range(COUNT)}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An outbox at rest: all in one file."""
    path = tmp_path_factory.mktemp("template") / "outbox.sqlite"
    outbox = SqliteOutbox(path, KEY)
    fill(outbox)
    outbox.close()
    assert not path.with_name("outbox.sqlite-wal").exists()
    return path


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An outbox as a power cut leaves it: half of it in the log."""
    work = tmp_path_factory.mktemp("live")
    outbox = SqliteOutbox(work / "outbox.sqlite", KEY)
    for number in range(COUNT // 2):
        outbox.keep(letter(number))
    outbox.store.reading().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for number in range(COUNT // 2, COUNT):
        outbox.keep(letter(number))
    copy = tmp_path_factory.mktemp("cut")
    for suffix in ("", "-wal"):
        shutil.copy(f"{work}/outbox.sqlite{suffix}", copy)
    assert (copy / "outbox.sqlite-wal").stat().st_size > 100 * PAGE
    outbox.close()
    return copy / "outbox.sqlite"


def copied(source: Path, place: Path) -> Path:
    place.mkdir(exist_ok=True)
    for suffix in ("", "-wal"):
        if Path(f"{source}{suffix}").exists():
            shutil.copy(f"{source}{suffix}", place)
    return place / source.name


def overwrite(path: Path, page: int, content: bytes = bytes(PAGE)) -> None:
    with path.open("r+b") as stream:
        stream.seek(page * PAGE)
        stream.write(content)


def pages(path: Path) -> dict[int, tuple[str, str, int]]:
    """Each page of a file: of which table or index, of what kind, how many rows."""
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT pageno, name, pagetype, ncell FROM dbstat").fetchall()
    connection.close()
    return {row[0] - 1: row[1:] for row in rows}


def test_whatever_page_is_lost_only_what_lay_on_it_is_lost(template: Path, tmp_path: Path) -> None:
    layout = pages(template)
    asked = {
        page: 1 if kind == "overflow" else rows if kind == "leaf" and name in ("envelope", "file") else 0
        for page, (name, kind, rows) in layout.items()
    }
    # Every page but the overflow pages, which are all alike: of those, some.
    plenty = [page for page, lost in asked.items() if layout[page][1] == "overflow"]
    tried = [page for page in sorted(asked) if page not in plenty[5:]]
    assert len(tried) > 10
    for page in tried:
        path = copied(template, tmp_path / str(page))
        overwrite(path, page)
        outbox = SqliteOutbox(path, KEY, alarms=Alarms(tmp_path / str(page) / "alarms"))
        outbox.check()
        outbox.close()
        after = found(path)
        lost = [number for number in EVERYTHING if after[number] is not EVERYTHING[number]]
        assert len(lost) <= asked[page], (page, layout[page], lost)
        assert len(list(path.parent.glob("*.damaged-*"))) == 1, (page, layout[page])
        assert [alarm.kind for alarm in Alarms(tmp_path / str(page) / "alarms").standing()] == [Kind.STORE_DAMAGED]


def test_where_the_line_was_noted_is_mended_by_whoever_notes_it(template: Path, tmp_path: Path) -> None:
    path = copied(template, tmp_path / "x")
    outbox = SqliteOutbox(path, KEY)
    outbox.report(reached=True)
    outbox.close()
    overwrite(path, next(page for page, (name, _, _) in pages(path).items() if name == "line"))
    outbox = SqliteOutbox(path, KEY, alarms=Alarms(tmp_path / "alarms"))
    for _ in range(2):
        outbox.report(reached=False, remark="gone")
    assert outbox.line().remark == "gone"
    assert [alarm.kind for alarm in Alarms(tmp_path / "alarms").standing()] == [Kind.STORE_DAMAGED]
    outbox.close()
    assert found(path) == EVERYTHING


@pytest.mark.parametrize("content", [bytes(100), b"SQLite format 3\x00" + b"\xff" * 84, b"not a database" * 8])
def test_what_is_in_the_log_alone_is_found_too(live: Path, tmp_path: Path, content: bytes) -> None:
    path = copied(live, tmp_path / "x")
    before = path.read_bytes()
    with path.open("r+b") as stream:
        stream.write(content)
    assert set(found(path).values()) == {Delivery.KEPT}
    aside = replacing.set_aside(path)
    # Where the log brings a sound first page, SQLite needs no help.
    for each in aside:
        assert each.read_bytes()[100:] == before[100:]
        assert each.with_name(each.name + "-wal").read_bytes() == live.with_name("outbox.sqlite-wal").read_bytes()


@pytest.mark.parametrize("size", [0, None, 3 * PAGE])
def test_a_file_that_is_gone_or_cut_off(live: Path, tmp_path: Path, size: int | None) -> None:
    """SQLite itself would throw the log of an empty file away."""
    path = copied(live, tmp_path / "x")
    if size is None:
        path.unlink()
    else:
        os.truncate(path, size)
    outbox = SqliteOutbox(path, KEY)
    outbox.check()
    outbox.close()
    after = found(path)
    in_the_log = range(COUNT // 2, COUNT)
    assert {after[number] for number in in_the_log} == {Delivery.KEPT}


def test_whoever_has_it_open_follows_and_leaves_the_new_file_alone(template: Path, tmp_path: Path) -> None:
    path = copied(template, tmp_path / "x")
    visit, courier = SqliteOutbox(path, KEY), SqliteOutbox(path, KEY)
    visit.keep(letter(100))
    overwrite(path, 0)
    courier.store.mend(courier.store.identity)
    courier.keep(letter(101))
    # The visit has the old file in its hand, log and all.
    assert visit.delivery("uuid:101") is Delivery.KEPT
    visit.keep(letter(102))
    other = SqliteOutbox(path, KEY)
    visit.close()
    other.keep(letter(103))
    courier.close()
    other.close()
    after = SqliteOutbox(path, KEY)
    assert [after.delivery(f"uuid:{n}") for n in (7, 100, 101, 102, 103)] == [Delivery.KEPT] * 5
    assert len(replacing.set_aside(path)) == 1


KEEPS_ONE = """
import sys
from pathlib import Path
from kiosk.ports import Envelope, SealedFile
from offline_cache.outbox.sqlite import SqliteOutbox
path, number = Path(sys.argv[1]), sys.argv[2]
sys.stdin.readline()
outbox = SqliteOutbox(path, bytes(range(32)))
outbox.keep(Envelope(f"uuid:new-{number}", "f", "1", b"<m/>", (SealedFile("submission.xml.enc", b"x"),)))
print("kept")
"""


def test_processes_that_find_it_together_rebuild_it_once(template: Path, tmp_path: Path) -> None:
    path = copied(template, tmp_path / "x")
    overwrite(path, 0)
    together = [
        subprocess.Popen(
            [sys.executable, "-c", KEEPS_ONE, str(path), str(number)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for number in range(4)
    ]  # fmt: skip
    for process in together:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in together:
        out, err = process.communicate(timeout=60)
        assert out == "kept\n", err
    outbox = SqliteOutbox(path, KEY)
    assert [outbox.delivery(f"uuid:new-{number}") for number in range(4)] == [Delivery.KEPT] * 4
    outbox.close()
    assert found(path) == EVERYTHING
    assert len(replacing.set_aside(path)) == 1


CUT_OFF = """
import os, sys
from pathlib import Path
from offline_cache.alarms import Alarms
from offline_cache.outbox.sqlite import SqliteOutbox
left = int(sys.argv[2])
def counting(name):
    real = getattr(os, name)
    def call(*words, **more):
        global left
        left -= 1
        if left < 0:
            os._exit(9)
        return real(*words, **more)
    setattr(os, name, call)
for name in ("link", "rename", "replace", "unlink", "fsync"):
    counting(name)
SqliteOutbox(Path(sys.argv[1]), bytes(range(32)), alarms=Alarms(Path(sys.argv[1]).parent / "alarms"))
os._exit(0)
"""


def test_a_rebuild_that_is_cut_off_anywhere_is_finished(live: Path, tmp_path: Path) -> None:
    steps = 0
    while True:
        path = copied(live, tmp_path / str(steps))
        os.truncate(path, 0)
        ended = subprocess.run([sys.executable, "-c", CUT_OFF, str(path), str(steps)], cwd=ROOT, timeout=60).returncode
        alarms = Alarms(path.parent / "alarms")
        SqliteOutbox(path, KEY, alarms=alarms).close()
        # Told by whoever filled the new file, or by whoever had to fill it again.
        assert [alarm.kind for alarm in alarms.standing()] == [Kind.STORE_DAMAGED], steps
        after = found(path)
        assert {after[number] for number in range(COUNT // 2, COUNT)} == {Delivery.KEPT}, steps
        assert len(replacing.set_aside(path)) == 1, steps
        if ended == 0:
            break
        assert ended == 9
        steps += 1
    assert steps > 6


def test_what_does_not_carry_the_mark_is_kept_for_the_operator(template: Path, tmp_path: Path) -> None:
    path = copied(template, tmp_path / "x")
    content = path.read_bytes()
    place = content.index(b"s20")
    path.write_bytes(bytes(PAGE) + content[PAGE:place] + b"x20" + content[place + 3 :])
    outbox = SqliteOutbox(path, KEY)
    outbox.tell()
    assert outbox.delivery("uuid:20") is Delivery.REFUSED
    assert outbox.store.reading().execute(
        "SELECT reason, content FROM envelope JOIN file USING (sequence) WHERE instance_id = 'uuid:20' AND position = 1"
    ).fetchone() == ("tampered", b"x20")


def test_it_is_not_rebuilt_for_ever(template: Path, tmp_path: Path) -> None:
    path = copied(template, tmp_path / "x")
    for _ in range(replacing.MOST_SET_ASIDE):
        overwrite(path, 0)
        SqliteOutbox(path, KEY).close()
    overwrite(path, 0)
    damaged = path.read_bytes()
    with pytest.raises(StoreUnusable, match="Have the disk looked at"):
        SqliteOutbox(path, KEY)
    assert path.read_bytes() == damaged
