"""What stands in a window, item by item: controls, texts, pictures, areas that scroll, what waits for fingers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject, QPointF, QRectF
from PySide6.QtGui import QFont
from PySide6.QtQml import QQmlProperty
from PySide6.QtQuick import QQuickItem, QQuickTextDocument, QQuickWindow
from shiboken6 import getCppPointer

from accessibility.audit.snapshot import Area, Box, Control, Handler, Kind, Picture, Writing
from ui.inspect import broken_words
from ui.things import evaluated, has, hears, type_name

_TINT = re.compile(r"/#?[0-9a-f]{6,8}(?=/|$)")
_ALIGNED = {1: "left", 2: "right", 4: "centre", 8: "justified"}

HANDLERS = {
    "QQuickDragHandler": (1, True),
    "QQuickPinchHandler": (2, True),
    "QQuickMultiPointTouchArea": (2, True),
    "QQuickPinchArea": (2, True),
    "QQuickDrag": (1, True),
}
"""What asks for more than a press and a release: how many fingers, and whether they have to move."""


PRESSES = ("clicked(QQuickMouseEvent*)", "pressed(QQuickMouseEvent*)", "pressAndHold(QQuickMouseEvent*)")
MOVES = "positionChanged(QQuickMouseEvent*)"


@dataclass(frozen=True, slots=True)
class Around:
    """What lies around an item: numbers of the nearest control and area, the visible frame, the nearest clip."""

    control: int = -1
    area: int = -1
    part: str = ""
    frame: Box | None = None
    clip: Box | None = None


@dataclass
class Survey:
    """The visible items of a window in painting order, and what the audit makes of them."""

    items: list[QQuickItem] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    controls: list[Control] = field(default_factory=list)
    writings: list[Writing] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    handlers: list[Handler] = field(default_factory=list)
    looks: dict[int, set[str]] = field(default_factory=dict)
    around: list[int] = field(default_factory=list)
    """The number of the scrolling area around each item, -1 for none."""

    def number(self, thing: QObject | None) -> int:
        """The number of an item, -1 for what is not among the visible ones."""
        return -1 if thing is None else self.numbers.get(address(thing), -1)


def address(thing: QObject) -> int:
    """What tells one Qt object from another, whichever wrapper it came in."""
    return int(getCppPointer(thing)[0])


def survey(window: QQuickWindow) -> Survey:
    """Look at all that is visible."""
    found = Survey()
    glass = Box(0, 0, window.width(), window.height())
    _walk(found, window.contentItem(), Around(clip=None), glass)
    found.controls = [replace(c, looks=frozenset(found.looks.get(c.item, ()))) for c in found.controls]
    found.areas = [replace(area, buttons=_buttons(found, area)) for area in found.areas]
    return found


def box_of(item: QQuickItem) -> Box:
    """Where an item stands in its window."""
    corners = QRectF(item.mapToScene(QPointF(0, 0)), item.mapToScene(QPointF(item.width(), item.height()))).normalized()
    return Box(corners.x(), corners.y(), corners.width(), corners.height())


def _walk(found: Survey, parent: QQuickItem, around: Around, seen: Box) -> None:
    for child in parent.childItems():
        if not child.isVisible() or child.opacity() <= 0:
            continue
        number = len(found.items)
        found.items.append(child)
        found.numbers[address(child)] = number
        box = box_of(child)
        found.around.append(around.area)
        here = _look(found, child, number, box, around, seen)
        clips = child.clip()
        _walk(found, child, replace(here, clip=box) if clips else here, seen.cut(box) if clips else seen)


def _look(found: Survey, item: QQuickItem, number: int, box: Box, around: Around, seen: Box) -> Around:
    """Note what the item is; what it is to those inside it."""
    part = item.objectName() or _phrase_part(item)
    here = replace(around, part=part or around.part)
    children = item.children()
    kind = _operated(item, children)

    def name() -> str:
        return part or f"{around.part} > {type_name(item)}".removeprefix(" > ")

    if kind is not None and (around.control < 0 or kind is not Kind.MOUSE) and not box.empty:
        found.controls.append(_control(item, number, name(), kind, box, around, seen))
        here = replace(here, control=number, frame=box)
        found.looks[number] = set()
    look = found.looks.get(around.control)
    if item.inherits("QQuickFlickable"):
        content = (float(item.property("contentWidth")), float(item.property("contentHeight")))
        found.areas.append(Area(number, name(), box, content, bool(item.property("interactive"))))
        here = replace(here, area=number)
    elif item.inherits("QQuickImage"):
        source = _source(item)
        if source and not box.empty:
            found.pictures.append(
                Picture(number, name(), source, box, around.control, area=around.area, decoration=_ignored(item))
            )
            if look is not None:
                look.add(f"picture {source}")
    elif item.inherits("QQuickRectangle"):
        here = _rectangle(item, box, here, look)
    elif has(item, "contentWidth") and has(item, "text"):
        _writing(found, item, number, name, box, here, look)
    _handlers(found, item, children, name, box)
    return here


def _phrase_part(item: QQuickItem) -> str:
    phrase = item.property("phrase") if has(item, "phrase") else None
    return str(phrase.get("part", "")) if isinstance(phrase, dict) else ""


def _operated(item: QQuickItem, children: Sequence[QObject]) -> Kind | None:
    if not item.isEnabled():
        return None
    if item.inherits("QQuickAbstractButton"):
        return Kind.BUTTON
    if item.inherits("QQuickTextInput") or item.inherits("QQuickTextEdit"):
        return None if item.property("readOnly") else Kind.FIELD
    if item.inherits("QQuickSlider"):
        return Kind.SLIDER
    if item.inherits("QQuickMouseArea"):
        if _alternative(item):
            return None
        return Kind.MOUSE if any(hears(item, signal) for signal in PRESSES) else None
    return Kind.TAP if any(child.inherits("QQuickTapHandler") for child in children) else None


def _control(item: QQuickItem, number: int, name: str, kind: Kind, box: Box, around: Around, seen: Box) -> Control:
    described = item.property("field") if has(item, "field") else None
    return Control(
        item=number,
        part=name,
        kind=kind,
        box=box,
        seen=seen.cut(box),
        area=around.area,
        type_name=type_name(item),
        focusable=item.activeFocusOnTab() or bool(int(item.property("focusPolicy") or 0) & 1),
        invalid=bool(described.get("invalid") if isinstance(described, dict) else item.property("invalid")),
        checkable=bool(item.property("checkable")) if has(item, "checkable") else False,
        on=bool(item.property("checked")) if has(item, "checked") else False,
    )


def _ignored(item: QQuickItem | None) -> bool:
    """Whether it, or what it stands in, is marked as saying nothing. Only asked: asking QML would make the mark."""
    while item is not None:
        for mark in item.children():
            if mark.inherits("QQuickAccessibleAttached") and mark.property("ignored"):
                return True
        item = item.parentItem()
    return False


def _source(item: QQuickItem) -> str:
    source = item.property("source")
    return _TINT.sub("", source.toString() if source is not None else "")


def _rectangle(item: QQuickItem, box: Box, here: Around, look: set[str] | None) -> Around:
    width = round(float(QQmlProperty.read(item, "border.width") or 0))
    visible = width > 0 and QQmlProperty.read(item, "border.color").alpha() > 0
    if look is not None and visible:
        look.add(f"border {width}")
    return replace(here, frame=box) if visible and item.property("color").alpha() > 0 else here


def _writing(
    found: Survey, item: QQuickItem, number: int, name: Callable[[], str], box: Box, here: Around, look: set[str] | None
) -> None:
    text = str(item.property("text"))
    if not text.strip():
        return
    font = item.property("font")
    bold = isinstance(font, QFont) and font.weight() >= QFont.Weight.DemiBold
    phrase = item.property("phrase") if has(item, "phrase") else None
    editable = has(item, "readOnly") and not item.property("readOnly")
    scale = box.width / item.width() if item.width() > 0 else 1.0
    alignment = evaluated(item, "effectiveHorizontalAlignment")
    if look is not None:
        look.update({"bold"} if bold else ())
    found.writings.append(
        Writing(
            item=number,
            part=name(),
            text=text,
            box=box,
            needed=(float(item.property("contentWidth")) * scale, float(item.property("contentHeight")) * scale),
            control=number if editable else here.control,
            area=here.area,
            frame=here.frame,
            clip=here.clip,
            cut=bool(item.property("truncated")),
            breaks=len(broken_words(item)),
            lines=tuple(_lines(item, text)),
            alignment=_ALIGNED.get(alignment if isinstance(alignment, int) else 0, ""),
            private=bool(phrase.get("private")) if isinstance(phrase, dict) else editable,
            editable=editable,
            bold=bold,
            underlined=isinstance(font, QFont) and font.underline(),
            size=font.pixelSize() * scale if isinstance(font, QFont) else 0.0,
        )
    )


def _lines(item: QQuickItem, text: str) -> Iterator[int]:
    """The characters of each line as it is laid."""
    document = item.property("textDocument") if has(item, "textDocument") else None
    if not isinstance(document, QQuickTextDocument):
        lines = int(item.property("lineCount") or 1) if has(item, "lineCount") else 1
        yield -(-len(text) // max(1, lines))
        return
    block = document.textDocument().begin()
    while block.isValid():
        layout, content = block.layout(), block.text()
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            piece = content[line.textStart() : line.textStart() + line.textLength()]
            yield len(piece.replace("\u00ad", "").strip())
        block = block.next()


def _handlers(found: Survey, item: QQuickItem, children: Sequence[QObject], name: Callable[[], str], box: Box) -> None:
    alternative = _alternative(item)
    if item.inherits("QQuickMouseArea") and item.isEnabled() and hears(item, MOVES):
        found.handlers.append(Handler(name(), type_name(item), box, 1, True, alternative))
    for thing in (item, *children):
        for inherited, (fingers, drag) in HANDLERS.items():
            if thing.inherits(inherited) and thing.property("enabled") is not False:
                found.handlers.append(Handler(name(), type_name(thing), box, fingers, drag, alternative))


def _alternative(item: QQuickItem) -> bool:
    """Whether it, or what it stands in, tells that there is another way, without a drag."""
    return any(has(each, "alternative") and bool(each.property("alternative")) for each in (item, item.parentItem()))


def _buttons(found: Survey, area: Area) -> int:
    """How many controls say that they move this area: they, or what they stand in, have it as `area`."""
    flickable = address(found.items[area.item])
    count = 0
    for control in found.controls:
        item: QQuickItem | None = found.items[control.item]
        for _ in range(3):
            if item is None:
                break
            moved = evaluated(item, "area") if has(item, "area") else None
            if isinstance(moved, QObject) and address(moved) == flickable:
                count += 1
                break
            item = item.parentItem()
    return count
