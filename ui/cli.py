"""`parvis`: one entry point, whose commands are imported only when they are chosen.

Importing this module costs the standard library alone: no Qt, no network, so that the supervisor and the
courier, which live for weeks, stay small.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import Protocol, cast

from kiosk.errors import ParvisError
from kiosk.terminal import lines_for_terminal

COMMANDS: dict[str, str] = {
    "run": "start the kiosk: one visit on the screen, one ready behind it",
    "visit": "one visit, started by 'run'",
    "rehearse": "walk through a pack's rehearsals in the real window, and record them",
    "pack": "check or build a town's pack, import forms into it, or bring a kiosk its newest",
    "publish": "sign a town's packs and publish them to its kiosks",
    "audit": "look at every page of a pack, and say what would shut somebody out",
    "form": "run a form in the terminal, or explain it",
    "desk": "keys, inbox and reader of the built-in desk",
    "enrol": "make, store, rotate and check the kiosk's own secrets",
    "courier": "deliver what the kiosk keeps",
    "outbox": "what waits on this kiosk: look, try again, take it away on a stick",
    "doctor": "look at this kiosk, and say what would hurt a visitor",
    "voice": "the voice process, started by a visit",
}
"""Every command and its one line of help; each is the module `ui.commands.NAME`."""

INTERRUPTED = 130
"""Exit status after Ctrl-C: 128 plus the number of SIGINT, as shells have it."""


class Command(Protocol):
    """What a module in `ui.commands` offers."""

    HELP: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's own arguments."""
        ...

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it; the result is the exit status."""
        ...


def load(name: str) -> Command:
    """Import the module of one command."""
    return cast(Command, importlib.import_module(f"ui.commands.{name}"))


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Parse a command line; the namespace holds `command` (None when none was given) and its arguments."""
    parser = argparse.ArgumentParser(prog="parvis", description="A public-service kiosk that anyone can use.")
    parser.set_defaults(command=None, parser=parser)
    areas = parser.add_subparsers(metavar="COMMAND", title="commands")
    chosen = next((word for word in argv if not word.startswith("-")), None)
    for name, line in COMMANDS.items():
        area = areas.add_parser(name, help=line, description=line[0].upper() + line[1:] + ".")
        if name == chosen:
            command = load(name)
            command.add_arguments(area)
            area.set_defaults(command=command)
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run `parvis` with these words (default: the process's own) and return its exit status.

    A `ParvisError` is told in its own sentence and ends with status 1; anything else is a defect and keeps its trace.
    """
    arguments = parse(sys.argv[1:] if argv is None else argv)
    if arguments.command is None:
        arguments.parser.print_help()
        return 2
    try:
        return cast(Command, arguments.command).run(arguments)
    except ParvisError as error:
        # It may name what came from elsewhere: a form of a server's, a file on a stick.
        print(lines_for_terminal(f"parvis: {error}"), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
