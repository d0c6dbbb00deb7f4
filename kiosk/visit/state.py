"""The state of one visit, as frozen values. Everything on the screen follows from a `Visit`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.ports import Delivery
from kiosk.visit.attachments import Attachments, Tray
from kiosk.visit.preferences import Preferences


class Place(StrEnum):
    """Where in the building of pages the person stands."""

    FIRST = "first"
    HOME = "home"
    BEFORE = "before"
    QUESTION = "question"
    CHECK = "check"
    OUTCOME = "outcome"
    NEXT = "next"
    SLIP = "slip"
    TROUBLE = "trouble"


class Cover(StrEnum):
    """A page that lies over the place until the person leaves it; the place below is kept as it was."""

    HELP = "help"
    LANGUAGE = "language"
    TEXT_SIZE = "text-size"
    CONTRAST = "contrast"
    ALOUD = "aloud"
    STOP = "stop"
    IDLE = "idle"
    AWAY = "away"


class Trouble(StrEnum):
    """Why the person cannot go on here; the words for each are the page's."""

    NOT_KEPT = "not-kept"
    SEAL = "seal"
    LIMIT = "limit"
    BUSY = "busy"
    CLOSED = "closed"
    FORM = "form"


class Refusal(StrEnum):
    """Why an answer was not taken."""

    REQUIRED = "required"
    CONSTRAINT = "constraint"
    NUMBER = "number"
    WHOLE_NUMBER = "whole-number"
    DATE = "date"
    DATE_INCOMPLETE = "date-incomplete"
    MONTH = "month"
    MONTH_INCOMPLETE = "month-incomplete"
    YEAR = "year"
    TIME = "time"
    TIME_INCOMPLETE = "time-incomplete"
    TOO_LARGE = "too-large"
    UNREADABLE = "unreadable"


class Printing(StrEnum):
    """What became of the paper."""

    NOT_ASKED = "not-asked"
    PRINTED = "printed"
    FAILED = "failed"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Answer:
    """One entry of a journey's log: the question's path and its canonical value (empty: cleared)."""

    path: str
    value: str


SEARCH = "search"
"""The slot of what is typed to find an answer in a long list: it is no answer itself."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is typed and not yet taken: `slot` is empty, or names one of several fields ("day", "hour")."""

    path: str
    slot: str
    text: str


@dataclass(frozen=True, slots=True)
class Journey:
    """One form being answered.

    `answers` is the immutable log: the engine's session is derived from it by replay. `at` is the path of
    the question on the screen, `seen` are those that were on it. `fraction` is how far the bar stands; it falls only
    when the person goes back.
    `mending` is true while one answer is changed from "check your answers". `held` are the documents the
    person has, `missing` those they said they do not have yet. `attachments` are the files of the answers, `tray` is
    what is being made for the question on the screen.
    """

    service: str
    instance_id: str
    answers: tuple[Answer, ...] = ()
    drafts: tuple[Draft, ...] = ()
    at: str = ""
    seen: frozenset[str] = frozenset()
    fraction: float = 0.0
    refusal: Refusal | None = None
    why_open: bool = False
    mending: bool = False
    held: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    delivery: Delivery | None = None
    printing: Printing = Printing.NOT_ASKED
    attachments: Attachments = field(default_factory=Attachments)
    tray: Tray = field(default_factory=Tray)

    def draft(self, path: str, slot: str = "") -> str | None:
        """The text typed into a field and not yet taken, or None."""
        for draft in self.drafts:
            if draft.path == path and draft.slot == slot:
                return draft.text
        return None


@dataclass(frozen=True, slots=True)
class Visit:
    """One person's time at the kiosk, from first touch to wipe.

    `input_at` is the monotonic second of the last sign of life, `covered_at` that at which a cover began.
    `details_open`: the documents that may be asked for are listed on "before you start". `life_event` narrows
    the home screen, or is empty. `item` counts the slip's items when they are shown one a screen. `welcome` is
    true while the first screen still tells that the last visitor is forgotten. `ended` is final.
    """

    preferences: Preferences = field(default_factory=Preferences)
    place: Place = Place.FIRST
    cover: Cover | None = None
    life_event: str = ""
    service: str = ""
    details_open: bool = False
    journey: Journey | None = None
    trouble: Trouble | None = None
    item: int = 0
    submissions: int = 0
    slips: int = 0
    touched: bool = False
    input_at: float = 0.0
    covered_at: float = 0.0
    welcome: bool = False
    forwards: bool = True
    ended: bool = False
