"""What is typed in a terminal, as the value that a form keeps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from kiosk.forms import Choice, Question, QuestionKind

_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_CLOCK = re.compile(r"(\d{1,2})[:h](\d{2})")
_YES = frozenset(("y", "yes", "ok", "o", "oui"))
_NO = frozenset(("n", "no", "non"))


class NotUnderstood(Exception):
    """What was typed is no answer to the question; the message says what would be."""


def yes_or_no(typed: str) -> bool:
    """Whether "y" or "n" was typed. Raises `NotUnderstood`."""
    word = typed.strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise NotUnderstood("Type y for yes or n for no.")


def answer(typed: str, question: Question, choices: Sequence[Choice]) -> str:
    """The canonical value. Raises `NotUnderstood`."""
    text = typed.strip()
    match question.kind:
        case QuestionKind.SELECT_ONE:
            return one_of(text, choices).value
        case QuestionKind.SELECT_MULTIPLE | QuestionKind.RANK:
            return " ".join(dict.fromkeys(choice.value for choice in _several(text, choices)))
        case QuestionKind.ACKNOWLEDGE:
            return "OK" if yes_or_no(text) else ""
        case QuestionKind.INTEGER | QuestionKind.DECIMAL | QuestionKind.RANGE:
            return text.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
        case QuestionKind.DATE:
            return _day(text)
        case QuestionKind.TIME:
            return _clock(text)
        case QuestionKind.DATETIME:
            day, _, clock = text.replace("T", " ").partition(" ")
            return f"{_day(day)}T{_clock(clock)}"
        case QuestionKind.GEOPOINT:
            return " ".join(text.replace(",", " ").split())
        case QuestionKind.FILE:
            return PurePath(text).name
        case _:
            return typed


def one_of(text: str, choices: Sequence[Choice]) -> Choice:
    """The choice of this number, value or label. Raises `NotUnderstood`."""
    found = _matching(text, choices)
    if len(found) != 1:
        raise NotUnderstood(f"Type the number of one choice, from 1 to {len(choices)}.")
    return found[0]


def matching(text: str, choices: Sequence[Choice]) -> list[tuple[int, Choice]]:
    """The choices, with their numbers, whose label holds the text."""
    wanted = text.strip().casefold()
    return [(n, choice) for n, choice in enumerate(choices, 1) if wanted in choice.label.text.casefold()]


def _several(text: str, choices: Sequence[Choice]) -> list[Choice]:
    words = text.replace(",", " ").split()
    if not words:
        raise NotUnderstood("Type the numbers of your choices, with blanks between them.")
    return [one_of(word, choices) for word in words]


def _matching(text: str, choices: Sequence[Choice]) -> list[Choice]:
    # A value that is a number itself is meant before a number in the list: authors write scales so.
    by_value = [choice for choice in choices if choice.value == text]
    if by_value:
        return by_value[:1]
    if text.isdecimal() and len(text) < 10 and 1 <= int(text) <= len(choices):
        return [choices[int(text) - 1]]
    return [choice for choice in choices if choice.label.text.casefold() == text.casefold()]


def _day(text: str) -> str:
    match = _DAY.fullmatch(text)
    return f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}" if match else text


def _clock(text: str) -> str:
    match = _CLOCK.fullmatch(text)
    return f"{int(match[1]):02}:{match[2]}" if match else text
