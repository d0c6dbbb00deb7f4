"""Bytes to XML, refusing what could harm: entities, document types, the network, size and depth."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from kiosk.forms.errors import FormDamaged, FormTooLarge
from kiosk.forms.limits import Limits
from kiosk.forms.markup import line_of

if TYPE_CHECKING:
    from lxml.etree import XPath, _Element

_DOCTYPE: Final = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def read(xml: bytes, limits: Limits) -> _Element:
    """The root element of an XForm. Raises `FormDamaged` or `FormTooLarge`."""
    if len(xml) > limits.form_bytes:
        raise FormTooLarge(f"The form has {len(xml)} bytes, and may have {limits.form_bytes}.")
    return parsed(xml, limits)


def parsed(xml: bytes, limits: Limits) -> _Element:
    """The root element of any XML that comes with a form, its size already looked at. Raises as `read`."""
    from lxml import etree

    if any(mark in xml for mark in _DOCTYPE):
        raise FormDamaged("The form declares a document type (DOCTYPE), which is refused: remove it.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        if "XML_PARSE_HUGE" in str(error.args[0] if error.args else ""):
            # libxml2's own bounds, with advice to lift them that is not for authors.
            raise FormTooLarge("The form is nested too deep, or one of its texts is too long.", line=line) from None
        raise FormDamaged(
            f"The form is not well-formed XML, near column {column}: {_reason(error)}", line=line
        ) from None
    except (ValueError, LookupError):
        raise FormDamaged("The form cannot be read as XML: its encoding is not the one it declares.") from None
    information: Any = root.getroottree().docinfo
    if information.doctype:
        raise FormDamaged("The form declares a document type (DOCTYPE), which is refused: remove it.")
    _bound_tree(root, limits)
    return root


def _reason(error: Exception) -> str:
    # libxml2 quotes the text around an error only in its longer forms; one line is enough.
    return str(error.args[0] if error.args else "").split("\n")[0].split(", line ")[0][:200] + "."


def _bound_tree(root: _Element, limits: Limits) -> None:
    """Depth and number of elements. libxml2 counts: in Python it took a third of a small form's time to load."""
    count: Any = _asked("count(//*)")(root)
    if count > limits.elements:
        raise FormTooLarge(f"The form has more than {limits.elements} elements.")
    too_deep: Any = _asked("(" + "/*" * (limits.element_depth + 1) + ")[1]")(root)
    if too_deep:
        raise FormTooLarge(f"The form is nested more than {limits.element_depth} deep.", line=line_of(too_deep[0]))


@lru_cache(maxsize=8)
def _asked(question: str) -> XPath:
    from lxml import etree

    return etree.XPath(question)
