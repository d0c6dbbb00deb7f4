"""`parvis form run --jsonl`: a form over JSON lines."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ui.commands.forms.protocol import Conversation

REPOSITORY = Path(__file__).parents[3]
FORM = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
    ' xmlns:jr="http://openrosa.org/javarosa"><h:head><model>'
    '<itext><translation lang="English (en)"><text id="a"><value>Name</value></text></translation>'
    '<translation lang="Français (fr)"><text id="a"><value>Nom</value></text></translation></itext>'
    '<instance><data id="f"><a/><told/><when/><r><x/></r><town/></data></instance>'
    '<instance id="towns" src="jr://file-csv/towns.csv"/>'
    '<bind nodeset="/data/a" required="true()"/>'
    '<bind nodeset="/data/told" calculate="jr:itext(\'a\')"/><bind nodeset="/data/when" calculate="today()"/>'
    '<bind nodeset="/data/r/x" type="int" constraint=". &lt; 10" relevant="/data/a != \'\'"/>'
    '<bind nodeset="/data/town" calculate="instance(\'towns\')/root/item[name = /data/a]/label"/>'
    '</model></h:head><h:body><input ref="/data/a"/><repeat nodeset="/data/r"><input ref="/data/r/x"/></repeat>'
    "</h:body></h:html>"
)


@pytest.fixture
def ask(tmp_path: Path) -> Any:
    """A conversation about the form, which is loaded."""
    towns = tmp_path / "towns.csv"
    towns.write_text("name,label\nm,Metz\n")
    conversation = Conversation()

    def asked(**request: Any) -> dict[str, Any]:
        return conversation.answer(json.dumps(request))

    loaded = asked(
        op="load",
        xml=FORM,
        attachments={"jr://file-csv/towns.csv": str(towns)},
        now="2026-01-01T03:00:00Z",
        tz="America/New_York",
    )
    assert loaded == {"ok": True, "id": "f", "languages": ["English (en)", "Français (fr)"]}
    return asked


def _nodes(ask: Any) -> dict[str, dict[str, Any]]:
    reply = ask(op="get")
    assert reply["ok"]
    return {node["ref"]: node for node in reply["nodes"]}


def test_a_form_is_answered(ask: Any) -> None:
    nodes = _nodes(ask)
    assert nodes["/data/a"] == {
        "ref": "/data/a",
        "type": "text",
        "value": "",
        "relevant": True,
        "required": True,
        "readonly": False,
        "violation": "required",
    }
    assert nodes["/data/when"]["value"] == "2025-12-31"  # still the day before in New York
    assert nodes["/data/r[1]"]["type"] == "group"
    assert nodes["/data/r[1]/x"]["relevant"] is False
    assert ask(op="set", ref="/data/a", value="m") == {
        "ok": True,
        "changed": ["/data/a", "/data/r[1]/x", "/data/town"],
    }
    assert _nodes(ask)["/data/town"]["value"] == "Metz"
    assert ask(op="add_repeat", ref="/data/r") == {"ok": True, "ref": "/data/r[2]"}
    assert ask(op="set", ref="/data/r[2]/x", value="12")["ok"]
    assert _nodes(ask)["/data/r[2]/x"]["violation"] == "constraint"
    assert ask(op="del_repeat", ref="/data/r", index=0) == {"ok": True}
    assert _nodes(ask)["/data/r[1]/x"]["value"] == "12"
    assert ask(op="lang", lang="Français (fr)") == {"ok": True, "lang": "fr"}
    assert _nodes(ask)["/data/told"]["value"] == "Nom"


@pytest.mark.parametrize(
    ("request_line", "said"),
    [
        ("no json", "no JSON"),
        ("[1]", "no JSON object"),
        ("[" * 100_000, "no JSON"),
        ('{"op": "jump"}', "op"),
        ('{"op": "set"}', "cannot be carried out"),
        ('{"op": "set", "ref": "/data/nothing", "value": "1"}', "no such question"),
        ('{"op": "set", "ref": "/data/r[1]/x", "value": "many"}', "whole number"),
        ('{"op": "del_repeat", "ref": "/data/r", "index": 7}', "no such instance"),
        ('{"op": "load", "xml": "<a/>"}', "XForm"),
        ('{"op": "load", "xml": 7, "tz": "Nowhere/At_All"}', "well-formed"),
    ],
)
def test_what_cannot_be_done_is_answered_and_the_next_request_heard(ask: Any, request_line: str, said: str) -> None:
    conversation = Conversation()
    assert conversation.answer('{"op": "get"}') == {"ok": False, "error": "No form is loaded."}
    conversation.answer(json.dumps({"op": "load", "xml": FORM.replace("jr://file-csv/towns.csv", "")}))
    reply = conversation.answer(request_line)
    assert reply["ok"] is False
    assert said in reply["error"]


def test_a_file_that_is_not_given_is_told() -> None:
    reply = Conversation().answer(json.dumps({"op": "load", "xml": FORM}))
    assert reply["ok"] is False
    assert "towns.csv" in reply["error"]


def test_the_command_speaks_it() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "ui.cli", "form", "run", "--jsonl"],
        input='{"op": "get"}\n\n{"op": "jump"}\n',
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        timeout=60,
        check=True,
    )
    assert [json.loads(line)["ok"] for line in told.stdout.splitlines()] == [False, False]


def test_without_a_form_the_command_asks_for_one() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "ui.cli", "form", "run"], capture_output=True, text=True, cwd=REPOSITORY, timeout=60
    )
    assert told.returncode == 2
    assert "--jsonl" in told.stderr
