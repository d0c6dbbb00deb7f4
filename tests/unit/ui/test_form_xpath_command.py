"""`parvis form xpath`: a line for a line, whatever the line is."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ui.commands.forms import xpath

REPOSITORY = Path(__file__).parents[3]


def answered(*lines: str) -> list[dict[str, Any]]:
    target = io.StringIO()
    xpath.answer_lines(io.StringIO("".join(line + "\n" for line in lines)), target)
    return [json.loads(line) for line in target.getvalue().splitlines()]


def asking(number: object, expression: str, **more: object) -> str:
    return json.dumps({"id": number, "xml": "<r><n>2</n></r>", "expr": expression, **more})


def test_each_request_has_its_answer_in_order() -> None:
    told = answered(asking(1, "/r/n + 1"), asking("two", "concat('a', /r/n)"), asking(3, "/r/n", want="nodeset"))
    assert told == [
        {"id": 1, "type": "number", "value": 3.0},
        {"id": "two", "type": "string", "value": "a2"},
        {"id": 3, "type": "nodeset", "value": ["/node()[1]/node()[1]"]},
    ]


@pytest.mark.parametrize(
    "line", ["nonsense", "[1, 2]", "7", '"text"', "null", "{", '{"id": 1', "[" * 100_000, '{"id": 1e999999}']
)
def test_a_line_that_is_no_request_does_not_stop_the_next(line: str) -> None:
    bad, good = answered(line, asking(2, "1"))
    assert bad["type"] == "error"
    assert bad["message"]
    assert good == {"id": 2, "type": "number", "value": 1.0}


def test_empty_lines_are_passed_over_and_the_last_needs_no_end() -> None:
    target = io.StringIO()
    xpath.answer_lines(io.StringIO("\n  \n" + asking(1, "1")), target)
    assert [json.loads(line)["id"] for line in target.getvalue().splitlines()] == [1]


def test_a_line_that_is_too_long_is_skipped_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xpath, "LONGEST_LINE", 200)
    told = answered(asking(1, "'" + "a" * 1_000 + "'"), asking(2, "1"))
    assert [(each["id"], each["type"]) for each in told] == [(None, "error"), (2, "number")]
    assert "too long" in told[0]["message"]


def test_a_mistake_of_ours_costs_one_answer_and_shows_nothing_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk.forms.xpath.trial import answering

    answer = answering.answer

    def mistaken(request: dict[str, Any]) -> dict[str, Any]:
        if request["id"] == 1:
            raise ZeroDivisionError("Jeanne Martin")
        return answer(request)

    monkeypatch.setattr(answering, "answer", mistaken)
    bad, good = answered(asking(1, "1"), asking(2, "1"))
    assert bad == {"id": 1, "type": "error", "value": None, "message": "The evaluator failed: ZeroDivisionError."}
    assert good["value"] == 1.0


def test_the_command_answers_as_it_is_asked() -> None:
    """The other side may wait for an answer before it asks again."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "form", "xpath"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=REPOSITORY,
        text=True,
        encoding="utf-8",
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        for number in (1, 2):
            process.stdin.write(asking(number, "concat('é', /r/n)") + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline()) == {"id": number, "type": "string", "value": "é2"}
        process.stdin.close()
        assert process.wait(timeout=60) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
