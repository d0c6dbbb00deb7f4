"""What can be told of a form without answering it: what depends on what, what is never asked, what it costs."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from kiosk.forms import Form, load
from kiosk.forms.explaining.explanation import Explanation, Link, explain
from kiosk.forms.explaining.paths import parts, resolved
from kiosk.forms.resources import NamedFiles
from kiosk.forms.xpath import ast
from kiosk.forms.xpath.parser import parse

Xform = Callable[..., bytes]

SELECT = (
    '<select1 ref="/data/colour"><label>Colour</label><item><label>Red</label><value>red</value></item>'
    "<item><label>Blue</label><value>blue</value></item></select1>"
)


@pytest.fixture
def explained(xform: Xform, attribute: Callable[[str], str]) -> Callable[..., Explanation]:
    """Explains a form of a colour and questions whose relevances are given: `explained(a="...", b="...")`."""

    def go(instance: str = "", body: str = "", head: str = "", binds: str = "", **relevant: str) -> Explanation:
        names = "".join(f"<{name}/>" for name in relevant)
        rules = "".join(f'<bind nodeset="/data/{n}" relevant="{attribute(r)}"/>' for n, r in relevant.items() if r)
        asked = "".join(f'<input ref="/data/{name}"><label>{name}</label></input>' for name in relevant)
        xml = xform(f"<colour/>{instance}{names}", binds=binds + rules, body=SELECT + asked + body, head=head)
        return explain(load(xml, resources=NamedFiles({"towns.csv": b"name,label\nmetz,Metz\nnancy,Nancy\n"})))

    return go


def _never(known: Explanation) -> dict[str, tuple[str, str]]:
    return {
        each.path.removeprefix("/data/"): (each.rule.removeprefix("/data/"), each.reason) for each in known.unreachable
    }


def test_every_kind_of_rule_links_what_it_reads_with_what_it_decides(xform: Xform) -> None:
    known = explain(
        load(
            xform(
                "<a/><b/><c/><d/><e/><f/>",
                binds='<bind nodeset="/data/b" relevant="/data/a = 1"/>'
                '<bind nodeset="/data/c" calculate="/data/a + 1"/>'
                '<bind nodeset="/data/d" required="/data/a = 2" readonly="/data/b = 1" constraint=". &gt; ../a"/>',
                body='<input ref="/data/a"><label>A</label></input><input ref="/data/b"><label>B</label></input>'
                '<input ref="/data/d"><label>D <output value="/data/c"/></label></input>'
                '<select1 ref="/data/e"><itemset nodeset="instance(\'l\')/root/item[x = /data/a]">'
                '<value ref="name"/></itemset></select1><input ref="/data/f"><label>F</label></input>',
                head='<instance id="l"><root><item><name>n</name><x>1</x></item></root></instance>',
            )
        )
    )
    nodes = {node.path: node for node in known.nodes}
    assert nodes["/data/b"].depends_on == (Link("/data/a", "relevant"),)
    assert set(nodes["/data/d"].depends_on) == {
        Link("/data/a", "required"),
        Link("/data/b", "read-only"),
        Link("/data/a", "constraint"),
        Link("/data/c", "text"),
    }
    assert nodes["/data/e"].depends_on == (Link("/data/a", "choices"),)
    assert nodes["/data/a"].needed_by == (
        Link("/data/b", "relevant"),
        Link("/data/c", "calculate"),
        Link("/data/d", "required"),
        Link("/data/d", "constraint"),
        Link("/data/e", "choices"),
    )
    assert [question.name for question in known.unused] == ["d", "e", "f"]
    assert nodes["/data/f"].depends_on == nodes["/data/f"].needed_by == ()


def test_texts_in_every_language_count_as_reading(xform: Xform) -> None:
    itext = (
        '<itext><translation lang="en"><text id="q"><value>Q</value></text></translation><translation lang="fr">'
        '<text id="q"><value>Q <output value="/data/a"/></value></text></translation></itext>'
    )
    body = '<input ref="/data/a"><label>A</label></input><input ref="/data/b"><label ref="jr:itext(\'q\')"/></input>'
    known = explain(load(xform("<a/><b/>", body=body, head=itext)))
    assert [question.name for question in known.unused] == ["b"]


@pytest.mark.parametrize(
    "condition",
    [
        "false()",
        "not(true())",
        "1 = 2",
        "'a' = 'b'",
        "2 < 1",
        "0",
        "''",
        "true() and false()",
        "false() or 1 > 2",
        "/data/colour = 'green'",
        "'green' = /data/colour",
        "../colour = 'green'",
        "current()/../colour = 'green'",
        "selected(/data/colour, 'green')",
        "boolean(/data/colour = 'green')",
        "/data/colour = 'green' or /data/colour = 'grey'",
        "/data/colour = 'red' and /data/colour = 'blue'",
        "/data/colour = 'red' and (/data/colour = 'blue' or /data/colour = '')",
        "(/data/colour = 'red' or /data/colour = 'green') and /data/colour = 'blue'",
        "/data/colour = '' and /data/colour = 'red'",
    ],
)
def test_a_condition_that_never_holds_is_found(explained: Callable[..., Explanation], condition: str) -> None:
    assert set(_never(explained(q=condition))) == {"q"}


@pytest.mark.parametrize(
    "condition",
    [
        "true()",
        "1",
        "/data/colour = 'red'",
        "/data/colour = ''",
        "/data/colour != 'green'",
        "not(/data/colour = 'green')",
        "/data/colour = 'red' or /data/colour = 'green'",
        "selected(/data/colour, 'red')",
        "/data/colour = 'red' and /data/free = 'anything'",
        "/data/free = 'a' or /data/free = 'b'",
        "/data/free > 3 and /data/free < 2",
        "/data/set = 'violet'",
        "/data/default = 'black'",
        "/data/many = 'a b'",
        "/data/child/name = 'a'",
        "string-length(/data/colour) = 100",
        "count(/data/colour) = 2",
    ],
)
def test_what_may_be_true_is_not_called_never(explained: Callable[..., Explanation], condition: str) -> None:
    items = "".join(f"<item><label>{v}</label><value>{v}</value></item>" for v in "ab")
    body = (
        '<input ref="/data/free"><label>Free</label></input>'
        + "".join(
            f'<{kind} ref="/data/{name}"><label>L</label>{items}</{kind}>'
            for kind, name in (("select1", "set"), ("select1", "default"), ("select", "many"))
        )
        + '<setvalue ref="/data/set" event="odk-instance-first-load" value="\'violet\'"/>'
    )
    head = '<setvalue ref="/data/set" event="odk-instance-first-load" value="\'violet\'"/>'
    instance = "<free/><set/><default>black</default><many/><child><name/></child>"
    assert "q" not in _never(explained(instance, body, head, q=condition))


def test_what_hangs_on_a_question_that_is_never_asked_is_never_asked(explained: Callable[..., Explanation]) -> None:
    never = _never(explained(a="/data/colour = 'green'", b="/data/a = 'x'", c="/data/b = '' or /data/colour = 'red'"))
    assert never["a"] == ("a", "“green” is no choice of /data/colour")
    assert never["b"][0] == "a"
    assert "c" not in never


def test_conditions_along_the_way_can_contradict_one_another(explained: Callable[..., Explanation]) -> None:
    never = _never(explained(a="/data/colour = 'red'", b="/data/a = 'yes' and /data/colour = 'blue'"))
    assert set(never) == {"b"}
    assert "two different answers to /data/colour" in never["b"][1]


def test_a_group_that_never_counts_takes_its_questions_with_it(explained: Callable[..., Explanation]) -> None:
    known = explained(
        "<g><x/><y/></g>",
        '<group ref="/data/g"><input ref="/data/g/x"><label>X</label></input></group>',
        binds='<bind nodeset="/data/g" relevant="false()"/>',
    )
    assert _never(known) == {"g/x": ("g", "its condition is never true")}


@pytest.mark.parametrize("filtered", ["", "[label = /data/colour]"])
def test_the_choices_of_a_list_are_known_even_where_they_are_filtered(
    explained: Callable[..., Explanation], filtered: str
) -> None:
    body = (
        f'<select1 ref="/data/town"><itemset nodeset="randomize(instance(\'towns\')/root/item{filtered})">'
        '<value ref="name"/><label ref="label"/></itemset></select1>'
    )
    head = '<instance id="towns" src="jr://file-csv/towns.csv"/>'
    known = explained("<town/>", body, head, a="/data/town = 'metz'", b="/data/town = 'paris'")
    assert set(_never(known)) == {"b"}
    (strange,) = known.no_such_choices
    assert (strange.path, strange.decides, strange.question, strange.value) == (
        "/data/b",
        "relevant",
        "/data/town",
        "paris",
    )
    assert known.lists == (("towns", 2),)


def test_every_comparison_with_what_is_no_choice_is_told(explained: Callable[..., Explanation]) -> None:
    known = explained(
        binds='<bind nodeset="/data/out" calculate="'
        "if(/data/colour != 'green', 1, count(/data/colour[. = 'grey']))\"/>",
        instance="<out/>",
        a="/data/colour = 'red' or selected(/data/colour, 'pink')",
    )
    assert {(each.path, each.value) for each in known.no_such_choices} == {("/data/out", "green"), ("/data/a", "pink")}


def _chain(xform: Xform, length: int) -> Form:
    names = [f"q{n}" for n in range(length)]
    return load(
        xform(
            "".join(f"<{name}/>" for name in names),
            binds="".join(
                f'<bind nodeset="/data/{name}" relevant="/data/{before} != \'\'"/>' for before, name in pairwise(names)
            ),
            body="".join(f'<input ref="/data/{name}"><label>Q</label></input>' for name in names),
        )
    )


def test_an_answer_sets_going_all_that_hangs_on_it(xform: Xform) -> None:
    known = explain(_chain(xform, 6))
    recomputed = {node.path: node.recomputed for node in known.nodes}
    assert recomputed == {"/data/q0": 5, "/data/q1": 4, "/data/q2": 3, "/data/q3": 2, "/data/q4": 1, "/data/q5": 0}
    assert known.chain == tuple(f"/data/q{n}" for n in range(6))


def test_a_rule_that_two_ways_lead_to_counts_once(xform: Xform) -> None:
    binds = "".join(
        f'<bind nodeset="/data/{name}" calculate="{of}"/>'
        for name, of in (("b", "/data/a"), ("c", "/data/a"), ("d", "/data/b + /data/c"))
    )
    body = '<input ref="/data/a"><label>A</label></input>'
    known = explain(load(xform("<a/><b/><c/><d/>", binds=binds, body=body)))
    assert {node.path: node.recomputed for node in known.nodes}["/data/a"] == 3
    assert len(known.chain) == 3


def test_relevances_that_depend_on_one_another_come_to_an_end(explained: Callable[..., Explanation]) -> None:
    known = explained(a="/data/b = ''", b="/data/a = ''")
    recomputed = {node.path: node.recomputed for node in known.nodes}
    assert recomputed["/data/a"] == recomputed["/data/b"] == 2 or {recomputed["/data/a"], recomputed["/data/b"]} == {
        1,
        2,
    }
    assert set(known.chain) == {"/data/a", "/data/b"}


def test_a_form_without_rules_is_explained_too(xform: Xform) -> None:
    known = explain(load(xform("<a/>", body='<input ref="/data/a"><label>A</label></input>')))
    assert known.chain == ()
    assert known.rules == ()
    assert [node.path for node in known.nodes] == ["/data/a"]


def test_a_chain_of_a_thousand_questions_is_explained_in_a_moment(xform: Xform) -> None:
    known = explain(_chain(xform, 1000))
    assert known.nodes[0].recomputed == 999
    assert len(known.chain) == 1000
    assert known.unreachable == ()


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/data/a", "/data/a"),
        ("../a", "/data/g/a"),
        ("../../a", "/data/a"),
        (".", "/data/g/q"),
        ("current()/../a", "/data/g/a"),
        ("/data/orx:meta", "/data/orx:meta"),
        ("/data/*", None),
        ("/data/a[1]", None),
        ("//a", None),
        ("instance('x')/a", None),
        ("../../../../../a", None),
    ],
)
def test_a_path_is_followed_where_it_is_written_plainly(path: str, meant: str | None) -> None:
    tree = parse(path)
    assert isinstance(tree, ast.Path)
    assert resolved(tree, "/data/g/q") == meant


def test_the_parts_of_an_expression_are_all_that_stands_on_the_same_node() -> None:
    tree = parse("-(1 + 2 * 'a') = (/a | /b[c = 'inside'])[d = 'inside'] and not(concat('x', current()/e))")
    texts = {part.value for part in parts(tree) if isinstance(part, ast.Text)}
    assert texts == {"a", "x"}
    assert sum(isinstance(part, ast.Path) for part in parts(tree)) == 3


def test_repeats_are_explained_by_their_paths_without_positions(spreadsheet: Callable[[str], Form]) -> None:
    form = spreadsheet(
        """
        | survey |
        | | type | name | label::English (en) | relevant | repeat_count |
        | | integer | many | How many? | | |
        | | begin_repeat | child | Child of ${many} | | ${many} |
        | | text | name | Name | | |
        | | integer | age | How old is ${name}? | ${name} != 'x' | |
        | | end_repeat | | | | |
        | | note | end | ${many} | | |
        """
    )
    nodes = {node.path: node for node in explain(form).nodes}
    assert set(nodes["/data/child/age"].depends_on) == {
        Link("/data/child/name", "relevant"),
        Link("/data/child/name", "text"),
    }
    assert Link("/data/many", "text") in nodes["/data/child"].depends_on
    assert [question.name for question in explain(form).unused] == ["age"]
