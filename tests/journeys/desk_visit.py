"""A real visit, shown at once, with a visitor of its own: asks for what a plan says and tells what the page says.

Used by test_desk_down.py: `python desk_visit.py STATE PLAN MAILBOX`. At "what happens next" it writes `kept.json`
into MAILBOX; when the page turns to "sent" it writes `sent.json`, and goes on to the goodbye.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QTimer

from kiosk import config
from kiosk.catalogue.opening import open_pack
from kiosk.pages.page import Page, PageKind, Paragraph, Reference
from kiosk.ports import Delivery
from ui.rehearsal.hands import Hands
from ui.rehearsal.plan import Plan
from ui.rehearsal.player import Rehearsal
from ui.state import State
from ui.visit_process import VisitProcess, make_gui


class Visited(VisitProcess):
    """The visit, and who stands in front of it."""

    mailbox: Path

    def play(self, plan: Plan) -> None:
        window = self.application.opened.window
        # The pause after a page is turned has tests of its own; a busy machine would draw it out here.
        assert window.setProperty("touchPause", 0)
        self._hands = Hands(window)
        try:
            Rehearsal(self.application, plan, self._hands, self._seen).play()
        except Exception as error:
            (self.mailbox / "failed").write_text(f"{type(error).__name__}: {error}")
            raise

    def _seen(self, page: Page) -> None:
        if page.kind is PageKind.NEXT:
            self._tell("kept")
            while self._delivery() is Delivery.KEPT:
                self._hands.settle(0.05)
            self._tell("sent")

    def _delivery(self) -> Delivery | None:
        journey = self.application.conductor.visit.journey
        return journey.delivery if journey is not None else None

    def _tell(self, name: str) -> None:
        page = self.application.page.page
        told = {
            "id": page.id,
            "delivery": [
                b.phrase.text for b in page.blocks if isinstance(b, Paragraph) and b.phrase.part == "delivery"
            ],
            "reference": [b.phrase.text for b in page.blocks if isinstance(b, Reference)],
            "status": page.status.text if page.status is not None else None,
        }
        part = self.mailbox / f"{name}.part"
        part.write_text(json.dumps(told), encoding="utf-8")
        part.rename(self.mailbox / f"{name}.json")


def main() -> int:
    """Play the plan `argv[2]` on the state directory `argv[1]`."""
    state = State(Path(sys.argv[1]))
    gui = make_gui(state)
    visit = Visited(state, config.read(state.configuration), open_pack(state.pack), full_screen=False, supervised=False)
    visit.mailbox = Path(sys.argv[3])
    plan = Plan.from_json(Path(sys.argv[2]).read_text(encoding="utf-8"))
    visit.show(after_a_visit=False)
    QTimer.singleShot(300, lambda: visit.play(plan))
    return gui.exec()


if __name__ == "__main__":
    sys.exit(main())
