"""From word events to one mark a word (own-3)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from accessibility.speech.messages import Mark
from accessibility.speech.timeline import WordEvent, timeline, tokens


def test_events_snap_to_the_words_between_spaces() -> None:
    text = "le 12/03/2024, l'école"
    events = [WordEvent(0, 0), WordEvent(3, 100), WordEvent(6, 400), WordEvent(9, 700), WordEvent(15, 1500)]
    assert timeline(text, events) == (Mark(0, 0), Mark(1, 100), Mark(2, 1500))


def test_stale_events_never_turn_the_light_back() -> None:
    text = "un deux trois quatre"
    events = [WordEvent(0, 0), WordEvent(8, 300), WordEvent(3, 500), WordEvent(8, 600), WordEvent(14, 900)]
    assert timeline(text, events) == (Mark(0, 0), Mark(2, 300), Mark(3, 900))


def test_an_event_in_the_space_belongs_to_the_word_before() -> None:
    assert timeline("un deux", [WordEvent(2, 10)]) == (Mark(0, 10),)


def test_events_outside_the_text_are_ignored() -> None:
    assert timeline("un", [WordEvent(-1, 0), WordEvent(9, 5), WordEvent(0, -3)]) == (Mark(0, 0),)
    assert timeline("", [WordEvent(0, 0)]) == ()
    assert timeline("  un", [WordEvent(0, 0), WordEvent(2, 4)]) == (Mark(0, 4),)


def test_tokens() -> None:
    assert tokens(" où  est\u202f?") == ((1, 2), (5, 3), (9, 1))


@given(st.text(max_size=60), st.lists(st.builds(WordEvent, st.integers(-5, 80), st.integers(-50, 9000)), max_size=40))
def test_always_forward(text: str, events: list[WordEvent]) -> None:
    marks = timeline(text, events)
    assert [mark.token for mark in marks] == sorted({mark.token for mark in marks})
    assert [mark.at_ms for mark in marks] == sorted(mark.at_ms for mark in marks)
    assert all(0 <= mark.token < len(text.split()) and mark.at_ms >= 0 for mark in marks)
