"""Drives a scan over the window: ticks at the person's pace, the frame, the voice, and what a switch does."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer
from PySide6.QtQuick import QQuickItem, QQuickWindow

from accessibility.input.grouping import tree
from accessibility.input.scanning import CYCLES, Group, Scan, parts
from accessibility.preferences import scan_seconds
from kiosk.visit.preferences import Preferences, Scanning
from ui.input.glass import KEY, controls, name_of, press, room, targets
from ui.input.hands import Hands
from ui.viewmodels.page import PageViewModel

SETTLE_MS = 200
"""How long the glass takes to show what a press has led to: a keyboard that rises, a row that opens."""

HEAR_MS = 150
"""How often it is asked whether the voice has finished."""


class Scanner(QObject):
    """The scan of one window. It is on while the person's settings say so."""

    def __init__(self, window: QQuickWindow, page: PageViewModel, hands: Hands, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._page, self._hands = window, page, hands
        self._scan: Scan | None = None
        self._items: dict[str, QQuickItem] = {}
        self._first = 0
        self._waits = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._tick)
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.timeout.connect(self._settled)
        page.turned.connect(self._turned)
        page.changed.connect(self._settling.start)

    @property
    def on(self) -> bool:
        """Whether the person scans, be it that the scan rests."""
        return self._scan is not None

    @property
    def going(self) -> bool:
        """Whether the highlight moves by itself now."""
        return self._timer.isActive()

    @property
    def three_cycles(self) -> float:
        """How long three cycles take on this page at this person's pace, in seconds."""
        if self._scan is None:
            return 0.0
        return CYCLES * self._scan.steps * scan_seconds(self._hands.preferences().scan_pace)

    @property
    def _pace(self) -> int:
        return round(1000 * scan_seconds(self._hands.preferences().scan_pace))

    @property
    def highlighted(self) -> tuple[str, ...]:
        """The parts inside the frame."""
        there = None if self._scan is None or self._waits else self._scan.there
        return () if there is None else parts(there)

    def settle(self, preferences: Preferences) -> None:
        """The person's settings have changed, perhaps those of the scan."""
        if preferences.scanning is Scanning.OFF:
            self._stop()
        elif self._scan is None:
            self._begin()

    def switch(self, number: int) -> None:
        """A switch went down: 1 or 2. The first press of all begins the scan, on any page."""
        mode = self._hands.preferences().scanning
        if self._scan is None or mode is Scanning.OFF:
            self._first = number
            # The settings come back to `settle`, which begins.
            self._hands.prefer(lambda now: replace(now, scanning=Scanning.ONE))
            return
        if not self._scan.root.nodes:
            # The page has just turned: a press was meant for the one before (own-6).
            return
        if self._waits:
            self._show()
            return
        if mode is Scanning.ONE and self._first and number != self._first:
            mode = Scanning.TWO
            self._hands.prefer(lambda now: replace(now, scanning=Scanning.TWO))
        if mode is Scanning.TWO and number == 1:
            self._refresh()
            self._scan = self._scan.onward()
            self._show()
        else:
            self._choose()

    def end(self) -> None:
        """Somebody touches the screen or uses its keys: no scan any more."""
        if self._scan is not None:
            self._stop()
            self._hands.prefer(lambda now: replace(now, scanning=Scanning.OFF))

    def _begin(self) -> None:
        self._scan = Scan(self._tree())
        self._show(fresh=True)

    def _stop(self) -> None:
        self._scan = None
        self._first = 0
        self._timer.stop()
        self._settling.stop()
        self._items = {}
        self._page.highlight.surround([])

    def _tree(self) -> Group:
        found = controls(self._window)
        self._items = {item.objectName(): item for item in found}
        return tree(targets(found), room(found))

    def _refresh(self) -> None:
        """Take up what stands on the glass now. A keyboard that has just come is where the scan goes on."""
        if self._scan is None:
            return
        typed = any(part.startswith(KEY) for part in parts(self._scan.root))
        root = self._tree()
        types = any(part.startswith(KEY) for part in parts(root))
        self._scan = Scan(root) if types and not typed else self._scan.over(root)

    def _choose(self) -> None:
        if self._scan is None:
            return
        self._refresh()
        self._scan, part = self._scan.choose()
        item = self._items.get(part)
        if item is None:
            self._show()
            return
        if part.startswith(KEY):
            self._scan = self._scan.awake()
        self._timer.stop()
        self._settling.start()
        press(item)

    def _turned(self) -> None:
        """Another page: its scan begins once there was time to read its question, and it has been read out."""
        if self._scan is None:
            return
        self._scan = Scan(Group(()))
        self._timer.stop()
        self._page.highlight.surround([])
        self._settling.start()

    def _settled(self) -> None:
        if self._scan is None:
            return
        fresh = not self._scan.root.nodes
        before = self.highlighted
        self._refresh()
        if fresh:
            self._waits = True
            self._timer.start(self._pace)
        elif not self._timer.isActive() or self.highlighted != before:
            self._show()

    def _show(self, *, fresh: bool = False) -> None:
        """Put the frame where the scan is, let it be said, and wait for the next tick.

        A `fresh` scan does not interrupt what is being said about the page.
        """
        self._waits = False
        if self._scan is None:
            return
        there = self._scan.there
        items = [] if there is None else [self._items[part] for part in parts(there) if part in self._items]
        self._page.highlight.surround(items)
        self._timer.stop()
        if there is None:
            return
        if not (fresh and self._hands.speaking()):
            self._say([(item.objectName(), name_of(item)) for item in items])
        if self._hands.preferences().scanning is not Scanning.TWO:
            self._timer.start(self._pace)

    def _say(self, named: list[tuple[str, str]]) -> None:
        if len(named) == 1:
            self._hands.point(*named[0])
        elif named:
            self._hands.sweep(named)

    def _tick(self) -> None:
        if self._scan is None:
            return
        if self._hands.speaking():
            self._timer.start(HEAR_MS)
            return
        if not self._waits:
            self._scan = self._scan.tick()
        self._refresh()
        self._show()
