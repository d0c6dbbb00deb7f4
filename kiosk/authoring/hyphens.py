"""Soft hyphens in long words, so that large type breaks them where a reader expects it.

U+00AD shows nothing until a line breaks there. The spoken script takes it out again.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyphen

SOFT_HYPHEN = "\u00ad"
LONG_WORD = 12
"""Letters from which a word may not fit a line at the largest size on an 8-inch tablet."""

_DICTIONARIES = {"fr": "fr", "en": "en_GB"}
_TOKEN = re.compile(r"\S+(?:[\u00a0\u202f][?!:;»])?")
_ADDRESS = re.compile(r"[@/\\_\d#=]|\w\.\w|^www\b", re.IGNORECASE)


@lru_cache(maxsize=4)
def _words_of(letters: int) -> re.Pattern[str]:
    """Words of so many letters; one less before a question mark or the like, which no line may leave behind
    (`gendarmerie ?`)."""
    return re.compile(rf"[^\W\d_]{{{letters},}}|\b[^\W\d_]{{{letters - 1}}}(?=[\u00a0\u202f][?!:;»])")


def hyphenate(text: str, language: str, letters: int = LONG_WORD) -> str:
    """`text` with soft hyphens in its words of 12 letters and more, at least 3 letters from either end.

    `letters` is another number for texts that stand in narrower room.

    French and English only (Arabic does not divide words). Web and e-mail addresses and anything with
    digits in it stay as they are, since people copy them; a word that has soft hyphens already, too.
    """
    dictionary, long_words = _dictionary(language.split("-")[0].lower()), _words_of(letters)
    if dictionary is None:
        return text

    def divide(token: re.Match[str]) -> str:
        word = token.group()
        if SOFT_HYPHEN in word or _ADDRESS.search(word):
            return word
        return long_words.sub(lambda letters: dictionary.inserted(letters.group(), SOFT_HYPHEN), word)

    return _TOKEN.sub(divide, text)


@lru_cache(maxsize=4)
def _dictionary(language: str) -> pyphen.Pyphen | None:
    if language not in _DICTIONARIES:
        return None
    import pyphen

    return pyphen.Pyphen(lang=_DICTIONARIES[language], left=3, right=3)
