"""`search()` in an appearance: the choices come from a CSV file, as ODK Collect takes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from kiosk.forms import (
    Form,
    FormError,
    InvalidValue,
    MissingResource,
    NotSupported,
    Session,
    UnknownPath,
    WrongArguments,
    XPathSyntax,
    load,
)
from kiosk.forms.explaining.explanation import explain
from kiosk.forms.resources import NamedFiles
from kiosk.forms.searching import search_in

FRUITS = (
    "key,label,colour,region\napple,Apple,red,north\npear,Pear,green,north\nplum,Éclair plum,blue,south\n"
    "fig,Fig,blue,south\n"
)
Begin = Callable[..., Session]


@pytest.fixture
def begin_search(xform: Callable[..., bytes], now: Callable[[], datetime], attribute: Callable[[str], str]) -> Begin:
    """A session on a form whose question `fruit` has the appearance; `items` are (value, label)."""

    def begin(
        appearance: str,
        items: tuple[tuple[str, str], ...] = (("key", "label"),),
        files: dict[str, bytes] | None = None,
        head: str = "",
        control: str = "select1",
    ) -> Session:
        written = "".join(f"<item><label>{label}</label><value>{value}</value></item>" for value, label in items)
        xml = xform(
            "<g><region/><fruit/></g>",
            body=f'<input ref="/data/g/region"><label>Region</label></input><{control} ref="/data/g/fruit"'
            f' appearance="{attribute(appearance)}"><label>Fruit</label>{written}</{control}>',
            head=head,
        )
        resources = NamedFiles({"fruits.csv": FRUITS.encode()} if files is None else files)
        return load(xml, resources=resources).begin(now=now, language="")

    return begin


def _values(session: Session) -> list[str]:
    return [choice.value for choice in session.choices("/data/g/fruit")]


def test_a_search_without_conditions_offers_the_whole_list(begin_search: Begin) -> None:
    session = begin_search("search('fruits')")
    assert [(c.value, c.label.text) for c in session.choices("/data/g/fruit")] == [
        ("apple", "Apple"),
        ("pear", "Pear"),
        ("plum", "Éclair plum"),
        ("fig", "Fig"),
    ]
    session.set("/data/g/fruit", "fig")
    with pytest.raises(InvalidValue):
        session.set("/data/g/fruit", "key")


@pytest.mark.parametrize(
    ("arguments", "region", "found"),
    [
        ("'matches', 'region', /data/g/region", "north", ["apple", "pear"]),
        ("'matches', 'region', ../region", "north", ["apple", "pear"]),
        ("'matches', 'region', current()/../region", "south", ["plum", "fig"]),
        ("'matches', 'region', 'south'", "", ["plum", "fig"]),
        ("'matches', 'region', /data/g/region", "North", []),
        ("'matches', 'region,colour', /data/g/region", "green", ["pear"]),
        ("'contains', 'label', /data/g/region", "P", ["apple", "pear", "plum"]),
        ("'contains', 'label', 'éC'", "", ["plum"]),
        ("'contains', 'label', /data/g/region", "", ["apple", "pear", "plum", "fig"]),
        ("'startswith', 'label', 'p'", "", ["pear"]),
        ("'endswith', 'label', 'G'", "", ["fig"]),
        ("'endswith', 'key,colour', 'e'", "", ["apple", "plum", "fig"]),
        ("'contains', 'key', 'p', 'region', /data/g/region", "north", ["apple", "pear"]),
        ("'contains', 'key', 'p', 'region', /data/g/region", "south", ["plum"]),
    ],
)
def test_a_search_offers_the_rows_that_fit(begin_search: Begin, arguments: str, region: str, found: list[str]) -> None:
    session = begin_search(f"minimal search('fruits', {arguments})")
    session.set("/data/g/region", region)
    assert _values(session) == found


def test_a_choice_that_no_longer_fits_is_dropped(begin_search: Begin) -> None:
    session = begin_search("search('fruits', 'matches', 'region', /data/g/region)", control="select")
    session.set("/data/g/region", "north")
    session.set("/data/g/fruit", "apple pear")
    session.set("/data/g/region", "south")
    assert session.value("/data/g/fruit") == ""


def test_choices_of_whole_numbers_come_first_as_they_are(begin_search: Begin, xform: Callable[..., bytes]) -> None:
    session = begin_search("search('fruits')", (("key", "label, colour"), ("99", "Another")))
    assert [(c.value, c.label.text) for c in session.choices("/data/g/fruit")][:2] == [
        ("99", "Another"),
        ("apple", "Apple, red"),
    ]
    session.set("/data/g/fruit", "99")
    session.set("/data/g/fruit", "fig")


def test_the_label_column_may_be_another_in_each_language(
    spreadsheet: Callable[..., Form], now: Callable[[], datetime], xform: Callable[..., bytes]
) -> None:
    head = (
        '<itext><translation lang="en"><text id="f"><value>label</value></text></translation>'
        '<translation lang="fr"><text id="f"><value>colour</value></text></translation></itext>'
    )
    xml = xform(
        "<f/><out/>",
        head=head,
        binds='<bind nodeset="/data/out" calculate="jr:choice-name(/data/f, \'/data/f\')"/>',
        body='<select1 ref="/data/f" appearance="search(\'fruits.csv\')"><label>F</label>'
        "<item><label ref=\"jr:itext('f')\"/><value>key</value></item>"
        "<item><label>None</label><value>0</value></item></select1>",
    )
    session = load(xml, resources=NamedFiles({"fruits.csv": FRUITS.encode()})).begin(now=now, language="fr")
    assert session.choices("/data/f")[1].label.text == "red"
    session.set("/data/f", "apple")
    assert session.value("/data/out") == "red"
    session.set("/data/f", "0")
    assert session.value("/data/out") == "None"
    session.language = "en"
    assert session.choices("/data/f")[1].label.text == "Apple"


def test_a_list_that_the_form_has_anyway_is_not_read_twice(begin_search: Begin) -> None:
    head = '<instance id="fruits"><root><item><key>kiwi</key><label>Kiwi</label></item></root></instance>'
    assert _values(begin_search("search('fruits')", head=head, files={})) == ["kiwi"]


def test_the_list_of_a_search_is_never_silently_empty(begin_search: Begin) -> None:
    with pytest.raises(MissingResource, match=r"fruits\.csv"):
        begin_search("search('fruits')", files={})


@pytest.mark.parametrize(
    ("appearance", "items", "error", "words"),
    [
        ("search('fruits', 'matches', 'nothing', 'x')", None, UnknownPath, "nothing"),
        ("search('fruits', 'matches', 'key', 'x', 'nothing', 'y')", None, UnknownPath, "nothing"),
        ("search('fruits')", (("nothing", "label"),), UnknownPath, "nothing"),
        ("search('fruits')", (), NotSupported, "names columns"),
        ("search('fruits')", (("key", "label"), ("colour", "label")), NotSupported, "names columns"),
        ("search('fruits', 'matches', 'key')", None, WrongArguments, "takes a list"),
        ("search(fruits)", None, WrongArguments, "quotation marks"),
        ("search('fruits', 'sounds', 'key', 'x')", None, WrongArguments, "contains"),
        ("search('fruits', 'matches', 'key', concat(../region, 'x'))", None, NotSupported, "no reckoning"),
        ("search('fruits', 'matches', 'key', )", None, FormError, "empty"),
        ("search('fruits'", None, XPathSyntax, "never closed"),
    ],
)
def test_what_is_wrong_with_a_search_is_told(
    begin_search: Begin,
    appearance: str,
    items: tuple[tuple[str, str], ...] | None,
    error: type[FormError],
    words: str,
) -> None:
    with pytest.raises(error, match=words):
        begin_search(appearance, (("key", "label"),) if items is None else items)


@pytest.mark.parametrize("appearance", ["", "minimal", "research('x')", "search", "searching"])
def test_other_appearances_are_no_search(appearance: str) -> None:
    assert search_in(appearance) is None


def test_brackets_and_commas_within_quotes_and_calls_divide_nothing() -> None:
    search = search_in("w4 search('a', 'matches', 'b', concat('),(', /x[1], \"it's\")) quick")
    assert search is not None
    assert search.file == "a"
    assert search.arguments == ("'matches'", "'b'", "concat('),(', /x[1], \"it's\")")


def test_a_search_is_explained_as_what_offers_the_choices(begin_search: Begin) -> None:
    form = begin_search("search('fruits', 'matches', 'region', /data/g/region)").form
    nodes = {node.path: node for node in explain(form).nodes}
    assert [(link.path, link.decides) for link in nodes["/data/g/fruit"].depends_on] == [("/data/g/region", "choices")]
