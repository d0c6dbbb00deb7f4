"""The static dependency graph: what has to be worked out again when an answer changes, in which order.

A cell is one thing to work out: a node's relevance, value, choices, required or read-only flag, or
constraint. Cells are in an order in which each comes after all that it depends on, so that one pass
over those affected is enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from heapq import heapify, heappop, heappush

from kiosk.forms.binds import Bind
from kiosk.forms.choices import Itemset
from kiosk.forms.errors import DependencyCycle
from kiosk.forms.expression import Expression
from kiosk.forms.xpath.tree import Node


class Aspect(IntEnum):
    """What a cell works out."""

    RELEVANT = 0
    VALUE = 1
    CHOICES = 2
    REQUIRED = 3
    READONLY = 4
    CONSTRAINT = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing to work out: an aspect of the node with this index."""

    aspect: Aspect
    index: int
    expression: Expression


@dataclass(frozen=True, slots=True)
class Graph:
    """`cells` in order; `readers` of each node's value, as positions in `cells`.

    `calculation` and `choosing` give the position of a node's value and choices cell, `speaking` the
    cells that depend on the language. `loops` says that some relevances depend on one another.
    """

    cells: tuple[Cell, ...]
    readers: tuple[tuple[int, ...], ...]
    calculation: dict[int, int]
    choosing: dict[int, int]
    speaking: tuple[int, ...]
    loops: bool


def build(elements: Sequence[Node], binds: Sequence[Bind], itemsets: dict[int, Itemset]) -> Graph:
    """The graph of a form. Raises `DependencyCycle` with the paths of the cycle."""
    cells = list(_cells(binds, itemsets))
    after, loops_at = _edges(elements, cells)
    order, loops = _order(after, cells, elements, binds, loops_at)
    place = {old: new for new, old in enumerate(order)}
    readers: list[list[int]] = [[] for _ in elements]
    for new, old in enumerate(order):
        for index in cells[old].expression.reads:
            readers[index].append(new)
    return Graph(
        cells=tuple(cells[old] for old in order),
        readers=tuple(tuple(each) for each in readers),
        calculation={c.index: place[old] for old, c in enumerate(cells) if c.aspect is Aspect.VALUE},
        choosing={c.index: place[old] for old, c in enumerate(cells) if c.aspect is Aspect.CHOICES},
        speaking=tuple(new for new, old in enumerate(order) if cells[old].expression.speaks),
        loops=loops,
    )


def _cells(binds: Sequence[Bind], itemsets: dict[int, Itemset]) -> list[Cell]:
    found = []
    for index, bind in enumerate(binds):
        itemset = itemsets.get(index)
        for aspect, expression in (
            (Aspect.RELEVANT, bind.relevant),
            (Aspect.VALUE, bind.calculate),
            (Aspect.CHOICES, itemset.nodes if itemset is not None and itemset.nodes.reads else None),
            (Aspect.REQUIRED, bind.required),
            (Aspect.READONLY, bind.readonly),
            (Aspect.CONSTRAINT, bind.constraint),
        ):
            if expression is not None:
                found.append(Cell(aspect, index, expression))
    return found


def _edges(elements: Sequence[Node], cells: list[Cell]) -> tuple[list[set[int]], set[int]]:
    """For each cell, the cells that come after it; and the cells that depend on themselves."""
    at = {(cell.aspect, cell.index): number for number, cell in enumerate(cells)}
    makers: list[tuple[int, ...] | None] = [None] * len(elements)

    def decided_by(index: int) -> tuple[int, ...]:
        # What decides whether a node counts: its own relevance, and that of all around it.
        known = makers[index]
        if known is not None:
            return known
        chain = []
        node: Node | None = elements[index]
        while node is not None and node.index >= 0:
            number = at.get((Aspect.RELEVANT, node.index))
            if number is not None:
                chain.append(number)
            node = node.parent
        makers[index] = tuple(chain)
        return tuple(chain)

    after: list[set[int]] = [set() for _ in cells]
    loops: set[int] = set()
    for number, cell in enumerate(cells):
        sources: set[int] = set()
        for index in cell.expression.reads:
            sources.update(decided_by(index))
            for aspect in (Aspect.VALUE, Aspect.CHOICES):
                made = at.get((aspect, index))
                if made is not None and not (aspect is Aspect.CHOICES and made == number):
                    sources.add(made)
        if cell.aspect in (Aspect.VALUE, Aspect.CHOICES):
            sources.update(decided_by(cell.index))
        if number in sources and cell.aspect in (Aspect.RELEVANT, Aspect.VALUE):
            loops.add(number)
        for source in sources:
            if source != number:
                after[source].add(number)
    return after, loops


def _order(
    after: list[set[int]], cells: list[Cell], elements: Sequence[Node], binds: Sequence[Bind], loops_at: set[int]
) -> tuple[list[int], bool]:
    """The cells so that each comes after what it depends on, otherwise as the form has them."""
    for number in sorted(loops_at):
        path = elements[cells[number].index].path()
        raise DependencyCycle(_complaint((path, path)), cycle=(path, path), line=binds[cells[number].index].line)
    waiting = [0] * len(cells)
    for followers in after:
        for follower in followers:
            waiting[follower] += 1
    ready = [number for number, count in enumerate(waiting) if count == 0]
    heapify(ready)
    order: list[int] = []
    loops = False
    placed = [False] * len(cells)
    while len(order) < len(cells):
        if not ready:
            # What is left hangs on a cycle. Relevances that depend on one another are allowed, as
            # every other engine allows them; a value that depends on itself is not.
            ready.append(_released(after, cells, placed, elements, binds))
            loops = True
        number = heappop(ready)
        if placed[number]:
            continue
        placed[number] = True
        order.append(number)
        for follower in after[number]:
            waiting[follower] -= 1
            if waiting[follower] == 0 and not placed[follower]:
                heappush(ready, follower)
    return order, loops


def _released(
    after: list[set[int]], cells: list[Cell], placed: list[bool], elements: Sequence[Node], binds: Sequence[Bind]
) -> int:
    """The cell of a cycle that may go first. Raises `DependencyCycle` where a calculated value takes part."""
    before: list[list[int]] = [[] for _ in cells]
    for number, followers in enumerate(after):
        if not placed[number]:
            for follower in followers:
                if not placed[follower]:
                    before[follower].append(number)
    here = next(number for number, done in enumerate(placed) if not done)
    trail: list[int] = []
    seen: dict[int, int] = {}
    while here not in seen:
        seen[here] = len(trail)
        trail.append(here)
        # Every cell that is left waits for another that is left.
        here = min(before[here])
    cycle = list(reversed(trail[seen[here] :]))
    if any(cells[number].aspect is Aspect.VALUE for number in cycle):
        paths = [elements[cells[number].index].path() for number in cycle]
        paths = [path for place, path in enumerate(paths) if place == 0 or path != paths[place - 1]]
        closed = (*paths, paths[0]) if paths[-1] != paths[0] or len(paths) == 1 else tuple(paths)
        raise DependencyCycle(_complaint(closed), cycle=closed, line=binds[cells[cycle[0]].index].line)
    return min(cycle)


def _complaint(cycle: tuple[str, ...]) -> str:
    return f"A value depends on itself: {' → '.join(cycle)}. Break the circle by removing one of these references."
