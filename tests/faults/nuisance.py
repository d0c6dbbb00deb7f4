"""Somebody who wants to spoil it for the others: `python -m tests.faults.nuisance --requests 1000`.

They send, print and take pictures without end, in one visit after another, over the real outbox, seal and tally. Then
somebody comes who needs something, and stands before the real window.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage

from kiosk import config
from kiosk.pages.gestures import Activated
from kiosk.pages.page import Page, PageKind, Still, Viewfinder
from kiosk.ports import Envelope, SealedFile
from kiosk.visit.attachments import MAX_JOURNEY_BYTES
from kiosk.visit.state import Trouble
from kiosk.words import Words
from offline_cache.outbox.sqlite import SqliteOutbox
from offline_cache.sealing import OdkSealer
from offline_cache.store.opening import WAL_KEPT_BYTES
from offline_cache.tally import SqliteTally
from tests.faults import reporting
from tests.unit.kiosk.conftest import Kiosk, phrases_in
from tests.unit.kiosk.conftest import Town as UnitTown
from tests.visits import Town, Visits, opened_visits
from ui.application import Application
from ui.camera.eye import Eye
from ui.camera.sources import PaintedSource
from ui.camera.stills import MOST_BYTES
from ui.inspect import texts
from ui.rehearsal.attaching import fill_stick
from ui.rehearsal.hands import Hands
from ui.rehearsal.player import Rehearsal
from ui.state import State
from ui.sticks.watcher import StickWatcher
from ui.visit_process import make_gui, outside

HOUR = 3600.0
TRIES_A_VISIT = 20
"""How often they try one thing before they begin anew."""
MOST_GROWTH_MB = 40
"""Of a long visit, from the first tenth of its tries to the end: 500 photographs that stay are several hundred."""
SERVICE = "birth-certificate"
SMALL_QUOTA = 32 * 1024 * 1024
PLAN = "birth-certificate-open-extract"
FILE, PHOTO = "proof", "vaccine_page"
REQUEST_BYTES = 32 * 1024
"""Of a sealed request without files, its manifest and its rows: more than any is."""


class Served(Exception):
    """The next visitor has what they came for."""


@dataclass
class Clock:
    """Seconds since 1970, as far as the kiosk knows."""

    at: float = field(default_factory=time.time)

    def __call__(self) -> float:
        return self.at


def noise() -> QImage:
    """Nothing that a JPEG could say in fewer words."""
    width, height = 1200, 900
    return QImage(os.urandom(width * height * 4), width, height, QImage.Format.Format_RGB32).copy()


def resident() -> int:
    """Bytes of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@dataclass
class Nuisance:
    """One kiosk, and what was tried at it."""

    town: Town
    clock: Clock = field(default_factory=Clock)
    broken: list[str] = field(default_factory=list)
    rows: list[tuple[str, object]] = field(default_factory=list)
    visits: int = 0

    def __post_init__(self) -> None:
        self.limits = config.Limits()
        self.words = Words("fr")
        self.outbox = SqliteOutbox(self.town.state.outbox, bytes(32), now=self.clock)
        self.slips = SqliteTally(self.town.state.slips, now=self.clock)
        self._town = UnitTown(self.town.pack, self.town.state.pack, "", self.town.state.desk)

    def visit(self) -> Kiosk:
        """Begin anew, as the one before begins to bore."""
        self.visits += 1
        pin = self.town.configuration().desk.public_key_sha256
        return Kiosk(
            self._town,
            self.outbox,
            sealer=OdkSealer(pin),
            slips=self.slips,
            first=1000 * self.visits,
        )

    def expect(self, held: bool, promise: str) -> None:
        """Note a promise that was not kept."""
        if not held:
            self.broken.append(promise)

    # What they try

    def send(self, tries: int) -> None:
        """Ask for a birth certificate, again and again."""
        plan = self._town.plan(PLAN)
        refused = 0
        while tries > 0:
            kiosk = self.visit()
            kiosk.press("forward")
            mine = 0
            for _ in range(min(tries, TRIES_A_VISIT)):
                tries -= 1
                if kiosk.page.kind is PageKind.HOME:
                    kiosk.press(f"service.{SERVICE}")
                if kiosk.page.kind is PageKind.BEFORE:
                    kiosk.press("forward")
                    if trouble(kiosk) is not None:
                        refused += 1
                        self.expect(trouble(kiosk) is Trouble.BUSY, f"{trouble(kiosk)} instead of 'too many'")
                        kiosk.press("back")
                        continue
                if kiosk.page.kind is PageKind.QUESTION:
                    kiosk.walk_to(plan, PageKind.CHECK)
                kiosk.press("forward")
                if kiosk.page.kind is PageKind.NEXT:
                    mine += 1
                    kiosk.press("forward")
                    kiosk.press("another")
                else:
                    refused += 1
                    self.expect(trouble(kiosk) is Trouble.LIMIT, f"{trouble(kiosk)} instead of the visit's limit")
                    kiosk.press("back")
            self.expect(mine <= self.limits.submissions_a_visit, f"{mine} requests in one visit")
        kept = self.outbox.counts().kept
        self.rows += [("requests kept", kept), ("requests refused", refused)]
        self.expect(kept == self.limits.submissions_an_hour, f"{kept} requests were kept in an hour")

    def print(self, tries: int) -> None:
        """Have the same slip printed, again and again."""
        plan = self._town.plan("town-wifi")
        printed = 0
        while tries > 0:
            kiosk = self.visit()
            kiosk.walk_to(plan, PageKind.OUTCOME)
            kiosk.press("forward")
            for _ in range(min(tries, TRIES_A_VISIT)):
                tries -= 1
                # There may be no such button any more: who speaks to the glass by other means is not heard either.
                kiosk.conductor.gesture(Activated("print"))
                if tries % 8 == 0:
                    kiosk.press("another")
                    kiosk.press("service.town-wifi")
                    kiosk.press("forward")
                    kiosk.walk_to(plan, PageKind.OUTCOME)
                    kiosk.press("forward")
            self.expect(
                len(kiosk.printer.jobs) <= self.limits.slips_a_visit, f"{len(kiosk.printer.jobs)} slips in one visit"
            )
            printed += len(kiosk.printer.jobs)
        self.rows.append(("slips printed", printed))
        self.expect(printed == self.limits.slips_an_hour, f"{printed} slips in an hour")

    def photograph(self, visits: Visits, tries: int) -> None:
        """Take pictures in one visit without end, before the real window, and give every tenth of them."""
        source = PaintedSource(noise())
        plan = self._town.plan("leisure-centre")
        stick = self.town.state.root / "stick"
        fill_stick(stick, plan.answers)
        application, hands = self._window(
            visits, camera=lambda view: Eye(source, view), sticks=StickWatcher((str(stick),))
        )

        def asked(page: Page) -> None:
            journey = application.conductor.visit.journey
            if page.kind is PageKind.QUESTION and journey is not None and journey.at.endswith(f"/{PHOTO}"):
                raise Served

        def shows(kind: type) -> bool:
            return any(
                isinstance(block, kind) and getattr(block, "live", True) for block in application.page.page.blocks
            )

        with suppress(Served):
            Rehearsal(application, plan, hands, asked).play()
        at = application.page.page.id
        early = heaviest = taken = 0
        for number in range(tries):
            hands.wait(lambda: shows(Viewfinder), "the camera shows nothing")
            hands.tap("forward")
            hands.wait(lambda: shows(Still), "no picture was taken")
            taken += 1
            if number % 10 == 9:
                hands.tap("forward")
                hands.wait(lambda: application.page.page.id != at, "the picture was not given")
                hands.tap("back")
                hands.wait(lambda: application.page.page.id == at, "there is no way back")
                # Another view each time, so that no cache could do with one.
                source.show(noise())
            hands.tap("again")
            journey = application.conductor.visit.journey
            assert journey is not None
            heaviest = max(heaviest, sum(len(file.content) for file in journey.attachments.files))
            if number == tries // 10:
                early = resident()
        late = resident()
        self.rows += [
            ("photographs taken", taken),
            ("of one visit, bytes at most", heaviest),
            ("MB of memory at the end, more than after a tenth", f"{(late - early) / 1e6:+.1f}"),
        ]
        self.expect(0 < heaviest <= MAX_JOURNEY_BYTES, f"a visit holds {heaviest} bytes of pictures")
        self.expect(late - early <= MOST_GROWTH_MB * 1e6, f"memory grew by {(late - early) / 1e6:.0f} MB")

    def weigh(self) -> None:
        """What all of it takes on the disk."""
        store = sum(path.stat().st_size for path in self.town.state.root.glob("*.sqlite*"))
        self.rows.append(("bytes on the disk", store))
        most = self.limits.submissions_an_hour * REQUEST_BYTES + 2 * WAL_KEPT_BYTES
        self.expect(store <= most, f"{store} bytes on the disk")

    # Who comes next

    def serve(self, visits: Visits) -> None:
        """Somebody with a real matter, in the same hour, in the next, and when files have filled the outbox."""
        self._advised(visits)
        self._asks(visits, self.words.say("trouble.busy.text"))
        self.clock.at += HOUR + 1
        self._asks(visits, None)
        self._full(self.visit)

    def _full(self, visit: Callable[..., Kiosk]) -> None:
        """What whoever brings files reads when those of others have filled their share, and what whoever has none."""
        spare, self.outbox = (
            self.outbox,
            SqliteOutbox(self.town.state.root / "small.sqlite", bytes(32), now=self.clock, quota_bytes=SMALL_QUOTA),
        )
        number = 0
        while self.outbox.roomy():
            number += 1
            self.outbox.keep(Envelope(f"uuid:{number}", "f", "1", b"", (SealedFile("f", bytes(MOST_BYTES)),)))
        self.rows.append(("files of 1 MB until no more are taken, of 32 MB", number))
        self.clock.at += HOUR + 1
        kiosk = visit()
        kiosk.walk_to_question(self._town.plan("leisure-centre"), FILE)
        said = {phrase.text for phrase in phrases_in(kiosk.page)}
        self.expect(self.words.say("attach.full") in said, "a full outbox does not say how to bring files")
        kept = self.outbox.counts().kept
        visit().walk_to(self._town.plan(PLAN), PageKind.NEXT)
        self.expect(self.outbox.counts().kept == kept + 1, "without files there is still room, and nothing was kept")
        self.outbox.close()
        self.outbox = spare

    def _window(self, visits: Visits, **more: Any) -> tuple[Application, Hands]:
        ports = outside(self.town.state, self.town.configuration())
        ports = replace(ports, outbox=self.outbox, slips=self.slips, **more)
        application = visits.open(self.town, ports=ports)
        hands = Hands(application.opened.window)
        hands.settle(0.5)
        return application, hands

    def _advised(self, visits: Visits) -> None:
        application, hands = self._window(visits)
        plan = self._town.plan("identity-card-stolen")

        def seen(page: Page) -> None:
            if page.kind is PageKind.OUTCOME:
                raise Served

        try:
            Rehearsal(application, plan, hands, seen).play()
        except Served:
            return
        self.broken.append("the next visitor was not advised")

    def _asks(self, visits: Visits, refusal: str | None) -> None:
        application, hands = self._window(visits)
        for part in ("forward", f"service.{SERVICE}", "forward"):
            hands.tap(part)
            hands.settle(0.5)
        seen = plain(" ".join(shown.text for shown in texts(application.opened.window)))
        if refusal is None:
            self.expect(application.page.page.kind is PageKind.QUESTION, "an hour later requests are still refused")
        else:
            self.expect(plain(refusal) in seen, f"the next visitor reads: {seen[:300]}")


def trouble(kiosk: Kiosk) -> Trouble | None:
    """What the page on the screen says is wrong."""
    return kiosk.visit.trouble if str(kiosk.page.kind) == PageKind.TROUBLE else None


def plain(text: str) -> str:
    """As it is read: without marks for the screen, with one kind of space."""
    return " ".join("".join(letter for letter in text if unicodedata.category(letter) != "Cf").split())


def harass(home: Path, requests: int, slips: int, photos: int, visits: Visits) -> Nuisance:
    """Do all of it at a kiosk under `home`."""
    nuisance = Nuisance(Town.prepared(home / "state"))
    nuisance.photograph(visits, photos)
    nuisance.send(requests)
    nuisance.print(slips)
    nuisance.weigh()
    nuisance.serve(visits)
    return nuisance


def main() -> int:
    """Run it, print the table."""
    parser = reporting.arguments((__doc__ or "").splitlines()[0], requests=1000, slips=1000, photos=500)
    given = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="parvis-nuisance-"))
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        gui = make_gui(State(home / "state"))
        with opened_visits() as visits:
            nuisance = harass(home, given.requests, given.slips, given.photos, visits)
        gui.shutdown()
        return reporting.conclude("Nuisance", nuisance.rows, nuisance.broken)
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
