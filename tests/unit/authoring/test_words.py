from __future__ import annotations

import re

import pytest

from kiosk.authoring.checks.surroundings import contrast_with_white
from kiosk.authoring.finding import column_letters
from kiosk.authoring.hyphens import hyphenate
from kiosk.authoring.reading import lix, sentences
from kiosk.authoring.typography import finish
from kiosk.authoring.xlsform import language_code

SHY = "\u00ad"


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("One two three. Four five!", [3, 2]),
        ("It costs 25.50 euros. Call 03 87 00 00 00.", [4, 2]),
        ("L’acte d'état civil ?", [3]),
        ("Call ${number} now.", [3]),
        ("أين بطاقتك الآن؟ لا أعرف.", [3, 2]),
        ("First line\nsecond line", [2, 2]),
        ("", []),
        ("... !", []),
    ],
)
def test_sentences_and_their_words(text: str, counts: list[int]) -> None:
    assert [len(sentence) for sentence in sentences(text)] == counts


def test_lix_is_sentence_length_plus_share_of_long_words() -> None:
    # Two sentences of five words each; two of the ten words have more than six letters: 5 + 20.
    text = "The cat is very beautiful. She eats in our kitchen."
    assert lix(sentences(text)) == 25.0
    assert lix([]) == 0.0


def test_vowel_marks_do_not_make_an_arabic_word_long() -> None:
    assert lix(sentences("بِطَاقَةٌ")) == lix(sentences("بطاقة"))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("service.administration@town.example", "fr"),
        ("https://www.administration.example/informations", "en"),
        ("www.administrations.example", "fr"),
        ("SERVICEPUBLIC2026DOCUMENT", "fr"),
        ("short words only", "en"),
        ("المستشفيات", "ar"),
        ("administration", "de"),
    ],
)
def test_what_must_stay_whole_stays_whole(text: str, language: str) -> None:
    assert hyphenate(text, language) == text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("l’administration communale", "fr"),
        ("Une dématérialisation, vraiment ?", "fr-x-falc"),
        ("the naturalisation certificate", "en"),
    ],
)
def test_long_words_are_divided_and_nothing_else_changes(text: str, language: str) -> None:
    divided = hyphenate(text, language)
    assert SHY in divided
    assert divided.replace(SHY, "") == text
    for word in re.findall(rf"[^\W\d_{SHY}]+(?:{SHY}+[^\W\d_{SHY}]+)+", divided):
        parts = word.split(SHY)
        assert all(parts)
        assert len("".join(parts)) >= 12
        assert len(parts[0]) >= 3
        assert len(parts[-1]) >= 3


def test_eleven_letters_stay_whole_and_twelve_may_not() -> None:
    assert hyphenate("informatifs", "fr") == "informatifs"
    assert SHY in hyphenate("informations", "fr")
    assert SHY in hyphenate("à la gendarmerie\u202f?", "fr")
    assert hyphenate("la gendarmerie, puis la mairie\u202f?", "fr") == "la gendarmerie, puis la mairie\u202f?"


def test_hyphenating_twice_is_hyphenating_once() -> None:
    once = hyphenate("administration", "fr")
    assert hyphenate(once, "fr") == once


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Français (fr)", "fr"),
        ("Facile (à lire) (fr-x-falc)", "fr-x-falc"),
        ("English", "English"),
        ("a (b) c", "a (b) c"),
    ],
)
def test_the_language_is_the_last_parenthesis(heading: str, code: str) -> None:
    assert language_code(heading) == code


def test_columns_are_named_as_spreadsheets_name_them() -> None:
    assert [column_letters(number) for number in (1, 26, 27, 52, 53, 702, 703)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


def test_contrast_runs_from_white_to_black() -> None:
    assert contrast_with_white("#ffffff") == pytest.approx(1.0)
    assert contrast_with_white("#000000") == pytest.approx(21.0)
    # The grey that just meets 4.5:1 on white, a well-known value.
    assert contrast_with_white("#767676") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        ("Où est-elle ?", "fr", "Où est-elle\u202f?"),
        ("Apportez : « la carte » !", "fr-x-falc", "Apportez\u00a0: «\u00a0la carte\u00a0»\u202f!"),
        ("Il est 8:30", "fr", "Il est 8:30"),
        ("25 €", "fr", "25\u00a0€"),
        ("Where ?", "en", "Where ?"),
        ("l'acte", "fr", "l’acte"),
    ],
)
def test_texts_are_set_as_they_are_to_be_shown(text: str, language: str, shown: str) -> None:
    assert finish(text, language) == shown
    assert finish(shown, language) == shown
