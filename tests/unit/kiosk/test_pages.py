"""Every page that the demonstration town can show, in every language, held to the rules of a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from accessibility.script import error_script, part_script, script
from accessibility.utterances import BLOCK_MS
from kiosk.conductor import Conductor
from kiosk.journey import course
from kiosk.pages.page import (
    Action,
    Choices,
    Code,
    Direction,
    Disclosure,
    Documents,
    Field,
    FieldKind,
    Fields,
    Heading,
    ListedEntry,
    Page,
    PageKind,
    Paragraph,
    Phrase,
    Ranking,
    RankRow,
    Reference,
    Step,
    Stepper,
    Steps,
    Summary,
    Tone,
)
from kiosk.places.hours import AlwaysOpen
from kiosk.ports import Delivery
from kiosk.takeaway.reference import reference_of
from kiosk.visit import events as e
from kiosk.visit.intents import Mark, Mend, Type
from kiosk.visit.state import Cover, Place, Trouble
from kiosk.words import Words

# The harness of this directory's conftest: `Kiosk`, `Town` and `MakeKiosk` are its types.
Kiosk = Any
Town = Any
MakeKiosk = Any

QML = Path(__file__).parents[3] / "ui" / "qml"
LANGUAGES = ("fr", "fr-x-falc", "en", "ar")
TOURED = (
    "leisure-centre",
    "birth-certificate-child",
    "birth-certificate",
    "identity-card-stolen-in-danger",
    "town-wifi",
)
PUBLIC = ("kind", "season", "has_card", "days", "half_days", "arrival", "bus", "rules", "rating")
"""The questions on these ways whose author marked the answer as public."""

COVERS = ("bar.help", "bar.language", "bar.text-size", "bar.contrast", "bar.stop")


@dataclass(frozen=True)
class Shown:
    """A page as it stood, and what its parts mean."""

    page: Page
    intents: dict[str, Any]
    private: frozenset[str]
    """Texts that the person typed into a question that no author marked as public."""
    service: str = ""


def taken(kiosk: Kiosk) -> Shown:
    private: set[str] = set()
    if kiosk.visit.journey is not None:
        session = kiosk.conductor.session()
        for question in course.answered(session):
            value = session.value(question.path)
            # Town and postal code of this person are those of the town hall, which stand on the slip.
            typed = not session.choices(question.path) and value not in ("Rivemont", "57999")
            if value and typed and question.attributes.get("privacy") != "public":
                private.add(value)
    return Shown(kiosk.page, dict(kiosk.conductor.screen.intents), frozenset(private), kiosk.visit.service)


def covers(kiosk: Kiosk) -> Iterator[Shown]:
    """Each page that may lie over this one, and the way back from it."""
    page = kiosk.page.id
    for part in COVERS:
        kiosk.press(part)
        yield taken(kiosk)
        if part == "bar.help":
            for cover in ("settings.listen", "settings.touch", "settings.keys"):
                kiosk.press(cover)
                yield taken(kiosk)
                kiosk.press("back")
            kiosk.press("away")
            yield taken(kiosk)
        kiosk.press("forward")
        assert kiosk.page.id == page
    kiosk.conductor._happened(e.Covered(Cover.IDLE, kiosk.clock.monotonic()))
    kiosk.conductor.refresh()
    yield taken(kiosk)
    kiosk.press("forward")


def refused(kiosk: Kiosk) -> Iterator[Shown]:
    """The question on the screen, continued without an answer."""
    before = kiosk.page.id
    if kiosk.page.kind is PageKind.QUESTION and kiosk.conductor.session().required(kiosk.journey.at):
        kiosk.press("forward")
        assert kiosk.page.id == before
        yield taken(kiosk)
    if "why" in kiosk.conductor.screen.intents:
        kiosk.press("why")
        yield taken(kiosk)
        kiosk.press("why")


def tour(town: Town, make_kiosk: MakeKiosk, language: str) -> Iterator[Shown]:
    """Every kind of page, in the states that it has."""
    kiosk = make_kiosk(language=language, online=False)
    kiosk.conductor.appeared(after_a_visit=True)
    yield taken(kiosk)
    yield from covers(kiosk)
    kiosk.press("forward")
    for event in [part for part in kiosk.conductor.screen.intents if part.startswith("event.")]:
        kiosk.press(event)
        yield taken(kiosk)
        kiosk.press("back")
    for number, name in enumerate(TOURED):
        kiosk = make_kiosk(language=language)
        plan = town.plan(name)
        if number % 2:
            kiosk.press("bar.listen")
        for page in kiosk.walk(plan):
            yield taken(kiosk)
            yield from refused(kiosk)
            if page.kind in (PageKind.HOME, PageKind.CHECK, PageKind.OUTCOME, PageKind.NEXT):
                yield from covers(kiosk)
        if number % 2:
            kiosk.press("voice.answers")
            yield taken(kiosk)
            kiosk.press("forward")
        for part in [part for part in kiosk.conductor.screen.intents if part.endswith(".have")][:2]:
            kiosk.press(part)
        yield taken(kiosk)
        if kiosk.page.kind is PageKind.NEXT:
            kiosk.conductor._happened(e.DeliveryKnown(Delivery.SENT))
            kiosk.conductor.refresh()
            yield taken(kiosk)
        kiosk.press("forward")
        yield taken(kiosk)
        kiosk.press("copy")
        while kiosk.page.id != "slip":
            yield taken(kiosk)
            kiosk.press("forward")
        kiosk.printer.works = bool(number % 2)
        kiosk.press("print")
        yield taken(kiosk)
        for trouble in Trouble:
            kiosk.conductor._happened(e.TroubleMet(trouble))
            kiosk.conductor.refresh()
            yield taken(kiosk)
        kiosk.conductor._happened(e.Ended())
        kiosk.conductor.refresh()
        yield taken(kiosk)


@pytest.fixture(scope="module", params=LANGUAGES)
def shown(request: pytest.FixtureRequest, town: Town, touring_kiosk: MakeKiosk) -> tuple[Shown, ...]:
    return tuple(tour(town, touring_kiosk, request.param))


def parts_of(page: Page) -> list[str]:
    """Every part of a page by which it can be found or touched: one entry for each item that bears it."""
    found: list[str] = []

    def look(thing: object, owner: str = "") -> None:
        if isinstance(thing, Phrase):
            # A label may bear its owner's part: it is the owner's text.
            if thing.part != owner:
                found.append(thing.part)
        elif isinstance(thing, tuple):
            for each in thing:
                look(each, owner)
        elif is_dataclass(thing):
            part = getattr(thing, "part", "")
            if part:
                found.append(part)
            for each in fields(thing):
                look(getattr(thing, each.name), part)

    look(page)
    return found


def actions_of(page: Page) -> Iterator[Action]:
    def look(thing: object) -> Iterator[Action]:
        if isinstance(thing, Action):
            yield thing
        elif isinstance(thing, tuple):
            for each in thing:
                yield from look(each)
        elif is_dataclass(thing):
            for each in fields(thing):
                yield from look(getattr(thing, each.name))

    yield from look(page)


def test_the_tour_shows_every_kind_of_page(shown: tuple[Shown, ...]) -> None:
    assert {each.page.kind for each in shown} == set(PageKind)
    assert len(shown) > 150


def test_every_part_is_unique_on_its_page(shown: tuple[Shown, ...]) -> None:
    for each in shown:
        parts = parts_of(each.page)
        twice = sorted({part for part in parts if parts.count(part) > 1})
        assert twice == [], each.page.id


def test_whatever_answers_a_touch_is_on_the_page_and_answers(shown: tuple[Shown, ...]) -> None:
    for each in shown:
        parts = set(parts_of(each.page))
        assert set(each.intents) <= parts, each.page.id
        for action in actions_of(each.page):
            assert action.part in each.intents, (each.page.id, action.part)
        for block in each.page.blocks:
            if isinstance(block, Choices):
                assert {choice.part for choice in block.choices} <= set(each.intents), each.page.id
            if isinstance(block, Field):
                assert isinstance(each.intents[block.part], Type)
            if isinstance(block, Fields):
                assert {field.part for field in block.fields} <= set(each.intents)


def test_no_text_is_empty_or_a_key_or_a_gap(
    shown: tuple[Shown, ...], phrases: Callable[[object], Iterator[Phrase]]
) -> None:
    for each in shown:
        for phrase in phrases(each.page):
            assert phrase.text.strip(), (each.page.id, phrase.part)
            assert phrase.text.strip() != "-", (each.page.id, phrase.part)
            assert "{" not in phrase.text, (each.page.id, phrase.part)
            assert "{" not in phrase.spoken, (each.page.id, phrase.part)
            assert phrase.language, (each.page.id, phrase.part)


def test_a_page_speaks_one_language_and_reads_from_its_side(
    shown: tuple[Shown, ...], phrases: Callable[[object], Iterator[Phrase]]
) -> None:
    for each in shown:
        page = each.page
        assert page.direction is (Direction.RTL if page.language == "ar" else Direction.LTR)
        for phrase in phrases(page):
            # The places of a French town have French names.
            foreign = phrase.part == "town" or phrase.part.startswith(("language.", "place."))
            assert foreign or phrase.language == page.language, (page.id, phrase.part)


def visible_texts(page: Page) -> Iterator[str]:
    """What the eye reads, in reading order: phrases, what is typed, ordinals; not what is closed."""

    headings = {block.phrase.text for block in page.blocks if isinstance(block, Heading)}

    def legend(phrase: Phrase) -> Iterator[str]:
        """The name of a group, which a heading may already be."""
        if phrase.text not in headings:
            yield phrase.text

    def look(thing: object) -> Iterator[str]:
        match thing:
            case Phrase():
                yield thing.text
            case Disclosure(action, body, opened):
                yield from look((action, body) if opened else action)
            case Field():
                yield from look(thing.label)
                yield from (thing.value,) if thing.value else ()
            case RankRow():
                yield thing.place
                yield from look((thing.label, thing.up, thing.down))
            case Step() | ListedEntry():
                yield from (thing.number,) if thing.number else ()
                texts = (thing.text,) if isinstance(thing, Step) else (thing.name, thing.change, thing.remove)
                yield from look(texts)
            case Stepper():
                # The value stands between the buttons.
                yield from legend(thing.legend)
                yield from look((thing.low, thing.high, thing.less, thing.value, thing.more, thing.leaps))
            case Choices() | Ranking() | Fields():
                yield from legend(thing.legend)
                yield from look(tuple(getattr(thing, each.name) for each in fields(thing) if each.name != "legend"))
            case tuple():
                for each in thing:
                    yield from look(each)
            case _ if is_dataclass(thing):
                for each in fields(thing):
                    yield from look(getattr(thing, each.name))

    yield from look((page.title, page.progress, page.blocks, page.back, page.forward))


def test_en_5_1_3_1_every_page_says_all_that_it_shows_in_reading_order(
    shown: tuple[Shown, ...], phrases: Callable[[object], Iterator[Phrase]]
) -> None:
    for each in shown:
        page = each.page
        told = script(page, Words(page.language).say).utterances
        said = [utterance.text for utterance in told if utterance.text]
        ordered = list(visible_texts(page))
        start = said.index(page.title.text)
        assert said[start : start + len(ordered)] == ordered, page.id
        around = (page.town, page.mark, page.status, page.bar, page.voice)
        assert {phrase.text for phrase in phrases(around)} <= set(said), page.id


def test_en_5_1_3_1_what_is_said_holds_every_word_that_is_shown(shown: tuple[Shown, ...]) -> None:
    """Through the rules for numbers, the lexicon and the change of voices, to the words that a voice is given."""
    for each in shown:
        page = each.page
        spoken = script(page, Words(page.language).say)
        sentences = spoken.sentences(answers_aloud=True)
        for index, utterance in enumerate(spoken.utterances):
            own = [sentence for sentence in sentences if sentence.utterance == index]
            assert own, (page.id, utterance.part)
            lit = {unit for said in own for span in said.spans for unit in range(span.start, span.start + span.length)}
            text = utterance.text.encode("utf-16-le")
            units = [text[2 * i : 2 * i + 2].decode("utf-16-le", "replace") for i in range(len(text) // 2)]
            dark = [unit for place, unit in enumerate(units) if place not in lit and unit.isalnum()]
            assert dark == [], (page.id, utterance.part)


def test_en_5_1_3_1_every_part_of_every_page_says_something_when_it_is_come_to(shown: tuple[Shown, ...]) -> None:
    seen: set[str] = set()
    for each in shown:
        if each.page.id in seen:
            continue
        seen.add(each.page.id)
        closed = {b.body.part for b in each.page.blocks if isinstance(b, Disclosure) and not b.open}
        for part in set(parts_of(each.page)) - closed:
            assert part_script(each.page, part, Words(each.page.language).say).utterances, (each.page.id, part)


def test_en_5_1_3_14_each_text_is_said_by_a_voice_of_its_language(
    shown: tuple[Shown, ...], phrases: Callable[[object], Iterator[Phrase]]
) -> None:
    latin = re.compile(r"[A-Za-z]{2}")
    for each in shown:
        page = each.page
        spoken = script(page, Words(page.language).say)
        own = {phrase.part: phrase.language for phrase in phrases(page)}
        names = {part: language for part, language in own.items() if part.startswith("language.")}
        for sentence in spoken.sentences(answers_aloud=True):
            if sentence.part in names:
                word = sentence.language if sentence.spans else names[sentence.part]
                assert word == names[sentence.part], (page.id, sentence.part)
            elif page.language == "ar":
                assert (sentence.language == "fr") == bool(latin.search(sentence.speech)), (page.id, sentence.part)
            else:
                assert sentence.language in (own.get(sentence.part, page.language), page.language, "fr"), sentence.part


def test_en_5_1_3_15_a_refused_answer_says_which_question_and_what_is_wrong(shown: tuple[Shown, ...]) -> None:
    met = 0
    for each in shown:
        errors = [b.phrase for b in each.page.blocks if isinstance(b, Paragraph) and b.tone is Tone.ERROR]
        if not errors:
            continue
        met += 1
        words = Words(each.page.language)
        told = [utterance.text or utterance.speech for utterance in error_script(each.page, words.say).utterances]
        (question,) = (b.phrase.text for b in each.page.blocks if isinstance(b, Heading) and b.level == 1)
        assert told[:3] == [question, words.say("speech.error"), errors[0].text]
    assert met > 10


def test_en_5_1_3_15_the_idle_question_says_how_long_it_waits_and_what_to_choose(shown: tuple[Shown, ...]) -> None:
    idle = [each.page for each in shown if each.page.kind is PageKind.IDLE]
    assert idle
    for page in idle:
        said = [utterance.text for utterance in script(page, Words(page.language).say).utterances]
        assert page.forward is not None
        lead = next(text for text in said if "45" in text)
        assert page.forward.label.text in lead
        assert said.index(lead) < said.index(page.forward.label.text)


def test_en_5_1_3_15_a_covered_page_says_how_long_it_waits(shown: tuple[Shown, ...]) -> None:
    away = [each.page for each in shown if each.page.kind is PageKind.AWAY]
    assert away
    for page in away:
        assert any("10" in told.text for told in script(page, Words(page.language).say).utterances)


def test_en_5_1_3_16_all_of_the_slip_is_said_with_a_pause_after_each_item(shown: tuple[Shown, ...]) -> None:
    met = 0
    for each in shown:
        for block in each.page.blocks:
            if each.page.kind is PageKind.SLIP and isinstance(block, Summary):
                met += 1
                told = script(each.page, Words(each.page.language).say).utterances
                for row in block.rows:
                    at = next(i for i, utterance in enumerate(told) if utterance.part == row.question.part)
                    assert [told[at].text, told[at + 1].text] == [row.question.text, row.answer.text]
                    assert told[at + 1].pause_ms >= BLOCK_MS
    assert met >= 5


def test_v_7_3_k_help_explains_keys_pad_and_switch(shown: tuple[Shown, ...]) -> None:
    helped = [each.page for each in shown if each.page.kind is PageKind.HELP]
    assert helped
    for page in helped:
        words = Words(page.language)
        said = [utterance.text for utterance in script(page, words.say).utterances]
        for way in ("touch", "listen", "keys", "pad", "switch"):
            assert words.say(f"help.way.{way}") in said


def test_the_six_buttons_are_always_there_in_the_same_order(shown: tuple[Shown, ...]) -> None:
    six = ["bar.help", "bar.listen", "bar.language", "bar.text-size", "bar.contrast", "bar.stop"]
    for each in shown:
        assert [action.part for action in each.page.bar] == six, each.page.id


def test_what_a_person_typed_is_private_wherever_it_appears(
    shown: tuple[Shown, ...], phrases: Callable[[object], Iterator[Phrase]]
) -> None:
    met = 0
    for each in shown:
        for phrase in phrases(each.page.blocks):
            if any(value in phrase.text for value in each.private if len(value) > 3):
                met += 1
                assert phrase.private, (each.page.id, phrase.part)
    assert met > 10


def test_answers_and_advice_are_private_on_check_outcome_next_and_slip(shown: tuple[Shown, ...]) -> None:
    seen = set()
    # Which phone one has is public, says the form's author: the whole way is.
    for each in (each for each in shown if each.service != "town-wifi"):
        for block in each.page.blocks:
            if isinstance(block, Summary) and each.page.kind is PageKind.SLIP:
                for row in block.rows:
                    told_to_all = row.part in ("row.slip.address.text", "row.slip.phone.text", "row.slip.hours.text")
                    assert row.answer.private or told_to_all, row.part
                    seen.add("slip")
            if isinstance(block, Summary) and each.page.kind is PageKind.CHECK:
                for row in block.rows:
                    assert row.answer.private is (row.part.removeprefix("row.") not in PUBLIC), row.part
                    seen.add("check")
            if isinstance(block, Documents):
                assert all(document.title.private and document.form.private for document in block.documents)
                seen.add("documents")
            if isinstance(block, Steps) and each.page.kind in (PageKind.OUTCOME, PageKind.NEXT):
                assert all(step.text.private for step in block.steps)
                seen.add("steps")
            if isinstance(block, Reference):
                assert block.phrase.private
                seen.add("reference")
            if isinstance(block, Heading) and block.level == 1 and each.page.kind is PageKind.OUTCOME:
                assert block.phrase.private
                seen.add("outcome")
            if isinstance(block, Code) and each.page.kind is PageKind.OUTCOME:
                assert block.caption.private
                seen.add("code")
    assert seen == {"slip", "check", "steps", "reference", "outcome", "code", "documents"}


def test_the_number_of_documents_is_told_to_nobody_else(shown: tuple[Shown, ...]) -> None:
    headings = [
        block.phrase
        for each in shown
        for block in each.page.blocks
        if isinstance(block, Heading) and block.phrase.part == "documents.heading"
    ]
    assert headings
    assert all(heading.private for heading in headings)


def test_a_way_whose_every_answer_is_public_may_be_said_aloud(shown: tuple[Shown, ...]) -> None:
    outcomes = [each.page for each in shown if each.page.kind is PageKind.OUTCOME and each.service == "town-wifi"]
    assert outcomes
    for page in outcomes:
        assert not any(step.text.private for b in page.blocks if isinstance(b, Steps) for step in b.steps)


def test_w_3_3_4_every_answer_at_check_can_be_changed(shown: tuple[Shown, ...]) -> None:
    for each in shown:
        for block in each.page.blocks:
            if isinstance(block, Summary) and each.page.kind is PageKind.CHECK:
                assert block.rows
                for row in block.rows:
                    assert row.change is not None
                    assert isinstance(each.intents[row.change.part], Mend)


def test_w_3_3_8_what_the_kiosk_gives_out_comes_after_the_last_question(shown: tuple[Shown, ...]) -> None:
    """Nothing has to be carried in the head from one page to the next."""
    given = {each.page.kind for each in shown for b in each.page.blocks if isinstance(b, Reference | Code)}
    asked = {each.page.kind for each in shown for b in each.page.blocks if isinstance(b, Field | Fields)}
    assert given <= {PageKind.OUTCOME, PageKind.NEXT, PageKind.SLIP}
    assert given
    assert asked == {PageKind.QUESTION}


def test_w_3_3_8_everything_that_is_typed_can_be_read() -> None:
    assert not [path.name for path in QML.rglob("*.qml") if "echoMode" in path.read_text(encoding="utf-8")]
    assert not [kind for kind in FieldKind if "password" in kind or "secret" in kind]


def test_each_page_has_one_heading_of_the_first_level(shown: tuple[Shown, ...]) -> None:
    for each in shown:
        firsts = [b for b in each.page.blocks if isinstance(b, Heading) and b.level == 1]
        assert len(firsts) == 1, each.page.id


def test_the_status_line_is_there_when_the_line_is_down_and_only_then(kiosk: Kiosk) -> None:
    for online, told in ((None, False), (True, False), (False, True)):
        kiosk.online = online
        kiosk.conductor.refresh()
        assert (kiosk.page.status is not None) is told


def test_a_reference_is_spelled_digit_by_digit(town: Town, kiosk: Kiosk) -> None:
    kiosk.walk_to(town.plan("birth-certificate"), PageKind.NEXT)
    reference = next(b for b in kiosk.page.blocks if isinstance(b, Reference))
    assert reference.phrase.text == reference_of(kiosk.journey.instance_id)
    assert [c for c in reference.phrase.spoken if c.isdigit()] == [c for c in reference.phrase.text if c.isdigit()]
    assert reference.phrase.spoken.count(",") == 6


def test_no_news_by_a_day_that_the_catalogue_promises(town: Town, make_kiosk: MakeKiosk) -> None:
    kiosk = make_kiosk(language="en")
    kiosk.walk_to(town.plan("birth-certificate"), PageKind.NEXT)
    days = town.pack.catalogue.service("birth-certificate").reply_within_days
    assert days is not None
    text = next(b.phrase.text for b in kiosk.page.blocks if isinstance(b, Paragraph) and b.phrase.part == "no-news")
    by = date.fromordinal(kiosk.clock.now().date().toordinal() + days)
    assert str(by.day) in text
    assert str(by.year) in text
    contact = town.pack.catalogue.service("birth-certificate").contact
    assert town.pack.catalogue.contacts[contact].telephone in text


def test_the_wifi_code_is_what_a_phone_reads(town: Town, kiosk: Kiosk) -> None:
    kiosk.walk_to(town.plan("town-wifi"), PageKind.OUTCOME)
    codes = {b.part: b.payload for b in kiosk.page.blocks if isinstance(b, Code)}
    wifi = town.pack.town.wifi
    assert wifi is not None
    assert codes["code.qr_wifi"] == f"WIFI:T:WPA;S:{wifi.ssid};P:{wifi.password};;"
    assert codes["code.qr_portal"] == wifi.portal


def test_a_choice_chosen_in_arabic_is_said_in_the_packs_own_vowelled_words(town: Town, make_kiosk: MakeKiosk) -> None:
    kiosk = make_kiosk(language="ar")
    kiosk.open("identity-card")
    choices = next(b for b in kiosk.page.blocks if isinstance(b, Choices))
    assert choices.choices[0].label.spoken
    spoken = {choice.part: choice.label.spoken for choice in choices.choices}
    kiosk.walk_to(town.plan("identity-card-lost"), PageKind.CHECK)
    row = next(b for b in kiosk.page.blocks if isinstance(b, Summary)).rows[0]
    assert row.part == "row.where"
    assert row.answer.spoken == spoken["choice.lost"]


def test_help_says_when_the_counter_is_open(town: Town, kiosk: Kiosk) -> None:
    assert isinstance(town.pack.catalogue.contacts[town.pack.town.contact].telephone, str)
    kiosk.press("bar.help")
    without = len(parts_of(kiosk.page))
    outside = replace(kiosk.outside, opening=AlwaysOpen)
    conductor = Conductor(town.pack, kiosk.conductor.configuration, outside, lambda screen, visit: None)
    conductor._happened(e.Covered(Cover.HELP, 0.0))
    conductor.refresh()
    assert len(parts_of(conductor.screen.page)) > without


def test_marks_are_paired_with_their_document(town: Town, kiosk: Kiosk) -> None:
    kiosk.walk_to(town.plan("identity-card-stolen"), PageKind.OUTCOME)
    assert kiosk.visit.place is Place.OUTCOME
    assert kiosk.conductor.screen.intents["document.photo.have"] == Mark("photo", True)
    assert kiosk.conductor.screen.intents["document.photo.not-yet"] == Mark("photo", False)
