"""Functions of many nodes: check lists, repeats by index, lists in files, chance, places on Earth."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from kiosk.forms.xpath.functions import chance, geography
from kiosk.forms.xpath.functions.chance import ParkMiller, seed_of

Ask = Callable[..., Any]
ANSWERS = "<r><a>yes</a><a/><a>0</a><w>2</w><w>3</w><w>5</w></r>"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        # A text counts if there is any, a number if it is above nought; -1 is no bound
        ("checklist(1, 2, 'a', 'b', 'c')", False),
        ("checklist(1, 3, 'a', 'b', 'c')", True),
        ("checklist(3, 3, 'a', 'b', 'c')", True),
        ("checklist(4, 9, 'a', 'b', 'c')", False),
        ("checklist(-1, 3, 'a', 'b', 'c')", True),
        ("checklist(-1, 2, 'a', 'b', 'c')", False),
        ("checklist(3, -1, 'a', 'b', 'c')", True),
        ("checklist(4, -1, 'a', 'b', 'c')", False),
        ("checklist(-1, -1)", True),
        ("checklist(0, 0)", True),
        ("checklist(1, 1)", False),
        ("checklist(1, 1, 0, -2, 0.5, '')", True),
        ("checklist(1, 1, true(), false())", True),
        ("checklist(2, 2, /r/a)", True),
        ("checklist(0, 0, /none)", True),
        ("checklist('2', '2', /r/a)", True),
        ("checklist('x', 5, 'a')", False),
        ("weighted-checklist(5, 5, 'a', 2, 'b', 3)", True),
        ("weighted-checklist(5, 5, 'a', 2, '', 3)", False),
        ("weighted-checklist(2, 2, 'a', 2, '', 3)", True),
        ("weighted-checklist(-1, 1.5, 'a', 0.5, true(), 1)", True),
        ("weighted-checklist(-1, 1.4, 'a', 0.5, true(), 1)", False),
        ("weighted-checklist(7, 7, /r/a, /r/w)", True),
        ("weighted-checklist(2, 2, /r/a, 2)", True),
        ("weighted-checklist(2, 2, /r/a, /none)", False),
        ("weighted-checklist(2, 2, 'a', /r/w)", True),
        ("weighted-checklist(0, 0, 'a', 'x')", False),
        ("weighted-checklist(0, 0)", True),
        # A weight may be below nought, so that -1 as a bound is not the same as the number
        ("weighted-checklist(-1, 5, 'a', -3)", True),
        ("weighted-checklist(0, 5, 'a', -3)", False),
        ("weighted-checklist(-5, -1, 'a', 3)", True),
    ],
)
def test_what_is_true_is_counted(ask: Ask, expression: str, expected: bool) -> None:
    assert ask(expression, ANSWERS) is expected


HOUSES = (
    "<data><i>2</i><house><no>1</no><child><n>Ana</n></child><child><n>Bo</n></child></house>"
    "<house><no>2</no><child><n>Cy</n><toy><t>kite</t></toy><toy><t>ball</t></toy></child></house></data>"
)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("indexed-repeat(/data/house/no, /data/house, 1)", "1"),
        ("indexed-repeat(/data/house/no, /data/house, /data/i)", "2"),
        ("indexed-repeat(/data/house/no, /data/house, 1.9)", "1"),
        ("indexed-repeat(/data/house/no, /data/house, 0)", ""),
        ("indexed-repeat(/data/house/no, /data/house, 3)", ""),
        ("indexed-repeat(/data/house/no, /data/house, 'x')", ""),
        ("indexed-repeat(/data/house/no, /data/house, '')", ""),
        ("indexed-repeat(/data/none, /data/house, 1)", ""),
        ("indexed-repeat(/data/i, /data/house, 1)", ""),
        ("indexed-repeat(/data/house/child/n, /data/house, 1)", "Ana"),
        ("indexed-repeat(/data/house/child/n, /data/house, 1, /data/house/child, 2)", "Bo"),
        ("indexed-repeat(//n, /data/house, 2, //child, 1)", "Cy"),
        ("indexed-repeat(//n, /data/house, 2, //child, 2)", ""),
        # The inner repeat may be named first.
        ("indexed-repeat(//n, //child, 2, /data/house, 1)", "Bo"),
        ("indexed-repeat(//t, //toy, 2, //child, 1, //house, 2)", "ball"),
        ("indexed-repeat(//n, /none, 1, /data/house, 1)", ""),
        ("indexed-repeat(//t, /data/house, 2, //child, 1, //toy, 2)", "ball"),
        ("indexed-repeat(//t, /data/house, 1, //child, 1, //toy, 1)", ""),
        ("boolean(indexed-repeat(/data/house/no, /data/house, 9))", False),
    ],
)
def test_a_value_is_found_by_the_places_of_the_repeats_around_it(ask: Ask, expression: str, expected: object) -> None:
    assert ask(expression, HOUSES) == expected


def test_a_repeat_needs_an_index_and_a_path(ask: Ask) -> None:
    for expression in ("indexed-repeat(//n, //house, 1, //child)", "indexed-repeat(//n, 'house', 1)"):
        told = ask(f"1 + {expression}", HOUSES)
        assert (told["type"], told["column"]) == ("error", 5)
    assert ask("indexed-repeat('n', //house, 1)", HOUSES)["column"] == 1
    assert "3 to 7" in ask("indexed-repeat(//n)", HOUSES)["message"]


TOWNS = (
    '<m><instance id="towns"><root><item><code>57463</code><name>Metz</name></item>'
    "<item><code>54395</code><name>Nancy</name></item><item><code>57463</code><name>again</name></item>"
    "<item><code/><name>nowhere</name></item><other><code>1</code><name>x</name></other></root></instance></m>"
)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("pulldata('towns', 'name', 'code', '54395')", "Nancy"),
        ("pulldata('towns', 'name', 'code', 54395)", "Nancy"),
        ("pulldata('towns', 'name', 'code', '57463')", "Metz"),
        ("pulldata('towns', 'code', 'name', 'again')", "57463"),
        ("pulldata('towns', 'name', 'code', '')", "nowhere"),
        ("pulldata('towns', 'name', 'code', '00')", ""),
        ("pulldata('towns', 'name', 'code', '1')", ""),
        ("pulldata('towns', 'name', 'none', '57463')", ""),
        ("pulldata('towns', 'none', 'code', '57463')", ""),
    ],
)
def test_a_cell_is_pulled_from_the_first_row_that_fits(ask: Ask, expression: str, expected: str) -> None:
    assert ask(expression, TOWNS) == expected


def test_a_list_that_is_missing_is_an_error_and_never_an_empty_list(ask: Ask) -> None:
    told = ask("1 + pulldata('villages', 'a', 'b', 'c')", TOWNS)
    assert (told["type"], told["column"]) == ("error", 5)


LETTERS = "<r>" + "".join(f"<l>{letter}</l>" for letter in "ABCDEF") + "<p>1</p><p>2</p><t>seed</t></r>"


@pytest.mark.parametrize(
    ("seed", "expected"),
    [
        # The vectors that ODK's engines share.
        ("42", "AFCBDE"), ("'42'", "AFCBDE"), ("-42", "EDAFBC"), ("1", "BFEACD"), ("11111111", "ACDBFE"),
        ("1.9", "BFEACD"), ("0", "CBEAFD"), ("/none", "CBEAFD"), ("''", "CBEAFD"), ("0 div 0", "CBEAFD"),
        ("/r/p", "BFEACD"), ("2147483647 + 42", "AFCBDE"),
    ],
)  # fmt: skip
def test_a_seed_gives_one_order(ask: Ask, seed: str, expected: str) -> None:
    assert ask(f"join('', randomize(/r/l, {seed}))", LETTERS) == expected


def test_the_generator_is_the_minimal_standard(ask: Ask) -> None:
    """Park and Miller give a check: from 1, the ten thousandth state is 1043618065."""
    chance = ParkMiller(1)
    for _ in range(9_999):
        chance.next()
    assert round(chance.next() * 2_147_483_646) + 1 == 1_043_618_065


def test_seeds_of_texts_are_hashes(ask: Ask) -> None:
    # SHA-256 of "abc" begins ba7816bf 8f01cfea: as a signed integer, its complement below nought.
    assert seed_of("abc", float("nan")) == 0xBA7816BF8F01CFEA - 2**64
    assert seed_of("", float("nan")) == 0
    assert seed_of(float("nan"), float("nan")) == 0
    assert seed_of(float("inf"), float("inf")) == 0
    assert seed_of("12.9", 12.9) == 12
    assert seed_of("-12.9", -12.9) == -12
    orders = {ask(f"join('', randomize(/r/l, '{seed}'))", LETTERS) for seed in ("a", "b", "c", "d")}
    assert len(orders) > 1
    assert ask("join('', randomize(/r/l, /r/t))", LETTERS) == ask("join('', randomize(/r/l, 'seed'))", LETTERS)


def test_a_shuffle_keeps_every_node_once_and_leaves_the_rest_alone(ask: Ask) -> None:
    told = ask("randomize(/r/l)", LETTERS)
    assert sorted(told) == ask("/r/l", LETTERS)
    assert ask("randomize(/none)", LETTERS) == []
    assert ask("randomize(/none, 1)", LETTERS) == []
    assert ask("join('', randomize(/r/l[. > ''], 1))", LETTERS) == ""
    assert "“randomize” needs a path" in ask("randomize(1)")["message"]
    # In three hundred shuffles, each letter comes first about fifty times.
    first = Counter(ask("string(randomize(/r/l)[1])", LETTERS) for _ in range(300))
    assert set(first) == set("ABCDEF")
    assert max(first.values()) < 120


def test_a_shuffle_is_bounded(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert chance._MOST == 100_000
    monkeypatch.setattr(chance, "_MOST", 3)
    assert ask("count(randomize(/r/l))", "<r><l/><l/><l/></r>") == 3.0
    told = ask("1 + count(randomize(/r/l))", "<r><l/><l/><l/><l/></r>")
    assert "“randomize” shuffles at most 3 nodes" in told["message"]
    assert told["column"] == 11


def test_steps_from_shuffled_nodes_keep_their_order(ask: Ask) -> None:
    xml = "<r>" + "".join(f"<i><v>{n}</v></i>" for n in "ABCDEF") + "</r>"
    assert ask("join('', randomize(/r/i, 42)/v)", xml) == "AFCBDE"


def test_chance_is_from_nought_up_to_one(ask: Ask) -> None:
    drawn = [ask("random()") for _ in range(50)]
    assert all(0 <= number < 1 for number in drawn)
    assert len(set(drawn)) > 40


# Places. A degree of the Equator, of radius 6,378,100 m: 2 pi 6378100 / 360 = 111318.845 m. At 60 degrees north,
# the great circle is a little shorter than the half of it.
SQUARE = "0 0;0 1;1 1;1 0;0 0"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("distance('0 0;0 1')", 111318.85),
        ("distance('0 0;1 0')", 111318.85),
        ("distance('0 0;0 180')", 20037392.1),
        ("distance('0 0;0 1;0 0')", 222637.69),
        ("distance('0 0 5 1', '0 1 900 2')", 111318.85),
        ("distance('60 0;60 1')", 55658.89),
        ("distance('0 179;0 -179')", 222637.69),
        ("distance('1 1')", 0.0),
        ("distance('')", 0.0),
        ("distance('1 1;')", 0.0),
        ("distance('0')", "NaN"),
        ("distance('a b')", "NaN"),
        ("distance('0 0 0 0 0')", "NaN"),
        ("distance('0 nan;0 1')", "NaN"),
        ("distance('0 0;x')", "NaN"),
        # An eighth of the ball: pi R R / 2
        ("area('0 0;0 90;90 90;90 0')", math.pi * 6_378_100**2 / 2),
        # Its edge over the pole is taken as straight on a map by longitude and sine of latitude: the half of it
        ("area('0 0;0 90;90 0')", math.pi * 6_378_100**2 / 4),
        ("area('0 0;0 90')", 0.0),
        ("area('')", 0.0),
        ("area('0 0;1 x')", "NaN"),
        ("enclosed-area('0 0;0 90;90 90;90 0')", math.pi * 6_378_100**2 / 2),
    ],
)
def test_lengths_and_areas(ask: Ask, expression: str, expected: float | str) -> None:
    told = ask(expression)
    assert told == (expected if isinstance(expected, str) else pytest.approx(expected, rel=1e-9))


def test_an_area_does_not_depend_on_where_it_begins_or_which_way_it_goes(ask: Ask) -> None:
    # (pi/180 rad) R R (sin 1 degree - sin 0) = 12,390,921,131 m2, and a little less for straight sides.
    size = ask(f"area('{SQUARE}')")
    assert size == pytest.approx(12.391e9, rel=1e-3)
    assert ask("area('0 0;0 1;1 1;1 0')") == size
    assert ask("area('1 0;1 1;0 1;0 0')") == pytest.approx(size, rel=1e-12)
    assert ask("area('1 1;1 0;0 0;0 1;1 1')") == pytest.approx(size, rel=1e-12)
    points = "<r>" + "".join(f"<p>{point}</p>" for point in SQUARE.split(";")) + "</r>"
    assert ask("area(/r/p)", points) == size
    assert ask("distance(/r/p)", points) == ask(f"distance('{SQUARE}')")


@pytest.mark.parametrize(
    ("place", "shape", "expected"),
    [
        ("0.5 0.5", SQUARE, True),
        ("0.5 0.5 10 2", SQUARE, True),
        ("0.999 0.001", SQUARE, True),
        ("0.5 1.5", SQUARE, False),
        ("0.5 -0.5", SQUARE, False),
        ("1.5 0.5", SQUARE, False),
        ("-0.5 0.5", SQUARE, False),
        ("0.5 0.5", "0 0;0 1;1 1;1 0", True),
        # An L: its inner corner is outside.
        ("0.7 0.7", "0 0;0 1;0.5 1;0.5 0.5;1 0.5;1 0", False),
        ("0.2 0.7", "0 0;0 1;0.5 1;0.5 0.5;1 0.5;1 0", True),
        ("0.7 0.2", "0 0;0 1;0.5 1;0.5 0.5;1 0.5;1 0", True),
        # Slanting edges, and corners at the height of the place
        ("2 0.9", "0 0;4 0;4 2", True),
        ("2 1.1", "0 0;4 0;4 2", False),
        ("1 0.4", "0 0;4 2;4 0", True),
        ("1 0.6", "0 0;4 2;4 0", False),
        ("1 1", "0 1;1 0;2 1;1 2", True),
        ("1 -1", "0 1;1 0;2 1;1 2", False),
        ("1 1", "2 1;1 2;0 1;1 0", True),
        ("1 -1", "2 1;1 2;0 1;1 0", False),
        ("0.5 0.2", "0 0;1 0;1 1", True),
        ("0.2 0.5", "0 0;1 0;1 1", False),
        ("", SQUARE, False),
        ("x y", SQUARE, False),
        ("0.5 0.5;0.5 0.5", SQUARE, False),
        ("0.5 0.5", "0 0;1 1", False),
        ("0.5 0.5", "", False),
        ("0.5 0.5", "0 0;0 1;x", False),
    ],
)
def test_a_place_is_within_a_shape_or_not(ask: Ask, place: str, shape: str, expected: bool) -> None:
    assert ask(f"geofence('{place}', '{shape}')") is expected


def test_a_shape_may_not_have_endless_points(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert geography._MOST_POINTS == 100_000
    monkeypatch.setattr(geography, "_MOST_POINTS", 4)
    assert ask("distance(/r)", "<r>0 0;0 0;0 0;0 0;</r>") == 0.0
    assert "more than 4 points" in ask("area(/r)", "<r>0 0;0 0;0 0;0 0;0 0</r>")["message"]
    # Lines that are given together count together.
    parts = "<r><a>0 0;0 0;0 0</a><a>0 0;0 0</a></r>"
    assert "more than 4 points" in ask("distance(/r/a)", parts)["message"]
    assert "more than 4 points" in ask("distance(/r/a[1], /r/a[2])", parts)["message"]


def test_two_ends_of_the_earth_are_half_its_girth_apart(ask: Ask) -> None:
    # Rounding makes the haversine of these a little more than one.
    assert ask("distance('2.5 0', '-2.5 180')") == pytest.approx(math.pi * 6_378_100, abs=0.01)


def test_a_border_belongs_to_one_of_two_neighbours(ask: Ask) -> None:
    left, right = "0 0;0 10;10 10;10 0", "0 10;0 20;10 20;10 10"
    inside = [ask(f"geofence('5 10', '{shape}')") for shape in (left, right)]
    assert sorted(inside) == [False, True]


def test_the_first_numbers_of_the_generator_are_exact() -> None:
    # 16807 times the seed, less one, of the 2147483646 values that there are.
    assert ParkMiller(1).next() == 16_806 / 2_147_483_646
    assert ParkMiller(2).next() == 33_613 / 2_147_483_646


@pytest.mark.parametrize(
    ("expression", "said", "column"),
    [
        ("1 + weighted-checklist(1, 2, 3)", "“weighted-checklist” needs a weight after each answer.", 5),
        ("1 + indexed-repeat(/r, /r, 1, /r)", "“indexed-repeat” needs an index after each repeat.", 5),
        ("1 + indexed-repeat('a', /r, 1)", "“indexed-repeat” needs a path", 5),
        ("1 + position('a')", "“position” needs a path", 5),
        ("concat('', name('a'))", "“name” needs a path", 12),
        ("concat('', local-name('a'))", "“local-name” needs a path", 12),
        ("concat('', namespace-uri('a'))", "“namespace-uri” needs a path", 12),
        ("1 + instance('none')", "`instance()` names a list that the form does not have.", 5),
    ],
)
def test_a_call_that_fails_says_why_and_where(ask: Ask, expression: str, said: str, column: int) -> None:
    told = ask(expression)
    assert told["message"].startswith(said)
    assert told["column"] == column
