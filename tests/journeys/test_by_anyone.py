"""The identity card, asked for by very different people at the same real window.

Each of them perceives the screen, or the voice, and nothing else.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import Qt

from accessibility.sentences import Sentence
from accessibility.speech.sink import RecordingSink
from kiosk import config
from kiosk.keys import Pad, PadAction
from kiosk.words import Words
from tests.journeys.people import Listener, Person, Watcher, Wish, plain, says, tells, wish
from tests.visits import PORTRAIT, TABLET, Town, Visits, show
from ui.application import Application
from ui.window import TOUCH_PAUSE_MS

LOST = {"where": "lost", "nationality": "yes", "who": "adult", "passport": "under_5", "home": "hosted", "email": "yes"}
OUTCOME = "outcome_lost_internet"
QUICKLY = 15
"""How much faster than life the voice sounds here."""
SERVICE = {
    "fr": "carte d’identité",
    "fr-x-falc": "carte d’identité",
    "ar": "بطاقة",
}


@dataclass(frozen=True)
class Kiosk:
    """The real application on the screen, with its voice on a record."""

    application: Application
    said: list[Sentence]
    over: list[bool]


@pytest.fixture
def open_kiosk(visits: Visits, town: Town) -> Callable[[config.Screen], Kiosk]:
    def opened(screen: config.Screen) -> Kiosk:
        pad = Pad(keys=(("f13", PadAction.HEADPHONES_IN),))
        said: list[Sentence] = []
        over: list[bool] = []
        application = visits.open(
            town,
            configuration=replace(config.for_visit(town.configuration(screen)), pad=pad),
            ended=lambda: over.append(True),
            sink=RecordingSink(lambda: time.monotonic() * QUICKLY),
            on_said=said.append,
            touch_pause_ms=TOUCH_PAUSE_MS,
            shown=False,
        )
        application.warm()
        show(application)
        return Kiosk(application, said, over)

    return opened


def from_start_to_list(person: Person, language: str, wished: Wish, answer: Callable[[Person, str], None]) -> None:
    """From the first page, in a language already chosen, to the list of what to bring."""
    words = Words(language)
    person.tap(words.say("first.start"))
    person.touch(person.find(tells(SERVICE[language]), "the identity card among the services"))
    person.tap(words.say("before.begin"))
    left = dict(wished.answers)
    while left:
        asked = next((question for question in left if person.look_for(says(question)) is not None), None)
        if asked is None:
            seen = person.reads_all()
            asked = next((question for question in left if question in seen), None)
        assert asked is not None, f"none of the questions that are left is asked: {person.reads_all()[:300]}"
        answer(person, asked)
        del left[asked]
        person.tap(words.say("button.continue"))
    checked = person.reads_all()
    assert plain(words.say("check.heading")) in checked
    assert [given for given in wished.answers.values() if given not in checked] == [], checked
    person.tap(words.say("check.list"))
    assert wished.outcome in person.reads_all()
    person.tap(words.say("outcome.take"))
    person.tap(words.say("slip.finish"))


def by_words(wished: Wish) -> Callable[[Person, str], None]:
    """Answers by touching the words of the answer."""
    return lambda person, asked: person.tap(wished.answers[asked])


def test_at_the_largest_size_white_on_black_on_a_small_tablet(open_kiosk: Callable[[config.Screen], Kiosk]) -> None:
    kiosk = open_kiosk(TABLET)
    person, words, wished = Person(kiosk.application.opened.window), Words("fr"), wish("fr", LOST, OUTCOME)
    person.tap_picture("a-large-small")
    person.tap(words.say("size.largest"))
    person.tap(words.say("cover.done"))
    person.tap_picture("contrast")
    person.tap(words.say("palette.white-on-black"))
    person.tap(words.say("cover.done"))
    from_start_to_list(person, "fr", wished, by_words(wished))
    assert kiosk.over == [True]


def test_in_arabic(open_kiosk: Callable[[config.Screen], Kiosk]) -> None:
    kiosk = open_kiosk(PORTRAIT)
    person, wished = Person(kiosk.application.opened.window), wish("ar", LOST, OUTCOME)
    person.tap("العربية")
    from_start_to_list(person, "ar", wished, by_words(wished))
    assert kiosk.over == [True]


def test_in_easy_read_by_the_pictures(open_kiosk: Callable[[config.Screen], Kiosk]) -> None:
    kiosk = open_kiosk(PORTRAIT)
    person, wished = Person(kiosk.application.opened.window), wish("fr-x-falc", LOST, OUTCOME)
    person.tap("Français facile à lire")
    from_start_to_list(person, "fr-x-falc", wished, lambda person, asked: person.tap_picture(wished.pictures[asked]))
    assert kiosk.over == [True]


def test_by_ears_and_five_keys_alone(open_kiosk: Callable[[config.Screen], Kiosk]) -> None:
    kiosk = open_kiosk(PORTRAIT)
    person, words, wished = (
        Listener(kiosk.application.opened.window, kiosk.said),
        Words("fr"),
        wish("fr", LOST, OUTCOME),
    )
    person.press(Qt.Key.Key_F13)
    person.understand("Pour écouter en français")
    person.press(Qt.Key.Key_Return)
    person.understand(words.say("first.heading"))
    person.choose(words.say("first.start"))
    person.choose(SERVICE["fr"])
    person.choose(words.say("before.begin"))
    left = dict(wished.answers)
    while left:
        assert person.hears("question", "sur"), person.heard()
        asked = next((question for question in left if person.hears(question, seconds=2)), None)
        assert asked is not None, f"none of the questions that are left was asked: {person.heard()}"
        person.choose(left.pop(asked))
        person.choose(words.say("button.continue"))
    person.understand(words.say("check.heading"), *wished.answers.values())
    person.choose(words.say("check.list"))
    person.understand(wished.outcome)
    person.choose(words.say("outcome.take"))
    person.choose(words.say("slip.finish"))
    assert kiosk.over == [True]


@pytest.mark.timeout(1200)
def test_by_one_switch(open_kiosk: Callable[[config.Screen], Kiosk], monkeypatch: pytest.MonkeyPatch) -> None:
    # A practised hand: the frame stays no longer than it takes to see where it is.
    monkeypatch.setattr("ui.input.scanner.scan_seconds", lambda pace: 0.5)
    kiosk = open_kiosk(PORTRAIT)
    person, words, wished = Watcher(kiosk.application.opened.window), Words("fr"), wish("fr", LOST, OUTCOME)

    def take(wanted: str) -> None:
        person.take(says(wanted), f"“{wanted}”")

    person.press()
    take(words.say("first.start"))
    person.take(tells(SERVICE["fr"]), "the identity card among the services")
    take(words.say("before.begin"))
    left = dict(wished.answers)
    while left:
        asked = next((question for question in left if person.look_for(says(question)) is not None), None)
        assert asked is not None, f"none of the questions that are left is asked: {person.reads()[:300]}"
        take(left.pop(asked))
        take(words.say("button.continue"))
    take(words.say("check.list"))
    assert person.look_for(says(wished.outcome)) is not None
    take(words.say("outcome.take"))
    take(words.say("slip.finish"))
    assert kiosk.over == [True]
