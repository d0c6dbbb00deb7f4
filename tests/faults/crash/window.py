"""The real visit in its real window, played by a rehearsal, for crash.py: it may be killed at any moment.

`python -m tests.faults.crash.window STATE`. It loads hidden and says `ready`; a plan on standard input (one line of
JSON) shows it and begins. Each page that comes to rest is a line of JSON on standard output, as in a transcript:
its kind, and the texts that are on the glass. What the page promises is read from there by whoever does the killing.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from pathlib import Path

from PySide6.QtCore import QTimer

from kiosk import config
from kiosk.catalogue.opening import open_pack
from kiosk.pages.page import Page, PageKind
from kiosk.ports import Delivery
from ui import inspect, visit_process
from ui.camera.sources import PaintedSource
from ui.rehearsal.hands import Hands
from ui.rehearsal.plan import Plan
from ui.rehearsal.player import Rehearsal
from ui.state import State
from ui.visit_process import VisitProcess, make_gui


def say(words: str) -> None:
    """One line in one write."""
    os.write(1, f"{words}\n".encode())


class Played(VisitProcess):
    """The visit, and who stands in front of it."""

    def play(self, plan: Plan) -> None:
        """Begin."""
        window = self.application.opened.window
        # The pause after a page is turned has tests of its own.
        window.setProperty("touchPause", 0)
        self._hands = Hands(window)
        try:
            Rehearsal(self.application, plan, self._hands, self._seen).play()
        except Exception as error:
            say(json.dumps({"kind": "failed", "texts": [f"{type(error).__name__}: {error}"]}))
            os._exit(1)

    def _seen(self, page: Page) -> None:
        self._write(page)
        if page.kind is PageKind.NEXT:
            # Whoever plays the killer says when this visit is over.
            while True:
                self._hands.settle(0.02)
                journey = self.application.conductor.visit.journey
                if journey is not None and journey.delivery is Delivery.SENT:
                    break
            self._hands.settle(0.1)
            self._write(self.application.page.page)
            while True:
                self._hands.settle(0.5)

    def _write(self, page: Page) -> None:
        window = self.application.opened.window
        texts = [shown.text.replace("\u00ad", "") for shown in inspect.texts(window)]
        say(json.dumps({"kind": page.kind.value, "texts": texts}))


def main() -> int:
    """Be the visit of the state directory `argv[1]`."""
    # As in a rehearsal: a wrapper that is collected while QML runs takes its item with it.
    gc.disable()
    state = State(Path(sys.argv[1]))
    # The camera of this kiosk shows always the same thing; all that becomes of it is real.
    vars(visit_process)["DeviceSource"] = lambda wanted: PaintedSource()
    gui = make_gui(state)
    visit = Played(state, config.read(state.configuration), open_pack(state.pack), full_screen=False, supervised=False)
    visit.application.warm()

    def begin() -> None:
        line = sys.stdin.readline()
        if not line:
            os._exit(0)
        plan = Plan.from_json(line)
        visit.show(after_a_visit=False)
        QTimer.singleShot(300, lambda: visit.play(plan))

    QTimer.singleShot(0, begin)
    say(json.dumps({"kind": "ready", "texts": []}))
    return gui.exec()


if __name__ == "__main__":
    sys.exit(main())
