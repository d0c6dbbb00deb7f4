"""The page audit over a sample of the demonstration: each kind of page, on each screen, in French and in Arabic.

`make audit` looks at all pages under all settings.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from accessibility.audit.finding import Finding, together
from accessibility.audit.report import Report
from accessibility.audit.rules import RULES
from accessibility.audit.snapshot import Box
from kiosk.catalogue.opening import open_pack
from kiosk.catalogue.pack import Pack
from kiosk.config import Screen
from kiosk.pages.page import PageKind
from kiosk.visit.preferences import Palette, Preferences, TextSize
from ui.camera.sources import painted
from ui.inspection.auditing import Auditor
from ui.inspection.building import built
from ui.inspection.collecting import Found, collect
from ui.inspection.looking import jpeg
from ui.inspection.room import Room
from ui.inspection.sampling import sample, typed
from ui.rehearsal.plan import written_in

# A fixture looks at all pages before the first test; on a busy machine that takes its time.
pytestmark = pytest.mark.timeout(1200)

RIVEMONT = Path(__file__).parents[2] / "packs" / "rivemont"
SCREENS = (Screen(1080, 1920, 102.0), Screen(1280, 800, 149.0), Screen(800, 1280, 189.0))
KINDS = (PageKind.FIRST, PageKind.CHECK, PageKind.OUTCOME, PageKind.SLIP, PageKind.HELP)
MOST_QUESTIONS = 3
SMALL_GLASS = SCREENS[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's pack, built."""
    return built(RIVEMONT, tmp_path_factory.mktemp("audit"))


@pytest.fixture(scope="module")
def pack(folder: Path) -> Pack:
    return open_pack(folder)


@pytest.fixture(scope="module")
def pages(qapp: QGuiApplication, pack: Pack) -> dict[str, list[Found]]:
    """All pages, by language."""
    picture = jpeg(painted(), 1.0)
    return {language: collect(pack, written_in(RIVEMONT), language, picture) for language in ("fr", "ar")}


def few(pages: list[Found]) -> list[Found]:
    """One page of each kind, and a few questions."""
    kinds = [next(found for found in pages if found.page.kind is kind) for kind in KINDS]
    questions = [found for found in sample(pages) if found.page.kind is PageKind.QUESTION]
    return [*kinds, *questions[:MOST_QUESTIONS]]


@pytest.fixture(scope="module")
def seen(qapp: QGuiApplication, pack: Pack, pages: dict[str, list[Found]]) -> Iterator[list[Finding]]:
    """What the audit finds: shapes at the smallest and the largest text, keys and mirrors once, pixels once."""
    # As in a tour: a wrapper that is collected while QML runs takes its item with it.
    gc.disable()
    findings: list[Finding] = []
    for screen in SCREENS:
        room = Room(screen, pack.town.accent, pack.town.logo)
        auditor = Auditor(room, tuple(pack.town.languages))
        for language, found in pages.items():
            person = Preferences(language=language, motion=False)
            largest = replace(person, text_size=TextSize.LARGEST)
            findings += auditor.shapes(few(found), replace(person, text_size=TextSize.SMALL))
            findings += auditor.movements(few(found), largest)
            findings += auditor.keyboards(typed(found)[:1], person)
            if screen is SMALL_GLASS:
                palette = Palette.DEFAULT if language == "fr" else Palette.WHITE_ON_BLACK
                findings += auditor.colours(few(found)[-4:], replace(person, palette=palette))
        assert room.warnings == []
        room.close()
    yield together(findings)
    gc.enable()


def told(seen: list[Finding], *rules: str) -> list[str]:
    """The faults that these rules found; no rule is asked for that there is not."""
    assert set(rules) <= {rule.id for rule in RULES}
    return [f"{each.page}: {each.wrong} [{each.where[0]}]" for each in seen if each.rule in rules]


def test_en_5_1_3_6_each_picture_has_words_or_is_decoration(seen: list[Finding]) -> None:
    assert told(seen, "picture-words") == []


def test_en_5_1_3_1_all_that_is_shown_is_heard(seen: list[Finding]) -> None:
    assert told(seen, "unheard", "tree-text") == []


def test_en_5_1_5_all_that_is_heard_is_shown(seen: list[Finding]) -> None:
    assert told(seen, "unseen") == []


def test_en_5_6_a_toggle_says_its_state_by_sight_and_sound(seen: list[Finding]) -> None:
    assert told(seen, "state-sound", "role-state", "state-colour") == []


def test_w_1_4_11_edges_and_pictures_of_controls_have_three_to_one(seen: list[Finding]) -> None:
    assert told(seen, "contrast-edge", "contrast-picture") == []


def test_w_1_4_3_text_has_the_contrast_of_its_palette_in_pixels(seen: list[Finding]) -> None:
    assert told(seen, "contrast-text") == []


def test_w_2_4_13_a_ring_of_half_a_millimetre_is_around_each_control(seen: list[Finding]) -> None:
    assert told(seen, "focus-ring") == []


def test_w_1_4_4_nothing_is_cut_covered_or_broken(seen: list[Finding]) -> None:
    assert told(seen, "text-elided", "text-clipped", "text-outside", "text-overlap", "word-broken") == []


def test_w_1_4_8_lines_are_short_and_ragged(seen: list[Finding]) -> None:
    assert told(seen, "line-length", "line-justified") == []


def test_w_1_4_1_no_state_is_told_by_colour_alone(seen: list[Finding]) -> None:
    assert told(seen, "state-colour") == []


def test_v_7_2_i_targets_are_large_and_apart(seen: list[Finding]) -> None:
    assert told(seen, "target-size", "target-gap") == []


def test_en_5_9_nothing_needs_two_fingers_or_a_drag(seen: list[Finding]) -> None:
    assert told(seen, "gesture", "scroll-buttons") == []


def test_en_5_1_6_1_keys_reach_all_in_reading_order_and_come_round(seen: list[Finding]) -> None:
    assert told(seen, "focus-trap", "focus-reach", "order-focus", "order-reading", "tree-control") == []


def test_own_4_arabic_pages_are_mirrored(seen: list[Finding]) -> None:
    assert told(seen, "mirror") == []


def test_nothing_else_is_wrong(seen: list[Finding]) -> None:
    assert told(seen, *(rule.id for rule in RULES)) == []


def test_every_kind_of_page_is_collected(pages: dict[str, list[Found]]) -> None:
    for language, found in pages.items():
        assert {each.page.kind for each in found} == set(PageKind)
        states = {each.state for each in found}
        assert {"", "wrong", "why", "help", "listening", "offline", "no printer", "welcome", "sent", "erased"} <= states
        own = [each.page.language for each in found if each.state != "out of order"]
        assert set(own) == {language}
        assert len({each.name for each in sample(found)} & {each.name for each in found}) > 20


def test_a_report_names_each_fault_once_and_loads_nothing() -> None:
    box = Box(1, 2, 3, 4)
    one = Finding("target-size", "V 7.2-I", "home", "yes", "It is <small>.", "Grow it.", ("fr, small",), box, b"J")
    other = replace(one, where=("ar, small",), picture=b"")
    assert together([other, one]) == [replace(one, where=("ar, small", "fr, small"))]
    report = Report("rivemont", together([one, other]), 7, 1.5, ["fr", "ar"])
    html = report.to_html(RULES)
    assert "It is &lt;small&gt;." in html
    assert html.count("data:image/jpeg;base64,Sg==") == 1
    assert "http" not in html.replace("http-equiv", "")
    assert "left:1px;top:2px;width:3px;height:4px" in html
    data = json.loads(report.to_json(RULES))
    assert data["format"] == 1
    assert [fault["where"] for fault in data["faults"]] == [["fr, small", "ar, small"]]
    assert {rule["id"]: rule["faults"] for rule in data["rules"]}["target-size"] == 1
