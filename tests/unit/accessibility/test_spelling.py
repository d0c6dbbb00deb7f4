"""What characters and keys are called, in each language of the interface."""

from __future__ import annotations

from itertools import product

import pytest

from accessibility.keyboard.keys import Act, Key, Leaf, Pad
from accessibility.keyboard.layouts import Glass, board
from accessibility.keyboard.tables import TABLES
from accessibility.keyboard.typing import Shift
from accessibility.spelling import echo, key_name, name_of, spelled
from kiosk.visit.preferences import KeyOrder
from kiosk.words import Words, available


@pytest.mark.parametrize(
    ("language", "sign", "name"),
    [
        ("fr", "é", "E accent aigu"),
        ("fr", "È", "E accent grave majuscule"),
        ("fr", "ç", "C cédille"),
        ("fr", "ï", "I tréma"),
        ("fr", "œ", "E dans l’O"),
        ("fr", "@", "arobase"),
        ("fr", " ", "espace"),
        ("fr", "-", "tiret"),
        ("fr", "a", "A"),
        ("fr", "A", "A majuscule"),
        ("fr", "7", "7"),
        ("fr", "٧", "7, en écriture arabe"),
        ("en", "é", "E acute"),
        ("en", "B", "capital B"),
        ("en", ".", "dot"),
        ("ar", "ب", "بَاءٌ"),
        ("ar", "إ", "أَلِفٌ بِهَمْزَةٍ تَحْتَهَا"),
        ("ar", "؟", "عَلَامَةُ اسْتِفْهَامٍ"),
    ],
)
def test_characters_have_names(language: str, sign: str, name: str) -> None:
    said = name_of(sign, Words(language).say)
    assert said.replace("\u2068", "").replace("\u2069", "") == name


@pytest.mark.parametrize("language", available())
def test_every_key_of_every_board_has_a_name_in_every_language(language: str) -> None:
    """None is a bare sign that a voice would leave out, and none has the name of another on its board."""
    say = Words(language).say
    for table, pad, order, narrow, leaf in product(TABLES, Pad, KeyOrder, (True, False), Leaf):
        if leaf is Leaf.MORE and not TABLES[table].more:
            continue
        keys = board(table, pad, order, Glass(narrow=narrow), leaf).keys
        for shift in (Shift.OFF, Shift.LOCKED):
            names = {key.name: key_name(key, key.sign, shift, say, say) for key in keys}
            assert all(any(c.isalnum() for c in name) for name in names.values())
            assert len(set(names.values())) == len(names), [n for n in names.values() if [*names.values()].count(n) > 1]


def test_a_key_says_what_it_will_do_and_then_what_came_of_it() -> None:
    say = Words("fr").say
    shift = Key(Act.SHIFT)
    assert key_name(shift, "", Shift.OFF, say, say) == "majuscule, pour une lettre"
    assert echo(shift, Shift.ONCE, say) == "majuscule, pour une lettre"
    assert echo(shift, Shift.LOCKED, say) == "majuscules, pour toutes les lettres"
    assert echo(shift, Shift.OFF, say) == "minuscules"
    assert echo(Key(Act.SYMBOLS), Shift.OFF, say) == "chiffres et signes"
    assert "alphabet" in echo(Key(Act.ORDER, "abc"), Shift.OFF, say)
    assert "ordinateur" in echo(Key(Act.ORDER, "national"), Shift.OFF, say)


def test_one_character_is_named_and_several_are_read() -> None:
    say = Words("en").say
    assert spelled("@", say) == "at"
    assert spelled("@home ", say) == "@home"
