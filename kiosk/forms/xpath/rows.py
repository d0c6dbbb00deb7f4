"""Lists that never change: rows that cost little, and tables that find rows by what a column holds.

A list of twenty thousand places would cost a node for every cell, and a walk over all of them for every
question that filters it. A `Row` keeps its cells as texts until somebody walks into it; a `Table` keeps
an index for each column that an expression compares.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from kiosk.forms.xpath.moments import Zone
from kiosk.forms.xpath.operators import compare
from kiosk.forms.xpath.tree import Kind, Node
from kiosk.forms.xpath.values import text_number, translation

_NO_NODES: Final[Any] = ()


class Leaf(Node):
    """A cell of a row, as a node. It cannot be changed."""

    __slots__ = ()

    kind = Kind.ELEMENT
    prefix = ""
    index = -1
    children = _NO_NODES
    attributes = _NO_NODES

    def __init__(self, row: Row, local: str, text: str) -> None:
        # The rest is the same for all leaves, and stands in the class.
        self.local = local
        self.namespace = row.namespace
        self.text = text
        self.parent = row


class Row(Node):
    """An element that holds nothing but leaves without attributes. It cannot be changed.

    `names` are those of the leaves, the same tuple for all rows of one shape, and `cells` their texts.
    """

    __slots__ = ("_leaves", "cells", "names")

    kind = Kind.ELEMENT
    prefix = ""
    text = ""
    index = -1
    attributes = _NO_NODES

    def __init__(self, local: str, names: tuple[str, ...], cells: tuple[str, ...], namespace: str = "") -> None:
        # The rest is the same for all rows, and stands in the class.
        self.local = local
        self.namespace = namespace
        self.parent = None
        self.names = names
        self.cells = cells
        self._leaves: list[Leaf] | None = None

    @property
    def children(self) -> list[Leaf]:  # type: ignore[override]
        """The leaves, made when first asked for."""
        leaves = self._leaves
        if leaves is None:
            leaves = [Leaf(self, name, text) for name, text in zip(self.names, self.cells, strict=True)]
            self._leaves = leaves
        return leaves


class _Numbers:
    """The places of the rows by the number in a column; `doubtful` may be dates, and are looked at one by one."""

    def __init__(self, texts: Iterable[tuple[int, str]], zone: Zone) -> None:
        self.zone = zone
        self.places: dict[float, list[int]] = {}
        self.doubtful: list[tuple[int, str]] = []
        for place, text in texts:
            if "-" in text[1:]:
                self.doubtful.append((place, text))
            else:
                number = text_number(text, zone)
                if number == number:
                    self.places.setdefault(number, []).append(place)


class Table(Node):
    """An element of a list, with its indexes: built when first asked for, kept as long as the form."""

    __slots__ = ("_chosen", "_firsts", "_numbers", "_places", "_rows")

    def __init__(self, local: str, *, prefix: str = "", namespace: str = "") -> None:
        super().__init__(Kind.ELEMENT, local, prefix=prefix, namespace=namespace)
        self._rows: dict[str, list[Node]] = {}
        self._places: dict[tuple[str, str], dict[str, list[int]]] = {}
        self._numbers: dict[tuple[str, str], _Numbers] = {}
        self._chosen: dict[tuple[str, str], dict[str, list[int]]] = {}
        self._firsts: dict[tuple[str, str, tuple[str, str]], list[str]] = {}

    def rows(self, local: str) -> list[Node]:
        """The children of that name that are written without a prefix, in order; not to be changed."""
        found = self._rows.get(local)
        if found is None:
            found = [row for row in self.children if row.local == local and row.kind is Kind.ELEMENT and not row.prefix]
            self._rows[local] = found
        return found

    def holding(self, local: str, column: str, texts: Iterable[str]) -> list[int]:
        """The places, among `rows(local)`, of those that hold one of the texts in a column, ascending."""
        index = self._places.get((local, column))
        if index is None:
            index = self._places[local, column] = {}
            for place, text in self._texts(local, column):
                places = index.setdefault(text, [])
                if not places or places[-1] != place:
                    places.append(place)
        wanted = set(texts)
        if len(wanted) == 1:
            return index.get(wanted.pop(), [])
        return sorted({place for text in wanted for place in index.get(text, ())})

    def counting(self, local: str, column: str, number: float, zone: Zone) -> list[int]:
        """The places, among `rows(local)`, of those whose text in a column equals a number, ascending."""
        index = self._numbers.get((local, column))
        if index is None or index.zone != zone:
            index = self._numbers[local, column] = _Numbers(self._texts(local, column), zone)
        found = set(index.places.get(number, ()))
        found.update(place for place, text in index.doubtful if compare("=", text, number, zone))
        return sorted(found)

    def differing(self, local: str, column: str, text: str) -> list[int]:
        """The places, among `rows(local)`, of those that hold another text in a column, ascending."""
        return list(dict.fromkeys(place for place, cell in self._texts(local, column) if cell != text))

    def chosen(self, local: str, column: str, values: Iterable[str]) -> list[int]:
        """The places, among `rows(local)`, of those whose first text in a column, blanks around it apart, is one of
        the values, ascending."""
        index = self._chosen.get((local, column))
        if index is None:
            index = self._chosen[local, column] = {}
            for place, text in enumerate(self.firsts(local, column)):
                index.setdefault(text.strip(), []).append(place)
        return sorted({place for value in set(values) for place in index.get(value, ())})

    def firsts(self, local: str, column: str, changes: tuple[str, str] = ("", "")) -> list[str]:
        """The first text in a column of each of `rows(local)` ("" where there is none), after a `translate` by the two
        texts of `changes`; not to be changed."""
        texts = self._firsts.get((local, column, changes))
        if texts is None:
            table = translation(*changes)
            texts = [text_of(row, column) for row in self.rows(local)]
            if table:
                texts = [text.translate(table) for text in texts]
            self._firsts[local, column, changes] = texts
        return texts

    def _texts(self, local: str, column: str) -> Iterable[tuple[int, str]]:
        names: tuple[str, ...] = ()
        at = -1
        for place, row in enumerate(self.rows(local)):
            if isinstance(row, Row):
                if row.names is not names:
                    # Rows of one shape share their names: where the column stands is found once.
                    names = row.names
                    at = names.index(column) if names.count(column) == 1 else -1
                if at >= 0:
                    yield place, row.cells[at]
                    continue
                if column not in names:
                    continue
            for leaf in row.children:
                if leaf.local == column and leaf.kind is Kind.ELEMENT and not leaf.prefix:
                    yield place, leaf.string()


def text_of(row: Node, column: str) -> str:
    """What the first child of that name holds; "" where there is none."""
    if isinstance(row, Row):
        names = row.names
        return row.cells[names.index(column)] if column in names else ""
    for leaf in row.children:
        if leaf.local == column and leaf.kind is Kind.ELEMENT and not leaf.prefix:
            return leaf.string()
    return ""
