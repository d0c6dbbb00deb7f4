"""How a town's acronyms and names are said, and which words belong to another language's voice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

_NOTHING: Mapping[str, str] = MappingProxyType({})
_NO_LANGUAGE: Mapping[str, Mapping[str, str]] = MappingProxyType({})

MAX_ENTRIES = 500
"""Entries of one language. Each is looked for in every sentence."""
MAX_WRITTEN, MAX_SAID = 60, 200
"""Longest entry and longest wording, in characters."""


# Compared by identity: it belongs to a pack, stays as long as the pack does, and keys what is derived from it.
@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """`wordings[language][written]` is what the voice says; `foreign[language][written]` whose voice says it.

    `languages` are the pack's, in its order: the first of each script speaks what is written in that script
    on a page in another one.
    """

    wordings: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: _NO_LANGUAGE)
    foreign: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: _NO_LANGUAGE)
    languages: tuple[str, ...] = ()

    def said(self, language: str) -> Mapping[str, str]:
        """The wordings of a language; those of its plain form (`fr` for `fr-x-falc`) hold where it has none."""
        return _merged(self.wordings, language)

    def voices(self, language: str) -> Mapping[str, str]:
        """The languages of words that are foreign in this one, likewise."""
        return _merged(self.foreign, language)


NO_LEXICON = Lexicon()
"""For pages without a pack."""


def _merged(tables: Mapping[str, Mapping[str, str]], language: str) -> Mapping[str, str]:
    plain, own = tables.get(language.split("-")[0], _NOTHING), tables.get(language, _NOTHING)
    return {**plain, **own} if own is not plain else own


def read(tables: Mapping[str, Any], languages: tuple[str, ...]) -> Lexicon:
    """The lexicon of a built pack: `{language: {"said": {...}, "foreign": {...}}}`. Raises `TypeError` otherwise."""
    wordings, foreign = {}, {}
    for language, table in tables.items():
        if not isinstance(table, dict):
            raise TypeError("a language of the lexicon is no table")
        wordings[language] = _texts(table.get("said", {}))
        foreign[language] = _texts(table.get("foreign", {}))
    return Lexicon(MappingProxyType(wordings), MappingProxyType(foreign), languages)


def _texts(table: Any) -> Mapping[str, str]:
    if not isinstance(table, dict) or len(table) > MAX_ENTRIES:
        raise TypeError("the lexicon is no table of texts, or too long")
    if not all(
        isinstance(text, str) and len(word) <= MAX_WRITTEN and len(text) <= MAX_SAID for word, text in table.items()
    ):
        raise TypeError("an entry of the lexicon is no text, or too long")
    return MappingProxyType(dict(table))
