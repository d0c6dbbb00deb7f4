"""What a fuzzer may throw at the forms engine, and what must hold whatever it throws.

Each target takes bytes. It may raise nothing: a `FormError` is the engine's way of saying no, and everything else
is a finding. `run.py` gives them to atheris, `test_findings.py` replays what was found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from itertools import islice
from typing import Final

from kiosk.forms import FormError, Limits, load

NOW: Final = datetime(2026, 3, 29, 2, 30, tzinfo=timezone(timedelta(hours=1)))
LIMITS: Final = Limits(form_bytes=64 * 1024, elements=5_000, value_characters=2_000, regex_seconds=0.02)
_XML_UNFIT: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\t": "&#9;"})

_FORM: Final = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms"><h:head><model>
<instance><data id="f"><a>2</a><b>2026-03-29</b><c/><g><d>x y</d></g><e/><out/></data></instance>
<instance id="list"><root><item><name>x</name><label>X</label></item>
<item><name>y</name><label>Y</label></item></root></instance>
<bind nodeset="/data/c" type="{kind}" {rule}="{expression}"/>
</model></h:head><h:body>
<input ref="/data/a"/><input ref="/data/b"/><input ref="/data/c"><label>L <output value="/data/a"/></label></input>
<select ref="/data/g/d"><itemset nodeset="instance('list')/root/item">
<value ref="name"/><label ref="label"/></itemset></select>
</h:body></h:html>"""
_RULES: Final = ("calculate", "relevant", "constraint", "required", "readonly")
_KINDS: Final = ("string", "int", "decimal", "date", "time", "dateTime", "select", "geopoint")


def rule(data: bytes) -> None:
    """An expression as one rule of a small form, with the form then answered."""
    if len(data) < 3:
        return
    expression = _XML_UNFIT.sub("", data[2:].decode("utf-8", "replace"))[:2_000].translate(_ESCAPES)
    kind, name = _KINDS[data[0] % len(_KINDS)], _RULES[data[1] % len(_RULES)]
    with suppress(FormError):
        _answer(_FORM.format(kind=kind, rule=name, expression=expression).encode())


def form(data: bytes) -> None:
    """Bytes as a whole form, answered as far as it lets itself be answered."""
    with suppress(FormError):
        _answer(data)


def answers(data: bytes) -> None:
    """Texts as answers to questions of every type."""
    text = data.decode("utf-8", "replace")
    for kind in _KINDS:
        session = load(_FORM.format(kind=kind, rule="constraint", expression=". != ''").encode(), limits=LIMITS).begin(
            now=lambda: NOW, language=""
        )
        for path in ("/data/a", "/data/b", "/data/c", "/data/g/d"):
            with suppress(FormError):
                session.set(path, text)
        session.serialise().decode("utf-8")


def _answer(xml: bytes) -> None:
    session = load(xml, limits=LIMITS).begin(now=lambda: NOW, language="fr")
    for question in list(islice(session.questions(), 50)):
        session.label(question.path)
        choices = session.choices(question.path)
        for value in (choices[0].value if choices else "1", "2026-02-28", ""):
            with suppress(FormError):
                session.set(question.path, value)
    session.problems()
    session.serialise().decode("utf-8")


TARGETS: Final[Mapping[str, Callable[[bytes], None]]] = {"rule": rule, "form": form, "answers": answers}
