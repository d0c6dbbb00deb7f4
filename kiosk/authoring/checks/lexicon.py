"""The pack's lexicon: each entry must be a word that can be found in a text, and a text or a language for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kiosk.authoring.checks.report import line_of
from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.source import Source
from kiosk.catalogue.town import LANGUAGE_CODE
from kiosk.pages.lexicon import MAX_ENTRIES, MAX_SAID, MAX_WRITTEN

LEXICON = "lexicon"
"""The name of its file in `spoken/`, without ending."""
FOREIGN = "foreign"
"""The table in a language's table that names words of other languages."""


def entries(source: Source, path: str, languages: Mapping[str, Any]) -> Iterator[Finding]:
    """Entries of languages that the pack has not, and entries that would never be said."""
    spoken = {code.split("-")[0] for code in source.languages} | set(source.languages)
    content = source.files[path]
    for language, table in languages.items():
        row = line_of(content, f"[{language}]")
        if language not in spoken:
            mend = "Mend it, or add the language to town.toml."
            yield Finding(Severity.ERROR, path, f"'{language}' is no language of town.toml.", mend, row=row)
        elif not isinstance(table, dict) or len(table) > MAX_ENTRIES:
            message = f"'{language}' does not hold words, or more than {MAX_ENTRIES}."
            yield Finding(Severity.ERROR, path, message, f"Write [{language}] and the words below it.", row=row)
        else:
            for word, said in table.items():
                if word != FOREIGN:
                    yield from _entry(path, content, word, said)
            yield from _foreign(path, content, language, table.get(FOREIGN, {}))


def _entry(path: str, content: bytes, word: str, said: Any) -> Iterator[Finding]:
    row = line_of(content, f'"{word}"') or line_of(content, f"{word} ")
    if not any(sign.isalnum() for sign in word) or len(word) > MAX_WRITTEN or word != word.strip():
        message = f"'{word[:MAX_WRITTEN]}' is no word that a text can hold."
        mend = f"Write it as it stands in the texts, in at most {MAX_WRITTEN} characters."
        yield Finding(Severity.ERROR, path, message, mend, row=row)
    elif not isinstance(said, str) or not said.strip() or len(said) > MAX_SAID:
        message = f"'{word}' has no wording, or too long a one."
        yield Finding(Severity.ERROR, path, message, f"Write at most {MAX_SAID} characters to say.", row=row)


def _foreign(path: str, content: bytes, language: str, table: Any) -> Iterator[Finding]:
    if not isinstance(table, dict):
        row = line_of(content, FOREIGN)
        yield Finding(
            Severity.ERROR, path, f"'{FOREIGN}' of '{language}' is no table.", f"Write [{language}.{FOREIGN}].", row=row
        )
        return
    for word, code in table.items():
        yield from _entry(path, content, word, code)
        if isinstance(code, str) and not LANGUAGE_CODE.fullmatch(code):
            row = line_of(content, f'"{word}"')
            yield Finding(Severity.ERROR, path, f"'{code[:40]}' is no language code.", 'Write one like "en".', row=row)
