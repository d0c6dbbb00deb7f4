"""The blocks in which a person answers: what is chosen, typed, put in order, stepped through, shown or drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.pages.phrases import Action, Phrase


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a closed question, a whole row to touch. `sample` is a swatch the view may draw:
    a palette or text-size name on the settings pages, else empty. `image` is the URL of a file of the pack to
    show over the label, or empty."""

    part: str
    label: Phrase
    hint: Phrase | None = None
    picture: str = ""
    chosen: bool = False
    sample: str = ""
    image: str = ""


class Arrangement(StrEnum):
    """How the answers of a closed question stand."""

    ROWS = "rows"
    """A tile each, in as many columns as fit."""
    STEPS = "steps"
    """Equal steps of one scale: side by side where their words fit, else one under the other."""
    PICTURES = "pictures"
    """A tile each, its image over its words."""
    POINTS = "points"
    """So many points out of so many: all up to the chosen one are filled."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The answers of a closed question. `legend` names the group for assistive technology and the voice."""

    part: str
    choices: tuple[Choice, ...]
    legend: Phrase
    multiple: bool = False
    arrangement: Arrangement = Arrangement.ROWS


class FieldKind(StrEnum):
    """How a typed answer is entered, and with which keys."""

    TEXT = "text"
    NAME = "name"
    MULTILINE = "multiline"
    NUMBERS = "numbers"
    INTEGER = "integer"
    DECIMAL = "decimal"
    EMAIL = "email"
    PHONE = "phone"
    SEARCH = "search"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the person may mean: `text` is offered, `whole` is what the field holds once it is taken."""

    text: str
    whole: str


@dataclass(frozen=True, slots=True)
class Field:
    """One line (or box) to type in. `value` is what was typed so far; it is always private.

    `group` is the sign that stands between thousands while one types, empty where none does. `latin`: what is typed
    here has Latin letters, whatever the page's language. `suggestions` stand over the keyboard, the best one first;
    they are as private as what is typed.
    """

    part: str
    label: Phrase
    value: str
    kind: FieldKind = FieldKind.TEXT
    invalid: bool = False
    max_length: int = 500
    group: str = ""
    latin: bool = False
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Fields:
    """Number fields that make one answer: day, month and year; hour and minute. Never a wheel."""

    part: str
    legend: Phrase
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class RankRow:
    """One thing to be put in order. `place` is its visible ordinal; `up` and `down` move it by one."""

    part: str
    place: str
    label: Phrase
    up: Action
    down: Action


@dataclass(frozen=True, slots=True)
class Ranking:
    """Things in the person's order, the first one first. `confirm` takes the order as it stands."""

    part: str
    legend: Phrase
    rows: tuple[RankRow, ...]
    confirm: Action


@dataclass(frozen=True, slots=True)
class Stepper:
    """A number of a scale, changed a step at a press. `value` is the number, or says that there is none yet.

    `low` and `high` are the scale's ends, `fraction` how far between them the value stands (0 to 1). `leaps` are the
    buttons that go several steps at once, or none.
    """

    part: str
    legend: Phrase
    value: Phrase
    answered: bool
    low: Phrase
    high: Phrase
    fraction: float
    less: Action
    more: Action
    leaps: tuple[Action, ...] = ()

    @property
    def actions(self) -> tuple[Action, ...]:
        """All its buttons."""
        return (self.less, self.more, *self.leaps)


@dataclass(frozen=True, slots=True)
class Viewfinder:
    """What the camera sees now; `live` once it sees. `mirrored` as in a looking-glass, for a picture of oneself.

    `count` is the number of seconds until a picture is taken by itself, or empty; a paragraph says it too.
    """

    part: str
    caption: Phrase
    live: bool = False
    mirrored: bool = False
    count: str = ""


@dataclass(frozen=True, slots=True)
class Still:
    """A picture of the person's own: `content` is a JPEG or PNG, `caption` what it is."""

    part: str
    content: bytes = field(repr=False)
    caption: Phrase


@dataclass(frozen=True, slots=True)
class Pad:
    """A white field to draw on with a finger. `ink` is what is drawn so far: an SVG path in thousandths of its width.

    `height` is a share of the width.
    """

    part: str
    label: Phrase
    ink: str = field(default="", repr=False)
    height: float = 0.5
