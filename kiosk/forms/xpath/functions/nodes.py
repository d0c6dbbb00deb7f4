"""Nodes (XPath 1.0, section 4.1; `current`, `instance`, `position(node)` as ODK XForms has them)."""

from __future__ import annotations

from kiosk.forms.errors import EvaluationFailed
from kiosk.forms.xpath.focus import Focus
from kiosk.forms.xpath.functions.registry import eager, focus_or, nodes
from kiosk.forms.xpath.tree import Node, document_order
from kiosk.forms.xpath.values import Value, to_string


@eager("position", 0, 1)
def _position(focus: Focus, *given: Value) -> Value:
    if not given:
        return float(focus.position)
    chosen = nodes("position", given[0])
    if not chosen or chosen[0].parent is None:
        return float("nan")
    return float(chosen[0].place())


@eager("last", 0, 0)
def _last(focus: Focus) -> Value:
    return float(focus.size)


@eager("current", 0, 0)
def _current(focus: Focus) -> Value:
    return [focus.origin]


@eager("instance", 1, 1)
def _instance(focus: Focus, name: Value) -> Value:
    document = focus.world.instance(to_string(name))
    if document is None:
        raise EvaluationFailed("`instance()` names a list that the form does not have.")
    # The document itself: forms go on with `/root/item`, naming its root element.
    return [document]


@eager("id", 1, 1)
def _id(focus: Focus, value: Value) -> Value:
    texts = [node.string() for node in value] if isinstance(value, list) else [to_string(value)]
    wanted = {word for text in texts for word in text.split()}
    found = [
        element
        for element in focus.node.root().elements()
        if any(a.local == "id" and not a.prefix and a.text in wanted for a in element.attributes)
    ]
    return document_order(found)


def _first(focus: Focus, name: str, given: tuple[Value, ...]) -> Node | None:
    found = nodes(name, focus_or(focus, given))
    return found[0] if found else None


@eager("name", 0, 1)
def _name(focus: Focus, *given: Value) -> Value:
    node = _first(focus, "name", given)
    return node.name if node else ""


@eager("local-name", 0, 1)
def _local_name(focus: Focus, *given: Value) -> Value:
    node = _first(focus, "local-name", given)
    return node.local if node else ""


@eager("namespace-uri", 0, 1)
def _namespace_uri(focus: Focus, *given: Value) -> Value:
    node = _first(focus, "namespace-uri", given)
    return node.namespace if node else ""
