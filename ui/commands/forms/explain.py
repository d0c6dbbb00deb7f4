"""`parvis form explain`: what a form's rules depend on, and what they cost."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.terminal import for_terminal

if TYPE_CHECKING:
    from kiosk.forms import Form


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`form explain FORM [--media DIR] [--dot]`."""
    parser.add_argument("form", type=Path, metavar="FORM", help="an XLSForm (.xlsx) or an XForm (.xml)")
    parser.add_argument(
        "--media", type=Path, metavar="DIR", help="the form's lists and pictures; default: FORM-media, or beside it"
    )
    parser.add_argument("--dot", action="store_true", help="the dependencies as a graph, for Graphviz")


def run(arguments: argparse.Namespace) -> int:
    """Explain; 1 where the form is wrong."""
    from time import perf_counter

    from kiosk.forms import FormError, load
    from kiosk.forms.explaining.explanation import explain
    from ui.commands.forms.explained import as_dot, as_text
    from ui.commands.forms.opening import folders, xform

    try:
        xml, resources = xform(arguments.form), folders(arguments.form, arguments.media)
        began = perf_counter()
        form = load(xml, resources=resources)
        loaded = perf_counter() - began
        if arguments.dot:
            _print(as_dot(form, explain(form)))
            return 0
        _print(as_text(form, explain(form), *_begun(form), loaded))
    except FormError as error:
        print(for_terminal(f"parvis: {arguments.form}: {error}"), file=sys.stderr)
        return 1
    return 0


def _print(lines: Iterable[str]) -> None:
    # The form may come from anybody.
    for line in lines:
        print(for_terminal(line))


def _begun(form: Form) -> tuple[float, tuple[str, ...]]:
    """Seconds that a new instance takes, and the mistakes that show before anything is answered."""
    from datetime import datetime
    from time import perf_counter

    began = perf_counter()
    session = form.begin(now=lambda: datetime.now().astimezone(), language="")
    return perf_counter() - began, tuple(str(fault) for fault in session.faults)
