"""Order: what is read first stands first, and the focus goes the same way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from accessibility.audit.rule import Fault, Rule
from accessibility.audit.snapshot import Box, Control, Node, Picture, Role, Snapshot, Writing

SAME_ROW = 0.5
"""Of the lower one's height: what shares so much stands in one row."""

LEAVES = frozenset(
    {Role.BUTTON, Role.RADIO, Role.CHECK, Role.FIELD, Role.SLIDER, Role.LINK, Role.TEXT, Role.HEADING, Role.GRAPHIC}
)


def reading(page: Snapshot) -> Iterator[Fault]:
    """Going through the tree, nothing steps back: not up in its column, not towards the start in its row."""
    leaves = [node for node in page.nodes if node.role in LEAVES and not node.box.empty]
    for before, after in pairwise(leaves):
        if before.area == after.area and _steps_back(before.box, after.box, page):
            yield Fault(
                _part(page, after),
                f"Assistive technology reads {_part(page, after)} after {_part(page, before)}, which stands behind it.",
                "Write the items in reading order.",
                after.box,
            )


def focus(page: Snapshot) -> Iterator[Fault]:
    """The Tab key goes through the controls as the tree does, and backwards the other way round."""
    if page.focus is None:
        return
    order = {node.item: index for index, node in enumerate(page.nodes) if node.item >= 0}
    visited = [item for item in page.focus.forwards if item in order]
    yield from _jumps(page, visited, order, "Tab")
    if page.focus.backwards is not None and page.focus.came_round and page.focus.came_back:
        back = [item for item in page.focus.backwards if item in order]
        expected = list(dict.fromkeys(reversed(visited)))
        if list(dict.fromkeys(back)) != expected and set(back) == set(visited):
            yield Fault(
                "page",
                "The focus does not go back the way it came.",
                "Leave KeyNavigation out, or set it both ways.",
            )


def _jumps(page: Snapshot, visited: Sequence[int], order: dict[int, int], key: str) -> Iterator[Fault]:
    for before, after in pairwise(dict.fromkeys(visited)):
        if order[after] < order[before]:
            one, other = _named(page, before), _named(page, after)
            box = next((control.box for control in page.controls if control.item == after), None)
            yield Fault(
                other,
                f"{key} goes from {one} to {other}, which is read before it.",
                "Let the focus go in reading order: leave KeyNavigation out, and write the items in their order.",
                box,
            )


def _steps_back(before: Box, after: Box, page: Snapshot) -> bool:
    shared = -before.down(after)
    if shared >= SAME_ROW * min(before.height, after.height):
        if before.across(after) < 0:
            return False
        return after.left > before.left if page.right_to_left else after.left < before.left
    return after.bottom <= before.top and before.across(after) < 0


def _part(page: Snapshot, node: Node) -> str:
    return _named(page, node.item) or node.role.value


def _named(page: Snapshot, item: int) -> str:
    things: tuple[Control | Writing | Picture, ...] = (*page.controls, *page.writings, *page.pictures)
    return next((thing.part for thing in things if thing.item == item), "")


RULES = (
    Rule("order-reading", "EN 5.1.6.1/.2", "The accessibility tree goes in reading order.", reading),
    Rule("order-focus", "EN 5.1.6.1/.2", "The focus goes in reading order.", focus),
)
