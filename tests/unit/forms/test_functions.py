"""What expressions give, through a whole form: each case is the calculation of a node."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from kiosk.forms import load

Evaluate = Callable[..., str]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        # Numbers
        ("1 + 2 * 3", "7"),
        ("7 - 2 - 1", "4"),
        ("7 div 2", "3.5"),
        ("-7 mod 3", "-1"),
        ("1 div 0", "Infinity"),
        ("-1 div 0", "-Infinity"),
        ("0 div 0", "NaN"),
        ("1 mod 0", "NaN"),
        ("0.1 + 0.2", "0.30000000000000004"),
        ("1000000 * 1000000", "1000000000000"),
        ("1 div 10000000", "0.0000001"),
        ("--3", "3"),
        ("number('  12 ')", "12"),
        ("number('12a')", "NaN"),
        ("number('')", "NaN"),
        ("number(true())", "1"),
        ("int(3.9)", "3"),
        ("int(-3.9)", "-3"),
        ("floor(-3.5)", "-4"),
        ("ceiling(3.1)", "4"),
        ("round(2.5)", "3"),
        ("round(3.14159, 2)", "3.14"),
        ("round(2.675, 2)", "2.68"),
        ("round(1234.5, -2)", "1200"),
        ("pow(2, 10)", "1024"),
        ("pow(-8, 0.5)", "NaN"),
        ("abs(-4)", "4"),
        ("min(3, 1, 2)", "1"),
        ("max(3, '11', 2)", "11"),
        ("max(3, 'x')", "NaN"),
        # Text
        ("concat('a', 1, true())", "a1true"),
        ("join('-', 'a', 'b', 'c')", "a-b-c"),
        ("contains('abc', 'bc')", "true"),
        ("starts-with('abc', 'ab')", "true"),
        ("ends-with('abc', 'ab')", "false"),
        ("substring('12345', 2, 3)", "234"),
        ("substring('12345', 1.5, 2.6)", "234"),
        ("substring('12345', 0, 3)", "12"),
        ("substring('12345', -42, 1 div 0)", "12345"),
        ("substring('12345', 0 div 0)", ""),
        ("substr('hello', 1, 3)", "el"),
        ("substr('hello', -2)", "lo"),
        ("substring-before('2026-03', '-')", "2026"),
        ("substring-after('2026-03', '-')", "03"),
        ("substring-before('2026', '-')", ""),
        ("translate('bar', 'abc', 'AB')", "BAr"),
        ("translate('a-b', '-', '')", "ab"),
        ("normalize-space('  a \t b ')", "a b"),
        ("string-length('déjà')", "4"),
        ("string(1 = 1)", "true"),
        # Logic
        ("if(1 > 2, 'yes', 'no')", "no"),
        ("coalesce('', 'b')", "b"),
        ("coalesce('', '', '')", ""),
        ("not(0)", "true"),
        ("boolean('0')", "true"),
        ("boolean(0 div 0)", "false"),
        ("boolean(today())", "true"),
        ("true() > 0", "true"),
        ("true() = 'x'", "true"),
        ("1 = '1.0'", "true"),
        ("today() != 'soon'", "true"),
        ("10 + date('2012-07-24') = date('2012-08-03')", "true"),
        ("boolean-from-string('1')", "true"),
        ("boolean-from-string('yes')", "false"),
        ("true() and false()", "false"),
        ("false() or 1", "true"),
        ("'a' = 'a' and 'a' != 'b'", "true"),
        ("'10' > '9'", "true"),
        ("'abc' < 'abd'", "false"),
        ("1 < 2 and 2 <= 2 and 3 >= 3", "true"),
        # Choices
        ("selected('a b c', 'b')", "true"),
        ("selected('a bb c', 'b')", "false"),
        ("selected-at('a b c', 1)", "b"),
        ("selected-at('a b c', 3)", ""),
        ("selected-at('a b c', -1)", ""),
        ("count-selected(' a  b ')", "2"),
        ("count-selected('')", "0"),
        # Patterns
        ("regex('57000', '^[0-9]{5}$')", "true"),
        ("regex('5700', '^[0-9]{5}$')", "false"),
        # Dates: the clock stands at 2026-03-10T09:30:15.250 in Paris
        ("today()", "2026-03-10"),
        ("now()", "2026-03-10T09:30:15.250+01:00"),
        ("date('2026-03-01') < today()", "true"),
        ("'2026-03-11' > today()", "true"),
        ("today() = '2026-03-10'", "true"),
        ("today() - date('2026-03-01')", "9"),
        ("date(today() + 30)", "2026-04-09"),
        ("date(date('2026-07-01') - 180)", "2026-01-02"),
        ("format-date(today(), '%d/%m/%Y')", "10/03/2026"),
        ("format-date('2026-03-05', '%e %b %y, %a, %n')", "5 Mar 26, Thu, 3"),
        ("format-date('2026-03-05', '100%%')", "100%"),
        ("format-date('never', '%Y')", ""),
        ("format-date-time(now(), '%H:%M:%S.%3')", "09:30:15.250"),
        ("decimal-date-time('1970-01-02T00:00:00Z')", "1"),
        ("decimal-time('06:00')", "0.25"),
        ("decimal-time('06:00:00.000Z') * 24", "7"),
        ("decimal-time('25:00')", "NaN"),
        ("decimal-time('noon')", "NaN"),
        ("date('')", ""),
        ("date(pow(10, 15))", "Invalid Date"),
        ("date(20522)", "2026-03-10T01:00:00.000+01:00"),
        ("format-date(today(), '%W, %h, %M, %S, %q')", "11, 0, 00, 00, %q"),
        ("int((today() - date('1990-03-11')) div 365.25)", "35"),
        ("date('2026-02-30')", "Invalid Date"),
    ],
)
def test_value(evaluate: Evaluate, expression: str, expected: str) -> None:
    assert evaluate(expression) == expected


def test_numbers_are_written_without_an_exponent(evaluate: Evaluate) -> None:
    assert evaluate("pow(10, 20)") == "100000000000000000000"
    assert evaluate("pow(10, -9)") == "0.000000001"


def test_an_hour_of_summer_does_not_move_a_date(evaluate: Evaluate) -> None:
    # Paris changes to summer time on 29 March 2026; whole days stay whole days across it.
    assert evaluate("date(date('2026-03-28') + 1)") == "2026-03-29"
    assert evaluate("date(date('2026-03-28') + 2)") == "2026-03-30"
    assert evaluate("date('2026-03-30') - date('2026-03-28')") == "2"


def test_dates_compare_as_the_instants_they_are(evaluate: Evaluate) -> None:
    # Midnight in Paris in July is 22:00 of the day before in Greenwich.
    assert evaluate("'2026-07-01' = date('2026-06-30T22:00:00Z')") == "true"
    assert evaluate("'2026-07-01' > '2026-06-30T22:30:00Z'") == "false"
    assert evaluate("'2026-07-01' > '2026-06-30T21:30:00Z'") == "true"


def test_dates_are_counted_alike_in_summer(xform: Callable[..., bytes]) -> None:
    summer = datetime(2026, 7, 1, 0, 20, tzinfo=ZoneInfo("Europe/Paris"))
    rules = {"days": "today() - date('2026-01-01')", "back": "date(today() - 181)", "early": "today() &lt;= now()"}
    binds = "".join(f'<bind nodeset="/data/{name}" calculate="{rule}"/>' for name, rule in rules.items())
    session = load(xform("<days/><back/><early/>", binds=binds)).begin(now=lambda: summer, language="")
    # January to June 2026 have 181 days. Twenty past midnight in summer is still the day before in winter time.
    assert [session.value(f"/data/{name}") for name in rules] == ["181", "2026-01-01", "true"]


def test_only_the_branch_that_is_taken_is_worked_out(evaluate: Evaluate) -> None:
    # `count` of a text fails when it is worked out.
    assert evaluate("if(true(), 'kept', count(if(true(), 'x', 'y')))") == "kept"
    assert evaluate("true() or count(if(true(), 'x', 'y'))") == "true"
    assert evaluate("coalesce('first', count(if(true(), 'x', 'y')))") == "first"


def test_nodes_are_found_counted_and_summed(evaluate: Evaluate) -> None:
    instance = "<g><n>1</n><n>2</n><n>4</n><n/></g>"
    assert evaluate("count(/data/g/n)", instance) == "4"
    assert evaluate("count-non-empty(/data/g/n)", instance) == "3"
    assert evaluate("sum(/data/g/n[. != ''])", instance) == "7"
    assert evaluate("max(/data/g/n[. != ''])", instance) == "4"
    assert evaluate("join(', ', /data/g/n)", instance) == "1, 2, 4, "
    assert evaluate("/data/g/n[2]", instance) == "2"
    assert evaluate("/data/g/n[last() - 1]", instance) == "4"
    assert evaluate("/data/g/n[3]/preceding-sibling::n[1]", instance) == "2"
    assert evaluate("count(/data/g/n[position() > 1])", instance) == "3"
    assert evaluate("(/data/g/n | /data/g/n)[3]", instance) == "4"
    assert evaluate("count(//n)", instance) == "4"
    assert evaluate("position(/data/g/n[3])", instance) == "3"
    assert evaluate("name(/data/g/n[1]/..)", instance) == "g"


def test_every_axis_gives_its_nodes_in_document_order(evaluate: Evaluate) -> None:
    instance = '<x/><g no="1"><a>1</a><b>2</b><c>3</c></g><y/>'
    here = "/data/g/b"
    for steps, expected in {
        "ancestor::*": "data g",
        "ancestor-or-self::*": "data g b",
        "following-sibling::*": "c",
        "preceding-sibling::*": "a",
        "following::y": "y",
        "following::c": "c",
        "following::a": "",
        "preceding::*": "x a",
        "self::b": "b",
        "self::c": "",
        "..": "g",
        "../descendant::*": "a b c",
        "../descendant-or-self::*": "g a b c",
        "../@no": "no",
        "../@other": "",
        "namespace::*": "",
        "text()": "",
    }.items():
        names = " ".join(evaluate(f"name(({here}/{steps})[{place}])", instance) for place in (1, 2, 3, 4))
        assert names.strip() == expected, steps
    assert evaluate("/data/g/b/text()", instance) == "2"
    assert evaluate("count(/data/g/node())", instance) == "3"
    assert evaluate("count(/data/comment() | /data/processing-instruction('x'))", instance) == "0"
    assert evaluate("string(/data/g)", instance) == "123"
    assert evaluate("(/data/y | /data/g/c | /data/g/@no | /data/x)[2]", instance) == "1"


def test_an_absolute_path_within_a_list_still_starts_in_the_form(evaluate: Evaluate) -> None:
    towns = '<instance id="l"><root><item><name>b</name></item></root></instance>'
    expression = "count(instance('l')/root/item[name = /data/t[2]])"
    assert evaluate(expression, "<t>a</t><t>b</t>", head=towns) == "1"


def test_nodes_compare_if_any_of_them_does(evaluate: Evaluate) -> None:
    instance = "<n>1</n><n>5</n>"
    assert evaluate("/data/n = 5", instance) == "true"
    assert evaluate("/data/n != 5", instance) == "true"
    assert evaluate("/data/n > 5", instance) == "false"
    assert evaluate("5 > /data/n", instance) == "true"


def test_a_list_is_searched_with_answers_and_the_place_we_stand_on(evaluate: Evaluate) -> None:
    towns = (
        '<instance id="towns"><root><item><name>metz</name><zip>57000</zip></item>'
        "<item><name>nancy</name><zip>54000</zip></item></root></instance>"
    )
    assert evaluate("instance('towns')/root/item[name = /data/t]/zip", "<t>nancy</t>", head=towns) == "54000"
    assert evaluate("instance('towns')/root/item[name = current()/../t]/zip", "<t>metz</t>", head=towns) == "57000"


def test_once_keeps_what_it_gave(evaluate: Evaluate) -> None:
    assert re.fullmatch(r"[0-9a-f-]{36}", evaluate("once(uuid())"))


def test_a_calculation_takes_the_type_of_its_node(evaluate: Evaluate) -> None:
    assert evaluate("7 div 2", data_type="int") == "3"
    assert evaluate("'x'", data_type="int") == ""
    assert evaluate("7 div 2", data_type="decimal") == "3.5"
    assert evaluate("0 div 0", data_type="decimal") == ""
    assert evaluate("now()", data_type="date") == "2026-03-10"
    assert evaluate("'soon'", data_type="date") == ""
