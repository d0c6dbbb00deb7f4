"""The audit against faults that are planted in the kiosk's own window, by hand, on a page that has none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem

from accessibility.audit.rules import check
from accessibility.audit.snapshot import Said, Voice
from kiosk.config import Screen
from kiosk.pages.page import Page
from kiosk.visit.preferences import Preferences
from ui.inspect import find, items
from ui.inspection.auditing import Auditor
from ui.inspection.collecting import Found
from ui.inspection.room import Room
from ui.inspection.speaking import voice
from ui.things import type_name

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8H0z"/></svg>'
JUSTIFIED = 8


@pytest.fixture
def auditor(qapp: QGuiApplication) -> Iterator[Auditor]:
    room = Room(Screen(1080, 1920, 102.0), "#0f5c4a", LOGO)
    yield Auditor(room, ("fr", "ar"))
    assert room.warnings == []
    room.close()


def found(auditor: Auditor, page: Page) -> dict[str, list[str]]:
    faults: dict[str, list[str]] = {}
    preferences = Preferences(language=page.language, motion=False)
    for rule, fault in check(auditor.look(Found(page), preferences)):
        faults.setdefault(rule.id, []).append(fault.part)
    return faults


def part(auditor: Auditor, name: str) -> QQuickItem:
    item = find(auditor.room.window, name)
    assert item is not None
    return item


def text(auditor: Auditor, words: str) -> QQuickItem:
    """The item that shows these words."""
    shown = items(auditor.room.window.contentItem())
    return next(item for item in shown if item.property("contentWidth") and item.property("text") == words)


def narrow(auditor: Auditor) -> None:
    part(auditor, "back").setProperty("width", 50)


def near(auditor: Auditor) -> None:
    back = part(auditor, "back")
    part(auditor, "forward").setProperty("x", back.x() + back.width() + 8)


def pale(auditor: Auditor) -> None:
    text(auditor, "Continuer").setProperty("color", "#8fb3a8")


def on_one_line(auditor: Auditor) -> None:
    long = text(auditor, "Les papiers à apporter ne sont pas les mêmes si la carte est perdue ou volée.")
    long.setProperty("wrapMode", 0)


def stretched(auditor: Auditor) -> None:
    text(auditor, "Où est votre carte d’identité maintenant ?").setProperty("horizontalAlignment", JUSTIFIED)


def moved_out(auditor: Auditor) -> None:
    text(auditor, "Où est votre carte d’identité maintenant ?").setProperty("x", 600)


def without_ring(auditor: Auditor) -> None:
    forward = part(auditor, "forward")
    ring = next(child for child in forward.childItems() if type_name(child) == "FocusRing")
    ring.setProperty("opacity", 0)


def skipped(auditor: Auditor) -> None:
    part(auditor, "forward").setProperty("focusPolicy", 0)


PLANTS: dict[str, tuple[str, Callable[[Auditor], None]]] = {
    "a button of 12.4 mm": ("target-size", narrow),
    "two buttons 2 mm apart": ("target-gap", near),
    "a label that is too pale": ("contrast-text", pale),
    "a sentence on one line": ("text-clipped", on_one_line),
    "a heading that is stretched": ("line-justified", stretched),
    "a heading beside the glass": ("text-outside", moved_out),
    "a button without its ring": ("focus-ring", without_ring),
    "a button that Tab passes by": ("focus-reach", skipped),
}


@pytest.mark.parametrize("name", PLANTS)
def test_a_fault_in_the_kiosks_own_window_is_found(auditor: Auditor, french: dict[str, Page], name: str) -> None:
    rule, plant = PLANTS[name]
    page = french["question"]
    assert found(auditor, page) == {}
    plant(auditor)
    assert rule in found(auditor, page)


def test_an_arabic_page_that_keeps_one_button_where_it_was_is_found(auditor: Auditor, arabic: dict[str, Page]) -> None:
    page = arabic["question"]
    assert found(auditor, page) == {}
    part(auditor, "back").setProperty("x", 100)
    assert "back" in found(auditor, page)["mirror"]


def test_en_5_1_3_1_a_script_that_leaves_out_what_is_seen_is_found(
    auditor: Auditor, french: dict[str, Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    def short(page: Page) -> Voice:
        said = voice(page)
        return replace(said, said=tuple(each for each in said.said if each.part != "help"))

    monkeypatch.setattr("ui.inspection.auditing.voice", short)
    assert found(auditor, french["question"]) == {"unheard": ["help"]}


def test_en_5_1_5_a_script_that_says_what_is_not_seen_is_found(
    auditor: Auditor, french: dict[str, Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    def long(page: Page) -> Voice:
        said = voice(page)
        return replace(said, said=(*said.said, Said("help", "Venez lundi.", "Venez lundi.", "fr")))

    monkeypatch.setattr("ui.inspection.auditing.voice", long)
    assert found(auditor, french["question"]) == {"unseen": ["help"]}
