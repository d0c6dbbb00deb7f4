"""How the nodes of a form lie in its repeats.

A *frame* is what exists as often as one repeat does: an instance of it without the repeats inside, or
all that is in no repeat. `depth` counts the repeats around: 0 outside all.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.forms.xpath.tree import Node

ROOT = -1
"""Stands for "no repeat" where the index of a repeat is asked for."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The templates, and by index of a template: `chains`, the repeats around it and itself where it is one,
    outermost first; `paths`; and `tails`, the path below the innermost repeat's instance ("" for the instance
    itself). `spans` is the path of a repeat below the instance of the repeat around it.
    """

    elements: list[Node]
    chains: list[tuple[int, ...]]
    paths: list[str]
    tails: list[str]
    spans: dict[int, str]

    def depth(self, index: int) -> int:
        """How many repeats are around a template (or are it)."""
        return len(self.chains[index])

    def frame(self, index: int) -> int:
        """The repeat whose frame a template is in, `ROOT` outside all."""
        chain = self.chains[index]
        return chain[-1] if chain else ROOT

    def add_attribute(self, node: Node, parent: int) -> None:
        """Number an attribute that a rule names: it is a node with rules of its own."""
        node.index = len(self.elements)
        self.elements.append(node)
        self.chains.append(self.chains[parent])
        self.paths.append(f"{self.paths[parent]}/@{node.name}")
        self.tails.append(f"{self.tails[parent]}/@{node.name}")


def shape_of(elements: list[Node], repeats: frozenset[str]) -> Shape:
    """The shape of numbered templates, in document order."""
    shape = Shape(elements, [], [], [], {})
    for element in elements:
        parent = element.parent
        above = parent.index if parent is not None else -1
        chain: tuple[int, ...] = shape.chains[above] if above >= 0 else ()
        path = f"{shape.paths[above] if above >= 0 else ''}/{element.name}"
        tail = f"{shape.tails[above] if above >= 0 else ''}/{element.name}"
        if above >= 0 and path in repeats:
            shape.spans[element.index] = tail
            chain = (*chain, element.index)
            tail = ""
        shape.chains.append(chain)
        shape.paths.append(path)
        shape.tails.append(tail)
    return shape
