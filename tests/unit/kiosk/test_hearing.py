"""Headphones that come and go, and whoever asks to hear: what becomes of the visit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.visit import events as e
from kiosk.visit.hearing import BACK_WITHIN_SECONDS
from kiosk.visit.preferences import DEFAULT_VOLUME, VOLUME_STEPS, Preferences
from kiosk.visit.reducer import reduce
from kiosk.visit.state import Answer, Cover, Fact, Journey, Place, Visit

ANSWERED = Journey("identity-card", "uuid:1", answers=(Answer("/data/where", "stolen"),))
LIMITS = {"ask_after": 180.0, "erase_after": 45.0, "away_for": 600.0}


def after(visit: Visit, *events: e.Event) -> Visit:
    for event in events:
        visit = reduce(visit, event)
    return visit


def answering(**changes: object) -> Visit:
    visit = Visit(place=Place.QUESTION, journey=ANSWERED, touched=True, input_at=100.0)
    return replace(visit, **changes)  # type: ignore[arg-type]


def test_own_2_with_answers_on_the_screen_whoever_plugs_in_is_asked_first() -> None:
    asked = after(answering(), e.HeadphonesPut(110.0))
    assert asked.cover is Cover.HEADPHONES
    assert asked.preferences.listening
    assert asked.headphones
    assert asked.journey == ANSWERED


@pytest.mark.parametrize(
    "visit",
    [
        Visit(place=Place.HOME, facts=(Fact("person.givenName", "Mariam", "text"),)),
        Visit(place=Place.HOME, others=(ANSWERED,)),
        answering(cover=Cover.HELP),
    ],
)
def test_own_2_what_was_told_anywhere_in_the_visit_counts(visit: Visit) -> None:
    assert after(visit, e.HeadphonesPut(1.0)).cover is Cover.HEADPHONES


@pytest.mark.parametrize("place", [Place.FIRST, Place.HOME, Place.BEFORE])
def test_own_2_where_nothing_was_told_nobody_is_asked(place: Place) -> None:
    heard = after(Visit(place=place), e.HeadphonesPut(1.0))
    assert heard.cover is None
    assert heard.preferences.listening


def test_own_2_a_plug_that_slips_and_is_back_at_once_is_the_same_persons() -> None:
    slipped = after(answering(headphones=True), e.HeadphonesPulled(200.0))
    assert not slipped.headphones
    assert after(slipped, e.HeadphonesPut(200.0 + BACK_WITHIN_SECONDS)).cover is None
    assert after(slipped, e.HeadphonesPut(200.1 + BACK_WITHIN_SECONDS)).cover is Cover.HEADPHONES


@pytest.mark.parametrize("cover", [Cover.STOP, Cover.IDLE, Cover.AWAY])
def test_own_2_a_page_that_asks_already_stays(cover: Cover) -> None:
    assert after(answering(cover=cover), e.HeadphonesPut(110.0)).cover is cover


def test_own_2_continue_goes_on_and_no_answer_erases() -> None:
    asked = after(answering(), e.HeadphonesPut(110.0))
    assert after(asked, e.Uncovered()).journey == ANSWERED
    assert not after(asked, e.Ticked(154.0, **LIMITS)).ended
    assert after(asked, e.Ticked(155.0, **LIMITS)).ended
    # The time counts from the end of the spoken sentence.
    assert not after(asked, e.Heard(130.0), e.Ticked(174.0, **LIMITS)).ended


def test_headphones_that_were_in_before_are_only_known_of() -> None:
    visit = answering()
    assert after(visit, e.HeadphonesFound(True)) == replace(visit, headphones=True)


def test_en_5_1_3_8_leave_for_the_loudspeaker_ends_with_the_plug() -> None:
    allowed = replace(Preferences(), listening=True, answers_aloud=True)
    pulled = after(answering(headphones=True, preferences=allowed), e.HeadphonesPulled(120.0))
    assert not pulled.preferences.answers_aloud
    assert pulled.preferences.listening


def test_en_5_1_3_12_the_volume_has_steps_and_ends_and_is_the_default_after_every_visit() -> None:
    visit = answering()
    volumes = []
    for _ in range(VOLUME_STEPS):
        visit = after(visit, e.VolumeChanged(1))
        volumes.append(visit.preferences.volume)
    assert volumes == [4, 5, 5, 5, 5, 5]
    for _ in range(VOLUME_STEPS):
        visit = after(visit, e.VolumeChanged(-1))
    assert visit.preferences.volume == 0
    loud = after(visit, *[e.VolumeChanged(1)] * VOLUME_STEPS)
    assert after(loud, e.Ended()).preferences.volume == DEFAULT_VOLUME
    assert Visit().preferences.volume == DEFAULT_VOLUME


def test_508_405_1_only_the_person_darkens_the_screen() -> None:
    visit = answering(preferences=replace(Preferences(), listening=True))
    for second in range(110, 800, 10):
        visit = after(visit, e.Heard(float(second)), e.Ticked(second + 5.0, **LIMITS))
        assert not visit.preferences.curtain
        assert visit.cover is None
    for event in (e.HeadphonesPut(801.0), e.HeadphonesPulled(802.0), e.SpeechWoken(803.0, True), e.Uncovered()):
        visit = after(visit, event)
        assert not visit.preferences.curtain


def test_508_405_1_a_dark_screen_is_never_a_silent_one() -> None:
    dark = after(answering(), e.Preferred(replace(Preferences(), curtain=True)))
    assert dark.preferences.listening
    shown = after(dark, e.ListeningToggled())
    assert not shown.preferences.curtain
    reset = after(dark, e.PreferencesReset()).preferences
    assert (reset.curtain, reset.listening) == (True, True)
    assert not after(dark, e.Ended()).preferences.curtain


def test_touch_by_ear_needs_the_voice_and_goes_with_it() -> None:
    exploring = after(Visit(), e.Preferred(replace(Preferences(), by_ear=True)))
    assert exploring.preferences.listening
    assert not after(exploring, e.ListeningToggled()).preferences.by_ear


def test_en_5_2_a_finger_that_stays_brings_the_voice_and_touch_by_ear_a_key_the_voice() -> None:
    by_finger = after(Visit(), e.SpeechWoken(5.0, by_ear=True))
    assert (by_finger.preferences.listening, by_finger.preferences.by_ear) == (True, True)
    assert by_finger.touched
    by_key = after(Visit(), e.SpeechWoken(5.0))
    assert (by_key.preferences.listening, by_key.preferences.by_ear) == (True, False)
