"""Targets: large enough for a finger that trembles, and far enough from the next."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from accessibility.audit.rule import Fault, Rule
from accessibility.audit.snapshot import Snapshot
from accessibility.metrics import MIN_GAP_MM, MIN_TARGET_MM

SLACK_MM = 0.01


def small(page: Snapshot) -> Iterator[Fault]:
    """Each side of a target is at least 12.7 mm."""
    for control in page.controls:
        width, height = page.glass.mm(control.box.width), page.glass.mm(control.box.height)
        if min(width, height) < MIN_TARGET_MM - SLACK_MM:
            yield Fault(
                control.part,
                f"{control.part} is {width:.1f} x {height:.1f} mm; {MIN_TARGET_MM} mm are needed.",
                f"Make it at least {MIN_TARGET_MM} mm wide and high.",
                control.box,
            )


def close(page: Snapshot) -> Iterator[Fault]:
    """Two targets that move together are at least 2.54 mm apart."""
    for one, other in combinations(page.controls, 2):
        if one.area != other.area:
            continue
        gap = page.glass.mm(one.box.gap(other.box))
        if gap < MIN_GAP_MM - SLACK_MM:
            how = f"are {gap:.2f} mm apart" if gap >= 0 else f"overlap by {-gap:.2f} mm"
            yield Fault(
                other.part,
                f"{one.part} and {other.part} {how}; {MIN_GAP_MM} mm are needed.",
                f"Leave at least {MIN_GAP_MM} mm between them.",
                other.box,
            )


RULES = (
    Rule("target-size", "V 7.2-I, W 2.5.5", f"Whatever is touched is at least {MIN_TARGET_MM} mm each way.", small),
    Rule("target-gap", "V 7.2-I", f"Targets are at least {MIN_GAP_MM} mm apart.", close),
)
