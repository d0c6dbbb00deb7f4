"""Frozen pages as the plain maps that QML reads.

Keys are the field names in camelCase. A phrase's map has `text` (what is drawn), `name` (the same without
direction marks and soft hyphens, for assistive technology), `shift` (how many direction marks `text` has in
front of the phrase's own characters), `arabic` (whether the Arabic font draws it) and `private` (whether the
visitor's answer is in it).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from kiosk.pages.page import Action, Code, Phrase, Progress, Still, SummaryRow

Map = dict[str, Any]
Tokens = Callable[[str | bytes], str]

ARABIC_SCRIPT = frozenset({"ar", "arc", "ckb", "fa", "ks", "ps", "sd", "ug", "ur"})
RIGHT_TO_LEFT = ARABIC_SCRIPT | {"dv", "he", "yi"}
"""Primary language subtags by script and direction: the code decides, never the text (own-4)."""

_SOFT_HYPHEN = "\u00ad"
_LRM, _RLM = "\u200e", "\u200f"

NO_PHRASE = Phrase(part="", text="", language="")
NO_ACTION = Action(part="", label=NO_PHRASE)


def primary(language: str) -> str:
    """The primary subtag of a BCP 47 code: `fr` for `fr-x-falc`."""
    return language.split("-")[0].lower()


def _first_strong(text: str) -> str:
    """Direction of the first strongly directed character: `L`, `R`, or nothing."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind == "L":
            return "L"
        if kind in {"R", "AL"}:
            return "R"
    return ""


def phrase_map(phrase: Phrase | None) -> Map:
    """A phrase, or the empty one where there is none.

    Qt guesses a paragraph's direction from its first strong character; where that would contradict the
    language, an invisible mark goes in front.
    """
    phrase = phrase or NO_PHRASE
    code = primary(phrase.language)
    rightwards = code not in RIGHT_TO_LEFT
    strong = _first_strong(phrase.text)
    mark = ""
    if rightwards and strong == "R":
        mark = _LRM
    elif not rightwards and strong != "R" and phrase.text:
        mark = _RLM
    return {
        "part": phrase.part,
        "text": mark + phrase.text,
        "name": phrase.text.replace(_SOFT_HYPHEN, ""),
        "shift": len(mark),
        "arabic": code in ARABIC_SCRIPT,
        "private": phrase.private,
    }


def action_map(action: Action | None, tokens: Tokens = str) -> Map:
    """A button, or an empty one (`part` is then empty) where there is none."""
    return _dataclass_map(action or NO_ACTION, tokens)


def progress_map(progress: Progress | None) -> Map:
    """How far along; `phrase.text` is empty where the page shows no progress."""
    return {
        "phrase": phrase_map(progress.phrase if progress else None),
        "fraction": progress.fraction if progress else 0.0,
    }


def block_map(block: Any, tokens: Tokens) -> Map:
    """A block and everything in it. `tokens` turns a private payload into what may stand in a URL."""
    return _dataclass_map(block, tokens)


def _dataclass_map(value: Any, tokens: Tokens) -> Map:
    result: Map = {}
    for field in fields(value):
        member = getattr(value, field.name)
        head, *rest = field.name.split("_")
        result[head + "".join(word.capitalize() for word in rest)] = _plain(member, tokens)
    if isinstance(value, Code):
        del result["payload"]
        result["token"] = tokens(value.payload)
    if isinstance(value, SummaryRow):
        del result["still"]
        result["token"] = tokens(value.still) if value.still else ""
    if isinstance(value, Still):
        del result["content"]
        result["token"] = tokens(value.content)
    if isinstance(value, Action):
        result["toggle"] = value.on is not None
        result["on"] = bool(value.on)
    return result


def _plain(member: Any, tokens: Tokens) -> Any:
    if isinstance(member, Phrase):
        return phrase_map(member)
    if isinstance(member, Enum):
        return member.value
    if isinstance(member, tuple):
        return [_plain(item, tokens) for item in member]
    if is_dataclass(member):
        return _dataclass_map(member, tokens)
    return member
