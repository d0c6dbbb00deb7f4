"""Nodes: axes, tests, predicates, order, names, on a document of every kind of node."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.forms.xpath.tree import Kind, Node

Ask = Callable[..., Any]

# Without white space between the elements, so that places are easy to count.
TREE = (
    '<?top?><r id="r1" xmlns:p="urn:p"><a id="a1" x="1" p:x="2">one<b/><!--note--><b>two</b>three<?go now?></a>'
    '<a id="a2"><p:b>four</p:b><c xml:lang="fr-CA"><d/></c></a><e>five</e></r><!--end-->'
)
NS = {"p": "urn:p", "q": "urn:other"}
R = "/node()[2]"


def places(ask: Ask, expression: str, context: str = "/") -> list[str]:
    """Where the nodes stand, below the root element where they are there."""
    told = ask(expression, TREE, context=context, ns=NS, want="nodeset")
    assert isinstance(told, list), told
    return [place.replace(f"{R}/", "", 1) if place.startswith(f"{R}/") else place for place in told]


@pytest.mark.parametrize(
    ("expression", "context", "expected"),
    [
        ("/", f"{R}/node()[1]", ["/"]),
        ("/r", "/", [R]),
        ("node()", "/", ["/node()[1]", R, "/node()[3]"]),
        ("r/a", "/", ["node()[1]", "node()[2]"]),
        ("r/b", "/", []),
        (".", f"{R}/node()[1]/@x", ["node()[1]/@x"]),
        ("..", f"{R}/node()[1]/@x", ["node()[1]"]),
        ("..", "/", []),
        ("*", f"{R}/node()[1]", ["node()[1]/node()[2]", "node()[1]/node()[4]"]),
        ("text()", f"{R}/node()[1]", ["node()[1]/node()[1]", "node()[1]/node()[5]"]),
        ("comment()", f"{R}/node()[1]", ["node()[1]/node()[3]"]),
        ("processing-instruction()", f"{R}/node()[1]", ["node()[1]/node()[6]"]),
        ("processing-instruction('go')", f"{R}/node()[1]", ["node()[1]/node()[6]"]),
        ("processing-instruction('stop')", f"{R}/node()[1]", []),
        ("b/text()", f"{R}/node()[1]", ["node()[1]/node()[4]/node()[1]"]),
        ("b/text()/..", f"{R}/node()[1]", ["node()[1]/node()[4]"]),
        ("@*", f"{R}/node()[1]", ["node()[1]/@id", "node()[1]/@x", "node()[1]/@{urn:p}x"]),
        ("@x", f"{R}/node()[1]", ["node()[1]/@x"]),
        ("@p:x", f"{R}/node()[1]", ["node()[1]/@{urn:p}x"]),
        ("@q:x", f"{R}/node()[1]", []),
        ("@p:*", f"{R}/node()[1]", ["node()[1]/@{urn:p}x"]),
        ("attribute::node()", R, ["@id"]),
        ("@x/node()", f"{R}/node()[1]", []),
        ("p:b", f"{R}/node()[2]", ["node()[2]/node()[1]"]),
        ("p:*", f"{R}/node()[2]", ["node()[2]/node()[1]"]),
        ("b", f"{R}/node()[2]", []),
        ("q:b", f"{R}/node()[2]", []),
        ("self::a", f"{R}/node()[1]", ["node()[1]"]),
        ("self::b", f"{R}/node()[1]", []),
        ("child::a/child::b", R, ["node()[1]/node()[2]", "node()[1]/node()[4]"]),
        ("descendant::b", R, ["node()[1]/node()[2]", "node()[1]/node()[4]"]),
        ("descendant-or-self::a", f"{R}/node()[1]", ["node()[1]"]),
        ("//d", "/", ["node()[2]/node()[2]/node()[1]"]),
        (".//b", f"{R}/node()[2]", []),
        ("parent::a", f"{R}/node()[1]/node()[2]", ["node()[1]"]),
        ("parent::c", f"{R}/node()[1]/node()[2]", []),
        ("ancestor::*", f"{R}/node()[2]/node()[2]/node()[1]", [R, "node()[2]", "node()[2]/node()[2]"]),
        ("ancestor::node()", f"{R}/node()[3]", ["/", R]),
        ("ancestor-or-self::a", f"{R}/node()[2]", ["node()[2]"]),
        ("ancestor::*", f"{R}/node()[1]/@x", [R, "node()[1]"]),
        ("following-sibling::*", f"{R}/node()[1]", ["node()[2]", "node()[3]"]),
        ("following-sibling::node()", f"{R}/node()[1]/node()[4]", ["node()[1]/node()[5]", "node()[1]/node()[6]"]),
        ("following-sibling::node()", f"{R}/node()[1]/@x", []),
        ("following-sibling::node()", "/", []),
        ("following-sibling::node()", f"{R}/node()[3]/node()[1]", []),
        ("preceding-sibling::*", f"{R}/node()[3]", ["node()[1]", "node()[2]"]),
        ("preceding-sibling::node()", f"{R}/node()[3]/node()[1]", []),
        ("preceding-sibling::node()", f"{R}/node()[1]/@x", []),
        ("following::*", f"{R}/node()[2]/node()[2]/node()[1]", ["node()[3]"]),
        ("following::node()", f"{R}/node()[2]/node()[2]", ["node()[3]", "node()[3]/node()[1]", "/node()[3]"]),
        ("following::*", f"{R}/node()[2]/@id", ["node()[2]/node()[1]", "node()[2]/node()[2]",
                                                "node()[2]/node()[2]/node()[1]", "node()[3]"]),
        ("preceding::*", f"{R}/node()[2]/node()[2]", ["node()[1]", "node()[1]/node()[2]", "node()[1]/node()[4]",
                                                      "node()[2]/node()[1]"]),
        ("preceding::a", f"{R}/node()[2]/@id", ["node()[1]"]),
        ("preceding::node()", R, ["/node()[1]"]),
        ("namespace::*", f"{R}/node()[2]", ["@{http://www.w3.org/2000/xmlns/}p"]),
        ("namespace::p", f"{R}/node()[2]", ["@{http://www.w3.org/2000/xmlns/}p"]),
        ("namespace::q", f"{R}/node()[2]", []),
        ("namespace::*", f"{R}/node()[1]/@x", []),
        # Predicates count from where we stand: backwards on a backward axis.
        ("a[1]", R, ["node()[1]"]),
        ("a[last()]", R, ["node()[2]"]),
        ("a[3]", R, []),
        ("a[0]", R, []),
        ("a[1.5]", R, []),
        ("a['x']", R, ["node()[1]", "node()[2]"]),
        ("a['']", R, []),
        ("a[@x]", R, ["node()[1]"]),
        ("a[not(@x)]", R, ["node()[2]"]),
        ("*[position() > 1][1]", R, ["node()[2]"]),
        ("*[position() = last()]", R, ["node()[3]"]),
        ("preceding-sibling::*[1]", f"{R}/node()[3]", ["node()[2]"]),
        ("preceding-sibling::*[last()]", f"{R}/node()[3]", ["node()[1]"]),
        ("ancestor::*[1]", f"{R}/node()[2]/node()[2]", ["node()[2]"]),
        ("ancestor-or-self::*[2]", f"{R}/node()[2]/node()[2]", ["node()[2]"]),
        ("ancestor-or-self::*[1]", f"{R}/node()[2]/node()[2]", ["node()[2]/node()[2]"]),
        ("ancestor-or-self::*[last()]", f"{R}/node()[2]/node()[2]", [R]),
        ("ancestor::*[last()]", f"{R}/node()[2]/node()[2]", [R]),
        ("descendant::*[last()]", R, ["node()[3]"]),
        ("following::*[1]", f"{R}/node()[1]/node()[2]", ["node()[1]/node()[4]"]),
        ("following-sibling::*[1]", f"{R}/node()[1]", ["node()[2]"]),
        ("preceding::*[1]", f"{R}/node()[2]/node()[2]", ["node()[2]/node()[1]"]),
        ("following::*[2]", f"{R}/node()[1]/node()[2]", ["node()[2]"]),
        ("(preceding-sibling::*)[1]", f"{R}/node()[3]", ["node()[1]"]),
        ("//b[1]", "/", ["node()[1]/node()[2]"]),
        ("(//b)[2]", "/", ["node()[1]/node()[4]"]),
        ("(//a)[1]/b[2]", "/", ["node()[1]/node()[4]"]),
        # `//` with conditions, and with places among the children of each parent
        ("//b[. = 'two']", "/", ["node()[1]/node()[4]"]),
        ("//b[text()]", "/", ["node()[1]/node()[4]"]),
        ("//b[not(text())]", "/", ["node()[1]/node()[2]"]),
        ("//*[@id and c]", "/", ["node()[2]"]),
        ("//*[b | c]", "/", ["node()[1]", "node()[2]"]),
        ("//*[last()]", "/", [R, "node()[1]/node()[4]", "node()[2]/node()[2]", "node()[2]/node()[2]/node()[1]",
                              "node()[3]"]),
        ("//*[position() = 2]", "/", ["node()[1]/node()[4]", "node()[2]", "node()[2]/node()[2]"]),
        ("//*[position() = last() and @id]", "/", [R]),
        ("//*[2]", "/", ["node()[1]/node()[4]", "node()[2]", "node()[2]/node()[2]"]),
        # A number is a place: the first `a` has two `b`, and stands first.
        ("//*[count(b)]", "/", []),
        ("//*[count(b) - 1]", "/", ["node()[1]"]),
        ("//b[../@id = 'a1'][2]", "/", ["node()[1]/node()[4]"]),
        ("//b[number(1)]", "/", ["node()[1]/node()[2]"]),
        ("//@id[. = 'a2']", "/", ["node()[2]/@id"]),
        ("//node()[self::d]", "/", ["node()[2]/node()[2]/node()[1]"]),
        ("a//b", R, ["node()[1]/node()[2]", "node()[1]/node()[4]"]),
        ("*//*", R, ["node()[1]/node()[2]", "node()[1]/node()[4]", "node()[2]/node()[1]", "node()[2]/node()[2]",
                     "node()[2]/node()[2]/node()[1]"]),
        ("//c//d", "/", ["node()[2]/node()[2]/node()[1]"]),
        ("//.", f"{R}/node()[3]", ["/", "/node()[1]", R, "node()[1]", "node()[1]/node()[1]", "node()[1]/node()[2]",
                                   "node()[1]/node()[3]", "node()[1]/node()[4]", "node()[1]/node()[4]/node()[1]",
                                   "node()[1]/node()[5]", "node()[1]/node()[6]", "node()[2]", "node()[2]/node()[1]",
                                   "node()[2]/node()[1]/node()[1]", "node()[2]/node()[2]",
                                   "node()[2]/node()[2]/node()[1]", "node()[3]", "node()[3]/node()[1]", "/node()[3]"]),
        (".[@x]", f"{R}/node()[1]", ["node()[1]"]),
        ("..[@id='r1']", f"{R}/node()[1]", [R]),
        ("a[@id = current()/../a[2]/@id]", R, []),
        ("../a[@id = current()/@id]", f"{R}/node()[2]", ["node()[2]"]),
        # Unions and steps from several nodes: in document order, each node once.
        ("e | a | e", R, ["node()[1]", "node()[2]", "node()[3]"]),
        ("a/.. | .", R, [R]),
        ("@id | .", R, [R, "@id"]),
        ("a/@id | a", R, ["node()[1]", "node()[1]/@id", "node()[2]", "node()[2]/@id"]),
        ("(e | a)/@id", R, ["node()[1]/@id", "node()[2]/@id"]),
        ("*/following-sibling::*", R, ["node()[2]", "node()[3]"]),
        ("(. | a)/*", R, ["node()[1]", "node()[1]/node()[2]", "node()[1]/node()[4]", "node()[2]",
                          "node()[2]/node()[1]", "node()[2]/node()[2]", "node()[3]"]),
        ("(//c | //a)/..", "/", [R, "node()[2]"]),
        ("(.//c/..)/c", R, ["node()[2]/node()[2]"]),
        # id()
        ("id('a2')", R, ["node()[2]"]),
        ("id('a2 a1 none a2')", R, ["node()[1]", "node()[2]"]),
        ("id(//@id)", R, [R, "node()[1]", "node()[2]"]),
        ("id('r1 a1')/*", R, ["node()[1]", "node()[1]/node()[2]", "node()[1]/node()[4]", "node()[2]", "node()[3]"]),
        ("id('')", R, []),
    ],
)  # fmt: skip
def test_nodes(ask: Ask, expression: str, context: str, expected: list[str]) -> None:
    assert places(ask, expression, context) == expected


@pytest.mark.parametrize(
    ("expression", "context", "expected"),
    [
        ("string(/)", "/", "onetwothreefourfive"),
        ("string()", f"{R}/node()[1]", "onetwothree"),
        ("string(comment())", f"{R}/node()[1]", "note"),
        ("string(processing-instruction())", f"{R}/node()[1]", "now"),
        ("string(@x)", f"{R}/node()[1]", "1"),
        ("string(namespace::p)", R, "urn:p"),
        ("string(none)", R, ""),
        ("string(//b)", R, ""),
        ("string-length()", f"{R}/node()[3]", 4.0),
        ("normalize-space()", f"{R}/node()[3]", "five"),
        ("number()", f"{R}/node()[1]/@x", 1.0),
        ("name()", f"{R}/node()[2]/node()[1]", "p:b"),
        ("name(@p:x)", f"{R}/node()[1]", "p:x"),
        ("name(/)", "/", ""),
        ("name(none)", "/", ""),
        ("name(processing-instruction())", f"{R}/node()[1]", "go"),
        ("local-name()", f"{R}/node()[2]/node()[1]", "b"),
        ("local-name(*[2])", R, "a"),
        ("local-name(comment())", f"{R}/node()[1]", ""),
        ("namespace-uri()", f"{R}/node()[2]/node()[1]", "urn:p"),
        ("namespace-uri(a)", R, ""),
        ("namespace-uri(none)", R, ""),
        ("name(@xml:lang)", f"{R}/node()[2]/node()[2]", "xml:lang"),
        ("lang('fr')", f"{R}/node()[2]/node()[2]/node()[1]", True),
        ("lang('FR-ca')", f"{R}/node()[2]/node()[2]", True),
        ("lang('fr-C')", f"{R}/node()[2]/node()[2]", False),
        ("lang('f')", f"{R}/node()[2]/node()[2]", False),
        ("lang('fr')", R, False),
        ("position()", R, 1.0),
        ("last()", R, 1.0),
        ("position(.)", f"{R}/node()[2]", 2.0),
        ("position(..)", f"{R}/node()[2]/node()[2]", 2.0),
        ("position(/r/e)", R, 1.0),
        ("position(/)", R, "NaN"),
        ("position(none)", R, "NaN"),
        ("count(//node())", "/", 18.0),
        ("count-non-empty(//b)", "/", 1.0),
        ("count-non-empty(none)", "/", 0.0),
        ("count(current()/*)", R, 3.0),
        ("count(a[current()/e])", R, 2.0),
    ],
)
def test_what_is_said_of_nodes(ask: Ask, expression: str, context: str, expected: object) -> None:
    assert ask(expression, TREE, context=context, ns=NS) == expected


def test_a_name_without_a_prefix_is_in_the_forms_own_namespace_or_in_none_but_never_xhtml(ask: Ask) -> None:
    form = (
        '<h:html xmlns:h="http://www.w3.org/1999/xhtml" xmlns="http://www.w3.org/2002/xforms"><h:head><model/></h:head>'
        '<data xmlns="urn:mine"><q/></data></h:html>'
    )
    assert ask("count(//model)", form) == 1.0
    assert ask("count(//data/q)", form) == 1.0
    assert ask("count(//head)", form) == 0.0
    assert ask("count(//h:head)", form, ns={"h": "http://www.w3.org/1999/xhtml"}) == 1.0
    page = '<html xmlns="http://www.w3.org/1999/xhtml"><body/></html>'
    assert ask("count(/html)", page) == 0.0
    assert ask("count(/x:html/x:body)", page, ns={"x": "http://www.w3.org/1999/xhtml"}) == 1.0


def test_in_a_form_a_prefix_that_is_not_declared_is_compared_as_written(evaluate: Callable[..., str]) -> None:
    own = '<my:part xmlns:my="urn:my"><my:a>1</my:a><a>2</a></my:part>'
    assert evaluate("count(/data/my:part/my:a)", own) == "1"
    assert evaluate("count(/data/my:part/*)", own) == "2"
    assert evaluate("count(/data/my:*)", own) == "1"


def test_alone_a_prefix_must_be_declared(ask: Ask) -> None:
    told = ask("1 + count(//z:a)")
    assert (told["type"], told["column"]) == ("error", 11)
    assert "“z”" in told["message"]


def test_a_path_may_start_at_another_node_than_the_document(ask: Ask) -> None:
    form = (
        '<m><instance id="one"><root><n>1</n></root></instance><instance id="two"><root><n>2</n></root></instance></m>'
    )
    at = {"context": "/node()[1]/node()[1]", "root": "/node()[1]/node()[1]"}
    assert ask("string(/root/n)", form, **at) == "1"
    assert ask("string(instance('two')/root/n)", form, **at) == "2"
    assert ask("string(instance('two')/root[n = /root/n + 1]/n)", form, **at) == "2"
    assert ask("instance('two')", form, **at) == ["/node()[1]/node()[2]"]
    assert "does not have" in ask("instance('three')", form, **at)["message"]


@pytest.mark.parametrize("function", ["position", "name", "local-name", "namespace-uri"])
def test_what_is_said_of_nodes_is_not_said_of_texts(ask: Ask, function: str) -> None:
    told = ask(f"1 + {function}('a')")
    assert told["type"] == "error"
    assert f"“{function}” needs a path" in told["message"]
    assert told["column"] == 5


@pytest.mark.parametrize("expression", ["'a'/b", "1 | a", "a | true()", "(1)[1]", "1 + ('a')[1]", "name('a')"])
def test_what_is_no_node_has_no_steps_unions_or_places(ask: Ask, expression: str) -> None:
    assert "path" in ask(expression)["message"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("name(/none)", ""),
        ("local-name(/none)", ""),
        ("namespace-uri(/none)", ""),
        ("namespace-uri(/r/a[2]/*[1])", "urn:p"),
        ("local-name(/r/a[2]/*[1])", "b"),
        ("name(/r/a[2]/*[1])", "p:b"),
        ("name()", "r"),
        ("namespace-uri(/r)", ""),
    ],
)
def test_names_are_those_of_the_first_node_that_is_given(ask: Ask, expression: str, expected: str) -> None:
    assert ask(expression, TREE, context=R, ns=NS) == expected


def test_a_language_is_told_by_xml_lang_and_nothing_that_resembles_it(ask: Ask) -> None:
    xml = '<r xml:lang="fr"><a xml:space="preserve"/><b lang="de"/></r>'
    for place in ("/node()[1]/node()[1]", "/node()[1]/node()[2]"):
        assert ask("lang('fr')", xml, context=place) is True
        assert ask("lang('de')", xml, context=place) is False


NESTED = (
    '<r x="0" xml:lang="fr"><o id="o"><i id="i"><x n="1">1</x></i><x n="2">2</x></o><a><b>3</b></a>'
    '<c><b x="9">4</b></c>'
    "<e/><m>1<k>0</k></m></r>"
)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        # From nodes of which one stands inside another, the first in the document is still the first.
        ("string(id('o i')/x)", "1"),
        ("string((//o | //i)/x)", "1"),
        ("string((//*)/x)", "1"),
        ("string((//o/descendant-or-self::*)/x)", "1"),
        ("string((/r/a | /r/o)[1]/@id)", "o"),
        ("name((/r/o | /r/@x)[1])", "x"),
        ("name((/r/@x | /r)[1])", "r"),
        ("count(/r/a | /r/a)", 1.0),
        ("count(//b/.. | //a)", 2.0),
        # Anywhere below, and then on
        ("count(//b)", 2.0),
        ("count(//a/b)", 1.0),
        ("count(/r//a/b)", 1.0),
        ("count(//@x)", 2.0),
        ("count(//@n)", 2.0),
        ("count(//b[@x])", 1.0),
        ("count(//x[1])", 2.0),
        ("count(//x[position() = 1])", 2.0),
        ("count(//*[self::b or self::x])", 4.0),
        ("string(//b[. = '4']/@x)", "9"),
        ("count(//self::b)", 2.0),
        ("count(/r/@xml:lang)", 1.0),
        # What is empty has no text in it.
        ("count(/r/e/text())", 0.0),
        ("count(/r/e/node())", 0.0),
        ("count(/r/a/b/text())", 1.0),
        # Text with elements in it is read as a whole.
        ("/r/m < 11", True),
        ("/r/m > 9", True),
        ("/r/m = '10'", True),
        ("/r/m != '10'", False),
        # Predicates of what brackets hold
        ("count((/r/a | /r/c)[b = '4'])", 1.0),
        ("count((//b)[. != '4'][1])", 1.0),
        ("string((//b)[2])", "4"),
    ],
)
def test_paths_of_nested_nodes(ask: Ask, expression: str, expected: object) -> None:
    assert ask(expression, NESTED) == expected


def test_nodes_of_two_documents_are_never_the_same(evaluate: Callable[..., str]) -> None:
    lists = "".join(f"<instance id='{n}'><root><item>{n}</item></root></instance>" for n in "ab")
    assert evaluate("count(instance('a')/root/item | instance('b')/root/item)", head=lists) == "2"
    assert evaluate("count(instance('a')/root/item | instance('a')/root/item)", head=lists) == "1"


def test_a_predicate_stands_on_its_own_node(evaluate: Callable[..., str]) -> None:
    around = "<a>1</a><g><a>9</a><r><b>x</b></r></g>"
    assert evaluate("count(../g/r[../a = 9])", around) == "1"
    assert evaluate("count(../g/r[../a = 1])", around) == "0"
    assert evaluate("count(../g/r[/data/a = 1])", around) == "1"
    assert evaluate("count((../g/r)[../a = 9])", around) == "1"


@pytest.mark.parametrize(
    ("expression", "said", "column"),
    [
        ("1 + ('a')/b", "A path was expected", 5),
        ("1 + count(('a')[1])", "A path was expected", 5),
        ("/r[q:a]", "The prefix “q” is not declared.", 4),
        ("/r[1 = 1 and q:a]", "The prefix “q” is not declared.", 14),
        (f"/{'q' * 50}:a", f"The prefix “{'q' * 40}” is not declared.", 1),
    ],
)
def test_what_is_wrong_with_a_path_is_said_with_its_column(ask: Ask, expression: str, said: str, column: int) -> None:
    told = ask(expression)
    assert told["message"].startswith(said)
    assert told["column"] == column


def test_a_node_that_stands_alone_has_no_number() -> None:
    node = Node(Kind.ELEMENT, "a")
    assert (node.index, node.prefix, node.namespace, node.text) == (-1, "", "", "")
    assert node.parent is None
    assert node.name == "a"
    assert Node(Kind.TEXT).local == ""
