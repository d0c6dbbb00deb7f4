"""What a repeat's instances are made from: the form's instance with one element for each repeat.

A form's own instance may hold several instances of a repeat, and a template (`jr:template`) beside
them. Rules are written for all of them at once, so the engine keeps one element of each: the template.
What the form itself holds is grown from the source, instance by instance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.forms import names
from kiosk.forms.markup import attribute, split
from kiosk.forms.shape import Shape
from kiosk.forms.xpath.tree import Kind, Node

if TYPE_CHECKING:
    from lxml.etree import _Element


def repeat_paths(body: _Element | None) -> frozenset[str]:
    """The paths of the nodes that a body repeats, as written or joined to those around them."""
    found: set[str] = set()
    if body is None:
        return frozenset()
    for repeat in body.iter(f"{{{names.XFORMS}}}repeat"):
        path = attribute(repeat, "nodeset", "ref").strip()
        for around in repeat.iterancestors():
            if path.startswith("/"):
                break
            outer = attribute(around, "ref", "nodeset").strip() if split(str(around.tag))[1] != "body" else ""
            if outer:
                path = f"{outer}/{path.removeprefix('./')}" if path not in ("", ".") else outer
        found.add(path)
    return frozenset(found)


def shaped(source: Node, repeats: frozenset[str]) -> Node:
    """A document with one element for each repeat; the source itself where nothing is repeated."""
    if not repeats:
        return source
    top = Node(Kind.ROOT)
    pending = [(top, [child], False, "") for child in reversed(source.children)]
    while pending:
        parent, alike, blank, above = pending.pop()
        element = _merged(alike, blank)
        parent.append(element)
        path = f"{above}/{element.name}"
        inside: list[tuple[Node, list[Node], bool, str]] = []
        for group in _groups(alike, path, repeats):
            if f"{path}/{group[0].name}" in repeats:
                made_for_it = [node for node in group if is_template(node)]
                # Values that an instance of the form has are its own: a new one begins empty.
                inside.append((element, made_for_it or group, blank or not made_for_it, path))
            else:
                inside.append((element, group, blank, path))
        pending.extend(reversed(inside))
    return top


def is_template(node: Node) -> bool:
    """Whether an element is the pattern of new instances (`jr:template`) and no instance itself."""
    return any(a.local == "template" and a.namespace == names.JAVAROSA for a in node.attributes)


def _merged(alike: list[Node], blank: bool) -> Node:
    first = alike[0]
    element = Node(Kind.ELEMENT, first.local, prefix=first.prefix, namespace=first.namespace)
    element.text = "" if blank else first.text
    seen = set()
    for node in alike:
        for each in node.attributes:
            if each.name not in seen and each.namespace != names.JAVAROSA:
                seen.add(each.name)
                element.append(_copied(each))
    return element


def patterns(source: Node, shape: Shape) -> tuple[dict[int, Node], dict[int, tuple[Node, ...]]]:
    """By repeat: what a new instance is grown from, and the instances that the form itself holds.

    Those of a repeat inside another are the ones in the outer one's pattern. Without a template, the
    first instance is the pattern, emptied: values of an instance are its own (ODK XForms, "Default
    Values in Repeats").
    """
    made: dict[int, Node] = {}
    native: dict[int, tuple[Node, ...]] = {}
    for repeat in sorted(shape.spans):
        found = _at(source, shape.paths[repeat])
        template = next((node for node in found if is_template(node)), None)
        made[repeat] = template if template is not None else _emptied(found[0])
        outer = shape.chains[repeat][:-1]
        inside = found if not outer else _at(made[outer[-1]], shape.spans[repeat])
        native[repeat] = tuple(node for node in inside if not is_template(node))
    return made, native


def _at(top: Node, path: str) -> list[Node]:
    found = [top]
    for name in path.split("/")[1:]:
        found = [child for node in found for child in node.children if child.name == name]
    return found


def _copied(node: Node) -> Node:
    return Node(node.kind, node.local, prefix=node.prefix, namespace=node.namespace, text=node.text)


def _emptied(node: Node) -> Node:
    """A copy without answers, and with the first of the instances inside it that are alike."""
    copy = _copied(node)
    copy.text = ""
    for each in node.attributes:
        copy.append(_copied(each))
    seen = set()
    for child in node.children:
        if child.name not in seen and not is_template(child):
            seen.add(child.name)
            copy.append(_emptied(child))
    return copy


def _groups(alike: list[Node], path: str, repeats: frozenset[str]) -> list[list[Node]]:
    """The children of elements that are one template, those beside each other that are one template too."""
    groups: dict[tuple[str, int], list[Node]] = {}
    for node in alike:
        counts: dict[str, int] = {}
        for child in node.children:
            if child.kind is not Kind.ELEMENT:
                continue
            number = counts.get(child.name, 0)
            if f"{path}/{child.name}" not in repeats:
                counts[child.name] = number + 1
            groups.setdefault((child.name, number), []).append(child)
    return list(groups.values())
