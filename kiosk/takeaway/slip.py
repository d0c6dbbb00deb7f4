"""What a visitor leaves with: the same items on paper, in a QR code, on the screen to copy, and by voice."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.pages.page import Phrase

_MARKS = dict.fromkeys((0x00AD, 0x2066, 0x2067, 0x2068, 0x2069))

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

    def codes(self) -> tuple[str, ...]:
        """The slip as texts for QR codes, each under `MAX_CODE_BYTES` and cut only between items.

        Every item is in one of them; an item that is too long by itself gets a code of its own.
        """
        title = _plain(self.title.text)
        texts: list[str] = []
        text = title
        for item in self.items:
            lines = f"\n\n{_plain(item.label.text)}\n{_plain(item.text.text)}"
            if len((text + lines).encode()) > MAX_CODE_BYTES and text != title:
                texts.append(text)
                text = title
            text += lines
        return (*texts, text)


def _plain(text: str) -> str:
    """Without the marks that only a screen needs: soft hyphens and direction isolates."""
    return text.translate(_MARKS)
