"""The window for who goes by ear: fingers that explore, a finger that stays, and the dark screen."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QObject, QTimer

from accessibility.input.exploring import Deed, Finger
from kiosk.pages.page import Page, PageKind
from kiosk.visit.preferences import Preferences
from ui.qt import Property, QmlElement, QmlUncreatable, Signal, Slot
from ui.viewmodels.maps import Map, phrase_map

QML_IMPORT_NAME = "Parvis.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

HOLD_MS = 3000
"""How long a finger stays on the first screen to be heard (accessibility.md, EN 5.2)."""

LIFT_MS = 1200
"""Two touches this close show the dark screen again: slow hands too."""


@QmlElement
@QmlUncreatable("ui.viewmodels.page builds it")
class EarsViewModel(QObject):
    """What QML reports, and what it draws. The signals at the end are for `ui.application`."""

    changed = Signal()
    # QML presses the control with this name, as a finger would.
    pressed = Signal(str)

    woken = Signal()
    pointed = Signal(str, str)
    chosen = Signal()
    confirmed = Signal()
    reminded = Signal()
    unveiled = Signal()

    def __init__(self, parent: QObject | None = None, *, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self._waits = self._by_ear = False
        self._curtain: Map = phrase_map(None)
        self._page_id = ""
        self._finger = Finger()
        self._name = ""
        self._touched_at = float("-inf")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._waited)

    def show(self, page: Page, preferences: Preferences) -> None:
        """The page, and how this person wants it."""
        if (page.id, preferences.by_ear) != (self._page_id, self._by_ear):
            # What began on another page, or in another mode, ends there.
            self._page_id, self._finger = page.id, Finger()
            self._timer.stop()
        waits = page.kind is PageKind.FIRST and not preferences.by_ear
        curtain = phrase_map(page.curtain)
        state = (waits, preferences.by_ear, curtain)
        if state == (self._waits, self._by_ear, self._curtain):
            return
        self._waits, self._by_ear, self._curtain = state
        self.changed.emit()

    @Property(bool, notify=changed)
    def waits(self) -> bool:
        """Whether a finger that stays anywhere starts the voice."""
        return self._waits

    @Property(bool, notify=changed)
    def byEar(self) -> bool:
        """Whether a touch speaks and does not act."""
        return self._by_ear

    @Property("QVariantMap", notify=changed)
    def curtain(self) -> Map:
        """The sentence on the dark screen; empty while it is not dark."""
        return dict(self._curtain)

    @Property(int, notify=changed)
    def holdTime(self) -> int:
        """In milliseconds."""
        return HOLD_MS

    @Slot()
    def held(self) -> None:
        """A finger has stayed."""
        self.woken.emit()

    @Slot(str, str)
    def press(self, part: str, name: str) -> None:
        """A finger came down on this part, by this name where the page does not have it."""
        self._name = name
        self._do(self._finger.press(part, self._clock()))

    @Slot(str, str)
    def move(self, part: str, name: str) -> None:
        """It slid there."""
        self._name = name
        self._do(self._finger.move(part, self._clock()))

    @Slot()
    def lift(self) -> None:
        """It was lifted."""
        self._do(self._finger.lift(self._clock()))

    @Slot()
    def confirm(self) -> None:
        """Enter was pressed on nothing in particular."""
        self.confirmed.emit()

    @Slot()
    def touchCurtain(self) -> None:
        """The dark screen was touched: once says what it is, twice shows the page."""
        now = self._clock()
        twice = now - self._touched_at <= LIFT_MS / 1000
        self._touched_at = float("-inf") if twice else now
        (self.unveiled if twice else self.reminded).emit()

    def _waited(self) -> None:
        self._do(self._finger.waited(self._clock()))

    def _do(self, outcome: tuple[Finger, Deed]) -> None:
        self._finger, deed = outcome
        if self._finger.wake_at is None:
            self._timer.stop()
        else:
            # A millisecond more, since timers may come early.
            self._timer.start(max(0, int((self._finger.wake_at - self._clock()) * 1000)) + 1)
        if deed is Deed.SAY and self._finger.under:
            self.pointed.emit(self._finger.under, self._name)
        elif deed is Deed.CHOOSE:
            self.chosen.emit()
