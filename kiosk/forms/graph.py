"""The dependency graph of a form: what has to be worked out again when an answer changes, in which order.

A cell is one thing to work out on a template: a node's relevance, value, choices, required or read-only
flag, or the number of a repeat's instances. A session has one job per cell for each node made from its
template. Cells are in an order in which each comes after all that it depends on, so that one pass over
those affected is enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from kiosk.forms.expression import Expression
from kiosk.forms.shape import Shape


class Aspect(IntEnum):
    """What a cell works out."""

    VALUE = 0
    RELEVANT = 1
    CHOICES = 2
    REQUIRED = 3
    READONLY = 4
    COUNT = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing to work out: an aspect of the nodes of a template. `place` is its place in the order."""

    aspect: Aspect
    index: int
    expression: Expression
    chain: tuple[int, ...]
    place: int = 0


Far = tuple[int, int]
"""A cell in another frame: its place, and the depth of the frame around both."""


@dataclass(slots=True)
class Readers:
    """Who reads the nodes of one template.

    `near` are the places of cells in the same frame, `far` those elsewhere. `checks` and `far_checks`
    are the templates whose constraint reads it: constraints are worked out when somebody asks.
    """

    near: tuple[int, ...] = ()
    far: tuple[Far, ...] = ()
    checks: tuple[int, ...] = ()
    far_checks: tuple[Far, ...] = ()


@dataclass(frozen=True, slots=True)
class Graph:
    """`cells` in order; `frames` the cells of each frame, by the repeat that it is an instance of.

    `readers` by template; `crossing`, by repeat, the cells (and `crossing_checks` the constraints) that
    read several of its instances. `calculation`, `choosing` and `counting` give the place of a template's
    cell, `speaking` the cells that depend on the language.
    """

    cells: tuple[Cell, ...]
    frames: dict[int, tuple[Cell, ...]]
    readers: tuple[Readers, ...]
    crossing: dict[int, tuple[Far, ...]]
    crossing_checks: dict[int, tuple[Far, ...]]
    calculation: dict[int, int]
    choosing: dict[int, int]
    counting: dict[int, int]
    speaking: tuple[int, ...]


@dataclass(slots=True)
class _Draft:
    """The readers of one template while they are gathered."""

    near: dict[int, None] = field(default_factory=dict)
    far: dict[Far, None] = field(default_factory=dict)
    checks: dict[int, None] = field(default_factory=dict)
    far_checks: dict[Far, None] = field(default_factory=dict)


def graph_of(cells: Sequence[Cell], constraints: dict[int, Expression], shape: Shape) -> Graph:
    """The graph of cells that are in order."""
    drafts: dict[int, _Draft] = {}
    crossing: dict[int, dict[Far, None]] = {}
    crossing_checks: dict[int, dict[Far, None]] = {}
    frames: dict[int, list[Cell]] = {}
    for cell in cells:
        frames.setdefault(cell.chain[-1] if cell.chain else -1, []).append(cell)
        own = len(cell.chain)
        for index, depth, _ in cell.expression.reads:
            draft = drafts.setdefault(index, _Draft())
            if depth == own == shape.depth(index):
                draft.near[cell.place] = None
            else:
                draft.far[cell.place, min(depth, own)] = None
        for repeat, depth in cell.expression.crosses:
            crossing.setdefault(repeat, {})[cell.place, min(depth, own)] = None
    for target, constraint in constraints.items():
        own = shape.depth(target)
        for index, depth, _ in constraint.reads:
            draft = drafts.setdefault(index, _Draft())
            if depth == own == shape.depth(index):
                draft.checks[target] = None
            else:
                draft.far_checks[target, min(depth, own)] = None
        for repeat, depth in constraint.crosses:
            crossing_checks.setdefault(repeat, {})[target, min(depth, own)] = None
    nobody = Readers()
    readers = [nobody] * len(shape.elements)
    for index, draft in drafts.items():
        readers[index] = Readers(tuple(draft.near), tuple(draft.far), tuple(draft.checks), tuple(draft.far_checks))
    return Graph(
        cells=tuple(cells),
        frames={frame: tuple(each) for frame, each in frames.items()},
        readers=tuple(readers),
        crossing={repeat: tuple(each) for repeat, each in crossing.items()},
        crossing_checks={repeat: tuple(each) for repeat, each in crossing_checks.items()},
        calculation={cell.index: cell.place for cell in cells if cell.aspect is Aspect.VALUE},
        choosing={cell.index: cell.place for cell in cells if cell.aspect is Aspect.CHOICES},
        counting={cell.index: cell.place for cell in cells if cell.aspect is Aspect.COUNT},
        speaking=tuple(cell.place for cell in cells if cell.expression.speaks),
    )
