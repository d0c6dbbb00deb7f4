"""What a person can do to a page, whatever the device: touch, key, pad or switch."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Activated:
    """A button, card or disclosure was pressed: `part` is its action's (or card's) part."""

    part: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice was pressed; a second press on a multiple choice takes it back."""

    part: str


@dataclass(frozen=True, slots=True)
class Edited:
    """A field now holds `text`."""

    part: str
    text: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finger went this way over a pad and was lifted: shares of the pad's width from its top left corner."""

    part: str
    stroke: tuple[tuple[float, float], ...] = field(repr=False)


Gesture = Activated | Chosen | Edited | Drawn
