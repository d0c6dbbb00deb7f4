"""own-12: a page asks one thing, and a button says what it does, verb first."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.authoring.checking import check
from kiosk.authoring.deeds import says_a_deed
from kiosk.authoring.finding import Severity

DEEDS = [
    ("Imprimer mon papier", "fr"),
    ("Ne plus lire", "fr"),
    ("Tout effacer", "fr-x-falc"),
    ("Oui, retirer", "fr"),
    ("J’ai fini, tout effacer", "fr"),
    ("Choisissez un jour", "fr"),
    ("Pourquoi cette question\u202f?", "fr"),
    ("Ren\u00adou\u00adve\u00adler ma carte", "fr"),
    ("Yes, remove it", "en"),
    ("Print my slip", "en"),
    ("I have finished, erase all", "en"),
    ("طباعة ورقتي", "ar"),
    ("اِمْسَحْ كُلَّ شَيْءٍ", "ar"),
    ("Unterlagen", "de"),
]
THINGS = [
    ("Le papier", "fr"),
    ("Votre lettre", "fr"),
    ("Documents possibles", "fr"),
    ("Prochaine ligne", "fr-x-falc"),
    ("Premier pas", "fr"),
    ("Next line", "en"),
    ("The list", "en"),
    ("Documents you may need", "en"),
    ("القائمة", "ar"),
    ("السطر التالي", "ar"),
    ("", "en"),
]


@pytest.mark.parametrize(("label", "language"), DEEDS)
def test_own_12_a_label_that_begins_with_its_verb_is_a_deed(label: str, language: str) -> None:
    assert says_a_deed(label, language)


@pytest.mark.parametrize(("label", "language"), THINGS)
def test_own_12_a_label_that_names_a_thing_is_none(label: str, language: str) -> None:
    assert not says_a_deed(label, language)


def test_own_12_a_service_whose_title_names_a_thing_is_found_at_its_line(pack: Any) -> None:
    pack.node("permit")["title"] = {"fr": "Le permis", "en": "Ask for a permit"}
    (finding,) = check(pack.write())
    assert (finding.severity, finding.file) == (Severity.WARNING, "catalogue.jsonld")
    assert "'Le permis'" in finding.message
    assert finding.row > 0


def test_own_12_a_label_with_two_questions_is_found(pack: Any) -> None:
    pack.row("permit", "survey", "name")["label::English (en)"] = "Your name? And your age?"
    (finding,) = check(pack.write())
    assert "more than one thing" in finding.message
    assert finding.place == "forms/permit.xlsx, survey, E3"
