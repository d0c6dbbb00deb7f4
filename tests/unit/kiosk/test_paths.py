"""Paths with positions, their order in a form, and the answers of a rehearsal that stand under them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kiosk import forms
from kiosk.forms import Question, QuestionKind, Repeat, RepeatRange
from kiosk.journey import course, order
from kiosk.journey.rehearsed import Rehearsed, read
from kiosk.visit import events as e
from kiosk.visit import paths
from kiosk.visit.attachments import Attachment, Attachments
from kiosk.visit.reducer import reduce
from kiosk.visit.state import Draft, Journey, Visit

FORM = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>T</h:title><model>
<instance><data id="t" version="1"><a/><r jr:template=""><b/><s jr:template=""><c/></s><d/></r><e/>
<meta><instanceID/></meta></data></instance>
<bind nodeset="/data/a" type="string"/><bind nodeset="/data/e" type="string" relevant="/data/a = 'x'"/>
</model></h:head><h:body><input ref="/data/a"><label>A</label></input>
<group ref="/data/r"><label>R</label><repeat nodeset="/data/r"><input ref="/data/r/b"><label>B</label></input>
<group ref="/data/r/s"><label>S</label><repeat nodeset="/data/r/s">
<input ref="/data/r/s/c"><label>C</label></input></repeat></group>
<input ref="/data/r/d"><label>D</label></input></repeat></group>
<input ref="/data/e"><label>E</label></input></h:body></h:html>"""

IN_ORDER = (
    "/data/a",
    "/data/r[1]/b",
    "/data/r[1]/s[1]/c",
    "/data/r[1]/s[2]/c",
    "/data/r[1]/s[10]/c",
    "/data/r[1]/s",
    "/data/r[1]/d",
    "/data/r[2]/b",
    "/data/r[2]/s",
    "/data/r[2]/d",
    "/data/r",
    "/data/e",
    "/data/nowhere",
)


def now() -> datetime:
    return datetime(2026, 7, 1, 10, 0, tzinfo=UTC)


def test_places_follow_each_other_as_the_screens_do() -> None:
    place = order.places(forms.load(FORM))
    shuffled = {*IN_ORDER}
    assert tuple(sorted(shuffled, key=place)) == IN_ORDER


def test_the_order_is_that_of_a_session() -> None:
    session = forms.load(FORM).begin(now=now, language="")
    session.set("/data/a", "x")
    for _ in range(2):
        session.add_repeat("/data/r")
    session.add_repeat("/data/r[1]/s")
    way = [stop.path for stop in course.stops(session)]
    assert way == sorted(way, key=order.places(session.form))
    assert way[2] == "/data/r[1]/s[1]/c"


def test_a_question_that_counts_no_more_still_has_neighbours() -> None:
    session = forms.load(FORM).begin(now=now, language="")
    session.add_repeat("/data/r")
    assert course.after(session, "/data/e") is None
    last = course.before(session, "/data/e")
    assert last is not None
    assert last.path == "/data/r"
    gone = course.after(session, "/data/r[1]/s[3]/c")
    assert gone is not None
    assert gone.path == "/data/r[1]/s"
    assert course.ordinal(session, "/data/e") == 6


@pytest.mark.parametrize(
    ("path", "template", "positions", "entry"),
    [
        ("/data/a", "/data/a", (), ""),
        ("/data/r[2]/b", "/data/r/b", (2,), "/data/r[2]"),
        ("/data/r[2]/s[13]/c", "/data/r/s/c", (2, 13), "/data/r[2]/s[13]"),
        ("/data/r[2]/s", "/data/r/s", (2,), "/data/r[2]"),
        ("/data/r[2]/g/d", "/data/r/g/d", (2,), "/data/r[2]"),
    ],
)
def test_paths_are_taken_apart(path: str, template: str, positions: tuple[int, ...], entry: str) -> None:
    assert paths.template(path) == template
    assert paths.positions(path) == positions
    assert paths.entry_of(path) == entry


@pytest.mark.parametrize(
    ("path", "moved"),
    [
        ("/data/r[1]/b", "/data/r[1]/b"),
        ("/data/r[2]/b", None),
        ("/data/r[2]", None),
        ("/data/r[3]", "/data/r[2]"),
        ("/data/r[10]/s[2]/c", "/data/r[9]/s[2]/c"),
        ("/data/r", "/data/r"),
        ("/data/rest[3]/b", "/data/rest[3]/b"),
    ],
)
def test_what_stands_behind_a_removed_entry_moves_up(path: str, moved: str | None) -> None:
    assert paths.without(path, "/data/r", 2) == moved


def test_all_that_stood_in_an_entry_goes_with_it() -> None:
    photo, other = Attachment("b-1.jpg", "image/jpeg", b"1"), Attachment("b-2.jpg", "image/jpeg", b"2")
    journey = Journey(
        "s",
        "uuid:1",
        at="/data/r",
        seen=frozenset({"/data/r[1]/b", "/data/r[2]/b"}),
        drafts=(Draft("/data/r[1]/d", "", "one"), Draft("/data/r[2]/d", "", "two")),
        removing=1,
        attachments=Attachments().having(photo).having(other),
    )
    left = reduce(Visit(journey=journey), e.EntryRemoved("/data/r", 1, ("b-1.jpg",))).journey
    assert left is not None
    assert left.seen == {"/data/r[1]/b"}
    assert left.drafts == (Draft("/data/r[1]/d", "", "two"),)
    assert left.attachments.files == (other,)
    assert left.removing == 0


def question(path: str) -> Question:
    template = paths.template(path)
    around = tuple(repeat for repeat in ("/data/r", "/data/r/s") if template.startswith(f"{repeat}/"))
    return Question(path, path.rsplit("/", 1)[-1], QuestionKind.TEXT, repeats=around)


def listing(path: str) -> RepeatRange:
    repeat = Repeat(paths.template(path), path.rsplit("/", 1)[-1])
    return RepeatRange(path, repeat, count=0, fixed=False, relevant=True)


def test_a_rehearsal_answers_each_entry_from_its_own_table() -> None:
    told = {"a": 1, "r": [{"b": "first", "s": [{"c": "x"}, {"c": "y"}]}, {"b": "second"}]}
    rehearsed = Rehearsed(read(told))
    assert rehearsed.answer(question("/data/a")) == "1"
    assert rehearsed.entries(listing("/data/r")) == 2
    assert rehearsed.answer(question("/data/r[2]/b")) == "second"
    assert rehearsed.answer(question("/data/r[3]/b")) is None
    assert rehearsed.entries(listing("/data/r[1]/s")) == 2
    assert rehearsed.entries(listing("/data/r[2]/s")) is None
    assert rehearsed.answer(question("/data/r[1]/s[2]/c")) == "y"
    assert rehearsed.unused() == ("r[1].b", "r[1].s[1].c")


def test_a_table_is_no_answer() -> None:
    rehearsed = Rehearsed({"a": [{"b": "x"}]})
    assert rehearsed.answer(question("/data/a")) is None
    assert rehearsed.entries(replace(listing("/data/r"))) is None
