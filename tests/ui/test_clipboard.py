"""What a visitor selects or copies reaches no other program: two processes on a real X server, one copies, one asks."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.config import Screen
from ui.display import VirtualDisplay

ROOT = Path(__file__).resolve().parents[2]
TYPED = "Quetzalcoïncidence"
COPIER = f"""
import os, sys
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickView
from PySide6.QtTest import QTest
from ui.clipboard import NoClipboard

gui = QGuiApplication([])
if sys.argv[1] == "guarded":
    guard = NoClipboard(gui)
view = QQuickView()
view.setSource("file://" + sys.argv[2])
view.show()
view.requestActivate()
assert QTest.qWaitForWindowExposed(view, 60_000)
item = view.rootObject()
item.forceActiveFocus()
if sys.argv[3] == "key":
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
else:
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
assert item.property("selectedText") == {TYPED!r}, item.property("selectedText")
print("copied", flush=True)
gui.exec()
"""
FIELD = f'import QtQuick\nTextEdit {{ width: 400; height: 60; text: "{TYPED}"; selectByMouse: true; focus: true }}\n'
ASKER = """
import sys
from PySide6.QtGui import QClipboard, QGuiApplication
gui = QGuiApplication([])
print([gui.clipboard().text(QClipboard.Mode[name]) for name in ("Clipboard", "Selection")])
"""


@pytest.fixture(scope="module")
def display() -> Iterator[VirtualDisplay]:
    display = VirtualDisplay(Screen(800, 600, 96.0))
    yield display
    display.child.bury()


def asked_for(display: VirtualDisplay, folder: Path, manner: str, how: str) -> str:
    """What another program gets while the one that copied still runs."""
    (folder / "Field.qml").write_text(FIELD, encoding="utf-8")
    environment = os.environ | {"DISPLAY": display.name, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", COPIER, manner, str(folder / "Field.qml"), how],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as copier:
        try:
            assert copier.stdout is not None
            assert copier.stdout.readline() == "copied\n"
            asked = subprocess.run([sys.executable, "-c", ASKER], env=environment, capture_output=True, timeout=60)
            return asked.stdout.decode().strip()
        finally:
            copier.kill()


@pytest.mark.parametrize(("how", "place"), [("key", 0), ("mouse", 1)])
def test_what_is_copied_or_selected_stays_in_its_window(
    display: VirtualDisplay, tmp_path: Path, how: str, place: int
) -> None:
    # Without the guard the same program gives it away: else the test below would prove nothing.
    assert TYPED in asked_for(display, tmp_path, "open", how).split(",")[place]
    assert asked_for(display, tmp_path, "guarded", how) == "['', '']"


def test_every_visit_has_the_guard_and_caches_nothing_on_the_disk(tmp_path: Path) -> None:
    program = (
        "import os, sys\nfrom pathlib import Path\nfrom ui.state import State\nfrom ui.visit_process import make_gui\n"
        "gui = make_gui(State(Path(sys.argv[1])))\n"
        f"gui.clipboard().setText({TYPED!r})\n"
        "print([gui.clipboard().text(), *(os.environ[n] for n in sys.argv[2:])])\n"
    )
    names = ["QSG_RHI_DISABLE_DISK_CACHE", "QT_DISABLE_SHADER_DISK_CACHE", "MESA_SHADER_CACHE_DISABLE", "QT_IM_MODULE"]
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path), *names],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "['', '1', '1', '1', 'compose']"
