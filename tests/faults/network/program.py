"""A faulty desk in front of the real one: what the courier says to each fault, and that everything arrives once.

`python -m tests.faults.network --rounds 300 [--seed N] [--write docs/delivery.md]`. First each fault of
`network.faults` by itself, through a whole round of the courier; then so many rounds of requests with files, each
through a fault drawn by lot, or a line that breaks after a number of bytes drawn by lot. Then the faults end, and all
must be at the desk, opened, once.
"""

from __future__ import annotations

import logging
import random
import sqlite3
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kiosk.ports import Delivery, SubmissionForm
from offline_cache.alarms import Alarms, Kind
from offline_cache.authentication import read_mac_key
from offline_cache.courier.delivering import Courier, Round
from offline_cache.courier.rhythm import pause
from offline_cache.desk.keys import public_key_of
from offline_cache.openrosa import OpenRosaClient, Security
from offline_cache.outbox.looking import looking
from offline_cache.outbox.sqlite import LONGEST_WAIT_SECONDS, SqliteOutbox
from offline_cache.sealing import OdkSealer
from tests.faults import reporting
from tests.faults.certificates import DAY, Authority, Paper
from tests.faults.crash.counter import Counter
from tests.faults.network.faults import FAULTS, Fault, Limit, Show, Where
from tests.faults.network.faulty_desk import Exchange, FaultyDesk, Spoil
from tests.faults.network.table import Row, document

IMPATIENT: dict[Limit | None, dict[str, float]] = {
    None: {},
    Limit.SILENCE: {"connect_seconds": 5.0, "silence_seconds": 2.0},
    Limit.WHOLE: {"answer_seconds": 3.0},
}
"""Instead of 10, 30 and 60, where a limit of time is what ends the fault: one of them alone, so that a machine that is
busy with other things does not decide which comes first, and with it what is said.
"""
FILE_BYTES = {False: 20_000, True: 6_000_000}
"""A large one is more than the buffers of the line hold: a server that does not read brings the writing to a stop."""

FORMS = 6


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of one fault."""

    row: Row
    broken: tuple[str, ...]


class Network:
    """One kiosk, the real desk, and the faulty one between them."""

    def __init__(self, root: Path, seed: int) -> None:
        """Enrol in `root`, make certificates, start the desk."""
        self.drawn = random.Random(seed)
        self.counter = Counter(root)
        settings = self.counter.enrolled.configuration.desk
        self._token = settings.token
        self._key = public_key_of(self.counter.enrolled.desk)
        self._sealer = OdkSealer(settings.public_key_sha256)
        self._skipped = 0.0
        self._kept = 0
        self._alarms = Alarms(root / "alarms")
        self.outbox = SqliteOutbox(
            self.counter.state.outbox,
            read_mac_key(self.counter.state.mac_key),
            alarms=self._alarms,
            now=self.now,
        )
        papers = root / "papers"
        papers.mkdir()
        ours, theirs = Authority(papers, "ours"), Authority(papers, "theirs")
        right = ours.paper("right")
        self._papers: dict[Show, Paper | None] = {
            Show.RIGHT: right,
            Show.WRONG_HOST: ours.paper("portal", "portal.example"),
            Show.EXPIRED: ours.paper("expired", since=-9 * DAY, until=-DAY),
            Show.NOT_YET: ours.paper("early", since=DAY),
            Show.STRANGER: theirs.paper("stranger"),
            Show.OTHER_KEY: ours.paper("other"),
            Show.NONE: None,
        }
        self._security = Security(authority=str(ours.path), pinned_key_sha256=right.fingerprint)
        self.desk = FaultyDesk(settings.url, right)
        self.counter.desk.start()
        self.counter.desk.wait_for_a_line()

    def now(self) -> float:
        """The time, as far as the kiosk is told."""
        return time.time() + self._skipped

    def close(self) -> None:
        """Stop both desks."""
        self.desk.close()
        self.counter.desk.end()
        self.outbox.close()

    def keep(self, file_bytes: int) -> str:
        """One more request, with a file; its instance."""
        number, self._kept = self._kept, self._kept + 1
        instance = f"uuid:{number}"
        content = self.drawn.randbytes(file_bytes)
        xml = f"<data><number>{number}</number></data>".encode()
        # Several forms: requests on one form leave in their order, and one that waits holds the others up.
        form = SubmissionForm(f"form-{number % FORMS}", "3", self._key)
        self.outbox.keep(self._sealer.seal(form, instance, xml, (("photo.jpg", content),)))
        return instance

    def client(self, where: Where = Where.SERVER, *, ended_by: Limit | None = None) -> OpenRosaClient:
        """The courier's line to the faulty desk; `ended_by` a limit that nobody has to wait for."""
        url = {
            Where.SERVER: self.desk.url,
            Where.CLOSED_PORT: "https://127.0.0.1:1",
            Where.NO_NAME: "https://desk.invalid",
        }[where]
        return OpenRosaClient(url, self._token, "kiosk", security=self._security, **IMPATIENT[ended_by])

    def round(self, client: OpenRosaClient) -> Round:
        """One round of a courier, some hours after the last one."""
        self._skipped += LONGEST_WAIT_SECONDS
        return Courier(self.outbox, client, alarms=self._alarms).run_once()

    def suffer(self, fault: Fault) -> Seen:
        """A request through this fault, and through the same line when the fault is over."""
        instance = self.keep(FILE_BYTES[fault.large])
        self.desk.on_head, self.desk.on_post, self.desk.paper = fault.head, fault.post, self._papers[fault.show]
        asked = self.desk.asked
        with self.client(fault.where, ended_by=fault.ended_by) as client:
            done = self.round(client)
        state, line = self.outbox.delivery(instance), self.outbox.line()
        row = Row(
            fault.name,
            self._said(instance) or line.remark,
            state,
            pause(1, done.wait_seconds, lambda: 0.0) if state is Delivery.KEPT else None,
            pause(1, done.wait_seconds, lambda: 1.0) if state is Delivery.KEPT else None,
            any(alarm.kind in (Kind.DESK, Kind.DEAD_LETTER) for alarm in self._alarms.standing()),
        )
        broken = []
        if state is not fault.ends_as:
            broken.append(f"{fault.name}: the request is {state}, not {fault.ends_as}")
        if fault.show is not Show.RIGHT and self.desk.asked != asked:
            broken.append(f"{fault.name}: something was asked over this line")
        reached = line.reached(datetime.fromtimestamp(self.now(), UTC))
        if reached is fault.loses_line:
            broken.append(f"{fault.name}: visitors are told that the desk is reached: {reached}")
        if self._token in row.said:
            broken.append(f"{fault.name}: the token is told")
        self.desk.mend()
        self.desk.paper = self._papers[Show.RIGHT]
        self._retry(instance)
        self.outbox.tell()
        with self.client() as client:
            self.round(client)
        if self.outbox.delivery(instance) is not Delivery.SENT:
            broken.append(f"{fault.name}: not delivered when it is over: {self._said(instance)}")
        if self._alarms.standing():
            broken.append(f"{fault.name}: an alarm stands when it is over")
        return Seen(row, tuple(broken))

    def _said(self, instance: str) -> str:
        with closing(sqlite3.connect(self.counter.state.outbox, timeout=60)) as connection:
            found = connection.execute("SELECT remark FROM envelope WHERE instance_id = ?", (instance,)).fetchone()
        return str(found[0]) if found else ""

    def _retry(self, instance: str) -> None:
        """What the operator does with what was set aside, once its cause is gone."""
        with looking(self.counter.state.outbox, writing=True) as outbox:
            outbox.retry([entry.sequence for entry in outbox.set_aside() if entry.instance_id == instance])

    def gamble(self, rounds: int) -> None:
        """Rounds of one to three requests, each through a fault that leaves them waiting, or a line that breaks."""
        waiting = [fault for fault in FAULTS if fault.ends_as is Delivery.KEPT]
        for _ in range(rounds):
            for _ in range(self.drawn.randint(1, 3)):
                self.keep(self.drawn.choice((0, 2_000, 200_000)))
            fault = self.drawn.choice(waiting)
            self.desk.on_head, self.desk.on_post = fault.head, fault.post
            self.desk.paper = self._papers[fault.show]
            if self.drawn.random() < 0.5:
                self.desk.mend()
                self.desk.paper = self._papers[Show.RIGHT]
                self.desk.on_post = self._breaks()
            with self.client(fault.where, ended_by=fault.ended_by) as client:
                self.round(client)

    def _breaks(self) -> Spoil:
        """A line that breaks after any byte of the request, or of the answer to it."""
        share, in_answer = self.drawn.random(), self.drawn.random() < 0.5

        def spoil(exchange: Exchange) -> None:
            if in_answer:
                answer = exchange.written(exchange.forward())
                exchange.line.sendall(answer[: int(len(answer) * share)])
            else:
                exchange.read(int(exchange.length * share))
            exchange.reset()

        return spoil

    def settle(self) -> list[str]:
        """The faults end: rounds until nothing waits; what is not as promised."""
        self.desk.mend()
        self.desk.paper = self._papers[Show.RIGHT]
        with self.client() as client:
            for _ in range(20):
                self.round(client)
                if not self.outbox.counts().kept:
                    break
        broken = list(self.counter.faults())
        arrived = [one.instance_id for one in self.counter.arrived() if one.opened is not None]
        for number in range(self._kept):
            count = arrived.count(f"uuid:{number}")
            if count != 1:
                broken.append(f"request {number} is at the desk {count} times")
        return broken

    @property
    def kept(self) -> int:
        """How many requests were made."""
        return self._kept


def run(rounds: int, seed: int, root: Path, *, faults: tuple[Fault, ...] = FAULTS) -> tuple[int, tuple[Row, ...]]:
    """The exit status, and the table of behaviour."""
    began = time.monotonic()
    network = Network(root, seed)
    try:
        seen = [network.suffer(fault) for fault in faults]
        network.gamble(rounds)
        broken = [line for one in seen for line in one.broken] + network.settle()
        arrived = len(network.counter.arrived())
    finally:
        network.close()
    status = reporting.conclude(
        f"Network (seed {seed})",
        [
            ("faults one by one", len(seen)),
            ("of these set aside for the operator", sum(one.row.state is Delivery.REFUSED for one in seen)),
            ("rounds by lot", rounds),
            ("requests promised", network.kept),
            ("arrived", arrived),
            ("calls at the faulty desk", network.desk.calls),
            ("seconds", round(time.monotonic() - began)),
        ],
        broken,
    )
    return status, tuple(one.row for one in seen)


def main() -> int:
    """Run it as the command line says."""
    parser = reporting.arguments(str(__doc__).partition("\n")[0], rounds=300)
    parser.add_argument(
        "--write", metavar="FILE", type=Path, help="write the table of behaviour there (docs/delivery.md)"
    )
    given = parser.parse_args()
    logging.disable()
    with tempfile.TemporaryDirectory(prefix="parvis-network-") as root:
        status, rows = run(given.rounds, given.seed, Path(root))
    if given.write:
        given.write.write_text(document(rows), encoding="utf-8")
    return status
