"""Words for people: each in every language of the pack, none left for pyxform to fill in with a dash."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kiosk.authoring.checks.report import at_heading, at_line, at_sheet
from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.question_types import FILES, NOT_RECORDED, WORKED_OUT
from kiosk.authoring.xlsform import TRANSLATED, Column, Line, Question, Table, XLSForm, references

_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_NAMES = {
    "arabic": "ar",
    "deutsch": "de",
    "english": "en",
    "español": "es",
    "french": "fr",
    "français": "fr",
    "german": "de",
    "spanish": "es",
    "العربية": "ar",
}
"""Languages as Kobo and ODK forms often write them, without a code."""

_QUESTION_MARK = re.compile(r"[?؟]+")


def wording(form: XLSForm, languages: tuple[str, ...]) -> Iterator[Finding]:
    """Headings that do not fit the pack's languages, and every text that is missing in one of them."""
    for table in (form.survey, form.choices):
        yield from _languages(form, table, languages)
    shown = [question for question in form.questions if _is_shown(question)]
    for name in TRANSLATED:
        yield from _column(form, form.survey, name, [question.line for question in shown], languages)
    yield from _column(form, form.choices, "label", form.choices.lines, languages)
    for question in shown:
        if not any(question.line.text("label", code) for code in languages):
            yield from _without_label(form, question, languages)
    for line in form.choices.lines:
        if line.text("name") and not any(line.text("label", code) for code in languages):
            yield _unlabelled(form, form.choices, line, languages, f"the choice '{line.text('name')}' has no label.")
    yield from _messages(form, shown, languages)
    yield from _two_questions(form, languages)


def _is_shown(question: Question) -> bool:
    """Notes that name a document take their words from the catalogue; their own label is a remark."""
    if question.kind in WORKED_OUT | NOT_RECORDED | FILES:
        return False
    return not question.line.text("bind::kiosk:document")


def _without_label(form: XLSForm, question: Question, languages: tuple[str, ...]) -> Iterator[Finding]:
    if question.kind == "begin_repeat":
        message = f"the repeat '{question.name}' has no label, so the page that lists its answers has no name for them."
        yield _unlabelled(form, form.survey, question.line, languages, message, Severity.WARNING)
    elif question.kind != "begin_group":
        yield _unlabelled(form, form.survey, question.line, languages, f"'{question.name}' has no label.")


def _languages(form: XLSForm, table: Table, languages: tuple[str, ...]) -> Iterator[Finding]:
    for column in table.columns:
        if column.name not in TRANSLATED:
            continue
        if not column.language:
            message = f"'{column.heading}' does not say in which language it is."
            yield at_heading(form, table, column, message, f"Write it as {column.name}::English (en).")
        elif column.language not in languages:
            yield _strange_language(form, table, column)


def _strange_language(form: XLSForm, table: Table, column: Column) -> Finding:
    code = column.language
    if _CODE.fullmatch(code):
        message = f"'{code}' is no language of town.toml, and nobody is shown it."
        mend = "Leave it, or add the language to town.toml."
        return at_heading(form, table, column, message, mend, Severity.WARNING)
    message = f"'{code}' is no language of town.toml: the heading has no language's code in parentheses."
    known = _NAMES.get(code.strip().lower(), "")
    mend = f"Write it as {column.name}::{code} ({known or 'code'})."
    return at_heading(form, table, column, message, mend)


def falls_back(language: str, languages: tuple[str, ...]) -> str:
    """The language whose words stand in for this one's: French for easy-to-read French; '' where there is none."""
    base, separator, _ = language.partition("-x-")
    return base if separator and base in languages else ""


def _column(
    form: XLSForm, table: Table, name: str, lines: Iterable[Line], languages: tuple[str, ...]
) -> Iterator[Finding]:
    """Texts that some languages have and others lack; a language without the whole column is one finding."""
    used = [line for line in lines if any(_said(line, name, code) for code in languages)]
    if not used:
        return
    for language in languages:
        base = falls_back(language, languages)
        severity = Severity.WARNING if base else Severity.ERROR
        instead = f"Until you write it, people are shown the words in '{base}'."
        if table.column(name, language) is None:
            message = f"there is no column {name} in '{language}'."
            mend = f"Add a column {name}::Name of the language ({language})."
            yield at_sheet(form, table.sheet, message, f"{mend} {instead}" if base else mend, severity)
            continue
        for line in used:
            if not _said(line, name, language):
                message = f"the {name.replace('_', ' ')} of '{line.text('name')}' is missing in '{language}'."
                mend = instead if base else "Translate it; nothing is filled in for you."
                yield at_line(form, table, line, name, message, mend, language=language, severity=severity)
    for line in used:
        yield from _same_references(form, table, line, name, languages)


def _said(line: Line, name: str, language: str) -> bool:
    return line.text(name, language) not in ("", "-")


def _unlabelled(
    form: XLSForm,
    table: Table,
    line: Line,
    languages: tuple[str, ...],
    message: str,
    severity: Severity = Severity.ERROR,
) -> Finding:
    language = languages[0] if languages else ""
    mend = "Write one in every language."
    return at_line(form, table, line, "label", message, mend, language=language, severity=severity)


def _same_references(
    form: XLSForm, table: Table, line: Line, name: str, languages: tuple[str, ...]
) -> Iterator[Finding]:
    """A translation that forgets `${name}` says something else than the original."""
    first = next((code for code in languages if line.text(name, code)), "")
    expected = set(references(line.text(name, first)))
    for language in languages:
        text = line.text(name, language)
        if text and (missing := expected - set(references(text))):
            message = f"${{{sorted(missing)[0]}}} stands in '{first}' but not in '{language}'."
            mend = "Check that both say the same."
            yield at_line(form, table, line, name, message, mend, language=language, severity=Severity.WARNING)


def _messages(form: XLSForm, shown: Iterable[Question], languages: tuple[str, ...]) -> Iterator[Finding]:
    for question in shown:
        line = question.line
        has_message = any(line.text("constraint_message", code) for code in languages)
        if line.text("constraint") and not has_message:
            message = f"'{question.name}' can refuse an answer without saying why."
            mend = "Write a constraint_message that says how to mend the answer."
            yield at_line(form, form.survey, line, "constraint", message, mend, severity=Severity.WARNING)
        if has_message and not line.text("constraint"):
            message = f"'{question.name}' has a constraint_message, but no constraint."
            mend = "Add the constraint, or remove the message."
            yield at_line(form, form.survey, line, "name", message, mend, severity=Severity.WARNING)


def _two_questions(form: XLSForm, languages: tuple[str, ...]) -> Iterator[Finding]:
    """A page asks one thing."""
    for question in form.questions:
        for language in languages if question.asks else ():
            if len(_QUESTION_MARK.findall(question.line.text("label", language))) > 1:
                message = f"'{question.name}' asks more than one thing at once."
                mend = "Make two questions of it, or put one into the hint."
                yield at_line(
                    form,
                    form.survey,
                    question.line,
                    "label",
                    message,
                    mend,
                    language=language,
                    severity=Severity.WARNING,
                )
