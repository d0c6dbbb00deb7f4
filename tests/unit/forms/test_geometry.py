"""Places: what is one, and how it is kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.forms import InvalidValue, Session
from kiosk.forms.geometry import written

Xform = Callable[..., bytes]

TRIANGLE = "0 0; 0 1; 1 1; 0 0"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("49.12 6.175", "49.12 6.175"),
        ("49 6", "49.0 6.0"),
        (" -49.5  +6 0 2.5 ", "-49.5 6.0 0.0 2.5"),
        (".5 5.", "0.5 5.0"),
        ("90 -180 8848", "90.0 -180.0 8848.0"),
        ("49", None),
        ("", None),
        ("90.1 6", None),
        ("49 180.5", None),
        ("49 6 1 2 3", None),
        ("49,1 6", None),
        ("1e1 6", None),
        ("north 6", None),
    ],
)
def test_a_point(text: str, kept: str | None) -> None:
    assert written(text, "geopoint") == kept


@pytest.mark.parametrize(
    ("text", "data_type", "kept"),
    [
        ("0 0; 0 1;", "geotrace", "0.0 0.0;0.0 1.0"),
        ("0 0;0 1", "geotrace", "0.0 0.0;0.0 1.0"),
        ("0 0", "geotrace", None),
        ("0 0; ; 0 1", "geotrace", None),
        ("0 0; 0 x", "geotrace", None),
        (TRIANGLE, "geoshape", "0.0 0.0;0.0 1.0;1.0 1.0;0.0 0.0"),
        ("0 0; 0 1", "geoshape", None),
    ],
)
def test_a_line_and_a_surface(text: str, data_type: str, kept: str | None) -> None:
    assert written(text, data_type) == kept


def test_a_place_is_answered_calculated_and_given(xform: Xform, begin: Callable[..., Session]) -> None:
    session = begin(
        xform(
            "<p>49 6</p><bad>somewhere</bad><c/><d/>",
            binds='<bind nodeset="/data/p" type="geopoint"/><bind nodeset="/data/bad" type="geopoint"/>'
            '<bind nodeset="/data/c" type="geopoint" calculate="concat(/data/p, \' 12\')"/>'
            '<bind nodeset="/data/d" type="geopoint" calculate="\'nowhere\'"/>',
            body='<input ref="/data/p"/>',
        )
    )
    assert [session.value(f"/data/{name}") for name in ("p", "bad", "c", "d")] == ["49.0 6.0", "", "49.0 6.0 12.0", ""]
    session.set("/data/p", "48.5 7.75 100 4")
    assert session.value("/data/p") == "48.5 7.75 100.0 4.0"
    with pytest.raises(InvalidValue, match="place") as raised:
        session.set("/data/p", "Metz")
    assert "Metz" not in str(raised.value)
    assert session.value("/data/p") == "48.5 7.75 100.0 4.0"


@pytest.mark.parametrize(
    ("data_type", "given", "kept"),
    [
        ("int", "2.5", "2"),
        ("int", "-2.5", "-2"),
        ("int", " 7 ", "7"),
        ("int", "seven", ""),
        ("decimal", "2.50", "2.50"),
        ("decimal", "much", ""),
        ("date", "2026-03-10T09:30:00", "2026-03-10"),
        ("date", "2026-03-10", "2026-03-10"),
        ("string", " as it is ", " as it is "),
    ],
)
def test_a_value_that_the_form_gives_is_kept_as_its_type_has_it(
    xform: Xform, begin: Callable[..., Session], data_type: str, given: str, kept: str
) -> None:
    session = begin(xform(f"<a>{given}</a>", binds=f'<bind nodeset="/data/a" type="{data_type}"/>'))
    assert session.value("/data/a") == kept


@pytest.mark.parametrize("data_type", ["string", "int", "decimal"])
def test_a_calculation_that_is_no_number_is_no_answer(
    xform: Xform, begin: Callable[..., Session], data_type: str
) -> None:
    bind = f'<bind nodeset="/data/a" type="{data_type}" calculate="1 + /data/b"/>'
    session = begin(xform("<a/><b/>", binds=bind))
    assert session.value("/data/a") == ""
    session.set("/data/b", "2")
    assert session.value("/data/a") == "3"
