"""Any XML document as the tree that XPath walks, with white space, comments and instructions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from kiosk.forms.errors import FormDamaged, FormTooLarge
from kiosk.forms.limits import DEFAULT_LIMITS, Limits
from kiosk.forms.markup import split
from kiosk.forms.names import XML
from kiosk.forms.xpath.tree import Kind, Node

if TYPE_CHECKING:
    from lxml.etree import _Element

# What a document type may not bring along: it could name files, or grow without end.
_DECLARATIONS: Final = ("<!ENTITY", "<!ATTLIST", "<!ELEMENT", "<!NOTATION")


def read_document(xml: str, limits: Limits = DEFAULT_LIMITS) -> Node:
    """The document. Raises `FormDamaged` where it is no XML or declares entities, `FormTooLarge`."""
    from lxml import etree

    if len(xml) > limits.form_bytes:
        raise FormTooLarge(f"The document has {len(xml)} characters, and may have {limits.form_bytes}.")
    if any(declaration in xml for declaration in _DECLARATIONS):
        raise FormDamaged("The document declares entities, elements or attributes, which is refused.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(xml.encode("utf-8", "surrogatepass"), parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise FormDamaged("The document is not well-formed XML.", line=getattr(error, "lineno", None)) from None
    top = Node(Kind.ROOT)
    for source in (*reversed(list(root.itersiblings(preceding=True))), root, *root.itersiblings()):
        _copy(source, top, limits)
    return top


def _copy(root: Any, top: Node, limits: Limits) -> None:
    pending: list[tuple[Any, Node, int]] = [(root, top, 1)]
    nodes = 0
    while pending:
        source, parent, depth = pending.pop()
        nodes += 1
        if depth > limits.element_depth or nodes > limits.elements:
            raise FormTooLarge("The document is too deep, or has too many nodes.")
        node = _node(source)
        parent.append(node)
        if node.kind is Kind.ELEMENT:
            text = source.text or ""
            if len(source) == 0:
                # As in an instance: a leaf keeps its text on itself.
                node.text = text
            elif text:
                node.append(Node(Kind.TEXT, text=text))
        if source is not root and source.tail:
            parent.append(Node(Kind.TEXT, text=source.tail))
        # Reversed on the stack, so that siblings are appended in order, each followed by its tail.
        pending.extend((child, node, depth + 1) for child in reversed(source))


def _node(source: Any) -> Node:
    from lxml import etree

    if source.tag is etree.Comment:
        return Node(Kind.COMMENT, text=source.text or "")
    if source.tag is etree.ProcessingInstruction:
        return Node(Kind.INSTRUCTION, source.target, text=source.text or "")
    namespace, local = split(str(source.tag))
    node = Node(Kind.ELEMENT, local, prefix=source.prefix or "", namespace=namespace)
    _declare(source, node)
    for name, value in source.attrib.items():
        uri, plain = split(str(name))
        prefix = next((p for p, u in source.nsmap.items() if u == uri and p), "") if uri else ""
        if uri == XML:
            prefix = "xml"
        node.append(Node(Kind.ATTRIBUTE, plain, prefix=prefix, namespace=uri, text=str(value)))
    return node


def _declare(source: _Element, node: Node) -> None:
    """Note the namespaces that an element itself declares."""
    around = source.getparent()
    known = around.nsmap if around is not None else {}
    for prefix, uri in source.nsmap.items():
        if known.get(prefix) != uri:
            node.append(Node(Kind.NAMESPACE, prefix or "", text=uri))
