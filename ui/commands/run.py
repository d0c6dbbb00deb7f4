"""`parvis run`: the kiosk itself, from the supervisor up."""

from __future__ import annotations

import argparse
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk import config
from kiosk.errors import ParvisError
from offline_cache.courier.bell import VISITS
from ui import logs
from ui import state as states
from ui.children import dying_with_parent
from ui.companions import Companion
from ui.display import NoDisplay, VirtualDisplay, has_display
from ui.hardening import harden
from ui.keeping import for_visits
from ui.state import State
from ui.supervisor import Supervisor

HELP = "start the kiosk: one visit on the screen, one ready behind it"
PARVIS = (sys.executable, "-m", "ui.cli")


class KioskUnready(ParvisError):
    """Something that the kiosk stands on is not there."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    states.add_argument(parser)
    parser.add_argument("--kiosk", action="store_true", help="full screen, without a frame")
    parser.add_argument(
        "--demonstration",
        action="store_true",
        help="the town of Rivemont, with a courier and a desk on this computer, and a virtual display if there is none",
    )


def run(arguments: argparse.Namespace) -> int:
    """Keep the kiosk running until SIGTERM, SIGINT or SIGHUP."""
    logs.begin("parvis")
    # It reads what visits write to standard error. Everything that it starts inherits the limit.
    harden(None)
    state = states.locate(arguments.state)
    state.prepare()
    with only_one(state):
        for left in state.run.glob(VISITS):
            # Of visits that the last supervisor could not bury: the power was cut.
            left.unlink(missing_ok=True)
        if arguments.demonstration:
            print(f"A demonstration, with all it keeps in {state.root}, its keys in plain files.", flush=True)
            prepare_demonstration(state)
        elif not state.pack.exists():
            raise KioskUnready(
                f"There is no pack at {state.pack}. Put a built pack there, or start with --demonstration."
            )
        configuration = config.read(state.configuration)
        environment = {"LANG": "C.UTF-8", **os.environ}
        display = None
        if not has_display(environment):
            if not arguments.demonstration:
                raise NoDisplay("There is no display. Start the kiosk from a graphical session, or set DISPLAY.")
            display = VirtualDisplay(configuration.screen)
            environment.update(DISPLAY=display.name, QT_QPA_PLATFORM="xcb")
            print(display.how_to_look(), flush=True)
        handed = for_visits(state, configuration)
        visit = (
            *(*PARVIS, "visit", "--state", str(state.root)),
            *(["--kiosk"] if arguments.kiosk else []),
            *(word for handle in handed for word in ("--key-handle", str(handle))),
        )
        supervisor = Supervisor(
            visit,
            watched=state.watched,
            companions=companions(state) if arguments.demonstration else (),
            display=display.child if display else None,
            handed=handed,
            environment=environment,
            buried=lambda pid: state.bell_of(pid).unlink(missing_ok=True),
        )
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: supervisor.stop())
        return 0 if supervisor.run() else 1


def prepare_demonstration(state: State) -> None:
    """Enrol and build in a process of its own. Raises `KioskUnready`; what is wrong has been printed by then."""
    command = [sys.executable, "-m", "ui.demonstration", str(state.root)]
    if subprocess.run(command, check=False, stdin=subprocess.DEVNULL).returncode != 0:
        raise KioskUnready("The demonstration could not be made ready; the reason stands above.")


def companions(state: State) -> tuple[Companion, ...]:
    """What a demonstration needs beside the visits."""
    return (
        Companion("desk", dying_with_parent((*PARVIS, "desk", "serve", "--state", str(state.desk)))),
        Companion("courier", dying_with_parent((*PARVIS, "courier", "--state", str(state.root)))),
    )


@contextmanager
def only_one(state: State) -> Iterator[None]:
    """Hold the state directory for this process. Raises `KioskUnready` if another kiosk runs on it."""
    lock: Path = state.run / "supervisor.lock"
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise KioskUnready(
                f"A kiosk runs on {state.root} already. Stop it first, or give this one another --state."
            ) from error
        yield
