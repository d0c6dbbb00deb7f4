"""What can be said of a location path before it is walked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kiosk.forms.errors import XPathSyntax
from kiosk.forms.xpath import ast
from kiosk.forms.xpath.sameness import is_positional

_DESCENDANTS: Final = ast.Step("descendant-or-self", ast.KindTest("node"))
# Functions that give a boolean: as a predicate, they never mean a position.
_BOOLEAN: Final = frozenset(
    {
        "boolean", "boolean-from-string", "checklist", "contains", "ends-with", "false", "geofence", "lang", "not",
        "regex", "selected", "starts-with", "true", "weighted-checklist",
    }
)  # fmt: skip


def check_prefixes(path: ast.Path, namespaces: Mapping[str, str]) -> None:
    """Raises `XPathSyntax` for a prefix that is not declared (XPath 1.0, section 2.3)."""
    for step in path.steps:
        prefix = step.test.prefix if isinstance(step.test, ast.NameTest) else ""
        if prefix and prefix != "xml" and prefix not in namespaces:
            raise XPathSyntax(f"The prefix “{prefix[:40]}” is not declared.", column=path.at + 1)


def may_disorder(start: ast.Expression | None, steps: tuple[ast.Step, ...]) -> bool:
    """Whether steps from several nodes may give nodes twice, or out of document order.

    One child after another keeps the order; wider axes can lose it, and so can any step from nodes of
    which one stands inside another. Nodes in an order of their own (`randomize`) keep that.
    """
    by_id = isinstance(start, ast.Call) and start.name == "id"
    nested = by_id or isinstance(start, ast.Union | ast.Path | ast.Filter)
    return nested or any(step.axis not in ("self", "child", "attribute") for step in steps)


def shortened(steps: tuple[ast.Step, ...]) -> tuple[ast.Step, ...]:
    """The same nodes in fewer steps: `//name` at once instead of the children of everything, put in order.

    Not where a predicate counts positions: `//a[1]` is the first `a` of each parent.
    """
    if all(step.axis != "descendant-or-self" for step in steps):
        return steps
    found: list[ast.Step] = []
    for step in steps:
        if found and found[-1] == _DESCENDANTS and step.axis == "child" and all(map(_is_condition, step.predicates)):
            found[-1] = ast.Step("descendant", step.test, step.predicates)
        else:
            found.append(step)
    return tuple(found)


def _is_condition(predicate: ast.Expression) -> bool:
    """Whether a predicate is a boolean or a set of nodes, and asks for no position."""
    if isinstance(predicate, ast.Call):
        keeps = predicate.name in _BOOLEAN
    else:
        keeps = isinstance(predicate, ast.Comparison | ast.Logic | ast.Path | ast.Union)
    return keeps and not is_positional(predicate)
