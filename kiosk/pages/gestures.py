"""What a person can do to a page, whatever the device: touch, key, pad or switch."""

from __future__ import annotations

from dataclasses import dataclass


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


Gesture = Activated | Chosen | Edited
