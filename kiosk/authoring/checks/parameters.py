"""Appearances and parameters: what the kiosk does with them, and which mean nothing to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from kiosk.authoring.checks.report import at_cell, at_line
from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.xlsform import Question, XLSForm

_SELECT: Final = frozenset(
    ("minimal", "autocomplete", "quick", "likert", "label", "list-nolabel", "list", "no-buttons")
)
_COLUMNS: Final = re.compile(r"columns(?:-pack|-flex|-\d+)?|w\d+|h\d+")

APPEARANCES: Final[Mapping[str, frozenset[str]]] = {
    "text": frozenset(("multiline", "numbers", "thousands-sep", "url")),
    "integer": frozenset(("thousands-sep",)),
    "decimal": frozenset(("thousands-sep", "bearing")),
    "date": frozenset(("no-calendar", "month-year", "year", "gregorian")),
    "datetime": frozenset(("no-calendar", "gregorian")),
    "select_one": _SELECT | {"map", "image-map"},
    "select_multiple": _SELECT | {"image-map"},
    "range": frozenset(("vertical", "no-ticks", "picker", "rating")),
    "image": frozenset(("signature", "draw", "annotate", "new", "new-front", "selfie")),
    "file": frozenset(),
    "barcode": frozenset(("front",)),
    "geopoint": frozenset(("placement-map", "maps", "hide-input")),
    "begin_group": frozenset(("field-list", "table-list", "horizontal-compact", "summary")),
    "begin_repeat": frozenset(("field-list", "table-list")),
}
"""The appearances of ODK by type; the kiosk shows some in its own way, and warns of no others than strange ones."""

_PARAMETERS: Final[Mapping[str, frozenset[str]]] = {
    "range": frozenset(("start", "end", "step", "tick_interval", "placeholder", "tick_labelset")),
    "image": frozenset(("max-pixels", "app")),
    "select_one": frozenset(("randomize", "seed", "value", "label")),
    "select_multiple": frozenset(("randomize", "seed", "value", "label")),
    "rank": frozenset(("randomize", "seed", "value", "label")),
    "text": frozenset(("rows",)),
    "geopoint": frozenset(("capture-accuracy", "warning-accuracy", "allow-mock-accuracy")),
}
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")


def parameters(question: Question) -> dict[str, str]:
    """The parameters of a question: `start=1 end=10`."""
    found = {}
    for part in re.split(r"[\s,;]+", re.sub(r"\s*=\s*", "=", question.line.text("parameters"))):
        key, separator, value = part.partition("=")
        if separator:
            found[key] = value
    return found


def appearances_and_parameters(form: XLSForm) -> Iterator[Finding]:
    """Appearances and parameters that are misspelt, stand on the wrong type, or do not work out."""
    for question in form.questions:
        yield from _appearance(form, question)
        yield from _parameters(form, question)
        if question.kind == "range":
            yield from _range(form, question)


def _appearance(form: XLSForm, question: Question) -> Iterator[Finding]:
    cell = question.line.cell("appearance")
    if cell is None or question.kind not in APPEARANCES or "${" in cell.text or "(" in cell.text:
        # An appearance that is worked out, or names a program of a telephone, is not looked into.
        return
    known = APPEARANCES[question.kind]
    for word in cell.text.split():
        if word not in known and not _COLUMNS.fullmatch(word):
            close = get_close_matches(word[:40], sorted(known), n=1, cutoff=0.7)
            message = f"'{word[:40]}' is no appearance of {question.kind}, and is ignored."
            mend = f"Did you mean {close[0]}?" if close else _choices(known)
            yield at_cell(form, form.survey, cell, message, mend, Severity.WARNING)


def _choices(known: frozenset[str]) -> str:
    return f"It knows: {', '.join(sorted(known))}." if known else "Remove it."


def _parameters(form: XLSForm, question: Question) -> Iterator[Finding]:
    cell = question.line.cell("parameters")
    if cell is None:
        return
    known = _PARAMETERS.get(question.kind, frozenset())
    if not parameters(question):
        message = f"'{cell.text[:60]}' is not of the shape name=value."
        yield at_cell(form, form.survey, cell, message, "Write it like start=1 end=10.")
    for key in parameters(question):
        if key not in known:
            message = f"'{key[:40]}' is no parameter of {question.kind}."
            severity = Severity.ERROR if known else Severity.WARNING
            yield at_cell(form, form.survey, cell, message, _choices(known), severity)


def _range(form: XLSForm, question: Question) -> Iterator[Finding]:
    given = {"start": "1", "end": "10", "step": "1"} | parameters(question)
    for key in ("start", "end", "step"):
        if not _NUMBER.fullmatch(given[key]):
            message = f"the {key} of this range, '{given[key][:20]}', is no number."
            yield at_line(form, form.survey, question.line, "parameters", message, "Write it like start=1 end=10.")
            return
    start, end, step = (float(given[key]) for key in ("start", "end", "step"))
    if step <= 0 or end <= start or step > end - start:
        message = f"nobody can choose anything from {given['start']} to {given['end']} in steps of {given['step']}."
        mend = "Let start be less than end, and step fit between them."
        yield at_line(form, form.survey, question.line, "parameters", message, mend)
