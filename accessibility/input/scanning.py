"""Scanning: a highlight goes from group to group and from control to control, and one press takes what it is on.

The state is frozen and changes by three events: `tick` (time moves the highlight, for one switch), `onward` (a first
switch moves it) and `choose` (the switch, or the second one, takes what is highlighted). Nothing here knows of time or
of a window: who drives it says when a tick is due (`accessibility.preferences.scan_seconds`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

CYCLES = 3
"""The scan rests after so many rounds without a choice, and begins again at a press (W 2.2.1)."""

ROUNDS_WITHIN = 2
"""So often it goes round inside a group; then it comes out again, since the group was perhaps taken by mistake."""


@dataclass(frozen=True, slots=True)
class Group:
    """Things that are highlighted together. Taking a group goes into it."""

    nodes: tuple[Node, ...]


Node = str | Group
"""A control by its part, or a group."""


def parts(node: Node) -> tuple[str, ...]:
    """The controls of a node, in order."""
    if isinstance(node, str):
        return (node,)
    return tuple(part for inner in node.nodes for part in parts(inner))


@dataclass(frozen=True, slots=True)
class Scan:
    """Where the highlight is: `path` leads from the root to it, index by index; `rounds` counts on this level."""

    root: Group
    path: tuple[int, ...] = (0,)
    rounds: int = 0
    resting: bool = False

    @property
    def there(self) -> Node | None:
        """What is highlighted; None while the scan rests, or where nothing can be."""
        return None if self.resting or not self.root.nodes else self._level().nodes[self.path[-1]]

    @property
    def steps(self) -> int:
        """How many steps a cycle has: all groups once, and once through the largest of them."""
        within = (len(node.nodes) for node in self.root.nodes if isinstance(node, Group))
        return len(self.root.nodes) + max(within, default=0)

    def tick(self) -> Scan:
        """Time is up for what is highlighted: on to the next."""
        if self.resting or not self.root.nodes:
            return self
        onward = self._next()
        if onward.path[-1]:
            return onward
        if len(self.path) > 1:
            return onward if onward.rounds < ROUNDS_WITHIN else self.out()
        return onward if onward.rounds < CYCLES else replace(onward, resting=True)

    def onward(self) -> Scan:
        """The person moves on. Past the last of a group is the group itself again; past the last of all, the first."""
        if self.resting:
            return self.awake()
        if not self.root.nodes:
            return self
        onward = self._next()
        return replace(onward, rounds=0) if onward.path[-1] or len(self.path) == 1 else self.out()

    def choose(self) -> tuple[Scan, str]:
        """The person takes what is highlighted: the scan after it, and the control to press, or nothing.

        A group is gone into. After a control the scan stands at the group it was in: what follows is near. Where the
        scan rests, it only wakes.
        """
        there = self.there
        if there is None:
            return self.awake(), ""
        if isinstance(there, Group):
            return replace(self, path=(*self.path, 0), rounds=0), ""
        return replace(self, path=self.path[:1], rounds=0), there

    def out(self) -> Scan:
        """Out of the group, to the group."""
        return replace(self, path=self.path[:-1] or (0,), rounds=0)

    def awake(self) -> Scan:
        """From the beginning."""
        return Scan(self.root)

    def over(self, root: Group) -> Scan:
        """The same scan over what stands on the glass now: it stays at its control, if that is still there."""
        if root == self.root:
            return self
        there = self.there
        if there is None:
            return replace(self, root=root, path=(0,))
        first = parts(there)[0]
        index = next((place for place, node in enumerate(root.nodes) if first in parts(node)), 0)
        return Scan(root, (index,), self.rounds if len(self.path) == 1 else 0)

    def _level(self) -> Group:
        group = self.root
        for index in self.path[:-1]:
            node = group.nodes[index]
            assert isinstance(node, Group)
            group = node
        return group

    def _next(self) -> Scan:
        place = self.path[-1] + 1
        if place < len(self._level().nodes):
            return replace(self, path=(*self.path[:-1], place))
        return replace(self, path=(*self.path[:-1], 0), rounds=self.rounds + 1)
