"""The same press again within half a second does not count, for who asked for that."""

from __future__ import annotations

from accessibility.input.filtering import STEADY_SECONDS, Steadiness


def counts(*presses: tuple[str, float]) -> list[bool]:
    state, found = Steadiness(), []
    for what, at in presses:
        state, counted = state.pressed(what, at)
        found.append(counted)
    return found


def test_en_5_8_the_same_press_within_half_a_second_does_not_count() -> None:
    assert STEADY_SECONDS == 0.5
    assert counts(("a", 10.0), ("a", 10.49), ("a", 11.0)) == [True, False, True]


def test_en_5_8_another_key_counts_at_once() -> None:
    assert counts(("a", 10.0), ("b", 10.1), ("a", 10.2)) == [True, True, True]


def test_en_5_8_who_trembles_for_a_second_has_pressed_once() -> None:
    assert counts(*(("a", 10.0 + 0.2 * beat) for beat in range(6))) == [True, *[False] * 5]


def test_en_5_8_the_time_counts_from_the_end_of_the_press() -> None:
    state, _ = Steadiness().pressed("a", 10.0)
    state = state.released(12.0)
    assert not state.pressed("a", 12.4)[1]
    assert state.pressed("a", 12.5)[1]
