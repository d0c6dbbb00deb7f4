"""Does a button say what it does, verb first? By a word list, or by endings, for each language that we write (own-12).

What a person says of themselves is a deed as well: "I have finished", "Yes, remove it". So is a question they ask the
kiosk: "Why do we ask this?". The words are in `deeds.toml`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_MARKS = re.compile("[\u00ad\u2066-\u2069\u064b-\u0652\u0670\u0640]")
_FRENCH_VERB = re.compile(r"\w{2,}(?:er|ir|re)|\w{3,}ez")
"""Infinitives, and imperatives in the polite form."""


@dataclass(frozen=True, slots=True)
class _Words:
    """One language of `deeds.toml`."""

    answers: frozenset[str]
    before: frozenset[str]
    others: frozenset[str]
    verbs: frozenset[str]
    none: frozenset[str]


def judged(language: str) -> bool:
    """Whether there are words for this language; of others nothing can be said."""
    return language.partition("-")[0] in _lists()


def says_a_deed(label: str, language: str) -> bool:
    """Whether a label begins with what will be done. True for a language that is not `judged`."""
    base = language.partition("-")[0]
    known = _lists().get(base)
    if known is None:
        return True
    said = _words(label, base)
    words = [word for word in said if word not in known.answers]
    if not words:
        # "Yes" alone answers the question above it.
        return bool(said)
    if words[0] in known.others:
        return True
    first = next((word for word in words if word not in known.before), words[-1])
    return first in known.verbs or (base == "fr" and first not in known.none and bool(_FRENCH_VERB.fullmatch(first)))


def _words(label: str, base: str) -> list[str]:
    """Small words without vowel signs; in French "j'ai" is two."""
    found = [word.casefold() for word in _WORD.findall(_MARKS.sub("", label))]
    return [part for word in found for part in re.split("['’]", word)] if base == "fr" else found


@lru_cache(maxsize=1)
def _lists() -> dict[str, _Words]:
    data = tomllib.loads(Path(__file__).with_name("deeds.toml").read_text(encoding="utf-8"))
    return {
        language: _Words(**{name: frozenset(table.get(name, "").split()) for name in _Words.__dataclass_fields__})
        for language, table in data.items()
    }
