"""Opens the window: engine, import path, image providers, fonts, and nothing that warns."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine, QQmlError
from PySide6.QtQuick import QQuickWindow

from kiosk.config import Screen
from kiosk.errors import ParvisError
from ui.paving import PavingProvider
from ui.pictograms import LogoProvider, PictogramProvider
from ui.qrcodes import QrProvider
from ui.stills import CameraProvider, StillProvider
from ui.viewmodels.page import PageViewModel
from ui.viewmodels.theme import ARABIC_FAMILY, LATIN_FAMILY, ThemeViewModel

QML_DIRECTORY = Path(__file__).parent / "qml"

TOUCH_PAUSE_MS = 500
"""How long touches mean nothing after a page is turned (accessibility.md, own-6)."""

IGNORED_WARNINGS: tuple[str, ...] = ()
"""Parts of engine warnings that are not ours to mend, each with its reason."""


_PLACE = re.compile(r"(?:file|qrc):[^ ]{0,500}/(\w{1,60}\.qml:\d{1,6})\b")
"""How a warning begins that QML can place: the file's address, the line."""


class ViewFailed(ParvisError):
    """The window could not be built, or its QML warned."""


@dataclass(frozen=True, slots=True)
class OpenedWindow:
    """The window and the engine that keeps it alive."""

    engine: QQmlApplicationEngine
    window: QQuickWindow


def prepare_environment() -> None:
    """No input method of the desktop that learns words: only dead keys. No caches of pictures or shaders on the disk.

    Call before the QGuiApplication is made.
    """
    os.environ["QT_IM_MODULE"] = "compose"
    for variable in ("QSG_RHI_DISABLE_DISK_CACHE", "QT_DISABLE_SHADER_DISK_CACHE", "MESA_SHADER_CACHE_DISABLE"):
        os.environ[variable] = "1"


def _check_fonts() -> None:
    known = set(QFontDatabase.families())
    missing = [family for family in (LATIN_FAMILY, ARABIC_FAMILY) if family not in known]
    if missing:
        raise ViewFailed(f"The font {' and '.join(missing)} is not installed. Install the package fonts-noto-core.")


def tell_of_fault(message: str) -> None:
    """Tell the operator where the view warned, once a place, and go on: a blemish costs less than a visit.

    What it warned of is left out, as it may quote the visitor. Tests and rehearsals fail on any warning instead.
    """
    place = _PLACE.match(message)
    _tell_once(place.group(1) if place else "an unknown place")


@cache
def _tell_once(place: str) -> None:
    print(f"parvis: The view warned at {place}.", file=sys.stderr, flush=True)


def open_window(
    page: PageViewModel,
    theme: ThemeViewModel,
    *,
    screen: Screen,
    logo: bytes,
    touch_pause_ms: int = TOUCH_PAUSE_MS,
    full_screen: bool = False,
    visible: bool = True,
    fault: Callable[[str], None] = tell_of_fault,
) -> OpenedWindow:
    """Build the window on the view-models, and show it unless `visible` is false.

    `screen` gives the size in pixels; 0 by 0 takes the primary screen's. `full_screen` leaves out the
    frame. The page and the theme are parented to the engine. `fault` is called with the text of any QML
    warning after loading. Raises `ViewFailed` if a font is missing or loading warns.
    """
    _check_fonts()
    engine = QQmlApplicationEngine()
    warnings: list[str] = []
    loading = True

    def warned(errors: list[QQmlError]) -> None:
        for error in errors:
            text = error.toString()
            if any(part in text for part in IGNORED_WARNINGS):
                continue
            if loading:
                warnings.append(text)
            else:
                fault(text)

    engine.setOutputWarningsToStandardError(False)
    engine.warnings.connect(warned)
    engine.addImportPath(str(QML_DIRECTORY))
    engine.addImageProvider("pictogram", PictogramProvider())
    engine.addImageProvider("logo", LogoProvider(logo))
    engine.addImageProvider("paving", PavingProvider())
    engine.addImageProvider("qr", QrProvider(page.payloads.payload))
    engine.addImageProvider("still", StillProvider(page.payloads.content))
    engine.addImageProvider("camera", CameraProvider(page.camera.image))
    page.setParent(engine)
    theme.setParent(engine)

    width, height = screen.width, screen.height
    if not width or not height:
        available = QGuiApplication.primaryScreen().size()
        width, height = available.width(), available.height()
    theme.resize(width, height)
    shared = engine.singletonInstance("Parvis.Theme", "Theme")
    if not isinstance(shared, QObject) or not shared.setProperty("settings", theme):
        raise ViewFailed("The view's theme could not be loaded. " + " ".join(warnings))

    engine.setInitialProperties({"page": page, "touchPause": touch_pause_ms, "width": width, "height": height})
    engine.load(QUrl.fromLocalFile(str(QML_DIRECTORY / "Parvis" / "App" / "App.qml")))
    loading = False
    roots = engine.rootObjects()
    if warnings or not roots:
        raise ViewFailed("The view could not be loaded. " + " ".join(warnings))
    window = roots[0]
    assert isinstance(window, QQuickWindow)
    window.widthChanged.connect(lambda: theme.resize(window.width(), window.height()))
    window.heightChanged.connect(lambda: theme.resize(window.width(), window.height()))
    if visible:
        if full_screen:
            window.showFullScreen()
        else:
            window.show()
    return OpenedWindow(engine, window)
