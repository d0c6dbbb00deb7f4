"""Finding an answer in a long list by what one can type of it."""

from __future__ import annotations

import pytest

from kiosk.forms import Choice, Text
from kiosk.pages.answering.finding import MOST, find, fold, is_latin


def choices(*labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(label, Text(label)) for label in labels)


def found(typed: str, *labels: str) -> list[str]:
    return [choice.label.text for choice in find(choices(*labels), typed).best]


def test_first_letters_come_before_the_letters_of_a_later_word() -> None:
    assert found("sa", "Ars-sur-Moselle", "Bois Saint-Jean", "Sarralbe", "Saint-Avold") == [
        "Sarralbe",
        "Saint-Avold",
        "Bois Saint-Jean",
    ]


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("etain", "Étain"),
        ("ÉTAIN", "Étain"),
        ("joeuf", "Jœuf"),
        ("lorry les", "Lorry-lès-Metz"),
        ("lavenue", "Lavenue"),
        ("l’étang", "L'Étang"),
        ("strasse", "Straße"),
        ("  metz ", "Metz"),
        ("احمد", "أحمد"),
        ("مدرسه", "مدرسة"),
        ("مصطفي", "مصطفى"),
        ("مَكتَب", "مكتب"),
        ("فرنسية", "الفرنسية"),
        ("الفرنسية", "الفرنسية"),
    ],
)
def test_accents_case_hyphens_and_vowel_signs_do_not_matter(typed: str, label: str) -> None:
    assert found(typed, "Zzz", label) == [label]


def test_letters_in_the_middle_of_a_word_find_nothing() -> None:
    assert found("etz", "Metz") == []


@pytest.mark.parametrize("typed", ["", "  ", "\u0301", "-"])
def test_nothing_typed_finds_nothing(typed: str) -> None:
    assert find(choices("Metz"), typed).count == 0


def test_many_matches_are_counted_and_only_the_best_are_given() -> None:
    result = find(choices(*(f"Rue {number}" for number in range(500))), "rue")
    assert result.count == 500
    assert [choice.value for choice in result.best] == [f"Rue {number}" for number in range(MOST)]


def test_twenty_thousand_labels_are_searched_while_one_types() -> None:
    many = choices(*(f"Étage {number} de la rue" for number in range(20_000)))
    assert find(many, "e").count == 20_000
    assert find(many, "etage 19999").count == 1


def test_the_keyboard_follows_the_list() -> None:
    assert is_latin(choices("Rue des Saules", "Quai"))
    assert not is_latin(choices("شارع الصفصاف", "رصيف"))


def test_folding_is_stable() -> None:
    for text in ("Jœuf", "أحمد", "L’Étang", "Straße"):
        assert fold(fold(text)) == fold(text)
