"""One real window in which the audit looks at pages."""

from __future__ import annotations

from PySide6.QtQuick import QQuickWindow

from kiosk.config import Screen
from kiosk.pages.page import Page
from kiosk.visit.preferences import Preferences
from ui.application import view_words
from ui.inspection.looking import Stand
from ui.viewmodels.page import PageViewModel
from ui.viewmodels.theme import ThemeViewModel
from ui.window import open_window


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
        self.stand = Stand(self.window, self._stir, self._calm)
        self.stand.rest()

    @property
    def window(self) -> QQuickWindow:
        """The window."""
        return self._opened.window

    def show(self, page: Page, preferences: Preferences) -> None:
        """Show a page as this person would see it, and wait until it is at rest. Raises `Restless`."""
        self.theme.apply(preferences)
        self.page.keyboard.set_order(preferences.keys)
        self.page.show(page)
        self.stand.rest()

    def _stir(self) -> bool:
        """A heavy page is laid in two goes: whether the second has come."""
        if not self.page.settled:
            self.page.framed()
        return bool(self.page.settled)

    def _calm(self) -> None:
        """Put away the keyboard that a field has called."""
        if self.page.keyboard.up:
            self.page.keyboard.lower()

    def close(self) -> None:
        """Put the window away."""
        self.window.close()
        self._opened.engine.deleteLater()
