"""Words for people: each in every language of the pack, none left for pyxform to fill in with a dash."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kiosk.authoring.checks.report import at_heading, at_line, at_sheet
from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.xlsform import TRANSLATED, Line, Question, Table, XLSForm, references

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
        if question.kind != "begin_group" and not any(question.line.text("label", code) for code in languages):
            yield _unlabelled(form, form.survey, question.line, languages, f"'{question.name}' has no label.")
    for line in form.choices.lines:
        if line.text("name") and not any(line.text("label", code) for code in languages):
            yield _unlabelled(form, form.choices, line, languages, f"the choice '{line.text('name')}' has no label.")
    yield from _messages(form, shown, languages)
    yield from _two_questions(form, languages)


def _is_shown(question: Question) -> bool:
    """Notes that name a document take their words from the catalogue; their own label is a remark."""
    if question.kind in ("calculate", "hidden"):
        return False
    return not question.line.text("bind::kiosk:document")


def _languages(form: XLSForm, table: Table, languages: tuple[str, ...]) -> Iterator[Finding]:
    for column in table.columns:
        if column.name not in TRANSLATED:
            continue
        if not column.language:
            message = f"'{column.heading}' does not say in which language it is."
            yield at_heading(form, table, column, message, f"Write it as {column.name}::English (en).")
        elif column.language not in languages:
            message = f"'{column.language}' is no language of town.toml."
            mend = "End the heading with a language's code in parentheses, or add the language to town.toml."
            yield at_heading(form, table, column, message, mend)


def _column(
    form: XLSForm, table: Table, name: str, lines: Iterable[Line], languages: tuple[str, ...]
) -> Iterator[Finding]:
    """Texts that some languages have and others lack; a language without the whole column is one finding."""
    used = [line for line in lines if any(_said(line, name, code) for code in languages)]
    if not used:
        return
    for language in languages:
        if table.column(name, language) is None:
            message = f"there is no column {name} in '{language}'."
            yield at_sheet(form, table.sheet, message, f"Add a column {name}::Name of the language ({language}).")
            continue
        for line in used:
            if not _said(line, name, language):
                message = f"the {name.replace('_', ' ')} of '{line.text('name')}' is missing in '{language}'."
                mend = "Translate it; nothing is filled in for you."
                yield at_line(form, table, line, name, message, mend, language=language)
    for line in used:
        yield from _same_references(form, table, line, name, languages)


def _said(line: Line, name: str, language: str) -> bool:
    return line.text(name, language) not in ("", "-")


def _unlabelled(form: XLSForm, table: Table, line: Line, languages: tuple[str, ...], message: str) -> Finding:
    language = languages[0] if languages else ""
    return at_line(form, table, line, "label", message, "Write one in every language.", language=language)


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
