"""A visit whose disk somebody else fills as soon as its request has begun: `parvis visit`, with that one thing added.

`python -m tests.faults.disk.visit STATE PLAN`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from offline_cache.outbox.sqlite import SqliteOutbox
from tests.faults.disk.steps import fill
from ui.cli import main

asked = SqliteOutbox.usable


def usable(outbox: SqliteOutbox) -> bool:
    """The truth; and then there is no room any more."""
    said = asked(outbox)
    if said:
        fill(Path(sys.argv[1]), 0)
    return said


if __name__ == "__main__":
    setattr(SqliteOutbox, "usable", usable)  # noqa: B010 - the checker sees a type in an assignment
    sys.exit(main(["visit", "--state", sys.argv[1], "--rehearsal", sys.argv[2]]))
