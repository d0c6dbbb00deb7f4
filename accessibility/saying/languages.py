"""Whose habits a text is said by, and in which script its language is written."""

from __future__ import annotations

import re
from functools import cache

from accessibility.saying.habits import PLAIN, Habits

SCRIPTS = {
    "latin": "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff",
    "arabic": "\u0620-\u064a\u0671-\u06d3\u0750-\u077f",
    "cyrillic": "\u0400-\u04ff",
    "greek": "\u0370-\u03ff",
    "hebrew": "\u05d0-\u05ea",
}
"""Ranges of letters, for a class of a regular expression."""
_MARKS = "\u0300-\u036f\u064b-\u065f\u0670\u0591-\u05c7"
_JOINING = r"0-9'’&.\-"
_OF = {"ar": "arabic", "fa": "arabic", "ur": "arabic", "ps": "arabic", "he": "hebrew", "el": "greek"}
_OF |= dict.fromkeys(("ru", "uk", "bg", "sr", "be", "mk"), "cyrillic")


@cache
def habits_of(language: str) -> Habits:
    """The habits of a BCP 47 code, by its primary subtag. Loads only the language that is asked for."""
    match language.split("-")[0]:
        case "fr":
            from accessibility.saying.french import French

            return French()
        case "de":
            from accessibility.saying.german import German

            return German()
        case "en":
            from accessibility.saying.english import English

            return English()
        case "ar":
            from accessibility.saying.arabic import Arabic

            return Arabic()
        case _:
            return PLAIN


def script_of(language: str) -> str:
    """The script of a language's ordinary writing."""
    return _OF.get(language.split("-")[0], "latin")


@cache
def words_in(script: str) -> re.Pattern[str]:
    """Finds words of this script with what joins them to an address: a house number or postal code before, and commas.

    A number after them is theirs only where nothing of the text around follows it.
    """
    letters = SCRIPTS[script]
    word = rf"[{letters}][{letters}{_MARKS}{_JOINING}]*"
    number = r"(?<![\w.,:/])\d{1,5}"
    return re.compile(rf"(?:{number}\s)?{word}(?:,?\s(?:{number}\s)?{word})*(?:,?\s\d{{1,5}}(?=\s*(?:[.,;!?)]|$)))?")
