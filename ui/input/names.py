"""The name that `kiosk.toml` gives to a key, from what Qt says of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_NAMED: dict[int, str] = {
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Return: "return",
    Qt.Key.Key_Enter: "enter",
    Qt.Key.Key_Space: "space",
    Qt.Key.Key_Tab: "tab",
    Qt.Key.Key_Backtab: "tab",
    Qt.Key.Key_Escape: "escape",
    Qt.Key.Key_Backspace: "backspace",
    Qt.Key.Key_Delete: "delete",
    Qt.Key.Key_Insert: "insert",
    Qt.Key.Key_Home: "home",
    Qt.Key.Key_End: "end",
    Qt.Key.Key_PageUp: "page-up",
    Qt.Key.Key_PageDown: "page-down",
    Qt.Key.Key_Help: "help",
    Qt.Key.Key_Menu: "menu",
    Qt.Key.Key_Back: "back",
    Qt.Key.Key_Forward: "forward",
    Qt.Key.Key_VolumeUp: "volume-up",
    Qt.Key.Key_VolumeDown: "volume-down",
    Qt.Key.Key_VolumeMute: "volume-mute",
    Qt.Key.Key_MediaPlay: "media-play",
    Qt.Key.Key_MediaTogglePlayPause: "media-play",
    Qt.Key.Key_MediaNext: "media-next",
    Qt.Key.Key_MediaPrevious: "media-previous",
    Qt.Key.Key_MediaStop: "media-stop",
}

_F1, _F24 = int(Qt.Key.Key_F1), int(Qt.Key.Key_F24)

_EVDEV_F13 = 183 + 8
"""What Qt's platforms on Linux give as the scan code of F13: the kernel's KEY_F13 and X's offset; F24 is eleven on.

The usual X keymap calls these keys XF86Tools, XF86Launch5 and the like, and Qt then knows no F13 of them.
"""


def key_name(event: QKeyEvent) -> str:
    """The key's name in `kiosk.toml`, or nothing for a key that has none."""
    scan_code = event.nativeScanCode()
    if _EVDEV_F13 <= scan_code < _EVDEV_F13 + 12:
        return f"f{13 + scan_code - _EVDEV_F13}"
    key = int(event.key())
    if _F1 <= key <= _F24:
        return f"f{1 + key - _F1}"
    if key in _NAMED:
        return _NAMED[key]
    return chr(key).lower() if 0x20 < key < 0x7F else ""
