"""Facts asked once: what one form was told, the next one of the same visit asks about, and never takes silently."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kiosk.forms import QuestionKind
from kiosk.journey.facts import TERMS
from kiosk.pages.page import Field, Fields, PageKind, Paragraph, Phrase
from kiosk.visit.state import Answer, Fact
from ui.rehearsal.plan import Plan

Kiosk = Any
MakeKiosk = Any
Town = Any

FIRST, SECOND = "town-wifi", "identity-card"


def form(identifier: str, questions: str, binds: str, body: str) -> bytes:
    return f"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
xmlns:kiosk="urn:parvis:kiosk:1"><h:head><h:title>T</h:title><model><instance><data id="{identifier}" version="1">
{questions}<end/><meta><instanceID/></meta></data></instance>{binds}
<bind nodeset="/data/end" type="string" readonly="true()" kiosk:outcome="title"/>
</model></h:head><h:body>{body}<input ref="/data/end"><label>Done</label></input></h:body></h:html>""".encode()


ONE = form(
    FIRST,
    "<first/><born/><where/><code/>",
    """<bind nodeset="/data/first" type="string" required="true()" kiosk:fact="person.givenName"/>
<bind nodeset="/data/born" type="date" kiosk:fact="person.dateOfBirth"/>
<bind nodeset="/data/where" type="string" kiosk:fact="address.postName"/>
<bind nodeset="/data/code" type="string" kiosk:fact="address.postCode"/>""",
    """<input ref="/data/first"><label>First name</label></input><input ref="/data/born"><label>Born</label></input>
<select1 ref="/data/where"><label>Where</label><item><label>Rivemont</label><value>r</value></item>
<item><label>Elsewhere</label><value>e</value></item></select1><input ref="/data/code"><label>Code</label></input>""",
)
TWO = form(
    SECOND,
    "<nick/><name/><birth/><town/><number/><colour/>",
    """<bind nodeset="/data/nick" type="string"/>
<bind nodeset="/data/name" type="string" required="true()" kiosk:fact="person.givenName"/>
<bind nodeset="/data/birth" type="date" kiosk:fact="person.dateOfBirth" constraint=". &lt; '2010-01-01'"/>
<bind nodeset="/data/town" type="string" kiosk:fact="address.postName"/>
<bind nodeset="/data/number" type="int" kiosk:fact="address.postCode"/>
<bind nodeset="/data/colour" type="string" kiosk:fact="person.sex"/>""",
    """<input ref="/data/nick"><label>Nickname</label></input><input ref="/data/name"><label>Your name</label></input>
<input ref="/data/birth"><label>Birthday</label></input>
<select1 ref="/data/town"><label>Town</label><item><label>Ville de Rivemont</label><value>r</value></item></select1>
<input ref="/data/number"><label>Number</label></input><input ref="/data/colour"><label>Colour</label></input>""",
)


@pytest.fixture
def told(town: Town, make_kiosk: MakeKiosk) -> Kiosk:
    """A visit in which the first form was answered, and the second stands at its first question."""
    kiosk = make_kiosk(pack=replace(town.pack, forms={**town.pack.forms, FIRST: ONE, SECOND: TWO}))
    kiosk.open(FIRST)
    for value in ("Lina", "1990-05-03", "e", "57100"):
        kiosk.answer(value)
    assert kiosk.page.kind is PageKind.CHECK
    to_second(kiosk)
    return kiosk


def to_second(kiosk: Kiosk) -> None:
    go_home(kiosk)
    kiosk.press(f"service.{SECOND}")
    kiosk.press("forward")


def go_home(kiosk: Kiosk) -> None:
    while kiosk.page.kind is not PageKind.HOME:
        kiosk.press("back")


def asks_about(kiosk: Kiosk) -> Phrase | None:
    """What the page says it was told before, or None on an ordinary page."""
    told = [b.phrase for b in kiosk.page.blocks if isinstance(b, Paragraph) and b.phrase.part == "told.value"]
    return told[0] if told else None


def test_w_3_3_7_what_was_told_is_shown_and_asked_about(told: Kiosk) -> None:
    assert asks_about(told) is None, "this question asks for no fact"
    told.answer("Lili")
    known = asks_about(told)
    assert known is not None
    assert known.text == "Vous avez dit\u00a0: Lina"
    assert known.private
    assert "answer" not in told.conductor.screen.intents


def test_nothing_is_taken_before_the_person_says_yes(told: Kiosk) -> None:
    told.answer("")
    assert told.conductor.session().value("/data/name") == ""
    assert "/data/name" not in told.journey.given()
    told.press("back")
    told.press("forward")
    assert asks_about(told) is not None, "looked away and back: still only asked"
    told.press("forward")
    assert told.conductor.session().value("/data/name") == "Lina"
    assert Answer("/data/name", "Lina") in told.journey.answers


def test_no_asks_the_question_with_the_value_filled_in(told: Kiosk) -> None:
    told.answer("")
    page = told.page.id
    told.press("told.no")
    assert told.page.id != page
    field = next(block for block in told.page.blocks if isinstance(block, Field))
    assert field.value == "Lina"
    assert "/data/name" not in told.journey.given()
    told.type("answer", "Lina-Marie")
    told.press("forward")
    assert told.conductor.session().value("/data/name") == "Lina-Marie"
    assert told.visit.fact("person.givenName") == Fact("person.givenName", "Lina-Marie", "text")


def test_the_filled_in_value_may_stay_after_all(told: Kiosk) -> None:
    told.answer("")
    told.press("told.no")
    told.press("forward")
    assert told.conductor.session().value("/data/name") == "Lina"
    assert asks_about(told) is not None, "the date of birth is next"


def test_a_date_is_asked_about_in_words_and_filled_in_by_parts(told: Kiosk) -> None:
    told.answer("")
    told.press("forward")
    known = asks_about(told)
    assert known is not None
    assert known.text.endswith(": 3 mai 1990")
    told.press("told.no")
    dates = next(block for block in told.page.blocks if isinstance(block, Fields))
    assert [field.value for field in dates.fields] == ["3", "5", "1990"]


def test_a_value_that_the_form_refuses_is_asked_for_plainly(told: Kiosk) -> None:
    for _ in range(3):
        told.press("forward")
    assert told.question.name == "town", "its only choice is r, and e was told"
    assert asks_about(told) is None
    assert told.conductor.session().value("/data/town") == ""


def test_a_value_that_a_constraint_refuses_is_asked_for_plainly(town: Town, make_kiosk: MakeKiosk) -> None:
    kiosk = make_kiosk(pack=replace(town.pack, forms={**town.pack.forms, FIRST: ONE, SECOND: TWO}))
    kiosk.open(FIRST)
    for value in ("Lina", "2015-05-03"):
        kiosk.answer(value)
    to_second(kiosk)
    kiosk.press("forward")
    kiosk.press("forward")
    assert kiosk.question.name == "birth"
    assert asks_about(kiosk) is None


def test_a_month_is_not_offered_where_a_day_is_asked(town: Town, make_kiosk: MakeKiosk) -> None:
    one = ONE.replace(b'<input ref="/data/born">', b'<input ref="/data/born" appearance="month-year">')
    assert one != ONE
    kiosk = make_kiosk(pack=replace(town.pack, forms={**town.pack.forms, FIRST: one, SECOND: TWO}))
    kiosk.open(FIRST)
    kiosk.answer("Lina")
    kiosk.type("month", "5")
    kiosk.type("year", "1990")
    kiosk.press("forward")
    to_second(kiosk)
    kiosk.press("forward")
    kiosk.press("forward")
    assert kiosk.question.name == "birth"
    assert kiosk.visit.fact("person.dateOfBirth") is not None
    assert asks_about(kiosk) is None


def test_a_number_may_be_told_as_text(told: Kiosk) -> None:
    for _ in range(3):
        told.press("forward")
    told.answer("r")
    assert told.question.name == "number"
    known = asks_about(told)
    assert known is not None
    assert known.text.endswith(": 57100")


def test_what_was_never_told_is_asked_for_plainly(told: Kiosk) -> None:
    for _ in range(3):
        told.press("forward")
    told.answer("r")
    told.press("forward")
    assert told.question.name == "colour"
    assert asks_about(told) is None


def test_an_emptied_answer_is_forgotten(told: Kiosk) -> None:
    go_home(told)
    told.press(f"service.{FIRST}")
    told.press("forward")
    told.press("row.code.change")
    told.type("answer", "")
    told.press("forward")
    assert told.visit.fact("address.postCode") is None
    assert told.visit.fact("person.givenName") is not None


def test_facts_die_with_the_visit(told: Kiosk) -> None:
    assert {fact.term for fact in told.visit.facts} == {
        "person.givenName",
        "person.dateOfBirth",
        "address.postName",
        "address.postCode",
    }
    told.press("bar.stop")
    told.press("erase")
    assert told.visit.ended
    assert told.visit.facts == ()
    assert told.visit.others == ()


def test_each_form_goes_on_where_it_was(told: Kiosk) -> None:
    first = next(journey for journey in told.visit.others if journey.service == FIRST)
    told.answer("Lili")
    go_home(told)
    told.press(f"service.{FIRST}")
    assert told.journey.answers == first.answers
    told.press("forward")
    assert told.page.kind is PageKind.CHECK, "all of it was answered"
    assert told.conductor.session().value("/data/first") == "Lina"
    go_home(told)
    told.press(f"service.{SECOND}")
    told.press("forward")
    assert told.page.kind.value == "question"
    assert told.journey.at == "/data/name", "the first that was not answered"
    assert told.conductor.session().value("/data/nick") == "Lili"


def test_looking_at_the_start_again_leads_back_to_the_same_question(told: Kiosk) -> None:
    told.answer("Lili")
    told.press("back")
    told.press("back")
    assert told.page.kind is PageKind.BEFORE
    told.press("forward")
    assert told.journey.at == "/data/nick"


def test_each_service_has_one_journey_at_most(told: Kiosk) -> None:
    for service in (FIRST, SECOND, FIRST, SECOND):
        go_home(told)
        told.press(f"service.{service}")
    assert [journey.service for journey in told.visit.others] == [FIRST]


def test_a_request_that_was_made_is_not_gone_on_with(town: Town, make_kiosk: MakeKiosk) -> None:
    kiosk = make_kiosk()
    plan: Plan = town.plan("birth-certificate")
    kiosk.walk_to(plan, PageKind.NEXT)
    sent = kiosk.journey.instance_id
    kiosk.press("forward")
    kiosk.press("another")
    kiosk.press(f"service.{SECOND}")
    kiosk.press("forward")
    assert sent not in {journey.instance_id for journey in (kiosk.journey, *kiosk.visit.others)}


def test_w_3_3_7_rivemont_asks_for_a_telephone_number_once(town: Town, kiosk: Kiosk) -> None:
    leisure, certificate = town.plan("leisure-centre"), town.plan("birth-certificate")
    kiosk.walk_to(leisure, PageKind.NEXT)
    kiosk.press("forward")
    kiosk.press("another")
    kiosk.press("service.birth-certificate")
    kiosk.press("forward")
    offered = {}
    for _ in range(60):
        if kiosk.page.kind is not PageKind.QUESTION:
            break
        known = asks_about(kiosk)
        name, answer = kiosk.question.name, certificate.answers.get(kiosk.question.name, "")
        if known is not None:
            offered[name] = known.text
            kiosk.press("forward")
        elif name == "contact":
            kiosk.answer("phone")
        else:
            kiosk.answer(answer)
    assert kiosk.page.kind is PageKind.CHECK
    assert offered == {"phone": f"Vous avez dit\u00a0: {leisure.answers['phone']}"}


def test_every_term_is_a_class_and_a_property_that_a_page_can_ask_for() -> None:
    for term, kinds in TERMS.items():
        name, _, rest = term.partition(".")
        assert name in ("person", "contactPoint", "address")
        assert rest[0].islower()
        assert kinds
        assert QuestionKind.FILE not in kinds
