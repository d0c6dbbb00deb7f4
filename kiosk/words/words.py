"""Look up the interface's words, and put values into them safely.

Catalogues are keyed by the full language code, because QLocale and gettext's own fall-backs would fold
`fr-x-falc` into French. Each message key must exist in every language; a test holds that.
"""

from __future__ import annotations

import gettext
import re
from functools import lru_cache
from pathlib import Path

from kiosk.errors import ParvisError
from kiosk.pages.page import Direction

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "parvis"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ku-arab", "ps", "ur"})
PLACEHOLDER = re.compile(r"\{(\w+)\}")
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


class WordsMissing(ParvisError):
    """The interface has no words in this language, or not this one."""


def direction_of(language: str) -> Direction:
    """The reading direction of a BCP 47 code, by its primary subtag and never by looking at text."""
    primary = language.lower().split("-")[0]
    return Direction.RTL if primary in RIGHT_TO_LEFT or language.lower() in RIGHT_TO_LEFT else Direction.LTR


def available() -> tuple[str, ...]:
    """The languages that the interface speaks, by code."""
    return tuple(sorted(path.parent.parent.name for path in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")))


@lru_cache(maxsize=16)
def _catalogue(language: str) -> gettext.GNUTranslations:
    path = LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    try:
        with path.open("rb") as stream:
            return gettext.GNUTranslations(stream)
    except OSError as error:
        raise WordsMissing(
            f"There are no interface words for '{language}'. Run `make words`, or take the language out of the pack."
        ) from error


class Words:
    """The words of one language. Texts are plain; values are inserted as they are, never interpreted."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.direction = direction_of(language)
        self._catalogue = _catalogue(language)

    def say(self, key: str, **values: str) -> str:
        """The text under `key`, with each `{name}` replaced by its value. Raises `WordsMissing`.

        In a right-to-left language each value is isolated, so that numbers and Latin names keep their place.
        """
        text = self._catalogue.gettext(key)
        if text == key:
            raise WordsMissing(f"The interface words for '{self.language}' lack '{key}'. Add it to its parvis.po.")
        if not values:
            return text
        return PLACEHOLDER.sub(lambda match: self.isolate(values[match.group(1)]), text)

    def speak(self, key: str, **values: str) -> str:
        """What the voice says for `key`: its `.spoken` wording, or the text itself."""
        return self.say(f"{key}.spoken" if self.has(f"{key}.spoken") else key, **values)

    def isolate(self, value: str) -> str:
        """The value so that it keeps its own direction inside a right-to-left text; as it is elsewhere.

        Without it, the three groups of a reference change places on an Arabic page.
        """
        if self.direction is Direction.RTL:
            return f"{FIRST_STRONG_ISOLATE}{value}{POP_ISOLATE}"
        return value

    def has(self, key: str) -> bool:
        """Whether there is a text under `key`: for the optional `.spoken` wordings."""
        return self._catalogue.gettext(key) != key
