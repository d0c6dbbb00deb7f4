"""One finger, by ear: what is said and what is chosen, with the time in our hands."""

from __future__ import annotations

from dataclasses import dataclass, field

from accessibility.input.exploring import REST_SECONDS, SECOND_TAP_SECONDS, Deed, Finger


@dataclass
class Hand:
    """A finger and its clock; `said` are the parts it was told, `chosen` how often two taps were made."""

    finger: Finger = field(default_factory=Finger)
    now: float = 100.0
    said: list[str] = field(default_factory=list)
    chosen: int = 0

    def do(self, outcome: tuple[Finger, Deed]) -> None:
        self.finger, deed = outcome
        if deed is Deed.SAY:
            self.said.append(self.finger.under)
        self.chosen += deed is Deed.CHOOSE

    def pass_(self, seconds: float) -> None:
        until = self.now + seconds
        if self.finger.wake_at is not None and self.finger.wake_at <= until:
            self.now = self.finger.wake_at
            self.do(self.finger.waited(self.now))
        self.now = until

    def press(self, under: str) -> None:
        self.do(self.finger.press(under, self.now))

    def move(self, under: str) -> None:
        self.do(self.finger.move(under, self.now))

    def lift(self) -> None:
        self.do(self.finger.lift(self.now))

    def tap(self, under: str) -> None:
        self.press(under)
        self.pass_(REST_SECONDS / 2)
        self.lift()


def test_a_finger_that_rests_is_told_at_once_and_once() -> None:
    hand = Hand()
    hand.press("a")
    hand.pass_(REST_SECONDS + 0.01)
    assert hand.said == ["a"]
    hand.pass_(5)
    hand.lift()
    hand.pass_(5)
    assert hand.said == ["a"]
    assert hand.chosen == 0


def test_a_finger_that_slides_is_told_each_new_thing_and_no_gaps() -> None:
    hand = Hand()
    hand.press("a")
    hand.pass_(1)
    for under in ("a", "", "b", "b", "a"):
        hand.move(under)
    assert hand.said == ["a", "b", "a"]


def test_sliding_before_it_rests_says_only_where_it_comes_to_rest() -> None:
    hand = Hand()
    hand.press("a")
    hand.move("b")
    hand.pass_(1)
    assert hand.said == ["b"]


def test_one_tap_says_what_it_touched_when_no_second_has_come() -> None:
    hand = Hand()
    hand.tap("a")
    hand.pass_(SECOND_TAP_SECONDS - 0.05)
    assert hand.said == []
    hand.pass_(0.1)
    assert hand.said == ["a"]
    assert hand.chosen == 0


def test_two_taps_choose_and_say_nothing_themselves() -> None:
    hand = Hand()
    hand.tap("a")
    hand.pass_(SECOND_TAP_SECONDS / 2)
    hand.tap("b")
    hand.pass_(5)
    assert hand.chosen == 1
    assert hand.said == []


def test_a_second_tap_that_stays_explores_instead() -> None:
    hand = Hand()
    hand.tap("a")
    hand.pass_(0.1)
    hand.press("b")
    hand.pass_(1)
    hand.lift()
    assert hand.chosen == 0
    assert hand.said == ["b"]


def test_a_third_tap_is_the_first_of_two_others() -> None:
    hand = Hand()
    for _ in range(3):
        hand.tap("a")
        hand.pass_(0.1)
    assert hand.chosen == 1
    hand.pass_(2)
    assert hand.said == ["a"]


def test_after_sliding_no_single_tap_chooses() -> None:
    hand = Hand()
    hand.press("a")
    hand.pass_(1)
    hand.lift()
    hand.pass_(0.05)
    hand.tap("b")
    hand.pass_(2)
    assert hand.chosen == 0
    assert hand.said == ["a", "b"]
