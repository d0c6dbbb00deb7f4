"""What changes from week to week says how old it is, in words and in every language, once it is old."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.catalogue.opening import open_pack
from kiosk.conductor import Conductor
from kiosk.pages import building, departure
from kiosk.pages.page import Page, PageKind, Paragraph, Tone
from kiosk.places.hours import AlwaysOpen, Day
from kiosk.visit.preferences import Preferences
from kiosk.visit.state import Cover, Place
from kiosk.words import dates

# The harness of this directory's conftest.
Town = Any
MakeKiosk = Any

NOW = datetime(2026, 7, 1, 10, 0, tzinfo=UTC) + timedelta(seconds=1000)


@pytest.fixture
def page_of(town: Town, make_kiosk: MakeKiosk) -> Callable[..., Page]:
    kiosk = make_kiosk()

    def build(
        language: str = "en",
        *,
        verified: timedelta | None = None,
        built: timedelta | None = None,
        opening: bool = True,
        **visit: Any,
    ) -> Page:
        outside = replace(
            kiosk.outside,
            verified=lambda: None if verified is None else NOW - verified,
            opening=AlwaysOpen if opening else lambda: None,
        )
        pack = replace(town.pack, built=None if built is None else NOW - built)
        conductor = Conductor(
            pack, kiosk.conductor.configuration, outside, lambda screen, visit: None, Preferences(language=language)
        )
        return building.build(conductor.context(replace(conductor.visit, **visit))).page

    return build


def _told(page: Page) -> list[str]:
    return [
        block.phrase.text.replace("\u00ad", "")
        for block in page.blocks
        if isinstance(block, Paragraph) and block.phrase.part.startswith("fresh.") and block.tone is Tone.HELP
    ]


@pytest.mark.parametrize(
    ("language", "hours", "news"),
    [
        ("en", "Opening hours checked 3 days ago.", "This information was checked 3 days ago."),
        ("fr", "Horaires vérifiés il y a 3 jours.", "Informations vérifiées il y a 3 jours."),
        (
            "fr-x-falc",
            "Nous avons vérifié les horaires il y a 3 jours.",
            "Nous avons vérifié ces informations il y a 3 jours.",
        ),
    ],
)
def test_hours_and_notices_say_how_old_they_are(
    page_of: Callable[..., Page], language: str, hours: str, news: str
) -> None:
    old = timedelta(days=3)
    assert _told(page_of(language, verified=old, cover=Cover.HELP)) == [hours]
    # Rivemont's lift is out of order these days.
    assert _told(page_of(language, verified=old, place=Place.HOME)) == [news]


def test_in_arabic_it_is_said_with_its_vowels(page_of: Callable[..., Page]) -> None:
    page = page_of("ar", verified=timedelta(days=3), cover=Cover.HELP)
    (phrase,) = [
        block.phrase for block in page.blocks if isinstance(block, Paragraph) and block.phrase.part == "fresh.hours"
    ]
    assert "3 أيام" in phrase.text.replace("\u2067", "").replace("\u2068", "").replace("\u2069", "")
    # The signs of vowels, which print leaves out.
    assert phrase.spoken != phrase.text
    assert "\u064e" in phrase.spoken


def test_the_hours_on_the_slip_say_how_old_they_are(town: Town, make_kiosk: MakeKiosk) -> None:
    kiosk = make_kiosk(language="en")
    kiosk.printer.works = False
    kiosk.walk_to(town.plan("town-wifi"), PageKind.OUTCOME)
    kiosk.press("forward")
    assert _told(kiosk.page) == []
    morning = ((time(8, 30), time(12, 0)),)
    days = tuple(Day(date(2026, 7, 6 + n), morning) for n in range(7))
    old = kiosk.clock.now() - timedelta(days=3)
    kiosk.conductor.outside = replace(kiosk.outside, week=lambda contact: days, verified=lambda: old)

    def told(**changes: Any) -> list[str]:
        visit = replace(kiosk.visit, **changes)
        return _told(building.build(kiosk.conductor.context(visit)).page)

    assert told() == ["Opening hours checked 3 days ago."]
    items = departure.slip_of(kiosk.conductor.context()).items
    (hours,) = (n for n, item in enumerate(items, start=1) if item.text.part == departure.USUAL_HOURS)
    assert told(item=hours) == ["Opening hours checked 3 days ago."]
    assert told(item=hours - 1) == []
    kiosk.conductor.outside = replace(kiosk.outside, week=lambda contact: (), verified=lambda: old)
    assert told() == []


def test_what_is_fresh_needs_no_words(page_of: Callable[..., Page]) -> None:
    for visit in ({"cover": Cover.HELP}, {"place": Place.HOME}):
        assert _told(page_of(verified=timedelta(hours=30), **visit)) == []
        assert _told(page_of(**visit)) == []
        # A clock that is behind makes everything young: nothing is claimed.
        assert _told(page_of(verified=timedelta(days=-40), **visit)) == []


def test_without_updates_the_pack_is_as_old_as_it_was_made(page_of: Callable[..., Page]) -> None:
    assert _told(page_of(built=timedelta(days=400), cover=Cover.HELP)) == ["Opening hours checked 1 year ago."]
    # The town was asked since: what it made long ago is what it says today.
    assert _told(page_of(built=timedelta(days=400), verified=timedelta(hours=2), cover=Cover.HELP)) == []


def test_where_nothing_ages_nothing_is_said(page_of: Callable[..., Page]) -> None:
    old = timedelta(days=30)
    assert _told(page_of(verified=old, place=Place.FIRST)) == []
    assert _told(page_of(verified=old, opening=False, cover=Cover.HELP)) == []


@pytest.mark.parametrize(
    ("days", "french", "english"),
    [
        (2, "il y a 2 jours", "2 days ago"),
        (9, "il y a 1 semaine", "1 week ago"),
        (45, "il y a 2 mois", "2 months ago"),
        (800, "il y a 2 ans", "2 years ago"),
    ],
)
def test_ages_are_rounded_as_people_round_them(days: int, french: str, english: str) -> None:
    assert dates.ago(timedelta(days=days), "fr-x-falc") == french
    assert dates.ago(timedelta(days=days), "en") == english


def test_a_built_pack_says_when_it_was_made(town: Town, tmp_path: Path) -> None:
    assert town.pack.built is not None
    copy = tmp_path / "pack"
    shutil.copytree(town.directory, copy)
    index = json.loads((copy / "pack.json").read_text())
    for odd in ("yesterday", "2026-07-01T10:00:00", 7, None):
        index["built"] = odd
        (copy / "pack.json").write_text(json.dumps(index))
        assert open_pack(copy).built is None
