"""The order in which the cells of a form are worked out, and the circles that forbid one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from heapq import heappop, heappush

from kiosk.forms.binds import Bind, constant
from kiosk.forms.errors import DependencyCycle
from kiosk.forms.expression import Expression
from kiosk.forms.graph import Aspect, Cell
from kiosk.forms.shape import Shape


def cells_of(
    binds: Sequence[Bind], itemsets: Mapping[int, Expression], counts: Mapping[int, Expression], shape: Shape
) -> list[Cell]:
    """The cells of a form, as it has them. What is always true or always false needs none."""
    found = []
    for index, bind in enumerate(binds):
        rows = itemsets.get(index)
        for aspect, expression in (
            (Aspect.RELEVANT, bind.relevant),
            (Aspect.VALUE, bind.calculate),
            (Aspect.CHOICES, rows if rows is not None and rows.reads else None),
            (Aspect.REQUIRED, bind.required),
            (Aspect.READONLY, bind.readonly),
        ):
            if expression is None or (aspect is not Aspect.VALUE and constant(expression) is not None):
                continue
            found.append(Cell(aspect, index, expression, shape.chains[index]))
        count = counts.get(index)
        if count is not None:
            found.append(Cell(Aspect.COUNT, index, count, shape.chains[index][:-1]))
    return found


def ordered(cells: Sequence[Cell], shape: Shape, binds: Sequence[Bind]) -> list[Cell]:
    """The cells so that each comes after what it depends on, otherwise as the form has them.

    Raises `DependencyCycle` with the paths of a circle that a calculated value takes part in. A rule that
    chooses among the instances of a repeat (by a predicate, or `indexed-repeat`) may well read
    its own template: a running total reads that of the instance before.
    """
    order = _Order(cells, shape, binds).order()
    in_order = (cells[number] for number in order)
    return [Cell(each.aspect, each.index, each.expression, each.chain, place) for place, each in enumerate(in_order)]


class _Order:
    def __init__(self, cells: Sequence[Cell], shape: Shape, binds: Sequence[Bind]) -> None:
        self._cells = cells
        self._shape = shape
        self._binds = binds
        self._at = {(cell.aspect, cell.index): number for number, cell in enumerate(cells)}
        self._deciders: dict[int, tuple[int, ...]] = {}
        # Where to look for a circle: the cells that each one must follow, and the first that is not placed.
        self._before: list[list[int]] | None = None
        self._first = 0
        # For each cell, the cells that come after it; True where they must.
        self._after: list[dict[int, bool]] = [{} for _ in cells]
        for number, cell in enumerate(cells):
            self._connect(number, cell)

    def order(self) -> list[int]:
        if all(not followers or min(followers) > number for number, followers in enumerate(self._after)):
            # Nearly every form asks before it reads: it is in order as it is.
            return list(range(len(self._cells)))
        size = len(self._cells)
        # How many cells each one waits for: all that it should follow, and those that it must.
        waiting, bound = [0] * size, [0] * size
        for followers in self._after:
            for follower, certain in followers.items():
                waiting[follower] += 1
                bound[follower] += certain
        ready = [number for number, count in enumerate(waiting) if count == 0]
        free = [number for number, count in enumerate(bound) if count == 0]
        order: list[int] = []
        placed = [False] * size
        while len(order) < size:
            # What is left may wait for each other only because it should: then one goes first. (All of these are heaps:
            # `ready` and `free` begin in order.)
            number = heappop(ready) if ready else heappop(free) if free else self._released(placed)
            if placed[number]:
                continue
            placed[number] = True
            order.append(number)
            for follower, certain in self._after[number].items():
                waiting[follower] -= 1
                bound[follower] -= certain
                if placed[follower]:
                    continue
                if waiting[follower] == 0:
                    heappush(ready, follower)
                if certain and bound[follower] == 0:
                    heappush(free, follower)
        return order

    def _connect(self, number: int, cell: Cell) -> None:
        sources: dict[int, bool] = {}
        for index, _, certain in cell.expression.reads:
            for source in self._makers(index, number):
                sources[source] = sources.get(source, False) or certain
        for repeat, _ in cell.expression.crosses:
            self._may_follow(sources, (Aspect.COUNT, repeat))
        for repeat in cell.chain:
            self._may_follow(sources, (Aspect.COUNT, repeat))
        if cell.aspect in (Aspect.VALUE, Aspect.CHOICES):
            for decider in self._decided_by(cell.index):
                sources[decider] = True
        if sources.get(number) and cell.aspect in (Aspect.RELEVANT, Aspect.VALUE):
            raise self._cycle([number])
        for source, certain in sources.items():
            if source != number:
                self._after[source][number] = certain

    def _may_follow(self, sources: dict[int, bool], wanted: tuple[Aspect, int]) -> None:
        source = self._at.get(wanted)
        if source is not None:
            sources.setdefault(source, False)

    def _makers(self, index: int, reader: int) -> Iterator[int]:
        """The cells that decide what a node reads as."""
        yield from self._decided_by(index)
        for aspect in (Aspect.VALUE, Aspect.CHOICES):
            made = self._at.get((aspect, index))
            # Choices that depend on the answer they limit are no circle: they settle.
            if made is not None and not (aspect is Aspect.CHOICES and made == reader):
                yield made

    def _decided_by(self, index: int) -> tuple[int, ...]:
        """What decides whether a node counts: its own relevance, and that of all around it."""
        known = self._deciders.get(index)
        if known is None:
            parent = self._shape.elements[index].parent
            around = self._decided_by(parent.index) if parent is not None and parent.index >= 0 else ()
            own = self._at.get((Aspect.RELEVANT, index))
            known = self._deciders[index] = around if own is None else (own, *around)
        return known

    def _released(self, placed: list[bool]) -> int:
        """The cell that may go first among those that must all wait for one another.

        Relevances that depend on one another are allowed, as every other engine allows them. Raises
        `DependencyCycle` for a value that depends on itself.
        """
        if self._before is None:
            self._before = [[] for _ in self._cells]
            for number, followers in enumerate(self._after):
                for follower, certain in followers.items():
                    if certain:
                        self._before[follower].append(number)
        while placed[self._first]:
            self._first += 1
        here = self._first
        trail: list[int] = []
        seen: dict[int, int] = {}
        while here not in seen:
            seen[here] = len(trail)
            trail.append(here)
            # Every cell that is left waits for another that is left.
            here = min(number for number in self._before[here] if not placed[number])
        cycle = list(reversed(trail[seen[here] :]))
        if any(self._cells[number].aspect is Aspect.VALUE for number in cycle):
            raise self._cycle(cycle)
        return min(cycle)

    def _cycle(self, numbers: list[int]) -> DependencyCycle:
        paths = [self._shape.paths[self._cells[number].index] for number in numbers]
        paths = [path for place, path in enumerate(paths) if place == 0 or path != paths[place - 1]]
        closed = (*paths, paths[0]) if paths[-1] != paths[0] or len(paths) == 1 else tuple(paths)
        complaint = f"A value depends on itself: {' → '.join(closed)}."
        return DependencyCycle(
            f"{complaint} Break the circle by removing one of these references.",
            cycle=closed,
            line=self._binds[self._cells[numbers[0]].index].line,
        )
