"""The keyboard in a whole visit: heard key by key, quiet where others would hear, remembered, helped by what is known.

Through the real window and the real voice; what counts is what sounded, and what the visit then holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from accessibility.sentences import Sentence
from kiosk.visit.preferences import Preferences
from tests.visits import Town, Visits
from ui.application import Application
from ui.inspect import find, rectangle
from ui.rehearsal.hands import Hands

SERVICE = "town-wifi"
FORM = f"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
xmlns:kiosk="urn:parvis:kiosk:1"><h:head><h:title>T</h:title><model><instance><data id="{SERVICE}" version="1">
<first/><mail/><end/><meta><instanceID/></meta></data></instance>
<bind nodeset="/data/first" type="string" kiosk:fact="person.givenName" kiosk:entry="name"/>
<bind nodeset="/data/mail" type="string" kiosk:fact="contactPoint.email" kiosk:entry="email"/>
<bind nodeset="/data/end" type="string" readonly="true()" kiosk:outcome="title"/></model></h:head><h:body>
<input ref="/data/first"><label>Prénom</label></input><input ref="/data/mail"><label>Courriel</label></input>
<input ref="/data/end"><label>Fini</label></input></h:body></h:html>""".encode()


@pytest.fixture(scope="module")
def town(town: Town) -> Town:
    return town.with_forms({SERVICE: FORM})


@dataclass
class Kiosk:
    application: Application
    heard: list[Sentence]
    hands: Hands = field(init=False)

    def __post_init__(self) -> None:
        self.hands = Hands(self.application.opened.window)
        self.hands.settle(0.2)

    @property
    def preferences(self) -> Preferences:
        return self.application.conductor.visit.preferences

    def text(self, part: str = "answer") -> str:
        item = find(self.application.opened.window, part)
        assert item is not None
        return str(item.property("text"))

    def touch(self, part: str) -> None:
        item = find(self.application.opened.window, part)
        assert item is not None, part
        self.hands.touch(rectangle(item).center().toPoint())

    def quiet(self) -> None:
        self.application.player.stop()
        self.hands.settle(0.05)
        self.heard.clear()

    def hears(self, text: str, language: str = "fr") -> None:
        def met() -> bool:
            return any(text == said.speech.strip(" .") and said.language == language for said in self.heard)

        self.hands.wait(met, f"nobody said '{text}', but {[said.speech for said in self.heard]}")


Opener = Callable[[Preferences], Kiosk]


@pytest.fixture
def at_the_name(visits: Visits, town: Town) -> Opener:
    """Opens a visit and goes to the page that asks for a first name, with its keyboard up."""

    def open_it(preferences: Preferences) -> Kiosk:
        heard: list[Sentence] = []
        application = visits.open(town, preferences=replace(preferences, motion=False), on_said=heard.append)
        kiosk = Kiosk(application, heard)
        application.bring_voice()
        for part in ("forward", f"service.{SERVICE}", "forward"):
            application.page.activate(part)
            kiosk.hands.settle(0.1)
        item = find(application.opened.window, "answer")
        assert item is not None
        item.forceActiveFocus()
        kiosk.hands.settle(0.3)
        kiosk.quiet()
        return kiosk

    return open_it


ALOUD = Preferences(language="fr", listening=True, answers_aloud=True)


def test_en_5_1_3_8_keys_are_heard_by_name_where_private_words_may_sound(at_the_name: Opener) -> None:
    kiosk = at_the_name(ALOUD)
    for key, said in (("l", "L majuscule"), ("é", "E accent aigu"), ("backspace", "E accent aigu"), ("o", "O")):
        kiosk.quiet()
        kiosk.touch(f"key:{key}")
        kiosk.hands.settle(0.1)
        assert any(said in sentence.speech for sentence in kiosk.heard), (key, kiosk.heard)
    kiosk.quiet()
    kiosk.touch("key:symbols")
    kiosk.hears("chiffres et signes")
    assert kiosk.text() == "Lo"


def test_en_5_1_3_8_no_key_is_heard_on_a_loudspeaker(at_the_name: Opener) -> None:
    """Neither what it types nor that it was pressed: a listener could count."""
    kiosk = at_the_name(replace(ALOUD, answers_aloud=False))
    for key in ("l", "é", "shift", "a", "symbols", "1", "letters", "backspace"):
        kiosk.touch(f"key:{key}")
        kiosk.hands.settle(0.1)
    assert kiosk.text() == "LéA"
    assert kiosk.heard == []


def test_en_5_2_a_finger_hears_a_key_and_a_second_tap_types_it(at_the_name: Opener) -> None:
    kiosk = at_the_name(replace(ALOUD, by_ear=True))
    kiosk.touch("key:ç")
    kiosk.hears("C cédille majuscule")
    assert kiosk.text() == ""
    kiosk.touch("key:ç")
    kiosk.touch("key:ç")
    kiosk.hands.wait(lambda: kiosk.text() == "Ç", "the key was not pressed")


def test_the_order_of_the_letters_is_kept_for_the_visit(at_the_name: Opener) -> None:
    kiosk = at_the_name(ALOUD)
    kiosk.touch("key:order")
    kiosk.hands.settle(0.2)
    assert kiosk.preferences.keys.value == "abc"
    kiosk.hears("touches dans l'ordre de l'alphabet".replace("'", "’"))
    window = kiosk.application.opened.window
    places = [find(window, f"key:{letter}") for letter in "abc"]
    lefts = [rectangle(place).left() for place in places if place is not None]
    assert len(lefts) == 3
    assert lefts == sorted(lefts)
    kiosk.touch("key:order")
    kiosk.hands.settle(0.2)
    assert kiosk.preferences.keys.value == "national"


def test_an_ending_is_one_touch_away_and_is_what_the_visit_then_holds(at_the_name: Opener) -> None:
    kiosk = at_the_name(Preferences(language="fr"))
    for key in ("l", "i", "n", "a", "done"):
        kiosk.touch(f"key:{key}")
    kiosk.hands.settle(0.1)
    kiosk.touch("forward")
    kiosk.hands.settle(0.3)
    kiosk.hands.tap("answer")
    kiosk.hands.settle(0.3)
    for key in ("l", "@", "l", "a"):
        kiosk.touch(f"key:{key}")
        kiosk.hands.settle(0.05)
    kiosk.touch("key:suggestion.0")
    kiosk.hands.settle(0.1)
    assert kiosk.text() == "l@laposte.net"
    kiosk.touch("forward")
    kiosk.hands.settle(0.2)
    assert {fact.value for fact in kiosk.application.conductor.visit.facts} == {"Lina", "l@laposte.net"}
