"""`parvis doctor`: what is wrong with this kiosk, and what to do about it."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from ui import state

HELP = "look at this kiosk, and say what would hurt a visitor"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    state.add_argument(parser)
    parser.add_argument("--json", action="store_true", help="for machines (docs/for-it.md has the schema)")
    parser.add_argument("check", nargs="*", metavar="CHECK", help="only these (default: all)")


def may_look(root: Path) -> bool:
    """Whether this user may look into the state directory; yes where there is none, which is for the checks to say."""
    try:
        return os.access(root, os.R_OK | os.X_OK) or not root.exists()
    except PermissionError:
        return False


def run(arguments: argparse.Namespace) -> int:
    """Look, and say. 0: nothing hurts a visitor; 1: something does; 2: it could not look."""
    from ui.doctor.checks import CHECKS, NAMES
    from ui.doctor.finding import Level, worst
    from ui.doctor.presenting import as_json, page
    from ui.doctor.running import run_checks
    from ui.doctor.surroundings import look_around

    unknown = [name for name in arguments.check if name not in NAMES]
    if unknown:
        print(f"parvis: doctor does not know '{unknown[0]}'. It knows: {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    place = state.locate(arguments.state)
    if not may_look(place.root):
        print(
            f"parvis: {place.root} is closed to this user. Run doctor as root, or as the kiosk's own user.",
            file=sys.stderr,
        )
        return 2
    around = look_around(place)
    results = run_checks([one for one in CHECKS if not arguments.check or one.name in arguments.check], around)
    device = around.configuration.device_id
    sys.stdout.write(as_json(results, device, around.now) if arguments.json else page(results, device))
    return 1 if worst(result.level for result in results) is Level.HARM else 0
