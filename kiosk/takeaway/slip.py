"""What a visitor leaves with: the same items on paper, in a QR code, on the screen to copy, and by voice."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.pages.page import Phrase

MAX_CODE_BYTES = 1000
"""A QR code of about 1,000 bytes (version 22-L) still reads from a screen with an old phone."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to remember: what it is, and the text. `picture` is a pictogram for the screen."""

    label: Phrase
    text: Phrase
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """All items, in the order in which they are read out."""

    title: Phrase
    items: tuple[Item, ...]

    def plain_text(self) -> str:
        """The slip as lines of text, for paper and code."""
        lines = [self.title.text]
        for item in self.items:
            lines += ["", item.label.text, item.text.text]
        return "\n".join(lines).replace("\u00ad", "") + "\n"

    def code(self) -> str:
        """The text for a QR code, cut at an item's end where it would not fit. Never empty."""
        text = self.title.text.replace("\u00ad", "")
        for item in self.items:
            longer = f"{text}\n\n{item.label.text}\n{item.text.text}".replace("\u00ad", "")
            if len(longer.encode()) > MAX_CODE_BYTES:
                break
            text = longer
        return text
