"""Paths that always lead to one node, found by name, without a walk."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from kiosk.forms.ground import Read
from kiosk.forms.shape import Shape
from kiosk.forms.xpath.tree import Node


class Slot(NamedTuple):
    """A node that an expression begins a path at: the one member of this template in the frame of this depth
    around where the expression stands."""

    depth: int
    template: int


class Target(NamedTuple):
    """A template: as where a path begins, and as what is read; `group` where it has others inside."""

    slot: Slot
    read: Read
    group: bool


class PlainPaths:
    """The templates of a form by path, where that path means one node: written in full and outside of all repeats
    (inside, ODK XForms reads it as relative), or up and down again without entering one."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        count = Counter(shape.paths)
        self._unique = {path: index for index, path in enumerate(shape.paths) if count[path] == 1}
        self._targets: dict[int, Target] = {}
        self._absolute: dict[str, Target] = {}
        self._relative: dict[tuple[int, str], Target | None] = {}

    def element(self, path: str) -> Node | None:
        """The only template at an absolute path; None where there are more, or none."""
        index = self._unique.get(path)
        return self._shape.elements[index] if index is not None else None

    def all_at(self, paths: list[str], here: Node | None) -> list[Target] | None:
        """The templates at these paths, seen from the template `here`; None where one is not plain."""
        found = []
        for path in paths:
            target = self._absolute.get(path)
            if target is None:
                target = self._at(path) if path[0] == "/" else self._from(path, here)
                if target is None:
                    return None
            found.append(target)
        return found

    def standing(self, here: Node) -> Target:
        """A template, of which the reader reads the instance it stands on or under."""
        index = here.index
        target = self._targets.get(index)
        if target is None:
            depth = self._shape.depth(index)
            target = self._targets[index] = Target(Slot(depth, index), Read(index, depth, True), bool(here.children))
        return target

    def _at(self, path: str) -> Target | None:
        index = self._unique.get(path)
        if index is None or self._shape.chains[index]:
            return None
        target = self._absolute[path] = self.standing(self._shape.elements[index])
        return target

    def _from(self, path: str, here: Node | None) -> Target | None:
        around = here.parent if here is not None else None
        if around is None:
            return None
        # Siblings go up to the same node: each path is gone once for all of them.
        key = around.index, path
        if key not in self._relative:
            self._relative[key] = self._gone(path, around)
        return self._relative[key]

    def _gone(self, path: str, around: Node) -> Target | None:
        """Where a path leads whose first step up is made."""
        node: Node | None = around
        for name in path.split("/")[1:]:
            if node is None or node.index < 0:
                return None
            if name == "..":
                node = node.parent
                continue
            same = [child for child in node.children if child.local == name and not child.prefix]
            if len(same) != 1 or self._shape.chains[same[0].index] != self._shape.chains[node.index]:
                return None
            node = same[0]
        return self.standing(node) if node is not None and node.index >= 0 else None
