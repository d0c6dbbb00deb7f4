"""What a person means by a touch. A page pairs each of its buttons with one of these; the conductor carries it out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.visit.preferences import Palette, Preferences, TextSize
from kiosk.visit.state import Cover


class Plain(StrEnum):
    """Intents that need nothing but their name."""

    START = "start"
    HOME = "home"
    BEGIN = "begin"
    CONTINUE = "continue"
    BACK = "back"
    WHY = "why"
    DETAILS = "details"
    CHANGE_TOLD = "change-told"
    ADD_ENTRY = "add-entry"
    REMOVE_ENTRY = "remove-entry"
    SUBMIT = "submit"
    TAKE = "take"
    PRINT = "print"
    UNCOVER = "uncover"
    ERASE = "erase"
    MOTION = "motion"
    RESET = "reset"


class Tool(StrEnum):
    """What is done to the tray on which a picture, a signature or a file is made ready."""

    TAKE = "take"
    SOON = "soon"
    AGAIN = "again"
    WITHOUT = "without"
    UNDO = "undo"
    CLEAR = "clear"
    WRITE = "write"
    DRAW = "draw"


class Voice(StrEnum):
    """What the voice is told to do."""

    TOGGLE = "toggle"
    PAUSE = "pause"
    AGAIN = "again"
    SENTENCE = "sentence"
    SLOWER = "slower"
    FASTER = "faster"
    SOFTER = "softer"
    LOUDER = "louder"
    ALLOW_ANSWERS = "allow-answers"
    KEEP_ANSWERS_QUIET = "keep-answers-quiet"


@dataclass(frozen=True, slots=True)
class OpenLifeEvent:
    """Show the services of one life event; empty shows all."""

    life_event: str


@dataclass(frozen=True, slots=True)
class OpenService:
    """Read what the service gives before it starts."""

    service: str


@dataclass(frozen=True, slots=True)
class Choose:
    """Take (or, of several, take back) one answer of a closed question."""

    path: str
    value: str
    multiple: bool


@dataclass(frozen=True, slots=True)
class Type:
    """Write into a field; `slot` is empty, or names one of several fields ("day", "hour")."""

    path: str
    slot: str


@dataclass(frozen=True, slots=True)
class Put:
    """Take this canonical value as the answer; empty takes the answer back. The page has worked it out: one step
    more, another order."""

    path: str
    value: str


@dataclass(frozen=True, slots=True)
class Ink:
    """Draw on the pad of this question."""

    path: str


@dataclass(frozen=True, slots=True)
class Pick:
    """Take this file of the stick."""

    key: str


@dataclass(frozen=True, slots=True)
class Mend:
    """Change one answer."""

    path: str


@dataclass(frozen=True, slots=True)
class TellEntry:
    """Go through the questions of one entry of the list on the screen, counted from 1."""

    index: int


@dataclass(frozen=True, slots=True)
class AskRemoval:
    """Ask whether this entry of the list on the screen is to be removed, counted from 1; 0 takes the question back."""

    index: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Have this document, or not yet."""

    evidence: str
    held: bool


@dataclass(frozen=True, slots=True)
class ShowItem:
    """Show one item of the slip, to copy."""

    item: int


@dataclass(frozen=True, slots=True)
class Explain:
    """Open or close the meaning of a hard word of this page; with no term, the list of all of them."""

    page: str
    term: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """Lay a page over the place."""

    cover: Cover


@dataclass(frozen=True, slots=True)
class Speak:
    """Change the language."""

    language: str


@dataclass(frozen=True, slots=True)
class Size:
    """Change the text size."""

    text_size: TextSize


@dataclass(frozen=True, slots=True)
class Colour:
    """Change the palette."""

    palette: Palette


@dataclass(frozen=True, slots=True)
class Prefer:
    """Have these settings from now on: the page has worked out what one of them becomes."""

    preferences: Preferences


Intent = (
    Plain
    | Tool
    | Voice
    | OpenLifeEvent
    | OpenService
    | Choose
    | Put
    | Type
    | Ink
    | Pick
    | Mend
    | TellEntry
    | AskRemoval
    | Mark
    | ShowItem
    | Explain
    | Open
    | Speak
    | Size
    | Colour
    | Prefer
)
