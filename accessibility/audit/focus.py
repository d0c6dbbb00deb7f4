"""Focus: every control can be reached and left by keys, and whoever looks sees where the focus is."""

from __future__ import annotations

from collections.abc import Iterator

from accessibility.audit.rule import Fault, Rule
from accessibility.audit.snapshot import Snapshot
from accessibility.metrics import FOCUS_RING_MM, pixels

RING_CONTRAST = 3.0
ROUNDED_CORNERS = 0.9
"""A ring with round corners has less area than a square one of the same width."""

MOST_HIDDEN = 0.3
"""The share of a control that may lie under something else, or beyond the area's edge, while it has the focus."""


def trap(page: Snapshot) -> Iterator[Fault]:
    """Tab comes round to where it began, and so does Shift+Tab."""
    if page.focus is None:
        return
    for came, order, key in (
        (page.focus.came_round, page.focus.forwards, "Tab"),
        (page.focus.came_back, page.focus.backwards or (), "Shift+Tab"),
    ):
        if not came:
            control = next((c for c in page.controls if order and c.item == order[-1]), None)
            name = control.part if control is not None else "something that is no control"
            yield Fault(
                name,
                f"{key} does not leave {name}: the focus never comes round.",
                "Let the key pass on: the focus leaves everything by Tab and Shift+Tab.",
                control.box if control is not None else None,
            )


def unreached(page: Snapshot) -> Iterator[Fault]:
    """Tab reaches all that can be operated."""
    if page.focus is None or not page.focus.came_round:
        return
    for control in page.controls:
        if control.item not in page.focus.forwards:
            yield Fault(
                control.part,
                f"{control.part} can be touched, and Tab does not reach it.",
                "Set activeFocusOnTab: true, or focusPolicy: Qt.TabFocus.",
                control.box,
            )


def ring(page: Snapshot) -> Iterator[Fault]:
    """What changes by 3:1 or more makes up a band of 0.53 mm around the control, and is seen on all sides."""
    width = pixels(FOCUS_RING_MM, page.glass.dpi)
    for seen in page.rings:
        needed = 2 * (seen.box.width + seen.box.height) * width * ROUNDED_CORNERS
        when = " when it is the first to have the focus" if seen.first else ""
        thinnest = page.glass.mm(min(seen.sides))
        if seen.best < RING_CONTRAST:
            wrong = (
                f"The greatest change on {seen.part}{when} is {seen.best:.1f}:1; {RING_CONTRAST:g}:1 is needed."
                if seen.best > 1.05
                else f"Nothing changes on {seen.part}{when}."
            )
            yield Fault(seen.part, f"{wrong}", "Draw a ring around what has the focus.", seen.box)
        elif seen.area < needed or thinnest <= 0:
            yield Fault(
                seen.part,
                f"The ring around {seen.part}{when} has {seen.area} pixels of 3:1; a band of {FOCUS_RING_MM} mm "
                f"would have {needed:.0f}. Its thinnest side has {thinnest:.2f} mm.",
                f"Make the ring at least {FOCUS_RING_MM} mm wide on all sides, and let nothing cover it.",
                seen.box,
            )


RULES = (
    Rule("focus-trap", "EN 5.1.6.1/.2", "The Tab key comes round, both ways.", trap),
    Rule("focus-reach", "EN 5.1.6.1/.2", "The Tab key reaches every control.", unreached),
    Rule("focus-ring", "W 2.4.13", f"A ring of {FOCUS_RING_MM} mm and 3:1 is around what has the focus.", ring),
)
