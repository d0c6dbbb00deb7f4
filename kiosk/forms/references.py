"""What an expression reads, found without any answers: by walking the form's own instance.

The result errs on the safe side: predicates are taken to let everything pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import assert_never

from kiosk.forms.errors import UnknownInstance, UnknownPath
from kiosk.forms.xpath import ast, axes
from kiosk.forms.xpath.functions.registry import FUNCTIONS
from kiosk.forms.xpath.parser import parse
from kiosk.forms.xpath.tree import Kind, Node, document_order


class NamedChildren:
    """The children of each element of a form, by name: a form of a thousand questions asks for each often."""

    def __init__(self) -> None:
        self._by_parent: dict[int, dict[str, list[Node]]] = {}

    def step(self, step: ast.Step, here: list[Node], namespaces: dict[str, str]) -> list[Node]:
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


class References:
    """The walk over one expression.

    After `visit`, `reads` holds the indexes of the primary instance's elements that it may read,
    `paths` what each path may give, and `speaks` whether it depends on the language.
    """

    def __init__(
        self,
        root: Node,
        origin: Node | None,
        instances: Callable[[str], Node | None],
        namespaces: dict[str, str],
        named: NamedChildren,
    ) -> None:
        self._root = root
        self._origin = origin
        self._instances = instances
        self._namespaces = namespaces
        self._named = named
        self.reads: set[int] = set()
        self.paths: dict[int, list[Node]] = {}
        self.speaks = False

    def visit(self, tree: ast.Expression, here: list[Node]) -> list[Node]:
        """Note what the expression reads when it stands on `here`; the nodes it may give."""
        match tree:
            case ast.Number() | ast.Text():
                return []
            case ast.Call():
                return self._call(tree, here)
            case ast.Negate(operand):
                return self._each((operand,), here)
            case ast.Logic(_, operands):
                return self._each(operands, here)
            case ast.Comparison(_, left, right):
                return self._each((left, right), here)
            case ast.Arithmetic(first, rest):
                return self._each((first, *(operand for _, operand in rest)), here)
            case ast.Union(operands):
                return [node for operand in operands for node in self.visit(operand, here)]
            case ast.Filter(primary, predicates):
                found = self.visit(primary, here)
                self._each(predicates, found)
                return found
            case ast.Path():
                return self._path(tree, here)
            case _:
                assert_never(tree)

    def _each(self, operands: Iterable[ast.Expression], here: list[Node]) -> list[Node]:
        for operand in operands:
            self.visit(operand, here)
        return []

    def _call(self, tree: ast.Call, here: list[Node]) -> list[Node]:
        function = FUNCTIONS.get(tree.name)
        if function is not None and function.speaks:
            self.speaks = True
        if tree.name == "current":
            return [self._origin] if self._origin is not None else []
        if tree.name == "instance" and tree.arguments:
            return self._instance(tree)
        given = [self.visit(each, here) for each in tree.arguments]
        if tree.name == "jr:choice-name" and tree.arguments and isinstance(tree.arguments[-1], ast.Text):
            # The path comes as a text: it is read all the same.
            self._quoted(tree.arguments[-1].value, tree, here)
        # A function that gives nodes gives those of its arguments: `if(x, /a, /b)`, `randomize(/a)`.
        return [node for nodes in given for node in nodes]

    def _quoted(self, path: str, tree: ast.Call, here: list[Node]) -> None:
        inner = parse(path.strip() or ".")
        if isinstance(inner, ast.Path):
            found = self._walk(inner, here)
            self._read(found)
            if not found:
                raise UnknownPath("No question of the form has this path.", column=tree.at + 1)

    def _instance(self, tree: ast.Call) -> list[Node]:
        name = tree.arguments[0]
        if not isinstance(name, ast.Text):
            return []
        document = self._instances(name.value)
        if document is None:
            raise UnknownInstance(f"The form has no list “{name.value[:60]}”.", column=tree.at + 1)
        return [document]

    def _path(self, tree: ast.Path, here: list[Node]) -> list[Node]:
        found = self._walk(tree, here)
        self.paths[id(tree)] = found
        self._read(found)
        if not found and tree.absolute and _is_plain(tree):
            raise UnknownPath(f"The form has nothing at {_written(tree)}.", column=tree.at + 1)
        return found

    def _read(self, found: list[Node]) -> None:
        self.reads.update(node.index for node in found if node.index >= 0)
        self.reads.update(
            node.parent.index for node in found if node.kind is Kind.TEXT and node.parent and node.parent.index >= 0
        )

    def _walk(self, tree: ast.Path, here: list[Node]) -> list[Node]:
        found = [self._root] if tree.absolute else here
        if tree.start is not None:
            found = self.visit(tree.start, here)
        for step in tree.steps:
            found = self._named.step(step, found, self._namespaces)
            if found and found[0].index < 0 and found[0].kind is Kind.ELEMENT:
                # One row of a list stands for all of them.
                found = found[:1]
            self._each(step.predicates, found)
        return found


def _is_plain(tree: ast.Path) -> bool:
    return all(step.axis == "child" and isinstance(step.test, ast.NameTest) for step in tree.steps)


def _written(tree: ast.Path) -> str:
    tests = [step.test for step in tree.steps if isinstance(step.test, ast.NameTest)]
    return "/" + "/".join(f"{test.prefix}:{test.local}" if test.prefix else test.local for test in tests)


def is_fixed(tree: ast.Path) -> bool:
    """Whether a path names the same nodes whatever the answers are: plain steps from a fixed node."""
    if tree.start is not None and not (isinstance(tree.start, ast.Call) and tree.start.name == "current"):
        return False
    return all(step.axis in ("child", "self", "parent") and not step.predicates for step in tree.steps)
