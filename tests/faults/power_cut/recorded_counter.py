"""What power_cut.py records: a visit that keeps requests while the courier delivers them to the desk.

`python -m tests.faults.power_cut.recorded_counter ROOT SEED REQUESTS SYNCHRONOUS`; `ROOT` is an empty folder.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from tests.faults.crash.counter import Counter
from tests.faults.parties import PATIENCE_SECONDS, Party

AT_ONCE = 4


def main() -> int:
    """Play until all has arrived or time is over."""
    root, seed, requests, synchronous = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    through = ("tests.faults.power_cut.weakened", synchronous) if synchronous != "FULL" else ()
    counter = Counter(root, through)
    told: list[str] = []
    visit = Party(
        "visit",
        ("-m", *through, "tests.faults.crash.visit", str(counter.state.root), str(seed)),
        root / "log",
        told.append,
    )
    drawn = random.Random(seed)
    try:
        counter.desk.start()
        counter.desk.wait_for_a_line()
        visit.start()
        for number in range(requests):
            if number == requests // 4:
                # The first ones wait: the desk was not reached.
                counter.courier.start()
            visit.tell(str(number))
            if number % AT_ONCE == 0:
                time.sleep(drawn.uniform(0, 0.05))
        visit.wait(lambda: sum(line.startswith("kept") for line in told) == requests, "its promises")
        until = time.monotonic() + PATIENCE_SECONDS
        while counter.counts().kept and time.monotonic() < until:
            time.sleep(0.1)
    finally:
        for party in (visit, counter.courier, counter.desk):
            party.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())
