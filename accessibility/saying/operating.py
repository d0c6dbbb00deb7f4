"""How a person operates the kiosk, and what the voice tells them of it: at the beginning, and on each page."""

from __future__ import annotations

from enum import StrEnum

from accessibility.sentences import speakable
from accessibility.utterances import BLOCK_MS, Say, Script, Utterance
from kiosk.pages.page import Block, Cards, Choices, Documents, Field, Fields, Page, Ranking, Stepper
from kiosk.visit.preferences import Preferences, Scanning


class Manner(StrEnum):
    """By what the person chooses. Who touches what they see needs no instructions."""

    TOUCH = "touch"
    KEYS = "keys"
    EAR = "ear"
    ONE_SWITCH = "one"
    TWO_SWITCHES = "two"


_IN_SHORT = {
    Manner.KEYS: "speech.how.keys",
    Manner.EAR: "speech.how.ear",
    Manner.ONE_SWITCH: "speech.how.one",
    Manner.TWO_SWITCHES: "speech.how.two",
}
_AT_LENGTH = {
    Manner.KEYS: "speech.keys",
    Manner.EAR: "speech.by-ear",
    Manner.ONE_SWITCH: "speech.one",
    Manner.TWO_SWITCHES: "speech.two",
}
_ASKING = (Choices, Field, Fields, Ranking, Stepper, Cards, Documents)


def manner_of(preferences: Preferences, *, by_keys: bool) -> Manner:
    """What the settings say; without any, whether the focus was last moved by a key."""
    match preferences.scanning:
        case Scanning.ONE:
            return Manner.ONE_SWITCH
        case Scanning.TWO:
            return Manner.TWO_SWITCHES
    if preferences.by_ear:
        return Manner.EAR
    return Manner.KEYS if by_keys else Manner.TOUCH


def instructions(language: str, say: Say, manner: Manner) -> Script:
    """What is needed before the first choice by ear alone; nothing for who touches what they see."""
    key = _AT_LENGTH.get(manner)
    if key is None:
        return Script((), language)
    return Script((Utterance("", "", speakable(say(key)), language, pause_ms=BLOCK_MS),), language)


def in_short(page: Page, block: Block, say: Say, manner: Manner) -> tuple[Utterance, ...]:
    """Which keys choose, in one sentence, before the first block of the page that asks for something."""
    key = _IN_SHORT.get(manner)
    if key is None or next((b for b in page.blocks if isinstance(b, _ASKING)), None) is not block:
        return ()
    return (Utterance("", "", speakable(say(key)), page.language, pause_ms=BLOCK_MS),)
