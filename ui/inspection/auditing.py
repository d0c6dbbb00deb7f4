"""Looks at collected pages in one window, under one person's settings after the other, and tells what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from dataclasses import field as made

from PySide6.QtCore import Qt

from accessibility.audit.finding import Finding, finding
from accessibility.audit.rule import Fault
from accessibility.audit.rules import check
from accessibility.audit.snapshot import Area, Box, Control, Glass, Picture, Snapshot, Twin, Writing
from accessibility.palettes import text_contrast
from kiosk.pages.page import Direction
from kiosk.visit.preferences import KeyOrder, Preferences
from ui.inspect import items
from ui.inspection.collecting import Found
from ui.inspection.looking import contrasts, jpeg, look, twin
from ui.inspection.room import Room
from ui.inspection.snapshots import snapshot
from ui.inspection.speaking import voice
from ui.inspection.survey import Survey, survey
from ui.inspection.walking import chain, rings, walk
from ui.things import type_name

PICTURE_HEIGHT = 900
KEYBOARD = "KeyboardPanel"
NOWHERE = Box(0, 0, 0, 0)
MOST_PICTURES = 80


@dataclass
class Auditor:
    """One window, and the languages that its pages may be in."""

    room: Room
    languages: tuple[str, ...]
    pictured: set[tuple[str, str, str]] = made(default_factory=set)
    pages: int = 0

    def shapes(self, pages: Iterable[Found], preferences: Preferences, extra: str = "") -> Iterator[Finding]:
        """Names, order, places, words: what does not depend on colours."""
        for found in pages:
            snap, surveyed = self._show(found, preferences, extra)
            yield from self._told(found, replace(snap, focus=chain(self.room.window, surveyed)))

    def movements(self, pages: Iterable[Found], preferences: Preferences) -> Iterator[Finding]:
        """Where the keys go, and whether a page that is read from the right is mirrored."""
        for found in pages:
            snap, surveyed = self._show(found, preferences, "")
            snap = replace(snap, focus=walk(self.room.window, surveyed))
            if snap.right_to_left:
                snap = replace(snap, twin=self._twin(found, preferences, snap))
            yield from self._told(found, snap)

    def colours(self, pages: Iterable[Found], preferences: Preferences) -> Iterator[Finding]:
        """Contrasts and focus rings, from pixels."""
        for found in pages:
            snap, surveyed = self._show(found, preferences, "")
            snap = contrasts(self.room.stand, snap, surveyed)
            seen = tuple(rings(self.room.window, surveyed, self.room.stand.quiet, self.room.stand.grab, snap.glass.dpi))
            yield from self._told(found, replace(snap, rings=seen))

    def look(self, found: Found, preferences: Preferences) -> Snapshot:
        """All that can be known of one page."""
        snap, _ = self._show(found, preferences, "")
        seen = look(self.room.stand, snap.glass, snap.page)
        snap = replace(seen, kind=snap.kind, right_to_left=snap.right_to_left, least_contrast=snap.least_contrast)
        snap = replace(snap, voice=voice(found.page), languages=self.languages)
        return replace(snap, twin=self._twin(found, preferences, snap) if snap.right_to_left else None)

    def _show(self, found: Found, preferences: Preferences, extra: str) -> tuple[Snapshot, Survey]:
        self.room.show(found.page, preferences)
        self.pages += 1
        return self._taken(found, preferences, extra)

    def _taken(self, found: Found, preferences: Preferences, extra: str) -> tuple[Snapshot, Survey]:
        glass = Glass(
            self.room.screen.width,
            self.room.screen.height,
            self.room.screen.density_dpi,
            preferences.text_size.value,
            preferences.palette.value,
            found.page.language,
            extra,
        )
        surveyed = survey(self.room.window)
        snap = snapshot(self.room.window, glass, found.name, found.page.kind.value, surveyed)
        return (
            replace(
                snap,
                right_to_left=found.page.direction is Direction.RTL,
                least_contrast=text_contrast(preferences.palette)[0],
                voice=voice(found.page),
                languages=self.languages,
            ),
            surveyed,
        )

    def keyboards(self, pages: Iterable[Found], preferences: Preferences) -> Iterator[Finding]:
        """The keys that rise for each kind of field, in both of their orders."""
        for found in pages:
            for order in KeyOrder:
                snap = self._typing(found, replace(preferences, keys=order))
                if snap is not None:
                    yield from self._told(found, snap)

    def _typing(self, found: Found, preferences: Preferences) -> Snapshot | None:
        self._show(found, preferences, "")
        field = next((item for item in items(self.room.window.contentItem()) if item.property("typable")), None)
        if field is None:
            return None
        field.forceActiveFocus(Qt.FocusReason.TabFocusReason)
        self.room.page.keyboard.lift()
        self.room.stand.rest()
        snap, surveyed = self._taken(found, preferences, f"keyboard, {preferences.keys.value}")
        keys = _below(surveyed, KEYBOARD)
        # What keys say is said when they are pressed; arrows go among them. They stand as on any keyboard.
        return contrasts(self.room.stand, replace(_only(snap, keys), voice=None, right_to_left=False), surveyed)

    def _twin(self, found: Found, preferences: Preferences, snap: Snapshot) -> tuple[Twin, ...] | None:
        """The same page read from the other side, where it has the same items."""
        self.room.show(replace(found.page, id=f"{found.page.id} from the left", direction=Direction.LTR), preferences)
        there = twin(self.room.stand, snap)
        self.room.show(found.page, preferences)
        return there

    def _told(self, found: Found, snap: Snapshot) -> Iterator[Finding]:
        for rule, fault in check(snap):
            one = finding(rule, fault, found.name, snap.glass.label)
            if one.key not in self.pictured and len(self.pictured) < MOST_PICTURES:
                self.pictured.add(one.key)
                one = self._pictured(one, fault, snap)
            yield one

    def _pictured(self, one: Finding, fault: Fault, snap: Snapshot) -> Finding:
        """With a picture of the page as it stands, scrolled to the fault."""
        box, area = fault.box, _area_of(snap, fault)
        if box is not None and area is not None:
            item = survey(self.room.window).items[area.item]
            before = float(item.property("contentY"))
            furthest = max(0.0, area.content[1] - area.box.height)
            place = min(furthest, max(0.0, box.top + before - area.box.top - area.box.height / 3))
            item.setProperty("contentY", place)
            self.room.stand.rest()
            box = Box(box.left, box.top - (place - before), box.width, box.height)
        image = self.room.stand.grab()
        scale = min(1.0, PICTURE_HEIGHT / image.height())
        if box is not None:
            box = box.scaled(scale)
        return replace(one, box=box, picture=jpeg(image, scale))


def _area_of(snap: Snapshot, fault: Fault) -> Area | None:
    things: tuple[Control | Writing | Picture, ...] = (*snap.controls, *snap.writings, *snap.pictures)
    number = next((thing.area for thing in things if thing.part == fault.part and thing.box == fault.box), -1)
    return next((area for area in snap.areas if area.item == number), None)


def _below(surveyed: Survey, kind: str) -> frozenset[int]:
    """The numbers of the items in those of a type."""
    found: set[int] = set()
    for number, item in enumerate(surveyed.items):
        if type_name(item) == kind or surveyed.number(item.parentItem()) in found:
            found.add(number)
    return frozenset(found)


def _only(snap: Snapshot, numbers: frozenset[int]) -> Snapshot:
    """The snapshot of these items alone."""
    return replace(
        snap,
        controls=tuple(each for each in snap.controls if each.item in numbers),
        writings=tuple(each for each in snap.writings if each.item in numbers),
        pictures=tuple(each for each in snap.pictures if each.item in numbers),
        areas=(),
        handlers=(),
        nodes=tuple(each if each.item in numbers else replace(each, box=NOWHERE) for each in snap.nodes),
    )
