"""The skeleton of a form: sheets, headings, types, names, groups, lists, settings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kiosk.authoring.checks.headings import headings
from kiosk.authoring.checks.report import at_cell, at_line, at_sheet
from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.question_types import KNOWN, NOT_RECORDED, UNANSWERABLE
from kiosk.authoring.xlsform import Question, Table, XLSForm

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_FORM_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_RESERVED = frozenset(("meta", "instanceID", "data"))


def structure(form: XLSForm) -> Iterator[Finding]:
    """Everything wrong with the skeleton."""
    if not form.survey.lines:
        yield at_sheet(form, "survey", "there are no questions.", "Fill in a sheet named survey.")
        return
    yield from headings(form)
    if form.survey.column("type") is not None:
        yield from _questions(form)
        yield from _groups(form)
        yield from _settings(form)


def _questions(form: XLSForm) -> Iterator[Finding]:
    first: dict[str, Question] = {}
    for question in form.questions:
        line = question.line
        if not question.kind:
            yield at_line(form, form.survey, line, "type", "this row has no type.", "Write one, such as text or note.")
            continue
        yield from _kind(form, question)
        yield from _name(form, question, first)
        if question.kind == "calculate" and not (line.text("calculation") or line.text("default")):
            message = f"'{question.name}' is to be calculated, but nothing says how."
            yield at_line(form, form.survey, line, "calculation", message, "Fill in its calculation.")
        if question.kind != "begin_repeat" and (cell := line.cell("repeat_count")):
            message = f"'{question.name}' has a repeat_count, but is no repeat."
            yield at_cell(form, form.survey, cell, message, "Move it to the row begin_repeat.")


def _kind(form: XLSForm, question: Question) -> Iterator[Finding]:
    kind, line = question.kind, question.line
    if kind not in KNOWN:
        message = f"the kiosk has no questions of type '{line.text('type')[:40]}'."
        yield at_line(form, form.survey, line, "type", message, _like(kind, "Use one of the guide for authors."))
    elif kind in UNANSWERABLE:
        message = f"nobody can answer '{question.name}' at a kiosk: it is of type {kind}."
        if _is_required(question):
            mend = "Take it out, or clear its required: without an answer, nobody comes past it."
            yield at_line(form, form.survey, line, "type", message, mend)
        else:
            mend = "People can only go on without it. Ask it in another way if you need it."
            yield at_line(form, form.survey, line, "type", message, mend, severity=Severity.WARNING)
    elif kind in NOT_RECORDED:
        message = f"a kiosk does not record '{kind}'."
        mend = "It stays empty. Remove the row if nothing else needs it."
        yield at_line(form, form.survey, line, "type", message, mend, severity=Severity.WARNING)


def _is_required(question: Question) -> bool:
    return question.line.text("required").lower() not in ("", "no", "false", "false()")


def _like(kind: str, otherwise: str) -> str:
    from difflib import get_close_matches

    known = {**{one: one for one in KNOWN}, "end_group": "end_group", "end_repeat": "end_repeat"}
    close = get_close_matches(kind[:40], sorted(known), n=1, cutoff=0.7)
    return f"Did you mean {close[0]}?" if close else otherwise


def _name(form: XLSForm, question: Question, first: dict[str, Question]) -> Iterator[Finding]:
    name, line = question.name, question.line
    if not name:
        yield at_line(form, form.survey, line, "name", "this row has no name.", "Give it one, in small letters.")
    elif not _NAME.fullmatch(name) or name in _RESERVED:
        message = f"'{name[:40]}' cannot be a name."
        mend = "Use letters without accents, digits and _, beginning with a letter; not meta, data or instanceID."
        yield at_line(form, form.survey, line, "name", message, mend)
    elif name in first and question.groups == first[name].groups:
        message = f"'{name}' is already the name of row {first[name].line.row}."
        yield at_line(form, form.survey, line, "name", message, "Give each row a name of its own.")
    elif name in first:
        message = f"'{name}' is also the name of row {first[name].line.row}, in another group."
        mend = "Rename one: ${...}, wordings for the voice and rehearsals cannot tell them apart."
        yield at_line(form, form.survey, line, "name", message, mend, severity=Severity.WARNING)
    first.setdefault(name, question)


def _groups(form: XLSForm) -> Iterator[Finding]:
    for line in form.unbalanced:
        what = "repeat" if "repeat" in line.text("type").lower() else "group"
        if line.text("type").lower().startswith("end"):
            message, mend = f"this ends a {what} that was never begun.", f"Remove it, or add the begin_{what} above."
        else:
            message, mend = f"this {what} is never ended.", f"Add a row end_{what} after its last question."
        yield at_line(form, form.survey, line, "type", message, mend)
    for line in form.misnested:
        message = "this ends something else than what was begun last."
        mend = "Write end_repeat for begin_repeat, end_group for begin_group; the inner one ends first."
        yield at_line(form, form.survey, line, "type", message, mend)


def _settings(form: XLSForm) -> Iterator[Finding]:
    table: Table = form.settings
    if not table.lines:
        yield at_sheet(form, "settings", "the sheet is empty.", "Give it form_id, version and default_language.")
        return
    line = table.lines[0]
    if len(table.lines) > 1:
        message = "settings has more than one row, and only the first counts."
        yield at_line(form, table, table.lines[1], "form_id", message, "Remove it.", severity=Severity.WARNING)
    if not _FORM_ID.fullmatch(form.form_id):
        message = "form_id is missing or has other than letters, digits, - and _."
        yield at_line(form, table, line, "form_id", message, "Give the form an identifier, such as birth-certificate.")
    elif not form.file.endswith(f"/{form.form_id}.xlsx"):
        message = f"form_id '{form.form_id}' is not the name of the file."
        yield at_line(form, table, line, "form_id", message, f"Name the file {form.form_id}.xlsx, or change form_id.")
    if not form.version:
        message = "version is empty, so the desk could not tell this form from an older one."
        yield at_line(form, table, line, "version", message, "Write the date and a number, such as 2026112301.")
    columns = [*form.survey.columns, *form.choices.columns]
    languages = {column.heading.partition("::")[2].strip() for column in columns if column.language} - {""}
    default = line.cell("default_language")
    if languages and default is None:
        message = "default_language is empty."
        yield at_line(form, table, line, "default_language", message, "Copy the main language from a label:: heading.")
    elif default is not None and default.text not in languages:
        message = f"default_language '{default.text[:40]}' is the language of no heading."
        yield at_cell(form, table, default, message, "Copy it from a label:: heading, letter for letter.")
    if any("kiosk:" in column.name for column in form.survey.columns) and "urn:parvis:kiosk:1" not in line.text(
        "namespaces"
    ):
        message = "the survey has kiosk: columns, but namespaces does not say what kiosk is."
        yield at_line(form, table, line, "namespaces", message, 'Write kiosk="urn:parvis:kiosk:1" there.')
