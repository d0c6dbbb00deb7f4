"""Instances: XML elements to the nodes that XPath walks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.forms import markup, names
from kiosk.forms.markup import split
from kiosk.forms.xpath.rows import Row, Table
from kiosk.forms.xpath.tree import Kind, Node

if TYPE_CHECKING:
    from lxml.etree import _Element


def document(root: _Element) -> Node:
    """A document node holding a copy of the element and all below it.

    White space around child elements is dropped: in an instance it is only layout. Comments and
    instructions are dropped too.
    """
    top = Node(Kind.ROOT)
    pending: list[tuple[_Element, Node]] = [(root, top)]
    while pending:
        source, parent = pending.pop()
        node = _element(source)
        parent.append(node)
        children = markup.children(source)
        if children:
            # Reversed on the stack, so that siblings are appended in order.
            pending.extend((child, node) for child in reversed(children))
        else:
            node.text = "".join(_texts(source))
    return top


def rows(root: _Element) -> Node:
    """As `document`, for a list that never changes: with rows that cost little, and tables that can be searched."""
    top = Node(Kind.ROOT)
    shapes: dict[tuple[str, ...], tuple[str, ...]] = {}
    pending: list[tuple[_Element, Node]] = [(root, top)]
    while pending:
        source, parent = pending.pop()
        children = markup.children(source)
        if not children:
            leaf = _element(source)
            leaf.text = "".join(_texts(source))
            parent.append(leaf)
            continue
        row = _row(source, children, shapes) if parent is not top else None
        if row is not None:
            row.parent = parent
            parent.children.append(row)
            continue
        plain = _element(source)
        table = Table(plain.local, prefix=plain.prefix, namespace=plain.namespace)
        for each in plain.attributes:
            table.append(each)
        parent.append(table)
        pending.extend((child, table) for child in reversed(children))
    return top


def _row(source: _Element, children: list[_Element], shapes: dict[tuple[str, ...], tuple[str, ...]]) -> Row | None:
    """The element as a row, or None where it is not one: only plain leaves, no prefixes, one namespace."""
    if source.prefix or source.attrib:
        return None
    namespace, local = split(str(source.tag))
    names = []
    cells = []
    for child in children:
        uri, name = split(str(child.tag))
        if uri != namespace or child.prefix or child.attrib or (len(child) and markup.children(child)):
            return None
        names.append(name)
        cells.append("".join(_texts(child)) if len(child) else child.text or "")
    shape = tuple(names)
    return Row(local, shapes.setdefault(shape, shape), tuple(cells), namespace)


def _texts(source: _Element) -> list[str]:
    parts = [source.text or ""]
    parts.extend(child.tail or "" for child in source)
    return parts


def _element(source: _Element) -> Node:
    namespace, local = split(str(source.tag))
    node = Node(Kind.ELEMENT, local, prefix=source.prefix or "", namespace=namespace)
    for name, value in source.attrib.items():
        uri, plain = split(str(name))
        prefix = next((p for p, u in source.nsmap.items() if u == uri and p), "") if uri else ""
        if uri == names.XML:
            prefix = "xml"
        node.append(Node(Kind.ATTRIBUTE, plain, prefix=prefix, namespace=uri, text=str(value)))
    return node


def number(top: Node) -> list[Node]:
    """The elements in document order, each given its place as `index`."""
    elements = list(top.elements()) if top.kind is Kind.ELEMENT else [e for c in top.children for e in c.elements()]
    for place, element in enumerate(elements):
        element.index = place
    return elements


def copied(top: Node) -> tuple[Node, list[Node]]:
    """A copy of a numbered document, and its elements by index."""
    fresh = Node(Kind.ROOT)
    elements: list[Node] = []
    pending = [(child, fresh) for child in reversed(top.children)]
    while pending:
        source, parent = pending.pop()
        node = Node(source.kind, source.local, prefix=source.prefix, namespace=source.namespace, text=source.text)
        node.index = source.index
        for each in source.attributes:
            node.append(Node(each.kind, each.local, prefix=each.prefix, namespace=each.namespace, text=each.text))
        node.parent = parent
        parent.children.append(node)
        elements.append(node)
        if source.children:
            pending.extend((child, node) for child in reversed(source.children))
    return fresh, elements
