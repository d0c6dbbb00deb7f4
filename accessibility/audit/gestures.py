"""Gestures: one finger, pressed and released, does everything."""

from __future__ import annotations

from collections.abc import Iterator

from accessibility.audit.rule import Fault, Rule
from accessibility.audit.snapshot import Snapshot

SLACK = 1.0


def complex_gestures(page: Snapshot) -> Iterator[Fault]:
    """Nothing asks for two fingers, or for a movement of one that has no other way."""
    for handler in page.handlers:
        if handler.alternative:
            continue
        what = "two fingers" if handler.fingers > 1 else "a drag"
        yield Fault(
            handler.part,
            f"{handler.part} ({handler.type_name}) asks for {what}.",
            "Add buttons that do the same, and say so with a property `alternative: true`; or take the handler out.",
            handler.box,
        )


def scrolling(page: Snapshot) -> Iterator[Fault]:
    """What is longer than its area can be moved by two buttons."""
    for area in page.areas:
        over = max(area.content[1] - area.box.height, area.content[0] - area.box.width)
        if over > SLACK and area.buttons < 2:
            yield Fault(
                area.part,
                f"{area.part} holds {page.glass.mm(over):.0f} mm more than it shows; {area.buttons} buttons move it.",
                "Add two buttons that have the area as their property `area`.",
                area.box,
            )


RULES = (
    Rule("gesture", "EN 5.9, W 2.5.7", "Nothing needs two fingers or a drag.", complex_gestures),
    Rule("scroll-buttons", "EN 5.9, W 2.5.7", "What scrolls has buttons.", scrolling),
)
