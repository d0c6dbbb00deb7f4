"""What scanning goes through: the controls on the glass, put into rows, and rows into few enough groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from accessibility.input.scanning import Group, Node

FEW = 5
"""So many controls are gone through one by one; more are gone through row by row."""

MANY = 9
"""More rows than this are bundled: a round of a dozen steps is a long wait for one that was missed."""

BUNDLE = 4


@dataclass(frozen=True, slots=True)
class Target:
    """A control on the glass, in reading order. `region` is where it belongs: the page, its bar, the keyboard.

    Lengths are pixels of the window, or of anything else that is the same for all.
    """

    part: str
    region: str
    top: float
    height: float


KEYBOARD = "keyboard"
"""The region that is gone through first while it is there: who types wants letters."""


def tree(targets: Sequence[Target], room: float = float("inf")) -> Group:
    """The groups that a scan goes through. What stands side by side is a row; rows keep the reading order.

    While the keyboard is up its rows come first, and all the rest is one group behind them. What is bundled is not
    higher than `room`: it is seen as one.
    """
    keys = [target for target in targets if target.region == KEYBOARD]
    page = [target for target in targets if target.region != KEYBOARD]
    if not keys:
        return Group(_nodes(page, room))
    rest = _whole(_nodes(page, room))
    return Group((*_rows(keys), *rest))


def _nodes(targets: Sequence[Target], room: float) -> tuple[Node, ...]:
    if len(targets) <= FEW:
        return tuple(target.part for target in targets)
    rows = list(_rows_of(targets))
    if len(rows) <= MANY:
        return tuple(_row(row) for row in rows)
    return tuple(_bundles(rows, room))


def _whole(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    return (Group(nodes),) if len(nodes) > 1 else nodes


def _rows(targets: Sequence[Target]) -> Iterator[Node]:
    return (_row(row) for row in _rows_of(targets))


def _rows_of(targets: Sequence[Target]) -> Iterator[list[Target]]:
    """Runs of neighbours of one region that share more than half of their height."""
    row: list[Target] = []
    for target in targets:
        if row and not _beside(row[-1], target):
            yield row
            row = []
        row.append(target)
    if row:
        yield row


def _row(row: Sequence[Target]) -> Node:
    return row[0].part if len(row) == 1 else Group(tuple(target.part for target in row))


def _beside(one: Target, other: Target) -> bool:
    if one.region != other.region:
        return False
    shared = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    return shared > 0.5 * min(one.height, other.height)


def _bundles(rows: Sequence[list[Target]], room: float) -> Iterator[Node]:
    """Single controls one under the other, some at a time; rows stay as they are."""
    run: list[Target] = []
    for row in rows:
        single = len(row) == 1
        if run and not (single and _fits(run, row[0], room)):
            yield from _whole(tuple(target.part for target in run))
            run = []
        if single:
            run.append(row[0])
        else:
            yield _row(row)
    if run:
        yield from _whole(tuple(target.part for target in run))


def _fits(run: Sequence[Target], target: Target, room: float) -> bool:
    if len(run) == BUNDLE or target.region != run[0].region:
        return False
    return target.top + target.height - run[0].top <= room
