"""Facts asked once: every term must be one of the EU Core Person Vocabulary, on a question that can ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from kiosk.authoring.checks.report import at_cell
from kiosk.authoring.finding import Finding
from kiosk.authoring.xlsform import Question, XLSForm
from kiosk.journey.facts import TERMS


def facts(form: XLSForm) -> Iterator[Finding]:
    """Facts that no other form could be filled with, or that would be told of the wrong person."""
    for question in form.questions:
        cell = question.line.cell("bind::kiosk:fact")
        if cell is not None and (problem := _problem(question, cell.text)):
            yield at_cell(form, form.survey, cell, *problem)


def _problem(question: Question, term: str) -> tuple[str, str] | None:
    if term not in TERMS:
        close = get_close_matches(term[:60], TERMS, n=3, cutoff=0.6)
        mend = f"Did you mean {' or '.join(close)}?" if close else f"The terms are: {', '.join(TERMS)}."
        return f"'{term[:60]}' is no term of the Core Person Vocabulary that is asked once.", mend
    if question.repeats:
        message = f"'{question.name}' stands in the repeat '{question.repeats[-1]}', and a fact is about the visitor."
        return message, "Take it out of this row: what is told of others is asked anew."
    kinds = sorted(kind.value for kind in TERMS[term])
    if question.kind not in kinds:
        message = f"kiosk:fact {term} does not belong on '{question.name}', which is a {question.kind}."
        return message, f"Use it on: {', '.join(kinds)}."
    return None
