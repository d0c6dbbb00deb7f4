"""The audit against faults that are planted one at a time in a page with nothing wrong: each is found by its rule."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from accessibility.audit.rules import RULES, check
from accessibility.audit.snapshot import Glass, Said, Snapshot, Voice
from ui.inspection.looking import Stand, look, twin

SCENE = Path(__file__).parent / "scenes" / "Clean.qml"
GLASS = Glass(600, 800, 96.0)
SPOKEN = (
    ("heading", "Where is your card?"),
    ("lead", "Choose one. You can say that you do not know."),
    ("yes", "I have it"),
    ("no", "I have lost it"),
    ("name.label", "Your name"),
    (
        "rows",
        "This list is longer than its place on the glass, and two buttons below move it. Nobody has to put a finger on "
        "it and draw, and whoever cannot see it hears all of it, from the first line to the last.",
    ),
    ("up", "Further up"),
    ("down", "Further down"),
    ("back", "Back"),
    ("forward", "Continue"),
)


def voice(scene: str) -> Voice:
    """What a careful script would say of the scene: every text in it, and the state of the two choices."""
    said = [Said(part, text, text, "en") for part, text in SPOKEN if text in scene]
    said += [Said("yes", "", "chosen", "en"), Said("no", "", "not chosen", "en")]
    return Voice(tuple(said), ("chosen", "not chosen"), frozenset({"chosen"}), frozenset({"not chosen"}))


@dataclass(frozen=True)
class Plant:
    """A fault: what of the scene is replaced by what, or what of the script; and the rule that has to find it."""

    rule: str
    changes: tuple[tuple[str, str], ...] = ()
    part: str = ""
    speech: Callable[[Voice], Voice] = lambda voice: voice
    languages: tuple[str, ...] = ("en",)


def without(part: str) -> Callable[[Voice], Voice]:
    return lambda voice: replace(voice, said=tuple(s for s in voice.said if s.part != part or not s.text))


def with_said(said: Said) -> Callable[[Voice], Voice]:
    return lambda voice: replace(voice, said=(*voice.said, said))


def in_language(part: str, language: str) -> Callable[[Voice], Voice]:
    return lambda voice: replace(
        voice, said=tuple(replace(s, language=language) if s.part == part else s for s in voice.said)
    )


def silent_about(part: str) -> Callable[[Voice], Voice]:
    return lambda voice: replace(voice, said=tuple(s for s in voice.said if s.part != part or s.text))


SAID: dict[str, Plant] = {
    "a script that omits a text": Plant("unheard", speech=without("lead"), part="lead"),
    "a script that says what is not shown": Plant(
        "unseen", speech=with_said(Said("lead", "Bring a photo.", "Bring a photo.", "en"))
    ),
    "a script that adds words of its own": Plant("unseen", speech=with_said(Said("lead", "", "Hurry up", "en"))),
    "a choice whose state is not said": Plant("state-sound", speech=silent_about("yes"), part="yes"),
    "a choice whose state is said wrongly": Plant(
        "state-sound", speech=with_said(Said("no", "", "chosen", "en")), part="no"
    ),
    "a text in no language": Plant("language", speech=in_language("heading", ""), part="heading"),
    "a text in a language that is not the pack's": Plant("language", languages=("fr", "ar")),
    "a text in another script than its language's": Plant("language", speech=in_language("lead", "ar"), part="lead"),
}


def planted() -> dict[str, Plant]:
    """All of them, by name."""
    drawn = tomllib.loads((SCENE.parent / "plants.toml").read_text(encoding="utf-8"))["plants"]
    return SAID | {
        each["name"]: Plant(each["rule"], tuple((old, new) for old, new in each["changes"]), each.get("part", ""))
        for each in drawn
    }


PLANTS = planted()


class Scene:
    """The scene in a window of its own."""

    def __init__(self, source: str) -> None:
        self.engine = QQmlApplicationEngine()
        self.engine.loadData(source.encode(), QUrl.fromLocalFile(str(SCENE)))
        window = self.engine.rootObjects()[0]
        assert isinstance(window, QQuickWindow)
        self.window = window
        self.window.requestActivate()
        self.stand = Stand(self.window)

    def seen(self, speech: Voice, languages: tuple[str, ...]) -> Snapshot:
        """All that the audit sees of it, read from the left."""
        return replace(look(self.stand, GLASS, "clean"), voice=speech, languages=languages)

    def mirrored(self) -> Snapshot:
        """The scene read from the right, and where each thing stands when it is turned back."""
        self.window.setProperty("mirrored", True)
        snap = look(self.stand, GLASS, "clean")
        self.window.setProperty("mirrored", False)
        return replace(snap, right_to_left=True, twin=twin(self.stand, snap))


@pytest.fixture
def scene(qapp: QGuiApplication) -> Iterator[Callable[[str], Scene]]:
    made: list[Scene] = []

    def make(source: str) -> Scene:
        made.append(Scene(source))
        return made[-1]

    yield make
    for each in made:
        each.window.close()
        each.engine.deleteLater()


def found(page: Snapshot) -> dict[str, list[str]]:
    """The parts that each rule complains of."""
    faults: dict[str, list[str]] = {}
    for rule, fault in check(page):
        faults.setdefault(rule.id, []).append(fault.part)
        assert fault.wrong.endswith(".")
        assert fault.mend.endswith(".")
    return faults


def test_a_page_with_nothing_wrong_has_no_fault(scene: Callable[[str], Scene]) -> None:
    source = SCENE.read_text()
    clean = scene(source)
    assert found(clean.seen(voice(source), ("en",))) == {}
    assert found(clean.mirrored()) == {}


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_fault_is_found_by_its_rule(scene: Callable[[str], Scene], name: str) -> None:
    plant = PLANTS[name]
    source = SCENE.read_text()
    for old, new in plant.changes:
        assert old in source
        source = source.replace(old, new)
    window = scene(source)
    mirrors = plant.rule == "mirror"
    faults = found(window.mirrored() if mirrors else window.seen(plant.speech(voice(source)), plant.languages))
    assert plant.rule in faults
    if plant.part:
        assert plant.part in faults[plant.rule]


def test_every_rule_is_on_the_page_about_the_audit() -> None:
    page = (Path(__file__).parents[2] / "docs" / "audit.md").read_text(encoding="utf-8")
    assert [rule.id for rule in RULES if f"| `{rule.id}` | {rule.row} | {rule.asks} |" not in page] == []


def test_every_rule_has_a_fault_that_it_finds() -> None:
    assert {rule.id for rule in RULES} == {plant.rule for plant in PLANTS.values()}
    assert len(PLANTS) >= 25
