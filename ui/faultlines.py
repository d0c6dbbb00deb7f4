"""What of a child's standard error may reach the operator's log: where it failed, never what it said.

A message can quote an answer, so all text is dropped except the type of an exception and the module and line of the
frame that raised it. Only before a visitor has seen the process, when there are no answers yet, our own sentences to
the operator pass as they are.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import warnings
from pathlib import PurePath
from traceback import walk_tb

PACKAGES = frozenset({"accessibility", "kiosk", "offline_cache", "ui"})
LONGEST_LINE = 4096
SENTENCE = "parvis: "
"""What `ui.cli` and the visit put before a sentence for the operator."""
LONGEST_SENTENCE = 500
OPENING = "Traceback (most recent call last):"
FRAME = re.compile(r'  File "([^"]{1,1000})", line (\d{1,7})(?:, in |$)')
QT = re.compile(r"qt: (warning|critical|fatal) in ([A-Za-z0-9_.-]{1,60})$")
"""What `ui.qt_faults` leaves of a message of Qt's: how grave, and its category."""
EXCEPTION = re.compile(r"([A-Za-z_][A-Za-z0-9_.]{0,100})(?::|$)")


def module_of(path: str) -> str:
    """The dotted name of one of our modules, or the bare name of another file."""
    parts = PurePath(path).with_suffix("").parts
    start = next((index for index, part in enumerate(parts) if part in PACKAGES), len(parts) - 1)
    return ".".join(parts[start:])


def bare(error: BaseException) -> str:
    """What Python writes of an exception, as far as `FaultReader` lets it pass: no message, no line of source."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    places = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
    where = f'  File "{places[-1][0]}", line {places[-1][1]}\n' if places else ""
    return f"{OPENING}\n{where}{name}\n"


def write(error: BaseException) -> None:
    """Say on standard error where something failed."""
    print(bare(error), end="", file=sys.stderr, flush=True)


def install() -> None:
    """From now on, what this process fails of is told on standard error as `bare` has it, in every thread.

    What libraries warn of is not told at all, unless the process logs (`ui.logs`).
    """
    warnings.showwarning = lambda *warned, **more: None
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.NullHandler())
    sys.excepthook = lambda kind, error, trace: write(error)
    threading.excepthook = lambda failed: write(failed.exc_value) if failed.exc_value is not None else None
    sys.unraisablehook = lambda failed: write(failed.exc_value) if failed.exc_value is not None else None


class FaultReader:
    """Reads one child's standard error, piece by piece."""

    def __init__(self) -> None:
        self._rest = b""
        self._skipping = False
        self._frame = ""
        self._inside = False

    def feed(self, data: bytes, *, sentences: bool = False) -> list[str]:
        """The faults that end in `data`, each as `ExceptionType in module:line`; our own sentences too if wanted."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > LONGEST_LINE:
            self._rest, self._skipping = b"", True
        faults = []
        for line in lines:
            if self._skipping:
                self._skipping = False
                continue
            text = line.decode("utf-8", "replace")
            if fault := self._read(text):
                faults.append(fault)
            elif sentences and text.startswith(SENTENCE):
                plain = "".join(letter for letter in text.removeprefix(SENTENCE) if letter.isprintable())
                faults.append(plain[:LONGEST_SENTENCE])
        return faults

    def _read(self, line: str) -> str:
        if line == OPENING:
            self._inside, self._frame = True, "an unknown place"
        elif self._inside and (frame := FRAME.match(line)):
            self._frame = f"{module_of(frame.group(1))}:{frame.group(2)}"
        elif self._inside and not line.startswith(" "):
            self._inside = False
            if exception := EXCEPTION.match(line):
                return f"{exception.group(1)} in {self._frame}"
        elif message := QT.fullmatch(line):
            return f"{message.group(1)} of Qt in {message.group(2)}"
        return ""
