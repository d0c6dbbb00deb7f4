"""A visit process that the real supervisor starts, with a visitor of its own: types canaries, waits, erases.

Used by test_canary.py. It plays only when the file given by PARVIS_CANARY exists, and takes it away first, so
that the visit after it stands untouched, as the next visitor finds it.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer

from kiosk import config
from kiosk.catalogue.opening import open_pack
from kiosk.pages.page import Page, PageKind
from kiosk.visit.state import Place
from ui import visit_process
from ui.camera.sources import PaintedSource
from ui.hardening import harden
from ui.rehearsal.hands import Hands
from ui.rehearsal.plan import Plan
from ui.rehearsal.player import Rehearsal
from ui.state import State
from ui.visit_process import VisitProcess, make_gui


class Haunted(VisitProcess):
    """A visit whose visitor follows a plan."""

    orders: Path

    def show(self, *, after_a_visit: bool) -> None:
        super().show(after_a_visit=after_a_visit)
        if self.orders.exists():
            plan = Plan.from_json(self.orders.read_text(encoding="utf-8"))
            self.orders.unlink()
            QTimer.singleShot(300, lambda: self._haunt(plan))

    def _haunt(self, plan: Plan) -> None:
        hands = Hands(self.application.opened.window)
        mailbox = self.orders.parent

        def seen(page: Page) -> None:
            if page.kind is PageKind.FIRST:
                # The touch pause after a page is turned is real here.
                hands.settle(0.6)
            if page.kind is PageKind.CHECK:
                (mailbox / "checking.part").write_text(json.dumps({"pid": os.getpid()}))
                (mailbox / "checking.part").rename(mailbox / "checking")
                while not (mailbox / "on").exists():
                    hands.settle(0.1)
            if page.kind is PageKind.NEXT:
                (mailbox / "alive.part").write_text(json.dumps({"pid": os.getpid()}))
                (mailbox / "alive.part").rename(mailbox / "alive")
                while not (mailbox / "go").exists():
                    hands.settle(0.1)
                hands.tap("bar.stop")
                hands.settle(0.7)
                hands.tap("erase")
                while True:
                    hands.settle(1.0)
            hands.settle(0.55)

        try:
            Rehearsal(self.application, plan, hands, seen).play()
        except Exception as error:
            place = self.application.conductor.visit.place
            (mailbox / "failed").write_text(f"{type(error).__name__} at {Place(place).value}: {error}")
            raise


def main() -> int:
    """Be the visit process of `argv[1]`'s state directory."""
    harden(os.getppid())
    state = State(Path(sys.argv[1]))
    configuration = config.read(state.configuration)
    configuration = replace(configuration, screen=config.Screen(800, 1280, 189.0))
    # The camera of this kiosk shows always the same thing; all that becomes of it is real.
    vars(visit_process)["DeviceSource"] = lambda wanted: PaintedSource()
    gui = make_gui(state)
    process = Haunted(state, configuration, open_pack(state.pack), full_screen=False, supervised=True)
    process.orders = Path(os.environ["PARVIS_CANARY"])
    process.wait()
    return gui.exec()


if __name__ == "__main__":
    sys.exit(main())
