"""Nothing leaves through the clipboard: what a visit puts there is taken away before another program can ask for it.

A desktop's clipboard manager copies whatever it is offered and keeps it after its owner is gone. X11 and Wayland hand
over content only on request, which is answered by our event loop; the clipboard is emptied before that runs again.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QClipboard, QGuiApplication

SHARED_PLATFORMS = ("xcb", "wayland", "wayland-egl")
"""Where the clipboard belongs to all programs: what another one owns is not ours to empty."""


class NoClipboard(QObject):
    """Keeps the clipboard, and X11's selection, empty of what this application copies or selects."""

    def __init__(self, application: QGuiApplication) -> None:
        super().__init__(application)
        self._shared = application.platformName() in SHARED_PLATFORMS
        self._emptying = False
        self._clipboard = application.clipboard()
        self._clipboard.changed.connect(self._changed)

    def _changed(self, mode: QClipboard.Mode) -> None:
        if self._emptying or (self._shared and not self._ours(mode)):
            return
        self._emptying = True
        try:
            self._clipboard.clear(mode)
        finally:
            self._emptying = False

    def _ours(self, mode: QClipboard.Mode) -> bool:
        match mode:
            case QClipboard.Mode.Clipboard:
                return self._clipboard.ownsClipboard()
            case QClipboard.Mode.Selection:
                return self._clipboard.ownsSelection()
            case _:
                return self._clipboard.ownsFindBuffer()
