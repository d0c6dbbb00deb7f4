"""What the long-lived processes write to the operator's log, and how: no message of others, no address beyond its host.

The log (systemd's journal) is kept for as long as IT decides and read by people who open no request. So a record of a
library is told by its place only, an exception by its type and place, and an address by its host: what follows the
host names forms and requests.
"""

from __future__ import annotations

import logging
import re
import sys

from ui import faultlines

OURS = faultlines.PACKAGES | {"parvis"}
_HOST = r"(?:\[[0-9A-Fa-f:.]+\]|[^\s/?#:'\")\]>]+)(?::\d{1,5}\b)?"
_ADDRESS = re.compile(rf"\b([a-z][a-z0-9+.-]{{1,20}})://(?:[^\s/?#@]*@)?({_HOST})[^\s'\")\]>]*", re.IGNORECASE)
_LONGEST = 1000


class Bare(logging.Formatter):
    """One line a record."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The line: ours with its sentence, another's by its place alone; an exception by its type and place."""
        text = told(record.getMessage()) if record.name.split(".")[0] in OURS else _placed(record)
        if record.exc_info and record.exc_info[1] is not None:
            text += " " + " ".join(faultlines.FaultReader().feed(faultlines.bare(record.exc_info[1]).encode()))
        return self._style.format(logging.makeLogRecord({"message": text}))

    def formatMessage(self, record: logging.LogRecord) -> str:
        """Never used: `format` does all."""
        return self.format(record)


def _placed(record: logging.LogRecord) -> str:
    return f"{record.levelname.lower()} from {record.name} at {faultlines.module_of(record.pathname)}:{record.lineno}"


def told(sentence: str) -> str:
    """A sentence for the log: on one line, nothing that a terminal would obey, addresses down to their host."""
    plain = "".join(letter if letter.isprintable() else " " for letter in sentence[: 4 * _LONGEST])
    return _ADDRESS.sub(r"\1://\2", plain)[:_LONGEST]


def begin(name: str, level: int = logging.INFO) -> None:
    """Have this process log to standard error, each line begun by `name`; and its faults in no more words."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Bare(name))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # Else a record that cannot be written is told with all its arguments.
    logging.raiseExceptions = False
    faultlines.install()
