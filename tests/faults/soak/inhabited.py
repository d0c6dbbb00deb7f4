"""`parvis`, whose visits have a visitor of their own (`visit.py`): for the soak and for nuisance.py.

`python inhabited.py run --demonstration --state DIR` is the real command, down to the last process.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ui import cli


def main() -> int:
    """Run the command that the words name."""
    if sys.argv[1:2] == ["visit"]:
        from tests.faults.soak.visit import inhabit

        inhabit()
    elif sys.argv[1:2] == ["run"]:
        from ui.commands import run

        # What it starts is this again, instead of `python -m ui.cli`.
        vars(run)["PARVIS"] = (sys.executable, str(Path(__file__).resolve()))
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
