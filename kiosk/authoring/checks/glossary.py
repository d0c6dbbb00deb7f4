"""The hard words of the pack: each explained in every language, with a picture, in at most two short sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kiosk.authoring.checks.kiosk_columns import pictograms, unknown_pictogram
from kiosk.authoring.checks.report import line_of
from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.passages import passages
from kiosk.authoring.reading import sentences
from kiosk.authoring.source import GLOSSARY, Source
from kiosk.catalogue import glossary as model

MAX_SENTENCES = 2
MAX_SENTENCE_WORDS = 15


def glossary(source: Source) -> Iterator[Finding]:
    """What stops the glossary from being built, and what would not help the person who asks for a word."""
    if not source.glossary:
        return
    sound = True
    for name, problem in model.problems(source.glossary, source.languages):
        sound = False
        yield _finding(source, name, problem, "Mend it; see docs/for-content-authors.md, Hard words.")
    for name, term in source.glossary.items():
        if isinstance(term, dict):
            yield from _term(source, name, term)
    if sound and source.languages:
        yield from _never_met(source)


def _term(source: Source, name: str, term: dict[str, Any]) -> Iterator[Finding]:
    picture = term.get("picture")
    if isinstance(picture, str) and picture and picture not in pictograms():
        yield _finding(source, name, *unknown_pictogram(picture))
    for code in source.languages:
        wording = term.get(code)
        if not isinstance(wording, dict) or not isinstance(means := wording.get("means"), str):
            continue
        said = sentences(means)
        if len(said) > MAX_SENTENCES:
            message = f"'{name}' is explained in {len(said)} sentences in '{code}'; {MAX_SENTENCES} is the most."
            yield _finding(source, f"{name}.{code}", message, "Say only what the person needs now.")
        for sentence in said:
            if len(sentence) > MAX_SENTENCE_WORDS:
                begins = " ".join(sentence[:5])
                message = f"'{begins} ...' has {len(sentence)} words; {MAX_SENTENCE_WORDS} is the most here."
                yield _finding(source, f"{name}.{code}", message, "Make two sentences of it, or leave something out.")


def _never_met(source: Source) -> Iterator[Finding]:
    """A term that stands in no text of the pack, in any language, is work for nobody."""
    words = model.glossary(source.glossary, source.languages)
    met: set[str] = set()
    for passage in passages(source):
        if passage.file != GLOSSARY:
            met.update(words.occurring([passage.text], passage.language))
    for name in words.terms:
        if name not in met:
            message = f"'{name}' stands in no text of the pack."
            yield _finding(source, name, message, "Add the forms that your texts use, or remove it.", Severity.WARNING)


def _finding(source: Source, place: str, message: str, mend: str, severity: Severity = Severity.ERROR) -> Finding:
    row = line_of(source.files[GLOSSARY], f"[{place}]") if place else 0
    return Finding(severity, GLOSSARY, message, mend, row=row)
