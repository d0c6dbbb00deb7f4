"""Names: what a thing is called by assistive technology, and whether it is known to it at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from accessibility.audit.rule import Fault, Rule, folded, quoted
from accessibility.audit.snapshot import Box, Node, Role, Snapshot

LONGEST_SIGN = 3
"""So many characters may be a sign, and not a word."""


def missing_from_tree(page: Snapshot) -> Iterator[Fault]:
    """Whatever can be operated is in the tree."""
    for control in page.controls:
        if control.node < 0:
            yield Fault(
                control.part,
                f"{control.part} ({control.type_name}) can be operated, and is not in the accessibility tree.",
                "Give it Accessible.role and Accessible.name, or build it on a control of QtQuick.Templates.",
                control.box,
            )


def text_missing_from_tree(page: Snapshot) -> Iterator[Fault]:
    """Whatever can be read is in the tree: by itself, or in the name of what it stands in."""
    known = [folded(f"{node.name} {node.description}") for node in page.nodes]
    for text in page.writings:
        said = folded(text.text)
        if text.editable or text.node >= 0 or any(said in name for name in known):
            continue
        if len(said) <= LONGEST_SIGN and _in_named_control(page, text.control):
            continue
        yield Fault(
            text.part,
            f"{text.part}: {quoted(text.text, text.private)} is on the glass, and not in the accessibility tree.",
            "Give the text, or what it stands in, an Accessible.name with these words.",
            text.box,
        )


def unnamed(page: Snapshot) -> Iterator[Fault]:
    """Every control has a name."""
    for control in page.controls:
        if control.node >= 0 and not page.nodes[control.node].name.strip():
            yield Fault(
                control.part,
                f"{control.part} is a {page.nodes[control.node].role.value} without a name.",
                "Give it an Accessible.name in the page's language.",
                control.box,
            )


def repeated(page: Snapshot) -> Iterator[Fault]:
    """Two controls with one name do one thing: those of a list are told apart by the row that they stand in."""
    called: dict[tuple[str, ...], list[tuple[str, Box]]] = defaultdict(list)
    around = _paths(page)
    for control in page.controls:
        if control.node >= 0:
            node = page.nodes[control.node]
            name = folded(f"{node.name} {node.description}")
            if name:
                called[*around[control.node], node.role.value, name].append((control.part, control.box))
    for (*_, role, name), those in called.items():
        if len(those) > 1:
            parts = ", ".join(part for part, _ in those)
            yield Fault(
                those[-1][0],
                f"{len(those)} controls are called {quoted(name)} ({role}): {parts}.",
                "Say in each name, description or row what it is for.",
                those[-1][1],
            )


def _paths(page: Snapshot) -> list[tuple[str, ...]]:
    """The names of what each node stands in."""
    paths: list[tuple[str, ...]] = []
    above: list[Node] = []
    for node in page.nodes:
        del above[node.depth :]
        paths.append(tuple(a.name for a in above if a.role in (Role.ITEM, Role.GROUP)))
        above.append(node)
    return paths


def label_not_in_name(page: Snapshot) -> Iterator[Fault]:
    """What is written on a control is in its name: who says or hears the one finds the other."""
    for text in page.writings:
        control = next((c for c in page.controls if c.item == text.control and not text.editable), None)
        # A sign may have a name of its own: "-" is called a hyphen, and the key "123" shows the digits.
        if control is None or control.node < 0 or len(folded(text.text)) <= LONGEST_SIGN:
            continue
        node = page.nodes[control.node]
        if (
            node.name.strip()
            and folded(text.text).casefold() not in folded(f"{node.name} {node.description}").casefold()
        ):
            yield Fault(
                control.part,
                f"{control.part} shows {quoted(text.text, text.private)}, which its name does not have.",
                "Begin its Accessible.name with the words on it.",
                control.box,
            )


def pictures(page: Snapshot) -> Iterator[Fault]:
    """A picture has words, stands in something that has, or is marked as decoration."""
    for picture in page.pictures:
        if picture.node >= 0 and not page.nodes[picture.node].name.strip():
            yield Fault(
                picture.part,
                f"The picture {picture.part} is in the accessibility tree without a name.",
                "Give it an Accessible.name; if it means nothing, Accessible.ignored: true.",
                picture.box,
            )
        elif picture.node < 0 and not picture.decoration and not _in_named_control(page, picture.control):
            yield Fault(
                picture.part,
                f"The picture {picture.part} has no words, and is not marked as decoration.",
                "Give it the role Accessible.Graphic and a name; if it means nothing, Accessible.ignored: true.",
                picture.box,
            )
    shown = {picture.node for picture in page.pictures}
    for index, node in enumerate(page.nodes):
        if node.role is Role.GRAPHIC and not node.name.strip() and index not in shown:
            yield Fault(
                f"picture {index}",
                "A picture is in the accessibility tree without a name.",
                "Give it an Accessible.name; if it means nothing, Accessible.ignored: true.",
                node.box,
            )


def _in_named_control(page: Snapshot, number: int) -> bool:
    control = next((c for c in page.controls if c.item == number), None)
    return control is not None and control.node >= 0 and bool(page.nodes[control.node].name.strip())


RULES = (
    Rule(
        "tree-control", "EN 5.1.6.1/.2", "All that can be operated is known to assistive technology.", missing_from_tree
    ),
    Rule("tree-text", "EN 5.1.3.1", "All that can be read is known to assistive technology.", text_missing_from_tree),
    Rule("name-missing", "W 4.1.2", "Each control has a name.", unnamed),
    Rule("name-repeated", "W 2.4.6", "Controls that do different things have different names.", repeated),
    Rule("name-label", "W 2.5.3", "The words on a control are in its name.", label_not_in_name),
    Rule("picture-words", "EN 5.1.3.6", "Each picture with a meaning has words; the others are decoration.", pictures),
)
