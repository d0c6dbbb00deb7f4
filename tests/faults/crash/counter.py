"""One kiosk, its courier and its desk, for crash.py: what is killed, what lies where, and how all comes to rest."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from offline_cache.authentication import read_mac_key
from offline_cache.courier.bell import COURIER, ring
from offline_cache.desk.inbox import INBOX_NAME, Inbox
from offline_cache.desk.keys import PRIVATE_NAME, load_private_key
from offline_cache.desk.opening import Opened, open_envelope
from offline_cache.enrolment import PASSPHRASE_NAME, enrol_demonstration
from offline_cache.outbox.sqlite import Counts, SqliteOutbox
from offline_cache.store.replacing import set_aside
from tests.faults.parties import Party
from ui.state import State

DRAIN_SECONDS = 300.0
BETWEEN_KILLS_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Arrived:
    """One submission at the desk, opened; `problem` says why it could not be."""

    instance_id: str
    reference: str
    opened: Opened | None
    problem: str = ""


class Counter:
    """State directory, courier and desk. The visit is the caller's."""

    def __init__(self, root: Path, through: tuple[str, ...] = ()) -> None:
        """Enrol in `root`, which is there. `through`: a module, and its words, that runs the programs' modules."""
        self.root = root
        self._through = through
        self.state = State(root / "state")
        self.state.prepare()
        self.enrolled = enrol_demonstration(self.state.root)
        self.courier = self.party("courier", "courier", "--state", str(self.state.root))
        self.desk = self.party("desk", "desk", "serve", "--state", str(self.state.desk))
        self.in_doubt: set[str] = set()
        """Instances that were at the desk, and not acknowledged at the kiosk, when the courier was killed."""

    def party(self, name: str, *words: str) -> Party:
        """A `parvis` process of this counter."""
        return Party(name, ("-m", *self._through, "ui.cli", *words), self.root / f"{name}.log", lambda line: None)

    def kill(self, victims: list[Party], drawn: random.Random) -> None:
        """Kill them in any order, a little apart."""
        drawn.shuffle(victims)
        for victim in victims:
            victim.kill()
            time.sleep(drawn.uniform(0, BETWEEN_KILLS_SECONDS))
        if self.courier in victims:
            self.in_doubt |= self._doubtful()

    def _doubtful(self) -> set[str]:
        """What the desk has and the kiosk still keeps: the next courier will send it once more."""
        if not self.state.outbox.exists() or not (self.state.desk / INBOX_NAME).exists():
            return set()
        with closing(sqlite3.connect(self.state.outbox, timeout=60)) as connection:
            connection.execute("ATTACH ? AS desk", (str(self.state.desk / INBOX_NAME),))
            try:
                rows = connection.execute(
                    "SELECT instance_id FROM envelope JOIN desk.submission USING (instance_id) WHERE state = 'kept'"
                ).fetchall()
            except sqlite3.OperationalError:
                # One of the two was killed before its tables were made.
                return set()
        return {str(instance) for (instance,) in rows}

    def hurry(self) -> None:
        """Let nothing wait for its time, as `parvis outbox retry` does, and ring."""
        with closing(SqliteOutbox(self.state.outbox, read_mac_key(self.state.mac_key))):
            """Whoever comes first makes the file."""
        with closing(sqlite3.connect(self.state.outbox, timeout=60, isolation_level=None)) as connection:
            connection.execute("UPDATE envelope SET due_at = 0 WHERE state = 'kept'")
        ring(self.state.run, COURIER)

    def counts(self) -> Counts:
        """What the outbox says of itself."""
        outbox = SqliteOutbox(self.state.outbox, read_mac_key(self.state.mac_key))
        with closing(outbox):
            return outbox.counts()

    def drain(self) -> None:
        """Courier and desk in peace until nothing waits; then they end."""
        self.desk.start()
        self.desk.wait_for_a_line()
        self.courier.start()
        until = time.monotonic() + DRAIN_SECONDS
        while self.counts().kept and time.monotonic() < until:
            self.hurry()
            time.sleep(0.5)
        self.courier.end()
        self.desk.end()

    def faults(self) -> Iterator[str]:
        """What is wrong with the two files, now that all has come to rest."""
        for party in (self.courier, self.desk):
            if party.falls:
                yield f"the {party.name} ended by itself {party.falls} times: {party.last_words()}"
        counts = self.counts()
        if counts.kept:
            yield f"{counts.kept} envelopes still wait after {DRAIN_SECONDS:.0f} seconds of peace"
        if counts.refused:
            yield f"{counts.refused} dead letters"
        for path in (self.state.outbox, self.state.desk / INBOX_NAME):
            with closing(sqlite3.connect(path)) as connection:
                (found,) = connection.execute("PRAGMA integrity_check").fetchone()
            if found != "ok":
                yield f"{path.name}: {found}"
            yield from (f"{aside.name}: a kill is no damage" for aside in set_aside(path))

    def arrived(self) -> list[Arrived]:
        """All that lies at the desk, opened with the private key."""
        passphrase = (self.state.desk / PASSPHRASE_NAME).read_text(encoding="ascii").strip()
        private = load_private_key(self.state.desk / PRIVATE_NAME, passphrase)
        found = []
        with closing(Inbox(self.state.desk)) as inbox:
            for received in inbox.received():
                opened, problem = None, ""
                try:
                    opened = open_envelope(private, received.manifest, received.files)
                except Exception as error:
                    problem = f"{type(error).__name__}: {error}"
                found.append(Arrived(received.instance_id, received.reference, opened, problem))
        return found
