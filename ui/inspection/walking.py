"""Goes through a page with the Tab key, and looks at the ring around each control on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickWindow
from PySide6.QtTest import QTest

from accessibility.audit.snapshot import Box, Focus, Ring
from ui.inspection.pixels import Pixels, ring
from ui.inspection.survey import Survey, box_of

MOST_LINKS = 500

SPARE_STEPS = 5
STEPS_EACH = 3
"""So many presses of Tab are enough to pass a control, and a keyboard that rises under it."""


def walk(window: QQuickWindow, surveyed: Survey) -> Focus:
    """Tab until it comes round, then Shift+Tab until that does."""
    if _active(window, surveyed) >= 0:
        window.activeFocusItem().setFocus(False, Qt.FocusReason.OtherFocusReason)
    forwards, came_round = _round(window, surveyed, Qt.Key.Key_Tab)
    backwards, came_back = _round(window, surveyed, Qt.Key.Key_Backtab)
    return Focus(forwards, backwards, came_round, came_back)


def chain(window: QQuickWindow, surveyed: Survey) -> Focus:
    """Where Tab would go, as Qt's chain of focus has it: no key is pressed, so that no trap is seen."""
    visited: list[int] = []
    controls = {control.item for control in surveyed.controls}
    item = window.activeFocusItem()
    for _ in range(MOST_LINKS):
        item = item.nextItemInFocusChain(True)
        number = surveyed.number(item)
        if number in visited:
            break
        if number in controls:
            visited.append(number)
    return Focus(tuple(visited))


def _round(window: QQuickWindow, surveyed: Survey, key: Qt.Key) -> tuple[tuple[int, ...], bool]:
    visited: list[int] = []
    for _ in range(STEPS_EACH * len(surveyed.controls) + SPARE_STEPS):
        # Keys are delivered before this returns; what they set moving need not come to rest.
        QTest.keyClick(window, key)
        number = _active(window, surveyed)
        if number in visited:
            return tuple(visited), number == visited[0]
        # What was not there when the page was shown is passed through: the keys of a keyboard, say.
        if number >= 0:
            visited.append(number)
    return tuple(visited), not surveyed.controls


def _active(window: QQuickWindow, surveyed: Survey) -> int:
    """The number of what has the focus, -1 where it is no control (the page's start is none)."""
    number = surveyed.number(window.activeFocusItem())
    return number if any(control.item == number for control in surveyed.controls) else -1


def rings(
    window: QQuickWindow, surveyed: Survey, settle: Callable[[], None], grab: Callable[[], QImage], dpi: float
) -> Iterator[Ring]:
    """The ring of each control that Tab reaches, from the page's start, in a page that has just been shown.

    `settle` brings the window to rest, with no keyboard over the page.
    """
    resting: dict[tuple[Box, ...], Pixels] = {}
    visited: set[int] = set()
    controls = {control.item: control for control in surveyed.controls}
    for _ in range(STEPS_EACH * len(controls) + SPARE_STEPS):
        QTest.keyClick(window, Qt.Key.Key_Tab)
        settle()
        number = _active(window, surveyed)
        if number in visited:
            return
        if number < 0:
            continue
        visited.add(number)
        item = surveyed.items[number]
        after = Pixels(grab())
        places = tuple(box_of(surveyed.items[each]) for each in controls)
        if places not in resting:
            item.setFocus(False, Qt.FocusReason.OtherFocusReason)
            settle()
            resting[places] = Pixels(grab())
            item.forceActiveFocus(Qt.FocusReason.TabFocusReason)
            settle()
        control = replace(controls[number], box=box_of(item))
        visible = box_of(surveyed.items[control.area]) if control.area >= 0 else after.box
        yield ring(resting[places], after, control, visible, dpi, first=len(visited) == 1)
