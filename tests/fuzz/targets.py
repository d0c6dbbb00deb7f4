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

from kiosk.forms import FormError, Limits, Session, load
from kiosk.forms.resources import NamedFiles

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
_REPEAT: Final = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa"><h:head><model>
<instance><data id="f"><n>1</n><house jr:template=""><age/><kid><name/><twice/></kid></house><all/></data></instance>
<bind nodeset="/data/n" type="int"/><bind nodeset="/data/house/age" type="int" relevant="/data/n &lt; 5"/>
<bind nodeset="/data/house/kid/twice" calculate="number(../name) * 2 + position(..)"/>
<bind nodeset="/data/all" calculate="sum(/data/house/age) + count(/data/house/kid[name != ''])"/>
</model></h:head><h:body><input ref="/data/n"/><group ref="/data/house"><repeat nodeset="/data/house">
<input ref="/data/house/age"/><group ref="/data/house/kid"><repeat nodeset="/data/house/kid">
<input ref="/data/house/kid/name"/></repeat></group></repeat></group></h:body></h:html>"""
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


def resource(data: bytes) -> None:
    """Bytes as the file of a list: CSV, XML or GeoJSON, after the first byte."""
    if data:
        name = ("l.csv", "l.xml", "l.geojson")[data[0] % 3]
        xml = _FORM.format(kind="string", rule="calculate", expression="count(instance('file')/root/item[name = 'x'])")
        listed = xml.replace(
            '<instance id="list">', f'<instance id="file" src="jr://file/{name}"/><instance id="list">'
        )
        with suppress(FormError):
            _answer(listed.encode(), NamedFiles({name: data[1:]}))


def resumed(data: bytes) -> None:
    """Bytes as an instance to be taken up again."""
    form = load(_REPEAT.encode(), limits=LIMITS)
    with suppress(FormError):
        _walk(form.begin(now=lambda: NOW, language="", instance=data))


def repeats(data: bytes) -> None:
    """Each byte adds, removes or answers somewhere in two nested repeats; what is left can be taken up again."""
    form = load(_REPEAT.encode(), limits=LIMITS)
    session = form.begin(now=lambda: NOW, language="")
    for byte in data[:60]:
        ranges = list(session.repeats())
        here = ranges[byte % len(ranges)]
        with suppress(FormError):
            match byte >> 6:
                case 0:
                    session.add_repeat(here.path)
                case 1:
                    session.remove_repeat(here.path, byte % 4)
                case _:
                    questions = list(islice(session.questions(), 200))
                    session.set(questions[byte % len(questions)].path, str(byte % 7))
    again = form.begin(now=lambda: NOW, language="", instance=session.serialise())
    were = {node.path: node.value for node in session.nodes() if node.relevant and "instanceID" not in node.path}
    are = {node.path: node.value for node in again.nodes() if node.relevant and "instanceID" not in node.path}
    assert were == are, "an instance taken up again differs"


def _answer(xml: bytes, files: NamedFiles | None = None) -> None:
    _walk(load(xml, limits=LIMITS, resources=files).begin(now=lambda: NOW, language="fr"))


def _walk(session: Session) -> None:
    for range_ in list(islice(session.repeats(), 5)):
        with suppress(FormError):
            session.remove_repeat(session.add_repeat(range_.path).rpartition("[")[0], 1)
    for question in list(islice(session.questions(), 50)):
        session.label(question.path)
        choices = session.choices(question.path)
        for value in (choices[0].value if choices else "1", "2026-02-28", ""):
            with suppress(FormError):
                session.set(question.path, value)
    session.problems()
    session.serialise().decode("utf-8")


TARGETS: Final[Mapping[str, Callable[[bytes], None]]] = {
    target.__name__: target for target in (rule, form, answers, resource, resumed, repeats)
}
