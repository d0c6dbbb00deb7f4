"""The lists of choices: in the sheet choices, in a file of the form's folder, or in a repeat's answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from kiosk.authoring.checks.parameters import parameters
from kiosk.authoring.checks.report import at_cell, at_line
from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.question_types import FILES, LISTED, is_file, is_repeat, parse_type
from kiosk.authoring.source import Source, media_folder
from kiosk.authoring.xlsform import Line, Question, XLSForm

MAX_SHOWN = 6
"""Names that are listed in a message before it says how many more there are."""

_FILTER = re.compile(r"\s*([A-Za-z_][\w.-]*)\s*=\s*\$\{\s*(\w[\w.-]*)\s*\}\s*")
_FILTER_TURNED = re.compile(r"\s*\$\{\s*(\w[\w.-]*)\s*\}\s*=\s*([A-Za-z_][\w.-]*)\s*")


@dataclass(frozen=True, slots=True)
class Row:
    """A choice, wherever it stands: its values by column, and its row (from 1) in sheet or file."""

    values: Mapping[str, str]
    row: int


def lists(source: Source, form: XLSForm) -> Iterator[Finding]:
    """Lists that are missing or empty, choices without names or twice, choices that nobody is ever shown."""
    for question in form.questions:
        if question.kind in LISTED:
            yield from _list(source, form, question)
        elif question.kind in FILES:
            yield from _external(source, form, question)
    yield from _choices(form)
    for question in form.questions:
        yield from _filter(source, form, question)


def rows_of(source: Source, form: XLSForm, question: Question) -> tuple[Row, ...]:
    """The choices of a question, as far as they can be read; the value stands under `name`."""
    name = question.list_name
    if is_repeat(name) or not name:
        return ()
    if not is_file(name):
        return tuple(_row(line) for line in form.lists().get(name, ()))
    content = source.media(form.file).get(name)
    if content is None:
        return ()
    from kiosk.forms.errors import FormError

    try:
        found = read_list(name, content)
    except FormError:
        return ()
    key = parameters(question).get("value", "name")
    return tuple(Row({**row.values, "name": row.values.get(key, "")}, row.row) for row in found)


# Filters and rehearsals look at the same list again.
@lru_cache(maxsize=8)
def read_list(name: str, content: bytes) -> tuple[Row, ...]:
    """The rows of a list in a file. Raises the engine's `FormError`, whose line is the file's."""
    from kiosk.forms.instances import document
    from kiosk.forms.limits import DEFAULT_LIMITS

    folder = "file-csv" if name.lower().endswith(".csv") else "file"
    root = document(f"jr://{folder}/{name}", content, DEFAULT_LIMITS).children[0]
    return tuple(
        # The heading is row 1; a cell that goes over several lines moves the count, which is then a hint.
        Row({each.local: each.text for each in item.children}, number)
        for number, item in enumerate(root.children, start=2)
        if item.children
    )


def _row(line: Line) -> Row:
    return Row({name: cell.text for (name, language), cell in line.cells.items() if not language}, line.row)


def _list(source: Source, form: XLSForm, question: Question) -> Iterator[Finding]:
    written = question.line.text("type")
    type_ = parse_type(written)
    if not type_.list_name or type_.rest:
        message = f"'{written[:60]}' is not a type followed by one list."
        mend = "Write it as: select_one name_of_list."
        if type_.rest in ("or_other", "or specify other"):
            mend = "Leave or_other out: add a choice 'other', and a text question for it, in every language."
        yield at_line(form, form.survey, question.line, "type", message, mend)
    elif is_file(question.list_name):
        yield from _file(source, form, question)
    elif is_repeat(question.list_name):
        yield from _of_repeat(form, question)
    elif question.list_name not in form.lists():
        close = get_close_matches(question.list_name[:60], form.lists(), n=1, cutoff=0.6)
        message = f"there is no list '{question.list_name}'."
        mend = f"Did you mean {close[0]}?" if close else "Add its choices to the sheet choices, or mend the name."
        yield at_line(form, form.survey, question.line, "type", message, mend)


def _of_repeat(form: XLSForm, question: Question) -> Iterator[Finding]:
    name = question.list_name.strip("${} ")
    inside = form.question(name)
    if inside is not None and not inside.repeats:
        message = f"'{name}' stands in no repeat, so its answers are no list."
        yield at_line(form, form.survey, question.line, "type", message, "Name a question of a repeat.")


def _external(source: Source, form: XLSForm, question: Question) -> Iterator[Finding]:
    suffix = ".csv" if question.kind == "csv-external" else ".xml"
    if question.name and f"{question.name}{suffix}" not in source.media(form.file):
        yield _absent(source, form, question, f"{question.name}{suffix}", "name")


def _absent(source: Source, form: XLSForm, question: Question, name: str, column: str) -> Finding:
    folder = media_folder(form.file)
    close = get_close_matches(name, source.media(form.file), n=1, cutoff=0.7)
    mend = f"Did you mean {close[0]}?" if close else f"Put it there, under exactly this name: {folder}{name}."
    return at_line(form, form.survey, question.line, column, f"the file '{name}' is not in {folder}.", mend)


def _file(source: Source, form: XLSForm, question: Question) -> Iterator[Finding]:
    from kiosk.forms.errors import FormError

    name = question.list_name
    content = source.media(form.file).get(name)
    path = f"{media_folder(form.file)}{name}"
    if content is None:
        yield _absent(source, form, question, name, "type")
        return
    try:
        found = read_list(name, content)
    except FormError as error:
        yield Finding(Severity.ERROR, path, error.message, "", row=error.line or 0)
        return
    if not found:
        yield Finding(Severity.ERROR, path, "the list has no rows.", "Write its choices below the headings.", row=1)
        return
    given = parameters(question)
    for column, standard in (("value", "name"), ("label", "label")):
        wanted = given.get(column, standard)
        if not any(wanted in row.values for row in found):
            message = f"the list has no column '{wanted}', which holds the {column} of each choice."
            mend = f"Add it, or write {column}=NAME_OF_COLUMN under parameters of '{question.name}'."
            yield Finding(Severity.ERROR, path, message, mend, row=1)
            return
    yield from _values(path, found, given.get("value", "name"))


def _values(path: str, found: tuple[Row, ...], column: str) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for row in found:
        value = row.values.get(column, "").strip()
        if not value:
            yield Finding(Severity.ERROR, path, f"this row has no {column}.", "Fill it in.", row=row.row)
        elif any(character.isspace() for character in value):
            message, mend = f"the {column} '{value[:40]}' contains a blank.", "Write _ instead; people see the label."
            yield Finding(Severity.ERROR, path, message, mend, row=row.row)
        elif value in seen:
            message = f"the {column} '{value[:40]}' is already in row {seen[value]}."
            yield Finding(Severity.WARNING, path, message, "Give each row a value of its own.", row=row.row)
        seen.setdefault(value, row.row)


def _choices(form: XLSForm) -> Iterator[Finding]:
    table = form.choices
    used = {question.list_name for question in form.questions}
    doubles = form.settings.lines[0].text("allow_choice_duplicates").lower() == "yes" if form.settings.lines else False
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
        if (list_name, name) in seen and not doubles:
            message = f"'{name}' is already in the list, in row {seen[list_name, name]}."
            yield at_line(form, table, line, "name", message, "Give each choice of a list a name of its own.")
        seen.setdefault((list_name, name), line.row)
    # A list may also be looked up in: instance('towns')/root/item.
    looked_up = " ".join(
        cell.text for line in form.survey.lines for cell in line.cells.values() if "instance(" in cell.text
    )
    for list_name, lines in form.lists().items():
        if list_name not in used and f"'{list_name}'" not in looked_up:
            message = f"no question uses the list '{list_name}'."
            mend = "Remove it, or name it in a question's type."
            yield at_line(form, table, lines[0], "list_name", message, mend, severity=Severity.WARNING)


def _filter(source: Source, form: XLSForm, question: Question) -> Iterator[Finding]:
    """`district = ${where}`: choices of a district that `where` does not offer, and answers that leave none."""
    cell = question.line.cell("choice_filter")
    if cell is None:
        return
    if question.kind not in LISTED:
        message = f"'{question.name}' has a choice_filter, but no choices."
        yield at_cell(form, form.survey, cell, message, "Remove it, or make the question a select.", Severity.WARNING)
        return
    found = rows_of(source, form, question)
    columns = {name for row in found for name in row.values}
    if match := _FILTER.fullmatch(cell.text):
        column, name = match[1], match[2]
    elif match := _FILTER_TURNED.fullmatch(cell.text):
        name, column = match[1], match[2]
    else:
        return
    if not found:
        return
    if column not in columns:
        message = f"the list '{question.list_name}' has no column '{column}', so no choice is ever shown."
        close = get_close_matches(column, columns, n=1, cutoff=0.6)
        mend = f"Did you mean {close[0]}?" if close else "Add the column to the list."
        yield at_cell(form, form.survey, cell, message, mend)
        return
    asked = form.question(name)
    offered = {row.values.get("name", "") for row in rows_of(source, form, asked)} if asked else set()
    if not offered or asked is None or asked.kind != "select_one":
        return
    strange = {row.values.get(column, ""): row.row for row in reversed(found)}.keys() - offered
    for row in found:
        value = row.values.get(column, "")
        if value in strange:
            strange = strange - {value}
            message = f"these choices are never shown: their {column} is '{value[:40]}', no choice of '{name}'."
            yield _at_choice(form, question, row, column, message, f"It has: {some(sorted(offered))}.")
    empty = offered - {row.values.get(column, "") for row in found}
    if empty and not question.line.text("relevant"):
        message = f"there is nothing to choose where '{name}' is {some(sorted(empty))}."
        mend = "Add choices, or ask the question only where there are some."
        yield at_cell(form, form.survey, cell, message, mend, Severity.WARNING)


def _at_choice(form: XLSForm, question: Question, row: Row, column: str, message: str, mend: str) -> Finding:
    if is_file(question.list_name):
        path = f"{media_folder(form.file)}{question.list_name}"
        return Finding(Severity.WARNING, path, message, mend, row=row.row)
    place = form.choices.column(column)
    sheet = form.choices.sheet
    return Finding(Severity.WARNING, form.file, message, mend, sheet, row.row, place.index if place else 0)


def some(names: list[str]) -> str:
    """The first of these names, and how many more there are."""
    more = len(names) - MAX_SHOWN
    return ", ".join(names[:MAX_SHOWN]) + (f" and {more} more" if more > 0 else "")
