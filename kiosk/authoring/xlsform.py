"""An XLSForm as its author sees it: questions and choices with the cells they stand in.

pyxform reads the same file later; this reading exists because it keeps rows and columns, and because
pyxform fills in silently what an author should be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kiosk.authoring.question_types import ASKED, GROUPS, parse_type
from kiosk.authoring.workbook import Cell, Sheet

TRANSLATED = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
"""Columns that carry words for people, one per language."""

MEDIA = ("image", "big-image", "audio", "video")
"""Columns that name a file of the form's folder, for all languages or one per language."""

EXPRESSIONS = (
    "relevant",
    "constraint",
    "calculation",
    "required",
    "readonly",
    "choice_filter",
    "default",
    "repeat_count",
    "trigger",
)
"""Survey columns that may hold an XPath expression or a reference."""

REFERENCE = re.compile(r"\$\{\s*([^{}]*?)\s*\}")

_ALIASES = {
    "caption": "label",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "relevance": "relevant",
    "constraining_message": "constraint_message",
    "constraint_msg": "constraint_message",
    "requiredmsg": "required_message",
    "required_msg": "required_message",
    "read_only": "readonly",
    "calculate": "calculation",
    "list name": "list_name",
    "value": "name",
}
_SETTINGS_ALIASES = {
    "id_string": "form_id",
    "set_form_id": "form_id",
    "set_form_title": "form_title",
    "title": "form_title",
}
_CODE = re.compile(r"\(([^()]*)\)\s*$")


@dataclass(frozen=True, slots=True)
class Column:
    """A heading: `label::Français (fr)` has name `label` and language `fr`; `relevant` has language ''."""

    heading: str
    name: str
    language: str
    index: int


@dataclass(frozen=True, slots=True)
class Line:
    """One row under the headings, by column name and language."""

    row: int
    cells: Mapping[tuple[str, str], Cell]

    def cell(self, name: str, language: str = "") -> Cell | None:
        """The filled cell in that column, or None."""
        return self.cells.get((name, language))

    def text(self, name: str, language: str = "") -> str:
        """The cell's text, or the empty string."""
        found = self.cells.get((name, language))
        return found.text if found else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet read under its headings."""

    sheet: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]

    def column(self, name: str, language: str = "") -> Column | None:
        """The column with that name and language, or None."""
        return next((one for one in self.columns if (one.name, one.language) == (name, language)), None)

    def languages(self) -> tuple[str, ...]:
        """The language codes of the headings, in their order."""
        return tuple(dict.fromkeys(column.language for column in self.columns if column.name in TRANSLATED))


@dataclass(frozen=True, slots=True)
class Question:
    """A row of the survey that has a name: a question, note, calculation, group or repeat.

    `kind` is the type without its list, `list_name` the list (or empty); `groups` are the groups and repeats
    around it, outermost first.
    """

    name: str
    kind: str
    list_name: str
    line: Line
    groups: tuple[Question, ...]

    @property
    def outcome(self) -> str:
        """The value of its `bind::kiosk:outcome`, or the empty string."""
        return self.line.text("bind::kiosk:outcome")

    @property
    def asks(self) -> bool:
        """Whether a visitor answers it."""
        return self.kind in ASKED

    @property
    def is_group(self) -> bool:
        """Whether it is a group or a repeat, and not a question itself."""
        return self.kind in GROUPS

    @property
    def repeats(self) -> tuple[str, ...]:
        """The names of the repeats that it stands in, outermost first."""
        return tuple(group.name for group in self.groups if group.kind == "begin_repeat")


@dataclass(frozen=True, slots=True)
class XLSForm:
    """A whole form. `file` is its path in the pack; `unbalanced` are rows whose group has no other end.

    `misnested` are ends of another kind than what they end: `end_group` after `begin_repeat`.
    """

    file: str
    survey: Table
    choices: Table
    settings: Table
    questions: tuple[Question, ...]
    unbalanced: tuple[Line, ...]
    misnested: tuple[Line, ...] = ()

    @property
    def form_id(self) -> str:
        """The form's identifier, from its settings."""
        return self.settings.lines[0].text("form_id") if self.settings.lines else ""

    @property
    def version(self) -> str:
        """The form's version, from its settings."""
        return self.settings.lines[0].text("version") if self.settings.lines else ""

    def lists(self) -> dict[str, tuple[Line, ...]]:
        """The choices of each list, in their order."""
        found: dict[str, list[Line]] = {}
        for line in self.choices.lines:
            found.setdefault(line.text("list_name"), []).append(line)
        return {name: tuple(lines) for name, lines in found.items() if name}

    def question(self, name: str) -> Question | None:
        """The first question of that name, or None."""
        return next((one for one in self.questions if one.name == name), None)


def read_xlsform(file: str, sheets: Mapping[str, Sheet], only: str = "") -> XLSForm:
    """The form in these sheets; a missing sheet reads as an empty one, for the checks to report.

    Where the town has only one language, `only` is its code, and a heading `label` is in that language.
    """
    survey = _enabled(_table("survey", sheets.get("survey"), only))
    questions, unbalanced, misnested = _questions(survey)
    return XLSForm(
        file=file,
        survey=survey,
        choices=_table("choices", sheets.get("choices"), only),
        settings=_table("settings", sheets.get("settings")),
        questions=questions,
        unbalanced=unbalanced,
        misnested=misnested,
    )


def references(text: str) -> Iterator[str]:
    """The names in `${...}`, in their order."""
    return (match.group(1).removeprefix("last-saved#") for match in REFERENCE.finditer(text))


def language_code(heading: str) -> str:
    """The code in the last parenthesis of a heading, or the whole heading where it has none."""
    match = _CODE.search(heading)
    return match.group(1).strip() if match else heading.strip()


def _enabled(survey: Table) -> Table:
    """The survey without the rows that its author switched off."""
    lines = tuple(line for line in survey.lines if line.text("disabled").lower() not in ("yes", "true", "true()"))
    return Table(survey.sheet, survey.columns, lines)


def _table(name: str, sheet: Sheet | None, only: str = "") -> Table:
    if sheet is None or not sheet.rows:
        return Table(name, (), ())
    columns = tuple(_column(cell, name, only) for cell in sheet.rows[0])
    by_index = {column.index: column for column in columns}
    lines = []
    for cells in sheet.rows[1:]:
        known = {
            (by_index[cell.column].name, by_index[cell.column].language): cell
            for cell in cells
            if cell.column in by_index
        }
        if known:
            lines.append(Line(cells[0].row, known))
    return Table(name, columns, tuple(lines))


def _column(cell: Cell, sheet: str, only: str) -> Column:
    base, separator, rest = cell.text.partition("::")
    if separator and _normal(base) == "media":
        base, separator, rest = rest.partition("::")
    name = _normal(base)
    if separator and name in (*TRANSLATED, *MEDIA):
        return Column(cell.text, name, language_code(rest), cell.column)
    if separator:
        return Column(cell.text, f"{name}::{rest.strip()}", "", cell.column)
    if name in TRANSLATED:
        return Column(cell.text, name, only, cell.column)
    return Column(cell.text, _SETTINGS_ALIASES.get(name, name) if sheet == "settings" else name, "", cell.column)


def _normal(heading: str) -> str:
    name = heading.strip().lower()
    name = _ALIASES.get(name, name.replace(" ", "_"))
    return _ALIASES.get(name, name)


def _questions(survey: Table) -> tuple[tuple[Question, ...], tuple[Line, ...], tuple[Line, ...]]:
    """The questions; the rows of groups without another end; the ends of another kind than their beginning."""
    questions: list[Question] = []
    unbalanced: list[Line] = []
    misnested: list[Line] = []
    open_groups: list[Question] = []
    for line in survey.lines:
        type_ = parse_type(line.text("type"))
        if type_.kind.startswith("end_"):
            if not open_groups:
                unbalanced.append(line)
            elif open_groups.pop().kind.removeprefix("begin_") != type_.kind.removeprefix("end_"):
                misnested.append(line)
            continue
        question = Question(line.text("name"), type_.kind, type_.list_name, line, tuple(open_groups))
        questions.append(question)
        if type_.kind.startswith("begin_"):
            open_groups.append(question)
    return tuple(questions), (*unbalanced, *(group.line for group in open_groups)), tuple(misnested)
