"""What an expression reads, found without any answers: by walking the form's own templates.

The result errs on the safe side: predicates are taken to let everything pass.

Where a path leads depends on the repeats around the expression. An absolute path inside a repeat is
read as if it were relative to it (ODK XForms, "A Big Deviation with XForms"): `/data/child/age` in a
rule of `/data/child/name` is the age of the same child, while `count(/data/child)`, which ends at the
repeat, is about all children.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, assert_never

from kiosk.forms.errors import UnknownInstance, UnknownPath
from kiosk.forms.ground import Ground, Read, Start
from kiosk.forms.xpath import ast
from kiosk.forms.xpath.functions.registry import FUNCTIONS
from kiosk.forms.xpath.parser import parse
from kiosk.forms.xpath.tree import Kind, Node, document_order

_DOWNWARD: Final = frozenset({"self", "child", "attribute", "descendant", "descendant-or-self"})
# Functions that ask how many nodes there are, or where, or what they are called.
_STRUCTURAL: Final = frozenset({"count", "indexed-repeat", "last", "local-name", "name", "namespace-uri", "position"})
_SIDEWAYS: Final = frozenset({"following", "following-sibling", "preceding", "preceding-sibling"})


class References:
    """The walk over one expression that stands on the template `origin` (None: nobody knows where).

    After `visit`, `reads` holds what it may read, `starts` where its paths begin by the path's id,
    `crosses` the repeats of which it reads several instances, with the depth of the frame they lie in;
    `speaks` says whether it depends on the language, `floating` that it cannot be bound without an origin.
    """

    def __init__(self, ground: Ground, origin: Node | None, chain: tuple[int, ...]) -> None:
        self._ground = ground
        self._origin = origin
        self._chain = chain
        # The repeats that `indexed-repeat` gives an index for: there, no instance is the same one.
        self._indexed: frozenset[int] = frozenset()
        self._nested = 0
        # Whether only the places of nodes matter just now, and not what they hold.
        self._structural = False
        self.reads: set[Read] = set()
        self.starts: dict[int, Start] = {}
        self.crosses: set[tuple[int, int]] = set()
        self.speaks = False
        self.floating = False

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
                self._inside(predicates, found)
                return found
            case ast.Path():
                return self._path(tree, here)
            case _:
                assert_never(tree)

    def _each(self, operands: Iterable[ast.Expression], here: list[Node]) -> list[Node]:
        for operand in operands:
            self.visit(operand, here)
        return []

    def _inside(self, predicates: Iterable[ast.Expression], here: list[Node]) -> None:
        outer, self._structural = self._structural, False
        self._nested += 1
        self._each(predicates, here)
        self._nested -= 1
        self._structural = outer

    # Functions

    def _call(self, tree: ast.Call, here: list[Node]) -> list[Node]:
        function = FUNCTIONS.get(tree.name)
        if function is not None and function.speaks:
            self.speaks = True
        if tree.name == "current":
            return [self._origin] if self._origin is not None else []
        if tree.name == "instance" and tree.arguments:
            return self._instance(tree)
        if tree.name == "indexed-repeat":
            return self._indexed_repeat(tree, here)
        outer, self._structural = self._structural, tree.name in _STRUCTURAL
        given = [self.visit(each, here) for each in tree.arguments]
        self._structural = outer
        if tree.name == "pulldata":
            self._instance(tree)
            return []
        if tree.name == "jr:choice-name" and tree.arguments and isinstance(tree.arguments[-1], ast.Text):
            # The path comes as a text: it is read all the same.
            self._quoted(tree.arguments[-1].value, tree, here)
        # A function that gives nodes gives those of its arguments: `if(x, /a, /b)`, `randomize(/a)`.
        return [node for nodes in given for node in nodes]

    def _indexed_repeat(self, tree: ast.Call, here: list[Node]) -> list[Node]:
        """`indexed-repeat(target, repeat, index, ...)`: the target in the instances with these indexes.

        Each of the repeats is meant as a whole, also where the expression stands inside one of them.
        """
        outer = self._indexed
        inner, self._structural = self._structural, True
        repeats = [t for t in tree.arguments[1::2] if isinstance(t, ast.Path)]
        named = [node.index for path in repeats for node in self._statically(path, here)]
        self._indexed = outer | frozenset(named)
        found: list[Node] = []
        for place, argument in enumerate(tree.arguments):
            if place and place % 2 == 0:
                self._indexed = outer
                self.visit(argument, here)
                self._indexed = outer | frozenset(named)
            elif isinstance(argument, ast.Path):
                found = self._whole(argument, here) or found
            else:
                self.visit(argument, here)
        self._indexed = outer
        self._structural = inner
        return found

    def _whole(self, path: ast.Path, here: list[Node]) -> list[Node]:
        """A path that is read in all instances of the repeats that have an index here."""
        target = self._statically(path, here)
        if len(target) != 1 or target[0].index < 0:
            return self._path(path, here)
        node = target[0]
        anchor = node
        written: list[ast.Step] = []
        while anchor.index > 0 and not self._is_shared(anchor.index):
            written.append(ast.Step("child", ast.NameTest(anchor.prefix, anchor.local)))
            assert anchor.parent is not None  # the root element has index 0
            anchor = anchor.parent
        written.reverse()
        self.starts[id(path)] = Start(anchor, tuple(written))
        self._note([node], len(self._ground.chains[anchor.index]), certain=False)
        return [node]

    def _is_shared(self, index: int) -> bool:
        """Whether the reader stands in the same frame as the template, by no index of `indexed-repeat`."""
        chain = self._ground.chains[index]
        return chain == self._chain[: len(chain)] and not self._indexed.intersection(chain)

    def _statically(self, path: ast.Path, here: list[Node]) -> list[Node]:
        found: list[Node] = [self._ground.root] if path.absolute else here
        if path.start is not None:
            found = self.visit(path.start, here)
        for step in path.steps:
            found = self._step(step, found)
        return found

    def _quoted(self, path: str, tree: ast.Call, here: list[Node]) -> None:
        inner = parse(path.strip() or ".")
        if isinstance(inner, ast.Path):
            found = self._path(inner, here)
            if not found and here:
                raise UnknownPath("No question of the form has this path.", column=tree.at + 1)

    def _instance(self, tree: ast.Call) -> list[Node]:
        name = tree.arguments[0]
        if not isinstance(name, ast.Text):
            return []
        document = self._ground.instances(name.value)
        if document is None:
            raise UnknownInstance(f"The form has no list “{name.value[:60]}”.", column=tree.at + 1)
        return [document]

    # Paths

    def _path(self, tree: ast.Path, here: list[Node]) -> list[Node]:
        start = self._start(tree)
        if start is not None and start.node.index >= 0:
            self.starts[id(tree)] = start
            depth = len(self._ground.chains[start.node.index])
            if any(step.axis not in _DOWNWARD for step in start.steps):
                depth = 0
            found = self._go(start.steps, [start.node], depth)
            self._note(found, depth, certain=not any(step.predicates for step in start.steps))
        else:
            found = [self._ground.root] if tree.absolute else here
            if tree.start is not None:
                found = self.visit(tree.start, here)
            found = self._go(tree.steps, found, 0)
            depth = 0
            self._note(found, 0, certain=False)
        if not self._structural:
            # The text of a group is that of all in it.
            self._note(_below(found), depth, certain=False)
        if not found and tree.absolute and _is_plain(tree):
            raise UnknownPath(f"The form has nothing at {_written(tree)}.", column=tree.at + 1)
        if tree.absolute and self._origin is None and any(self._is_repeated(node) for node in found):
            self.floating = True
        return found

    def _is_repeated(self, node: Node) -> bool:
        return node.index >= 0 and bool(self._ground.chains[node.index])

    def _start(self, tree: ast.Path) -> Start | None:
        """The part of a path that leads to one node whatever the answers are; None for no part at all."""
        here: Node | None
        if tree.absolute:
            here = self._ground.root
        elif _is_current(tree.start) or (tree.start is None and not self._nested):
            here = self._origin
        else:
            return None
        if here is None:
            return None
        last = len(tree.steps) - 1
        for place, step in enumerate(tree.steps):
            following = self._straight(step, here, tree.absolute and place < last)
            if following is None:
                return Start(here, tree.steps[place:])
            here = following
        return Start(here, ())

    def _straight(self, step: ast.Step, here: Node, into_repeats: bool) -> Node | None:
        """The one node that a step leads to, or None where answers decide."""
        if step.predicates or step.axis not in ("self", "parent", "child", "attribute"):
            return None
        found = self._step(step, [here])
        if len(found) != 1 or found[0].index < 0:
            return None
        node = found[0]
        if step.axis == "child":
            chain = self._ground.chains[node.index]
            if chain and chain[-1] == node.index and not (into_repeats and self._is_shared(node.index)):
                return None
        return node

    def _step(self, step: ast.Step, here: list[Node]) -> list[Node]:
        return self._ground.named.step(step, here, self._ground.namespaces)

    def _go(self, steps: tuple[ast.Step, ...], found: list[Node], depth: int) -> list[Node]:
        for step in steps:
            before, found = found, self._step(step, found)
            if step.axis in _SIDEWAYS:
                found = document_order([*found, *self._other_instances(step, before)])
            if found and found[0].index < 0 and found[0].kind is Kind.ELEMENT:
                # One row of a list stands for all of them.
                found = found[:1]
            for node in found:
                if node.index >= 0:
                    self.crosses.update((repeat, depth) for repeat in self._ground.chains[node.index][depth:])
            if step.predicates:
                self._inside(step.predicates, found)
        return found

    def _other_instances(self, step: ast.Step, before: list[Node]) -> list[Node]:
        """What stands beside a node in the other instances of its repeat: there, they are one template."""
        around = [node for node in before if node.index >= 0]
        outermost = {chain[0] for chain in (self._ground.chains[node.index] for node in around) if chain}
        within: ast.Axis = "self" if step.axis.endswith("sibling") else "descendant-or-self"
        found: list[Node] = []
        for node in around:
            here: Node | None = node
            while here is not None and here.index not in outermost:
                here = here.parent
            top = node if within == "self" else here
            if here is not None and top is not None:
                found.extend(self._step(ast.Step(within, step.test), [top]))
        return found

    def _note(self, found: list[Node], depth: int, *, certain: bool) -> None:
        for node in found:
            if node.kind is Kind.TEXT and node.parent is not None:
                node = node.parent
            if node.index < 0:
                if node.kind is not Kind.ATTRIBUTE or node.parent is None or node.parent.index < 0:
                    continue
                node = node.parent
            self.reads.add(Read(node.index, depth, certain))
            self.crosses.update((repeat, depth) for repeat in self._ground.chains[node.index][depth:])


def _below(found: list[Node]) -> list[Node]:
    """The elements inside those of a form's instance."""
    groups = [node for node in found if node.index >= 0 and node.children]
    return [each for group in groups for each in group.elements() if each is not group]


def _is_current(start: ast.Expression | None) -> bool:
    return isinstance(start, ast.Call) and start.name == "current"


def _is_plain(tree: ast.Path) -> bool:
    return all(step.axis == "child" and isinstance(step.test, ast.NameTest) for step in tree.steps)


def _written(tree: ast.Path) -> str:
    tests = [step.test for step in tree.steps if isinstance(step.test, ast.NameTest)]
    return "/" + "/".join(f"{test.prefix}:{test.local}" if test.prefix else test.local for test in tests)
