"""Every answer that a person chooses has a picture, unless its author has thought of it and a picture would not help.

That a service, a life event and a document have one is demanded where the catalogue is read.
"""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.authoring.checks.report import at_line
from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.xlsform import XLSForm
from kiosk.catalogue.model import NO_PICTURE

WITHOUT = frozenset({"autocomplete", "minimal", "search"})
"""Appearances under which answers are found by their letters; many of them cannot each have a picture of its own."""


def pictures(form: XLSForm) -> Iterator[Finding]:
    """One finding a list: at its first choice without a picture."""
    lists = form.lists()
    shown = {
        question.list_name
        for question in form.questions
        if question.list_name in lists and not WITHOUT & set(question.line.text("appearance").split())
    }
    for name, lines in lists.items():
        bare = [line for line in lines if not line.text("picture")]
        if name in shown and bare:
            message = f"of the answers in '{name}', {len(bare)} of {len(lines)} have no picture."
            mend = f"Name pictograms in the column picture, or write {NO_PICTURE} where a picture would not help."
            yield at_line(form, form.choices, bare[0], "picture", message, mend, severity=Severity.WARNING)
