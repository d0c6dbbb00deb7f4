"""The skeleton of a form: sheets, headings, types, names, groups, lists, settings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kiosk.authoring.checks.report import at_cell, at_heading, at_line, at_sheet
from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.xlsform import EXPRESSIONS, TRANSLATED, Question, Table, XLSForm

KINDS = frozenset(
    (
        "text",
        "integer",
        "decimal",
        "date",
        "note",
        "calculate",
        "hidden",
        "select_one",
        "select_multiple",
        "begin_group",
    )
)
"""The types that the kiosk can put to a visitor, or work out."""

_SURVEY = frozenset(("type", "name", "appearance", "parameters", "comment", *TRANSLATED, *EXPRESSIONS))
_SETTINGS = frozenset(
    ("form_id", "form_title", "version", "default_language", "namespaces", "public_key", "instance_name", "style")
)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_ATTRIBUTE = re.compile(r"(?:bind|body|instance)::(?:[A-Za-z_][\w.-]*:)?[A-Za-z_][\w.-]*", re.ASCII)
_FORM_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_RESERVED = frozenset(("meta", "instanceID", "data"))


def structure(form: XLSForm) -> Iterator[Finding]:
    """Everything wrong with the skeleton."""
    if not form.survey.lines:
        yield at_sheet(form, "survey", "there are no questions.", "Fill in a sheet named survey.")
        return
    yield from _headings(form)
    yield from _questions(form)
    yield from _groups(form)
    yield from _choices(form)
    yield from _settings(form)


def _headings(form: XLSForm) -> Iterator[Finding]:
    for needed in ("type", "name"):
        if form.survey.column(needed) is None:
            yield at_sheet(form, "survey", f"the column {needed} is not there.", "Add it to the first row.")
    for table in (form.survey, form.choices, form.settings):
        seen: set[tuple[str, str]] = set()
        for column in table.columns:
            if (column.name, column.language) in seen:
                yield at_heading(form, table, column, f"'{column.heading}' is there twice.", "Keep one column.")
            seen.add((column.name, column.language))
    for column in form.survey.columns:
        if "::" in column.name and not _ATTRIBUTE.fullmatch(column.name):
            message = f"'{column.heading[:60]}' is no heading."
            yield at_heading(form, form.survey, column, message, "Write it as bind::kiosk:picture, or remove it.")
            continue
        if column.name not in _SURVEY and not column.name.startswith(("bind::", "body::", "instance::")):
            message = f"'{column.heading}' is no column of a survey, and is ignored."
            yield at_heading(form, form.survey, column, message, "Mend its spelling or remove it.", Severity.WARNING)
    for column in form.settings.columns:
        if column.name not in _SETTINGS:
            message = f"'{column.heading}' is no setting that the kiosk knows."
            yield at_heading(form, form.settings, column, message, "Mend its spelling or remove it.", Severity.WARNING)


def _questions(form: XLSForm) -> Iterator[Finding]:
    lists = form.lists()
    first_rows: dict[str, int] = {}
    for question in form.questions:
        line = question.line
        if not question.kind:
            yield at_line(form, form.survey, line, "type", "this row has no type.", "Write one, such as text or note.")
            continue
        if question.kind not in KINDS:
            message = f"the kiosk has no questions of type '{line.text('type')[:40]}'."
            yield at_line(form, form.survey, line, "type", message, f"Use one of: {', '.join(sorted(KINDS))}.")
        yield from _name(form, question, first_rows)
        if question.kind.startswith("select_"):
            yield from _list(form, question, lists.keys())
        if question.kind == "calculate" and not line.text("calculation"):
            message = f"'{question.name}' is to be calculated, but nothing says how."
            yield at_line(form, form.survey, line, "calculation", message, "Fill in its calculation.")


def _name(form: XLSForm, question: Question, first_rows: dict[str, int]) -> Iterator[Finding]:
    name, line = question.name, question.line
    if not name:
        yield at_line(form, form.survey, line, "name", "this row has no name.", "Give it one, in small letters.")
    elif not _NAME.fullmatch(name) or name in _RESERVED:
        message = f"'{name[:40]}' cannot be a name."
        mend = "Use letters without accents, digits and _, beginning with a letter; not meta, data or instanceID."
        yield at_line(form, form.survey, line, "name", message, mend)
    elif name in first_rows:
        message = f"'{name}' is already the name of row {first_rows[name]}."
        yield at_line(form, form.survey, line, "name", message, "Give each row a name of its own.")
    first_rows.setdefault(name, line.row)


def _list(form: XLSForm, question: Question, lists: object) -> Iterator[Finding]:
    words = question.line.text("type").split()
    if len(words) != 2:
        message = f"'{question.line.text('type')[:60]}' is not a type followed by one list."
        yield at_line(form, form.survey, question.line, "type", message, "Write it as: select_one name_of_list.")
    elif question.list_name not in form.lists():
        message = f"there is no list '{question.list_name}'."
        mend = "Add its choices to the sheet choices, or mend the name."
        yield at_line(form, form.survey, question.line, "type", message, mend)


def _groups(form: XLSForm) -> Iterator[Finding]:
    for line in form.unbalanced:
        if line.text("type").lower().startswith("end"):
            message, mend = "this ends a group that was never begun.", "Remove it, or add the begin_group above."
        else:
            message, mend = "this group is never ended.", "Add a row end_group after its last question."
        yield at_line(form, form.survey, line, "type", message, mend)


def _choices(form: XLSForm) -> Iterator[Finding]:
    table = form.choices
    used = {question.list_name for question in form.questions}
    seen: dict[tuple[str, str], int] = {}
    for line in table.lines:
        list_name, name = line.text("list_name"), line.text("name")
        if not list_name or not name:
            empty = "list_name" if not list_name else "name"
            yield at_line(form, table, line, empty, f"this choice has no {empty}.", "Fill it in.")
            continue
        if any(character.isspace() for character in name):
            message = f"the choice's name '{name[:40]}' contains a blank."
            yield at_line(form, table, line, "name", message, "Write _ instead; people see the label, not the name.")
        if (list_name, name) in seen:
            message = f"'{name}' is already in the list, in row {seen[list_name, name]}."
            yield at_line(form, table, line, "name", message, "Give each choice of a list a name of its own.")
        seen.setdefault((list_name, name), line.row)
    for list_name, lines in form.lists().items():
        if list_name not in used:
            message = f"no question uses the list '{list_name}'."
            mend = "Remove it, or name it in a question's type."
            yield at_line(form, table, lines[0], "list_name", message, mend, severity=Severity.WARNING)


def _settings(form: XLSForm) -> Iterator[Finding]:
    table: Table = form.settings
    if not table.lines:
        yield at_sheet(form, "settings", "the sheet is empty.", "Give it form_id, version and default_language.")
        return
    line = table.lines[0]
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
    languages = {column.heading.partition("::")[2].strip() for column in columns if column.language}
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
