"""What the audit looks at: one page as it stood on the glass, frozen.

All lengths are device pixels of the window; `Glass.dpi` turns them into millimetres. A snapshot holds no Qt object,
so that rules can be tested without a window, and can be sent from one process to another.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from accessibility.metrics import millimetres


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the glass."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height

    @property
    def empty(self) -> bool:
        """Whether nothing of it can be seen."""
        return self.width <= 0 or self.height <= 0

    def across(self, other: Box) -> float:
        """The free distance sideways, negative where they share columns."""
        return max(self.left - other.right, other.left - self.right)

    def down(self, other: Box) -> float:
        """The free distance up and down, negative where they share rows."""
        return max(self.top - other.bottom, other.top - self.bottom)

    def gap(self, other: Box) -> float:
        """The free distance along the axis that separates them, negative where they overlap."""
        return max(self.across(other), self.down(other))

    def holds(self, other: Box, slack: float = 0.0) -> bool:
        """Whether the other lies inside, give or take `slack`."""
        return (
            other.left >= self.left - slack
            and other.top >= self.top - slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )

    def cut(self, other: Box) -> Box:
        """What the two have in common; empty where that is nothing."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        right, bottom = min(self.right, other.right), min(self.bottom, other.bottom)
        return Box(left, top, max(0.0, right - left), max(0.0, bottom - top))

    def scaled(self, by: float) -> Box:
        """Where it stands in a picture of another size."""
        return Box(self.left * by, self.top * by, self.width * by, self.height * by)

    def mirrored(self, width: float) -> Box:
        """Where it would stand on glass of that width seen in a looking-glass."""
        return Box(width - self.right, self.top, self.width, self.height)


class Role(StrEnum):
    """What assistive technology is told that something is; `OTHER` where the audit has no opinion."""

    BUTTON = "button"
    RADIO = "radio button"
    CHECK = "check box"
    FIELD = "text field"
    SLIDER = "slider"
    LINK = "link"
    TEXT = "text"
    HEADING = "heading"
    GRAPHIC = "picture"
    GROUP = "group"
    LIST = "list"
    ITEM = "list item"
    PROGRESS = "progress bar"
    PANE = "pane"
    WINDOW = "window"
    OTHER = "other"
    NONE = "none"


OPERABLE = frozenset({Role.BUTTON, Role.RADIO, Role.CHECK, Role.FIELD, Role.SLIDER, Role.LINK})
"""Roles that promise that something can be done with it."""


@dataclass(frozen=True, slots=True)
class Node:
    """One entry of the accessibility tree, in the tree's order. `item` is the number of its item, -1 for none; `area`
    that of what scrolls around it."""

    role: Role
    name: str
    box: Box
    item: int = -1
    area: int = -1
    depth: int = 0
    description: str = ""
    focusable: bool = False
    checkable: bool = False
    checked: bool = False


class Kind(StrEnum):
    """How a thing is operated, seen from its code: what it inherits."""

    BUTTON = "button"
    FIELD = "field"
    SLIDER = "slider"
    MOUSE = "mouse area"
    TAP = "tap handler"


@dataclass(frozen=True, slots=True)
class Control:
    """Something that can be operated. `box` is whole, `seen` what its ancestors do not cut off.

    `item` numbers the item, `part` names it for people. `node` is its place in the tree, -1 where it is not in it.
    `area` is the number of the scrolling area around it, -1 where it stands still. `looks` are all the things by which
    its state could be told without colour: pictures, weights, widths of borders. `edge` is the contrast of its edge
    (or its fill) with what is around it, 1.0 where there is none, None where nobody looked. `invalid`: the page says
    that what stands in it is wrong.
    """

    item: int
    part: str
    kind: Kind
    box: Box
    seen: Box
    node: int = -1
    area: int = -1
    type_name: str = ""
    focusable: bool = True
    checkable: bool = False
    on: bool = False
    invalid: bool = False
    looks: frozenset[str] = frozenset()
    edge: float | None = None


@dataclass(frozen=True, slots=True)
class Writing:
    """A text on the glass. `needed` is the size that its layout asked for. `lines` counts the characters of each line.

    `control` is the number of the control that it stands in, `frame` the visible frame around it, if any. `breaks` is
    how many lines end inside a word without a hyphen. `private`: the visitor's own words are in it. `contrast` is
    measured from pixels, None where it was not looked at. `size` is the font's, in pixels.
    """

    item: int
    part: str
    text: str
    box: Box
    needed: tuple[float, float]
    control: int = -1
    area: int = -1
    frame: Box | None = None
    clip: Box | None = None
    cut: bool = False
    breaks: int = 0
    lines: tuple[int, ...] = ()
    alignment: str = "start"
    language: str = ""
    private: bool = False
    editable: bool = False
    bold: bool = False
    underlined: bool = False
    size: float = 0.0
    node: int = -1
    contrast: float | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """An image. `node` is its own (or its frame's) place in the tree; `decoration`: it is marked as saying nothing."""

    item: int
    part: str
    source: str
    box: Box
    control: int = -1
    node: int = -1
    area: int = -1
    decoration: bool = False
    contrast: float | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """Something that scrolls. `by_finger`: a drag moves it. `buttons`: controls that say that they move it."""

    item: int
    part: str
    box: Box
    content: tuple[float, float]
    by_finger: bool = True
    buttons: int = 0


@dataclass(frozen=True, slots=True)
class Handler:
    """Something that waits for a movement of fingers. `alternative`: its part has another way without it."""

    part: str
    type_name: str
    box: Box
    fingers: int = 1
    drag: bool = False
    alternative: bool = False


@dataclass(frozen=True, slots=True)
class Focus:
    """Where the Tab key went from the page's start, by item: forwards, then backwards; `home`: it came round."""

    forwards: tuple[int, ...]
    backwards: tuple[int, ...] | None = None
    came_round: bool = True
    came_back: bool = True


@dataclass(frozen=True, slots=True)
class Ring:
    """What changes on the glass when a control takes the focus: pixels that change by 3:1 or more, and where.

    `area` counts them; `sides` tells how thick they stand above, below, left and right of the middle, in pixels.
    `best` is the greatest contrast between before and after.
    """

    item: int
    part: str
    box: Box
    area: int
    sides: tuple[float, float, float, float]
    best: float
    first: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One utterance: `text` is the string on the glass that it says, empty where only the voice says it.

    `private`: it says an answer, which may be in any language.
    """

    part: str
    text: str
    speech: str
    language: str
    private: bool = False


@dataclass(frozen=True, slots=True)
class Voice:
    """What a page says. `additions` are patterns (regular expressions) of what only the voice says."""

    said: tuple[Said, ...]
    additions: tuple[str, ...] = ()
    on_words: frozenset[str] = frozenset()
    off_words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Glass:
    """The screen and the settings under which the page was looked at."""

    width: int
    height: int
    dpi: float
    text_size: str = ""
    palette: str = ""
    language: str = ""
    extra: str = ""

    @property
    def box(self) -> Box:
        """All of it."""
        return Box(0, 0, self.width, self.height)

    def mm(self, pixels: float) -> float:
        """A length on it, in millimetres."""
        return millimetres(pixels, self.dpi)

    @property
    def label(self) -> str:
        """In words, for a report."""
        words = (self.language, self.text_size, self.palette, f"{self.width}x{self.height}", self.extra)
        return ", ".join(word for word in words if word)


@dataclass(frozen=True, slots=True)
class Twin:
    """Where an item stands when only the page's reading direction is turned round, and to which side a text goes."""

    item: int
    box: Box
    alignment: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One page on one glass. What nobody looked at is None, and the rules that need it keep silent."""

    page: str
    kind: str
    glass: Glass
    right_to_left: bool = False
    least_contrast: float = 4.5
    controls: tuple[Control, ...] = ()
    writings: tuple[Writing, ...] = ()
    pictures: tuple[Picture, ...] = ()
    areas: tuple[Area, ...] = ()
    handlers: tuple[Handler, ...] = ()
    nodes: tuple[Node, ...] = ()
    focus: Focus | None = None
    rings: tuple[Ring, ...] = ()
    voice: Voice | None = None
    twin: tuple[Twin, ...] | None = None
    languages: tuple[str, ...] = field(default=())
    """The languages that its texts may be in; empty where nobody knows."""
