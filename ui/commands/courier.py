"""`parvis courier`: delivers what the kiosk keeps."""

from __future__ import annotations

import argparse

from ui import state

HELP = "deliver what the kiosk keeps"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    state.add_argument(parser)
    parser.add_argument("--once", action="store_true", help="deliver what is due, then end (status 1: not reached)")


def run(arguments: argparse.Namespace) -> int:
    """Deliver until stopped."""
    from ui import logs
    from ui.compose_courier import run_courier
    from ui.hardening import forbid_cores

    # It opens nothing; it holds the desk's token.
    forbid_cores()
    logs.begin("courier")
    done = run_courier(state.locate(arguments.state), once=arguments.once)
    if done is None:
        return 0
    print(f"delivered {done.delivered}, refused {done.refused}, waiting {done.put_off}")
    return 0 if done.reached and not done.put_off and not done.refused else 1
