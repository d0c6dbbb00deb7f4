"""Lists in files beside a form: CSV, XML, GeoJSON; what is wrong with one is told with its line."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.forms import (
    DEFAULT_LIMITS,
    FormError,
    MissingResource,
    ResourceDamaged,
    ResourceTooLarge,
    Session,
    UnknownInstance,
    load,
)
from kiosk.forms.instances import document
from kiosk.forms.resources import NamedFiles, file_name

Xform = Callable[..., bytes]


def _items(uri: str, content: bytes | str, **limits: int) -> list[dict[str, str]]:
    """The items of a list as the document holds them: `root/item/column`."""
    data = content.encode() if isinstance(content, str) else content
    top = document(uri, data, replace(DEFAULT_LIMITS, **limits))
    (root,) = top.children
    assert root.local == "root"
    assert {item.local for item in root.children} <= {"item"}
    return [{leaf.local: leaf.text for leaf in item.children} for item in root.children]


def _csv(content: bytes | str, **limits: int) -> list[dict[str, str]]:
    return _items("jr://file-csv/towns.csv", content, **limits)


def test_the_first_line_of_a_csv_file_names_the_columns() -> None:
    assert _csv("name,label\nmetz,Metz\nnancy,Nancy\n") == [
        {"name": "metz", "label": "Metz"},
        {"name": "nancy", "label": "Nancy"},
    ]


def test_a_csv_cell_in_quotes_holds_commas_quotes_and_line_ends() -> None:
    assert _csv('name,label\r\na,"One, ""two""\r\nthree"\r\n') == [{"name": "a", "label": 'One, "two"\r\nthree'}]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_that_the_first_line_uses(separator: str) -> None:
    text = "name|label|note\na|A, B; C|\n".replace("|", separator)
    if separator in ",;":
        text = text.replace("A, B; C", '"A, B; C"')
    assert _csv(text) == [{"name": "a", "label": "A, B; C", "note": ""}]


def test_a_separator_within_a_quoted_heading_does_not_count() -> None:
    assert _csv('"a,b,c";d\n1;2\n') == [{"a_b_c": "1", "d": "2"}]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_empty_lines_and_a_missing_last_line_end_change_nothing(ending: str) -> None:
    assert _csv(ending.join(["", "name,label", "", "a,A", "", "b,B"])) == [
        {"name": "a", "label": "A"},
        {"name": "b", "label": "B"},
    ]


def test_a_byte_order_mark_is_no_part_of_the_first_heading() -> None:
    assert _csv("\ufeffname,label\na,É\n") == [{"name": "a", "label": "É"}]


def test_cells_keep_their_blanks_and_headings_do_not() -> None:
    assert _csv(" name , label\na, A \n") == [{"name": "a", "label": " A "}]


def test_headings_become_names_that_a_path_can_hold() -> None:
    assert _csv("label::French (fr),2nd,code-postal,été\na,b,c,d\n") == [
        {"label__French__fr_": "a", "_2nd": "b", "code-postal": "c", "été": "d"}
    ]


def test_separators_behind_the_last_column_are_what_spreadsheet_programs_leave() -> None:
    assert _csv("name,label,,\na,A,,\nb,B,\n") == [{"name": "a", "label": "A"}, {"name": "b", "label": "B"}]


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("name,label\na,A\nb\n", 3, "1 cells, and its heading has 2"),
        ("name,label\na,A,x\n", 2, "3 cells"),
        ("name,label\n\n\na\n", 4, "1 cells"),
        ('name,label\na,"A\nA"\nb\n', 4, "1 cells"),
        ('name,label\na,A\nb,"B\n\n', 3, "quotation mark"),
        ('name,label\na,"A"x\n', 2, "quotation mark"),
        ("name,name\na,A\n", 1, "two columns"),
        ("na me,na_me\na,A\n", 1, "two columns"),
        ("name,,label\na,,A\n", 1, "Column 2"),
        ("", 1, "no headings"),
        ("\n\n", 1, "no headings"),
        (",,\na,b,c", 1, "no headings"),
        (b"name,label\na,A\nb,\xe9t\xe9\n", 3, "not in UTF-8"),
        (b"name,label\r\na,A\r\nb,\xe9\r\n", 3, "not in UTF-8"),
        (b"name,label\ra,A\rb,\xe9\r", 3, "not in UTF-8"),
        ("name,label\na,A\n".encode("utf-16"), 1, "UTF-16"),
        ("name,label\na,A\0\n", 2, r"no text \(U\+0000\)"),
        ("name,label\nà,A\n\nb,\x0b\n", 4, r"no text \(U\+000B\)"),
        ("name,label\r\na,\uffff\r\n", 2, "U.FFFF"),
        ("name,label\na," + "x" * 140_000 + "\n", 2, "far too long"),
    ],
)
def test_what_is_wrong_with_a_csv_file_is_told_with_its_line(content: bytes | str, line: int, words: str) -> None:
    with pytest.raises(ResourceDamaged, match=words) as told:
        _csv(content)
    assert told.value.line == line
    assert told.value.uri == "jr://file-csv/towns.csv"
    assert "towns.csv" in str(told.value) or "Column" in str(told.value)


def test_a_list_has_bounds() -> None:
    rows = "name,label\n" + "a,A\n" * 5
    assert len(_csv(rows, resource_rows=5, resource_columns=2, resource_bytes=len(rows))) == 5
    for limits in ({"resource_rows": 4}, {"resource_columns": 1}, {"resource_bytes": len(rows) - 1}):
        with pytest.raises(ResourceTooLarge):
            _csv(rows, **limits)


@given(st.binary(max_size=300))
def test_no_csv_bytes_escape_as_anything_but_a_form_error(noise: bytes) -> None:
    for content in (noise, b"name,label\n" + noise):
        with suppress(FormError):
            _csv(content)


def _geojson(features: str) -> list[dict[str, str]]:
    return _items("jr://file/places.geojson", f'{{"type": "FeatureCollection", "features": [{features}]}}')


def _feature(geometry: str = "null", properties: str = "{}", rest: str = "") -> str:
    return f'{{"type": "Feature", "geometry": {geometry}, "properties": {properties}{rest}}}'


def test_a_feature_is_an_item_with_its_properties_as_they_are_written() -> None:
    feature = _feature(
        '{"type": "Point", "coordinates": [6.1757, 49.1193]}',
        '{"title": "Metz", "rank": 1.50, "open": true, "note": null, "tags": ["a", 2],'
        ' "big number": 12345678901234567890}',
        ', "id": 77',
    )
    assert _geojson(feature) == [
        {
            "geometry": "49.1193 6.1757 0 0",
            "title": "Metz",
            "rank": "1.50",
            "open": "true",
            "note": "",
            "tags": '["a", "2"]',
            "big_number": "12345678901234567890",
            "id": "77",
        }
    ]


def test_the_identifier_of_a_feature_counts_before_a_property_of_that_name() -> None:
    assert _geojson(_feature(properties='{"id": "inner"}', rest=', "id": "outer"')) == [{"geometry": "", "id": "outer"}]
    assert _geojson(_feature(properties='{"id": "inner"}')) == [{"geometry": "", "id": "inner"}]


@pytest.mark.parametrize(
    ("geometry", "text"),
    [
        ('{"type": "Point", "coordinates": [6, 49, 170.5]}', "49 6 170.5 0"),
        ('{"type": "Point", "coordinates": [1e-7, -4.5E1]}', "-45 0.0000001 0 0"),
        ('{"type": "LineString", "coordinates": [[1, 2], [3, 4]]}', "2 1 0 0; 4 3 0 0"),
        ('{"type": "Polygon", "coordinates": [[[1,2],[3,4],[5,6],[1,2]]]}', "2 1 0 0; 4 3 0 0; 6 5 0 0; 2 1 0 0"),
    ],
)
def test_geometry_is_written_as_odk_writes_places(geometry: str, text: str) -> None:
    assert _geojson(_feature(geometry)) == [{"geometry": text}]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[]", "FeatureCollection"),
        ('{"type": "FeatureCollection"}', "FeatureCollection"),
        ('{"type": "GeometryCollection", "features": []}', "FeatureCollection"),
        ("{", "JSON"),
        ("{}" * 2, "JSON"),
        ('{"type": "FeatureCollection", "features": [1]}', "Feature 1 .* not of the type"),
        ('{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": 1}]}', "properties"),
        ('{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"": 1}}]}', "without a name"),
        (
            '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"a b": 1, "a_b": 2}}]}',
            "two properties",
        ),
        ('{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": NaN}]}', "number"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_wrong_with_a_geojson_file_is_told(content: str, words: str) -> None:
    with pytest.raises(ResourceDamaged, match=words):
        _items("jr://file/places.geojson", content)


@pytest.mark.parametrize(
    "geometry",
    [
        "1",
        "{}",
        '{"type": "MultiPoint", "coordinates": [[1, 2]]}',
        '{"type": "Point", "coordinates": [1]}',
        '{"type": "Point", "coordinates": ["1", "2"]}',
        '{"type": "Point", "coordinates": [1e999, 2]}',
        '{"type": "Point"}',
        '{"type": "LineString", "coordinates": 3}',
        '{"type": "Polygon", "coordinates": []}',
    ],
)
def test_a_geometry_that_odk_cannot_write_is_told_with_its_feature(geometry: str) -> None:
    with pytest.raises(ResourceDamaged, match="Feature 2"):
        _geojson(f"{_feature()}, {_feature(geometry)}")


def test_geojson_has_the_bounds_of_a_list() -> None:
    content = f'{{"type": "FeatureCollection", "features": [{_feature()}, {_feature()}]}}'
    with pytest.raises(ResourceTooLarge):
        _items("jr://file/p.geojson", content, resource_rows=1)
    wide = _feature(properties='{"a": 1, "b": 2}')
    with pytest.raises(ResourceDamaged, match="properties"):
        _items("jr://file/p.geojson", f'{{"type": "FeatureCollection", "features": [{wide}]}}', resource_columns=2)
    long = _feature(properties='{"a": 1000}')
    with pytest.raises(ResourceDamaged, match="characters"):
        _items("jr://file/p.geojson", f'{{"type": "FeatureCollection", "features": [{long}]}}', value_characters=3)


@pytest.mark.parametrize("written", ["\\u0000", "\\ud800", "\\u001f", "\uffff"])
def test_geojson_with_what_xml_cannot_hold_is_told(written: str) -> None:
    with pytest.raises(ResourceDamaged, match=r"Feature 1 .* no text"):
        _geojson(_feature(properties=f'{{"a": "x{written}y"}}'))


def test_a_calculation_keeps_only_what_xml_can_hold(evaluate: Callable[..., str]) -> None:
    # "x", a control character, a line end, "y"
    assert evaluate("base64-decode('eAEKeQ==')") == "x\ny"


def test_geojson_that_is_not_utf_8_is_told_with_its_line() -> None:
    with pytest.raises(ResourceDamaged, match="UTF-8") as told:
        _items("jr://file/p.geojson", b'{\n"type": "\xe9"}')
    assert told.value.line == 2


def test_xml_is_taken_as_it_is() -> None:
    top = document(
        "jr://file/t.xml",
        b"<root><item><name>a</name><label lang='fr'>A</label></item><group><item><name>b</name></item></group></root>",
        DEFAULT_LIMITS,
    )
    (root,) = top.children
    first, group = root.children
    assert [leaf.text for leaf in first.children] == ["a", "A"]
    assert [a.text for a in first.children[1].attributes] == ["fr"]
    assert group.children[0].string() == "b"
    assert group.children[0].children[0].path() == "/root/group/item/name"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<root><item></root>", "not well-formed"),
        (b'<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>', "DOCTYPE"),
        (b"<a>" * 101 + b"</a>" * 101, "nested more than 100 deep"),
        (b"", "not well-formed"),
    ],
)
def test_xml_is_read_as_warily_as_a_form(content: bytes, words: str) -> None:
    with pytest.raises(ResourceDamaged, match=words) as told:
        document("jr://file/towns.xml", content, DEFAULT_LIMITS)
    assert "towns.xml" in told.value.message
    assert "The form" not in told.value.message


@pytest.mark.parametrize(
    ("uri", "content"),
    [
        ("jr://file/list.csv", b"name\na\n"),
        ("jr://file/list.TSV", b"name\na\n"),
        ("jr://file/list", b"\xef\xbb\xbf <root><item><name>a</name></item></root>"),
        ("jr://file/list.json", b'{"type": "FeatureCollection", "features": [{"type": "Feature", "id": "a"}]}'),
        ("jr://file/list", b' {"type": "FeatureCollection", "features": [{"type": "Feature", "id": "a"}]}'),
        ("jr://file-csv/list", b"name\na\n"),
    ],
)
def test_what_a_file_is_its_name_says_or_else_its_beginning(uri: str, content: bytes) -> None:
    (item,) = document(uri, content, DEFAULT_LIMITS).children[0].children
    assert item.string() == "a"


def test_a_file_that_is_no_list_is_told() -> None:
    with pytest.raises(ResourceDamaged, match="no list"):
        document("jr://file/list.bin", b"\x00\x01", DEFAULT_LIMITS)


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("jr://file-csv/towns.csv", "towns.csv"),
        (" jr://images/a b.png ", "a b.png"),
        ("jr://file/../secret", ""),
        ("jr://file/..", ""),
        ("jr://file/a\\b", ""),
        ("jr://other/a", ""),
        ("/etc/passwd", ""),
        ("file:///etc/passwd", ""),
        ("jr://file/", ""),
    ],
)
def test_a_uri_names_a_file_and_never_a_place(uri: str, name: str) -> None:
    assert file_name(uri) == name


_SELECT = (
    '<select1 ref="/data/town"><label>Town</label><itemset nodeset="instance(\'towns\')/root/item">'
    '<value ref="name"/><label ref="label"/></itemset></select1>'
)


def _form(xform: Xform, src: str) -> bytes:
    return xform("<town/>", head=f'\n<instance id="towns" src="{src}"/>', body=_SELECT)


def _begin(xml: bytes, files: dict[str, bytes], now: Callable[[], datetime]) -> Session:
    return load(xml, resources=NamedFiles(files)).begin(now=now, language="")


def test_choices_come_from_the_file_beside_the_form(xform: Xform, now: Callable[[], datetime]) -> None:
    files = {"towns.csv": b"name,label,picture\nmetz,Metz,church\nnancy,Nancy,\n"}
    session = _begin(_form(xform, "jr://file-csv/towns.csv"), files, now)
    first, second = session.choices("/data/town")
    assert (first.value, first.label.text, first.label.derived) == ("metz", "Metz", False)
    assert first.properties == {"picture": "church"}
    assert second.properties == {"picture": ""}
    assert len(first.properties) == 1
    assert repr(first.properties) == "{'picture': 'church'}"
    with pytest.raises(KeyError):
        first.properties["name"]
    session.set("/data/town", "nancy")
    assert session.value("/data/town") == "nancy"
    with pytest.raises(FormError):
        session.set("/data/town", "Metz")


@pytest.mark.parametrize("files", [None, NamedFiles({}), NamedFiles({"Towns.csv": b"name\na"})])
def test_a_missing_file_is_an_error_and_never_an_empty_list(xform: Xform, files: NamedFiles | None) -> None:
    with pytest.raises(MissingResource, match=r"towns\.csv") as told:
        load(_form(xform, "jr://file-csv/towns.csv"), resources=files)
    assert told.value.uri == "jr://file-csv/towns.csv"
    assert told.value.line == 3


def test_a_missing_file_is_an_error_even_where_nothing_uses_the_list(xform: Xform) -> None:
    with pytest.raises(MissingResource):
        load(xform("<a/>", head='<instance id="towns" src="jr://file/towns.xml"/>'))


def test_a_file_by_a_path_is_a_missing_file(xform: Xform) -> None:
    with pytest.raises(MissingResource, match="passwd"):
        load(_form(xform, "/etc/passwd"), resources=NamedFiles({"passwd": b"name\na\n"}))


def test_what_was_saved_last_is_empty_where_nothing_was(
    xform: Xform, attribute: Callable[[str], str], now: Callable[[], datetime]
) -> None:
    calculate = attribute("count(instance('__last-saved')/data/town)")
    xml = xform(
        "<town/><out/>",
        head='<instance id="__last-saved" src="jr://instance/last-saved"/>',
        binds=f'<bind nodeset="/data/out" calculate="{calculate}"/>',
    )
    assert load(xml).begin(now=now, language="").value("/data/out") == "0"


TOWNS = b"name,label,code\nmetz,Metz,57463\nnancy,Nancy,54395\nmetz,Other,0\n"


@pytest.mark.parametrize(
    ("call", "text"),
    [
        ("pulldata('towns', 'label', 'name', 'nancy')", "Nancy"),
        ("pulldata('towns', 'label', 'name', 'metz')", "Metz"),
        ("pulldata('towns', 'label', 'code', 57463)", "Metz"),
        ("pulldata('towns', 'label', 'name', /data/town)", "Nancy"),
        ("pulldata('towns', 'label', 'name', 'paris')", ""),
        ("pulldata('towns', 'mayor', 'name', 'metz')", ""),
        ("pulldata('towns', 'label', 'mayor', 'metz')", ""),
    ],
)
@pytest.mark.parametrize("inside", [False, True])
def test_pulldata_gives_a_cell_of_the_first_row_that_fits(
    xform: Xform, attribute: Callable[[str], str], now: Callable[[], datetime], call: str, text: str, inside: bool
) -> None:
    rows = "".join(
        f"<item><name>{name}</name><label>{label}</label><code>{code}</code></item>"
        for name, label, code in (line.split(",") for line in TOWNS.decode().split()[1:])
    )
    xml = xform(
        "<town>nancy</town><out/>",
        head=f'<instance id="towns"><root>{rows}</root></instance>'
        if inside
        else '<instance id="towns" src="jr://file-csv/towns.csv"/>',
        binds=f'<bind nodeset="/data/out" calculate="{attribute(call)}"/>',
    )
    session = load(xml, resources=NamedFiles({"towns.csv": TOWNS})).begin(now=now, language="")
    assert session.value("/data/out") == text


def test_pulldata_looks_into_attributes_where_its_columns_say_so(evaluate: Callable[..., str]) -> None:
    head = (
        '<instance id="t"><root><item code="a"><label>A</label></item><item code="b" short="bb"><label>B</label></item>'
        "</root></instance>"
    )
    assert evaluate("pulldata('t', 'label', '@code', 'b')", head=head) == "B"
    assert evaluate("pulldata('t', '@short', 'label', 'B')", head=head) == "bb"
    assert evaluate("pulldata('t', '@short', '@code', 'a')", head=head) == ""


def test_pulldata_from_a_list_that_the_form_lacks_is_told_at_once(
    xform: Xform, attribute: Callable[[str], str]
) -> None:
    call = attribute("pulldata('towns', 'a', 'b', 1)")
    binds = f'<bind nodeset="/data/out" calculate="{call}"/>'
    with pytest.raises(UnknownInstance, match="towns"):
        load(xform("<out/>", binds=binds))


@pytest.mark.parametrize(
    "item",
    [
        "<item><name>a</name><label>A</label></item>",
        "<item code='1'><name>a</name><label>A</label></item>",
        "<item><name>a</name><label lang='fr'>A</label></item>",
        "<item><x:name xmlns:x='urn:x'>b</x:name><name>a</name><label>A</label></item>",
        "<item><name xmlns='urn:x'>a</name><label>A</label></item>",
        "<x:item xmlns:x='urn:x'><x:name>b</x:name><name>a</name><label>A</label></x:item>",
        "<item><name>a<!-- really --></name><label>A</label><!-- so --></item>",
        "<item><name>a</name><label>A</label><more><deep>d</deep></more></item>",
    ],
)
def test_rows_of_every_shape_hold_what_the_xml_holds(item: str) -> None:
    content = f"<root>{item}{item.replace('>A<', '>B<')}</root>".encode()
    top = document("jr://file/t.xml", content, DEFAULT_LIMITS)
    (root,) = top.children
    first, second = root.children
    names = [leaf.local for leaf in first.children]
    assert names[-2:] == ["name", "label"] or names == ["name", "label", "more"]
    texts = {leaf.local: leaf.string() for leaf in second.children}
    assert (texts["name"], texts["label"]) == ("a", "B")
    assert first.parent is root
    prefixed = [leaf for leaf in first.children if leaf.prefix]
    assert [leaf.namespace for leaf in prefixed] == ["urn:x"] * len(prefixed)


def test_a_list_without_anything_in_it_is_empty(evaluate: Callable[..., str]) -> None:
    assert evaluate("count(instance('l')/root/item)", head='<instance id="l"/>') == "0"
    assert evaluate("pulldata('l', 'a', 'b', 'c')", head='<instance id="l"><root/></instance>') == ""
    assert evaluate("pulldata('l', 'a', 'b', 'c')", head='<instance id="l"><rows><item/></rows></instance>') == ""
