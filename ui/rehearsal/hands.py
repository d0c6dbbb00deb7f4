"""The hands of a rehearsal: fingers on the glass and keys under them, as Qt delivers them from a panel."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

from kiosk.errors import ParvisError
from kiosk.visit.attachments import Stroke
from ui import inspect

PATIENCE_SECONDS = 30.0
GLIDE_SECONDS = 0.25
TURN_SECONDS = 0.05
"""For one turn of Qt's events, whatever it has to paint."""
MOST_SCROLLS = 30
CLOSING = "key:done"
"""The key that closes the keyboard."""


class NotFound(ParvisError):
    """What the rehearsal wants to touch is not on the page."""


class Hands:
    """Touches and types in one window."""

    def __init__(self, window: QQuickWindow) -> None:
        self._window = window
        self._finger = QTest.createTouchDevice()

    def settle(self, seconds: float = 0.02) -> None:
        """Let Qt lay out, animate and paint for so long; on a busy machine for longer, so that what was due is done."""
        until, left = time.monotonic() + seconds, round(seconds / TURN_SECONDS)
        while True:
            QCoreApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            if left <= 0 and time.monotonic() >= until:
                return
            left -= 1
            QTest.qWait(5)

    def wait(self, met: Callable[[], bool], what: str) -> None:
        """Wait until something is so. Raises `NotFound` with `what` after some seconds."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not met():
            if time.monotonic() > until:
                raise NotFound(f"Waited {PATIENCE_SECONDS:.0f} seconds in vain: {what}.")
            self.settle()

    def tap(self, part: str) -> None:
        """Put a finger on a part and lift it, scrolling there first as a person would. Raises `NotFound`."""
        self.touch(self._centre(self._reach(part)).toPoint())

    def touch(self, point: QPoint) -> None:
        """Put a finger on a point of the window and lift it."""
        QTest.touchEvent(self._window, self._finger).press(0, point, self._window).commit()
        self.settle(0.01)
        QTest.touchEvent(self._window, self._finger).release(0, point, self._window).commit()
        self.settle()

    def type(self, part: str, text: str) -> None:
        """Tap a field, empty it and write into it, key by key."""
        self.tap(part)
        item = inspect.find(self._window, part)
        self.wait(lambda: item is not None and item.hasActiveFocus(), f"the field '{part}' did not take the focus")
        QTest.keyClick(self._window, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(self._window, Qt.Key.Key_Delete)
        for character in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, character)
                QGuiApplication.sendEvent(self._window, event)
        # On low glass the page has no room for its buttons above the keyboard.
        self.tap(CLOSING)
        # Until it is gone, the buttons stand elsewhere: a finger put on one would lift off from another place.
        self.wait(lambda: inspect.find(self._window, CLOSING) is None, "the keyboard stays")
        self.settle(0.06)

    def until(self, met: Callable[[], bool], what: str) -> None:
        """Wait for what a device does. Raises `NotFound`."""
        self.wait(met, what)

    def draw(self, part: str, stroke: Stroke) -> None:
        """Put a finger on a pad, go along the stroke, and lift it."""
        # A pad that still slides in with its page would be drawn on beside the place that is meant.
        self.settle(GLIDE_SECONDS)
        item = self._reach(part)
        corner = item.mapToScene(QPointF(0, 0))
        points = [QPointF(corner.x() + x * item.width(), corner.y() + y * item.width()).toPoint() for x, y in stroke]
        QTest.touchEvent(self._window, self._finger).press(0, points[0], self._window).commit()
        for point in points[1:]:
            QTest.touchEvent(self._window, self._finger).move(0, point, self._window).commit()
            self.settle(0.01)
        QTest.touchEvent(self._window, self._finger).release(0, points[-1], self._window).commit()
        self.settle()

    def _reach(self, part: str) -> QQuickItem:
        self.wait(lambda: inspect.find(self._window, part) is not None, f"'{part}' is not on the page")
        for _ in range(MOST_SCROLLS):
            item = inspect.find(self._window, part)
            if item is None:
                break
            way = self._way_to(item)
            if not way:
                return item
            if not self._scroll(way):
                break
        raise NotFound(f"'{part}' cannot be scrolled into reach.")

    def _scroll(self, button: str) -> bool:
        arrow = inspect.find(self._window, button)
        if arrow is None:
            return False
        self.touch(self._centre(arrow).toPoint())
        self.settle(GLIDE_SECONDS)
        return True

    def _centre(self, item: QQuickItem) -> QPointF:
        return item.mapToScene(QPointF(item.width() / 2, item.height() / 2))

    def _way_to(self, item: QQuickItem) -> str:
        """The scroll button that brings the item's centre nearer; empty when it is in reach."""
        centre = self._centre(item)
        ancestor: QQuickItem | None = item.parentItem()
        while ancestor is not None:
            if ancestor.clip() and not ancestor.contains(ancestor.mapFromScene(centre)):
                return "scroll-down" if centre.y() > self._centre(ancestor).y() else "scroll-up"
            ancestor = ancestor.parentItem()
        return ""
