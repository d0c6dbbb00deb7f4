"""Which way a journey goes, on a form small enough to be held in the head."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kiosk import forms
from kiosk.forms import Form, Session
from kiosk.journey import course, taking, way
from kiosk.journey.estimate import Estimate, estimate
from kiosk.visit.events import Asked, Went
from kiosk.visit.state import Answer, Draft, Journey, Place, Refusal

XFORM = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
xmlns:kiosk="urn:parvis:kiosk:1"><h:head><h:title>Pets</h:title><model>
<instance><data id="pets" version="1"><pet/><note/><name/><born/><end/><meta><instanceID/></meta></data></instance>
<bind nodeset="/data/pet" type="string" required="true()"/>
<bind nodeset="/data/note" type="string" readonly="true()" relevant="/data/pet = 'dog'"/>
<bind nodeset="/data/name" type="string" required="true()" relevant="/data/pet = 'dog' or /data/pet = 'cat'"/>
<bind nodeset="/data/born" type="date" relevant="/data/pet = 'dog'"/>
<bind nodeset="/data/end" type="string" readonly="true()" kiosk:outcome="title" relevant="/data/pet = 'none'"/>
</model></h:head><h:body>
<select1 ref="/data/pet"><label>Pet</label><item><label>Dog</label><value>dog</value></item>
<item><label>Cat</label><value>cat</value></item><item><label>None</label><value>none</value></item></select1>
<input ref="/data/note"><label>Dogs need a lead</label></input>
<input ref="/data/name"><label>Name</label></input>
<input ref="/data/born"><label>Born</label></input>
<input ref="/data/end"><label>Nothing to do</label></input>
</h:body></h:html>"""

PET, NOTE, NAME, BORN = "/data/pet", "/data/note", "/data/name", "/data/born"
NOTHING = Estimate({})


def now() -> datetime:
    return datetime(2026, 7, 1, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def form() -> Form:
    return forms.load(XFORM)


def journey(*answers: tuple[str, str], at: str = PET, seen: tuple[str, ...] = (), mending: bool = False) -> Journey:
    return Journey(
        "pets",
        "uuid:1",
        answers=tuple(Answer(path, value) for path, value in answers),
        at=at,
        seen=frozenset(seen),
        mending=mending,
    )


def session_of(form: Form, travelled: Journey) -> Session:
    return course.Course(form, now, "kiosk").follow(travelled, "en")


def test_the_next_screen_is_the_next_one_that_matters(form: Form) -> None:
    dog = journey((PET, "dog"))
    assert way.onwards(session_of(form, dog), NOTHING, dog) == Asked(NOTE, 0.5)
    cat = journey((PET, "cat"))
    assert way.onwards(session_of(form, cat), NOTHING, cat) == Asked(NAME, 0.5)


def test_the_end_of_a_request_is_check_and_of_short_advice_the_outcome(form: Form) -> None:
    cat = journey((PET, "cat"), (NAME, "Tom"), at=NAME)
    assert way.onwards(session_of(form, cat), NOTHING, cat) == Went(Place.CHECK)
    none = journey((PET, "none"))
    assert way.skips_check(session_of(form, none))
    assert way.onwards(session_of(form, none), NOTHING, none) == Went(Place.OUTCOME)


def test_what_was_never_passed_stops_the_way_to_the_end(form: Form) -> None:
    jumped = journey((PET, "dog"), (NAME, "Rex"), (BORN, ""), at=BORN)
    session = session_of(form, jumped)
    assert way.settled(session, NOTHING, jumped, Place.CHECK) == Asked(NOTE, 0.5)
    told = replace(jumped, seen=frozenset({NOTE}))
    assert way.settled(session, NOTHING, told, Place.CHECK) == Went(Place.CHECK)


def test_mending_returns_to_check_or_asks_what_it_opened(form: Form) -> None:
    changed = journey((PET, "cat"), (NAME, "Tom"), (PET, "dog"), seen=(PET, NOTE), mending=True)
    assert way.onwards(session_of(form, changed), NOTHING, changed) == Asked(BORN, 0.75)
    kept = journey((PET, "cat"), (NAME, "Tom"), (PET, "cat"), mending=True)
    assert way.onwards(session_of(form, kept), NOTHING, kept) == Went(Place.CHECK)


def test_back_goes_where_one_came_from(form: Form) -> None:
    dog = journey((PET, "dog"), (NAME, "Rex"), at=NAME)
    session = session_of(form, dog)
    assert way.backwards(Place.QUESTION, dog, session, NOTHING) == Asked(NOTE, 0.5, forwards=False)
    first = replace(dog, at=PET)
    assert way.backwards(Place.QUESTION, first, session, NOTHING) == Went(Place.BEFORE, forwards=False)
    assert way.backwards(Place.CHECK, dog, session, NOTHING) == Asked(BORN, 0.75, forwards=False)
    mending = replace(dog, mending=True)
    assert way.backwards(Place.QUESTION, mending, session, NOTHING) == Went(Place.CHECK, forwards=False)
    assert way.backwards(Place.TROUBLE, dog, session, NOTHING) == Went(Place.CHECK, forwards=False)
    assert way.backwards(Place.SLIP, dog, session, NOTHING) == Went(Place.OUTCOME, forwards=False)
    assert way.backwards(Place.HOME, None, None, NOTHING) == Went(Place.FIRST, forwards=False)


def test_the_bar_does_not_fall_when_an_answer_makes_the_way_longer(form: Form) -> None:
    far = replace(journey((PET, "dog")), fraction=0.9)
    assert way.onwards(session_of(form, far), NOTHING, far) == Asked(NOTE, 0.9)


def test_what_is_typed_is_taken_and_what_was_held_stays(form: Form) -> None:
    cat = journey((PET, "cat"), (NAME, "Tom"), at=NAME)
    session = session_of(form, cat)
    name = next(question for question in form.questions if question.path == NAME)
    assert taking.taken(session, cat, name, "fr") == "Tom"
    assert taking.taken(session, replace(cat, drafts=(Draft(NAME, "", " Kit "),)), name, "fr") == "Kit"
    assert taking.taken(session, replace(cat, drafts=(Draft(NAME, "", ""),)), name, "fr") == ""


def test_a_date_is_taken_from_its_fields_and_from_what_it_held(form: Form) -> None:
    dog = journey((PET, "dog"), (BORN, "2020-05-17"), at=BORN)
    session = session_of(form, dog)
    born = next(question for question in form.questions if question.path == BORN)
    assert taking.taken(session, dog, born, "fr") == "2020-05-17"
    assert taking.taken(session, replace(dog, drafts=(Draft(BORN, "month", "6"),)), born, "fr") == "2020-06-17"
    emptied = tuple(Draft(BORN, slot, "") for slot in taking.DATE)
    assert taking.taken(session, replace(dog, drafts=emptied), born, "fr") == ""
    assert taking.taken(session, replace(dog, drafts=emptied[:1]), born, "fr") is Refusal.DATE_INCOMPLETE


def test_another_log_is_replayed_from_the_start_and_a_longer_one_from_where_it_was(form: Form) -> None:
    travelled = course.Course(form, now, "kiosk")
    first = travelled.follow(journey((PET, "dog")), "en")
    assert travelled.follow(journey((PET, "dog"), (NAME, "Rex")), "en") is first
    other = travelled.follow(journey((PET, "cat")), "en")
    assert other is not first
    assert other.value(NAME) == ""
    assert other.instance_id == "uuid:1"


def test_a_form_may_ask_for_what_was_sent_earlier_in_the_visit() -> None:
    remembering = forms.load(
        b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa"><h:head><model>
<instance><data id="pets"><pet/><before/></data></instance><instance id="last" src="jr://instance/last-saved"/>
<bind nodeset="/data/before" calculate="instance('last')/data/pet"/></model></h:head>
<h:body><input ref="/data/pet"><label>Pet</label></input></h:body></h:html>"""
    )
    travelled = course.Course(remembering, now, "kiosk")
    first = replace(journey((PET, "dog")), instance_id="uuid:1")
    session = travelled.follow(first, "en")
    assert session.value("/data/before") == ""
    travelled.sent("uuid:1", session)
    second = replace(journey((PET, "cat")), instance_id="uuid:2")
    assert travelled.follow(second, "en").value("/data/before") == "dog"
    travelled.sent("uuid:2", travelled.follow(second, "en"))
    # The one that was sent finds what it found when it was, and not itself.
    assert travelled.follow(second, "en").value("/data/before") == "dog"
    travelled.renew()
    assert travelled.follow(first, "en").value("/data/before") == ""
    assert travelled.apart().follow(replace(first, instance_id="uuid:3"), "en").value("/data/before") == "cat"


def test_outcome_notes_are_no_screens(form: Form) -> None:
    none = journey((PET, "none"))
    session = session_of(form, none)
    assert [question.path for question in course.stops(session)] == [PET]
    assert [note.name for note in course.outcome(session, "title")] == ["end"]
    assert course.is_guidance(session)


def test_the_estimate_knows_the_longest_way_and_is_the_same_each_time(form: Form) -> None:
    guess = estimate(form, now)
    assert guess == estimate(form, now)
    # Dog: note, name, born follow the first question; after the name comes the birthday.
    assert (guess.following(PET), guess.following(NOTE), guess.following(NAME), guess.following(BORN)) == (3, 2, 1, 0)
    assert guess.following("/data/nowhere") == 0


def test_the_fraction_is_what_lies_behind(form: Form) -> None:
    guess = estimate(form, now)
    session = session_of(form, journey((PET, "dog")))
    assert [guess.fraction(session, path) for path in (PET, NOTE, NAME, BORN)] == [0.0, 0.25, 0.5, 0.75]


def test_what_only_a_typed_answer_opens_is_not_the_last_question() -> None:
    opened = XFORM.replace(b"""relevant="/data/pet = 'dog' or /data/pet = 'cat'\"""", b"relevant=\"/data/born != ''\"")
    assert opened != XFORM
    guess = estimate(forms.load(opened), now)
    assert guess.following(BORN) == 0
    assert guess.following(NAME) == 1, "nobody walked past it, and the date of birth follows it"
