"""The pages of settings: what each touch makes of the person's preferences, and that answers outlive all of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest

from kiosk import config
from kiosk.pages.page import Choices, Page, PageKind, Stepper
from kiosk.visit import events as e
from kiosk.visit.preferences import (
    HOLD_STEPS,
    RATE_STEPS,
    SCAN_STEPS,
    VOLUME_STEPS,
    KeyOrder,
    Palette,
    Preferences,
    Scanning,
    TextSize,
)
from kiosk.visit.state import Answer, Cover

Kiosk = Any
MakeKiosk = Callable[..., Any]
Town = Any

COVERS = {cover: cover.value for cover in (Cover.TEXT_SIZE, Cover.CONTRAST, Cover.LISTEN, Cover.TOUCH, Cover.KEYS)}
BAR = ("bar.help", "bar.listen", "bar.language", "bar.text-size", "bar.contrast", "bar.stop")


def open_cover(kiosk: Kiosk, cover: Cover) -> Page:
    kiosk.conductor._happened(e.Covered(cover, kiosk.clock.monotonic()))
    kiosk.conductor.refresh()
    page: Page = kiosk.page
    return page


def kind_of(kiosk: Kiosk) -> PageKind:
    page: Page = kiosk.page
    return page.kind


def chosen(page: Page) -> set[str]:
    return {
        choice.part for block in page.blocks if isinstance(block, Choices) for choice in block.choices if choice.chosen
    }


def prefer(kiosk: Kiosk, cover: Cover, *parts: str) -> Preferences:
    open_cover(kiosk, cover)
    for part in parts:
        kiosk.press(part)
    now: Preferences = kiosk.visit.preferences
    return now


@pytest.mark.parametrize(
    ("cover", "part", "field", "value"),
    [
        (Cover.TEXT_SIZE, "size.largest", "text_size", TextSize.LARGEST),
        (Cover.TEXT_SIZE, "setting.spacing", "spacing", True),
        (Cover.CONTRAST, "palette.white-on-black", "palette", Palette.WHITE_ON_BLACK),
        (Cover.CONTRAST, "motion", "motion", False),
        (Cover.LISTEN, "rate.more", "rate", 4),
        (Cover.LISTEN, "volume.less", "volume", 2),
        (Cover.LISTEN, "setting.curtain", "curtain", True),
        (Cover.LISTEN, "setting.by_ear", "by_ear", True),
        (Cover.TOUCH, "setting.low_reach", "low_reach", True),
        (Cover.TOUCH, "setting.steady", "steady", True),
        (Cover.TOUCH, "hold.2", "hold", 2),
        (Cover.KEYS, "order.abc", "keys", KeyOrder.ABC),
        (Cover.KEYS, "scanning.one", "scanning", Scanning.ONE),
    ],
)
def test_a_touch_changes_one_setting_and_the_page_shows_it(
    kiosk: Kiosk, cover: Cover, part: str, field: str, value: object
) -> None:
    before = kiosk.visit.preferences
    page = open_cover(kiosk, cover)
    kiosk.press(part)
    # Whoever hides the screen or explores by ear listens from then on.
    listening = field in ("curtain", "by_ear")
    assert kiosk.visit.preferences == replace(before, listening=listening, **{field: value})
    assert kiosk.page.id == page.id
    if any(choice.part == part for block in page.blocks if isinstance(block, Choices) for choice in block.choices):
        assert part in chosen(kiosk.page)


@pytest.mark.parametrize(
    ("cover", "part"),
    [
        (Cover.TEXT_SIZE, "setting.spacing"),
        (Cover.CONTRAST, "motion"),
        (Cover.LISTEN, "setting.curtain"),
        (Cover.LISTEN, "setting.by_ear"),
        (Cover.TOUCH, "setting.low_reach"),
        (Cover.TOUCH, "setting.steady"),
    ],
)
def test_what_is_on_is_off_again_after_a_second_touch(kiosk: Kiosk, cover: Cover, part: str) -> None:
    before = kiosk.visit.preferences
    assert replace(prefer(kiosk, cover, part, part), listening=before.listening) == before
    assert part not in chosen(kiosk.page)


def test_every_setting_has_its_touch(kiosk: Kiosk) -> None:
    """Whatever `Preferences` holds can be changed from a page, but for what the bar and the voice's question do."""
    asked = {"language", "listening", "answers_aloud"}
    changed: set[str] = set()
    for cover in COVERS:
        open_cover(kiosk, cover)
        for part in [
            p for p in kiosk.conductor.screen.intents if not p.startswith(("bar.", "voice.", "back", "forward"))
        ]:
            before = kiosk.visit.preferences
            if part not in kiosk.conductor.screen.intents:
                continue
            kiosk.press(part)
            after = kiosk.visit.preferences
            changed |= {f.name for f in fields(after) if getattr(after, f.name) != getattr(before, f.name)}
            open_cover(kiosk, cover)
    assert changed | asked >= {f.name for f in fields(Preferences)} - {"scan_pace"}
    assert "scan_pace" in {
        f.name
        for f in fields(Preferences)
        if getattr(prefer(kiosk, Cover.KEYS, "scanning.one", "pace.more"), f.name) != getattr(Preferences(), f.name)
    }


@pytest.mark.parametrize(
    ("cover", "part", "field", "count"),
    [
        (Cover.LISTEN, "rate", "rate", RATE_STEPS),
        (Cover.LISTEN, "volume", "volume", VOLUME_STEPS),
        (Cover.KEYS, "pace", "scan_pace", SCAN_STEPS),
    ],
)
def test_steps_end_where_they_end_and_say_so(kiosk: Kiosk, cover: Cover, part: str, field: str, count: int) -> None:
    if cover is Cover.KEYS:
        prefer(kiosk, cover, "scanning.one")
    open_cover(kiosk, cover)

    def stepper() -> Stepper:
        return next(block for block in kiosk.page.blocks if isinstance(block, Stepper) and block.part == part)

    for _ in range(count + 2):
        kiosk.press(f"{part}.less")
    assert getattr(kiosk.visit.preferences, field) == 0
    assert (stepper().value.text, stepper().fraction, stepper().less.ready, stepper().more.ready) == (
        "1",
        0,
        False,
        True,
    )
    for _ in range(count + 2):
        kiosk.press(f"{part}.more")
    assert getattr(kiosk.visit.preferences, field) == count - 1
    assert (stepper().value.text, stepper().fraction, stepper().more.ready) == (str(count), 1, False)


def test_how_long_to_press_has_as_many_answers_as_steps(kiosk: Kiosk) -> None:
    page = open_cover(kiosk, Cover.TOUCH)
    holds = next(block for block in page.blocks if isinstance(block, Choices) and block.part == "holds")
    assert [choice.part for choice in holds.choices] == [f"hold.{step}" for step in range(HOLD_STEPS)]


def test_v_7_1_a_resetting_the_settings_keeps_the_answers(town: Town, make_kiosk: MakeKiosk) -> None:
    """In the middle of a journey every setting is changed, then all are put back: the log of answers is untouched."""
    kiosk = make_kiosk()
    kiosk.walk_to_question(town.plan("birth-certificate"), "birth_date")
    answers, at = kiosk.journey.answers, kiosk.journey.at
    assert any(isinstance(logged, Answer) and logged.value for logged in answers)
    changes = {
        Cover.TEXT_SIZE: ("size.largest", "setting.spacing"),
        Cover.CONTRAST: ("palette.soft", "motion"),
        Cover.LISTEN: ("rate.more", "volume.less", "setting.by_ear", "setting.curtain"),
        Cover.TOUCH: ("setting.low_reach", "setting.steady", "hold.3"),
        Cover.KEYS: ("order.abc", "scanning.two", "pace.more"),
    }
    for cover, parts in changes.items():
        prefer(kiosk, cover, *parts)
        if cover is not Cover.KEYS:
            kiosk.press("forward")
    beginning = Preferences(language="fr")
    same = [f.name for f in fields(beginning) if getattr(kiosk.visit.preferences, f.name) == getattr(beginning, f.name)]
    assert same == ["language", "answers_aloud"]
    kiosk.press("reset")
    # What the person perceives the kiosk by and acts with stays: voice, finger by ear, curtain, scan.
    lasting = replace(beginning, listening=True, by_ear=True, curtain=True, scanning=Scanning.TWO)
    assert kiosk.visit.preferences == lasting
    assert kind_of(kiosk) is PageKind.KEYS
    kiosk.press("forward")
    assert (kiosk.journey.answers, kiosk.journey.at) == (answers, at)
    assert kind_of(kiosk) is PageKind.QUESTION


@pytest.mark.parametrize("cover", list(COVERS))
def test_v_7_1_a_every_settings_page_offers_the_way_back_to_the_beginning(kiosk: Kiosk, cover: Cover) -> None:
    open_cover(kiosk, cover)
    assert prefer(kiosk, Cover.TEXT_SIZE, "size.small").text_size is TextSize.SMALL
    assert prefer(kiosk, cover, "reset") == Preferences(language="fr")


def test_v_7_1_a_settings_end_with_the_visit(kiosk: Kiosk, make_kiosk: MakeKiosk) -> None:
    prefer(kiosk, Cover.TEXT_SIZE, "size.largest", "setting.spacing")
    prefer(kiosk, Cover.LISTEN, "volume.more", "volume.more")
    kiosk.press("bar.stop")
    kiosk.press("erase")
    assert kiosk.visit.ended
    assert kiosk.visit.preferences == Preferences(language="fr")
    assert make_kiosk().visit.preferences == Preferences(language="fr")


def test_w_3_2_6_the_six_are_on_every_cover_in_one_order(kiosk: Kiosk) -> None:
    for cover in Cover:
        page = open_cover(kiosk, cover)
        assert tuple(action.part for action in page.bar) == BAR, cover


def test_w_3_2_6_the_six_are_on_every_page_of_a_journey(town: Town, make_kiosk: MakeKiosk) -> None:
    kinds = set()
    for name in ("birth-certificate", "identity-card-stolen", "leisure-centre"):
        kiosk = make_kiosk()
        for page in kiosk.walk(town.plan(name)):
            kinds.add(page.kind)
            assert tuple(action.part for action in page.bar) == BAR, page.id
        kiosk.press("forward")
        kinds.add(kiosk.page.kind)
        assert tuple(action.part for action in kiosk.page.bar) == BAR, kiosk.page.id
    assert kinds >= {PageKind.FIRST, PageKind.HOME, PageKind.BEFORE, PageKind.QUESTION, PageKind.CHECK, PageKind.NEXT}


def test_help_leads_to_the_settings_and_they_lead_back(kiosk: Kiosk) -> None:
    for cover in ("listen", "touch", "keys"):
        kiosk.press("bar.help")
        kiosk.press(f"settings.{cover}")
        assert kiosk.page.kind == cover
        kiosk.press("back")
        assert kind_of(kiosk) is PageKind.HELP
        kiosk.press("forward")
        assert kind_of(kiosk) is PageKind.FIRST


def test_en_8_3_2_the_button_that_brings_the_page_down_is_offered_where_the_glass_is_high(
    make_kiosk: MakeKiosk,
) -> None:
    """478 mm of glass from 900 mm up go beyond 1,100 mm; 136 mm do not, and 136 mm from 970 mm up do."""

    def offered(width: int, height: int, dpi: float, bottom: float) -> bool:
        screen = config.Screen(width, height, dpi, bottom)
        kiosk = make_kiosk(configuration=config.Configuration(screen=screen))
        help_page = open_cover(kiosk, Cover.HELP)
        open_cover(kiosk, Cover.TOUCH)
        assert ("setting.low_reach" in kiosk.conductor.screen.intents) is any(
            action.part == "reach" for action in help_page.voice
        )
        return any(action.part == "reach" for action in help_page.voice)

    assert offered(1080, 1920, 102.0, 900.0)
    assert not offered(1280, 800, 149.0, 900.0)
    assert offered(1280, 800, 149.0, 970.0)
    assert offered(0, 0, 102.0, 900.0)


def test_en_8_3_2_the_page_comes_down_and_goes_up_again(kiosk: Kiosk) -> None:
    kiosk.press("bar.help")
    kiosk.press("reach")
    assert kiosk.visit.preferences.low_reach
    kiosk.press("reach")
    assert not kiosk.visit.preferences.low_reach
