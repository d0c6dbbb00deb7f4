"""The visit's one rule: what each event changes, and what it must leave alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.ports import Delivery
from kiosk.visit import events as e
from kiosk.visit.preferences import Palette, Preferences, Scanning, TextSize
from kiosk.visit.reducer import reduce
from kiosk.visit.state import Answer, Cover, Journey, Place, Printing, Refusal, Trouble, Visit

JOURNEY = Journey(service="s", instance_id="uuid:1", at="/data/a")
ASKED = Visit(place=Place.QUESTION, service="s", journey=JOURNEY, touched=True, input_at=100.0)
LIMITS = {"ask_after": 180.0, "erase_after": 45.0, "away_for": 600.0}


def after(visit: Visit, *events: e.Event) -> Visit:
    for event in events:
        visit = reduce(visit, event)
    return visit


def test_nobody_is_asked_whether_they_are_there_before_anybody_came() -> None:
    assert after(Visit(), e.Ticked(10_000.0, **LIMITS)) == Visit()


def test_w_2_2_1_three_minutes_without_input_cover_the_answers_and_keep_them() -> None:
    assert after(ASKED, e.Ticked(279.9, **LIMITS)).cover is None
    covered = after(ASKED, e.Ticked(280.0, **LIMITS))
    assert covered.cover is Cover.IDLE
    assert covered.journey == JOURNEY


def test_w_2_2_1_the_question_of_the_idle_clock_unanswered_erases() -> None:
    covered = after(ASKED, e.Ticked(280.0, **LIMITS))
    assert not after(covered, e.Ticked(324.9, **LIMITS)).ended
    gone = after(covered, e.Ticked(325.0, **LIMITS))
    assert gone.ended
    assert gone.journey is None


def test_w_2_2_1_a_sign_of_life_starts_the_idle_clock_again() -> None:
    alive = after(ASKED, e.SignOfLife(279.0), e.Ticked(281.0, **LIMITS))
    assert alive.cover is None


def test_stop_and_erase_unanswered_erases_too() -> None:
    asked = after(ASKED, e.Covered(Cover.STOP, 110.0))
    assert not after(asked, e.Ticked(154.0, **LIMITS)).ended
    assert after(asked, e.Ticked(155.0, **LIMITS)).ended


def test_fetching_someone_waits_ten_minutes_before_it_asks() -> None:
    away = after(ASKED, e.Covered(Cover.AWAY, 110.0))
    assert after(away, e.Ticked(700.0, **LIMITS)).cover is Cover.AWAY
    assert after(away, e.Ticked(710.0, **LIMITS)).cover is Cover.IDLE


def test_an_ended_visit_holds_nothing_and_stays_ended() -> None:
    ended = after(replace(ASKED, preferences=Preferences(language="ar")), e.Ended())
    assert ended == Visit(preferences=Preferences(language="ar"), ended=True)
    assert after(ended, e.Went(Place.HOME), e.SignOfLife(1.0)) == ended


def test_answers_are_a_log_and_a_new_one_lets_the_draft_and_the_error_go() -> None:
    visit = after(ASKED, e.Typed("/data/a", "", "x"), e.AnswerRefused(Refusal.CONSTRAINT), e.Answered("/data/a", "y"))
    assert visit.journey is not None
    assert visit.journey.answers == (Answer("/data/a", "y"),)
    assert visit.journey.draft("/data/a") is None
    assert visit.journey.refusal is None


def test_what_is_typed_survives_help_and_a_change_of_language() -> None:
    visit = after(
        ASKED,
        e.Typed("/data/a", "", "Mar"),
        e.Typed("/data/a", "", "Marie"),
        e.Covered(Cover.LANGUAGE, 101.0),
        e.LanguageChosen("ar"),
        e.Uncovered(),
    )
    assert visit.journey is not None
    assert visit.journey.draft("/data/a") == "Marie"
    assert visit.preferences.language == "ar"
    assert len(visit.journey.drafts) == 1


def test_a_refused_answer_keeps_what_was_typed() -> None:
    visit = after(ASKED, e.Typed("/data/a", "day", "31"), e.AnswerRefused(Refusal.DATE))
    assert visit.journey is not None
    assert visit.journey.draft("/data/a", "day") == "31"
    assert visit.journey.refusal is Refusal.DATE


def test_a_document_is_had_or_not_yet_and_a_second_touch_takes_it_back() -> None:
    have = after(ASKED, e.DocumentMarked("photo", True)).journey
    lack = after(ASKED, e.DocumentMarked("photo", True), e.DocumentMarked("photo", False)).journey
    neither = after(ASKED, e.DocumentMarked("photo", True), e.DocumentMarked("photo", True)).journey
    assert have is not None
    assert lack is not None
    assert neither is not None
    assert (have.held, have.missing) == (frozenset({"photo"}), frozenset())
    assert (lack.held, lack.missing) == (frozenset(), frozenset({"photo"}))
    assert (neither.held, neither.missing) == (frozenset(), frozenset())


def test_a_kept_request_counts_and_forgets_what_was_half_typed() -> None:
    visit = after(ASKED, e.Typed("/data/a", "", "x"), e.SubmissionKept())
    assert visit.place is Place.NEXT
    assert visit.submissions == 1
    assert visit.journey is not None
    assert visit.journey.delivery is Delivery.KEPT
    assert visit.journey.drafts == ()


def test_trouble_loses_nothing() -> None:
    visit = after(ASKED, e.Typed("/data/a", "", "x"), e.TroubleMet(Trouble.NOT_KEPT))
    assert visit.place is Place.TROUBLE
    assert visit.journey == replace(JOURNEY, drafts=visit.journey.drafts if visit.journey else ())
    assert visit.journey is not None
    assert visit.journey.draft("/data/a") == "x"


def test_only_paper_that_came_counts() -> None:
    assert after(ASKED, e.PaperTold(Printing.FAILED)).slips == 0
    assert after(ASKED, e.PaperTold(Printing.PRINTED)).slips == 1


@pytest.mark.parametrize(("by", "expected"), [(1, 7), (-1, 6), (-20, 0), (20, 7)])
def test_rates_stop_at_their_ends(by: int, expected: int) -> None:
    visit = Visit(preferences=Preferences(rate=7))
    assert after(visit, e.RateChanged(by)).preferences.rate == expected


def test_preferences_change_one_by_one() -> None:
    visit = after(
        Visit(),
        e.TextSizeChosen(TextSize.LARGEST),
        e.PaletteChosen(Palette.SOFT),
        e.MotionToggled(),
        e.VolumeChanged(9),
    )
    assert visit.preferences == Preferences(text_size=TextSize.LARGEST, palette=Palette.SOFT, motion=False, volume=5)


def test_changing_an_answer_returns_to_the_check_page_unless_the_person_goes_back() -> None:
    mending = after(ASKED, e.MendingBegun("/data/b")).journey
    assert mending is not None
    assert mending.mending
    assert mending.at == "/data/b"
    onwards = after(ASKED, e.MendingBegun("/data/b"), e.Asked("/data/c", 0.5)).journey
    back = after(ASKED, e.MendingBegun("/data/b"), e.Asked("/data/a", 0.1, forwards=False)).journey
    assert onwards is not None
    assert back is not None
    assert onwards.mending
    assert not back.mending


def test_w_2_2_1_a_question_that_is_still_being_read_aloud_is_not_yet_unanswered() -> None:
    covered = after(ASKED, e.Ticked(280.0, **LIMITS), e.Heard(300.0))
    assert not after(covered, e.Ticked(344.9, **LIMITS)).ended
    assert after(covered, e.Ticked(345.0, **LIMITS)).ended


def test_w_2_2_1_speech_that_plays_is_no_reason_to_ask_whether_anybody_is_there() -> None:
    assert after(ASKED, e.Heard(279.0), e.Ticked(281.0, **LIMITS)).cover is None


def test_w_2_2_1_a_scan_that_goes_on_is_no_reason_either() -> None:
    assert after(ASKED, e.Scanned(279.0), e.Ticked(281.0, **LIMITS)).cover is None


def test_w_2_2_1_a_question_goes_on_counting_under_a_scan_and_begins_anew_with_every_key() -> None:
    covered = after(ASKED, e.Ticked(280.0, **LIMITS), e.Scanned(300.0))
    assert not after(covered, e.Ticked(324.9, **LIMITS)).ended
    assert after(covered, e.Ticked(325.0, **LIMITS)).ended
    moved = after(covered, e.Moved(320.0))
    assert moved.cover is Cover.IDLE
    assert not after(moved, e.Ticked(364.9, **LIMITS)).ended
    assert after(moved, e.Ticked(365.0, **LIMITS)).ended


def test_w_2_2_1_the_question_can_be_put_off_without_end() -> None:
    visit = after(ASKED, e.Ticked(280.0, **LIMITS))
    for minute in range(1, 600):
        visit = after(visit, e.Moved(280.0 + 40 * minute), e.Ticked(280.0 + 40 * minute, **LIMITS))
        assert not visit.ended


def test_settings_go_back_to_the_beginning_with_every_answer_and_the_language_kept() -> None:
    spelt = replace(
        ASKED, preferences=Preferences(language="ar"), journey=replace(JOURNEY, answers=(Answer("/a", "x"),))
    )
    changed = after(spelt, e.Preferred(replace(spelt.preferences, text_size=TextSize.LARGEST, steady=True, hold=2)))
    assert changed.preferences.steady
    assert after(changed, e.PreferencesReset()) == spelt


def test_whoever_goes_by_ear_or_by_switch_still_does_after_a_reset() -> None:
    by_ear = Preferences(listening=True, by_ear=True, curtain=True, scanning=Scanning.ONE)
    louder = replace(by_ear, volume=5, rate=7, answers_aloud=True, palette=Palette.SOFT)
    assert after(replace(ASKED, preferences=louder), e.PreferencesReset()).preferences == by_ear
