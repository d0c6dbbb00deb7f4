"""Look-ups by index: the same answers as going through all rows, and much sooner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiosk.forms import Form, load
from kiosk.forms.resources import NamedFiles
from kiosk.forms.xpath import ast, budget, indexed
from kiosk.forms.xpath.compile import Scope, compile_expression
from kiosk.forms.xpath.conditions import condition
from kiosk.forms.xpath.focus import Focus
from kiosk.forms.xpath.moments import Zone
from kiosk.forms.xpath.parser import parse
from kiosk.forms.xpath.rows import Row, Table, text_of
from kiosk.forms.xpath.sameness import is_positional, is_same_for_all
from kiosk.forms.xpath.tree import Kind, Node

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
COLUMNS = ("name", "town", "size")
TEXTS = st.sampled_from(["", "a", "b", "1", "01", "1.0", " 1", "-1", "2", "true", "2026-03-10", "20522", "NaN"])
ROWS = st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=8)


class _World:
    """As much of a session as these expressions ask."""

    language = ""
    regex_seconds = 0.05
    bound: tuple[Node, ...] = ()
    zone = Zone.of(NOW)

    def __init__(self, top: Node) -> None:
        self._top = top

    def now(self) -> datetime:
        return NOW

    def instance(self, name: str) -> Node | None:
        return self._top

    def itext(self, name: str) -> str:
        return ""

    def choice_name(self, value: str, path: str, here: Node) -> str:
        return ""


def _quick(rows: Sequence[tuple[str, ...]]) -> Node:
    """The rows in a table that keeps indexes."""
    top, table = Node(Kind.ROOT), Table("root")
    top.append(table)
    for cells in rows:
        table.append(Row("item", COLUMNS, cells))
    return top


def _plain(rows: Sequence[tuple[str, ...]]) -> Node:
    """The same rows as plain nodes, through which there is only one way: one by one."""
    top, root = Node(Kind.ROOT), Node(Kind.ELEMENT, "root")
    top.append(root)
    for cells in rows:
        item = Node(Kind.ELEMENT, "item")
        root.append(item)
        for name, text in zip(COLUMNS, cells, strict=True):
            item.append(Node(Kind.ELEMENT, name, text=text))
    return top


def _instance(answers: list[str]) -> Node:
    """A primary instance: `/data/x` as often as there are answers."""
    top, data = Node(Kind.ROOT), Node(Kind.ELEMENT, "data")
    top.append(data)
    for text in answers:
        data.append(Node(Kind.ELEMENT, "x", text=text))
    return data


def _worked_out(expression: str, top: Node, here: Node) -> list[str]:
    value = compile_expression(parse(expression), Scope())(Focus(here, _World(top)))
    assert isinstance(value, list)
    return ["|".join(cell.string() for cell in node.children) for node in value]


PREDICATES = [
    "[name = 'a']",
    "['1' = town]",
    "[name = /data/x]",
    "[town = current()/x]",
    "[size = 1]",
    "[size = -1]",
    "[size = number(/data/x)]",
    "[town = true()]",
    "[town = false()]",
    "[town = today()]",
    "[town = 20522]",
    "[name = string(/data/x) and town = 'b']",
    "[town = 'b' and name != 'a' and size = 1]",
    "[(name = 'a' and town = 'b') and size]",
    "[name = 'a' or town = 'b']",
    "[name = 'a'][2]",
    "[name = 'a'][town = 'b']",
    "[name = 'a'][last()]",
    "[name = 'a' and position() = 1]",
    "[name = town]",
    "[name = ../item[1]/name]",
    "[name = instance('t')/root/item[town = 'b']/name]",
    "[name = /data/x[. = 'a']]",
    "[name = concat('', /data/x)]",
    "[name = /data/x | /data/x[2]]",
    "[size = 0 - 1]",
    "[size = -(1)]",
    "[nothing = '']",
    "[town = (/data/x)[1]]",
    "[(name = 'a') = (town = 'b')]",
    "[name != 'a']",
    "['a' != name]",
    "[name != /data/x]",
    "[name != 1]",
    "[name != true()]",
    "[nothing != '']",
    "[selected(/data/x, name)]",
    "[selected('a  b 1', town)]",
    "[selected('', name)]",
    "[selected(name, 'a')]",
    "[contains(name, /data/x)]",
    "[contains(name, '1')]",
    "[contains(name, 1)]",
    "[contains(/data/x, name)]",
    "[contains(nothing, '')]",
    "[starts-with(size, '1')]",
    "[ends-with(size, '0')]",
    "[contains(translate(name, 'abt', 'BA'), 'A')]",
    "[starts-with(translate(name, 'a', /data/x), 'b')]",
    "[not(name = 'a')]",
    "[not(selected(/data/x, name))]",
    "[not(name != 'a')]",
    "[not(town = true())]",
    "[not(not(contains(name, 'a')))]",
    "[(name = 'a' or town = 'b') and size != '1']",
    "[not(name = 'a' and town = 'b')]",
    "[name = 'a' or town = true()]",
    "[name = 'a' or town]",
    "[name = 'a' and not(town = true()) and contains(size, '1')]",
    "[name = (/data/x = 1 or 1 = 2)]",
    "[name = (1 = 1)]",
    "[size = /data/x * 1 + 0]",
    "[name = 'a' and -position() < -1]",
    "[name = 'a' and position() + 1 > 2]",
    "[name = 'a' and (town | size)[last()]]",
    "[name = 'a' and (position() = 1 or size = 1)]",
    "[name = 'a' and concat(position(), '') = '1']",
    "[name = 'a' and instance('t')/root/item[position() = 1]/town = 'b']",
    "[name = 'a' and town[position() = 1] = 'b']",
]


@pytest.mark.parametrize("predicate", PREDICATES)
@settings(max_examples=60, deadline=None)
@given(rows=ROWS, answers=st.lists(TEXTS, max_size=3))
@example(rows=[("a", "b", "1"), ("a", "b", "01"), ("b", "1", "-1")], answers=["a", "b"])
def test_an_index_gives_what_going_through_all_rows_gives(
    predicate: str, rows: list[tuple[str, ...]], answers: list[str]
) -> None:
    expression = f"instance('t')/root/item{predicate}"
    here = _instance(answers)
    assert _worked_out(expression, _quick(rows), here) == _worked_out(expression, _plain(rows), here)


# More rows than are looked at one by one, with every pair of values of two columns.
MANY = [
    (name, town, size)
    for number, name in enumerate(["", "a", "b", "1", "01", " 1", "-1", "true", "2026-03-10", "20522", "NaN"])
    for town in ["", "a", "b", "2026-03-10", "20522"]
    for size in ["1.0", ("1", "10", "-1")[number % 3]]
]


@pytest.mark.parametrize("predicate", PREDICATES)
def test_an_index_of_many_rows_gives_what_going_through_them_gives(predicate: str) -> None:
    expression = f"instance('t')/root/item{predicate}"
    for answers in ([], ["a"], ["1", "b"]):
        here = _instance(answers)
        assert _worked_out(expression, _quick(MANY), here) == _worked_out(expression, _plain(MANY), here)


@pytest.mark.parametrize(
    ("predicate", "rows"),
    [
        # Worked out by hand, on ("a", "b", "1"), ("b", "a b", "2"), ("b", "", "10")
        ("[name = 'b']", [1, 2]),
        ("[name != 'b']", [0]),
        ("[name != /data/x]", [0]),
        ("['b' != name]", [0]),
        ("[size = 10]", [2]),
        ("[size = 2 or size = 1]", [0, 1]),
        ("[not(size = 2)]", [0, 2]),
        ("[not(size = 2 or size = 1)]", [2]),
        ("[selected('a c', name)]", [0]),
        ("[contains(town, 'a')]", [1]),
        ("[starts-with(size, '1')]", [0, 2]),
        ("[ends-with(size, '0')]", [2]),
        ("[contains(translate(name, 'a', 'b'), 'b')]", [0, 1, 2]),
        ("[name = 'b'][2]", [2]),
        ("[name = 'b'][town = ''][1]", [2]),
        ("[name = 'b' and (size = 2 or size = 1)]", [1]),
        ("[name = 'b' and not(contains(town, 'a'))]", [2]),
        ("[name = 'b' and town != '']", [1]),
        ("[name = 'b' and selected('2 3', size)]", [1]),
        ("[name = 'b' and size > 5]", [2]),
        ("[name = /none]", []),
        ("[name != /none]", []),
    ],
)
def test_a_table_keeps_the_rows_that_the_condition_says(predicate: str, rows: list[int]) -> None:
    three: list[tuple[str, ...]] = [("a", "b", "1"), ("b", "a b", "2"), ("b", "", "10")]
    expression = f"instance('t')/root/item{predicate}"
    expected = ["|".join(three[row]) for row in rows]
    assert _worked_out(expression, _quick(three), _instance(["b"])) == expected
    assert _worked_out(expression, _plain(three), _instance(["b"])) == expected


def test_rows_of_any_name_or_of_a_prefix_are_gone_through() -> None:
    three: list[tuple[str, ...]] = [("a", "b", "1"), ("b", "a b", "2"), ("b", "", "10")]
    for steps in ("*[name = 'b'][1]", "child::node()[name = 'b'][1]", "descendant::item[name = 'b'][1]"):
        assert _worked_out(f"instance('t')/root/{steps}", _quick(three), _instance([])) == ["b|a b|2"]
    assert _worked_out("instance('t')/root/p:item[name = 'b']", _quick(three), _instance([])) == []


def _uses_index(predicate: str) -> bool:
    tree = parse(f"instance('t')/root/item{predicate}")
    assert isinstance(tree, ast.Path)
    return indexed.lookup(tree.steps[-1], lambda each: compile_expression(each, Scope())) is not None


@pytest.mark.parametrize(
    ("predicate", "quick"),
    [
        ("[name = /data/x]", True),
        ("['a' = name]", True),
        ("[size > 3 and name = /data/x]", True),
        ("[name = current()/../x]", True),
        ("[name = instance('t')/root/item[1]/town]", True),
        ("[name = if(/data/x = 1, 'a', 'b')]", True),
        ("[name = town]", False),
        ("[name = ./town]", False),
        ("[name = concat(town, 'a')]", False),
        ("[name = string()]", False),
        ("[name = random()]", False),
        ("[name != 'a']", True),
        ("[name = 'a' or town = 'b']", True),
        ("[not(selected(/data/x, name))]", True),
        ("[contains(translate(name, 'A', 'a'), /data/x)]", True),
        ("[name = 'a' or town = name]", False),
        ("[selected(name, 'a')]", False),
        ("[contains(/data/x, name)]", False),
        ("[contains(translate(name, 'A', town), 'x')]", False),
        ("[not(name)]", False),
        ("[name = 'a' and position() < 3]", False),
        ("[town/name = 'a']", False),
        ("[@name = 'a']", False),
        ("[* = 'a']", False),
        ("[3]", False),
        ("", False),
    ],
)
def test_only_comparisons_with_what_is_the_same_for_all_rows_use_an_index(predicate: str, quick: bool) -> None:
    assert _uses_index(predicate) is quick


def test_two_columns_that_many_rows_share_are_both_looked_up() -> None:
    rows: list[tuple[str, ...]] = [("ab"[n % 2], "abc"[n % 3], str(n)) for n in range(600)]
    here = _instance([])
    for predicate in ("[name = 'b' and town = 'c']", "[town = 'c' and name = 'b']"):
        expression = f"instance('t')/root/item{predicate}"
        expected = ["|".join(row) for row in rows if row[:2] == ("b", "c")]
        assert len(expected) == 100
        assert _worked_out(expression, _quick(rows), here) == expected


@pytest.mark.parametrize("rest", ["not(town = 'c')", "town != 'c'", "contains(town, 'a')", "selected('a b', town)"])
def test_whatever_an_index_leaves_is_looked_at(rest: str) -> None:
    """Few rows are left after the first condition, or many: both ways to go on give the same."""
    rows: list[tuple[str, ...]] = [("ab"[n % 2], "abcabca"[n % 7], str(n % 30)) for n in range(600)]
    for first in ("size = '7'", "name = 'b'"):
        expression = f"instance('t')/root/item[{rest} and {first} and string-length(size) > 0]"
        found = _worked_out(expression, _quick(rows), _instance([]))
        assert found == _worked_out(expression, _plain(rows), _instance([]))
        assert found


def test_a_table_is_not_asked_for_what_it_cannot_answer() -> None:
    with pytest.raises(ValueError, match="no condition"):
        condition(parse("town"), lambda each: compile_expression(each, Scope()))


def test_an_expression_that_fails_fails_only_where_a_row_asks_it(evaluate: Callable[..., str]) -> None:
    rows = "<instance id='t'><root><item><name>a</name></item><item><name>b</name></item></root></instance>"
    failing = "count(instance('t')/root/item[name = 'c' and name = count(if(/data/x = 1, 'a', 'b'))])"
    assert evaluate(failing, "<x/>", head=rows) == "0"
    assert evaluate(failing.replace("'c'", "'a'"), "<x/>", head=rows) == ""
    assert evaluate(failing.replace("name = 'c' and ", ""), "<x/>", head=rows) == ""


@pytest.mark.timeout(120)
def test_predicates_within_predicates_are_read_once_each() -> None:
    """Thirty-two levels would otherwise be read 2 to the thirty-second times."""
    expression = "/data/x"
    for _ in range(32):
        expression = f"/data/x[a = {expression}]"
    compile_expression(parse(expression), Scope())


def test_a_row_makes_its_leaves_once_and_knows_its_place() -> None:
    row = _quick([("a", "b", "1")]).children[0].children[0]
    assert isinstance(row, Row)
    first = row.children
    assert [leaf.text for leaf in first] == ["a", "b", "1"]
    assert row.children is first
    assert first[0].parent is row
    assert first[0].path() == "/root/item/name"
    assert row.string() == "ab1"
    assert text_of(row, "size") == "1"
    assert text_of(row, "nothing") == ""


def test_text_of_a_plain_row_is_that_of_its_first_leaf_of_the_name() -> None:
    item = _plain([("a", "b", "1")]).children[0].children[0]
    item.append(Node(Kind.ELEMENT, "name", text="second"))
    assert text_of(item, "name") == "a"
    assert text_of(item, "nothing") == ""


def test_rows_with_two_leaves_of_one_name_are_found_by_either() -> None:
    top, table = Node(Kind.ROOT), Table("root")
    top.append(table)
    table.append(Row("item", ("name", "name"), ("a", "b")))
    table.append(Row("item", ("name", "name"), ("b", "b")))
    here = _instance([])
    for name, expected in (("a", ["a|b"]), ("b", ["a|b", "b|b"])):
        assert _worked_out(f"instance('t')/root/item[name = '{name}']", top, here) == expected


@pytest.fixture(scope="module")
def places() -> Form:
    """A form that filters 20,000 places by town and kind, and looks one up."""
    rows = "".join(f"p{n},Place {n},town{n % 500},{'xyz'[n % 3]}\n" for n in range(20_000))
    xml = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><model>
    <instance><data id="f"><town/><place/><any/><label/></data></instance>
    <instance id="places" src="jr://file-csv/places.csv"/>
    <bind nodeset="/data/label" calculate="instance('places')/root/item[name = /data/any]/label"/></model></h:head>
    <h:body><input ref="/data/town"/><select1 ref="/data/place">
    <itemset nodeset="instance('places')/root/item[town = /data/town and kind = 'x']"><value ref="name"/>
    <label ref="label"/></itemset></select1><select1 ref="/data/any">
    <itemset nodeset="instance('places')/root/item"><value ref="name"/><label ref="label"/></itemset></select1>
    </h:body></h:html>"""
    return load(xml.encode(), resources=NamedFiles({"places.csv": f"name,label,town,kind\n{rows}".encode()}))


@pytest.fixture
def few_steps(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on, an expression that goes through more than a thousand nodes fails."""

    def bound() -> None:
        monkeypatch.setattr(budget, "_WITHOUT_CLOCK", 1_000)
        monkeypatch.setattr(budget, "SECONDS", -1.0)

    return bound


def test_a_filter_over_20_000_rows_does_not_go_through_them(places: Form, few_steps: Callable[[], None]) -> None:
    session = places.begin(now=lambda: NOW, language="")

    def filtered(number: int) -> None:
        session.set("/data/town", f"town{number * 3}")
        # Every 500th place is in the town, and every third of those is of the kind.
        expected = [f"p{n}" for n in range(number * 3, 20_000, 500) if n % 3 == 0]
        assert [choice.value for choice in session.choices("/data/place")] == expected

    filtered(0)
    few_steps()
    for number in range(1, 9):
        filtered(number)
    assert session.faults == ()


def test_a_filter_that_reckons_goes_through_all_rows(places: Form, few_steps: Callable[[], None]) -> None:
    """Without this, the bound on steps would prove nothing."""
    closure = compile_expression(parse("instance('places')/root/item[string-length(label) > 11]"), Scope())
    few_steps()
    with pytest.raises(budget.EvaluationTooLong):
        closure(Focus(Node(Kind.ELEMENT, "data"), _World(places.model.instances["places"])))


@pytest.mark.parametrize(
    "predicate",
    [
        "contains(label, /data/town)",
        "selected(/data/town, town) or kind = /data/town",
        "starts-with(translate(label, 'P', 'p'), /data/town)",
    ],
)
def test_a_filter_by_words_asks_no_row_by_itself(places: Form, predicate: str, few_steps: Callable[[], None]) -> None:
    closure = compile_expression(parse(f"instance('places')/root/item[{predicate}]"), Scope())
    world = _World(places.model.instances["places"])
    data = Node(Kind.ELEMENT, "data")
    top = Node(Kind.ROOT)
    top.append(data)
    town = Node(Kind.ELEMENT, "town", text="town7 19")
    data.append(town)

    def filtered(number: int) -> None:
        town.text = f"town{number} none"
        assert isinstance(closure(Focus(data, world)), list)

    filtered(0)
    few_steps()
    filtered(1)


def test_a_choice_among_20_000_is_checked_and_looked_up_without_going_through_them(
    places: Form, few_steps: Callable[[], None]
) -> None:
    session = places.begin(now=lambda: NOW, language="")

    def chosen(number: int) -> None:
        session.set("/data/any", f"p{number * 1000}")
        assert session.value("/data/label") == f"Place {number * 1000}"

    chosen(0)
    few_steps()
    for number in range(1, 9):
        chosen(number)
    assert session.faults == ()


def test_a_list_that_is_offered_whole_is_worked_out_once_for_all_sessions(places: Form) -> None:
    first = places.begin(now=lambda: NOW, language="").choices("/data/any")
    second = places.begin(now=lambda: NOW, language="").choices("/data/any")
    assert len(first) == 20_000
    assert second is first


def test_rows_of_other_shapes_kinds_and_names_stand_in_the_same_list() -> None:
    table = Table("root")
    table.append(Row("item", ("town",), ("a",)))
    table.append(Row("item", ("name", "town"), ("a", "b")))
    table.append(Node(Kind.ELEMENT, "other"))
    table.append(Node(Kind.ELEMENT, "item", prefix="p"))
    table.append(Node(Kind.COMMENT, text="item"))
    plain = Node(Kind.ELEMENT, "item")
    for kind, local, prefix, text in (
        (Kind.COMMENT, "", "", "a"),
        (Kind.ELEMENT, "name", "p", "a"),
        (Kind.ELEMENT, "town", "", "a"),
        (Kind.ELEMENT, "name", "", "c"),
    ):
        plain.append(Node(kind, local, prefix=prefix, text=text))
    table.append(plain)
    assert [type(row) for row in table.rows("item")] == [Row, Row, Node]
    assert table.holding("item", "name", ("a",)) == [1]
    assert table.holding("item", "name", ("c",)) == [2]
    assert table.holding("item", "name", ("a", "c")) == [1, 2]
    assert table.holding("item", "name", ()) == []
    assert table.holding("item", "town", ("a",)) == [0, 2]
    assert table.firsts("item", "name") == ["", "a", "c"]
    assert text_of(plain, "name") == "c"


def test_a_cell_is_in_the_namespace_of_its_row() -> None:
    row = Row("item", ("name",), ("a",), "urn:x")
    assert row.children[0].namespace == "urn:x"
    assert row.parent is None
    assert Row("item", (), ()).namespace == ""
    table = Table("root", prefix="p", namespace="urn:x")
    assert (table.name, table.namespace) == ("p:root", "urn:x")
    assert Table("root").namespace == ""


def test_numbers_of_a_column_are_found_in_the_zone_that_asks() -> None:
    table = Table("root")
    for text in ("1", "01", "1970-01-02", "-1", "1-", "", "x"):
        table.append(Row("item", ("size",), (text,)))
    paris = Zone.of(datetime(2026, 3, 10, tzinfo=ZoneInfo("Europe/Paris")))
    assert table.counting("item", "size", 1.0, Zone.of(NOW)) == [0, 1, 2]
    # In Paris, the day begins an hour sooner.
    assert table.counting("item", "size", 1.0, paris) == [0, 1]
    assert table.counting("item", "size", 23 / 24, paris) == [2]
    assert table.counting("item", "size", -1.0, paris) == [3]
    assert table.counting("item", "size", 5.0, paris) == []


@pytest.mark.parametrize(
    ("expression", "same"),
    [
        ("1", True), ("'a'", True), ("a", False), ("/a", True), ("current()/a", True), ("a/b", False),
        ("(/a)[1]", True), ("(a)[1]", False), ("-(/a)", True), ("-a", False), ("/a and /b", True), ("/a and b", False),
        ("/a | /b", True), ("/a | b", False), ("/a = /b", True), ("/a = b", False), ("a = /b", False),
        ("/a + /b", True), ("/a + b", False), ("a + /b", False), ("random()", False), ("now()", False),
        ("today()", True), ("true()", True), ("concat(/a, 'x')", True), ("concat(a, 'x')", False), ("string()", False),
        ("position()", False), ("uuid(5)", False),
    ],
)  # fmt: skip
def test_what_does_not_depend_on_the_row_is_the_same_for_all(expression: str, same: bool) -> None:
    assert is_same_for_all(parse(expression)) is same


@pytest.mark.parametrize(
    ("expression", "asks"),
    [
        ("1", False), ("'a'", False), ("a", False), ("position()", True), ("last()", True), ("a[last()]", True),
        ("(a[last()])/b", True), ("(a)/b[last()]", True), ("(a)/b", False), ("(a)[last()]", True), ("(a)[b]", False),
        ("(a[last()])[b]", True), ("-position()", True), ("-a", False), ("a and position()", True), ("a or b", False),
        ("a | b[last()]", True), ("a = last()", True), ("last() = a", True), ("a = b", False),
        ("position() + 1", True), ("1 + position()", True), ("1 + a", False), ("concat('x', last())", True),
    ],
)  # fmt: skip
def test_what_asks_for_a_position_does_so_anywhere_in_it(expression: str, asks: bool) -> None:
    assert is_positional(parse(expression)) is asks
