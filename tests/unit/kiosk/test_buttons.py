"""own-12 for the kiosk's own buttons: those that its modules name, and those that whole visits show."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kiosk.pages
from kiosk.authoring.deeds import says_a_deed
from kiosk.pages.sheet import Sheet
from kiosk.visit.intents import Open
from kiosk.words import Words, available

PLACES = frozenset({"bar.help", "bar.language", "bar.text-size", "bar.contrast", "button.back"})
"""They name where they lead, in one word, at the same place on every page (W 3.2.6)."""

STEPS = frozenset({"less", "more", "much-less", "much-more", "slower", "faster", "softer", "louder", "pause"})
"""How their keys end: a step on a scale, or a sign that everybody knows, on a button as wide as that word."""

ANSWERS = frozenset({"document.not-yet"})
"""Not a deed, but what a person says of their paper."""

COVERING = frozenset(f"{cover}.{way}" for cover in ("stop", "idle", "away") for way in ("stay", "erase"))
"""The two answers of each page that covers what was told; its builder puts their names together."""

WAY = {"action": 1, "forward": 0, "back": 1}
"""Where the key stands among the arguments of the sheet's methods."""


def literals() -> set[str]:
    """The keys that the page builders write out."""
    found: set[str] = set()
    for path in Path(kiosk.pages.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in WAY:
                for argument in call.args[WAY[call.func.attr] : WAY[call.func.attr] + 1]:
                    found |= {
                        part.value
                        for part in ast.walk(argument)
                        if isinstance(argument, ast.Constant | ast.IfExp)
                        and isinstance(part, ast.Constant)
                        and isinstance(part.value, str)
                        and "." in part.value
                    }
    return found


@pytest.fixture
def toured(touring_kiosk: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The keys of the buttons that four rehearsals show, with every page that can be laid over the first."""
    found: set[str] = {"words.explain"}
    action = Sheet.action

    def noted(self: Sheet, part: str, key: str, *rest: Any, **more: Any) -> Any:
        found.add(key)
        return action(self, part, key, *rest, **more)

    monkeypatch.setattr(Sheet, "action", noted)
    visit = touring_kiosk()
    for part, intent in list(visit.conductor.screen.intents.items()):
        if isinstance(intent, Open):
            visit.press(part)
            visit.press("bar.help")
    for name in ("identity-card-stolen", "birth-certificate", "leisure-centre", "town-wifi"):
        visit = touring_kiosk()
        for _page in visit.walk(visit.town.plan(name)):
            pass
    return found


def test_own_12_every_button_of_the_interface_says_what_it_does_verb_first(toured: set[str]) -> None:
    keys = {key for key in literals() | toured if key.rpartition(".")[2] not in STEPS} - PLACES - ANSWERS
    keys |= COVERING
    assert len(keys) > 60
    assert {"slip.print", "rank.up", "document.have", "words.explain"} <= keys
    wrong = []
    for language in available():
        words = Words(language)
        for key in sorted(keys):
            if words.has(key) and not says_a_deed(words.say(key), language):
                wrong.append((language, key, words.say(key)))
    assert wrong == []
