"""Where nodes stand in a document, as paths of `node()[i]` steps."""

from __future__ import annotations

import re
from typing import Final

from kiosk.forms.errors import FormError
from kiosk.forms.xpath.tree import Kind, Node

XMLNS: Final = "http://www.w3.org/2000/xmlns/"
_STEP: Final = re.compile(r"/(?:node\(\)\[(\d{1,9})\]|@(?:\{([^}]*)\})?([^/{}]+))")


class Places:
    """The addresses of one document: of its nodes, and back. They hold while the document stays as it is."""

    def __init__(self, top: Node) -> None:
        self._top = top
        self._addresses: dict[int, str] = {id(top): ""}
        pending = [top]
        while pending:
            node = pending.pop()
            address = self._addresses[id(node)]
            for place, child in enumerate(node.children, 1):
                self._addresses[id(child)] = f"{address}/node()[{place}]"
            pending.extend(node.children)

    def address(self, node: Node) -> str:
        """The path of a node; "/" is the document itself."""
        known = self._addresses.get(id(node))
        if known is not None:
            return known or "/"
        around = self._addresses[id(node.parent)]
        match node.kind:
            case Kind.ATTRIBUTE:
                return f"{around}/@{{{node.namespace}}}{node.local}" if node.namespace else f"{around}/@{node.local}"
            case Kind.NAMESPACE:
                return f"{around}/@{{{XMLNS}}}{node.local}"
            case _:
                # The text of a leaf, which is a node only while somebody looks at it.
                return f"{around}/node()[1]"

    def node(self, address: str) -> Node:
        """The node at a path. Raises `FormError` where there is none."""
        here = self._top
        at = 0
        while at < len(address) and address != "/":
            step = _STEP.match(address, at)
            found = _stepped(here, step) if step is not None else None
            if step is None or found is None:
                raise FormError("The document has no node at the path that is given.")
            here, at = found, step.end()
        return here


def _stepped(here: Node, step: re.Match[str]) -> Node | None:
    if step[1] is not None:
        children, place = here.nodes(), int(step[1]) - 1
        return children[place] if 0 <= place < len(children) else None
    uri, local = step[2] or "", step[3]
    kind, uri = (Kind.NAMESPACE, "") if uri == XMLNS else (Kind.ATTRIBUTE, uri)
    return next(
        (each for each in here.attributes if each.kind is kind and each.local == local and each.namespace == uri), None
    )
