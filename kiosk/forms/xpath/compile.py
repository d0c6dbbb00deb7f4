"""A syntax tree to a closure.

All choices that do not depend on answers are made here, once: which function, which node test,
which conversion. What is left is a closure of a `Focus`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple, assert_never

from kiosk.forms.errors import EvaluationFailed, FormError, UnknownFunction, WrongArguments
from kiosk.forms.xpath import ast, axes, indexed, paths
from kiosk.forms.xpath.focus import Closure, Focus
from kiosk.forms.xpath.functions import registry
from kiosk.forms.xpath.operators import ARITHMETIC, NUMERIC, compare
from kiosk.forms.xpath.rows import Table
from kiosk.forms.xpath.tree import Node, document_order
from kiosk.forms.xpath.values import Value, text_number, to_boolean, to_number

# So many nodes are gone through without counting them.
_FEW: Final = 32


class Bound(NamedTuple):
    """A path that begins at a node known beforehand: the one in `Focus.slots[slot]`, and then `steps`."""

    slot: int
    steps: tuple[ast.Step, ...] = ()


def _unbound(path: ast.Path) -> Bound | None:
    return None


def _as_written(text: ast.Text) -> int | None:
    return None


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression means where it is written.

    `namespaces` maps prefixes to URIs. `bind` says where a path begins whatever the answers are, or
    None where only walking can tell; `text` gives the slot that holds a text in place of the one written,
    or None. `alone` is an expression outside any form: every prefix must be
    declared, and a call that cannot be built fails when it is made, if ever.
    """

    namespaces: dict[str, str] = field(default_factory=dict)
    bind: Callable[[ast.Path], Bound | None] = _unbound
    alone: bool = False
    text: Callable[[ast.Text], int | None] = _as_written

    def inside(self) -> Scope:
        """The scope of a predicate: we stand elsewhere, so only paths from a fixed node keep their meaning."""
        bind = self.bind
        return Scope(
            self.namespaces,
            lambda path: bind(path) if path.absolute or path.start is not None else None,
            self.alone,
        )


def compile_expression(tree: ast.Expression, scope: Scope) -> Closure:
    """The closure of an expression. Raises `UnknownFunction` or `WrongArguments`, with the column."""
    match tree:
        case ast.Text() if (slot := scope.text(tree)) is not None:
            held = slot
            return lambda focus: focus.slots[held]
        case ast.Number(value) | ast.Text(value):
            constant: Value = value
            return lambda focus: constant
        case ast.Call():
            return _call(tree, scope)
        case ast.Negate(ast.Number(value)):
            negative = -value
            return lambda focus: negative
        case ast.Negate(operand):
            negated = compile_expression(operand, scope)
            return lambda focus: -to_number(negated(focus), focus.world.zone)
        case ast.Logic():
            return _logic(tree, scope)
        case ast.Comparison():
            return _comparison(tree, scope)
        case ast.Arithmetic():
            return _arithmetic(tree, scope)
        case ast.Union(operands):
            return _union([compile_expression(each, scope) for each in operands])
        case ast.Filter(primary, predicates):
            inside = scope.inside()
            return _filter(
                compile_expression(primary, scope), [compile_expression(each, inside) for each in predicates]
            )
        case ast.Path():
            return _path(tree, scope)
        case _:
            assert_never(tree)


def _call(tree: ast.Call, scope: Scope) -> Closure:
    try:
        function = registry.find(tree)
    except (UnknownFunction, WrongArguments) as error:
        if not scope.alone:
            raise
        return _failing(error)
    closures = tuple(compile_expression(each, scope) for each in tree.arguments)
    return function.build(registry.Arguments(closures, tree.arguments, tree))


def _failing(error: FormError) -> Closure:
    def failing(focus: Focus) -> Value:
        raise error

    return failing


def _comparison(tree: ast.Comparison, scope: Scope) -> Closure:
    sign = tree.operator
    first, second = compile_expression(tree.left, scope), compile_expression(tree.right, scope)
    if isinstance(tree.right, ast.Text) and sign in ("=", "!="):
        return _against_text(first, tree.right.value, scope.text(tree.right), sign == "=")
    if isinstance(tree.right, ast.Number) and sign not in ("=", "!="):
        return _against_number(first, sign, tree.right.value)

    def comparison(focus: Focus) -> Value:
        left, right = first(focus), second(focus)
        if isinstance(left, list) and isinstance(right, list) and len(left) + len(right) > _FEW:
            focus.spend(len(left) + len(right))
        return compare(sign, left, right, focus.world.zone)

    return comparison


def _against_text(operand: Closure, written: str, slot: int | None, wanted: bool) -> Closure:
    """The commonest comparison of all, `/data/question = 'value'`, without detours."""

    def against_text(focus: Focus) -> Value:
        value = operand(focus)
        text = written if slot is None else focus.slots[slot]
        if isinstance(value, list):
            for node in value:  # noqa: SIM110 (a generator would take twice the time)
                if ((node.string() if node.children else node.text) == text) is wanted:
                    return True
            return False
        return compare("=" if wanted else "!=", value, text, focus.world.zone)

    return against_text


def _against_number(operand: Closure, sign: str, number: float) -> Closure:
    """The commonest order, `/data/question > 18`, without detours."""
    test = NUMERIC[sign]

    def against_number(focus: Focus) -> Value:
        value = operand(focus)
        if isinstance(value, list):
            zone = focus.world.zone
            for node in value:  # noqa: SIM110
                if test(text_number(node.string() if node.children else node.text, zone), number):
                    return True
            return False
        return compare(sign, value, number, focus.world.zone)

    return against_number


def _logic(tree: ast.Logic, scope: Scope) -> Closure:
    operands = [compile_expression(each, scope) for each in tree.operands]
    decides = tree.operator == "or"

    def logic(focus: Focus) -> Value:
        for operand in operands:
            value = operand(focus)
            if (value if isinstance(value, bool) else to_boolean(value)) is decides:
                return decides
        return not decides

    return logic


def _arithmetic(tree: ast.Arithmetic, scope: Scope) -> Closure:
    first = compile_expression(tree.first, scope)
    rest = [(ARITHMETIC[operator], compile_expression(each, scope)) for operator, each in tree.rest]

    def arithmetic(focus: Focus) -> Value:
        zone = focus.world.zone
        total = to_number(first(focus), zone)
        for apply, operand in rest:
            total = apply(total, to_number(operand(focus), zone))
        return total

    return arithmetic


def _union(operands: list[Closure]) -> Closure:
    def union(focus: Focus) -> Value:
        found: list[Node] = []
        for operand in operands:
            found.extend(_nodes(operand(focus)))
        return document_order(found)

    return union


def _filter(primary: Closure, predicates: list[Closure]) -> Closure:
    def filtered(focus: Focus) -> Value:
        found = _nodes(primary(focus))
        for predicate in predicates:
            found = _kept(found, predicate, focus)
        return found

    return filtered


def _path(tree: ast.Path, scope: Scope) -> Closure:
    bound = scope.bind(tree)
    written = tree.steps
    start: Closure | None
    if bound is not None:
        slot, written = bound
        start = lambda focus: focus.slots[slot]  # noqa: E731
        if not written:
            return start
    else:
        start = compile_expression(tree.start, scope) if tree.start is not None else None
    if scope.alone:
        paths.check_prefixes(tree, scope.namespaces)
    written = paths.shortened(written)
    steps = [_step(step, scope) for step in written]
    sorts = paths.may_disorder(tree.start, written)
    absolute = tree.absolute
    column = tree.at + 1

    def path(focus: Focus) -> Value:
        try:
            if start is not None:
                found = _nodes(start(focus))
            elif absolute:
                # A form's paths start in its primary instance, also inside `instance('x')/...[...]`.
                if focus.root is None:
                    focus.root = focus.origin.root()
                found = [focus.root]
            else:
                found = [focus.node]
            for step in steps:
                if len(found) == 1:
                    found = step(found[0], focus)
                else:
                    if len(found) > _FEW:
                        focus.spend(len(found))
                    found = [node for each in found for node in step(each, focus)]
                    if sorts:
                        found = document_order(found)
            return found
        except EvaluationFailed as error:
            error.column = error.column or column
            raise

    return path


def _step(step: ast.Step, scope: Scope) -> Callable[[Node, Focus], list[Node]]:
    walk = axes.WALKS[step.axis]
    matches = axes.matcher(step.test, step.axis, scope.namespaces)
    inside = scope.inside()
    by_index = indexed.lookup(step, lambda tree: compile_expression(tree, inside))
    lookup, first = by_index if by_index is not None else (None, None)
    predicates = [first] if first is not None else []
    predicates += [compile_expression(each, inside) for each in step.predicates[len(predicates) :]]
    backward = step.axis in axes.BACKWARD

    def stepped(node: Node, focus: Focus) -> list[Node]:
        if lookup is not None and isinstance(node, Table):
            rows = lookup(node, focus)
            if rows is not None:
                for predicate in predicates[1:]:
                    rows = _kept(rows, predicate, focus)
                return rows
        walked = walk(node)
        if len(walked) > _FEW:
            focus.spend(len(walked))
        found = [each for each in walked if matches(each)]
        if predicates:
            # On a backward axis, positions count away from where we stand.
            if backward:
                found.reverse()
            for predicate in predicates:
                found = _kept(found, predicate, focus)
            if backward:
                found.reverse()
        return found

    return stepped


def _kept(found: list[Node], predicate: Closure, focus: Focus) -> list[Node]:
    inner = focus.within(len(found))
    kept = []
    for position, node in enumerate(found, 1):
        if not position & 63:
            inner.spend(64)
        inner.node = node
        inner.position = position
        value = predicate(inner)
        if value == position if isinstance(value, float) else to_boolean(value):
            kept.append(node)
    return kept


def _nodes(value: Value) -> list[Node]:
    if isinstance(value, list):
        return value
    raise EvaluationFailed("A path was expected where there is a text or a number.")
