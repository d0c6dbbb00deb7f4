"""What is offered above the keyboard: from the form, the pack's places and this visit; gone with the visit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kiosk.pages.answering.suggesting import LONGEST, MOST, completed, whole_labels
from kiosk.pages.page import Field, Suggestion

Kiosk = Any
MakeKiosk = Any
Town = Any

FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
xmlns:kiosk="urn:parvis:kiosk:1"><h:head><h:title>T</h:title><model><instance><data id="{id}" version="1">
<first/><mail/><child/><other/><town/><street/><home/><code/><end/><meta><instanceID/></meta></data></instance>
<bind nodeset="/data/first" type="string" kiosk:fact="person.givenName" kiosk:entry="name"/>
<bind nodeset="/data/mail" type="string" kiosk:fact="contactPoint.email" kiosk:entry="email"/>
<bind nodeset="/data/child" type="string" kiosk:entry="name"/>
<bind nodeset="/data/other" type="string" kiosk:entry="email"/>
<bind nodeset="/data/town" type="string" kiosk:fact="address.postName"/>
<bind nodeset="/data/street" type="string" kiosk:fact="address.thoroughfare"/>
<bind nodeset="/data/home" type="string" kiosk:fact="address.fullAddress"/>
<bind nodeset="/data/code" type="string" kiosk:fact="address.postCode"/>
<bind nodeset="/data/end" type="string" readonly="true()" kiosk:outcome="title"/></model></h:head><h:body>
<input ref="/data/first"><label>First name</label></input><input ref="/data/mail"><label>Mail</label></input>
<input ref="/data/child"><label>Child</label></input><input ref="/data/other"><label>Other mail</label></input>
<input ref="/data/town"><label>Town</label></input><input ref="/data/street"><label>Street</label></input>
<input ref="/data/home"><label>Home</label></input><input ref="/data/code"><label>Code</label></input>
<input ref="/data/end"><label>Done</label></input></h:body></h:html>"""

PLACES = """id,pivot,nom,commune,code_postal,adresse,date_maj
1,00000000057001,Mairie,Rivemont,57999,1 place du Marché,2026-11-20
2,00000000057002,Bibliothèque,Rivemont,57999,8 bis rue des Saules,2026-11-20
3,00000000057003,Relais,Aubremont,57998,12 grande rue,2026-11-20
""".encode()


@pytest.fixture
def kiosk(town: Town, make_kiosk: MakeKiosk) -> Kiosk:
    """A form that asks for names, addresses of both kinds, and a town."""
    form = FORM.replace("{id}", "town-wifi").encode()
    kiosk = make_kiosk(pack=replace(town.pack, forms={**town.pack.forms, "town-wifi": form}, places=PLACES))
    kiosk.open("town-wifi")
    return kiosk


def field(kiosk: Kiosk) -> Field:
    found: Field = next(block for block in kiosk.page.blocks if isinstance(block, Field))
    return found


def offered(kiosk: Kiosk, typed: str) -> list[str]:
    kiosk.type("answer", typed)
    return [suggestion.text for suggestion in field(kiosk).suggestions]


def at(kiosk: Kiosk, *answers: str) -> Kiosk:
    for answer in answers:
        kiosk.answer(answer)
    return kiosk


def test_an_ending_of_an_address_is_offered_after_its_sign_and_not_before(kiosk: Kiosk) -> None:
    at(kiosk, "Lina")
    assert offered(kiosk, "lina.moreau") == []
    assert offered(kiosk, "lina.moreau@la") == ["@laposte.net"]
    assert field(kiosk).suggestions[0].whole == "lina.moreau@laposte.net"
    assert len(offered(kiosk, "lina.moreau@")) == MOST
    assert offered(kiosk, "@") == []
    assert offered(kiosk, "lina.moreau@laposte.net") == []


def test_what_was_told_in_this_visit_is_offered_where_it_may_be_meant(kiosk: Kiosk) -> None:
    """A child may bear the name of its parent; before a letter is typed, and while it fits."""
    at(kiosk, "Lina", "lina@exemple.fr")
    assert [suggestion.text for suggestion in field(kiosk).suggestions] == ["Lina"]
    assert offered(kiosk, "li") == ["Lina"]
    assert offered(kiosk, "Zo") == []
    assert offered(kiosk, "Zoé Li") == ["Lina"]
    assert field(kiosk).suggestions[0].whole == "Zoé Lina"
    kiosk.answer("Zoé")
    assert [suggestion.text for suggestion in field(kiosk).suggestions] == ["lina@exemple.fr"]


def test_another_form_of_the_visit_offers_it_too_and_the_next_visit_does_not(
    kiosk: Kiosk, make_kiosk: MakeKiosk
) -> None:
    at(kiosk, "Lina", "lina@exemple.fr", "Zoé", "", "", "", "", "")
    assert {fact.value for fact in kiosk.visit.facts} >= {"Lina", "lina@exemple.fr"}
    again = make_kiosk(pack=kiosk.conductor.pack)
    again.open("town-wifi")
    assert field(again).suggestions == ()


def test_towns_streets_addresses_and_codes_come_from_the_packs_places(kiosk: Kiosk) -> None:
    at(kiosk, "Lina", "", "", "")
    assert offered(kiosk, "") == []
    assert offered(kiosk, "au") == ["Aubremont"]
    kiosk.answer("Aubremont")
    assert offered(kiosk, "3 rue") == ["rue des Saules"]
    assert field(kiosk).suggestions[0].whole == "3 rue des Saules"
    assert offered(kiosk, "pla") == ["place du Marché"]
    kiosk.answer("place du Marché")
    assert offered(kiosk, "5 gra") == ["grande rue, 57998 Aubremont"]
    kiosk.answer("5 grande rue, 57998 Aubremont")
    assert offered(kiosk, "57") == ["57998", "57999"]


def test_places_that_cannot_be_read_offer_nothing(town: Town, make_kiosk: MakeKiosk) -> None:
    form = FORM.replace("{id}", "town-wifi").encode()
    kiosk = make_kiosk(pack=replace(town.pack, forms={**town.pack.forms, "town-wifi": form}, places=b"no,places"))
    kiosk.open("town-wifi")
    at(kiosk, "Lina", "", "", "")
    assert offered(kiosk, "au") == []


def test_accents_and_case_do_not_matter_and_the_word_typed_is_replaced() -> None:
    assert completed(["Élise"], "eli") == (Suggestion("Élise", "Élise"),)
    assert completed(["Élise"], "Marie eli") == (Suggestion("Élise", "Marie Élise"),)
    assert completed(["Élise"], "Élise") == ()
    assert completed(["Élise"], "lise") == ()


def test_what_begins_with_the_whole_text_comes_first_and_only_a_few_come() -> None:
    known = ["Marchand", "Marc", "rue Marceau", "Marcelle", "Marcel", "Rue du Marc"]
    assert [found.text for found in completed(known, "marc")] == ["Marchand", "Marc", "Marcelle", "Marcel"]
    assert [found.text for found in completed(["Marc", "rue Marceau"], "rue marc")] == ["rue Marceau", "Marc"]
    assert len(completed([f"Rue {n}" for n in range(50)], "r")) == MOST


def test_what_is_too_long_for_a_key_is_left_out() -> None:
    assert completed(["a" * (LONGEST + 1)], "a") == ()
    assert whole_labels(["b" * (LONGEST + 1), "Sar\u00adrebourg"], "sa") == (Suggestion("Sarrebourg", "Sarrebourg"),)
    assert whole_labels(["Metz"], "Metz") == ()
