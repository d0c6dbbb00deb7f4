"""What is told several times: entries added, changed and removed, lists within lists, and "check your answers"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from kiosk.forms import FormTooLarge, Session
from kiosk.pages.page import Heading, Listed, Page, PageKind, Paragraph, Summary
from kiosk.visit.state import Added, Answer, Journey, Removed

Kiosk = Any
MakeKiosk = Any
Town = Any

SERVICE = "town-wifi"

HOUSES = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
xmlns:jr="http://openrosa.org/javarosa" xmlns:kiosk="urn:parvis:kiosk:1"><h:head><h:title>T</h:title><model>
<instance><data id="town-wifi" version="1"><who/>
<house jr:template=""><street/><pet jr:template=""><kind/><name/></pet><pet><kind/><name/></pet><cold/></house>
<house><street/><pet><kind/><name/></pet><cold/></house>
<end/><out/><meta><instanceID/></meta></data></instance>
<bind nodeset="/data/who" type="string" required="true()"/>
<bind nodeset="/data/house/street" type="string" required="true()"/>
<bind nodeset="/data/house/pet/kind" type="string" required="true()"/>
<bind nodeset="/data/house/pet/name" type="string" relevant="../kind = 'dog'"/>
<bind nodeset="/data/house/cold" type="string"/>
<bind nodeset="/data/end" type="string"/>
<bind nodeset="/data/out" type="string" readonly="true()" kiosk:outcome="title"/>
</model></h:head><h:body><input ref="/data/who"><label>Who</label></input>
<group ref="/data/house"><label>Houses</label><repeat nodeset="/data/house">
<input ref="/data/house/street"><label>Street</label></input>
<group ref="/data/house/pet"><label>Pets</label><repeat nodeset="/data/house/pet">
<select1 ref="/data/house/pet/kind"><label>Kind</label><item><label>Dog</label><value>dog</value></item>
<item><label>Cat</label><value>cat</value></item></select1>
<input ref="/data/house/pet/name"><label>Name</label></input></repeat></group>
<input ref="/data/house/cold"><label>Cold</label></input></repeat></group>
<input ref="/data/end"><label>End</label></input><input ref="/data/out"><label>Done</label></input>
</h:body></h:html>"""

HOUSE, PET = "/data/house", "/data/house[1]/pet"


@pytest.fixture
def visit(town: Town, make_kiosk: MakeKiosk) -> Kiosk:
    """The first street is told; the first pet is asked for."""
    kiosk = make_kiosk(pack=replace(town.pack, forms={**town.pack.forms, SERVICE: HOUSES}))
    kiosk.open(SERVICE)
    kiosk.answer("Ada")
    kiosk.answer("Rue Haute")
    assert at(kiosk) == f"{PET}[1]/kind"
    return kiosk


@pytest.fixture
def two_pets(visit: Kiosk) -> Kiosk:
    """A dog and a cat are on the list, and the list is on the screen."""
    choose(visit, "dog")
    visit.answer("Rex")
    assert at(visit) == PET
    visit.press("add")
    assert at(visit) == f"{PET}[2]/kind"
    choose(visit, "cat")
    assert at(visit) == PET
    return visit


def choose(kiosk: Kiosk, value: str) -> None:
    kiosk.choose(f"choice.{value}")
    kiosk.press("forward")


def at(kiosk: Kiosk) -> str:
    place: str = kiosk.journey.at
    return place if kiosk.page.kind is PageKind.QUESTION else kiosk.page.kind.value


def entries(page: Page) -> list[str]:
    return [entry.name.text for block in page.blocks if isinstance(block, Listed) for entry in block.entries]


def sections(page: Page) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The headings of "check your answers", each with its questions and answers."""
    heading = ""
    for block in page.blocks:
        if isinstance(block, Heading):
            heading = block.phrase.text
        elif isinstance(block, Summary):
            yield heading, [(row.question.text, row.answer.text) for row in block.rows]


def finish(kiosk: Kiosk) -> None:
    """From the list of pets of the first house to "check your answers"."""
    kiosk.press("forward")
    kiosk.answer("No")
    assert at(kiosk) == HOUSE
    kiosk.press("forward")
    assert at(kiosk) == "/data/end"
    kiosk.answer("The end")
    assert at(kiosk) == "check"


def test_the_first_entry_is_asked_for_at_once_and_then_listed(visit: Kiosk) -> None:
    choose(visit, "dog")
    visit.answer("Rex")
    assert at(visit) == PET
    assert entries(visit.page) == ["Dog, Rex"]
    heading = next(block for block in visit.page.blocks if isinstance(block, Heading))
    assert heading.phrase.text == "Pets"
    assert not heading.phrase.private


def test_the_names_of_entries_are_private(two_pets: Kiosk) -> None:
    assert entries(two_pets.page) == ["Dog, Rex", "Cat"]
    assert all(e.name.private for b in two_pets.page.blocks if isinstance(b, Listed) for e in b.entries)


def test_an_entry_can_be_changed_and_leads_back_to_the_list(two_pets: Kiosk) -> None:
    two_pets.press("entry.1.change")
    assert at(two_pets) == f"{PET}[1]/kind"
    two_pets.press("forward")
    assert at(two_pets) == f"{PET}[1]/name"
    two_pets.type("answer", "Max")
    two_pets.press("forward")
    assert at(two_pets) == PET, "the cat is not asked about again"
    assert entries(two_pets.page) == ["Dog, Max", "Cat"]
    two_pets.press("forward")
    assert at(two_pets) == "/data/house[1]/cold"


def test_removing_asks_once_and_can_be_refused(two_pets: Kiosk) -> None:
    page = two_pets.page.id
    two_pets.press("entry.1.remove")
    assert two_pets.page.id != page
    assert "Dog, Rex" in [b.phrase.text for b in two_pets.page.blocks if isinstance(b, Paragraph)]
    two_pets.press("forward")
    assert two_pets.page.id == page
    two_pets.press("entry.2.remove")
    two_pets.press("back")
    assert two_pets.page.id == page
    assert entries(two_pets.page) == ["Dog, Rex", "Cat"]


def test_removing_keeps_the_others_answers(two_pets: Kiosk) -> None:
    two_pets.press("entry.1.remove")
    two_pets.press("remove")
    assert entries(two_pets.page) == ["Cat"]
    assert two_pets.conductor.session().value(f"{PET}[1]/kind") == "cat"
    assert two_pets.journey.given() == {"/data/who", "/data/house[1]/street", f"{PET}[1]/kind"}
    assert f"{PET}[2]/kind" not in two_pets.journey.seen
    assert f"{PET}[1]/name" not in two_pets.journey.seen
    assert two_pets.journey.answers[-1] == Removed(PET, 1)


def test_a_list_may_become_empty_and_be_left(two_pets: Kiosk) -> None:
    for _ in range(2):
        two_pets.press("entry.1.remove")
        two_pets.press("remove")
    assert entries(two_pets.page) == []
    two_pets.press("forward")
    assert at(two_pets) == "/data/house[1]/cold"
    two_pets.press("back")
    assert at(two_pets) == PET
    two_pets.press("add")
    assert at(two_pets) == f"{PET}[1]/kind"


def test_back_out_of_an_entry_with_nothing_in_it_takes_it_away(two_pets: Kiosk) -> None:
    two_pets.press("add")
    assert at(two_pets) == f"{PET}[3]/kind"
    two_pets.press("back")
    assert at(two_pets) == PET
    assert entries(two_pets.page) == ["Dog, Rex", "Cat"]


def test_back_out_of_an_entry_that_was_told_keeps_it(two_pets: Kiosk) -> None:
    two_pets.press("entry.2.change")
    two_pets.press("back")
    assert at(two_pets) == PET
    assert entries(two_pets.page) == ["Dog, Rex", "Cat"]


def test_lists_within_lists(two_pets: Kiosk) -> None:
    two_pets.press("forward")
    two_pets.answer("No")
    assert at(two_pets) == HOUSE
    assert entries(two_pets.page) == ["Rue Haute, No"]
    two_pets.press("add")
    two_pets.answer("Rue Basse")
    assert at(two_pets) == "/data/house[2]/pet[1]/kind"
    choose(two_pets, "cat")
    assert at(two_pets) == "/data/house[2]/pet"
    two_pets.press("add")
    choose(two_pets, "cat")
    assert at(two_pets) == "/data/house[2]/pet"
    two_pets.press("forward")
    two_pets.answer("Yes")
    assert at(two_pets) == HOUSE, "the second house is told, and its list of houses is next"
    two_pets.press("entry.1.remove")
    two_pets.press("remove")
    assert entries(two_pets.page) == ["Rue Basse, Yes"]
    assert two_pets.conductor.session().value("/data/house[1]/pet[2]/kind") == "cat"


def test_check_lists_each_entry_under_its_name(two_pets: Kiosk) -> None:
    finish(two_pets)
    listed = "Dans la liste\u00a0: {}"
    assert list(sections(two_pets.page)) == [
        ("Vérifiez vos réponses", [("Who", "Ada"), ("Houses", listed.format(1))]),
        ("Rue Haute, No", [("Street", "Rue Haute"), ("Pets", listed.format(2))]),
        ("Dog, Rex", [("Kind", "Dog"), ("Name", "Rex")]),
        ("Cat", [("Kind", "Cat")]),
        ("Rue Haute, No", [("Cold", "No")]),
        ("Vos autres réponses", [("End", "The end")]),
    ]
    parts = [row.part for block in two_pets.page.blocks if isinstance(block, Summary) for row in block.rows]
    parts += [block.phrase.part for block in two_pets.page.blocks if isinstance(block, Heading)]
    assert len(parts) == len(set(parts))


def test_one_answer_of_an_entry_is_mended_from_check(two_pets: Kiosk) -> None:
    finish(two_pets)
    two_pets.press("row.kind.1.2.change")
    assert at(two_pets) == f"{PET}[2]/kind"
    choose(two_pets, "dog")
    assert at(two_pets) == f"{PET}[2]/name", "the change opened a question"
    two_pets.answer("Fido")
    assert at(two_pets) == "check"
    assert ("Dog, Fido", [("Kind", "Dog"), ("Name", "Fido")]) in list(sections(two_pets.page))


def test_a_list_is_mended_from_check(two_pets: Kiosk) -> None:
    finish(two_pets)
    two_pets.press("row.pet.1.change")
    assert at(two_pets) == PET
    two_pets.press("add")
    choose(two_pets, "dog")
    two_pets.answer("Fido")
    assert at(two_pets) == PET
    two_pets.press("entry.2.change")
    two_pets.press("back")
    assert at(two_pets) == PET
    two_pets.press("forward")
    assert at(two_pets) == "check"
    assert [heading for heading, _ in sections(two_pets.page)].count("Dog, Fido") == 1


def test_a_list_never_looked_at_is_asked_for_before_the_end(two_pets: Kiosk) -> None:
    finish(two_pets)
    two_pets.press("row.house.change")
    two_pets.press("add")
    two_pets.answer("Rue Basse")
    choose(two_pets, "cat")
    assert at(two_pets) == "/data/house[2]/pet"
    two_pets.press("forward")
    two_pets.answer("")
    assert at(two_pets) == HOUSE
    two_pets.press("forward")
    assert at(two_pets) == "check"


def test_the_log_rebuilds_the_session(two_pets: Kiosk) -> None:
    two_pets.press("entry.1.remove")
    two_pets.press("remove")
    two_pets.press("add")
    choose(two_pets, "dog")
    two_pets.answer("Fido")
    before = two_pets.conductor.session().serialise()
    two_pets.conductor.courses.renew(SERVICE)
    assert two_pets.conductor.session().serialise() == before
    assert b"Fido" in before
    assert b"Rex" not in before


def test_another_language_renames_the_entries(two_pets: Kiosk) -> None:
    page = two_pets.page
    two_pets.press("bar.language")
    two_pets.choose("language.en")
    two_pets.press("forward")
    assert two_pets.page.id == page.id
    assert entries(two_pets.page) == ["Dog, Rex", "Cat"]
    forward = two_pets.page.forward
    assert forward is not None
    assert forward.label.text == "That is all"


def test_the_bar_never_falls_on_the_way_forwards(two_pets: Kiosk) -> None:
    before = two_pets.journey.fraction
    two_pets.press("add")
    assert two_pets.journey.fraction >= before
    choose(two_pets, "cat")
    assert two_pets.journey.fraction >= before


def test_what_is_not_on_the_list_is_not_removed(two_pets: Kiosk) -> None:
    two_pets.conductor.guide.tell_entry(3)
    two_pets.conductor.guide.remove()
    assert entries(two_pets.conductor.screen.page) == ["Dog, Rex", "Cat"]


PLAIN = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
xmlns:jr="http://openrosa.org/javarosa" xmlns:kiosk="urn:parvis:kiosk:1"><h:head><h:title>T</h:title><model>
<instance><data id="town-wifi" version="1"><many/><child jr:template=""><name/></child>
<out/><meta><instanceID/></meta></data></instance>
<bind nodeset="/data/many" type="int"/>
<bind nodeset="/data/child/name" type="string" kiosk:fact="person.givenName"/>
<bind nodeset="/data/out" type="string" readonly="true()" kiosk:outcome="title"/>
</model></h:head><h:body><input ref="/data/many"><label>How many</label></input>
<group ref="/data/child"><label>Child called <output value="/data/child/name"/></label>
<repeat nodeset="/data/child" COUNT><input ref="/data/child/name"><label>Name</label></input></repeat></group>
<input ref="/data/out"><label>Done</label></input></h:body></h:html>"""


def plain(town: Town, make_kiosk: MakeKiosk, count: str) -> Kiosk:
    form = PLAIN.replace("COUNT", count).encode()
    kiosk: Kiosk = make_kiosk(pack=replace(town.pack, forms={**town.pack.forms, SERVICE: form}))
    kiosk.open(SERVICE)
    return kiosk


def test_a_list_may_begin_empty(town: Town, make_kiosk: MakeKiosk) -> None:
    kiosk = plain(town, make_kiosk, "")
    kiosk.answer("2")
    assert at(kiosk) == "/data/child"
    assert entries(kiosk.page) == []
    heading = next(block for block in kiosk.page.blocks if isinstance(block, Heading))
    assert heading.phrase.text == "Votre liste", "its own label names each entry"
    assert kiosk.page.forward.label.text == "Continuer"
    kiosk.press("add")
    kiosk.answer("Lina")
    assert entries(kiosk.page) == ["Child called Lina"]
    kiosk.press("forward")
    assert at(kiosk) == "check"


def test_what_is_told_of_others_is_no_fact(town: Town, make_kiosk: MakeKiosk) -> None:
    kiosk = plain(town, make_kiosk, "")
    kiosk.answer("2")
    kiosk.press("add")
    kiosk.answer("Lina")
    assert kiosk.visit.facts == ()


def test_where_the_form_counts_there_is_no_list(town: Town, make_kiosk: MakeKiosk) -> None:
    kiosk = plain(town, make_kiosk, 'jr:count="/data/many"')
    kiosk.answer("2")
    assert at(kiosk) == "/data/child[1]/name"
    kiosk.answer("Lina")
    assert at(kiosk) == "/data/child[2]/name"
    kiosk.answer("Adam")
    assert at(kiosk) == "check"
    assert [heading for heading, _ in sections(kiosk.page)] == [
        "Vérifiez vos réponses",
        "Child called Lina",
        "Child called Adam",
    ]
    kiosk.press("row.many.change")
    kiosk.type("answer", "3")
    kiosk.press("forward")
    assert at(kiosk) == "/data/child[3]/name", "there is one more to tell of"


def test_no_list_grows_without_end(town: Town, make_kiosk: MakeKiosk) -> None:
    kiosk = plain(town, make_kiosk, "")
    kiosk.answer("")
    for number in range(50):
        kiosk.press("add")
        kiosk.answer(f"Child {number}")
    assert "add" not in kiosk.conductor.screen.intents
    assert kiosk.page.forward.label.text == "Continuer"
    kiosk.conductor.guide.add()
    assert len(entries(kiosk.conductor.screen.page)) == 50


def test_an_entry_that_the_form_has_no_room_for_is_trouble_and_nothing_else(
    two_pets: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = Session.add_repeat

    def full(session: Session, path: str) -> str:
        if any(each.path == path and each.count == 2 for each in session.repeats()):
            raise FormTooLarge("There is no room.", path=path)
        return add(session, path)

    before = two_pets.journey.answers
    with monkeypatch.context() as patch:
        patch.setattr(Session, "add_repeat", full)
        two_pets.press("add")
        assert two_pets.page.kind is PageKind.TROUBLE
    assert two_pets.journey.answers == before
    assert two_pets.conductor.session().value(f"{PET}[2]/kind") == "cat"


def test_given_follows_what_is_removed() -> None:
    journey = Journey(
        "s",
        "uuid:1",
        answers=(
            Answer("/d/a[1]/x", "1"),
            Added("/d/a"),
            Answer("/d/a[2]/x", "2"),
            Answer("/d/a[2]/b[3]/y", "3"),
            Answer("/d/a[10]/x", "4"),
            Removed("/d/a", 1),
            Answer("/d/ab[2]/x", "5"),
            Removed("/d/a[1]/b", 1),
        ),
    )
    assert journey.given() == {"/d/a[1]/x", "/d/a[1]/b[2]/y", "/d/a[9]/x", "/d/ab[2]/x"}
