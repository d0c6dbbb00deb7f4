"""What is on the glass, item by item: to find things to touch, and to see whether any text or word is cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QTextBoundaryFinder
from PySide6.QtQuick import QQuickItem, QQuickTextDocument, QQuickWindow

from ui.things import has, type_name

SLACK = 1.5
"""Pixels by which a laid-out text may differ from its item without anybody seeing it."""

_TEXT_PROPERTIES = ("contentWidth", "contentHeight", "text")


@dataclass(frozen=True, slots=True)
class ShownText:
    """A text on the glass: its item's rectangle and what the layout needed, in window pixels."""

    text: str
    rectangle: QRectF
    content_width: float
    content_height: float
    truncated: bool
    item: QQuickItem


def items(root: QQuickItem) -> Iterator[QQuickItem]:
    """Every visible item, in painting order, Repeater delegates included (`findChild` does not see those)."""
    for child in root.childItems():
        if child.isVisible() and child.opacity() > 0:
            yield child
            yield from items(child)


def find(window: QQuickWindow, part: str) -> QQuickItem | None:
    """The visible item whose `objectName` is `part`."""
    return next((item for item in items(window.contentItem()) if item.objectName() == part), None)


def rectangle(item: QQuickItem) -> QRectF:
    """Where the item stands in the window."""
    return QRectF(item.mapToScene(QPointF(0, 0)), item.mapToScene(QPointF(item.width(), item.height()))).normalized()


def texts(window: QQuickWindow) -> Iterator[ShownText]:
    """Every visible text that is not the keyboard's."""
    for item in items(window.contentItem()):
        if not has(item, "contentWidth") or not has(item, "text"):
            continue
        if _inside_keyboard(item):
            continue
        text = str(item.property("text"))
        if text.strip():
            yield ShownText(
                text,
                rectangle(item),
                float(item.property("contentWidth")),
                float(item.property("contentHeight")),
                bool(item.property("truncated")),
                item,
            )


def _parent(item: QQuickItem) -> QQuickItem | None:
    """PySide6's stubs leave out that the root has none."""
    return item.parentItem()


def _inside_keyboard(item: QQuickItem) -> bool:
    ancestor = _parent(item)
    while ancestor is not None:
        if type_name(ancestor) == "KeyboardPanel":
            return True
        ancestor = _parent(ancestor)
    return False


def _is_scrolled(item: QQuickItem) -> bool:
    ancestor = _parent(item)
    while ancestor is not None:
        if ancestor.inherits("QQuickFlickable"):
            return True
        ancestor = _parent(ancestor)
    return False


def broken_words(item: QQuickItem) -> list[int]:
    """Where lines of a wrapped text end inside a word: offsets without a space at which UAX #14 allows no break.

    A soft hyphen allows one. Left out is what has none to give: a visitor's own words, web and e-mail addresses.
    """
    document = item.property("textDocument")
    phrase = item.property("phrase")
    if not isinstance(document, QQuickTextDocument) or not item.property("readOnly"):
        return []
    if isinstance(phrase, dict) and phrase.get("private"):
        return []
    found = []
    block = document.textDocument().begin()
    while block.isValid():
        finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Line, block.text())
        layout = block.layout()
        for number in range(layout.lineCount() - 1):
            line = layout.lineAt(number)
            end = line.textStart() + line.textLength()
            finder.setPosition(end)
            if not finder.isAtBoundary() and not _ends_apart(block.text(), end):
                found.append(block.position() + end)
        block = block.next()
    return found


def _ends_apart(text: str, end: int) -> bool:
    """Whether a line that ends here ends after a space, or in an address, which is copied and never divided."""
    word = text[text.rfind(" ", 0, end) + 1 :].partition(" ")[0]
    return text[end - 1] == " " or re.search(r"[@/]|\w\.\w", word) is not None


def clipped(window: QQuickWindow) -> list[str]:
    """A sentence for each text that is elided, larger than its item, beyond the window's edge, or broken in a word.

    Answers are not repeated: a text is named by its item's part and its length.
    """
    faults = []
    width, height = window.width(), window.height()
    for shown in texts(window):
        name = _name(shown.item)
        box = shown.rectangle
        if shown.truncated:
            faults.append(f"{name}: the text is cut with dots")
        if breaks := len(broken_words(shown.item)):
            faults.append(f"{name}: {breaks} of its lines end inside a word; give it room or soft hyphens")
        if shown.content_width > box.width() + SLACK or shown.content_height > box.height() + SLACK:
            faults.append(
                f"{name}: {len(shown.text)} characters need {shown.content_width:.0f}x{shown.content_height:.0f} pixels"
                f" and have {box.width():.0f}x{box.height():.0f}"
            )
        if box.left() < -SLACK or box.right() > width + SLACK:
            faults.append(f"{name}: the text leaves the window at the side")
        if not _is_scrolled(shown.item) and (box.top() < -SLACK or box.bottom() > height + SLACK):
            faults.append(f"{name}: the text leaves the window above or below")
    return faults


def _name(item: QQuickItem) -> str:
    ancestor: QQuickItem | None = item
    while ancestor is not None:
        if ancestor.objectName():
            return ancestor.objectName()
        phrase = ancestor.property("phrase")
        if isinstance(phrase, dict) and phrase.get("part"):
            return str(phrase["part"])
        ancestor = _parent(ancestor)
    return type_name(item)


def focus_order(window: QQuickWindow) -> tuple[str, ...]:
    """The parts that the Tab key visits, from the page's start, each once."""
    start = window.contentItem()
    item = start.nextItemInFocusChain(True)
    order: list[str] = []
    for _ in range(300):
        name = item.objectName()
        if name and name in order:
            break
        if name:
            order.append(name)
        item = item.nextItemInFocusChain(True)
    return tuple(order)
