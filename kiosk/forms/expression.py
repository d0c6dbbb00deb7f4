"""Expressions of a form: read, resolved against its instance, compiled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.forms.errors import FormError, XPathSyntax
from kiosk.forms.limits import Limits
from kiosk.forms.references import NamedChildren, References, is_fixed
from kiosk.forms.xpath import ast
from kiosk.forms.xpath.compile import Bound, Scope, compile_expression
from kiosk.forms.xpath.focus import Closure
from kiosk.forms.xpath.parser import parse
from kiosk.forms.xpath.tree import Kind, Node


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression: as written, its syntax tree, its closure, and what it reads.

    `reads` are indexes of elements of the primary instance; `speaks` says that the language matters.
    `slots` are the indexes of the elements that the closure's bound paths begin at (`Focus.slots`).
    """

    source: str
    tree: ast.Expression
    closure: Closure
    reads: frozenset[int]
    speaks: bool
    slots: tuple[int, ...] = ()


class ExpressionReader:
    """Reads the expressions of one form."""

    def __init__(
        self, root: Node, instances: Callable[[str], Node | None], namespaces: dict[str, str], limits: Limits
    ) -> None:
        self._root = root
        self._instances = instances
        self._namespaces = namespaces
        self._limits = limits
        self._named = NamedChildren()
        self._trees: dict[str, ast.Expression] = {}
        self._done: dict[tuple[str, int], Expression] = {}

    def read(self, source: str, here: Node | None, *, line: int | None = None, path: str | None = None) -> Expression:
        """The expression, standing on the element `here` (None: on a row of a list).

        Raises `FormError` subclasses that carry `line`, `path`, the expression and the column.
        """
        source = source.strip()
        key = (source, -1 if here is None else here.index)
        done = self._done.get(key)
        if done is None:
            try:
                done = self._done[key] = self._compiled(source, here)
            except FormError as error:
                raise error.located(
                    path=path or (here.path() if here is not None else None), line=line, expression=source
                ) from None
        return done

    def _compiled(self, source: str, here: Node | None) -> Expression:
        tree = self._trees.get(source)
        if tree is None:
            tree = self._trees[source] = parse(source, self._limits)
        references = References(self._root, here, self._instances, self._namespaces, self._named)
        references.visit(tree, [here] if here is not None else [])

        slots: dict[int, int] = {}

        def bind(path: ast.Path) -> Bound | None:
            found = references.paths.get(id(path), [])
            if len(found) == 1 and found[0].index >= 0 and found[0].kind is Kind.ELEMENT and is_fixed(path):
                return Bound(slots.setdefault(found[0].index, len(slots)))
            return None

        closure = compile_expression(tree, Scope(self._namespaces, bind))
        return Expression(source, tree, closure, frozenset(references.reads), references.speaks, tuple(slots))

    def nodes(self, path: str, here: Node | None = None) -> list[Node]:
        """The elements of the instance that a path written in the form names (empty: none)."""
        tree = parse(path, self._limits)
        if not isinstance(tree, ast.Path):
            raise XPathSyntax("A path was expected here.", column=1, expression=path)
        references = References(self._root, self._root, self._instances, self._namespaces, self._named)
        start = here if here is not None else self._root.children[0]
        return [node for node in references.visit(tree, [start]) if node.index >= 0]
