"""The state of one visit, as frozen values. Everything on the screen follows from a `Visit`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.ports import Delivery
from kiosk.visit import paths
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
    LISTEN = "listen"
    ALOUD = "aloud"
    TOUCH = "touch"
    KEYS = "keys"
    HEADPHONES = "headphones"
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
class Added:
    """An entry of a journey's log: the list at `path` has one entry more, at its end."""

    path: str


@dataclass(frozen=True, slots=True)
class Removed:
    """An entry of a journey's log: the list at `path` has lost its entry `index`, counted from 1."""

    path: str
    index: int


Logged = Answer | Added | Removed


@dataclass(frozen=True, slots=True)
class Fact:
    """What the person told about themselves, once: a term of the EU Core Person Vocabulary.

    `value` is canonical, `kind` says how the question that it answered is written: another may write it otherwise.
    """

    term: str
    value: str
    kind: str


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
    the question (or list of entries) on the screen, or "" for a journey come back to; `seen` are those that were on
    it. `fraction` is how far the bar stands; it falls only when the person goes back. `mending` is true while one
    answer is changed from "check your answers". `within` are the entries that are told one by one, outermost first:
    at the end of each its list is shown again. `removing` is the entry of the list on the screen that the person may
    want to remove, from 1, or 0. `offer` is a fact offered as the answer to the question on the screen (with no
    value: looked for, and none fits); `filled` are values put in by a fact that the person wants to change, not yet
    taken. `held` are the documents the person has, `missing` those they said they do not have yet. `attachments` are
    the files of the answers, `tray` is what is being made for the question on the screen.
    """

    service: str
    instance_id: str
    answers: tuple[Logged, ...] = ()
    drafts: tuple[Draft, ...] = ()
    at: str = ""
    seen: frozenset[str] = frozenset()
    fraction: float = 0.0
    refusal: Refusal | None = None
    why_open: bool = False
    mending: bool = False
    within: tuple[str, ...] = ()
    removing: int = 0
    offer: Answer | None = None
    filled: tuple[Answer, ...] = ()
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

    @property
    def told(self) -> str:
        """The value that "You told us ..." asks about on the screen; "" where it asks about none."""
        return self.offer.value if self.offer is not None and self.offer.path == self.at else ""

    def fill(self, path: str) -> str | None:
        """The value put into a question by a fact, and not yet taken, or None."""
        return next((answer.value for answer in self.filled if answer.path == path), None)

    def given(self) -> frozenset[str]:
        """The paths that have an answer in the log, as the lists stand now."""
        found: set[str] = set()
        for logged in self.answers:
            match logged:
                case Answer(path):
                    found.add(path)
                case Removed(listing, index):
                    moved = (paths.without(path, listing, index) for path in found)
                    found = {path for path in moved if path is not None}
                case Added():
                    pass
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Visit:
    """One person's time at the kiosk, from first touch to wipe.

    `input_at` is the monotonic second of the last sign of life, `covered_at` that at which a cover began.
    `details_open`: the documents that may be asked for are listed on "before you start". `life_event` narrows
    the home screen, or is empty. `journey` is the one under way, `others` are those begun and left for it, at most one
    a service. `facts` are what the person told about themselves, to be asked once in a visit. `explained` are the hard
    words that are open: the page's id, and the term's or "" for the list of the page's words. `item` counts the slip's
    items when they are shown one a screen. `welcome` is true while the first screen still tells that the last visitor
    is forgotten. `headphones`: they are in; `unplugged_at` is the monotonic second at which they were last pulled out,
    or None. `ended` is final.
    """

    preferences: Preferences = field(default_factory=Preferences)
    place: Place = Place.FIRST
    cover: Cover | None = None
    life_event: str = ""
    service: str = ""
    details_open: bool = False
    journey: Journey | None = None
    others: tuple[Journey, ...] = ()
    facts: tuple[Fact, ...] = ()
    trouble: Trouble | None = None
    explained: frozenset[tuple[str, str]] = frozenset()
    item: int = 0
    submissions: int = 0
    slips: int = 0
    touched: bool = False
    input_at: float = 0.0
    covered_at: float = 0.0
    welcome: bool = False
    headphones: bool = False
    unplugged_at: float | None = None
    forwards: bool = True
    ended: bool = False

    @property
    def told(self) -> bool:
        """Whether the person has told anything that this screen could give away."""
        journeys = (*self.others, *(() if self.journey is None else (self.journey,)))
        return bool(self.facts) or any(
            journey.answers or journey.drafts or journey.tray != Tray() for journey in journeys
        )

    def fact(self, term: str) -> Fact | None:
        """What is known under a term, or None."""
        return next((fact for fact in self.facts if fact.term == term), None)
