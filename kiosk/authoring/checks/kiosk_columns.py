"""The `bind::kiosk:*` columns and pictograms: values that the kiosk will look for by name."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from kiosk.authoring.checks.report import at_cell, at_heading, at_sheet
from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.source import Source
from kiosk.authoring.xlsform import Question, XLSForm
from kiosk.catalogue.model import NO_PICTURE, Service

OUTCOMES = ("title", "lead", "step", "warning", "where", "done", "next")
PREFIX = "bind::kiosk:"
VALUES = {
    "outcome": (OUTCOMES, ("note",)),
    "qr": (("text", "wifi", "portal"), ("note", "calculate")),
    "privacy": (("public", "private"), ()),
    "entry": (("name", "email", "phone"), ("text",)),
}
"""Per column its values, and the types of question it may stand on (none named: any that a visitor answers)."""

FREE = ("document", "picture", "fact")


def kiosk_columns(source: Source, form: XLSForm) -> Iterator[Finding]:
    """Every value that the kiosk would not understand."""
    for column in form.survey.columns:
        known = column.name.removeprefix(PREFIX) in (*VALUES, *FREE)
        if column.name.startswith(PREFIX) and not known and "::" not in column.name.removeprefix(PREFIX):
            mend = f"The kiosk knows: {', '.join(sorted((*VALUES, *FREE)))}."
            yield at_heading(form, form.survey, column, f"there is no column '{column.heading}'.", mend)
    for question in form.questions:
        yield from _listed_values(form, question)
        yield from _qr(source, form, question)
        yield from _picture(form, question)
    for line in form.choices.lines:
        cell = line.cell("picture")
        if cell and cell.text != NO_PICTURE and cell.text not in pictograms():
            yield at_cell(form, form.choices, cell, *unknown_pictogram(cell.text))
    yield from _for_the_service(source, form)


def _listed_values(form: XLSForm, question: Question) -> Iterator[Finding]:
    for name, (values, kinds) in VALUES.items():
        cell = question.line.cell(PREFIX + name)
        if cell is None:
            continue
        if cell.text not in values:
            message = f"'{cell.text[:40]}' is no value of kiosk:{name}."
            yield at_cell(form, form.survey, cell, message, f"Write one of: {', '.join(values)}.")
        elif question.kind not in kinds if kinds else not question.asks:
            message = f"kiosk:{name} does not belong on '{question.name}', which is a {question.kind}."
            fitting = f"Use it on: {', '.join(kinds)}." if kinds else "Use it on questions that a visitor answers."
            yield at_cell(form, form.survey, cell, message, fitting)
    cell = question.line.cell(f"{PREFIX}document")
    if cell and question.kind != "note":
        message = f"kiosk:document does not belong on '{question.name}', which is a {question.kind}."
        yield at_cell(form, form.survey, cell, message, "Use it on: note.")


def _qr(source: Source, form: XLSForm, question: Question) -> Iterator[Finding]:
    cell = question.line.cell(f"{PREFIX}qr")
    wifi = source.town.get("wifi")
    if cell and cell.text in ("wifi", "portal") and not isinstance(wifi, dict):
        message = "this shows the town's Wi-Fi, and town.toml describes none."
        yield at_cell(form, form.survey, cell, message, "Add [wifi] to town.toml.")
    elif cell and cell.text == "portal" and isinstance(wifi, dict) and not wifi.get("portal"):
        message = "this shows the portal's address, and [wifi] in town.toml has none."
        yield at_cell(form, form.survey, cell, message, "Add portal to it.")


def _picture(form: XLSForm, question: Question) -> Iterator[Finding]:
    cell = question.line.cell(f"{PREFIX}picture")
    if cell and cell.text not in pictograms():
        yield at_cell(form, form.survey, cell, *unknown_pictogram(cell.text))


def _for_the_service(source: Source, form: XLSForm) -> Iterator[Finding]:
    """What the form shows must be what its service announces."""
    if source.catalogue is None:
        return
    services = [one for one in source.catalogue.catalogue.services if one.form == form.form_id]
    if not services and form.form_id:
        message = f"no service of the catalogue uses the form '{form.form_id}'."
        yield at_sheet(form, "", message, "Name it in a service's parvis:form, or remove it.", Severity.WARNING)
    for service in services:
        yield from _documents(source, form, service)
        wanted = "done" if service.submits else "title"
        if not any(question.outcome == wanted for question in form.questions):
            message = f"there is no note with kiosk:outcome {wanted}, and '{service.id}' ends with one."
            mend = f"Add a note with {wanted} in bind::kiosk:outcome."
            # A form that was not made for a kiosk is sent all the same; advice without its heading is nothing.
            severity = Severity.WARNING if service.submits else Severity.ERROR
            yield at_sheet(form, "survey", message, mend, severity)


def _documents(source: Source, form: XLSForm, service: Service) -> Iterator[Finding]:
    assert source.catalogue is not None
    evidence = source.catalogue.catalogue.evidence
    shown: set[str] = set()
    for question in form.questions:
        cell = question.line.cell(f"{PREFIX}document")
        if cell is None:
            continue
        shown.add(cell.text)
        if cell.text not in evidence:
            message = f"'{cell.text[:60]}' is no Evidence of catalogue.jsonld."
            yield at_cell(form, form.survey, cell, message, _nearest(cell.text, sorted(evidence)))
        elif cell.text not in service.documents:
            message = f"'{cell.text}' is not in hasInput of '{service.id}', so it is not announced before the start."
            yield at_cell(form, form.survey, cell, message, "Add it to hasInput in catalogue.jsonld.")
    for document in service.documents:
        if document not in shown:
            message = f"'{service.id}' announces '{document}', but the form never asks for it."
            mend = "Add a note with it in bind::kiosk:document, or take it out of hasInput."
            yield at_sheet(form, "survey", message, mend, Severity.WARNING)


def unknown_pictogram(name: str) -> tuple[str, str]:
    """Message and mend for a pictogram that does not exist."""
    return f"there is no pictogram '{name[:40]}'.", _nearest(name, sorted(pictograms()), "See lucide.dev/icons.")


def _nearest(name: str, names: list[str], otherwise: str = "Mend its spelling.") -> str:
    from difflib import get_close_matches

    close = get_close_matches(name[:60], names, n=3, cutoff=0.6)
    return f"Did you mean {' or '.join(close)}?" if close else otherwise


@lru_cache(maxsize=1)
def pictograms() -> frozenset[str]:
    """The names of the pictograms that the kiosk can draw: those of the Lucide package."""
    import lucide

    assert lucide.__file__ is not None
    with zipfile.ZipFile(Path(lucide.__file__).with_name("lucide.zip")) as archive:
        return frozenset(Path(name).stem for name in archive.namelist() if name.endswith(".svg"))
