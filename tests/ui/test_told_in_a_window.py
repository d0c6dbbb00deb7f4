"""Lists and facts under real fingers: the window, the keyboard, and the pages that follow."""

from __future__ import annotations

import pytest

from accessibility.script import script
from kiosk.pages.page import Listed, PageKind, Paragraph
from kiosk.words import Words
from tests.visits import Town, Visits
from ui.application import Application
from ui.inspect import clipped
from ui.rehearsal.hands import Hands

FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
xmlns:jr="http://openrosa.org/javarosa" xmlns:kiosk="urn:parvis:kiosk:1"><h:head><h:title>T</h:title><model>
<instance><data id="{0}" version="1"><me/><child jr:template=""><name/></child><child><name/></child><out/>
<meta><instanceID/></meta></data></instance>
<bind nodeset="/data/me" type="string" required="true()" kiosk:fact="person.givenName"/>
<bind nodeset="/data/child/name" type="string" required="true()"/>
<bind nodeset="/data/out" type="string" readonly="true()" kiosk:outcome="title"/></model></h:head><h:body>
<input ref="/data/me"><label>Your first name?</label></input>
<group ref="/data/child"><label>Your children</label><repeat nodeset="/data/child">
<input ref="/data/child/name"><label>First name of the child?</label></input></repeat></group>
<input ref="/data/out"><label>Done</label></input></h:body></h:html>"""

ONE, OTHER = "town-wifi", "identity-card"


@pytest.fixture(scope="module")
def town(town: Town) -> Town:
    return town.with_forms({name: FORM.format(name).encode() for name in (ONE, OTHER)})


@pytest.fixture
def application(visits: Visits, town: Town) -> Application:
    return visits.open(town)


class Person:
    """Two hands in front of the window."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.hands = Hands(application.opened.window)
        self.hands.settle(0.3)

    def tap(self, *parts: str) -> None:
        for part in parts:
            before = self.application.page.page.id
            self.hands.tap(part)
            self.hands.wait(lambda before=before: self.application.page.page.id != before, part)  # type: ignore[misc]
            self.hands.settle(0.4)
            assert clipped(self.application.opened.window) == []

    def stands(self, kind: PageKind) -> bool:
        return self.application.page.page.kind is kind

    def tell(self, text: str) -> None:
        self.hands.type("answer", text)
        self.tap("forward")

    @property
    def names(self) -> list[str]:
        blocks = self.application.page.page.blocks
        return [entry.name.text for block in blocks if isinstance(block, Listed) for entry in block.entries]


def test_a_list_and_a_fact_by_touch(application: Application) -> None:
    person = Person(application)
    person.tap("forward", f"service.{ONE}", "forward")
    person.tell("Mariam")
    person.tell("Lina")
    assert person.names == ["Lina"]
    person.tap("add")
    person.tell("Adam")
    assert person.names == ["Lina", "Adam"]
    person.tap("entry.1.remove", "forward")
    assert person.names == ["Lina", "Adam"], "the one next thing keeps it"
    person.tap("entry.1.remove", "remove")
    assert person.names == ["Adam"]
    person.tap("entry.1.change")
    person.tell("a")
    assert len(person.names) == 1
    assert person.names != ["Adam"]
    person.tap("forward")
    assert person.stands(PageKind.CHECK)
    person.tap("row.child.change", "forward")
    assert person.stands(PageKind.CHECK)
    while not person.stands(PageKind.HOME):
        person.tap("back")

    person.tap(f"service.{OTHER}", "forward")
    page = application.page.page
    words = Words(page.language)
    told = next(b.phrase for b in page.blocks if isinstance(b, Paragraph) and b.phrase.part == "told.value")
    assert told.text.endswith("Mariam")
    aloud = " ".join(said.speech for said in script(page, words.say).sentences(answers_aloud=False))
    assert "Mariam" not in aloud
    assert words.say("speech.private") in aloud
    private = " ".join(said.speech for said in script(page, words.say).sentences(answers_aloud=True))
    assert "Mariam" in private
    person.tap("told.no")
    assert application.page.page.id == f"question.{OTHER}./data/me"
    person.tap("forward")
    assert application.conductor.session().value("/data/me") == "Mariam"
