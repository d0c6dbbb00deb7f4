"""The accessibility tree as assistive technology walks it: what is invisible or of no size is left out."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtQuick import QQuickWindow

from accessibility.audit.snapshot import Box, Node, Role
from ui.inspection.survey import Survey

R = QAccessible.Role
ROLES: dict[QAccessible.Role, Role] = {
    R.Button: Role.BUTTON,
    R.RadioButton: Role.RADIO,
    R.CheckBox: Role.CHECK,
    R.EditableText: Role.FIELD,
    R.Slider: Role.SLIDER,
    R.Link: Role.LINK,
    R.StaticText: Role.TEXT,
    R.Paragraph: Role.TEXT,
    R.Heading: Role.HEADING,
    R.Graphic: Role.GRAPHIC,
    R.Grouping: Role.GROUP,
    R.List: Role.LIST,
    R.ListItem: Role.ITEM,
    R.ProgressBar: Role.PROGRESS,
    R.Pane: Role.PANE,
    R.Window: Role.WINDOW,
    R.NoRole: Role.NONE,
}
MOST_NODES = 5000


def tree(window: QQuickWindow, surveyed: Survey) -> tuple[Node, ...]:
    """All of it, in order. Empty where Qt keeps no tree for the window."""
    # The stubs promise an interface; where there is none, PySide gives None.
    root: QAccessibleInterface | None = QAccessible.queryAccessibleInterface(window)
    return tuple(_nodes(root, surveyed, window, 0, [MOST_NODES])) if root is not None else ()


def _nodes(
    interface: QAccessibleInterface, surveyed: Survey, window: QQuickWindow, depth: int, left: list[int]
) -> Iterator[Node]:
    left[0] -= 1
    if left[0] < 0:
        return
    state, rect = interface.state(), interface.rect()
    corner = window.position()
    number = surveyed.number(interface.object()) if depth else -1
    yield Node(
        role=ROLES.get(interface.role(), Role.OTHER),
        name=interface.text(QAccessible.Text.Name),
        box=Box(rect.x() - corner.x(), rect.y() - corner.y(), rect.width(), rect.height()),
        item=number,
        area=surveyed.around[number] if number >= 0 else -1,
        depth=depth,
        description=interface.text(QAccessible.Text.Description),
        focusable=bool(state.focusable),
        checkable=bool(state.checkable),
        checked=bool(state.checked),
    )
    for index in range(interface.childCount()):
        child: QAccessibleInterface | None = interface.child(index)
        if child is not None and not child.state().invisible and not child.rect().isEmpty():
            yield from _nodes(child, surveyed, window, depth + 1, left)
