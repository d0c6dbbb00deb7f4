"""How hard the words are to read: words in a sentence, and LIX, by language.

No sentence has more than 25 words, and sentences average at most 15 (European easy-to-read practice).
LIX (Björnsson's läsbarhetsindex) is words per sentence plus the percentage of words of more than six
letters. Languages differ in the length of their words, so each has a baseline of its own: what the
demonstration town's texts reach, which people could follow, and a little more. Above it, the author is warned.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kiosk.authoring.checks.report import line_of
from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.source import Source
from kiosk.authoring.xlsform import REFERENCE, TRANSLATED, XLSForm

MAX_SENTENCE_WORDS = 25
MAX_AVERAGE_WORDS = 15.0
LONG_WORD_LETTERS = 6
LIX_BASELINES = {"fr": 40.0, "fr-x-falc": 36.0, "en": 30.0, "ar": 27.0}
"""LIX above which a form's or catalogue's texts are harder than they need be; a language without one is not judged."""

MIN_WORDS = 100
"""Fewer words than this say nothing about an average."""

_SENTENCE_END = re.compile(r"[.!?؟…]+(?=\s|$)|\n+")
_WORD = re.compile(r"\d+(?:[ \u00a0\u202f.,:/-]\d+)*|[^\W\d_]+(?:['’\u00ad-][^\W\d_]+)*")
_ARABIC_MARKS = re.compile(r"[\u064b-\u0652\u0670\u0640]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A text where it stands."""

    language: str
    text: str
    sheet: str = ""
    row: int = 0
    column: int = 0


def readability(source: Source) -> Iterator[Finding]:
    """Over-long sentences, each at its place, and texts that are too hard as a whole."""
    for path, form in source.forms.items():
        yield from _judge(path, list(_form_passages(form, source.languages)))
    content = source.files.get("catalogue.jsonld", b"")
    if source.catalogue is not None:
        yield from _judge("catalogue.jsonld", list(_catalogue_passages(content, source.languages)))


def sentences(text: str) -> list[list[str]]:
    """The sentences of a text, each as its words; a number with its groups, and l'article, are one word."""
    plain = _ARABIC_MARKS.sub("", REFERENCE.sub("X", text))
    return [words for part in _SENTENCE_END.split(plain) if (words := _WORD.findall(part))]


def lix(of: list[list[str]]) -> float:
    """The LIX of these sentences; 0 for none."""
    words = [word for sentence in of for word in sentence]
    if not words:
        return 0.0
    long = sum(max(len(part) for part in re.split(r"['’-]", word)) > LONG_WORD_LETTERS for word in words)
    return len(words) / len(of) + 100.0 * long / len(words)


def _judge(file: str, passages: list[Passage]) -> Iterator[Finding]:
    by_language: dict[str, list[list[str]]] = defaultdict(list)
    for passage in passages:
        found = sentences(passage.text)
        by_language[passage.language] += found
        for sentence in found:
            if len(sentence) > MAX_SENTENCE_WORDS:
                begins = " ".join(sentence[:5])
                yield Finding(
                    Severity.ERROR,
                    file,
                    f"the sentence '{begins} ...' has {len(sentence)} words, where {MAX_SENTENCE_WORDS} is the most.",
                    "Make two sentences of it.",
                    passage.sheet,
                    passage.row,
                    passage.column,
                )
    for language, found in by_language.items():
        yield from _judge_language(file, language, found)


def _judge_language(file: str, language: str, found: list[list[str]]) -> Iterator[Finding]:
    count = sum(len(sentence) for sentence in found)
    if count < MIN_WORDS:
        return
    average = count / len(found)
    if average > MAX_AVERAGE_WORDS:
        message = f"in '{language}', sentences average {average:.1f} words; {MAX_AVERAGE_WORDS:.0f} is the most."
        yield Finding(Severity.WARNING, file, message, "Say one idea in a sentence.")
    index, baseline = lix(found), LIX_BASELINES.get(language)
    if baseline is not None and index > baseline:
        message = f"in '{language}', the texts are hard to read: LIX {index:.0f}, where {baseline:.0f} is the most."
        yield Finding(Severity.WARNING, file, message, "Use shorter words and shorter sentences.")


def _form_passages(form: XLSForm, languages: tuple[str, ...]) -> Iterator[Passage]:
    for table in (form.survey, form.choices):
        for line in table.lines:
            for (name, language), cell in line.cells.items():
                if name in TRANSLATED and language in languages:
                    yield Passage(language, cell.text, table.sheet, cell.row, cell.column)


def _catalogue_passages(content: bytes, languages: tuple[str, ...]) -> Iterator[Passage]:
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
        # Only a long text is worth the search for its line.
        row = line_of(content, text[:60].split("\n")[0]) if len(text) > 100 else 0
        yield Passage(language, text, row=row)
