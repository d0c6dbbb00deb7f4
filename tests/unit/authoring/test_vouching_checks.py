"""What `pack check` says where nobody has checked a voice, or easy words go by a name they have not earned."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.authoring.building import build
from kiosk.authoring.checking import check
from kiosk.authoring.finding import Severity
from kiosk.authoring.public_key import read_public_key
from kiosk.catalogue import open_pack

RIVEMONT = Path(__file__).parents[3] / "packs" / "rivemont"
TODAY = date(2026, 11, 23)


def test_v_7_1_m_a_voice_that_nobody_checked_is_a_warning_that_says_what_follows(pack: Any) -> None:
    unchecked = pack.town.replace("Ada, Smallville", "").replace('checked_on = "2026-10-01"', "")
    pack.town = unchecked
    (finding,) = check(pack.write(), TODAY)
    assert (finding.severity, finding.file) == (Severity.WARNING, "town.toml")
    assert "nobody has checked the voice of 'en'" in finding.message
    assert "this is a demonstration" in finding.message
    pack.town = unchecked.replace("demonstration = true", "demonstration = false")
    (finding,) = check(pack.write(), TODAY)
    assert "Listen is not offered in it" in finding.message
    assert "[voices.en]" in finding.mend


def test_v_7_1_m_a_pack_that_records_no_voice_at_all_is_warned_for_each_language(pack: Any) -> None:
    pack.town = pack.town.partition("[voices.fr]")[0]
    assert [one.message.partition(",")[0] for one in check(pack.write(), TODAY)] == [
        "nobody has checked the voice of 'en'",
        "nobody has checked the voice of 'fr'",
    ]


def test_v_7_1_m_the_demonstration_town_says_that_nobody_has_checked_its_voices() -> None:
    said = [one for one in check(RIVEMONT, TODAY) if "nobody has checked the voice" in one.message]
    # One voice speaks both kinds of French.
    assert sorted(one.message.split("'")[1] for one in said) == ["ar", "en", "fr"]


def test_own_11_a_text_that_calls_itself_falc_unchecked_is_an_error_at_its_cell(pack: Any) -> None:
    pack.row("permit", "survey", "name")["hint::Français (fr)"] = "Ce texte est en FALC."
    (finding,) = check(pack.write(), TODAY)
    assert (finding.severity, finding.place) == (Severity.ERROR, "forms/permit.xlsx, survey, J3")


def test_own_11_the_demonstration_town_claims_nothing() -> None:
    town = (RIVEMONT / "town.toml").read_text(encoding="utf-8")
    assert '"fr-x-falc" = "Français facile à lire"' in town
    assert not any("FALC" in one.message for one in check(RIVEMONT, TODAY))


@pytest.mark.parametrize("day", ["2026-11-24", "2030-01-01"])
def test_v_7_1_m_a_check_in_the_future_is_an_error(pack: Any, day: str) -> None:
    pack.town = pack.town.replace('"2026-10-01"', f'"{day}"')
    (finding,) = check(pack.write(), TODAY)
    assert (finding.severity, "in the future" in finding.message) == (Severity.ERROR, True)


def test_who_and_when_travel_with_the_built_pack(pack: Any, public_key_file: Path, tmp_path: Path) -> None:
    build(pack.write(), read_public_key(public_key_file), tmp_path / "built", datetime(2026, 11, 23, tzinfo=UTC))
    town = open_pack(tmp_path / "built").town
    checked = town.voices["fr"].checked
    assert checked is not None
    assert (checked.by, checked.on) == ("Paule, Petiteville", date(2026, 10, 1))
    assert town.vouches("en", "espeak-ng/en")
