"""Who has checked a voice or easy words, as a pack says it."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest

from kiosk.catalogue.town import TownError, problems, town
from kiosk.catalogue.vouching import Checked, voice_name

TOWN: dict[str, Any] = {
    "id": "smallville",
    "name": "Petiteville",
    "languages": ["fr", "fr-x-falc"],
    "language_names": {"fr": "Français", "fr-x-falc": "Facile à lire"},
    "accent": "#1f4e5f",
    "logo": "logo.svg",
    "contact": "hall",
    "demonstration": False,
}
BY = {"checked_by": "Les Papillons", "checked_on": "2026-10-01"}
UNCHECKED = {"checked_by": "", "checked_on": ""}


def described(**more: Any) -> dict[str, Any]:
    return copy.deepcopy(TOWN) | more


def test_own_11_easy_words_are_called_falc_only_with_who_and_when() -> None:
    called = {"fr": "Français", "fr-x-falc": "Français FALC"}
    for vouched in ({}, {"fr-x-falc": UNCHECKED}, {"fr-x-falc": {"checked_by": "Les Papillons"}}):
        data = described(language_names=called, easy_read=vouched)
        assert any("FALC" in problem or "checked" in problem for problem in problems(data))
        with pytest.raises(TownError):
            town(data, b"")
    opened = town(described(language_names=called, easy_read={"fr-x-falc": BY}), b"")
    assert opened.easy_read == {"fr-x-falc": Checked("Les Papillons", date(2026, 10, 1))}


def test_own_11_nobody_has_checked_what_has_no_name_and_day() -> None:
    assert town(described(easy_read={"fr-x-falc": UNCHECKED}), b"").easy_read == {}


def test_v_7_1_m_a_check_holds_for_the_voice_that_was_heard_and_no_other() -> None:
    vouched = town(described(voices={"fr": {"voice": "espeak-ng/fr"} | BY}), b"")
    assert vouched.vouches("fr", "espeak-ng/fr")
    assert vouched.vouches("fr-x-falc", "espeak-ng/fr")
    assert not vouched.vouches("fr", "piper/fr_FR-siwis-medium")
    assert not town(described(voices={"fr": {"voice": "espeak-ng/fr"} | UNCHECKED}), b"").vouches("fr", "espeak-ng/fr")
    assert not town(described(), b"").vouches("fr", "espeak-ng/fr")


@pytest.mark.parametrize(
    ("language", "configured", "name"),
    [
        ("fr", "", "espeak-ng/fr"),
        ("fr-x-falc", "", "espeak-ng/fr"),
        ("en", "espeak-ng:en-gb", "espeak-ng/en-gb"),
        ("fr", "piper:/usr/share/piper/fr_FR-siwis-medium.onnx", "piper/fr_FR-siwis-medium"),
        ("ar", "house", "house/ar"),
        ("ar", "house:salma", "house/salma"),
    ],
)
def test_a_voice_is_called_by_its_kind_and_name(language: str, configured: str, name: str) -> None:
    assert voice_name(language, configured) == name


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"voices": {"de": {"voice": "espeak-ng/de"}}}, "'de', which is not in languages"),
        ({"voices": {"fr": {}}}, "needs voice"),
        ({"voices": {"fr": {"voice": "espeak"}}}, "needs voice"),
        ({"voices": {"fr": "espeak-ng/fr"}}, "must be a table"),
        ({"voices": "fr"}, "must hold a table"),
        ({"voices": {"fr": {"voice": "espeak-ng/fr", "checked_by": "Ada"}}}, "both who checked"),
        ({"voices": {"fr": {"voice": "espeak-ng/fr", "checked_on": "2026-10-01"}}}, "both who checked"),
        ({"voices": {"fr": {"voice": "espeak-ng/fr", "checked_by": "Ada", "checked_on": "soon"}}}, "must be a day"),
        ({"voices": {"fr": {"voice": "espeak-ng/fr", "checked_by": 3}}}, "must be a name"),
        ({"voices": {"fr": {"voice": "espeak-ng/fr", "by": "Ada"}}}, "'by' is not a key"),
        ({"easy_read": {"fr": BY}}, "no language made easy to read"),
    ],
)
def test_what_is_wrong_is_said_and_the_pack_refused(more: dict[str, Any], said: str) -> None:
    data = described(**more)
    assert any(said in problem for problem in problems(data)), problems(data)
    with pytest.raises(TownError):
        town(data, b"")


def test_a_day_may_be_written_as_toml_writes_it() -> None:
    opened = town(described(easy_read={"fr-x-falc": {"checked_by": "A", "checked_on": date(2026, 10, 1)}}), b"")
    assert opened.easy_read["fr-x-falc"].on == date(2026, 10, 1)
