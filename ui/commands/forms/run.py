"""`parvis form run`: answer a form in the terminal."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.terminal import for_terminal, lines_for_terminal

if TYPE_CHECKING:
    from kiosk.forms import Form


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`form run FORM [--language CODE] [--media DIR] [-o FILE]`, or `form run --jsonl`."""
    parser.add_argument("form", type=Path, nargs="?", metavar="FORM", help="an XLSForm (.xlsx) or an XForm (.xml)")
    parser.add_argument("--jsonl", action="store_true", help="no questions: JSON lines on standard input and output")
    parser.add_argument("--language", default="", metavar="CODE", help="the language to ask in, such as fr")
    parser.add_argument(
        "--media", type=Path, metavar="DIR", help="the form's lists and pictures; default: FORM-media, or beside it"
    )
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to write the instance; default: here")


def run(arguments: argparse.Namespace) -> int:
    """Ask everything, then give the instance as XML; 1 where the form is wrong or was left."""
    if arguments.jsonl:
        return _lines()
    if arguments.form is None:
        print("parvis: name the form to run, or speak --jsonl.", file=sys.stderr)
        return 2
    from kiosk.forms import FormError
    from ui.commands.forms.dialogue import Left
    from ui.commands.forms.opening import open_form

    try:
        xml = _conversation(open_form(arguments.form, arguments.media), arguments.language)
    except FormError as error:
        print(for_terminal(f"parvis: {arguments.form}: {error}"), file=sys.stderr)
        return 1
    except Left as left:
        print(f"parvis: {left}", file=sys.stderr)
        return 1
    if arguments.output is None:
        print()
        text = xml.decode("utf-8")
        print(lines_for_terminal(text) if sys.stdout.isatty() else text)
        return 0
    return _written(arguments.output, xml)


def _conversation(form: Form, language: str) -> bytes:
    from datetime import datetime

    from ui.commands.forms.dialogue import Dialogue

    session = form.begin(now=lambda: datetime.now().astimezone(), language=language)
    title = form.title or form.id
    _say(f"{title} (:help says what else you can type)")
    Dialogue(session, _say, _line).run()
    for fault in session.faults:
        print(for_terminal(f"parvis: a mistake in the form: {fault}"), file=sys.stderr)
    for path, problem in session.problems():
        print(for_terminal(f"parvis: {path}: {problem}"), file=sys.stderr)
    return session.serialise()


def _say(line: str) -> None:
    # A terminal shows a soft hyphen where no line breaks, and a screen reader stumbles over it.
    print(lines_for_terminal(line.replace("\u00ad", "")))


def _line(prompt: str) -> str | None:
    """A line from the standard input, None at its end. A pipe is asked aloud as a person is."""
    try:
        typed = input(for_terminal(prompt))
    except EOFError:
        return None
    if not sys.stdin.isatty():
        # Nobody's Enter moved to the next line.
        print()
    return typed


def _written(path: Path, xml: bytes) -> int:
    try:
        path.write_bytes(xml)
    except OSError as error:
        print(f"parvis: {path}: {error.strerror}.", file=sys.stderr)
        return 1
    print(f"{path}: the instance.")
    return 0


def _lines() -> int:
    from ui.commands.forms.protocol import Conversation

    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    for reply in Conversation().answers(sys.stdin):
        print(reply, flush=True)
    return 0
