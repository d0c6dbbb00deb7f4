"""A session's answers as instance XML (OpenRosa)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from kiosk.forms import names
from kiosk.forms.xpath.tree import Node

if TYPE_CHECKING:
    from kiosk.forms.state import State


def serialise(state: State) -> bytes:
    """The instance as UTF-8 XML: nodes that are not relevant left out, the metadata in `orx:meta`."""
    top = state.bound[0]
    attributes = [f' xmlns:orx="{names.OPENROSA}"']
    if top.namespace not in ("", names.XFORMS) and not top.prefix:
        attributes.insert(0, f" xmlns={quoteattr(top.namespace)}")
    declared = {"orx": names.OPENROSA}
    for node in state.bound:
        for each in (node, *node.attributes):
            if each.prefix and each.prefix != "xml" and each.prefix not in declared and _is_kept(each):
                declared[each.prefix] = each.namespace
                attributes.append(f" xmlns:{each.prefix}={quoteattr(each.namespace)}")
    parts = ["<?xml version='1.0' encoding='UTF-8'?>\n"]
    _write(state, top, parts, "".join(attributes))
    return "".join(parts).encode("utf-8")


def _is_kept(node: Node) -> bool:
    return node.namespace != names.JAVAROSA


def _write(state: State, node: Node, parts: list[str], declarations: str) -> None:
    # Depth is bounded when a form is read, so this recursion is too.
    name = _name(node)
    written = "".join(f" {a.name}={quoteattr(a.text)}" for a in node.attributes if _is_kept(a))
    parts.append(f"<{name}{declarations}{written}")
    children = [child for child in node.children if state.relevant[child.index]]
    if children:
        parts.append(">")
        for child in children:
            _write(state, child, parts, "")
        parts.append(f"</{name}>")
    elif node.text:
        parts.append(f">{escape(node.text, _KEPT)}</{name}>")
    else:
        parts.append("/>")


# A parser would turn a carriage return into a line feed.
_KEPT = {"\r": "&#13;"}


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
