"""Keys and boards: what is on the keyboard of the screen, and where, in columns and rows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What a key does. All but SIGN are also the names of their keys."""

    SIGN = "sign"
    SPACE = "space"
    BACKSPACE = "backspace"
    ENTER = "enter"
    SHIFT = "shift"
    LETTERS = "letters"
    ACCENTS = "accents"
    MORE = "more"
    SYMBOLS = "symbols"
    ORDER = "order"
    DONE = "done"


class Leaf(StrEnum):
    """Which of its pages a board shows."""

    LETTERS = "letters"
    ACCENTS = "accents"
    MORE = "more"
    SYMBOLS = "symbols"


class Pad(StrEnum):
    """Which keys a kind of answer needs."""

    TEXT = "text"
    LINES = "lines"
    NAME = "name"
    SEARCH = "search"
    EMAIL = "email"
    DIGITS = "digits"
    NUMBERS = "numbers"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Key:
    """One key. `face` is what is written on it, or `picture` what is drawn.

    `sign` is what a SIGN key types, or the order that an ORDER key goes over to.
    `x` and `width` are in columns, from the left whatever the reading direction; `row` counts from the top.
    """

    act: Act
    sign: str = ""
    face: str = ""
    picture: str = ""
    x: float = 0.0
    row: int = 0
    width: float = 1.0

    @property
    def name(self) -> str:
        """What the key is called in the program: its sign as it stands in the table, or what it does."""
        return self.sign if self.act is Act.SIGN else self.act.value


@dataclass(frozen=True, slots=True)
class Board:
    """The keys of one page of a keyboard, row by row from the top, each from left to right."""

    keys: tuple[Key, ...]
    columns: int
    rows: int
