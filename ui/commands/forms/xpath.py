"""`parvis form xpath`: evaluate XPath expressions, one JSON object a line."""

from __future__ import annotations

import argparse
import sys
from typing import IO, Final

LONGEST_LINE: Final = 8 * 1024 * 1024
"""Characters of a request; what is longer is answered with an error and skipped."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None: requests come on standard input, answers go to standard output."""
    parser.epilog = (
        'Each line asks: {"id", "xml", "expr", "context", "root", "ns", "tz", "now", "want"}. '
        'Each is answered by a line: {"id", "type", "value"}; an error also has "message" and "column".'
    )


def run(arguments: argparse.Namespace) -> int:
    """Answer until the input ends; always 0, because a bad request has its answer too."""
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    answer_lines(sys.stdin, sys.stdout)
    return 0


def answer_lines(source: IO[str], target: IO[str]) -> None:
    """Answer each line of `source` with one line of `target`."""
    while line := source.readline(LONGEST_LINE):
        if not line.endswith("\n") and len(line) >= LONGEST_LINE:
            while line and not line.endswith("\n"):
                line = source.readline(LONGEST_LINE)
            target.write(_refused("The request is too long.") + "\n")
        elif line.strip():
            target.write(_answered(line) + "\n")
        target.flush()


def _answered(line: str) -> str:
    import json

    from kiosk.forms.xpath.trial.answering import answer

    try:
        request = json.loads(line)
    except (ValueError, RecursionError):
        return _refused("The request is no JSON.")
    if not isinstance(request, dict):
        return _refused("The request is no JSON object.")
    try:
        answered = answer(request)
    except Exception as error:
        # A mistake of ours: this line has no answer, and the next ones still have theirs.
        return json.dumps({"id": request.get("id"), **_failure(f"The evaluator failed: {type(error).__name__}.")})
    return json.dumps({"id": request.get("id"), **answered})


def _refused(message: str) -> str:
    import json

    return json.dumps({"id": None, **_failure(message)})


def _failure(message: str) -> dict[str, object]:
    return {"type": "error", "value": None, "message": message}
