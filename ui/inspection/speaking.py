"""What a page says, as the audit compares it with what it shows."""

from __future__ import annotations

import re
from functools import cache

from accessibility.audit.snapshot import Said, Voice
from accessibility.script import script
from accessibility.sentences import speakable
from accessibility.utterances import KEYS
from kiosk.pages.page import Page
from kiosk.words import Words

ON = ("speech.chosen", "speech.on", "speech.open")
OFF = ("speech.not-chosen", "speech.off", "speech.closed")
HOLE = "98765"
"""Stands in for a value while the pattern of a word is made: digits, as most values are."""


def voice(page: Page) -> Voice:
    """The page's script, and what of it only the voice may say."""
    if not page.language:
        return Voice(())
    said = script(page, Words(page.language).say).utterances
    additions, on, off = _additions(page.language)
    return Voice(tuple(Said(u.part, u.text, u.speech, u.language, u.private) for u in said), additions, on, off)


@cache
def _additions(language: str) -> tuple[tuple[str, ...], frozenset[str], frozenset[str]]:
    words = Words(language)

    def word(key: str) -> str:
        return speakable(words.say(key, **dict.fromkeys(KEYS[key], HOLE)))

    patterns = tuple(re.escape(word(key)).replace(HOLE, ".+") for key in KEYS)
    return patterns, frozenset(map(word, ON)), frozenset(map(word, OFF))
