"""One real window in which the audit looks at pages."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickWindow

from kiosk.config import Screen
from kiosk.errors import ParvisError
from kiosk.pages.page import Page
from kiosk.visit.preferences import Preferences
from ui.application import view_words
from ui.viewmodels.page import PageViewModel
from ui.viewmodels.theme import ThemeViewModel
from ui.window import open_window

LONGEST_SECONDS = 5.0
ROUNDS_AT_REST = 2


class Restless(ParvisError):
    """A page moves for ever, or its QML warns."""


class Room:
    """A window on one screen. It shows one page after the other, without movement, and never acts."""

    def __init__(self, screen: Screen, accent: str, logo: bytes, dpi: float | None = None) -> None:
        self.screen = screen
        self.warnings: list[str] = []
        self.page = PageViewModel(lambda gesture: None, view_words)
        self.theme = ThemeViewModel(dpi or screen.density_dpi, accent)
        self._opened = open_window(
            self.page, self.theme, screen=screen, logo=logo, touch_pause_ms=0, fault=self.warnings.append
        )
        self.window.requestActivate()
        self.settle(lambda: True)

    @property
    def window(self) -> QQuickWindow:
        """The window."""
        return self._opened.window

    def show(self, page: Page, preferences: Preferences) -> None:
        """Show a page as this person would see it, and wait until it is at rest. Raises `Restless`."""
        self.theme.apply(preferences)
        self.page.keyboard.set_order(preferences.keys)
        self.page.show(page)
        self.settle(lambda: self.page.settled)

    def settle(self, met: Callable[[], bool]) -> None:
        """Let Qt lay out until nothing changes and `met` holds. Raises `Restless`."""
        until = time.monotonic() + LONGEST_SECONDS
        before, still = None, 0
        while still < ROUNDS_AT_REST or not met():
            if not self.page.settled:
                self.page.framed()
            QCoreApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            now = self.shape()
            still = still + 1 if now == before else 0
            before = now
            if time.monotonic() > until:
                raise Restless(f"The page '{self.page.page.id}' does not come to rest.")

    def shape(self) -> tuple[float, ...]:
        """What changes while a page is laid."""
        found: list[float] = []
        stack = [self.window.contentItem()]
        while stack:
            item = stack.pop()
            item.ensurePolished()
            found += (item.y(), item.width(), item.height())
            stack += (child for child in item.childItems() if child.isVisible())
        return tuple(found)

    def grab(self) -> QImage:
        """The window's pixels, 32 bits each."""
        return self.window.grabWindow().convertToFormat(QImage.Format.Format_RGB32)

    def close(self) -> None:
        """Put the window away."""
        self.window.close()
        self._opened.engine.deleteLater()
