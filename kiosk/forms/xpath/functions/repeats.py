"""`indexed-repeat` (ODK XForms, Repeat Functions)."""

from __future__ import annotations

from kiosk.forms.errors import WrongArguments
from kiosk.forms.xpath.focus import Closure, Focus
from kiosk.forms.xpath.functions.registry import Arguments, lazy, nodes
from kiosk.forms.xpath.tree import Node
from kiosk.forms.xpath.values import Value, to_number


@lazy("indexed-repeat", 3, 7)
def _indexed_repeat(given: Arguments) -> Closure:
    if len(given.closures) % 2 == 0:
        raise WrongArguments("“indexed-repeat” needs an index after each repeat.", column=given.call.at + 1)
    wanted = given.closures[0]
    levels = list(zip(given.closures[1::2], given.closures[2::2], strict=True))

    column = given.call.at + 1

    def named(closure: Closure, focus: Focus) -> list[Node]:
        return nodes("indexed-repeat", closure(focus), column)

    def indexed_repeat(focus: Focus) -> Value:
        around: Node | None = None
        found = [(named(repeat, focus), index) for repeat, index in levels]
        # Outer repeats first, however they are given.
        for alike, index in sorted(found, key=lambda level: _depth(level[0])):
            instances = [node for node in alike if _is_in(node, around)]
            place = to_number(index(focus), focus.world.zone)
            # NaN is no place either.
            if not 1 <= place <= len(instances):
                return ""
            around = instances[int(place) - 1]
        return next((n.string() for n in named(wanted, focus) if _is_in(n, around)), "")

    return indexed_repeat


def _depth(alike: list[Node]) -> int:
    depth = 0
    here = alike[0].parent if alike else None
    while here is not None:
        depth += 1
        here = here.parent
    return depth


def _is_in(node: Node, around: Node | None) -> bool:
    here: Node | None = node
    while here is not None and here is not around:
        here = here.parent
    # Without anything around, we ended above the root: everything is in.
    return here is around
