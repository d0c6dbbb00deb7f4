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
from PySide6.QtGui import QImage

from kiosk import config
from kiosk.catalogue.opening import open_pack
from kiosk.pages import departure
from kiosk.pages.page import Page, PageKind
from kiosk.visit.state import Place
from ui import inspect, visit_process
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
        window = self.application.opened.window
        # The pause after a page is turned has tests of its own.
        assert window.setProperty("touchPause", 0)
        hands = Hands(window)
        mailbox = self.orders.parent
        VIEW.show(QImage(str(mailbox / "view.png")).convertToFormat(QImage.Format.Format_RGB32))

        def tell(name: str) -> None:
            (mailbox / f"{name}.part").write_text(json.dumps({"pid": os.getpid()}))
            (mailbox / f"{name}.part").rename(mailbox / name)

        def await_(name: str) -> None:
            while not (mailbox / name).exists():
                hands.settle(0.1)

        def seen(page: Page) -> None:
            if page.kind is PageKind.CHECK:
                tell("checking")
                await_("on")
            if page.kind is PageKind.NEXT:
                hands.tap("forward")
                hands.settle(0.7)
                content = departure.slip_of(self.application.conductor.context())
                (mailbox / "slip").write_text("\n".join(content.codes()), encoding="utf-8")
                hands.until(lambda: inspect.find(window, "print") is not None, "there is no printer")
                hands.tap("print")
                hands.settle(0.7)
                tell("alive")
                await_("go")
                hands.tap("bar.stop")
                hands.tap("erase")
                while True:
                    hands.settle(1.0)

        try:
            Rehearsal(self.application, plan, hands, seen).play()
        except Exception as error:
            place = self.application.conductor.visit.place
            (mailbox / "failed").write_text(f"{type(error).__name__} at {Place(place).value}: {error}")
            raise


VIEW = PaintedSource()
"""What the camera of this kiosk sees; all that becomes of it is real."""


def main() -> int:
    """Be the visit process of `argv[1]`'s state directory."""
    harden(os.getppid())
    state = State(Path(sys.argv[1]))
    configuration = config.read(state.configuration)
    configuration = replace(configuration, screen=config.Screen(800, 1280, 189.0))
    vars(visit_process)["DeviceSource"] = lambda wanted: VIEW
    gui = make_gui(state)
    process = Haunted(state, configuration, open_pack(state.pack), full_screen=False, supervised=True)
    process.orders = Path(os.environ["PARVIS_CANARY"])
    process.wait()
    return gui.exec()


if __name__ == "__main__":
    sys.exit(main())
