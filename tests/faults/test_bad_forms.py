"""A form may be rubbish, or made to do harm: it is refused by name, with a place, in bounded time and memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest

ROOT = Path(__file__).resolve().parents[2]
MOST_MEBIBYTES = 300

HEAD = (
    '<?xml version="1.0"?>\n<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
    ' xmlns:jr="http://openrosa.org/javarosa"><h:head><model>\n'
)


def xform(instance: str, rules: str = "", body: str = "", lists: str = "") -> bytes:
    """A form; line 3 holds the instance, line 4 the lists, line 5 the rules, line 6 the body."""
    data = f'<instance><data id="f">{instance}</data></instance>\n{lists}\n{rules}</model></h:head>\n'
    return (HEAD + data + f"<h:body>{body}</h:body></h:html>").encode()


def ruled(expression: str, rule: str = "calculate", kind: str = "string") -> bytes:
    return xform("<a/><b/>", f'<bind nodeset="/data/a" type="{kind}" {rule}={quoteattr(expression)}/>')


def entity_bomb() -> bytes:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE d [<!ENTITY e0 "boom">{levels}]>'.encode() + xform("<a>&e11;</a>")[22:]


def external_entity() -> bytes:
    return b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + xform("<a>&x;</a>")[22:]


def circle() -> bytes:
    rules = "".join(f'<bind nodeset="/data/n{n}" calculate="/data/n{(n + 1) % 500} + 1"/>' for n in range(500))
    return xform("".join(f"<n{n}/>" for n in range(500)), rules)


def repeat(count: str) -> bytes:
    body = (
        f'<group ref="/data/r"><repeat nodeset="/data/r" jr:count="{count}"><input ref="/data/r/x"/></repeat></group>'
    )
    return xform("<n>1000000000</n><r><x/></r>", '<bind nodeset="/data/n" type="int"/>', body)


def listed(name: str) -> bytes:
    """A question whose choices stand in a file."""
    choices = '<itemset nodeset="instance(\'l\')/root/item"><value ref="name"/><label ref="label"/></itemset>'
    body = f'<select1 ref="/data/a">{choices}</select1>'
    return xform("<a/>", body=body, lists=f'<instance id="l" src="jr://file-csv/{name}"/>')


@dataclass(frozen=True)
class Case:
    """A form, the error it must give, and what that error must say about the place."""

    form: Callable[[], bytes]
    error: str
    place: Mapping[str, Any]
    says: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)


CASES = {
    "entity-bomb": Case(entity_bomb, "FormDamaged", {}, "DOCTYPE"),
    "external-entity": Case(external_entity, "FormDamaged", {}, "DOCTYPE"),
    "circle-of-500": Case(circle, "DependencyCycle", {"line": 5}, "/data/n1 → /data/n0"),
    "elements-10000-deep": Case(lambda: xform("<a>" * 10_000 + "</a>" * 10_000), "FormTooLarge", {"line": 3}),
    "100-megabytes": Case(lambda: xform("<a>" + "x" * 100_000_000 + "</a>"), "FormTooLarge", {}, "bytes"),
    "half-a-form": Case(lambda: xform("<a/>")[:-20], "FormDamaged", {"line": 6}),
    "another-encoding": Case(
        lambda: xform("<a>\u00e9</a>").replace(b'"1.0"', b'"1.0" encoding="utf-16"'), "FormDamaged", {"line": 1}
    ),
    "an-encoding-that-nobody-knows": Case(
        lambda: xform("<a/>").replace(b'"1.0"', b'"1.0" encoding="klingon"'), "FormDamaged", {"line": 1}, "klingon"
    ),
    "bytes-that-are-no-utf-8": Case(lambda: xform("<a>?</a>").replace(b"?<", b"\xff\xfe<"), "FormDamaged", {"line": 3}),
    "xpath-5000-deep": Case(
        lambda: ruled("(" * 5000 + "1" + ")" * 5000), "XPathTooDeep", {"line": 5, "path": "/data/a"}
    ),
    "calls-5000-deep": Case(lambda: ruled("not(" * 5000 + "1" + ")" * 5000), "XPathTooDeep", {"line": 5}),
    "predicates-5000-deep": Case(lambda: ruled("/data" + "[a" * 5000 + "]" * 5000), "XPathTooDeep", {"line": 5}),
    "unknown-function": Case(lambda: ruled("1 + launch()"), "UnknownFunction", {"line": 5, "column": 5}),
    "unfinished-xpath": Case(lambda: ruled("/data/b = ("), "XPathSyntax", {"line": 5, "path": "/data/a"}),
    "repeat-count-of-a-billion": Case(lambda: repeat("/data/n"), "FormTooLarge", {"path": "/data/r"}),
    "missing-list": Case(lambda: listed("towns.csv"), "MissingResource", {"line": 4}, "towns.csv"),
    "list-in-another-encoding": Case(
        lambda: listed("towns.csv"),
        "ResourceDamaged",
        {},
        "UTF-8",
        {"towns.csv": "name,label\nx,\u00c9pinal\n".encode("latin-1")},
    ),
    "list-with-a-ragged-row": Case(
        lambda: listed("towns.csv"), "ResourceDamaged", {}, "3", {"towns.csv": b"name,label\na,A\nb,B,C,D\n"}
    ),
}


def told(form: bytes, tmp_path: Path, files: Mapping[str, bytes]) -> dict[str, Any]:
    """What the process that loaded the form says of it."""
    (tmp_path / "files").mkdir()
    for name, content in files.items():
        (tmp_path / "files" / name).write_bytes(content)
    (tmp_path / "form.xml").write_bytes(form)
    script, files_of = ROOT / "tests" / "faults" / "hostile_form.py", tmp_path / "files"
    program = [sys.executable, str(script), str(tmp_path / "form.xml"), str(files_of)]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    ended = subprocess.run(program, capture_output=True, text=True, timeout=120, env=environment, cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr[-2000:]
    answer: dict[str, Any] = json.loads(ended.stdout)
    return answer


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_hostile_form_is_refused_by_name(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    answer = told(case.form(), tmp_path, case.files)
    assert answer["error"] == case.error, answer
    assert {key: answer[key] for key in case.place} == dict(case.place)
    assert case.says in answer["said"]
    assert answer["mebibytes"] < MOST_MEBIBYTES


def test_a_regular_expression_that_explodes_is_a_fault_and_not_a_hang(tmp_path: Path) -> None:
    form = xform(f"<a/><b>{'a' * 60}!</b>", '<bind nodeset="/data/a" calculate="regex(/data/b, \'(a|aa)+$\')"/>')
    answer = told(form, tmp_path, {})
    assert answer["faults"] == ["RegexTooSlow"]


@pytest.mark.parametrize(
    ("expression", "kind", "value"),
    [("1 div 0", "string", "Infinity"), ("1 div 0", "int", ""), ("0 mod 0", "decimal", ""), ("-1 div 0", "date", "")],
)
def test_division_by_zero_is_a_value_or_no_answer(expression: str, kind: str, value: str, tmp_path: Path) -> None:
    answer = told(ruled(expression, kind=kind), tmp_path, {})
    assert answer["values"]["/data/a"] == value


def test_a_walk_over_everything_from_everything_ends(tmp_path: Path) -> None:
    rule = '<bind nodeset="/data/n0" required="count(//*[//*[//n1]]) = 1"/>'
    answer = told(xform("".join(f"<n{n}/>" for n in range(3000)), rule), tmp_path, {})
    assert set(answer["faults"]) == {"EvaluationTooLong"}, answer["error"]
