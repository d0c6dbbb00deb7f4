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
    shapes: _Shapes = {}
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


_Shapes = dict[tuple[str, ...], tuple[str, str, tuple[str, ...]] | None]
"""By the tags of a row and its leaves: the namespace, the row's name, its leaves' names; None for what is no row."""


def _row(source: _Element, children: list[_Element], shapes: _Shapes) -> Row | None:
    """The element as a row, or None where it is not one: only plain leaves, no prefixes, one namespace.

    A list has thousands of rows and few shapes: what follows from the tags alone is worked out once for each.
    """
    if source.prefix or source.keys():
        return None
    tags = (str(source.tag), *[str(child.tag) for child in children])
    if tags not in shapes:
        shapes[tags] = _shape(tags)
    shape = shapes[tags]
    if shape is None:
        return None
    cells = []
    for child in children:
        if child.prefix or child.keys():
            return None
        if len(child):
            if markup.children(child):
                return None
            cells.append("".join(_texts(child)))
        else:
            cells.append(child.text or "")
    namespace, local, leaves = shape
    return Row(local, leaves, tuple(cells), namespace)


def _shape(tags: tuple[str, ...]) -> tuple[str, str, tuple[str, ...]] | None:
    names = [split(tag) for tag in tags]
    namespace = names[0][0]
    if any(uri != namespace for uri, _ in names):
        return None
    return namespace, names[0][1], tuple(local for _, local in names[1:])


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
