"""`parvis visit`: one visit in one process, started by the supervisor and killed by it."""

from __future__ import annotations

import argparse
import os

from ui import state

HELP = "one visit, started by 'run'"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    state.add_argument(parser)
    parser.add_argument("--kiosk", action="store_true", help="full screen, without a frame")
    parser.add_argument("--now", action="store_true", help="show at once, instead of waiting for the supervisor")
    parser.add_argument("--key-handle", type=int, metavar="N", help=argparse.SUPPRESS)
    parser.add_argument("--rehearsal", metavar="FILE", help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Open the visit; returns when its window is closed. Normally the supervisor kills the process first."""
    from ui import faultlines
    from ui.hardening import harden
    from ui.keeping import take

    supervised = not arguments.now and arguments.rehearsal is None
    harden(os.getppid() if supervised else None)
    handed = None if arguments.key_handle is None else take(arguments.key_handle)
    if arguments.rehearsal is None:
        faultlines.install()
    else:
        from ui.rehearsal.stage import perform

        return perform(state.locate(arguments.state), arguments.rehearsal)
    from ui.visit_process import run_visit

    return run_visit(state.locate(arguments.state), full_screen=arguments.kiosk, supervised=supervised, key=handed)
