"""A visitor inside a real visit process, who comes, does something on the real window, and goes.

What visit number N does follows from N alone. In the folder `PARVIS_MAILBOX`: `came` has a byte for each visit that was
shown; `kept`, `crashed` and `failed` have a line each time; while a file `enough` is there, nobody comes.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QTimer

from accessibility.speech.sink import RecordingSink
from kiosk.pages.page import Page, PageKind
from tests.faults.soak.program import CRASHES, LISTENS, SENDS, WITH_FILES, manner
from ui import inspect, sound, visit_process
from ui.camera.sources import PaintedSource
from ui.clock import SystemClock
from ui.rehearsal.attaching import fill_stick
from ui.rehearsal.hands import Hands
from ui.rehearsal.plan import Overrides, Plan, plans
from ui.rehearsal.player import Rehearsal
from ui.visit_process import VisitProcess

PACK = Path(__file__).resolve().parents[3] / "packs" / "rivemont"
REHEARSALS = {SENDS: "birth-certificate-open-extract", WITH_FILES: "leisure-centre"}
USUAL = "identity-card-stolen"


class Gone(Exception):
    """The visitor has seen enough."""


class Inhabited(VisitProcess):
    """A visit and its visitor."""

    def show(self, *, after_a_visit: bool) -> None:
        super().show(after_a_visit=after_a_visit)
        QTimer.singleShot(0, self._come)

    def _come(self) -> None:
        self._mailbox = mailbox = Path(os.environ["PARVIS_MAILBOX"])
        if (mailbox / "enough").exists():
            QTimer.singleShot(200, self._come)
            return
        number = _tell(mailbox / "came", ".") - 1
        self._stay(number)

    def _stay(self, number: int) -> None:
        window = self.application.opened.window
        # The pause after a page is turned has tests of its own.
        assert window.setProperty("touchPause", 0)
        self._hands, self._pages, self._manner = Hands(window), 0, manner(number)
        # Whoever only looks around leaves after two to six pages.
        self._patience = 2 + number % 5
        try:
            plan = self._plan()
            if self._manner in REHEARSALS:
                fill_stick(Path(os.environ["PARVIS_STICK"]), plan.answers)
            Rehearsal(self.application, plan, self._hands, self._seen).play()
        except Gone:
            pass
        except Exception as error:
            page = self.application.page.page.id
            _tell(self._mailbox / "failed", f"visit {number} ({self._manner}) on {page}: {error}\n")
            raise
        if self._manner == CRASHES:
            _tell(self._mailbox / "crashed", f"{number}\n")
            os.abort()
        self._hands.tap("bar.stop")
        self._hands.tap("erase")

    def _plan(self) -> Plan:
        name = REHEARSALS.get(self._manner, USUAL)
        return next(plans(PACK / "rehearsals" / f"{name}.toml", Overrides(language="fr")))

    def _seen(self, page: Page) -> None:
        self._pages += 1
        if page.kind is PageKind.NEXT:
            _tell(self._mailbox / "kept", f"{self._pages}\n")
            raise Gone
        if self._manner in REHEARSALS:
            return
        if self._manner == LISTENS and self._pages == 1:
            window = self.application.opened.window
            self._hands.wait(lambda: inspect.find(window, "bar.listen") is not None, "there is no voice")
            self._hands.tap("bar.listen")
            self._hands.wait(lambda: self.application.speaking, "the voice does not speak")
        if self._pages > self._patience:
            raise Gone


def _tell(path: Path, words: str) -> int:
    """Add to a file; how long it is then."""
    with path.open("a", encoding="utf-8") as stream:
        stream.write(words)
        return stream.tell()


def inhabit() -> None:
    """From now on visits of this process have a visitor; camera and loudspeaker are stand-ins, all else is real."""
    vars(visit_process)["VisitProcess"] = Inhabited
    vars(visit_process)["DeviceSource"] = lambda wanted: PaintedSource()
    vars(sound)["DeviceSink"] = _loudspeaker
    assert "--now" not in sys.argv


def _loudspeaker(given: object = None) -> RecordingSink:
    return RecordingSink(clock=SystemClock().monotonic)
