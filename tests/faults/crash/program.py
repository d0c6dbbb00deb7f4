"""Visit, courier and desk are killed at random while requests with files are made; what was promised arrives once.

`python -m tests.faults.crash --rounds 1000 --through-window 50 [--seed N]`. In each round a visit makes requests and
one or more of the three are killed with SIGKILL; what was killed is started again. A promise is a line that the visit
wrote after `keep` had returned; in the rounds through the window, a page that says so. At the end all come to rest, and
everything at the desk is opened and held against what was put in.
"""

from __future__ import annotations

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.faults import reporting
from tests.faults.crash.rounds import Rounds
from tests.faults.crash.through_window import WindowRounds


def run(rounds: int, through_window: int, seed: int, root: Path) -> int:
    """`through_window` of the `rounds` have a window, at a counter of their own, beside the others."""
    began = time.monotonic()
    for name in ("plain", "window"):
        (root / name).mkdir()
    plain, window = Rounds(root / "plain", seed), WindowRounds(root / "window", seed)
    with ThreadPoolExecutor(2) as lanes:
        first = lanes.submit(plain.run, rounds - through_window)
        second = lanes.submit(window.run, through_window)
        one, two = first.result(), second.result()
    counters = plain.counter, window.counter
    return reporting.conclude(
        f"Crash (seed {seed})",
        [
            ("rounds", rounds),
            ("of these through the window", through_window),
            ("visits killed", plain.visit.kills + sum(visit.kills for visit in window.visits)),
            ("couriers killed", sum(counter.courier.kills for counter in counters)),
            ("desks killed", sum(counter.desk.kills for counter in counters)),
            ("at the desk, not acknowledged, at a kill", sum(len(counter.in_doubt) for counter in counters)),
            ("promised", one.promised + two.promised),
            ("of these by a page", two.promised),
            ("arrived", one.arrived + two.arrived),
            ("of these kept, but not yet promised", one.untold + two.untold),
            ("missing", one.missing + two.missing),
            ("twice", one.twice + two.twice),
            ("seconds", round(time.monotonic() - began)),
        ],
        one.broken + two.broken,
    )


def main() -> int:
    """Run it as the command line says."""
    parser = reporting.arguments(str(__doc__).partition("\n")[0], rounds=1000, through_window=50)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="parvis-crash-") as root:
        return run(given.rounds, min(given.rounds, given.through_window), given.seed, Path(root))
