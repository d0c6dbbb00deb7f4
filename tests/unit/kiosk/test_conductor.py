"""One visit from touch to wipe, at the conductor: the real pack, engine, seal and outbox, and no window."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk import config
from kiosk.forms import QuestionKind
from kiosk.journey import course
from kiosk.pages.gestures import Activated, Edited
from kiosk.pages.page import Choices, Disclosure, Heading, PageKind, Paragraph, Tone
from kiosk.ports import Delivery, Envelope, OutboxFull, SealingRefused, SubmissionForm
from kiosk.visit.intents import Choose, Voice
from kiosk.visit.state import Answer, Place, Refusal, Trouble
from offline_cache.outbox.sqlite import Counts, SqliteOutbox
from offline_cache.sealing import OdkSealer

# The harness of this directory's conftest: `Kiosk`, `Town` and `MakeKiosk` are its types.
Kiosk = Any
Town = Any
MakeKiosk = Any

LANGUAGES = ("fr", "fr-x-falc", "en", "ar")


def kind(kiosk: Kiosk) -> PageKind:
    return PageKind(kiosk.page.kind)


def trouble(kiosk: Kiosk) -> Trouble | None:
    met: Trouble | None = kiosk.visit.trouble
    return met


def refusal(kiosk: Kiosk) -> Refusal | None:
    met: Refusal | None = kiosk.journey.refusal
    return met


def delivery(kiosk: Kiosk) -> Delivery | None:
    known: Delivery | None = kiosk.journey.delivery
    return known


def answers_of(kiosk: Kiosk) -> dict[str, str]:
    """What the engine holds, by question name; in a list, by its place there: "child[2]/name"."""
    session = kiosk.conductor.session()
    return {question.path.split("/", 2)[2]: session.value(question.path) for question in course.answered(session)}


def planned(answers: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """The answers of a rehearsal, named as `answers_of` does."""
    for name, value in answers.items():
        if isinstance(value, str):
            yield before + name, value
        else:
            for place, entry in enumerate(value, start=1):
                yield from planned(entry, f"{before}{name}[{place}]/")


def errors_on(kiosk: Kiosk) -> list[str]:
    return [b.phrase.text for b in kiosk.page.blocks if isinstance(b, Paragraph) and b.tone is Tone.ERROR]


# Whole ways


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rehearsal_reaches_its_outcome_and_documents(
    town: Town, make_kiosk: MakeKiosk, outbox: SqliteOutbox, language: str
) -> None:
    kept = 0
    for plan in town.plans:
        kiosk = make_kiosk(language=language)
        asked = {kiosk.journey.at for page in kiosk.walk(plan) if page.kind is PageKind.QUESTION}
        session = kiosk.conductor.session()
        assert {f"/data/{name}" for name, _ in planned(plan.answers)} <= asked, plan.name
        if plan.outcome == "kept":
            kept += 1
            assert kind(kiosk) is PageKind.NEXT, plan.name
            assert delivery(kiosk) is Delivery.KEPT
            assert outbox.delivery(kiosk.journey.instance_id) in (Delivery.KEPT,)
        else:
            assert kind(kiosk) is PageKind.OUTCOME, plan.name
            assert [note.name for note in course.outcome(session, "title")] == [plan.outcome], plan.name
        assert course.documents(session) == plan.documents, plan.name
        given = {name: value for name, value in answers_of(kiosk).items() if value}
        expected = dict(planned(plan.answers))
        for name in [name for name, value in expected.items() if value.startswith("@")]:
            # Files have names that the kiosk makes up.
            del expected[name]
            assert re.search(r"\.(?:pdf|jpg|png)$", given.pop(name)), name
        # The engine may write a number or a date its own way, but these are canonical already.
        assert given == expected, plan.name
    # Instance identifiers begin anew with each kiosk here: the same one is kept once.
    assert kept >= 4
    assert outbox.counts().kept == 1


def test_progress_never_falls_on_the_way_forwards(town: Town, make_kiosk: MakeKiosk) -> None:
    for plan in town.plans:
        kiosk = make_kiosk()
        fractions: list[float] = []
        numbers: list[int] = []
        for page in kiosk.walk(plan):
            if page.kind is PageKind.QUESTION:
                assert page.progress is not None
                fractions.append(page.progress.fraction)
                numbers.append(course.ordinal(kiosk.conductor.session(), kiosk.journey.at))
        assert fractions == sorted(fractions), plan.name
        assert numbers == sorted(numbers), plan.name
        assert fractions[0] == 0.0
        assert all(0.0 <= fraction < 1.0 for fraction in fractions), plan.name
        if len(fractions) > 2:
            assert fractions[-1] > fractions[0], plan.name


# Back, and change


def test_back_shows_each_answer_as_it_was_given(town: Town, kiosk: Kiosk) -> None:
    plan = town.plan("birth-certificate")
    kiosk.walk_to(plan, PageKind.CHECK)
    given = answers_of(kiosk)
    kiosk.press("back")
    met = []
    while kind(kiosk) is PageKind.QUESTION:
        assert not kiosk.page.forwards
        question = kiosk.question
        met.append(question.name)
        if question.kind is QuestionKind.SELECT_ONE:
            choices = next(b for b in kiosk.page.blocks if isinstance(b, Choices))
            assert [c.part for c in choices.choices if c.chosen] == [f"choice.{given[question.name]}"]
        kiosk.press("back")
    assert met == list(reversed(given))
    assert kind(kiosk) is PageKind.BEFORE
    assert answers_of(kiosk) == given


def test_back_to_before_you_start_and_begin_again_keeps_the_answers(town: Town, kiosk: Kiosk) -> None:
    kiosk.walk_to(town.plan("town-wifi"), PageKind.CHECK)
    given, instance = answers_of(kiosk), kiosk.journey.instance_id
    for _ in range(3):
        kiosk.press("back")
    assert kind(kiosk) is PageKind.BEFORE
    kiosk.press("forward")
    assert kind(kiosk) is PageKind.QUESTION
    assert answers_of(kiosk) == given
    assert kiosk.journey.instance_id == instance


def test_home_and_the_same_service_again_keeps_the_answers(town: Town, kiosk: Kiosk) -> None:
    kiosk.open("town-wifi")
    kiosk.choose("choice.android")
    kiosk.press("back")
    kiosk.press("back")
    assert kind(kiosk) is PageKind.HOME
    kiosk.press("service.town-wifi")
    kiosk.press("forward")
    assert answers_of(kiosk)["phone"] == "android"


def test_another_service_does_not_hold_the_answers_of_the_first(kiosk: Kiosk) -> None:
    kiosk.open("town-wifi")
    kiosk.choose("choice.android")
    kiosk.press("back")
    kiosk.press("back")
    kiosk.press("service.identity-card")
    kiosk.press("forward")
    assert kiosk.journey.service == "identity-card"
    assert kiosk.journey.answers == ()


def test_after_the_slip_another_matter_begins_with_nothing_in_it(town: Town, kiosk: Kiosk) -> None:
    kiosk.walk_to(town.plan("town-wifi"), PageKind.OUTCOME)
    kiosk.press("forward")
    assert kind(kiosk) is PageKind.SLIP
    kiosk.press("another")
    assert kiosk.visit.journey is None
    kiosk.press("service.town-wifi")
    kiosk.press("forward")
    assert kiosk.journey.answers == ()


def test_w_3_3_4_a_changed_answer_asks_what_it_opens_and_returns_to_check(town: Town, kiosk: Kiosk) -> None:
    kiosk.walk_to(town.plan("birth-certificate"), PageKind.CHECK)
    kiosk.press("row.contact.change")
    assert kiosk.question.name == "contact"
    kiosk.choose("choice.email")
    kiosk.press("forward")
    assert kiosk.question.name == "email"
    kiosk.type("answer", "jeanne@exemple.fr")
    kiosk.press("forward")
    assert kind(kiosk) is PageKind.CHECK
    assert answers_of(kiosk)["email"] == "jeanne@exemple.fr"
    assert answers_of(kiosk)["last_name"] == "Delmas"


def test_a_changed_answer_that_opens_nothing_returns_at_once(town: Town, kiosk: Kiosk) -> None:
    kiosk.walk_to(town.plan("birth-certificate"), PageKind.CHECK)
    kiosk.press("row.last_name.change")
    kiosk.type("answer", "Delmas-Roth")
    kiosk.press("forward")
    assert kind(kiosk) is PageKind.CHECK
    assert answers_of(kiosk)["last_name"] == "Delmas-Roth"


def test_back_from_a_change_returns_to_check_with_the_old_answer(town: Town, kiosk: Kiosk) -> None:
    kiosk.walk_to(town.plan("birth-certificate"), PageKind.CHECK)
    kiosk.press("row.last_name.change")
    kiosk.type("answer", "Somebody Else")
    kiosk.press("back")
    assert kind(kiosk) is PageKind.CHECK
    assert answers_of(kiosk)["last_name"] == "Delmas"


def test_what_a_changed_answer_opened_cannot_be_left_out(town: Town, kiosk: Kiosk) -> None:
    kiosk.walk_to(town.plan("birth-certificate"), PageKind.CHECK)
    kiosk.press("row.contact.change")
    kiosk.choose("choice.email")
    kiosk.press("forward")
    kiosk.press("back")
    assert kind(kiosk) is PageKind.CHECK
    kiosk.press("forward")
    assert kind(kiosk) is PageKind.QUESTION
    assert kiosk.question.name == "email"


def test_a_changed_answer_shows_the_information_that_it_opens(town: Town, kiosk: Kiosk) -> None:
    """Somebody who is not safe after all must see whom to call."""
    kiosk.walk_to(town.plan("identity-card-stolen"), PageKind.CHECK)
    kiosk.press("row.safe.change")
    kiosk.choose("choice.no")
    kiosk.press("forward")
    assert kind(kiosk) is PageKind.QUESTION
    assert kiosk.question.name == "safety_help"
    kiosk.press("forward")
    assert kind(kiosk) is PageKind.CHECK


# Typing


def test_a_language_change_keeps_what_is_being_typed(town: Town, kiosk: Kiosk) -> None:
    kiosk.walk_to_question(town.plan("birth-certificate"), "last_name")
    kiosk.type("answer", "Del")
    question, page = kiosk.question, kiosk.page
    kiosk.press("bar.language")
    kiosk.choose("language.ar")
    kiosk.press("forward")
    assert kiosk.question is question
    assert kiosk.page.id == page.id
    assert kiosk.page.language == "ar"
    assert kiosk.journey.draft(question.path) == "Del"
    kiosk.press("forward")
    assert kiosk.conductor.session().value(question.path) == "Del"


def test_a_half_typed_date_survives_help_and_is_refused_in_words(town: Town, kiosk: Kiosk) -> None:
    kiosk.walk_to_question(town.plan("birth-certificate"), "birth_date")
    kiosk.type("day", "3")
    kiosk.press("bar.help")
    kiosk.press("forward")
    assert kiosk.journey.draft(kiosk.question.path, "day") == "3"
    kiosk.press("forward")
    assert refusal(kiosk) is Refusal.DATE_INCOMPLETE
    assert errors_on(kiosk)


def test_one_field_of_a_taken_date_can_be_changed_alone(town: Town, kiosk: Kiosk) -> None:
    kiosk.walk_to(town.plan("birth-certificate"), PageKind.CHECK)
    kiosk.press("row.birth_date.change")
    kiosk.type("year", "1985")
    kiosk.press("forward")
    assert answers_of(kiosk)["birth_date"] == "1985-03-15"


def test_a_refused_answer_stays_in_its_field_until_it_is_mended(town: Town, kiosk: Kiosk) -> None:
    kiosk.walk_to_question(town.plan("birth-certificate"), "postal_code")
    kiosk.type("answer", "57")
    kiosk.press("forward")
    assert kiosk.question.name == "postal_code"
    assert refusal(kiosk) is Refusal.CONSTRAINT
    assert len(errors_on(kiosk)) == 1
    kiosk.type("answer", "57999")
    assert errors_on(kiosk) == []
    kiosk.press("forward")
    assert kiosk.question.name == "city"


def test_an_arabic_postal_code_is_understood(town: Town, make_kiosk: MakeKiosk) -> None:
    kiosk = make_kiosk(language="ar")
    kiosk.walk_to_question(town.plan("birth-certificate-child"), "birth_year")
    kiosk.type("answer", "٢٠١٥")
    kiosk.press("forward")
    assert refusal(kiosk) is None
    assert answers_of(kiosk)["birth_year"] == "2015"


def test_an_unready_continue_says_what_is_missing(kiosk: Kiosk) -> None:
    kiosk.open("town-wifi")
    assert kiosk.page.forward is not None
    assert not kiosk.page.forward.ready
    kiosk.press("forward")
    assert kiosk.question.name == "phone"
    assert len(errors_on(kiosk)) == 1
    kiosk.choose("choice.iphone")
    assert errors_on(kiosk) == []
    assert kiosk.page.forward is not None
    assert kiosk.page.forward.ready


def test_characters_that_no_xml_can_carry_do_not_stop_a_request(town: Town, kiosk: Kiosk) -> None:
    kiosk.walk_to_question(town.plan("birth-certificate"), "street")
    kiosk.type("answer", "12\x00 rue\x0b des \x1bSaules ]]>&amp;<b>")
    kiosk.press("forward")
    assert refusal(kiosk) is None
    value = answers_of(kiosk)["street"]
    assert value == "12 rue des Saules ]]>&amp;<b>"


def test_a_text_beyond_every_field_is_cut_and_not_a_crash(town: Town, kiosk: Kiosk) -> None:
    kiosk.walk_to_question(town.plan("birth-certificate"), "street")
    kiosk.type("answer", "x" * 1_000_000)
    assert len(kiosk.journey.draft(kiosk.question.path)) == 2000
    kiosk.press("forward")
    assert refusal(kiosk) is Refusal.CONSTRAINT


def test_a_touch_on_a_part_that_is_gone_changes_nothing(kiosk: Kiosk) -> None:
    before = kiosk.page
    kiosk.conductor.gesture(Activated("choice.stolen"))
    kiosk.conductor.gesture(Edited("answer", "text for no field"))
    kiosk.conductor.gesture(Edited("forward", "text for a button"))
    assert kiosk.page == before


def test_why_opens_and_closes_in_place(kiosk: Kiosk) -> None:
    kiosk.open("identity-card")
    page = kiosk.page.id

    def opened() -> bool:
        return next(b for b in kiosk.page.blocks if isinstance(b, Disclosure)).open

    assert not opened()
    kiosk.press("why")
    assert opened()
    assert kiosk.page.id == page
    kiosk.press("why")
    assert not opened()


def test_a_document_is_held_missing_or_neither(town: Town, kiosk: Kiosk) -> None:
    kiosk.walk_to(town.plan("identity-card-stolen"), PageKind.OUTCOME)
    kiosk.press("document.photo.have")
    assert kiosk.journey.held == {"photo"}
    kiosk.press("document.photo.not-yet")
    assert kiosk.journey.held == frozenset()
    assert kiosk.journey.missing == {"photo"}
    kiosk.press("document.photo.not-yet")
    assert kiosk.journey.missing == frozenset()


# The idle clock, and the end


def test_w_2_2_1_silence_asks_and_then_wipes(town: Town, kiosk: Kiosk) -> None:
    kiosk.walk_to_question(town.plan("birth-certificate"), "last_name")
    kiosk.type("answer", "Delmas")
    kiosk.wait(179.5)
    assert kind(kiosk) is PageKind.QUESTION
    kiosk.wait(0.5)
    assert kind(kiosk) is PageKind.IDLE
    kiosk.wait(44.5)
    assert kind(kiosk) is PageKind.IDLE
    kiosk.wait(0.5)
    assert kiosk.visit.ended
    assert kind(kiosk) is PageKind.ERASED
    assert kiosk.visit.journey is None
    assert "Delmas" not in repr(kiosk.visit)


def test_w_2_2_1_somebody_who_answers_the_idle_clock_goes_on_where_they_were(town: Town, kiosk: Kiosk) -> None:
    kiosk.walk_to_question(town.plan("birth-certificate"), "last_name")
    kiosk.type("answer", "Del")
    page = kiosk.page.id
    kiosk.wait(200)
    kiosk.press("forward")
    assert kiosk.page.id == page
    assert kiosk.journey.draft(kiosk.question.path) == "Del"
    kiosk.wait(179)
    assert kiosk.page.id == page


def test_w_2_2_1_speech_keeps_the_idle_clock_still(kiosk: Kiosk) -> None:
    kiosk.press("bar.listen")
    for _ in range(400):
        kiosk.conductor.heard()
        kiosk.wait(1.0)
    assert kind(kiosk) is PageKind.FIRST


def test_w_2_2_1_the_clock_stands_still_while_a_scan_goes_on_and_begins_when_it_rests(town: Town, kiosk: Kiosk) -> None:
    kiosk.walk_to_question(town.plan("birth-certificate"), "last_name")
    for _ in range(600):
        kiosk.conductor.scanned(66.0, going=True)
        kiosk.wait(0.5)
    assert kind(kiosk) is PageKind.QUESTION
    kiosk.conductor.scanned(66.0, going=False)
    kiosk.wait(179)
    assert kind(kiosk) is PageKind.QUESTION
    kiosk.wait(1)
    assert kind(kiosk) is PageKind.IDLE


def test_w_2_2_1_the_question_waits_three_scan_cycles_if_those_are_longer(town: Town, kiosk: Kiosk) -> None:
    """At the slowest pace a round of the question's page takes longer than 45 seconds lets anybody have."""
    kiosk.walk_to_question(town.plan("birth-certificate"), "last_name")
    kiosk.wait(180)
    for _ in range(2 * 119):
        kiosk.conductor.scanned(120.0, going=True)
        kiosk.wait(0.5)
    assert kind(kiosk) is PageKind.IDLE
    kiosk.wait(1)
    assert kiosk.visit.ended


def test_w_2_2_1_a_short_scan_leaves_the_question_its_45_seconds(town: Town, kiosk: Kiosk) -> None:
    kiosk.walk_to_question(town.plan("birth-certificate"), "last_name")
    kiosk.wait(180)
    kiosk.conductor.scanned(12.0, going=True)
    kiosk.wait(44.5)
    assert kind(kiosk) is PageKind.IDLE
    kiosk.wait(0.5)
    assert kiosk.visit.ended


def test_an_untouched_first_screen_stays(kiosk: Kiosk) -> None:
    kiosk.wait(4000)
    assert kind(kiosk) is PageKind.FIRST
    assert not kiosk.visit.ended


def test_own_10_stop_and_erase_covers_at_once_and_left_unanswered_erases(town: Town, kiosk: Kiosk) -> None:
    kiosk.walk_to(town.plan("birth-certificate"), PageKind.CHECK)
    assert "Delmas" in repr(kiosk.page)
    kiosk.press("bar.stop")
    assert kind(kiosk) is PageKind.STOP
    assert "Delmas" not in repr(kiosk.page)
    kiosk.wait(44)
    assert not kiosk.visit.ended
    kiosk.wait(1)
    assert kiosk.visit.ended


def test_own_10_stop_and_erase_asks_once_and_can_be_taken_back(town: Town, kiosk: Kiosk) -> None:
    kiosk.walk_to(town.plan("town-wifi"), PageKind.CHECK)
    kiosk.press("bar.stop")
    kiosk.press("forward")
    assert kind(kiosk) is PageKind.CHECK
    kiosk.press("bar.stop")
    kiosk.press("erase")
    assert kiosk.visit.ended
    assert kind(kiosk) is PageKind.ERASED
    kiosk.conductor.gesture(Activated("forward"))
    kiosk.wait(10)
    assert kind(kiosk) is PageKind.ERASED


def test_own_9_fetching_someone_covers_the_answers_for_ten_minutes(town: Town, kiosk: Kiosk) -> None:
    kiosk.walk_to(town.plan("birth-certificate"), PageKind.CHECK)
    kiosk.press("bar.help")
    kiosk.press("away")
    assert "Delmas" not in repr(kiosk.page)
    kiosk.wait(599)
    assert kind(kiosk) is PageKind.AWAY
    kiosk.press("forward")
    assert kind(kiosk) is PageKind.CHECK


def test_own_9_whoever_does_not_come_back_is_asked_for_and_then_forgotten(town: Town, kiosk: Kiosk) -> None:
    kiosk.walk_to(town.plan("birth-certificate"), PageKind.CHECK)
    kiosk.press("bar.help")
    kiosk.press("away")
    kiosk.wait(600)
    assert kind(kiosk) is PageKind.IDLE
    kiosk.wait(45)
    assert kiosk.visit.ended


def test_the_next_visitor_is_told_for_some_seconds_that_the_last_is_forgotten(kiosk: Kiosk) -> None:
    def told() -> bool:
        return any(isinstance(b, Paragraph) and b.phrase.part == "forgotten" for b in kiosk.page.blocks)

    assert not told()
    kiosk.conductor.appeared(after_a_visit=True)
    assert told()
    kiosk.wait(7.5)
    assert told()
    kiosk.wait(0.5)
    assert not told()


# Sent, or kept


def test_a_request_is_kept_sealed_and_turns_to_sent_when_the_desk_has_it(
    town: Town, kiosk: Kiosk, outbox: SqliteOutbox, tmp_path: Path
) -> None:
    kiosk.walk_to(town.plan("birth-certificate"), PageKind.NEXT)
    assert delivery(kiosk) is Delivery.KEPT
    kept = {b.phrase.text for b in kiosk.page.blocks if isinstance(b, Paragraph)}
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("outbox.sqlite*"))
    assert b"uuid:" in raw
    assert b"Delmas" not in raw
    kiosk.conductor.tick()
    assert delivery(kiosk) is Delivery.KEPT
    leased = outbox.lease("courier")
    assert leased is not None
    assert leased.intact
    outbox.acknowledge(leased)
    kiosk.conductor.news()
    assert delivery(kiosk) is Delivery.SENT
    sent = {b.phrase.text for b in kiosk.page.blocks if isinstance(b, Paragraph)}
    assert sent != kept
    assert len(kept - sent) == len(sent - kept) == 1


def test_w_3_3_4_nothing_is_kept_or_sent_before_check_your_answers(
    town: Town, kiosk: Kiosk, outbox: SqliteOutbox
) -> None:
    kiosk.walk_to(town.plan("birth-certificate"), PageKind.CHECK)
    kiosk.wait(60)
    assert outbox.counts() == Counts(0, 0, 0)
    kiosk.press("forward")
    assert outbox.counts() == Counts(1, 0, 0)


def test_a_second_touch_on_send_keeps_one(town: Town, kiosk: Kiosk, outbox: SqliteOutbox) -> None:
    kiosk.walk_to(town.plan("birth-certificate"), PageKind.CHECK)
    kiosk.press("forward")
    for _ in range(3):
        kiosk.conductor.guide.submit()
    assert kiosk.visit.submissions == 1
    assert outbox.counts() == Counts(1, 0, 0)


class FullOutbox:
    """The real outbox, but the disk is full until it is not."""

    def __init__(self, outbox: SqliteOutbox) -> None:
        self.outbox = outbox
        self.full = True

    def usable(self) -> bool:
        return self.outbox.usable()

    def keep(self, envelope: Any) -> None:
        if self.full:
            raise OutboxFull("The outbox or its disk is full.")
        self.outbox.keep(envelope)

    def delivery(self, instance_id: str) -> Delivery:
        return self.outbox.delivery(instance_id)

    def roomy(self) -> bool:
        return True

    def kept_within(self, seconds: float) -> int:
        return self.outbox.kept_within(seconds)


def test_a_full_outbox_loses_no_answer_and_the_second_try_succeeds(
    town: Town, make_kiosk: MakeKiosk, outbox: SqliteOutbox
) -> None:
    full = FullOutbox(outbox)
    kiosk = make_kiosk(outbox=full)
    kiosk.walk_to(town.plan("birth-certificate"), PageKind.CHECK)
    given = answers_of(kiosk)
    kiosk.press("forward")
    assert kind(kiosk) is PageKind.TROUBLE
    assert trouble(kiosk) is Trouble.NOT_KEPT
    assert delivery(kiosk) is None
    kiosk.press("back")
    assert kind(kiosk) is PageKind.CHECK
    assert answers_of(kiosk) == given
    kiosk.press("forward")
    assert kind(kiosk) is PageKind.TROUBLE
    full.full = False
    kiosk.press("forward")
    assert kind(kiosk) is PageKind.NEXT
    assert kiosk.visit.submissions == 1
    assert trouble(kiosk) is None
    assert outbox.counts().kept == 1


def fill(outbox: SqliteOutbox) -> int:
    """Keep envelopes until there is no more room; how many there are."""
    for number in range(1000):
        try:
            outbox.keep(Envelope(f"uuid:{number}", "f", "1", b"m" * 500, ()))
        except OutboxFull:
            return number
    raise AssertionError("the outbox never fills up")


def test_a_disk_that_is_really_full_is_told_and_recovers(town: Town, make_kiosk: MakeKiosk, tmp_path: Path) -> None:
    """SQLite's own "disk is full", through its page limit."""
    path = tmp_path / "small.sqlite"
    key = b"k" * 32
    outbox = SqliteOutbox(path, key)
    connection = outbox.store.reading()
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    kiosk = make_kiosk(outbox=outbox)
    kiosk.walk_to(town.plan("birth-certificate"), PageKind.CHECK)
    connection.execute(f"PRAGMA max_page_count = {pages}")
    filled = fill(outbox)
    kiosk.press("forward")
    assert trouble(kiosk) is Trouble.NOT_KEPT
    assert outbox.counts().kept == filled
    connection.execute(f"PRAGMA max_page_count = {pages + 100}")
    kiosk.press("forward")
    assert kind(kiosk) is PageKind.NEXT
    outbox.close()
    again = SqliteOutbox(path, key)
    assert again.delivery(kiosk.journey.instance_id) is Delivery.KEPT
    again.close()


class ChangingSealer:
    """Refuses until IT has mended the pin."""

    def __init__(self, right: OdkSealer, wrong: OdkSealer) -> None:
        self.right, self.now = right, right
        self.wrong = wrong

    def check(self, form: SubmissionForm) -> None:
        self.now.check(form)

    def seal(self, *parts: Any) -> Any:
        return self.now.seal(*parts)


def test_a_foreign_key_refuses_the_seal_and_keeps_the_answers(
    town: Town, make_kiosk: MakeKiosk, outbox: SqliteOutbox
) -> None:
    from offline_cache.sealing import fingerprint_of

    sealer = ChangingSealer(OdkSealer(fingerprint_of(town.public_key)), OdkSealer("0" * 64))
    kiosk = make_kiosk(sealer=sealer)
    kiosk.walk_to(town.plan("birth-certificate"), PageKind.CHECK)
    # The pin was changed while the visitor answered.
    sealer.now = sealer.wrong
    given = answers_of(kiosk)
    kiosk.press("forward")
    assert trouble(kiosk) is Trouble.SEAL
    assert answers_of(kiosk) == given
    assert outbox.counts().kept == 0
    with pytest.raises(SealingRefused):
        OdkSealer("").seal(None, "", b"")  # type: ignore[arg-type]
    sealer.now = sealer.right
    kiosk.press("forward")
    assert kind(kiosk) is PageKind.NEXT
    assert outbox.counts().kept == 1


def begin(kiosk: Kiosk, service: str) -> None:
    kiosk.press("forward")
    kiosk.press(f"service.{service}")
    kiosk.press("forward")


@pytest.mark.parametrize("pin", ["", "0" * 64], ids=["no-pin", "another-pin"])
def test_a_request_that_could_not_be_sealed_is_refused_before_the_first_question(
    town: Town, make_kiosk: MakeKiosk, pin: str
) -> None:
    told: list[str] = []
    kiosk = make_kiosk(sealer=OdkSealer(pin), tell_operator=told.append)
    kiosk.conductor.warm()
    (sentence,) = (one for one in told if "birth-certificate" in one)
    assert len(told) == sum(service.submits for service in town.pack.catalogue.services)
    assert "public_key_sha256" in sentence or "pin" in sentence
    begin(kiosk, "birth-certificate")
    assert kind(kiosk) is PageKind.TROUBLE
    assert kiosk.visit.journey is None
    kiosk.press("back")
    # Advice needs no seal.
    kiosk.press("service.town-wifi")
    kiosk.press("forward")
    assert kind(kiosk) is PageKind.QUESTION


def test_a_form_without_a_key_is_told_and_refused_before_the_first_question(town: Town, make_kiosk: MakeKiosk) -> None:
    told: list[str] = []
    kiosk = make_kiosk(
        pack=replace(town.pack, forms={**town.pack.forms, "birth-certificate": TREES}), tell_operator=told.append
    )
    kiosk.conductor.warm()
    (sentence,) = told
    assert "--public-key" in sentence
    begin(kiosk, "birth-certificate")
    assert kind(kiosk) is PageKind.TROUBLE
    assert kiosk.visit.journey is None


def test_without_an_outbox_a_request_is_refused_before_the_first_question(town: Town, make_kiosk: MakeKiosk) -> None:
    from ui.visit_process import ClosedOutbox

    kiosk = make_kiosk(outbox=ClosedOutbox())
    begin(kiosk, "birth-certificate")
    assert trouble(kiosk) is Trouble.CLOSED
    assert kiosk.visit.journey is None


def test_where_all_is_well_the_operator_hears_nothing(town: Town, make_kiosk: MakeKiosk) -> None:
    told: list[str] = []
    make_kiosk(tell_operator=told.append).conductor.warm()
    assert told == []


def test_the_fourth_request_of_a_visit_is_not_taken(
    town: Town, make_kiosk: MakeKiosk, with_limits: Callable[..., config.Configuration], outbox: SqliteOutbox
) -> None:
    kiosk = make_kiosk(configuration=with_limits(submissions_a_visit=2))
    plan = town.plan("birth-certificate")
    for _ in range(2):
        kiosk.walk_to(plan, PageKind.NEXT)
        kiosk.press("forward")
        kiosk.press("another")
        kiosk.press(f"service.{plan.service}")
        kiosk.press("forward")
    kiosk.walk_to(plan, PageKind.TROUBLE)
    assert trouble(kiosk) is Trouble.LIMIT
    assert outbox.counts().kept == 2
    kiosk.press("back")
    assert kind(kiosk) is PageKind.CHECK


# Paper


def test_paper_is_printed_once_and_the_page_says_so(town: Town, kiosk: Kiosk) -> None:
    kiosk.walk_to(town.plan("town-wifi"), PageKind.OUTCOME)
    kiosk.press("forward")
    kiosk.press("print")
    assert len(kiosk.printer.jobs) == 1
    assert "print" not in kiosk.conductor.screen.intents
    assert kiosk.visit.slips == 1


def test_a_printer_that_fails_leaves_the_list_to_copy(town: Town, kiosk: Kiosk) -> None:
    kiosk.printer.works = False
    kiosk.walk_to(town.plan("town-wifi"), PageKind.OUTCOME)
    kiosk.press("forward")
    kiosk.press("print")
    assert kiosk.visit.slips == 0
    assert "print" not in kiosk.conductor.screen.intents
    assert any(isinstance(b, Paragraph) and b.tone is Tone.WARNING for b in kiosk.page.blocks)
    kiosk.press("copy")
    seen = []
    while kiosk.page.id != "slip":
        seen.append(kiosk.page.id)
        kiosk.press("forward")
    assert seen == [f"slip.{number}" for number in range(1, len(seen) + 1)]
    assert len(seen) > 3


def test_a_printer_that_takes_its_time_stops_nobody_and_prints_once(town: Town, kiosk: Kiosk) -> None:
    kiosk.printer.hangs = True
    kiosk.walk_to(town.plan("town-wifi"), PageKind.OUTCOME)
    kiosk.press("forward")
    for _ in range(3):
        kiosk.press("print")
    assert len(kiosk.printer.jobs) == 1
    assert kiosk.visit.slips == 0
    kiosk.press("bar.help")
    (told,) = kiosk.printer.waiting
    told(True)
    assert kiosk.visit.slips == 1
    assert kind(kiosk) is PageKind.HELP
    kiosk.press("forward")
    assert "print" not in kiosk.conductor.screen.intents


def test_an_answer_of_the_printer_after_the_goodbye_changes_nothing(town: Town, kiosk: Kiosk) -> None:
    kiosk.printer.hangs = True
    kiosk.walk_to(town.plan("town-wifi"), PageKind.OUTCOME)
    kiosk.press("forward")
    kiosk.press("print")
    kiosk.press("forward")
    assert kiosk.visit.ended
    kiosk.printer.waiting[0](True)
    assert kiosk.visit.ended
    assert kind(kiosk) is PageKind.ERASED


def test_the_paper_of_an_hour_is_shared_by_all_visits(town: Town, make_kiosk: MakeKiosk) -> None:
    kiosk = make_kiosk()
    kiosk.slips.count = 29
    for expected in (1, 1):
        kiosk.walk_to(town.plan("town-wifi"), PageKind.OUTCOME)
        kiosk.press("forward")
        kiosk.press("print")
        assert len(kiosk.printer.jobs) == expected
        kiosk.press("another")
        kiosk.press("service.town-wifi")
        kiosk.press("forward")
    assert kiosk.slips.count == 30


def test_without_a_printer_nothing_about_paper_is_offered(town: Town, kiosk: Kiosk) -> None:
    kiosk.printer.there = False
    kiosk.walk_to(town.plan("town-wifi"), PageKind.OUTCOME)
    kiosk.press("forward")
    assert "print" not in kiosk.conductor.screen.intents
    assert "copy" in kiosk.conductor.screen.intents


def test_the_second_slip_of_two_is_the_last(
    town: Town, make_kiosk: MakeKiosk, with_limits: Callable[..., config.Configuration]
) -> None:
    kiosk = make_kiosk(configuration=with_limits(slips_a_visit=1))
    for _ in range(2):
        kiosk.walk_to(town.plan("town-wifi"), PageKind.OUTCOME)
        kiosk.press("forward")
        kiosk.press("print")
        kiosk.press("another")
        kiosk.press("service.town-wifi")
        kiosk.press("forward")
    assert len(kiosk.printer.jobs) == 1


# Forms that cannot be used


@pytest.mark.parametrize(
    ("what", "by"),
    [
        ("an unknown function", lambda text: text.replace(b"today()", b"yesterday()")),
        ("a cycle", lambda text: re.sub(rb'(nodeset="/data/here"[^>]*calculate=")', rb"\1/data/goes_on + ", text)),
        ("no XML", lambda text: text[: len(text) // 2]),
        ("nothing", lambda text: b""),
    ],
)
def test_a_form_that_cannot_be_used_is_a_page_and_not_a_crash(
    town: Town, make_kiosk: MakeKiosk, what: str, by: Callable[[bytes], bytes]
) -> None:
    forms = dict(town.pack.forms)
    forms["birth-certificate"] = by(forms["birth-certificate"])
    assert forms["birth-certificate"] != town.pack.forms["birth-certificate"]
    told: list[str] = []
    kiosk = make_kiosk(pack=replace(town.pack, forms=forms), tell_operator=told.append)
    kiosk.conductor.warm()
    (sentence,) = told
    assert sentence.startswith("The service 'birth-certificate' is closed here")
    assert "\n" not in sentence
    begin(kiosk, "birth-certificate")
    assert kind(kiosk) is PageKind.TROUBLE
    assert trouble(kiosk) is Trouble.FORM
    kiosk.press("back")
    assert kiosk.visit.place is Place.HOME
    kiosk.press("service.town-wifi")
    kiosk.press("forward")
    assert kind(kiosk) is PageKind.QUESTION


# What others may learn


def test_no_answer_stands_in_a_page_identifier_or_a_log(
    town: Town, make_kiosk: MakeKiosk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    plan = town.plan("birth-certificate")
    kiosk = make_kiosk()
    typed = [value for value in plan.answers.values() if value[:1].isupper() or value[:1].isdigit()]
    assert len(typed) >= 6
    pages = [page.id for page in kiosk.walk(plan)]
    kiosk.press("forward")
    pages.append(kiosk.page.id)
    told = " ".join([*pages, *caplog.messages])
    assert [value for value in typed if value in told] == []
    assert "uuid:" not in told


def test_the_voice_is_steered_and_answers_stay_quiet_until_they_are_allowed(kiosk: Kiosk) -> None:
    kiosk.press("bar.listen")
    assert kiosk.visit.preferences.listening
    kiosk.press("voice.sentence")
    kiosk.press("voice.again")
    kiosk.press("voice.pause")
    assert kiosk.said == [Voice.SENTENCE, Voice.AGAIN, Voice.PAUSE]
    kiosk.press("voice.answers")
    assert kind(kiosk) is PageKind.LISTEN
    assert not kiosk.visit.preferences.answers_aloud
    kiosk.press("forward")
    assert kiosk.visit.preferences.answers_aloud
    assert kind(kiosk) is PageKind.FIRST
    kiosk.press("voice.answers")
    assert not kiosk.visit.preferences.answers_aloud


def test_a_damaged_outbox_does_not_take_the_page_away(town: Town, make_kiosk: MakeKiosk, tmp_path: Path) -> None:
    """The file goes bad under an open visit: whatever is kept is not confirmed, and nobody's page dies."""
    outbox = SqliteOutbox(tmp_path / "bad.sqlite", b"k" * 32)
    kiosk = make_kiosk(outbox=outbox)
    kiosk.walk_to(town.plan("birth-certificate"), PageKind.CHECK)
    given = answers_of(kiosk)
    outbox.store.reading().execute("DROP TABLE file")
    kiosk.press("forward")
    # Not "no room left": it would send the operator to look for room.
    assert trouble(kiosk) is Trouble.CLOSED
    assert answers_of(kiosk) == given
    outbox.close()


def test_a_visit_holds_its_answers_as_a_log(kiosk: Kiosk) -> None:
    kiosk.open("town-wifi")
    path = kiosk.question.path
    kiosk.choose("choice.android")
    kiosk.choose("choice.iphone")
    kiosk.press("forward")
    assert kiosk.journey.answers == (Answer(path, "android"), Answer(path, "iphone"), Answer(path, "iphone"))


TREES = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>Trees</h:title><model>
<instance><data id="birth-certificate" version="1">
<kind/><tree/><sum/><note/><meta><instanceID/></meta>
</data></instance>
<instance id="trees"><root>
<item><name>oak</name><label>Oak</label><kind>leaf</kind></item>
<item><name>fir</name><label>Fir</label><kind>needle</kind></item>
</root></instance>
<bind nodeset="/data/kind" type="string" required="true()"/>
<bind nodeset="/data/tree" type="string" required="true()"/>
<bind nodeset="/data/sum" type="string" readonly="/data/tree != ''" calculate="concat('My ', /data/tree)"/>
<bind nodeset="/data/note" type="string" readonly="true()"/>
</model></h:head>
<h:body>
<select1 ref="/data/kind"><label>Kind</label>
<item><label>Leaf</label><value>leaf</value></item><item><label>Needle</label><value>needle</value></item></select1>
<select1 ref="/data/tree"><label>Tree</label>
<itemset nodeset="instance('trees')/root/item[kind = /data/kind]"><value ref="name"/><label ref="label"/></itemset>
</select1>
<input ref="/data/sum"><label>You said: <output value="/data/tree"/></label></input>
<input ref="/data/note"><label>Note</label></input>
</h:body></h:html>"""


class Hopeful(OdkSealer):
    """Finds out that a form carries no key when it is too late."""

    def check(self, form: SubmissionForm) -> None:
        if form.public_key:
            super().check(form)

    def seal(self, form: SubmissionForm, *parts: Any) -> Any:
        raise SealingRefused(f"The form '{form.form_id}' carries no public key.")


@pytest.fixture
def trees(town: Town, make_kiosk: MakeKiosk) -> Kiosk:
    """A form whose second question offers what the first one leaves, and whose third is only to be read."""
    kiosk = make_kiosk(
        pack=replace(town.pack, forms={**town.pack.forms, "birth-certificate": TREES}), sealer=Hopeful("0" * 64)
    )
    kiosk.open("birth-certificate")
    return kiosk


def test_a_choice_that_another_answer_took_away_is_asked_for_again(trees: Kiosk) -> None:
    trees.answer("leaf")
    trees.answer("oak")
    trees.press("back")
    trees.press("back")
    trees.answer("needle")
    assert trees.question.name == "tree"
    trees.press("forward")
    assert refusal(trees) is Refusal.REQUIRED
    assert len(errors_on(trees)) == 1
    trees.answer("fir")
    assert trees.question.name == "sum"


def test_a_choice_that_a_changed_answer_took_away_is_asked_for_before_check(trees: Kiosk) -> None:
    for value in ("leaf", "oak"):
        trees.answer(value)
    trees.press("forward")
    trees.press("forward")
    assert kind(trees) is PageKind.CHECK
    trees.press("row.kind.change")
    trees.answer("needle")
    assert trees.question.name == "tree"
    trees.answer("fir")
    assert kind(trees) is PageKind.CHECK
    trees.press("forward")
    # This form carries no key: nothing leaves unsealed.
    assert trouble(trees) is Trouble.SEAL


def test_a_value_that_is_only_to_be_read_is_shown_and_passed(trees: Kiosk) -> None:
    trees.answer("leaf")
    trees.answer("oak")
    value = next(b.phrase for b in trees.page.blocks if isinstance(b, Paragraph) and b.phrase.part == "value")
    assert value.text == "My oak"
    assert value.private
    assert "answer" not in trees.conductor.screen.intents
    heading = next(b.phrase for b in trees.page.blocks if isinstance(b, Heading))
    assert heading.text == "You said: oak"
    assert heading.private, "an answer stands in it"
    trees.press("forward")
    assert trees.question.name == "note"
    trees.press("forward")
    assert kind(trees) is PageKind.CHECK


def test_a_choice_that_is_not_offered_cannot_be_forced_into_the_log(trees: Kiosk) -> None:
    trees.conductor.guide.choose(Choose("/data/tree", "fir", False))
    trees.conductor.guide.choose(Choose("/data/nowhere", "fir", False))
    assert trees.journey.answers == ()
