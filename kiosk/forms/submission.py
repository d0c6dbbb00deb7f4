"""A session's answers as instance XML (OpenRosa)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk.forms import names
from kiosk.forms.items import Item
from kiosk.forms.xpath.tree import Node

if TYPE_CHECKING:
    from kiosk.forms.state import State


def serialise(state: State) -> bytes:
    """The instance as UTF-8 XML: nodes that are not relevant left out, the metadata in `orx:meta`."""
    top = state.root.node
    attributes = [f' xmlns:orx="{names.OPENROSA}"']
    if top.namespace not in ("", names.XFORMS) and not top.prefix:
        attributes.insert(0, f" xmlns={_quoted(top.namespace)}")
    declared = {"orx": names.OPENROSA}
    for node in state.model.shape.elements:
        for each in (node, *node.attributes):
            if each.prefix and each.prefix != "xml" and each.prefix not in declared and _is_kept(each):
                declared[each.prefix] = each.namespace
                attributes.append(f" xmlns:{each.prefix}={_quoted(each.namespace)}")
    parts = ["<?xml version='1.0' encoding='UTF-8'?>\n"]
    _write(top, parts, "".join(attributes))
    return "".join(parts).encode("utf-8")


def _is_kept(node: Node) -> bool:
    return node.namespace != names.JAVAROSA


def _write(node: Node, parts: list[str], declarations: str) -> None:
    # Depth is bounded when a form is read, so this recursion is too.
    name = _name(node)
    written = "".join(f" {a.name}={_quoted(a.text)}" for a in node.attributes if _is_kept(a))
    parts.append(f"<{name}{declarations}{written}")
    children = [child for child in node.children if isinstance(child, Item) and child.relevant]
    if children:
        parts.append(">")
        for child in children:
            _write(child, parts, "")
        parts.append(f"</{name}>")
    elif node.text:
        parts.append(f">{_escaped(node.text)}</{name}>")
    else:
        parts.append("/>")


# The library's escaping (xml.sax.saxutils) would import urllib and http, which a visit has no use for.
_TEXT: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
# A parser turns white space in an attribute into blanks, unless it is written as a reference.
_ATTRIBUTE: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
)


def _escaped(text: str) -> str:
    return text.translate(_TEXT)


def _quoted(text: str) -> str:
    return f'"{text.translate(_ATTRIBUTE)}"'


def _name(node: Node) -> str:
    """The element's name; the metadata block is OpenRosa's, however the form wrote it."""
    if _in_meta(node) and (not node.prefix or node.namespace == names.OPENROSA):
        return f"orx:{node.local}"
    return node.name


def _in_meta(node: Node) -> bool:
    here: Node | None = node
    while here is not None:
        if here.local == "meta":
            return here.parent is not None and here.parent.index == 0
        here = here.parent
    return False
