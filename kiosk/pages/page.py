"""What one screen shows and says.

A page is built from a visit by the modules beside this one. The QML view renders its blocks in order;
`accessibility.script` reads the same blocks in the same order. Text arrives resolved in the visitor's
language: neither view nor voice ever looks a word up.

Every phrase and control carries a `part`, an identifier that is unique in the page and stable while
the page stays: the view uses it to light the spoken word and to report touches, tests to find things.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.pages.controls import (
    Arrangement,
    Choice,
    Choices,
    Field,
    FieldKind,
    Fields,
    Pad,
    Ranking,
    RankRow,
    Stepper,
    Still,
    Suggestion,
    Viewfinder,
)
from kiosk.pages.lexicon import NO_LEXICON, Lexicon
from kiosk.pages.phrases import Action, Direction, Phrase, Style

__all__ = [
    "Action",
    "Arrangement",
    "Block",
    "Buttons",
    "Card",
    "Cards",
    "Choice",
    "Choices",
    "Code",
    "Direction",
    "Disclosure",
    "Document",
    "Documents",
    "Fact",
    "Facts",
    "Field",
    "FieldKind",
    "Fields",
    "Heading",
    "Illustration",
    "Pad",
    "Page",
    "PageKind",
    "Paragraph",
    "Phrase",
    "Picture",
    "Pictures",
    "Progress",
    "RankRow",
    "Ranking",
    "Reference",
    "Step",
    "Stepper",
    "Steps",
    "Still",
    "Style",
    "Suggestion",
    "Summary",
    "SummaryRow",
    "Tone",
    "Viewfinder",
]


class PageKind(StrEnum):
    """Which screen this is; the view chooses its layout by it."""

    FIRST = "first"
    HOME = "home"
    BEFORE = "before"
    QUESTION = "question"
    CHECK = "check"
    OUTCOME = "outcome"
    NEXT = "next"
    SLIP = "slip"
    HELP = "help"
    LANGUAGE = "language"
    TEXT_SIZE = "text-size"
    CONTRAST = "contrast"
    LISTEN = "listen"
    TOUCH = "touch"
    KEYS = "keys"
    STOP = "stop"
    IDLE = "idle"
    AWAY = "away"
    ERASED = "erased"
    TROUBLE = "trouble"


class Tone(StrEnum):
    """The weight of a paragraph or notice."""

    LEAD = "lead"
    PLAIN = "plain"
    HELP = "help"
    NOTICE = "notice"
    WARNING = "warning"
    ERROR = "error"
    SUCCESS = "success"


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 1 is the page's one question or title; 2 a section."""

    phrase: Phrase
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. NOTICE, WARNING, ERROR and SUCCESS are framed and carry `picture`."""

    phrase: Phrase
    tone: Tone = Tone.PLAIN
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A quiet link-button that opens its text in place ("Why do we ask this?"), beside a `picture` where it has one."""

    action: Action
    body: Phrase
    open: bool = False
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document to bring: picture, title, original or copy, where to get it, and two answers about it."""

    part: str
    picture: str
    title: Phrase
    form: Phrase
    where: Phrase | None
    have: Action
    not_yet: Action


@dataclass(frozen=True, slots=True)
class Documents:
    """The exact list for this person."""

    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A question, the answer given, and the button that changes it (None where nothing can be changed).

    `still` is the picture that was given as the answer (JPEG or PNG), to be shown small; else empty.
    """

    part: str
    question: Phrase
    answer: Phrase
    change: Action | None
    still: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Summary:
    """Check your answers."""

    rows: tuple[SummaryRow, ...]


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """One of several that were told one by one: its visible ordinal, its name, and what can be done with it."""

    part: str
    number: str
    name: Phrase
    change: Action
    remove: Action


@dataclass(frozen=True, slots=True)
class Listed:
    """What was told so far, entry by entry."""

    entries: tuple[ListedEntry, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `number` is the visible ordinal, already in the language's digits."""

    part: str
    number: str
    text: Phrase
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """What to do, in order."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled value with a pictogram: cost, time, who for."""

    part: str
    picture: str
    label: Phrase
    value: Phrase


@dataclass(frozen=True, slots=True)
class Facts:
    """Short labelled values."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A large tile that opens something: a service, a life event, a language."""

    part: str
    title: Phrase
    text: Phrase | None = None
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Cards:
    """Tiles, in as many columns as fit. `compact` tiles are one line high (languages)."""

    cards: tuple[Card, ...]
    compact: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A pictogram that teaches or invites. `caption` is also its spoken alternative."""

    picture: str
    caption: Phrase


@dataclass(frozen=True, slots=True)
class Pictures:
    """What can be done here, in two or three pictures."""

    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Illustration:
    """An image of the pack that goes with the question: `image` is its URL, `alternative` its words, which the
    view does not draw."""

    part: str
    image: str
    alternative: Phrase


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code: `payload` is what a phone reads, `caption` what it is for."""

    part: str
    payload: str
    caption: Phrase


@dataclass(frozen=True, slots=True)
class Reference:
    """The nine-digit reference, large. `phrase.spoken` spells it digit by digit."""

    label: Phrase
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Buttons:
    """Buttons inside the body of a page (as opposed to Back and Continue below it)."""

    actions: tuple[Action, ...]


Block = (
    Heading
    | Paragraph
    | Choices
    | Field
    | Fields
    | Ranking
    | Stepper
    | Disclosure
    | Documents
    | Summary
    | Listed
    | Steps
    | Facts
    | Cards
    | Pictures
    | Illustration
    | Code
    | Reference
    | Viewfinder
    | Still
    | Pad
    | Buttons
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far along: words for the person, and a fraction from 0 to 1 for the bar."""

    phrase: Phrase
    fraction: float


@dataclass(frozen=True, slots=True)
class Page:
    """A whole screen. `id` changes exactly when the person moves to another screen.

    `town` and `title` stand in the top bar; `back` and `forward` below the blocks (None where there is
    nowhere to go); `bar` holds the six buttons of the bottom bar, always in the same order, empty on
    screens that cover everything. `voice` holds the small buttons that steer the voice (pause, again,
    slower, faster, softer, louder) and a scan, shown as one strip above the bottom bar while the person listens or
    scans; help has one there that brings the page down. `mark` is the quiet "demonstration" sign, or None. `status` is
    the one quiet line about the network, or None. `curtain` is the one sentence that stands on the dark screen while
    the person has it hidden, or None. `forwards` says from which side the page comes in. `lexicon` tells the voice how
    the pack's acronyms and foreign words are said.
    """

    id: str
    kind: PageKind
    language: str
    direction: Direction
    town: Phrase
    title: Phrase
    blocks: tuple[Block, ...]
    progress: Progress | None = None
    back: Action | None = None
    forward: Action | None = None
    bar: tuple[Action, ...] = ()
    voice: tuple[Action, ...] = ()
    mark: Phrase | None = None
    status: Phrase | None = None
    curtain: Phrase | None = None
    forwards: bool = True
    lexicon: Lexicon = NO_LEXICON
