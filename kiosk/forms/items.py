"""The nodes of a session, and how they hang together in the instances of its repeats."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.forms.graph import Cell
from kiosk.forms.shape import ROOT
from kiosk.forms.xpath.focus import Focus
from kiosk.forms.xpath.tree import Kind, Node


class Item(Node):
    """A node of a session's instance. `index` is that of its template.

    `text` is its effective value: a node that is not relevant reads as empty, and so does a choice that
    is no longer offered; what was answered there waits in `stored`. `own_relevant` and `own_readonly`
    are its own flags, before what it inherits; `holds` says whether its constraint does, None where that
    is not known yet.
    """

    __slots__ = ("frame", "holds", "own_readonly", "own_relevant", "readonly", "relevant", "required", "stored")

    frame: Frame
    stored: str
    relevant: bool
    own_relevant: bool
    required: bool
    readonly: bool
    own_readonly: bool
    holds: bool | None

    def place(self) -> int:
        """Its place among its like; an instance of a repeat knows it without looking."""
        frame = self.frame
        return frame.position if frame.range is not None and frame.node is self else super().place()


class Job:
    """A cell at one place: a thing to work out. `key` orders jobs, `focus` is kept from one time to the next."""

    __slots__ = ("cell", "focus", "key", "node")

    def __init__(self, cell: Cell, node: Item, key: int) -> None:
        self.cell = cell
        self.node = node
        self.key = key
        self.focus: Focus | None = None


class Frame:
    """All that is in no repeat, or one instance of a repeat, without the repeats inside.

    `members` are its nodes by template, `jobs` by place in the graph, `ranges` the repeats right
    inside. `serial` grows with every frame of a session; `position` counts instances from 1; 0 is an
    instance that was removed.
    """

    __slots__ = ("_path", "depth", "jobs", "members", "node", "parent", "position", "range", "ranges", "serial")

    node: Item

    def __init__(self, parent: Frame | None, around: Range | None, serial: int) -> None:
        self.parent = parent
        self.range = around
        self.depth: int = 0 if parent is None else parent.depth + 1
        self.serial = serial
        self.position = 1
        self.members: dict[int, Item] = {}
        self.jobs: dict[int, Job] = {}
        self.ranges: dict[int, Range] = {}
        self._path: str | None = None

    def climb(self, depth: int) -> Frame:
        """The frame around this one that has this depth."""
        frame = self
        while frame.depth > depth and frame.parent is not None:
            frame = frame.parent
        return frame

    def under(self, chain: tuple[int, ...]) -> Iterator[Frame]:
        """The frames inside this one of the last of the repeats in `chain`, in document order."""
        if len(chain) == self.depth:
            yield self
            return
        around = self.ranges.get(chain[self.depth])
        if around is not None:
            for frame in around.frames:
                yield from frame.under(chain)

    def inside(self) -> Iterator[Frame]:
        """This frame and all frames inside it."""
        yield self
        for around in self.ranges.values():
            for frame in around.frames:
                yield from frame.inside()

    @property
    def repeat(self) -> int:
        """The template of the repeat that this is an instance of, `ROOT` for what is in none."""
        return ROOT if self.range is None else self.range.repeat

    @property
    def path(self) -> str:
        """The path of the instance ("/data/house[1]/child[2]"), "" for what is in no repeat."""
        if self._path is None:
            self._path = f"{self.range.path}[{self.position}]" if self.range is not None else ""
        return self._path

    def renumber(self, position: int) -> None:
        """Give the instance another position."""
        self.position = position
        for frame in self.inside():
            frame._path = None


class Range:
    """The instances of a repeat at one place. `holder` is the node that they are children of.

    `ghost` stands where an instance would: what the repeat's own rules stand on. `spare` are the
    instances that the form itself holds, for a counted repeat to take up.
    """

    __slots__ = ("frame", "frames", "ghost", "holder", "repeat", "spare", "tail")

    def __init__(self, repeat: int, frame: Frame, holder: Item, tail: str) -> None:
        self.repeat = repeat
        self.frame = frame
        self.holder = holder
        self.tail = tail
        self.frames: list[Frame] = []
        self.spare: list[Node] = []
        self.ghost = Item(Kind.ELEMENT)
        self.ghost.index = repeat
        self.ghost.parent = holder
        self.ghost.frame = frame
        self.ghost.relevant = True

    @property
    def path(self) -> str:
        """The path of the instances without their position: "/data/house[1]/child"."""
        return self.frame.path + self.tail
