"""`parvis form`: try a form in a terminal, look into it, and hold the engine against recorded cases."""

from __future__ import annotations

import argparse
import importlib
from typing import Any

HELP = "run a form in the terminal, or explain it"

ACTIONS: dict[str, str] = {
    "run": "answer a form's questions in the terminal, or over JSON lines",
    "xpath": "evaluate XPath expressions, as JSON lines",
    "explain": "what depends on what, what can never be asked, and what it costs",
}
"""Every action and its one line of help; each is the module `ui.commands.forms.NAME`."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare each action; its module is imported, because its arguments are its own."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, line in ACTIONS.items():
        action = actions.add_parser(name, help=line, description=line[0].upper() + line[1:] + ".")
        _module(name).add_arguments(action)


def run(arguments: argparse.Namespace) -> int:
    """Do what was chosen; the result is the exit status."""
    status: int = _module(arguments.action).run(arguments)
    return status


def _module(name: str) -> Any:
    return importlib.import_module(f"ui.commands.forms.{name}")
