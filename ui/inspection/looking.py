"""Looks at what one window shows now: everything that the rules may ask, for any Qt Quick window."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QEvent, QIODevice, Qt
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickWindow

from accessibility.audit.snapshot import Area, Box, Glass, Snapshot, Twin
from kiosk.errors import ParvisError
from ui.inspection.pixels import Pixels, looked_at
from ui.inspection.snapshots import snapshot
from ui.inspection.survey import Survey, survey
from ui.inspection.walking import rings, walk

LONGEST_SECONDS = 5.0
ROUNDS_AT_REST = 2
MOST_SCREENFULS = 12
SCREENFUL = 0.6
"""Of the area's height: so that whatever is not higher than the rest is once wholly in it."""
JPEG_QUALITY = 70


class Restless(ParvisError):
    """A window moves for ever."""


def nothing() -> None:
    """For a window that needs nothing done before it is looked at."""


@dataclass(frozen=True)
class Stand:
    """A window, and how it is brought to rest: `stir` lets the page go on, `calm` puts away what lies over it."""

    window: QQuickWindow
    stir: Callable[[], bool] = lambda: True
    calm: Callable[[], None] = nothing

    def rest(self) -> None:
        """Let Qt lay out until nothing changes, and `stir` says that all is there. Raises `Restless`."""
        until = time.monotonic() + LONGEST_SECONDS
        before, still = None, 0
        while not self.stir() or still < ROUNDS_AT_REST:
            QCoreApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            now = self._shape()
            still = still + 1 if now == before else 0
            before = now
            if time.monotonic() > until:
                raise Restless(f"The window '{self.window.title()}' does not come to rest.")

    def quiet(self) -> None:
        """At rest, with nothing over the page."""
        self.rest()
        self.calm()
        self.rest()

    def grab(self) -> QImage:
        """The window's pixels, 32 bits each."""
        return self.window.grabWindow().convertToFormat(QImage.Format.Format_RGB32)

    def _shape(self) -> tuple[float, ...]:
        """What changes while a page is laid."""
        found: list[float] = []
        stack = [self.window.contentItem()]
        while stack:
            item = stack.pop()
            item.ensurePolished()
            found += (item.y(), item.width(), item.height())
            stack += (child for child in item.childItems() if child.isVisible())
        return tuple(found)


def look(stand: Stand, glass: Glass, page: str) -> Snapshot:
    """All that a window tells by itself: not what it says, nor how it stands from the other side."""
    stand.rest()
    surveyed = survey(stand.window)
    snap = contrasts(stand, snapshot(stand.window, glass, page, surveyed=surveyed), surveyed)
    seen = tuple(rings(stand.window, surveyed, stand.quiet, stand.grab, glass.dpi))
    return replace(snap, rings=seen, focus=walk(stand.window, surveyed))


def contrasts(stand: Stand, snap: Snapshot, surveyed: Survey) -> Snapshot:
    """Screenful after screenful of whatever scrolls, from the top; it is left there."""
    area = next((a for a in snap.areas if a.content[1] > a.box.height + 1), None)
    if area is None:
        return looked_at(snap, Pixels(stand.grab()), snap.glass.box)
    item = surveyed.items[area.item]
    furthest, place = area.content[1] - area.box.height, 0.0
    for _ in range(MOST_SCREENFULS):
        item.setProperty("contentY", place)
        stand.rest()
        here = scrolled(snap, area, place)
        snap = scrolled(looked_at(here, Pixels(stand.grab()), area.box), area, -place)
        if place >= furthest:
            break
        place = min(furthest, place + area.box.height * SCREENFUL)
    item.setProperty("contentY", 0.0)
    stand.rest()
    return snap


def twin(stand: Stand, snap: Snapshot) -> tuple[Twin, ...] | None:
    """Where the things of `snap` stand now, with the page turned round; None where it is not of the same things."""
    stand.rest()
    other = snapshot(stand.window, snap.glass, snap.page)
    if [control.part for control in other.controls] != [control.part for control in snap.controls]:
        return None
    return (
        *(Twin(mine.item, its.box) for mine, its in zip(snap.controls, other.controls, strict=True)),
        *(
            Twin(mine.item, its.box, its.alignment)
            for mine, its in zip(snap.writings, other.writings, strict=False)
            if mine.part == its.part
        ),
    )


def scrolled(snap: Snapshot, area: Area, by: float) -> Snapshot:
    """The snapshot after its area has been moved up by so many pixels."""

    def moved(box: Box) -> Box:
        return Box(box.left, box.top - by, box.width, box.height)

    number = area.item
    return replace(
        snap,
        writings=tuple(replace(t, box=moved(t.box)) if t.area == number else t for t in snap.writings),
        controls=tuple(replace(c, box=moved(c.box)) if c.area == number else c for c in snap.controls),
        pictures=tuple(replace(p, box=moved(p.box)) if p.area == number else p for p in snap.pictures),
    )


def jpeg(image: QImage, scale: float) -> bytes:
    """A smaller picture, as the bytes of a JPEG."""
    if scale < 1.0:
        image = image.scaled(
            round(image.width() * scale),
            round(image.height() * scale),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPG", JPEG_QUALITY)  # type: ignore[call-overload]
    return bytes(content.data())
