"""The keyboard on the screen as data: every key large enough, every letter within two presses, in every order."""

from __future__ import annotations

from itertools import pairwise, product

import pytest

from accessibility.keyboard.keys import Act, Board, Key, Leaf, Pad
from accessibility.keyboard.layouts import Glass, board, switches
from accessibility.keyboard.tables import TABLES, keys_language
from accessibility.keyboard.typing import Shift, Typing, begun, capital, due, moved, pressed
from accessibility.metrics import MIN_GAP_MM, MIN_TARGET_MM, NARROW_MM
from kiosk.visit.preferences import KeyOrder

NARROW, LOW, TALL = Glass(narrow=True), Glass(), Glass(tall=True)
GLASSES = {NARROW: 104.0, LOW: 150.0 - 4, TALL: 257.0}
"""Millimetres that the keys of the smallest glass of each kind share; see `test_own_8_...`."""

EVERY = list(product(TABLES, Pad, KeyOrder, (NARROW, LOW, TALL)))


def row(shown: Board, number: int) -> list[Key]:
    return [key for key in shown.keys if key.row == number]


def signs(shown: Board) -> set[str]:
    return {key.sign for key in shown.keys if key.act is Act.SIGN}


def leaves(language: str, pad: Pad, order: KeyOrder, glass: Glass, *, latin: bool = False) -> dict[Leaf, Board]:
    """The pages that can be reached, from the first on, by the keys that are there."""
    found: dict[Leaf, Board] = {}
    ahead = [Leaf.LETTERS]
    while ahead:
        leaf = ahead.pop()
        if leaf not in found:
            found[leaf] = board(language, pad, order, glass, leaf, latin=latin)
            ahead += [Leaf(key.act.value) for key in found[leaf].keys if key.act.value in set(Leaf)]
    return found


@pytest.mark.parametrize(("language", "pad", "order", "glass"), EVERY)
def test_no_two_keys_overlap_none_is_narrow_and_each_has_a_name_of_its_own(
    language: str, pad: Pad, order: KeyOrder, glass: Glass
) -> None:
    for shown in leaves(language, pad, order, glass).values():
        names = [key.name for key in shown.keys]
        assert len(names) == len(set(names))
        for number in range(shown.rows):
            keys = row(shown, number)
            assert keys
            assert all(key.width >= 1 for key in keys)
            assert keys[0].x >= 0
            assert keys[-1].x + keys[-1].width <= shown.columns + 1e-9
            assert all(one.x + one.width <= other.x + 1e-9 for one, other in pairwise(keys))
        assert all(key.face or key.picture for key in shown.keys)


@pytest.mark.parametrize(("language", "pad", "order", "glass"), EVERY)
def test_one_can_always_take_back_close_and_return(language: str, pad: Pad, order: KeyOrder, glass: Glass) -> None:
    found = leaves(language, pad, order, glass)
    for leaf, shown in found.items():
        acts = {key.act for key in shown.keys}
        assert {Act.BACKSPACE, Act.DONE} <= acts
        assert leaf is Leaf.LETTERS or Act.LETTERS in acts
    if pad not in {Pad.DIGITS, Pad.NUMBERS, Pad.PHONE}:
        assert {Leaf.LETTERS, Leaf.SYMBOLS} <= set(found)
        assert any(key.act is Act.ENTER for shown in found.values() for key in shown.keys) == (pad is Pad.LINES)


def test_own_8_narrow_glass_has_six_columns_of_the_alphabet_in_every_order_and_language() -> None:
    for language, pad, order in product(TABLES, (Pad.TEXT, Pad.NAME, Pad.SEARCH, Pad.LINES, Pad.EMAIL), KeyOrder):
        shown = board(language, pad, order, NARROW)
        assert shown.columns == 6
        assert not switches(pad, NARROW)
        assert Act.ORDER not in {key.act for key in shown.keys}
        letters = [key.sign for key in shown.keys if key.act is Act.SIGN and key.sign.isalpha()]
        if language != "ar":
            assert letters[:26] == list("abcdefghijklmnopqrstuvwxyz")
    # Six columns of 12.7 mm with 2.54 mm between them go on 100 mm of glass, ten would need 150.
    assert 6 * (MIN_TARGET_MM + MIN_GAP_MM) - MIN_GAP_MM < 0.92 * 108 < NARROW_MM


def test_the_alphabet_begins_where_one_begins_to_read() -> None:
    first = row(board("ar", Pad.TEXT, KeyOrder.ABC, TALL), 0)
    assert [key.sign for key in reversed(first)] == list("ابتثجحخدذ")
    assert [key.sign for key in row(board("fr", Pad.TEXT, KeyOrder.ABC, TALL), 0)] == list("abcdefgh")


@pytest.mark.parametrize(
    ("language", "rows"),
    [
        ("fr", ("azertyuiop", "qsdfghjklm", "wxcvbn")),
        ("fr-x-falc", ("azertyuiop", "qsdfghjklm", "wxcvbn")),
        ("en", ("qwertyuiop", "asdfghjkl", "zxcvbnm")),
        ("de", ("qwertzuiopü", "asdfghjklöä", "yxcvbnm")),
        ("ar", ("ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤر")),
    ],
)
def test_the_national_order_is_the_one_people_know(language: str, rows: tuple[str, ...]) -> None:
    shown = board(language, Pad.TEXT, KeyOrder.NATIONAL, LOW)
    for number, letters in enumerate(rows):
        typed = "".join(key.sign for key in row(shown, number) if key.act is Act.SIGN)
        assert typed.startswith(letters)


@pytest.mark.parametrize("glass", [NARROW, LOW, TALL])
@pytest.mark.parametrize("order", list(KeyOrder))
def test_every_french_accent_is_at_most_two_presses_away(glass: Glass, order: KeyOrder) -> None:
    found = leaves("fr", Pad.NAME, order, glass)
    near = signs(found[Leaf.LETTERS]) | signs(found[Leaf.ACCENTS])
    assert set("éèêàâçùîôëïüûœæÿ'-") <= near
    assert Act.ACCENTS in {key.act for key in found[Leaf.LETTERS].keys}


@pytest.mark.parametrize("glass", [NARROW, LOW, TALL])
@pytest.mark.parametrize("order", list(KeyOrder))
def test_every_arabic_letter_is_at_most_two_presses_away(glass: Glass, order: KeyOrder) -> None:
    found = leaves("ar", Pad.TEXT, order, glass)
    everything = set("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي")
    assert everything <= signs(found[Leaf.LETTERS]) | signs(found[Leaf.ACCENTS])
    assert set("٠١٢٣٤٥٦٧٨٩0123456789،؟") <= signs(found[Leaf.SYMBOLS])
    # Arabic has no capitals, and so no key for them.
    assert all(key.act is not Act.SHIFT for shown in found.values() for key in shown.keys)


def test_own_5_latin_letters_in_an_arabic_page_are_those_of_french_papers() -> None:
    for glass, order in product((NARROW, LOW, TALL), KeyOrder):
        for pad in (Pad.NAME, Pad.EMAIL):
            assert board("ar", pad, order, glass, latin=True) == board("fr", pad, order, glass)
    assert keys_language("ar", latin=True) == keys_language("xx", latin=False) == "fr"
    assert keys_language("en", latin=True) == "en"


@pytest.mark.parametrize(("language", "order", "glass"), list(product(("fr", "en", "de"), KeyOrder, GLASSES)))
def test_an_address_has_its_signs_in_one_press(language: str, order: KeyOrder, glass: Glass) -> None:
    shown = board(language, Pad.EMAIL, order, glass)
    assert set("@._-") <= signs(shown)
    assert Act.SPACE not in {key.act for key in shown.keys}


def test_numbers_have_ten_digits_and_what_their_kind_needs() -> None:
    for pad, more in ((Pad.DIGITS, ""), (Pad.NUMBERS, "-,."), (Pad.PHONE, "+*#")):
        shown = board("ar", pad, KeyOrder.ABC, LOW)
        assert signs(shown) == set("0123456789" + more)
        assert [key.sign for key in row(shown, 0)][:3] == ["1", "2", "3"]


def test_the_key_of_the_order_names_the_other_one() -> None:
    for language, name in (("fr", "AZERTY"), ("en", "QWERTY"), ("de", "QWERTZ"), ("ar", "ضصث")):
        national = board(language, Pad.TEXT, KeyOrder.NATIONAL, LOW)
        (key,) = [key for key in national.keys if key.act is Act.ORDER]
        assert key.sign == KeyOrder.ABC
        (key,) = [key for key in board(language, Pad.TEXT, KeyOrder.ABC, TALL).keys if key.act is Act.ORDER]
        assert (key.sign, key.face) == (KeyOrder.NATIONAL, name)


def press(typing: Typing, act: Act, sign: str = "") -> Typing:
    return pressed(typing, Key(act, sign))


def test_shift_is_for_one_letter_then_for_all_then_for_none_and_never_held() -> None:
    typing = press(Typing(), Act.SHIFT)
    assert typing.shift is Shift.ONCE
    assert not press(typing, Act.SIGN, "a").capital
    typing = press(typing, Act.SHIFT)
    assert press(press(typing, Act.SIGN, "a"), Act.SIGN, "b").capital
    assert not press(typing, Act.SHIFT).capital


def test_a_capital_that_comes_by_itself_goes_by_one_press_and_stays_away() -> None:
    typing = begun(Pad.NAME, "")
    assert typing.capital
    typing = press(typing, Act.SHIFT)
    assert not typing.capital
    assert not press(typing, Act.SIGN, "d").capital


@pytest.mark.parametrize(
    ("pad", "before", "expected"),
    [
        (Pad.NAME, "", True),
        (Pad.NAME, "Jean", False),
        (Pad.NAME, "Jean-", True),
        (Pad.NAME, "Marie ", True),
        (Pad.NAME, "D'", False),
        (Pad.TEXT, "", True),
        (Pad.TEXT, "Le ", False),
        (Pad.TEXT, "Bonjour. ", True),
        (Pad.TEXT, "3.", False),
        (Pad.LINES, "Un\n", True),
        (Pad.EMAIL, "", False),
        (Pad.SEARCH, "", False),
    ],
)
def test_capitals_are_due_where_names_and_sentences_begin(pad: Pad, before: str, *, expected: bool) -> None:
    assert due(pad, before) is expected


def test_moving_the_cursor_changes_what_is_due_and_not_what_was_asked_for() -> None:
    assert not moved(begun(Pad.NAME, ""), "Ana").capital
    assert moved(Typing(Pad.NAME, shift=Shift.LOCKED), "Ana").capital
    assert moved(Typing(Pad.NAME, shift=Shift.ONCE), "Ana").capital


def test_an_accent_returns_to_the_letters_and_a_sign_stays_among_signs() -> None:
    accents = press(Typing(), Act.ACCENTS)
    assert accents.leaf is Leaf.ACCENTS
    assert press(accents, Act.SIGN, "ë").leaf is Leaf.LETTERS
    symbols = press(Typing(), Act.SYMBOLS)
    assert press(press(symbols, Act.SIGN, "1"), Act.SPACE, " ").leaf is Leaf.SYMBOLS


def test_capitals_of_letters_that_have_none_are_themselves() -> None:
    assert [capital(sign) for sign in "éœçßا-ÿ"] == ["É", "Œ", "Ç", "ß", "ا", "-", "Ÿ"]


@pytest.mark.parametrize("language", list(TABLES))
def test_narrow_glass_has_the_same_signs_with_five_digits_to_a_row(language: str) -> None:
    wide, narrow = (board(language, Pad.TEXT, KeyOrder.ABC, glass, Leaf.SYMBOLS) for glass in (LOW, NARROW))
    assert signs(wide) == signs(narrow)
    assert [key.sign for key in row(narrow, 0)][:5] == list("12345")
    assert [key.sign for key in row(narrow, 1)][:5] == list("67890")
