"""The slip on paper: set as a PDF in memory, handed to the system's printer through a pipe.

Nothing touches a file of ours, and the job's title is always the same (durability-and-keys: printing).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QObject, Qt, Signal, Slot
from PySide6.QtGui import (
    QFont,
    QPageLayout,
    QPageSize,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)

from kiosk.pages.page import Direction
from kiosk.takeaway.slip import Slip
from kiosk.words import direction_of

JOB_TITLE = "Parvis"
ANSWER_SECONDS = 5.0
FRESH_SECONDS = 15.0
MARGIN_MM = 18.0
TITLE_POINTS, LABEL_POINTS, TEXT_POINTS = 20.0, 12.0, 15.0


def typeset(slip: Slip, language: str) -> bytes:
    """The slip as an A4 PDF, in large type. Texts are inserted as plain text, never as markup."""
    target = QByteArray()
    buffer = QBuffer(target)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(JOB_TITLE)
    writer.setCreator(JOB_TITLE)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)

    document = QTextDocument()
    font = QFont("Noto Sans")
    font.setFamilies(["Noto Sans", "Noto Sans Arabic"])
    document.setDefaultFont(font)
    option = QTextOption()
    rtl = direction_of(language) is Direction.RTL
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    document.setDefaultTextOption(option)
    cursor = QTextCursor(document)

    def line(text: str, points: float, weight: QFont.Weight, above: float) -> None:
        style = QTextCharFormat()
        style.setFontPointSize(points)
        style.setFontWeight(weight)
        block = QTextBlockFormat()
        block.setTopMargin(above)
        cursor.insertBlock(block, style)
        cursor.insertText(text.replace("\u00ad", ""), style)

    line(slip.title.text, TITLE_POINTS, QFont.Weight.Bold, 0)
    for item in slip.items:
        line(item.label.text, LABEL_POINTS, QFont.Weight.Normal, 14)
        line(item.text.text, TEXT_POINTS, QFont.Weight.DemiBold, 2)
    document.print_(writer)
    buffer.close()
    return bytes(target.data())


class SystemPrinter(QObject):
    """The system's printer, through `lp`. `name` picks a queue; empty means the default one.

    The spooler may take seconds to answer, so it is only asked in threads: nothing here waits.
    """

    _answered = Signal(object, bool)

    def __init__(self, name: str) -> None:
        super().__init__()
        # Emitted in a thread, received in that of the window: Qt queues it.
        self._answered.connect(self._tell)
        self._name = name
        self._available = False
        self._asked_at = float("-inf")
        self._lock = threading.Lock()
        self.available()

    def available(self) -> bool:
        """Whether a queue takes jobs, as last heard from the spooler."""
        with self._lock:
            stale = time.monotonic() - self._asked_at > FRESH_SECONDS
            if stale:
                self._asked_at = time.monotonic()
        if stale and shutil.which("lpstat") and shutil.which("lp"):
            threading.Thread(target=self._ask, daemon=True).start()
        return self._available

    def _ask(self) -> None:
        command = ["lpstat", "-p", self._name] if self._name else ["lpstat", "-d"]
        try:
            answer = subprocess.run(
                command, capture_output=True, timeout=ANSWER_SECONDS, env=os.environ | {"LC_ALL": "C"}
            )
        except (OSError, subprocess.TimeoutExpired):
            self._available = False
            return
        words = answer.stdout[:4096].decode("utf-8", "replace")
        good = "destination:" in words or " is idle" in words or " now printing" in words
        self._available = answer.returncode == 0 and good and "disabled" not in words

    def print(self, document: bytes, told: Callable[[bool], None]) -> None:
        """Hand the PDF to the spooler. `told(False)` is also said when it is not taken within seconds."""
        threading.Thread(target=self._hand_over, args=(document, told), daemon=True).start()

    def _hand_over(self, document: bytes, told: Callable[[bool], None]) -> None:
        command = ["lp", "-t", JOB_TITLE, *(["-d", self._name] if self._name else []), "-"]
        try:
            done = subprocess.run(command, input=document, capture_output=True, timeout=ANSWER_SECONDS)
            taken = done.returncode == 0
        except (OSError, subprocess.TimeoutExpired):
            taken = False
        if not taken:
            self._available = False
        self._answered.emit(told, taken)

    @Slot(object, bool)
    def _tell(self, told: Callable[[bool], None], taken: bool) -> None:
        told(taken)
