"""Every text of a pack's source that people read, with the place where its author finds it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kiosk.authoring.checks.report import line_of
from kiosk.authoring.source import GLOSSARY, Source
from kiosk.authoring.xlsform import TRANSLATED, XLSForm


@dataclass(frozen=True, slots=True)
class Passage:
    """A text where it stands: `row` and `column` count from 1 in a sheet, and are 0 in a text file (see `place`)."""

    file: str
    language: str
    text: str
    sheet: str = ""
    row: int = 0
    column: int = 0


def passages(source: Source) -> Iterator[Passage]:
    """The texts of the forms, the catalogue and the glossary, in the pack's languages."""
    for path, form in source.forms.items():
        yield from _form(path, form, source.languages)
    if source.catalogue is not None:
        yield from _catalogue(source.files.get("catalogue.jsonld", b""), source.languages)
    yield from _glossary(source)


def place(source: Source, passage: Passage) -> tuple[str, int, int]:
    """Sheet, row and column of a passage; in a text file, the line, which only a finding is worth the search for."""
    row = passage.row or line_of(source.files.get(passage.file, b""), passage.text[:60])
    return passage.sheet, row, passage.column


def _form(path: str, form: XLSForm, languages: tuple[str, ...]) -> Iterator[Passage]:
    for table in (form.survey, form.choices):
        for line in table.lines:
            for (name, language), cell in line.cells.items():
                if name in TRANSLATED and language in languages:
                    yield Passage(path, language, cell.text, table.sheet, cell.row, cell.column)


def _catalogue(content: bytes, languages: tuple[str, ...]) -> Iterator[Passage]:
    from kiosk.catalogue.jsonld import load_json

    def walk(value: Any) -> Iterator[tuple[str, str]]:
        if isinstance(value, list):
            for entry in value:
                yield from walk(entry)
        elif isinstance(value, dict):
            for key, entry in value.items():
                if key in languages and isinstance(entry, str):
                    yield key, entry
                elif key != "@context":
                    yield from walk(entry)

    for language, text in walk(load_json(content)):
        yield Passage("catalogue.jsonld", language, text)


def _glossary(source: Source) -> Iterator[Passage]:
    for term in source.glossary.values():
        for language, wording in term.items() if isinstance(term, dict) else ():
            if language in source.languages and isinstance(wording, dict) and isinstance(wording.get("means"), str):
                yield Passage(GLOSSARY, language, wording["means"])
