"""Mirroring: a page that is read from the right is a page that is read from the left, seen in a looking-glass."""

from __future__ import annotations

from collections.abc import Iterator

from accessibility.audit.rule import Fault, Rule, quoted
from accessibility.audit.snapshot import Control, Snapshot, Writing

OTHER_FONT = 0.12
"""Of the glass's width."""

SLACK_MM = 1.2
"""Words that are measured on one side of an item, and whole pixels, may move it by so much."""


def mirrored(page: Snapshot) -> Iterator[Fault]:
    """Against the same page with its direction turned round: each thing stands as far from the other edge."""
    if page.twin is None or not page.right_to_left:
        return
    twin = {other.item: other for other in page.twin}
    things: tuple[Control | Writing, ...] = (*page.controls, *page.writings)
    for thing in things:
        other = twin.get(thing.item)
        if other is None or (isinstance(thing, Writing) and thing.editable):
            continue
        expected = other.box.mirrored(page.glass.width)
        slack = SLACK_MM
        if abs(thing.box.width - other.box.width) > 1:
            # Measured in another font, it and its neighbours are of other widths: only the side can be compared.
            slack += OTHER_FONT * page.glass.mm(page.glass.width)
        off = page.glass.mm(max(abs(thing.box.left - expected.left), abs(thing.box.right - expected.right)))
        if off > slack:
            yield Fault(
                thing.part,
                f"{thing.part} stands {off:.1f} mm from where it would stand in a looking-glass.",
                "Anchor it to the left and let LayoutMirroring turn it, or compute its x from the reading direction.",
                thing.box,
            )
        elif isinstance(thing, Writing) and other.alignment == thing.alignment in ("left", "right"):
            yield from _misaligned(page, thing)


def _misaligned(page: Snapshot, text: Writing) -> Iterator[Fault]:
    """A text that does not fill its width, and begins where it does on the page that is read from the left."""
    if page.glass.mm(text.box.width - text.needed[0]) > SLACK_MM:
        yield Fault(
            text.part,
            f"{text.part}: {quoted(text.text, text.private)} keeps its edge on a page that is read from the right.",
            "Set its horizontalAlignment by the reading direction.",
            text.box,
        )


RULES = (Rule("mirror", "own-4", "Pages that are read from the right are mirrored as a whole.", mirrored),)
