"""A scanner that types: its letters come as keys that nobody's finger has aimed at a field."""

from __future__ import annotations

import time
from collections.abc import Callable

from kiosk.pages.page import Field, FieldKind, Page

PAUSE_SECONDS = 0.7
"""After such a pause the next letter begins another code; a scanner types one in a fraction of it."""
MOST = 500


def code_part(page: Page) -> str:
    """The field that takes codes, or nothing."""
    fields = (block for block in page.blocks if isinstance(block, Field) and block.kind is FieldKind.CODE)
    return next((field.part for field in fields), "")


class Scanner:
    """Puts the letters of one code together."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._text = ""
        self._last = 0.0

    def type(self, letter: str) -> str:
        """The code so far, with this letter at its end."""
        now = self._now()
        if now - self._last > PAUSE_SECONDS:
            self._text = ""
        self._last = now
        self._text = (self._text + letter)[:MOST]
        return self._text
