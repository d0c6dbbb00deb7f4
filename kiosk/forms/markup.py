"""Small questions to ask of lxml elements, with the types that lxml's stubs leave open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiosk.forms import names

if TYPE_CHECKING:
    from lxml.etree import _Element


def line_of(element: _Element) -> int | None:
    """The line of the document (from 1) on which an element begins."""
    line: Any = element.sourceline
    return line if isinstance(line, int) else None


def children(element: _Element) -> list[_Element]:
    """The child elements: no comments, no instructions."""
    # Most elements of a form have none: to ask first halves the cost of walking it.
    return list(element.iterchildren("*")) if len(element) else []


def attribute(element: _Element, *wanted: str) -> str:
    """The first of these attributes that the element has; "" where it has none."""
    for name in wanted:
        value = element.get(name)
        if value is not None:
            return str(value)
    return ""


def child(element: _Element, name: str) -> _Element | None:
    """The first child of this name in the XForms namespace."""
    return next(element.iterchildren(f"{{{names.XFORMS}}}{name}"), None)


def split(tag: str) -> tuple[str, str]:
    """lxml's "{uri}local" as (uri, local); the URI is "" where there is none."""
    if tag[:1] == "{":
        uri, _, local = tag[1:].partition("}")
        return uri, local
    return "", tag
