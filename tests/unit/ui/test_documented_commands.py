"""Every `parvis ...` that a page, a unit or one of our own messages names is a command that there is.

Lines of a code block and of a unit must parse as they stand; a mention in a sentence may leave out what is needed.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import io
import itertools
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from ui import cli

ROOT = Path(__file__).resolve().parents[3]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "deploy").rglob("*.md")])
UNITS = sorted((ROOT / "deploy").rglob("*.service"))
PROGRAMS = [path for name in ("ui", "offline_cache", "kiosk", "accessibility") for path in (ROOT / name).rglob("*.py")]

BLOCK = re.compile(r"^ *```[a-z]*\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")
COMMAND = re.compile(r"\s*(?:sudo (?:-u \S+ )?|runuser -u \S+ -- )?(?:\S+/)?parvis (?=[a-z-])")
SHORT = re.compile(rf"(?:{'|'.join(cli.COMMANDS)}) (?=[a-z-])")
OPTION = re.compile(r"(--[a-z][a-z0-9-]+)(?: [A-Z]+| \.\.\.)?")
QUOTED = re.compile(r"'(parvis [a-z][^'\n]*)'")
INCOMPLETE = re.compile("the following arguments are required|expected (one|[0-9]+) argument")


def problem(words: list[str]) -> str:
    """What the parser says to these words after `parvis`; empty when it takes them."""
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        try:
            cli.parse(words)
        except SystemExit as ended:
            return said.getvalue().strip().splitlines()[-1] if ended.code else ""
    return ""


def readings(command: str) -> Iterator[list[str]]:
    """What a notation stands for: `[optional]`, `this | that`, `this|that`, `N`, a comment, a pipe."""
    if either := re.search(r"\S+\|\S+", command):
        for one in either[0].split("|"):
            yield from readings(command.replace(either[0], one))
        return
    command = re.sub(r"\bN\b", "1", command)
    command = re.split(r"\s+#|\s[<>]\s|; |\s\|\s(?=[a-z])", command)[0].replace("...", "")
    optional = re.findall(r"\[([^\]]*)\]", command)
    for chosen in itertools.product((False, True), repeat=len(optional)):
        text = command
        for words, take in zip(optional, chosen, strict=True):
            text = text.replace(f"[{words}]", words if take else "", 1)
        *before, last = text.split(" | ")
        if not before:
            yield shlex.split(text)
            continue
        # `retry 17 | --all`: one or the other, after what stands before the first.
        head, _, first = before[0].strip().rpartition(" ")
        yield from (shlex.split(f"{head} {one}") for one in (first, *before[1:], last))


def blocks(page: Path) -> Iterator[str]:
    # The blocks of architecture.md are drawings.
    for block in BLOCK.findall(page.read_text("utf-8")) if page.name != "architecture.md" else ():
        for line in block.replace("\\\n", " ").splitlines():
            if (found := COMMAND.match(line.split(" #")[0])) and not line.startswith(("ExecStart", "#")):
                yield line[found.end() :]


def mentions(page: Path) -> Iterator[str]:
    for span in SPAN.findall(BLOCK.sub("", page.read_text("utf-8"))):
        if found := COMMAND.match(span):
            yield span[found.end() :]
        elif SHORT.match(span):
            yield span


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_names_commands_that_there_are(page: Path) -> None:
    wrong = [(line, said) for line in blocks(page) for words in readings(line) if (said := problem(words))]
    wrong += [
        (line, said)
        for line in mentions(page)
        for words in readings(line)
        if (said := problem(words)) and not INCOMPLETE.search(said)
    ]
    assert wrong == []


def test_the_pages_are_read() -> None:
    found = [line for page in PAGES for line in (*blocks(page), *mentions(page))]
    assert len(found) > 100
    for wanted in ("doctor", "enrol keys", "outbox retry", "publish refresh", "desk read", "pack update"):
        assert any(line.startswith(wanted) for line in found), wanted


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("outbox list", "invalid choice"),
        ("outbox status --state DIR --verbose", "unrecognized arguments"),
        ("doctr", "invalid choice"),
        ("enrol keys [--desk-token FILE] [--desk-key FILE]", "unrecognized arguments"),
        ("outbox retry 17 | --everything", "unrecognized arguments"),
    ],
)
def test_what_there_is_not_is_noticed(command: str, said: str) -> None:
    assert any(said in problem(words) for words in readings(command))


def test_a_units_command_is_one() -> None:
    lines = [line for unit in UNITS for line in re.findall(r"(?m)^Exec\w+=(\S*/parvis .*)$", unit.read_text("utf-8"))]
    assert len(lines) >= 4
    assert [(line, said) for line in lines if (said := problem(shlex.split(line)[1:]))] == []


def options() -> set[str]:
    """All options of all commands."""
    found: set[str] = set()
    waiting: list[argparse.ArgumentParser] = []
    for name in cli.COMMANDS:
        waiting.append(argparse.ArgumentParser())
        cli.load(name).add_arguments(waiting[-1])
    while waiting:
        for action in waiting.pop()._actions:
            found.update(action.option_strings)
            if isinstance(action, argparse._SubParsersAction):
                waiting.extend(action.choices.values())
    return found


@pytest.mark.parametrize("name", ["for-it.md", "privacy.md", "delivery.md", "updates.md", "for-content-authors.md"])
def test_an_option_that_a_page_names_is_one(name: str) -> None:
    known = options()
    spans = SPAN.findall(BLOCK.sub("", (ROOT / "docs" / name).read_text("utf-8")))
    named = {found[1] for span in spans if (found := OPTION.fullmatch(span))}
    assert named - known == set()


def test_our_own_messages_name_commands_that_there_are() -> None:
    found = set()
    for path in PROGRAMS:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.update(QUOTED.findall(node.value))
                if re.fullmatch(r"parvis [a-z][a-z -]*", node.value):
                    found.add(node.value)
    assert len(found) > 15
    said = {command: problem(next(readings(command))[1:]) for command in found}
    assert {command: why for command, why in said.items() if why and not INCOMPLETE.search(why)} == {}
