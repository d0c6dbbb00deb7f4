"""How a program of `tests/faults` tells what happened: a small table, the promises that were broken, an exit status."""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence


def arguments(description: str, **numbers: int) -> argparse.ArgumentParser:
    """A command line with `--seed` and these numbers (`rounds=1000` is `--rounds N`, 1000 by default)."""
    parser = argparse.ArgumentParser(description=description)
    for name, usual in numbers.items():
        parser.add_argument(
            f"--{name.replace('_', '-')}", type=int, default=usual, metavar="N", help=f"default: {usual}"
        )
    # A run that failed can be had again, as far as the machine's own timing allows.
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6), metavar="N")
    return parser


def table(title: str, rows: Sequence[tuple[str, object]]) -> str:
    """Two columns under a title: what was counted, and how much."""
    width = max(len(name) for name, _ in rows)
    lines = [
        f"  {name:<{width}}  {value:>10,}" if isinstance(value, int) else f"  {name:<{width}}  {value:>10}"
        for name, value in rows
    ]
    return "\n".join((title, "-" * len(title), *lines))


def conclude(title: str, rows: Sequence[tuple[str, object]], broken: Sequence[str], most: int = 20) -> int:
    """Print the table and what was broken (at most so many lines of it); the exit status of the program."""
    print(table(title, rows))
    for line in broken[:most]:
        print(f"  BROKEN: {line}")
    if len(broken) > most:
        print(f"  BROKEN: and {len(broken) - most} more")
    print("  every promise was kept" if not broken else f"  {len(broken)} promises were broken", flush=True)
    return 1 if broken else 0
