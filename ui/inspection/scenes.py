"""Audits one QML file of anybody's: whatever the rules can know of a window without a pack behind it."""

from __future__ import annotations

import gc
import os
import time
from pathlib import Path

from accessibility.audit.finding import Finding, finding
from accessibility.audit.rules import check
from accessibility.audit.snapshot import Glass
from kiosk.config import Screen
from kiosk.errors import ParvisError

PICTURE_HEIGHT = 900


class SceneUnfit(ParvisError):
    """The QML file opens no window."""


def audit_scene(path: Path, screen: Screen) -> tuple[tuple[Finding, ...], float]:
    """What is wrong with the window that the file opens, and after how many seconds. Raises `SceneUnfit`.

    The window is given the screen's size, at its density; nothing is said of speech, which the file does not tell.
    """
    os.environ.update(QT_QPA_PLATFORM="offscreen", QT_QUICK_BACKEND="software")
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtQml import QQmlApplicationEngine
    from PySide6.QtQuick import QQuickWindow

    from ui.inspection.looking import Stand, jpeg, look

    started = time.monotonic()
    gc.disable()
    gui = QGuiApplication.instance() or QGuiApplication([])
    engine = QQmlApplicationEngine()
    engine.load(QUrl.fromLocalFile(str(path.absolute())))
    window = next((root for root in engine.rootObjects() if isinstance(root, QQuickWindow)), None)
    if window is None:
        raise SceneUnfit(f"{path}: opens no window. Its root must be a Window that loads without errors.")
    window.resize(screen.width, screen.height)
    window.show()
    window.requestActivate()
    stand = Stand(window)
    glass = Glass(screen.width, screen.height, screen.density_dpi)
    page = look(stand, glass, path.name)
    image = stand.grab()
    scale = min(1.0, PICTURE_HEIGHT / image.height())
    picture = jpeg(image, scale)
    found = []
    for rule, fault in check(page):
        box = fault.box.scaled(scale) if fault.box is not None else None
        one = finding(rule, fault, path.name, glass.label)
        found.append(Finding(one.rule, one.row, one.page, one.part, one.wrong, one.mend, one.where, box, picture))
    window.close()
    del gui
    return tuple(found), time.monotonic() - started
