"""Runs one of our programs with another `PRAGMA synchronous` than its own, to see that power_cut.py would notice.

`python -m tests.faults.power_cut.weakened NORMAL MODULE WORDS...`
"""

from __future__ import annotations

import functools
import re
import runpy
import sqlite3
import sys
from typing import Any

_PRAGMA = re.compile(r"(?i)pragma\s+synchronous\s*=\s*\w+")


class Weakened(sqlite3.Connection):
    """Hears what the store asks for, and does something else."""

    wanted = "FULL"

    def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:
        """With the pragma replaced."""
        return super().execute(_PRAGMA.sub(f"PRAGMA synchronous={self.wanted}", sql), *rest)


def main() -> None:
    """Become the module `argv[2]`."""
    _, wanted, module, *words = sys.argv
    Weakened.wanted = wanted
    vars(sqlite3)["connect"] = functools.partial(sqlite3.connect, factory=Weakened)
    sys.argv = [module, *words]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
