"""Small forms, a clock that stands still, and spreadsheets compiled to XForms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

import pytest

from kiosk.forms import Form, Session, load

Xform = Callable[..., bytes]

NOW = datetime(2026, 3, 10, 9, 30, 15, 250_000, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture
def now() -> Callable[[], datetime]:
    """A Tuesday morning in Metz, in winter time."""
    return lambda: NOW


@pytest.fixture
def xform() -> Xform:
    """An XForm from its parts: `xform("<a/>", binds=..., body=..., head=...)`."""

    def build(instance: str, *, binds: str = "", body: str = "", head: str = "", root: str = 'id="f"') -> bytes:
        return (
            '<?xml version="1.0"?>\n'
            '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
            ' xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms"'
            ' xmlns:orx="http://openrosa.org/xforms" xmlns:kiosk="urn:parvis:kiosk:1">'
            f"<h:head><h:title>A form</h:title><model><instance><data {root}>{instance}</data></instance>"
            f"{head}{binds}</model></h:head><h:body>{body}</h:body></h:html>"
        ).encode()

    return build


@pytest.fixture
def begin(now: Callable[[], datetime]) -> Callable[..., Session]:
    """A session on the bytes of a form."""

    def start(xml: bytes, language: str = "", **options: Any) -> Session:
        return load(xml).begin(now=now, language=language, **options)

    return start


@pytest.fixture
def ask() -> Callable[..., Any]:
    """What an expression gives on any document, as `parvis form xpath` answers: its value, or the whole error."""
    from kiosk.forms.xpath.trial.answering import answer

    def asked(expression: str, xml: str = "<r/>", *, want: str = "any", **more: object) -> Any:
        request = {"tz": "Europe/Paris", "now": NOW.isoformat(), "xml": xml, "expr": expression, "want": want, **more}
        told = answer(request)
        return told if told["type"] == "error" else told["value"]

    return asked


@pytest.fixture
def evaluate(xform: Xform, begin: Callable[..., Session]) -> Callable[..., str]:
    """The text that an expression gives, as the calculation of a form holding `instance`."""

    def value(expression: str, instance: str = "", data_type: str = "string", head: str = "") -> str:
        # As a text: a number that is none is kept as no answer at all.
        written = f"string({expression})" if data_type == "string" else expression
        bind = f'<bind nodeset="/data/out" type="{data_type}" calculate={quoteattr(written)}/>'
        return begin(xform(f"{instance}<out/>", binds=bind, head=head)).value("/data/out")

    return value


@pytest.fixture
def spreadsheet() -> Callable[[str], Form]:
    """The form that pyxform makes of an XLSForm written as Markdown."""

    def compiled(markdown: str) -> Form:
        from pyxform.xls2xform import convert

        return load(convert(markdown).xform.encode())

    return compiled


@pytest.fixture
def attribute() -> Callable[[str], str]:
    """Text made fit for the inside of an attribute."""
    return lambda text: escape(text, {'"': "&quot;"})
