"""What the expressions of a form are read against: its templates, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from kiosk.forms.xpath import ast, axes
from kiosk.forms.xpath.tree import Kind, Node, document_order


class Read(NamedTuple):
    """An element that is read: its template, and in which frame around the reader's all its instances lie.

    `depth` is that of the frame: the element's own where the reader reads one instance of it, less
    where it reads several. `certain` is False where a predicate chooses among the instances.
    """

    template: int
    depth: int
    certain: bool


class Start(NamedTuple):
    """Where a path begins: at a template of which the reader reads one instance, going on with `steps`."""

    node: Node
    steps: tuple[ast.Step, ...]


class NamedChildren:
    """The children of each element of a form, by name: a form of a thousand questions asks for each often."""

    def __init__(self) -> None:
        self._by_parent: dict[int, dict[str, list[Node]]] = {}

    def step(self, step: ast.Step, here: Sequence[Node], namespaces: dict[str, str]) -> list[Node]:
        """The nodes that a step gives from those, predicates apart, in document order."""
        test = step.test
        if (
            len(here) == 1
            and step.axis == "child"
            and isinstance(test, ast.NameTest)
            and not test.prefix
            and test.local != "*"
        ):
            return self._children(here[0]).get(test.local, [])
        walk, matches = axes.WALKS[step.axis], axes.matcher(test, step.axis, namespaces)
        return document_order([node for each in here for node in walk(each) if matches(node)])

    def _children(self, parent: Node) -> dict[str, list[Node]]:
        known = self._by_parent.get(id(parent))
        if known is None:
            known = self._by_parent[id(parent)] = {}
            for child in parent.children:
                if child.kind is Kind.ELEMENT and not child.prefix:
                    known.setdefault(child.local, []).append(child)
        return known


class Ground(NamedTuple):
    """What all expressions of a form are read against.

    `root` is the document of its templates, `chains` the repeats around each of them (`Shape.chains`).
    """

    root: Node
    chains: Sequence[tuple[int, ...]]
    instances: Callable[[str], Node | None]
    namespaces: dict[str, str]
    named: NamedChildren
