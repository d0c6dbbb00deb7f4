"""What happens to the keyboard itself as its keys are pressed: its page, and whether the next letter is a capital."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from accessibility.keyboard.keys import Act, Key, Leaf, Pad

SENTENCE_ENDS = ".!?؟\n"
WORD_STARTS = " -\n"


class Shift(StrEnum):
    """Whether the next letter is a capital: no; by itself, where one is due; the next one alone; all from here on.

    Each press goes one further, so that nothing has to be held or pressed twice in time. A capital that is due by
    itself is taken back by one press.
    """

    OFF = "off"
    DUE = "due"
    ONCE = "once"
    LOCKED = "locked"


_AFTER = {Shift.OFF: Shift.ONCE, Shift.DUE: Shift.OFF, Shift.ONCE: Shift.LOCKED, Shift.LOCKED: Shift.OFF}
_LEAVES = {Act.LETTERS: Leaf.LETTERS, Act.ACCENTS: Leaf.ACCENTS, Act.MORE: Leaf.MORE, Act.SYMBOLS: Leaf.SYMBOLS}


@dataclass(frozen=True, slots=True)
class Typing:
    """How the keyboard stands between two presses."""

    pad: Pad = Pad.TEXT
    leaf: Leaf = Leaf.LETTERS
    shift: Shift = Shift.OFF

    @property
    def capital(self) -> bool:
        """Whether letters are written and typed as capitals now."""
        return self.shift is not Shift.OFF


def begun(pad: Pad, before: str) -> Typing:
    """The keyboard as it rises; `before` is what stands in front of the cursor."""
    return moved(Typing(pad), before)


def pressed(typing: Typing, key: Key) -> Typing:
    """After this key, and before what it typed is known to stand there (see `moved`)."""
    if key.act is Act.SHIFT:
        return replace(typing, shift=_AFTER[typing.shift])
    if key.act in _LEAVES:
        return replace(typing, leaf=_LEAVES[key.act])
    if key.act is Act.SIGN:
        # An accent is one letter of a word: the others are on the page before.
        leaf = Leaf.LETTERS if typing.leaf in {Leaf.ACCENTS, Leaf.MORE} else typing.leaf
        return replace(typing, leaf=leaf, shift=Shift.LOCKED if typing.shift is Shift.LOCKED else Shift.OFF)
    return typing


def moved(typing: Typing, before: str) -> Typing:
    """The cursor stands after `before` now: a capital is due there, or is no more."""
    if typing.shift in {Shift.ONCE, Shift.LOCKED}:
        return typing
    return replace(typing, shift=Shift.DUE if due(typing.pad, before) else Shift.OFF)


def due(pad: Pad, before: str) -> bool:
    """Whether a capital begins here: each part of a name, the first word of a sentence; nothing else."""
    if pad is Pad.NAME:
        return not before or before[-1] in WORD_STARTS
    if pad not in {Pad.TEXT, Pad.LINES}:
        return False
    text = before.rstrip(" ")
    return not text or text[-1] == "\n" or (text != before and text[-1] in SENTENCE_ENDS)


def capital(sign: str) -> str:
    """The sign as a capital, where it has one of a single character."""
    large = sign.upper()
    return large if len(large) == 1 else sign
