"""What pages are made of in the end: strings to read, and buttons to press."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Direction(StrEnum):
    """Reading direction, set by the language code and never guessed from the text."""

    LTR = "ltr"
    RTL = "rtl"


@dataclass(frozen=True, slots=True)
class Phrase:
    """One visible string.

    `language` is the BCP 47 code of this string (it may differ from the page's, e.g. a language's own
    name). `private` is true for an answer and for anything that derives from one: it is not spoken on
    the loudspeaker until the person allows it. `spoken` is what the voice says where that differs from
    `text` (vowelled Arabic, spelled acronyms); empty means the text itself. `recording` is the path of a file
    in which the author says it, or empty; the voice then plays that.
    """

    part: str
    text: str
    language: str
    private: bool = False
    spoken: str = ""
    recording: str = ""


class Style(StrEnum):
    """What a button is to the person: the one next thing, another way, a quiet link, or the end."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    QUIET = "quiet"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Action:
    """A button. `ready` is how it looks, not whether it answers: an unready Continue explains what is missing.

    `picture` names a pictogram, or is empty. `on` is the state of a toggle, or None for a plain button.
    """

    part: str
    label: Phrase
    style: Style = Style.SECONDARY
    picture: str = ""
    ready: bool = True
    on: bool | None = None
