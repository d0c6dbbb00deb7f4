from __future__ import annotations

import subprocess
import sys

import pytest

from ui.faultlines import FaultReader, module_of

TRACE = b"""Traceback (most recent call last):
  File "/srv/parvis/ui/cli.py", line 12, in main
    return command.run(arguments)
  File "/srv/parvis/kiosk/forms/engine.py", line 88, in answer
    raise NotAnAnswer("Dupont")
kiosk.forms.errors.NotAnAnswer: Dupont
and a second line: Dupont
"""


def test_only_type_module_and_line_of_the_last_frame_remain() -> None:
    assert FaultReader().feed(TRACE) == ["kiosk.forms.errors.NotAnAnswer in kiosk.forms.engine:88"]


def test_it_makes_no_difference_how_the_text_is_cut() -> None:
    reader = FaultReader()
    found = [fault for index in range(len(TRACE)) for fault in reader.feed(TRACE[index : index + 1])]
    assert found == ["kiosk.forms.errors.NotAnAnswer in kiosk.forms.engine:88"]


def test_all_other_text_is_dropped() -> None:
    said = b'qml: Dupont\nQt warning: Dupont\nDupont: the Lilas\n  File "Dupont", line 3, in x\nDupont: again\n'
    assert FaultReader().feed(said) == []


def test_a_chain_of_exceptions_gives_one_line_each() -> None:
    first = TRACE.replace(b"and a second line: Dupont\n", b"")
    between = b"\nDuring handling of the above exception, another exception occurred:\n\n"
    second = first.replace(b"kiosk.forms.errors.NotAnAnswer: Dupont", b"SystemError").replace(b"88", b"91")
    assert FaultReader().feed(first + between + second) == [
        "kiosk.forms.errors.NotAnAnswer in kiosk.forms.engine:88",
        "SystemError in kiosk.forms.engine:91",
    ]


def test_an_endless_line_is_not_kept_and_does_not_disturb_what_follows() -> None:
    reader = FaultReader()
    for _ in range(1000):
        assert reader.feed(b"x" * 10_000) == []
    assert sum(len(value) for value in vars(reader).values() if isinstance(value, bytes)) < 5000
    assert reader.feed(b"\n" + TRACE) == ["kiosk.forms.errors.NotAnAnswer in kiosk.forms.engine:88"]


def test_what_this_python_really_prints_is_understood() -> None:
    outcome = subprocess.run(
        [sys.executable, "-c", "def f(): g()\ndef g():\n  x = 'Dupont'\n  raise LookupError(x)\nf()"],
        capture_output=True,
        check=False,
    )
    assert FaultReader().feed(outcome.stderr) == ["LookupError in <string>:4"]


@pytest.mark.parametrize(
    ("path", "module"),
    [
        ("/srv/parvis/kiosk/forms/engine.py", "kiosk.forms.engine"),
        ("/usr/lib/python3.11/json/decoder.py", "decoder"),
        ("ui/cli.py", "ui.cli"),
    ],
)
def test_module_names(path: str, module: str) -> None:
    assert module_of(path) == module


def test_sentences_for_the_operator_pass_only_while_they_are_asked_for() -> None:
    reader = FaultReader()
    said = b"parvis: The pack is damaged. Build it again.\x1b[31m\nnot ours\n"
    assert reader.feed(said, sentences=True) == ["The pack is damaged. Build it again.[31m"]
    assert reader.feed(said) == []


def test_qt_is_told_by_gravity_and_category_alone() -> None:
    program = (
        "from PySide6.QtCore import QLoggingCategory, qCWarning, qWarning, qCritical, qDebug\n"
        "from ui import qt_faults\n"
        "qt_faults.install()\n"
        "qWarning('Dupont'); qWarning('Dupont again'); qCritical('https://desk.example/Dupont'); qDebug('Dupont')\n"
        "qCWarning(QLoggingCategory('qt.qpa.xcb'), 'Dupont')\n"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stderr
    assert said.decode().splitlines() == [
        "qt: warning in default",
        "qt: critical in default",
        "qt: warning in qt.qpa.xcb",
    ]
    assert FaultReader().feed(said) == [
        "warning of Qt in default",
        "critical of Qt in default",
        "warning of Qt in qt.qpa.xcb",
    ]
    assert FaultReader().feed(b"qt: warning in Dupont, Marie\nqt: debug in x\n") == []


def test_nothing_that_fails_or_warns_anywhere_in_a_visit_says_what_it_had_in_hand() -> None:
    program = """
import logging, warnings
from PySide6.QtCore import QCoreApplication, QObject, QTimer, QUrl, Signal, Slot
from PySide6.QtQml import QQmlComponent, QQmlEngine
from ui import faultlines, qt_faults
faultlines.install()
qt_faults.install()
app = QCoreApplication([])
class Thing(QObject):
    told = Signal(str)
    @Slot(str)
    def take(self, text):
        raise LookupError(text)
thing = Thing()
thing.told.connect(thing.take)
def late():
    raise ValueError("Dupont")
QTimer.singleShot(0, late)
QTimer.singleShot(0, lambda: thing.told.emit("Dupont"))
engine = QQmlEngine()
engine.rootContext().setContextProperty("thing", thing)
component = QQmlComponent(engine)
component.setData(
    b'import QtQml; QtObject { Component.onCompleted: {'
    b'console.warn("Dupont"); thing.take("Dupont"); dupont("Dupont") } }',
    QUrl("file:///Dupont/A.qml"),
)
made = component.create()
warnings.warn("Dupont")
logging.getLogger("a.library").warning("Dupont")
QTimer.singleShot(20, app.quit)
app.exec()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    told = FaultReader().feed(done.stderr)
    assert {"LookupError in <string>:13", "ValueError in <string>:17", "warning of Qt in qml"} <= set(told)
    assert b"dupont" not in done.stderr.lower()
