"""The interface's own words: one gettext catalogue per language, looked up by key."""

from kiosk.words.words import Words, WordsMissing, available, direction_of

__all__ = ["Words", "WordsMissing", "available", "direction_of"]
