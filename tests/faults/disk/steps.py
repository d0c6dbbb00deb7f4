"""What a kiosk writes, one step after the other, each tried with so many bytes left on the disk and no more."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.errors import ParvisError
from kiosk.ports import Delivery, Envelope, OutboxFull, SealedFile
from offline_cache.alarms import Alarms, Kind
from offline_cache.outbox.looking import looking
from offline_cache.outbox.mirror import Mirror
from offline_cache.outbox.schema import SCHEMA
from offline_cache.outbox.sealed_folder import folders, read, write
from offline_cache.outbox.sqlite import LONGEST_WAIT_SECONDS, SqliteOutbox
from offline_cache.store.opening import is_full
from offline_cache.store.reserve import Reserve, free_bytes

KEY = bytes(range(32))
RESERVE_BYTES = 2 * 1024 * 1024
MARGIN_BYTES = 256 * 1024
LARGE_BYTES = 150_000


class NotDone(Exception):
    """The step said that it could not be done; nothing was promised."""


def letter(number: int, size: int = 3000) -> Envelope:
    """An envelope that is told apart by its number."""
    content = bytes([number % 251]) * size
    return Envelope(f"uuid:{number}", f"form-{number % 2}", "1", b"<m/>", (SealedFile("submission.xml.enc", content),))


@dataclass
class Ground:
    """A state directory on the small disk, what was promised there, and what a desk has."""

    root: Path
    reserved: bool
    promised: dict[str, Envelope] = field(default_factory=dict)
    desk: set[str] = field(default_factory=set)
    outbox: SqliteOutbox | None = None

    @property
    def path(self) -> Path:
        return self.root / "outbox.sqlite"

    @property
    def alarms(self) -> Alarms:
        return Alarms(self.root / "alarms")

    def open(self, later: float = 0.0) -> SqliteOutbox:
        """Open it anew, as the next process does, so many seconds later."""
        self.close()
        size = RESERVE_BYTES if self.reserved else 0
        reserve = Reserve(self.root / "outbox.reserve", size, self.alarms, margin=MARGIN_BYTES)
        self.outbox = SqliteOutbox(
            self.path,
            KEY,
            alarms=self.alarms,
            reserve=reserve,
            quota_bytes=8 * 1024 * 1024,
            told=lambda said: None,
            now=lambda: time.time() + later,
        )
        return self.outbox

    def close(self) -> None:
        if self.outbox is not None:
            self.outbox.close()
            self.outbox = None

    def keep(self, number: int, size: int = 3000) -> None:
        """Keep it: from here on it is promised. Raises `OutboxFull`, and then it is not."""
        assert self.outbox is not None
        envelope = letter(number, size)
        self.outbox.keep(envelope)
        self.promised[envelope.instance_id] = envelope

    def drain(self) -> list[str]:
        """Deliver all that waits; what was wrong with it."""
        wrong = []
        with closing(self.open(LONGEST_WAIT_SECONDS)) as outbox:
            outbox.release()
            for instance in self.promised:
                where = outbox.delivery(instance)
                if where is Delivery.UNKNOWN and instance not in self.desk:
                    wrong.append(f"{instance} was promised and is unknown")
                elif where is Delivery.REFUSED:
                    self.desk.add(instance)
                    wrong += self._dead(instance)
            while (leased := outbox.lease("end")) is not None:
                if not leased.intact or leased.envelope != self.promised.get(leased.envelope.instance_id):
                    wrong.append(f"{leased.envelope.instance_id} is not what was promised")
                self.desk.add(leased.envelope.instance_id)
                outbox.acknowledge(leased)
        self.outbox = None
        return wrong

    def _dead(self, instance: str) -> list[str]:
        """A dead letter waits for the operator, with every byte."""
        with looking(self.path) as lying:
            (entry,) = (entry for entry in lying.set_aside() if entry.instance_id == instance)
            sealed = lying.sealed(entry.sequence)
        whole = sealed is not None and sealed.envelope == self.promised.get(instance)
        return [] if whole else [f"{instance} was set aside and is not whole"]


def some(ground: Ground) -> None:
    """An outbox that is open, has delivered and has mail."""
    ground.open()
    for number in range(8):
        ground.keep(number)
    assert ground.outbox is not None
    for _ in range(2):
        leased = ground.outbox.lease("before")
        assert leased
        ground.desk.add(leased.envelope.instance_id)
        ground.outbox.acknowledge(leased)
    ground.outbox.release()
    ground.outbox.usable()


def nothing(ground: Ground) -> None:
    """A state directory before the first start, with its reserve."""
    Reserve(ground.root / "outbox.reserve", RESERVE_BYTES if ground.reserved else 0, margin=MARGIN_BYTES).take_back()


def at_rest(ground: Ground) -> None:
    """An outbox that nobody has open."""
    some(ground)
    ground.close()


def cut_off(ground: Ground) -> None:
    """An outbox as a power cut leaves it: its log is there, and nobody has it open."""
    some(ground)
    copy = ground.root / "copy"
    copy.mkdir()
    for suffix in ("", "-wal"):
        shutil.copy(f"{ground.path}{suffix}", copy)
    ground.close()
    for path in copy.iterdir():
        path.replace(ground.root / path.name)
    copy.rmdir()


def damaged(ground: Ground) -> None:
    """An outbox whose first page is gone."""
    at_rest(ground)
    with ground.path.open("r+b") as stream:
        stream.write(bytes(4096))


def of_version_1(ground: Ground) -> None:
    """An outbox of the first Parvis."""
    at_rest(ground)
    with closing(sqlite3.connect(ground.path, isolation_level=None)) as connection:
        for line in (
            "DROP INDEX envelope_of_form",
            "DROP INDEX envelope_refused",
            "ALTER TABLE envelope DROP COLUMN reason",
            "PRAGMA user_version = 1",
        ):
            connection.execute(line)


def full_of_dead_letters(ground: Ground) -> None:
    """An outbox from which something was refused."""
    some(ground)
    assert ground.outbox is not None
    leased = ground.outbox.lease("c")
    assert leased
    ground.outbox.refuse(leased, "unknown")
    ground.outbox.release()


def start(ground: Ground) -> None:
    ground.open()


def start_and_keep(ground: Ground) -> None:
    ground.open()
    ground.keep(100)


def keep(ground: Ground) -> None:
    ground.keep(100)


def keep_large(ground: Ground) -> None:
    ground.keep(100, LARGE_BYTES)


def lease(ground: Ground) -> None:
    assert ground.outbox is not None
    assert ground.outbox.lease("c")


def acknowledge(ground: Ground) -> None:
    assert ground.outbox is not None
    leased = ground.outbox.lease("c")
    assert leased
    ground.desk.add(leased.envelope.instance_id)
    ground.outbox.acknowledge(leased)


def refuse(ground: Ground) -> None:
    assert ground.outbox is not None
    leased = ground.outbox.lease("c")
    assert leased
    ground.outbox.refuse(leased, "unknown form")
    with closing(sqlite3.connect(ground.path, isolation_level=None)) as connection:
        (state,) = connection.execute("SELECT state FROM envelope WHERE sequence = ?", (leased.sequence,)).fetchone()
    assert state == "refused"


def put_off(ground: Ground) -> None:
    assert ground.outbox is not None
    leased = ground.outbox.lease("c")
    assert leased
    ground.outbox.put_off(leased, 5, "busy")


def report(ground: Ground) -> None:
    assert ground.outbox is not None
    ground.outbox.report(reached=False, remark="gone")


def alarm(ground: Ground) -> None:
    ground.alarms.raise_(Kind.CLOCK, "The clock stands still.")
    if not [found for found in ground.alarms.standing() if found.kind is Kind.CLOCK]:
        # An alarm may be lost on a full disk, as it says; half of one may not be there.
        raise NotDone
    ground.alarms.settle(Kind.CLOCK)


def retry(ground: Ground) -> None:
    with looking(ground.path, writing=True) as lying:
        lying.retry([entry.sequence for entry in lying.set_aside()])


def export(ground: Ground) -> None:
    """Onto the same full disk, removing what was written: nothing may be in neither place."""
    stick = ground.root / "stick"
    stick.mkdir(exist_ok=True)
    with looking(ground.path, writing=True) as lying:
        for number in list(lying.identities().values()):
            sealed = lying.sealed(number)
            assert sealed is not None
            write(stick, sealed)
            # What lies on the stick whole is at the desk when it is imported.
            ground.desk.add(sealed.envelope.instance_id)
            lying.remove(number)


def mirror(ground: Ground) -> None:
    assert ground.outbox is not None
    card = ground.root / "card"
    card.mkdir(exist_ok=True)
    Mirror(card, ground.outbox, ground.alarms, "k").catch_up()
    for folder in folders(card, 100):
        assert read(folder).envelope.instance_id in ground.promised
    if len(folders(card, 100)) < 6:
        raise NotDone


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is written. `always`: with a reserve, it is done however full the disk is."""

    name: str
    before: Callable[[Ground], None]
    act: Callable[[Ground], None]
    always: bool = False


STEPS = (
    Step("first start, then keep", nothing, start_and_keep, always=True),
    Step("start", at_rest, start, always=True),
    Step("start after a power cut", cut_off, start, always=True),
    Step("start, and the file is damaged", damaged, start, always=True),
    Step("migrate, then keep", of_version_1, start_and_keep, always=True),
    Step("keep", some, keep, always=True),
    Step("keep a large one", some, keep_large, always=True),
    Step("lease", some, lease, always=True),
    Step("acknowledge", some, acknowledge, always=True),
    Step("set aside", some, refuse, always=True),
    Step("put off", some, put_off, always=True),
    Step("report the line", some, report),
    Step("raise an alarm", some, alarm),
    Step("retry a dead letter", full_of_dead_letters, retry),
    Step("export and remove", some, export),
    Step("mirror", some, mirror),
)


def fill(root: Path, left: int, name: str = "filler") -> Path:
    """Take the disk's room but for so many bytes."""
    filler = root / name
    descriptor = os.open(filler, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if (room := free_bytes(root) - left) > 0:
            os.posix_fallocate(descriptor, 0, room)
    finally:
        os.close(descriptor)
    return filler


def attempt(step: Step, disk: Path, left: int, *, reserved: bool) -> tuple[bool, list[str]]:
    """Try it with so many bytes left: whether it was done, and which promises were broken."""
    root = disk / "state"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    ground = Ground(root, reserved)
    wrong: list[str] = []
    done = True
    try:
        step.before(ground)
        filler = fill(root, left)
        try:
            step.act(ground)
        except (NotDone, OutboxFull):
            done = False
        except ParvisError:
            done = False
        except (sqlite3.Error, OSError) as error:
            done = False
            if not is_full(error):
                wrong.append(f"told as something else: {type(error).__name__}: {error}")
        if reserved and step.always and not done:
            wrong.append("not done, in spite of the reserve")
        # The visit's questions must be answered, whatever it is that they are answered.
        if ground.outbox is not None:
            usable = ground.outbox.usable()
            if reserved and usable and not (root / "outbox.reserve").exists():
                wrong.append("new visits are begun without a reserve")
        filler.unlink()
        wrong += ground.drain()
        wrong += [f"{name} was promised and did not arrive" for name in ground.promised if name not in ground.desk]
        with closing(ground.open()) as outbox:
            if not outbox.usable():
                wrong.append("not usable though there is room again")
            if reserved and [each for each in ground.alarms.standing() if each.kind is Kind.DISK_FULL]:
                wrong.append("the alarm of the full disk stands though there is room again")
            if outbox.counts().kept:
                wrong.append("something still waits")
            version = outbox.store.reading().execute("PRAGMA user_version").fetchone()[0]
            if version != len(SCHEMA.migrations):
                wrong.append("not migrated")
        ground.outbox = None
    finally:
        ground.close()
        shutil.rmtree(root, ignore_errors=True)
    return done, [f"{step.name}, {left} bytes left{', reserve' if reserved else ''}: {each}" for each in wrong]
