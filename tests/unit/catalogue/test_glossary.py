"""Where the words of a glossary stand in a text, and what is wrong with a glossary."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue.glossary import MAX_TERMS, Glossary, GlossaryError, glossary, normal, problems

LANGUAGES = ("fr", "fr-x-falc", "en", "ar")


def entry(fr: list[str], en: list[str], ar: list[str]) -> dict[str, Any]:
    """A term; the first form of each language is its word. Easy French leans on French."""
    forms = {"fr": fr, "en": en, "ar": ar}
    tables = {
        code: {"word": written[0], "forms": written[1:], "means": f"{written[0]}."} for code, written in forms.items()
    }
    return {"picture": "house"} | tables


DATA: dict[str, Any] = {
    "guardian": entry(["tuteur", "tutrice"], ["guardian"], ["الوصي", "وصي"]),
    "certificate": entry(["acte", "actes"], ["certificate"], ["شهادة"]),
    "birth": entry(["acte de naissance"], ["birth certificate"], ["شهادة الميلاد"]),
    "civil": entry(["état civil"], ["civil registry"], ["الحالة المدنية"]),
}


@pytest.fixture(scope="module")
def words() -> Glossary:
    return glossary(DATA, LANGUAGES)


@pytest.mark.parametrize(
    ("text", "language", "terms"),
    [
        ("Le tuteur signe.", "fr", ["guardian"]),
        ("LE TUTEUR SIGNE", "fr", ["guardian"]),
        ("L’acte de naissance, puis un acte", "fr", ["birth", "certificate"]),
        ("Un acte, puis l'acte de naissance", "fr", ["certificate", "birth"]),
        ("acte de\u00a0nais\u00adsance", "fr", ["birth"]),
        ("Au service d’état civil ?", "fr-x-falc", ["civil"]),
        ("La tutrice et le tuteur", "fr", ["guardian"]),
        ("Les acteurs factices", "fr", []),
        ("guardianship", "en", []),
        ("The guardian’s card", "en", ["guardian"]),
        ("تعال مع الوصي أو بالوصي أو للوصي.", "ar", ["guardian"]),
        ("ولشهادة الميلاد", "ar", ["birth"]),
        ("شَهَادَةُ المِيلَادِ", "ar", ["birth"]),
        ("الوصية", "ar", []),
        ("", "fr", []),
    ],
)
def test_whole_words_the_longest_first_and_each_once(
    words: Glossary, text: str, language: str, terms: list[str]
) -> None:
    assert list(words.occurring([text], language)) == terms


@given(st.text(max_size=60))
def test_no_text_upsets_the_search_and_normal_text_stays_normal(text: str) -> None:
    found = glossary(DATA, LANGUAGES).occurring([text], "ar")
    assert set(found) <= set(DATA)
    assert normal(normal(text)) == normal(text)


def test_an_empty_glossary_finds_nothing() -> None:
    assert Glossary().occurring(["tuteur"], "fr") == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"picture": ""}, "no picture"),
        ({"en": {"word": "guardian"}}, "'guardian' in 'en': means is missing"),
        ({"en": {"word": "guardian", "means": "x" * 401}}, "longer than 400"),
        ({"en": {"word": "guardian", "means": "x", "forms": "guardians"}}, "forms must be a list"),
        ({"en": {"word": "guardian", "means": "x", "forms": ["a"] * 61}}, "more than 60"),
        ({"en": {"word": "guardian", "means": "x", "form": ["a"]}}, "'form' is not a key"),
        ({"en": {"word": "guardian", "means": "x", "spoken": 3}}, "spoken must be a text"),
        ({"en": {"word": "guardian", "means": "x", "forms": ["Certificate"]}}, "stands under 'guardian' and 'certi"),
        ({"en": {"word": "guardian", "means": "x", "forms": ["GUARDIAN"]}}, "names one form twice"),
        ({"en": "an adult"}, "must be a table"),
        ({"de": {"word": "Vormund", "means": "x"}}, "neither picture nor a language"),
    ],
)
def test_what_is_wrong_is_said_and_refused(change: dict[str, Any], said: str) -> None:
    data = DATA | {"guardian": DATA["guardian"] | change}
    assert any(said in problem for _name, problem in problems(data, LANGUAGES)), list(problems(data, LANGUAGES))
    with pytest.raises(GlossaryError):
        glossary(data, LANGUAGES)


def test_a_language_without_an_explanation_is_missed_unless_it_leans_on_another() -> None:
    without = {code: table for code, table in DATA["guardian"].items() if code != "ar"}
    assert [problem for _name, problem in problems({"guardian": without}, LANGUAGES)] == [
        "'guardian' is not explained in 'ar': add [guardian.ar]."
    ]


def test_a_glossary_has_bounds_and_plain_names() -> None:
    many = {f"t{number}": entry([f"f{number}"], [f"e{number}"], [f"a{number}"]) for number in range(MAX_TERMS + 1)}
    assert any("more than 300" in problem for _name, problem in problems(many, LANGUAGES))
    assert any("no name for a term" in problem for _name, problem in problems({"A b": {}}, LANGUAGES))
    assert any("must be a table" in problem for _name, problem in problems({"a": 3}, LANGUAGES))
