"""The controls of the window: which there are in reading order, what lies under a finger, and how one is pressed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMetaObject, QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtQuick import QQuickItem, QQuickWindow

from accessibility.input.grouping import KEYBOARD, Target
from ui.inspect import items, rectangle

AIRY = 0.85

KEY = "key:"
"""How the names of the on-screen keyboard's keys begin."""


def focused(window: QQuickWindow) -> QQuickItem | None:
    """What has the focus. PySide6's stubs leave out that it may be nothing."""
    return window.activeFocusItem()


def parent(item: QQuickItem) -> QQuickItem | None:
    """PySide6's stubs leave out that the root has none."""
    return item.parentItem()


def is_button(item: QQuickItem | None) -> bool:
    """Whether it is one of our controls that can be pressed."""
    return item is not None and item.inherits("QQuickAbstractButton")


def is_typed_in(item: QQuickItem | None) -> bool:
    """Whether letters go into it."""
    return item is not None and (item.inherits("QQuickTextInput") or item.inherits("QQuickTextEdit"))


def controls(window: QQuickWindow) -> list[QQuickItem]:
    """Everything that can be pressed or typed in now: in the focus order, then the keyboard's keys.

    The focus order is the order of the items. Qt's own walk along it is not used: what PySide6 6.11 returns from
    `nextItemInFocusChain` belongs to the item that was asked, and dies with its wrapper.
    """
    found: dict[str, QQuickItem] = {}
    keys: list[QQuickItem] = []
    for item in items(window.contentItem()):
        name = item.objectName()
        if not name or not item.isEnabled():
            continue
        if name.startswith(KEY):
            keys.append(item)
        elif item.activeFocusOnTab() and (is_button(item) or is_typed_in(item)):
            found.setdefault(name, item)
    keys.sort(key=_place(window))
    return [*found.values(), *keys]


def _place(window: QQuickWindow) -> Callable[[QQuickItem], tuple[int, float]]:
    rows = window.height() / 200 or 1.0

    def place(item: QQuickItem) -> tuple[int, float]:
        box = rectangle(item)
        return round(box.center().y() / rows), box.left()

    return place


def targets(found: list[QQuickItem]) -> list[Target]:
    """The same for the scan."""
    result = []
    for item in found:
        box = rectangle(item)
        result.append(Target(item.objectName(), _region(item), box.top(), box.height()))
    return result


def room(found: list[QQuickItem]) -> float:
    """How much of the page's middle is seen at once, with some air above and below, in pixels."""
    areas = (_area(item) for item in found)
    return min((AIRY * area.height() for area in areas if area is not None), default=float("inf"))


def _area(item: QQuickItem) -> QQuickItem | None:
    """What scrolls the item, if anything does."""
    ancestor = parent(item)
    while ancestor is not None and not ancestor.inherits("QQuickFlickable"):
        ancestor = parent(ancestor)
    return ancestor


def _region(item: QQuickItem) -> str:
    name = item.objectName()
    if name.startswith(KEY):
        return KEYBOARD
    if _area(item) is not None:
        return "sheet"
    head = name.partition(".")[0]
    return head if head in {"bar", "voice", "scan"} else "foot"


def under(window: QQuickWindow, point: QPointF) -> str:
    """The name of the control at this point of the window, or nothing."""
    name = ""
    for item in items(window.contentItem()):
        if item.objectName() and (is_button(item) or is_typed_in(item)) and rectangle(item).contains(point):
            name = item.objectName()
    return name


def name_of(item: QQuickItem) -> str:
    """What assistive technology calls it."""
    return str(QAccessible.queryAccessibleInterface(item).text(QAccessible.Text.Name))


def press(item: QQuickItem) -> None:
    """As if a finger had pressed it and gone up again; a field is gone into."""
    if is_button(item):
        item.setProperty("meant", True)
        QMetaObject.invokeMethod(item, "click")
    else:
        item.forceActiveFocus(Qt.FocusReason.TabFocusReason)
