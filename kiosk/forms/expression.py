"""Expressions of a form: read, resolved against its templates, compiled."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final, NamedTuple

from kiosk.forms import outlines
from kiosk.forms.errors import FormError, XPathSyntax
from kiosk.forms.ground import Ground, NamedChildren, Read
from kiosk.forms.limits import Limits
from kiosk.forms.plain import PlainPaths, Slot, Target
from kiosk.forms.references import References
from kiosk.forms.shape import Shape
from kiosk.forms.xpath import ast
from kiosk.forms.xpath.compile import Bound, Scope, compile_expression
from kiosk.forms.xpath.focus import Closure
from kiosk.forms.xpath.parser import parse
from kiosk.forms.xpath.tree import Kind, Node


class Expression(NamedTuple):
    """A compiled expression: as written, its syntax tree, its closure, and what it reads.

    `reads` are elements of the primary instance, `crosses` the repeats of which several instances are
    read (with the depth of the frame around them all); `speaks` says that the language matters.
    `slots` are what the closure's bound paths begin at, and `texts` what follows them (`Focus.slots`).
    `floating` marks an expression read without knowing where it will stand, that means another thing inside
    a repeat: read it again there.
    `example` is the expression that the closure was made from, where that is another one of the same outline.
    """

    source: str
    parsed: ast.Expression | None
    closure: Closure
    reads: frozenset[Read]
    speaks: bool
    slots: tuple[Slot, ...] = ()
    crosses: frozenset[tuple[int, int]] = frozenset()
    floating: bool = False
    example: str = ""
    texts: tuple[str, ...] = ()

    @property
    def tree(self) -> ast.Expression:
        """The syntax tree: kept, or made when asked for where only another of the same outline was ever parsed."""
        return self.parsed if self.parsed is not None else parse(self.source, _PARSED_BEFORE)

    def column(self, found: int | None) -> int | None:
        """The column of the source that a failure of the closure means."""
        return outlines.moved(found, self.example, self.source) if found and self.example else found


# The limits held for an expression of the same outline.
_PARSED_BEFORE: Final = Limits(expression_characters=sys.maxsize, expression_nesting=sys.maxsize)


class _Pattern(NamedTuple):
    """What the expressions of one outline share. `here`: their last slot is the node that they stand on.
    `groups`: which of the nodes that the example names have others inside.
    """

    example: str
    tree: ast.Expression
    closure: Closure
    speaks: bool
    here: bool
    groups: frozenset[int]


class ExpressionReader:
    """Reads the expressions of one form."""

    def __init__(
        self,
        root: Node,
        shape: Shape,
        instances: Callable[[str], Node | None],
        namespaces: dict[str, str],
        limits: Limits,
    ) -> None:
        self._root = root
        self._shape = shape
        self._namespaces = namespaces
        self._limits = limits
        self._ground = Ground(root, shape.chains, instances, namespaces, NamedChildren())
        self._trees: dict[str, ast.Expression] = {}
        self._done: dict[tuple[str, int, bool], Expression] = {}
        self._outlines: dict[str, outlines.Outline] = {}
        self._patterns: dict[str, _Pattern | None] = {}
        self._plain = PlainPaths(shape)

    def list_named(self, name: str) -> Node | None:
        """The document of the form's list with this name, or None."""
        return self._ground.instances(name)

    def read(
        self, source: str, here: Node | None, *, line: int | None = None, path: str | None = None, before: bool = False
    ) -> Expression:
        """The expression, standing on the template `here` (None: on a row of a list, or wherever it is used).

        `before` is for the number of a repeat's instances: it stands on `here`, and not inside it.
        Raises `FormError` subclasses that carry `line`, `path`, the expression and the column.
        """
        source = source.strip()
        key = (source, -1 if here is None else here.index, before)
        done = self._done.get(key)
        if done is None:
            try:
                done = self._done[key] = self._compiled(source, here, before)
            except FormError as error:
                raise error.located(
                    path=path or (here.path() if here is not None else None), line=line, expression=source
                ) from None
        return done

    def _compiled(self, source: str, here: Node | None, before: bool) -> Expression:
        outline = self._outlines.get(source)
        if outline is None:
            outline = self._outlines[source] = outlines.outline(source)
        named = None
        if not before and len(source) <= self._limits.expression_characters:
            named = self._plain.all_at(outline.paths, here)
        if named is not None:
            pattern = self._patterns.get(outline.key)
            alike = None
            # The text of a group is that of all within it: only an example that named one tells what is then read.
            if pattern is not None and _groups(named) <= pattern.groups:
                alike = self._alike(pattern, source, named, outline.texts, here)
            if alike is not None:
                return alike
        tree = self._trees.get(source)
        if tree is None:
            tree = self._trees[source] = parse(source, self._limits)
        chain = self._shape.chains[here.index] if here is not None else ()
        references = References(self._ground, here, chain[:-1] if before else chain)
        references.visit(tree, [here] if here is not None else [])
        if named is not None and outline.key not in self._patterns:
            pattern = self._pattern(source, tree, references.speaks, _groups(named))
            alike = self._alike(pattern, source, named, outline.texts, here) if pattern is not None else None
            # The walk knows best: an outline is trusted once its first expression reads what the walk says.
            right = alike is not None and alike.reads == references.reads
            right = right and not references.crosses and not references.floating
            self._patterns[outline.key] = pattern if right else None
            if alike is not None and right:
                return alike
        slots: dict[Slot, int] = {}

        def bind(path: ast.Path) -> Bound | None:
            start = references.starts.get(id(path))
            if start is None or (before and here is not None and here.index in self._shape.chains[start.node.index]):
                return None
            slot = Slot(self._shape.depth(start.node.index), start.node.index)
            return Bound(slots.setdefault(slot, len(slots)), start.steps)

        closure = compile_expression(tree, Scope(self._namespaces, bind))
        return Expression(
            source,
            tree,
            closure,
            frozenset(references.reads),
            references.speaks,
            tuple(slots),
            frozenset(references.crosses),
            references.floating,
        )

    # What is alike but for the nodes and texts it names

    def _pattern(self, source: str, tree: ast.Expression, speaks: bool, groups: frozenset[int]) -> _Pattern | None:
        """What expressions of this outline share, made from the first of them; None where it does not tell all."""
        gaps = outlines.gaps(tree, source)
        if gaps is None:
            return None
        last = sum(number is not None for number in gaps.paths.values())
        stands = len(gaps.paths) > last
        first_text = last + stands

        def bind(path: ast.Path) -> Bound:
            number = gaps.paths[id(path)]
            return Bound(last if number is None else number)

        def text(written: ast.Text) -> int | None:
            number = gaps.texts.get(id(written))
            return first_text + number if number is not None else None

        closure = compile_expression(tree, Scope(self._namespaces, bind, text=text))
        return _Pattern(source, tree, closure, speaks, stands, groups)

    def _alike(
        self, pattern: _Pattern, source: str, named: list[Target], texts: list[str], here: Node | None
    ) -> Expression | None:
        """An expression of a known outline that names these nodes and texts; None where it would stand on nothing."""
        example, tree, closure, speaks, stands, _ = pattern
        if stands:
            if here is None:
                return None
            named = [*named, self._plain.standing(here)]
        slots = tuple([target.slot for target in named])
        reads = frozenset([target.read for target in named])
        if source == example:
            return Expression(source, tree, closure, reads, speaks, slots, texts=tuple(texts))
        return Expression(source, None, closure, reads, speaks, slots, frozenset(), False, example, tuple(texts))

    def is_repeat(self, node: Node) -> bool:
        """Whether a template is that of a repeat's instances."""
        return node.index in self._shape.spans

    def nodes(self, path: str, here: Node | None = None) -> list[Node]:
        """The templates that a path written in the form names (empty: none).

        An attribute that had no number gets one: from now on it is a node with rules of its own.
        """
        known = self._plain.element(path)
        if known is not None:
            return [known]
        tree = parse(path, self._limits)
        if not isinstance(tree, ast.Path):
            raise XPathSyntax("A path was expected here.", column=1, expression=path)
        start = here if here is not None else self._root.children[0]
        references = References(self._ground, start, self._shape.chains[start.index])
        found = references.visit(tree, [start])
        for node in found:
            if node.kind is Kind.ATTRIBUTE and node.index < 0 and node.parent is not None and node.parent.index >= 0:
                self._shape.add_attribute(node, node.parent.index)
        return [node for node in found if node.index >= 0]


def _groups(named: list[Target]) -> frozenset[int]:
    """Which of the nodes, counted from 0, have others inside."""
    return frozenset([place for place, target in enumerate(named) if target.group])
