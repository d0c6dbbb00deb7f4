"""Layout: no text is clipped, elided, broken, covered, or outside what it belongs in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from accessibility.audit.rule import Fault, Rule, quoted
from accessibility.audit.snapshot import Box, Snapshot, Writing

SLACK = 1.5
"""Pixels by which a laid-out text may differ from its item without anybody seeing it."""

LETTERS = 1.2
"""From the top of the highest letter to the foot of the lowest, over the font's size."""

OVERLAP = 2.0
"""Pixels by which the boxes of two texts may overlap: their lines have air above and below the letters."""


def _named(text: Writing) -> str:
    return f"{text.part}: {quoted(text.text, text.private)}"


def elided(page: Snapshot) -> Iterator[Fault]:
    """No text ends in dots."""
    for text in page.writings:
        if text.cut:
            yield Fault(
                text.part, f"{_named(text)} is cut with dots.", "Let it wrap, and give it the height.", text.box
            )


def clipped(page: Snapshot) -> Iterator[Fault]:
    """Each text has the room that its layout asked for."""
    for text in page.writings:
        wide, high = text.needed
        if text.editable:
            continue
        if wide > text.box.width + SLACK or high > text.box.height + SLACK:
            yield Fault(
                text.part,
                f"{_named(text)} needs {page.glass.mm(wide):.1f} x {page.glass.mm(high):.1f} mm and has "
                f"{page.glass.mm(text.box.width):.1f} x {page.glass.mm(text.box.height):.1f} mm.",
                "Let it wrap, give it the room, or put soft hyphens into long words.",
                text.box,
            )


def outside(page: Snapshot) -> Iterator[Fault]:
    """A text stays on the glass, in its frame, and in what does not scroll and cuts off."""
    areas = {area.item: area for area in page.areas}
    for text in page.writings:
        sideways = text.box.left < -SLACK or text.box.right > page.glass.width + SLACK
        inked = _inked(text)
        upright = text.area < 0 and (inked.top < -SLACK or inked.bottom > page.glass.height + SLACK)
        area = areas.get(text.area)
        where = "the window" if sideways or upright else ""
        if not where and text.frame is not None and not text.frame.holds(inked, SLACK):
            where = "its frame"
        if not where and text.clip is not None and (area is None or text.clip != area.box):
            where = "" if text.clip.holds(inked, SLACK) else "what cuts it off"
        if where:
            yield Fault(
                text.part,
                f"{_named(text)} leaves {where}.",
                "Let it wrap within what it stands in, or let that grow.",
                text.box,
            )


def _inked(text: Writing) -> Box:
    """Where its letters are: a line of some fonts is much higher than they."""
    if not text.size or not text.lines:
        return text.box
    air = max(0.0, (text.needed[1] / len(text.lines) - LETTERS * text.size) / 2)
    return Box(text.box.left, text.box.top + air, text.box.width, text.box.height - 2 * air)


def overlapping(page: Snapshot) -> Iterator[Fault]:
    """No text lies over another, and none over a control that it does not belong to."""
    for one, other in combinations(page.writings, 2):
        over = -_inked(one).gap(_inked(other))
        if one.area == other.area and _shown(one, other) and over > OVERLAP:
            yield Fault(
                other.part,
                f"{_named(other)} and {quoted(one.text, one.private)} overlap by {over:.0f} pixels.",
                "Give each a place of its own.",
                other.box,
            )
    for text in page.writings:
        for control in page.controls:
            if text.control == control.item or text.area != control.area or text.control >= 0:
                continue
            if _inked(text).gap(control.box) < -OVERLAP:
                yield Fault(
                    text.part,
                    f"{_named(text)} and the control {control.part} overlap.",
                    "Give each a place of its own.",
                    text.box,
                )


def _shown(one: Writing, other: Writing) -> bool:
    return not one.box.empty and not other.box.empty


def broken(page: Snapshot) -> Iterator[Fault]:
    """Lines end between words, or at a hyphen."""
    for text in page.writings:
        if text.breaks:
            yield Fault(
                text.part,
                f"{_named(text)}: {text.breaks} of its lines end inside a word.",
                "Give it room, or put soft hyphens into its long words.",
                text.box,
            )


RULES = (
    Rule("text-elided", "W 1.4.4, 1.4.12", "No text is cut with dots.", elided),
    Rule("text-clipped", "W 1.4.4, 1.4.12", "Each text has the room that it needs.", clipped),
    Rule("text-outside", "W 1.4.4, 1.4.12", "No text leaves the window or its frame.", outside),
    Rule("text-overlap", "W 1.4.4, 1.4.12", "No text lies over another, or over a control.", overlapping),
    Rule("word-broken", "W 1.4.4, 1.4.12", "No line ends inside a word without a hyphen.", broken),
)
