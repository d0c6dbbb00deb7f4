"""Codes are read in the frames of the camera, and a scanner's letters are put together."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

from kiosk.ports import Sight
from ui.camera.codes import codes_in
from ui.camera.eye import Eye
from ui.camera.sources import PaintedSource, painted
from ui.qrcodes import render
from ui.viewmodels.camera import CameraViewModel
from ui.viewmodels.scanning import PAUSE_SECONDS, Scanner

ROOT = Path(__file__).parents[3]
PATIENCE_SECONDS = 60.0


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


def held_up(code: QImage, turned: float = 0.0) -> QImage:
    """A code in somebody's hand before the camera."""
    frame = QImage(1280, 720, QImage.Format.Format_RGB32)
    frame.fill(QColor("#8a9a97"))
    painter = QPainter(frame)
    painter.translate(640, 360)
    painter.rotate(turned)
    painter.drawImage(-code.width() // 2, -code.height() // 2, code)
    painter.end()
    return frame


def bars(text: str) -> QImage:
    """A Code 128 of the text."""
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    svg = zxingcpp.write_barcode_to_svg(barcode)
    from PySide6.QtCore import QByteArray, Qt
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(700, 220, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    from PySide6.QtCore import QRectF

    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(40, 30, 620, 160))
    painter.end()
    return image


@pytest.mark.parametrize("turned", [0.0, 8.0, 90.0, 180.0])
def test_a_qr_code_is_read_however_it_is_held(qapp: QGuiApplication, turned: float) -> None:
    text = "https://rivemont.example/rdv?n=42&nom=Zoé"
    assert codes_in(held_up(render(text, 420), turned)) == (text,)


def test_a_bar_code_is_read(qapp: QGuiApplication) -> None:
    assert codes_in(held_up(bars("RV-2026-001234"))) == ("RV-2026-001234",)


def test_where_there_is_no_code_none_is_read(qapp: QGuiApplication) -> None:
    assert codes_in(painted()) == ()
    assert codes_in(QImage()) == ()


def test_the_camera_tells_a_code_while_it_watches_and_not_after(qapp: QGuiApplication) -> None:
    source = PaintedSource()
    eye = Eye(source, CameraViewModel())
    read: list[str] = []

    def until(met: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not met():
            assert time.monotonic() < end
            QCoreApplication.processEvents()

    eye.open(lambda: None)
    eye.watch(read.append)
    until(lambda: eye.sight() is Sight.LIVE)
    assert read == []
    source.show(held_up(render("RV-42", 400)))
    until(lambda: bool(read))
    assert set(read) == {"RV-42"}
    eye.close()
    count = len(read)
    eye.open(lambda: None)
    until(lambda: eye.sight() is Sight.LIVE)
    end = time.monotonic() + 0.5
    until(lambda: time.monotonic() > end)
    assert len(read) == count
    eye.close()


def test_the_library_is_loaded_with_the_first_search_and_not_before() -> None:
    code = (
        "import sys; import ui.camera.codes, ui.camera.eye, ui.application;"
        " sys.exit('zxingcpp' in sys.modules or any('QtMultimedia' in name for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60, check=False)
    assert done.returncode == 0


def test_a_scanner_s_letters_are_one_code_until_it_rests() -> None:
    now = [100.0]
    scanner = Scanner(lambda: now[0])

    def scan(text: str) -> str:
        said = ""
        for letter in text:
            now[0] += 0.01
            said = scanner.type(letter)
        return said

    assert scan("3760123") == "3760123"
    now[0] += PAUSE_SECONDS / 2
    assert scan("456") == "3760123456"
    now[0] += PAUSE_SECONDS + 0.1
    assert scan("AB") == "AB"
    assert len(scan("x" * 900)) == 500
