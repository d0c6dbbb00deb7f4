"""Where an expression stands, and the world it can ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from kiosk.forms.xpath.budget import Budget
from kiosk.forms.xpath.moments import Zone
from kiosk.forms.xpath.tree import Node
from kiosk.forms.xpath.values import Value


class World(Protocol):
    """What an expression can ask besides the nodes around it. A session implements it."""

    @property
    def zone(self) -> Zone:
        """The local time zone."""
        ...

    @property
    def language(self) -> str:
        """The code of the form's language now: "fr-x-falc"; "" where the form has none."""
        ...

    @property
    def regex_seconds(self) -> float:
        """How long one regular expression may run."""
        ...

    def now(self) -> datetime:
        """The present moment, with a time zone."""
        ...

    def instance(self, name: str) -> Node | None:
        """The document of a secondary instance."""
        ...

    def itext(self, name: str) -> str:
        """The text with this itext id in the present language."""
        ...

    def choice_name(self, value: str, path: str, here: Node) -> str:
        """The label of the choice with this value, of the question at `path`; "" where there is none."""
        ...


class Focus:
    """The context of an evaluation (XPath 1.0, section 1): node, position, size; and the world.

    `origin` is the node that the whole expression stands on: what `current()` gives. `slots` hold what the
    expression's bound paths stand for here, a list of one node each (see `compile.Bound`); nobody
    changes those lists. `root` is where absolute paths start: unless given, the top of the tree that
    `origin` stands in. `budget` bounds the whole evaluation; it is there once something was counted.
    """

    __slots__ = ("budget", "node", "origin", "position", "root", "size", "slots", "world")

    def __init__(
        self,
        node: Node,
        world: World,
        origin: Node | None = None,
        position: int = 1,
        size: int = 1,
        *,
        slots: Sequence[Value] = (),
        root: Node | None = None,
    ) -> None:
        self.node = node
        self.world = world
        self.origin = origin or node
        self.position = position
        self.size = size
        self.slots = slots
        self.root = root
        self.budget: Budget | None = None

    def spend(self, steps: int) -> None:
        """Count steps of the evaluation. Raises `EvaluationTooLong`."""
        if self.budget is None:
            self.budget = Budget()
        self.budget.spend(steps)

    def within(self, size: int) -> Focus:
        """The focus of a predicate over so many nodes, for its caller to set `node` and `position` on.

        Counts one step; the caller counts more as it goes on. Raises `EvaluationTooLong`.
        """
        self.spend(1)
        inner = Focus(self.node, self.world, self.origin, 1, size, slots=self.slots, root=self.root)
        inner.budget = self.budget
        return inner


Closure = Callable[[Focus], Value]
