"""Qt's own messages reach standard error without their words: they quote addresses, paths, and what was typed."""

from __future__ import annotations

import re
import sys
from functools import cache

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

_GRAVITY = {
    QtMsgType.QtWarningMsg: "warning",
    QtMsgType.QtCriticalMsg: "critical",
    QtMsgType.QtFatalMsg: "fatal",
}


def install() -> None:
    """From now on a warning of Qt's is told by its gravity and its category, once a process; the rest is dropped."""
    qInstallMessageHandler(_told)


def _told(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    gravity = _GRAVITY.get(kind)
    if gravity is not None:
        _once(gravity, re.sub(r"[^A-Za-z0-9_.-]", "", str(context.category))[:60] or "default")


@cache
def _once(gravity: str, category: str) -> None:
    print(f"qt: {gravity} in {category}", file=sys.stderr, flush=True)
