"""How hard a text is to read: the words of its sentences, and LIX; and how hard it may be, by language.

LIX is Björnsson's läsbarhetsindex (1968): words per sentence plus the percentage of words of more than six letters; a
colon ends a sentence as a full stop does. On his scale, up to 30 is very easy, 30 to 40 easy (stories, the plainest
journalism), 40 to 50 a newspaper, and above 50 what offices write. It was made for Swedish, and languages differ in the
length of their words. The demonstration town says the same 940 sentences in each of its languages: LIX is 28 in
French and 18 in English. So what is easy at 40 in French is easy at 30 in English; French made easy to read has to stay
below 30.

Arabic writes the article, "and", "by" and "to" in one with the next word, and leaves out short vowels: the letters of a
word tell nothing there, and the same sentences have a quarter fewer words (4.2 where French has 5.7). It
is judged by its words per sentence alone, with limits a quarter lower.

The 25 words of a sentence and the 10 to 15 on average are the practice of easy-to-read European rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from kiosk.authoring.xlsform import REFERENCE
from kiosk.catalogue.vouching import is_easy_read

LONG_WORD_LETTERS = 6

Sentence = list[str]
"""A sentence as its words."""

_SENTENCE_END = re.compile(r"[.!?؟…:]+(?=\s|$)|\n+")
_ADDRESS = re.compile(r"\S+@\S+|\b[\w-]+(?:\.[\w-]+)+\b")
_WORD = re.compile(r"\d+(?:[ \u00a0\u202f.,:/-]\d+)*|[^\W\d_]+(?:['’\u00ad-][^\W\d_]+)*")
_ARABIC_MARKS = re.compile(r"[\u064b-\u0652\u0670\u0640\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Limits:
    """How hard texts may be.

    `most` words in any sentence; `words` in a sentence before it is named; `average` words per sentence of a whole;
    `lix` of a whole (0: not judged), and `sentence_lix` of one sentence of at least `MIN_JUDGED` words.
    """

    most: float = 25
    words: float = 20
    average: float = 15
    lix: float = 40
    sentence_lix: float = 60


MIN_JUDGED = 8
"""In a shorter sentence one long word more or less decides the index."""

DEFAULT = Limits()
LIMITS: Mapping[str, Limits] = {
    "en": Limits(lix=30, sentence_lix=50),
    "ar": Limits(most=19, words=15, average=11, lix=0, sentence_lix=0),
}
EASY = Limits(words=15, lix=30, sentence_lix=50)
"""For easy-to-read languages (`fr-x-falc`, `de-x-leicht`); in English and Arabic only the sentences are shorter."""


def limits(language: str, town: Mapping[str, Any] | None = None) -> Limits:
    """The limits of a language: those of `[reading.LANGUAGE]` in town.toml before ours."""
    base = language.partition("-")[0]
    found = LIMITS.get(base, DEFAULT)
    if is_easy_read(language):
        found = EASY if base not in LIMITS else replace(found, words=min(found.words, EASY.words) - 3)
    reading = (town or {}).get("reading")
    own = reading.get(language) if isinstance(reading, dict) else None
    return replace(found, **own) if own and not any(limit_problems({language: own}, (language,))) else found


def limit_problems(reading: Any, languages: tuple[str, ...]) -> Iterator[str]:
    """What is wrong with `[reading]` of town.toml."""
    known = [field.name for field in fields(Limits)]
    if not isinstance(reading, dict):
        yield "reading must hold a table for each language: [reading.fr]."
        return
    for language, own in reading.items():
        if language not in languages or not isinstance(own, dict):
            yield f"[reading.{language}] must be a table for a language of the pack."
            continue
        for key, value in own.items():
            if key not in known:
                yield f"[reading.{language}] has '{key}'; it knows {', '.join(known)}."
            elif isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                yield f"[reading.{language}] {key} must be a number."


def sentences(text: str) -> list[Sentence]:
    """The sentences of a text, each as its words; a number with its groups, an address and l'article are one word."""
    plain = _ARABIC_MARKS.sub("", REFERENCE.sub("X", _ADDRESS.sub("X", text)))
    return [words for part in _SENTENCE_END.split(plain) if (words := _WORD.findall(part))]


def is_long(word: str) -> bool:
    """Whether LIX counts it: a part of it (after an apostrophe or hyphen) has more than six letters."""
    return not word[0].isdigit() and max(len(part) for part in re.split(r"['’-]", word)) > LONG_WORD_LETTERS


def lix(of: Iterable[Sentence]) -> float:
    """The LIX of these sentences; 0 for none."""
    counted = [*of]
    words = [word for sentence in counted for word in sentence]
    if not words:
        return 0.0
    return len(words) / len(counted) + 100.0 * sum(map(is_long, words)) / len(words)
