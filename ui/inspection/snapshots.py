"""One frozen snapshot of a window."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtQuick import QQuickWindow

from accessibility.audit.snapshot import Control, Glass, Node, Snapshot
from ui.inspection.survey import Survey, survey
from ui.inspection.tree import tree


def snapshot(window: QQuickWindow, glass: Glass, page: str, kind: str = "", surveyed: Survey | None = None) -> Snapshot:
    """Geometry, texts and the accessibility tree. Pixels, focus and speech are added by who looks at them."""
    found = surveyed or survey(window)
    nodes = tree(window, found)
    places = {node.item: index for index, node in reversed(list(enumerate(nodes))) if node.item >= 0}
    return Snapshot(
        page=page,
        kind=kind,
        glass=glass,
        controls=tuple(_known(control, nodes, places.get(control.item, -1)) for control in found.controls),
        writings=tuple(replace(text, node=places.get(text.item, -1)) for text in found.writings),
        pictures=tuple(replace(p, node=_own_node(found, places, p.item)) for p in found.pictures),
        areas=tuple(found.areas),
        handlers=tuple(found.handlers),
        nodes=nodes,
    )


def _known(control: Control, nodes: tuple[Node, ...], index: int) -> Control:
    """A control with its place in the tree. What assistive technology is told of its state counts, where it is told."""
    if index < 0 or not nodes[index].checkable:
        return replace(control, node=index)
    return replace(control, node=index, checkable=True, on=nodes[index].checked)


def _own_node(found: Survey, places: dict[int, int], item: int) -> int:
    """The node of a picture or of the frame right around it."""
    if item in places:
        return places[item]
    parent = found.items[item].parentItem()
    return places.get(found.number(parent), -1)
