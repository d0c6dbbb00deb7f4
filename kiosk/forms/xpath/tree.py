"""The tree that XPath walks: a small mutable node, made for forms.

A leaf element keeps its text on itself: setting an answer is one assignment. Its text node exists
only while somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum


class Kind(IntEnum):
    """The kinds of node of the XPath data model that documents here can have."""

    ROOT = 0
    ELEMENT = 1
    ATTRIBUTE = 2
    TEXT = 3
    COMMENT = 4
    INSTRUCTION = 5
    NAMESPACE = 6


class Node:
    """One node of a document.

    `text` is the content of a leaf element, and the value of any node that is not an element.
    `local` is the local name (the target of an instruction); `index` numbers the elements of a
    form's primary instance in document order and is -1 elsewhere.
    """

    __slots__ = ("attributes", "children", "index", "kind", "local", "namespace", "parent", "prefix", "text")

    def __init__(self, kind: Kind, local: str = "", *, prefix: str = "", namespace: str = "", text: str = "") -> None:
        self.kind = kind
        self.local = local
        self.prefix = prefix
        self.namespace = namespace
        self.text = text
        self.parent: Node | None = None
        self.children: list[Node] = []
        self.attributes: list[Node] = []
        self.index = -1

    @property
    def name(self) -> str:
        """The name as written, with its prefix."""
        return f"{self.prefix}:{self.local}" if self.prefix else self.local

    def append(self, child: Node) -> None:
        """Add a child, an attribute, or the declaration of a namespace (kept among the attributes)."""
        child.parent = self
        beside = child.kind is Kind.ATTRIBUTE or child.kind is Kind.NAMESPACE
        (self.attributes if beside else self.children).append(child)

    def string(self) -> str:
        """The string value of XPath 1.0: own text, or that of all text nodes below, in order."""
        if not self.children or self.kind > Kind.ELEMENT:
            return self.text
        parts = []
        pending = [self]
        while pending:
            node = pending.pop()
            if node.kind is Kind.TEXT or (node.kind is Kind.ELEMENT and not node.children):
                parts.append(node.text)
            elif node.kind <= Kind.ELEMENT:
                pending.extend(reversed(node.children))
        return "".join(parts)

    def nodes(self) -> list[Node]:
        """The children as XPath sees them: the text of a leaf is a text node."""
        if self.children or not self.text or self.kind is not Kind.ELEMENT:
            return self.children
        text = Node(Kind.TEXT, text=self.text)
        text.parent = self
        return [text]

    def path(self) -> str:
        """The absolute path by names: "/data/group/question"."""
        names = []
        node: Node | None = self
        while node is not None and node.kind is not Kind.ROOT:
            names.append("@" + node.name if node.kind is Kind.ATTRIBUTE else node.name)
            node = node.parent
        return "/" + "/".join(reversed(names))

    def place(self) -> int:
        """Its place among the elements of its name beside it, from 1."""
        name, around = self.name, self.parent.children if self.parent is not None else [self]
        alike = [each for each in around if each.name == name]
        return next((place for place, each in enumerate(alike, 1) if each is self), 1)

    def root(self) -> Node:
        """The top of the tree this node stands in."""
        node = self
        while node.parent is not None:
            node = node.parent
        return node

    def elements(self) -> Iterator[Node]:
        """This element and all elements below, in document order."""
        pending = [self]
        while pending:
            node = pending.pop()
            if node.kind is Kind.ELEMENT:
                yield node
            pending.extend(reversed(node.children))

    def __repr__(self) -> str:
        # Never the text: it may be an answer, and a repr ends up in tracebacks.
        return f"<{self.kind.name.lower()} {self.path()}>"


def document_order(nodes: list[Node]) -> list[Node]:
    """The nodes without duplicates, in document order."""
    if len(nodes) < 2:
        return nodes
    positions: dict[int, dict[int, int]] = {}
    keyed = {_key(node, positions): node for node in nodes}
    return [keyed[key] for key in sorted(keyed)]


def _key(node: Node, positions: dict[int, dict[int, int]]) -> tuple[int, ...]:
    key = []
    here = node
    while here.parent is not None:
        parent = here.parent
        table = positions.get(id(parent))
        if table is None:
            # Attributes come before children, as negative numbers.
            table = {id(a): i - len(parent.attributes) for i, a in enumerate(parent.attributes)}
            table.update((id(child), i) for i, child in enumerate(parent.children))
            positions[id(parent)] = table
        key.append(table.get(id(here), 0))
        here = parent
    key.append(id(here))  # keeps nodes of different documents apart
    key.reverse()
    return tuple(key)
