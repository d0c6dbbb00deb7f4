"""Reads the pixels of a grabbed window for the audit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtGui import QImage

from accessibility.audit import pixels
from accessibility.audit.snapshot import Box, Control, Picture, Ring, Snapshot, Writing

MASK = 0xFFFFFF
LINE = 1.4
"""The height of a line over the font's size, near enough to lay tiles."""

TILE_LINES = 4
RING_MM = 4.0
EDGE_MM = 1.5
AROUND_PX = (2, 6)


class Pixels:
    """One picture of the window, 32 bits a pixel."""

    def __init__(self, image: QImage) -> None:
        self._image = image
        self._view = memoryview(image.constBits()).cast("B").cast("I")
        self._stride = image.bytesPerLine() // 4
        self.box = Box(0, 0, image.width(), image.height())

    def rows(self, box: Box) -> Iterator[list[int]]:
        """The pixels of a rectangle, row by row."""
        cut = box.cut(self.box)
        left, right = round(cut.left), round(cut.right)
        for y in range(round(cut.top), round(cut.bottom)):
            yield self._view[y * self._stride + left : y * self._stride + right].tolist()

    def counts(self, *boxes: Box) -> Counter[int]:
        """How often each colour stands in rectangles."""
        found: Counter[int] = Counter()
        for box in boxes:
            for row in self.rows(box):
                found.update(row)
        return Counter({colour & MASK: count for colour, count in found.items()})

    def at(self, x: int, y: int) -> int:
        """One pixel."""
        return int(self._view[y * self._stride + x]) & MASK


def looked_at(page: Snapshot, picture: Pixels, visible: Box) -> Snapshot:
    """The snapshot with the contrasts of what is wholly in `visible`, this screenful, and not yet known."""
    fixed = Box(0, 0, page.glass.width, page.glass.height)

    def seen(thing: Control | Writing | Picture) -> bool:
        return (visible if thing.area >= 0 else fixed).holds(thing.box) and not thing.box.empty

    return replace(
        page,
        writings=tuple(
            replace(text, contrast=_text(text, picture)) if text.contrast is None and seen(text) else text
            for text in page.writings
        ),
        pictures=tuple(
            replace(each, contrast=pixels.picture_contrast(picture.counts(each.box)))
            if each.contrast is None and seen(each) and _matters(each)
            else each
            for each in page.pictures
        ),
        controls=tuple(
            replace(control, edge=_edge(control, picture, page)) if control.edge is None and seen(control) else control
            for control in page.controls
        ),
    )


def _matters(picture: Picture) -> bool:
    return picture.control >= 0 or picture.node >= 0


def _text(text: Writing, picture: Pixels) -> float | None:
    line = max(4.0, LINE * text.size)
    rows, columns = max(1, round(text.box.height / line)), max(1, round(text.box.width / (TILE_LINES * line)))
    high, wide = text.box.height / rows, text.box.width / columns
    tiles = (
        Box(text.box.left + column * wide, text.box.top + row * high, wide, high)
        for row in range(rows)
        for column in range(columns)
    )
    return pixels.text_contrast(picture.counts(text.box), (picture.counts(tile) for tile in tiles))


def _edge(control: Control, picture: Pixels, page: Snapshot) -> float:
    inside = round(EDGE_MM * page.glass.dpi / 25.4)
    band = picture.counts(*_frame(control.box, -inside, 1))
    around = picture.counts(*_frame(control.box, *AROUND_PX))
    return pixels.edge_contrast(band, around, 2 * (control.box.width + control.box.height))


def _frame(box: Box, inner: float, outer: float) -> tuple[Box, Box, Box, Box]:
    """The four strips between two rectangles around (or within) a box."""
    left, top, right, bottom = box.left - outer, box.top - outer, box.right + outer, box.bottom + outer
    thick = outer - inner
    return (
        Box(left, top, right - left, thick),
        Box(left, bottom - thick, right - left, thick),
        Box(left, top + thick, thick, bottom - top - 2 * thick),
        Box(right - thick, top + thick, thick, bottom - top - 2 * thick),
    )


def ring(before: Pixels, after: Pixels, control: Control, visible: Box, dpi: float, *, first: bool) -> Ring:
    """What the focus changed around a control. A side that lies outside `visible` is not asked for a ring."""
    reach = round(RING_MM * dpi / 25.4)
    box = control.box
    region = Box(box.left - reach, box.top - reach, box.width + 2 * reach, box.height + 2 * reach)
    pairs: Counter[tuple[int, int]] = Counter()
    for one, other in zip(before.rows(region), after.rows(region), strict=True):
        if one != other:
            pairs.update(zip(one, other, strict=True))
    known = Counter({(a & MASK, b & MASK): count for (a, b), count in pairs.items()})
    area, best = pixels.changed(known, 3.0)
    cut = (box.top < visible.top, box.bottom > visible.bottom, box.left < visible.left, box.right > visible.right)
    seen = _sides(before, after, box, reach)
    sides = tuple(float(reach) if hidden else side for hidden, side in zip(cut, seen, strict=True))
    return Ring(control.item, control.part, box, area, (sides[0], sides[1], sides[2], sides[3]), best, first)


def _sides(before: Pixels, after: Pixels, box: Box, reach: int) -> tuple[float, float, float, float]:
    """How many pixels of 3:1 one crosses above, below, left and right of the middle, on the way inwards."""
    x, y = round(box.left + box.width / 2), round(box.top + box.height / 2)
    rows, columns = min(reach, round(box.height / 2)), min(reach, round(box.width / 2))

    def crossed(points: Iterator[tuple[int, int]]) -> float:
        return sum(
            pixels.contrast(before.at(*point), after.at(*point)) >= 3.0
            for point in points
            if 0 <= point[0] < before.box.width and 0 <= point[1] < before.box.height
        )

    return (
        crossed((x, at) for at in range(round(box.top) - reach, round(box.top) + rows)),
        crossed((x, at) for at in range(round(box.bottom) - rows, round(box.bottom) + reach)),
        crossed((at, y) for at in range(round(box.left) - reach, round(box.left) + columns)),
        crossed((at, y) for at in range(round(box.right) - columns, round(box.right) + reach)),
    )
