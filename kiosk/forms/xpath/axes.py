"""Walking the tree: one function per axis, giving nodes in document order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from kiosk.forms.names import XHTML
from kiosk.forms.xpath import ast
from kiosk.forms.xpath.tree import Kind, Node, document_order

Walk = Callable[[Node], list[Node]]


def _self(node: Node) -> list[Node]:
    return [node]


def _child(node: Node) -> list[Node]:
    return node.nodes()


def _parent(node: Node) -> list[Node]:
    return [node.parent] if node.parent is not None else []


def _attribute(node: Node) -> list[Node]:
    return [each for each in node.attributes if each.kind is Kind.ATTRIBUTE]


def _ancestor(node: Node) -> list[Node]:
    return _ancestor_or_self(node)[:-1]


def _ancestor_or_self(node: Node) -> list[Node]:
    found = []
    here: Node | None = node
    while here is not None:
        found.append(here)
        here = here.parent
    found.reverse()
    return found


def _below(node: Node) -> Iterator[Node]:
    pending = list(reversed(node.nodes()))
    while pending:
        here = pending.pop()
        yield here
        pending.extend(reversed(here.nodes()))


def _descendant(node: Node) -> list[Node]:
    return list(_below(node))


def _descendant_or_self(node: Node) -> list[Node]:
    return [node, *_below(node)]


def _is_beside(node: Node) -> bool:
    """Whether a node belongs to its parent without being its child."""
    return node.kind is Kind.ATTRIBUTE or node.kind is Kind.NAMESPACE


def _siblings(node: Node) -> tuple[list[Node], int]:
    if node.parent is None or _is_beside(node):
        return [], -1
    all_siblings = node.parent.nodes()
    for place, sibling in enumerate(all_siblings):
        if sibling is node:
            return all_siblings, place
    # A text node made on demand is the only child of its leaf.
    return [], -1


def _following_sibling(node: Node) -> list[Node]:
    siblings, place = _siblings(node)
    return siblings[place + 1 :] if siblings else []


def _preceding_sibling(node: Node) -> list[Node]:
    siblings, place = _siblings(node)
    return siblings[:place] if siblings else []


def _following(node: Node) -> list[Node]:
    found: list[Node] = []
    if _is_beside(node) and node.parent is not None:
        found.extend(_below(node.parent))
        node = node.parent
    here: Node | None = node
    while here is not None:
        for sibling in _following_sibling(here):
            found.append(sibling)
            found.extend(_below(sibling))
        here = here.parent
    return found


def _preceding(node: Node) -> list[Node]:
    found: list[Node] = []
    for ancestor in _ancestor_or_self(node):
        for sibling in _preceding_sibling(ancestor):
            found.append(sibling)
            found.extend(_below(sibling))
    return found


def _namespace(node: Node) -> list[Node]:
    # What is declared on the element and around it, the nearer declaration of a prefix hiding the
    # farther. The prefix `xml`, which nobody declares, is left out. Instances of forms keep none.
    found: dict[str, Node] = {}
    for here in _ancestor_or_self(node) if node.kind is Kind.ELEMENT else ():
        for each in here.attributes:
            if each.kind is Kind.NAMESPACE:
                found[each.local] = each
    return document_order([each for each in found.values() if each.text])


WALKS: Final[dict[ast.Axis, Walk]] = {
    "self": _self,
    "child": _child,
    "parent": _parent,
    "attribute": _attribute,
    "ancestor": _ancestor,
    "ancestor-or-self": _ancestor_or_self,
    "descendant": _descendant,
    "descendant-or-self": _descendant_or_self,
    "following-sibling": _following_sibling,
    "preceding-sibling": _preceding_sibling,
    "following": _following,
    "preceding": _preceding,
    "namespace": _namespace,
}
_PRINCIPAL: Final[dict[ast.Axis, Kind]] = {"attribute": Kind.ATTRIBUTE, "namespace": Kind.NAMESPACE}
BACKWARD: Final = frozenset({"ancestor", "ancestor-or-self", "preceding", "preceding-sibling"})


def matcher(test: ast.NameTest | ast.KindTest, axis: ast.Axis, namespaces: dict[str, str]) -> Callable[[Node], bool]:
    """Whether a node passes a node test.

    A name without a prefix is any node of that local name written without a prefix, but those of
    XHTML: forms put their instance in the XForms namespace, in their own, or in none, and write paths
    without one; XHTML is only what a form is wrapped in.
    """
    principal = _PRINCIPAL.get(axis, Kind.ELEMENT)
    if isinstance(test, ast.KindTest):
        match test.kind:
            case "node":
                return lambda node: True
            case "text":
                return lambda node: node.kind is Kind.TEXT
            case "comment":
                return lambda node: node.kind is Kind.COMMENT
            case _:
                target = test.target
                return lambda node: node.kind is Kind.INSTRUCTION and (not target or node.local == target)
    prefix, local = test.prefix, test.local
    if not prefix:
        if local == "*":
            return lambda node: node.kind is principal
        return lambda node: (
            node.local == local and node.kind is principal and not node.prefix and node.namespace != XHTML
        )
    uri = namespaces.get(prefix)
    if uri is None:
        return lambda node: node.kind is principal and node.prefix == prefix and local in ("*", node.local)
    return lambda node: node.kind is principal and node.namespace == uri and local in ("*", node.local)
