"""Real visits in one process, and somebody in front who touches and types without any aim.

Used by test_bad_input.py: `python toddler_visit.py STATE ACTS CANARY...`. Prints one line of JSON: how many acts,
which kinds of pages were seen, how many visits were begun, after how many acts a canary stood in a field, and every
fault. The seed is fixed.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QEvent, QMessageLogContext, QPoint, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest

from accessibility.speech.sink import RecordingSink
from kiosk import config
from kiosk.catalogue.opening import open_pack
from kiosk.pages.gestures import Activated, Chosen
from kiosk.visit.preferences import Preferences
from ui import inspect
from ui.application import Application
from ui.rehearsal.stage import IGNORED_MESSAGES
from ui.state import State
from ui.visit_process import make_gui, outside

SEED = 20260731
KEYS = (
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
    Qt.Key.Key_Return,
    Qt.Key.Key_Space,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Backspace,
    Qt.Key.Key_Delete,
    Qt.Key.Key_F1,
    Qt.Key.Key_F11,
    Qt.Key.Key_Menu,
)
FIRST_FIELD = (
    Activated("forward"),
    Activated("service.birth-certificate"),
    Activated("forward"),
    Chosen("choice.rivemont"),
    Activated("forward"),
    Chosen("choice.full_copy"),
    Activated("forward"),
    Chosen("choice.mine"),
    Activated("forward"),
)
"""Somebody went away at the first question that is typed, half answered: every second visit begins there."""
LETTERS = "aZ0é,;:!'\"<&>\\/%€ßشم٣‏😀\u0301\u200b"
MODIFIERS = (Qt.KeyboardModifier.NoModifier,) * 6 + (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


class Toddler:
    """Touches, types, and sees everything that goes wrong."""

    def __init__(self, state: State, canaries: Sequence[str]) -> None:
        self._state = state
        self._canaries = canaries
        self._chance = random.Random(SEED)
        self._configuration = replace(config.read(state.configuration), screen=config.Screen(800, 1280, 189.0))
        self._pack = open_pack(state.pack)
        self._finger = QTest.createTouchDevice()
        self._over = True
        self._kinds: set[str] = set()
        self._visits = self._typed = 0
        self.faults: list[str] = []

    def play(self, acts: int) -> dict[str, object]:
        application: Application | None = None
        for number in range(acts):
            if application is None or self._over:
                if application is not None:
                    application.close()
                    application.opened.window.close()
                application = self._begin()
            self._act(application)
            QCoreApplication.processEvents()
            if number % 20 == 0:
                application.conductor.tick()
                QTest.qWait(1)
            journey = application.conductor.visit.journey
            drafts = "".join(draft.text for draft in journey.drafts) if journey is not None else ""
            self._typed += any(canary in drafts for canary in self._canaries)
            self._kinds.add(application.page.page.kind.value)
        assert application is not None
        application.close()
        return {
            "acts": acts,
            "kinds": sorted(self._kinds),
            "visits": self._visits,
            "typed": self._typed,
            "faults": self.faults,
        }

    def _begin(self) -> Application:
        self._over = False
        self._visits += 1
        language = self._chance.choice(self._pack.town.languages)
        application = Application(
            self._pack,
            self._configuration,
            outside(self._state, self._configuration),
            self._end,
            preferences=Preferences(language=language),
            sink=RecordingSink(),
            touch_pause_ms=0,
            fault=self.faults.append,
        )
        application.appear(full_screen=False, after_a_visit=self._visits > 1)
        if self._visits % 2:
            for gesture in FIRST_FIELD:
                application.conductor.gesture(gesture)
            QCoreApplication.processEvents()
            self._type(application, self._chance.choice(self._canaries))
        return application

    def _end(self) -> None:
        self._over = True

    def _act(self, application: Application) -> None:
        window = application.opened.window
        dice = self._chance.random()
        if dice < 0.45:
            self._touch(application, self._somewhere(application))
        elif dice < 0.85:
            point = QPoint(self._chance.randrange(window.width()), self._chance.randrange(window.height()))
            self._touch(application, point)
        elif dice < 0.93:
            QTest.keyClick(window, self._chance.choice(KEYS), self._chance.choice(MODIFIERS))
        else:
            self._type(application, self._chance.choice([*self._canaries, *LETTERS]))

    def _type(self, application: Application, text: str) -> None:
        window = application.opened.window
        if (field := inspect.find(window, "answer")) is not None:
            self._touch(application, inspect.rectangle(field).center().toPoint())
        for character in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QGuiApplication.sendEvent(window, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, character))

    def _somewhere(self, application: Application) -> QPoint:
        """The middle of something that answers."""
        part = self._chance.choice(sorted(application.conductor.screen.intents))
        item = inspect.find(application.opened.window, part)
        return inspect.rectangle(item).center().toPoint() if item is not None else QPoint(5, 5)

    def _touch(self, application: Application, point: QPoint) -> None:
        window = application.opened.window
        QTest.touchEvent(window, self._finger).press(0, point, window).commit()
        if self._chance.random() < 0.1:
            point = QPoint(point.x() + self._chance.randrange(-300, 300), point.y() + self._chance.randrange(-300, 300))
            QTest.touchEvent(window, self._finger).move(0, point, window).commit()
        QTest.touchEvent(window, self._finger).release(0, point, window).commit()

    def fell(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """An exception that nobody caught, which Qt would have passed over."""
        self.faults.append(f"{kind.__name__}: {error}")
        sys.__excepthook__(kind, error, trace)

    def message(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg):
            return
        if not any(part in message or part in str(context.category) for part in IGNORED_MESSAGES):
            self.faults.append(f"Qt warns ({context.category}): {message}")


def main() -> int:
    """Let the toddler play; 0 when nothing went wrong."""
    state = State(Path(sys.argv[1]))
    gui = make_gui(state)
    toddler = Toddler(state, sys.argv[3:])
    sys.excepthook = toddler.fell
    qInstallMessageHandler(toddler.message)
    report = toddler.play(int(sys.argv[2]))
    print(json.dumps(report), flush=True)
    gui.exit(0)
    return 1 if report["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
