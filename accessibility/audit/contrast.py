"""Contrast, as the pixels of the grabbed page have it."""

from __future__ import annotations

from collections.abc import Iterator

from accessibility.audit.rule import Fault, Rule, quoted
from accessibility.audit.snapshot import Control, Kind, Snapshot

SHAPE_CONTRAST = 3.0
ROUNDING = 0.05
"""Of a ratio: eight bits a channel cannot say it more exactly."""

NO_EDGE = 1.1
"""Below it nobody sees where a control ends; then it must be told by its text."""


def text(page: Snapshot) -> Iterator[Fault]:
    """Ink against its ground, in the palette's own measure."""
    for writing in page.writings:
        if writing.contrast is not None and writing.contrast < page.least_contrast - ROUNDING:
            yield Fault(
                writing.part,
                f"{writing.part}: {quoted(writing.text, writing.private)} has a contrast of {writing.contrast:.1f}:1; "
                f"{page.least_contrast:g}:1 is needed in this palette.",
                "Take a role of the palette for it that may stand on this ground.",
                writing.box,
            )


def pictures(page: Snapshot) -> Iterator[Fault]:
    """A picture that means something, or stands on a control, against its ground."""
    for picture in page.pictures:
        if picture.contrast is not None and picture.contrast < SHAPE_CONTRAST - ROUNDING:
            yield Fault(
                picture.part,
                f"The picture {picture.part} has a contrast of {picture.contrast:.1f}:1; "
                f"{SHAPE_CONTRAST:g}:1 is needed.",
                "Draw it in a colour of the palette that may stand on this ground.",
                picture.box,
            )


def edges(page: Snapshot) -> Iterator[Fault]:
    """A control's edge, or its fill, against what is around it; without either, its text shows that it is one."""
    for control in page.controls:
        if control.edge is None or control.edge >= SHAPE_CONTRAST - ROUNDING:
            continue
        if control.edge < NO_EDGE and control.kind is not Kind.FIELD and _told_by_text(page, control):
            continue
        what = "has no edge, and no underlined text" if control.edge < NO_EDGE else "has an edge"
        yield Fault(
            control.part,
            f"{control.part} {what} of {control.edge:.1f}:1 to what is around it; {SHAPE_CONTRAST:g}:1 is needed.",
            "Draw its border, or its fill, in a colour that can be told from the page.",
            control.box,
        )


def _told_by_text(page: Snapshot, control: Control) -> bool:
    return any(text.control == control.item and text.underlined for text in page.writings)


RULES = (
    Rule("contrast-text", "W 1.4.3 / 1.4.6", "Text has the contrast that its palette promises.", text),
    Rule("contrast-picture", "W 1.4.11", "Pictures that matter have 3:1.", pictures),
    Rule("contrast-edge", "W 1.4.11", "Edges of controls have 3:1.", edges),
)
