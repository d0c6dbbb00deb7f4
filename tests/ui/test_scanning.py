"""One switch, two switches: the frame goes over the page, a press takes what it is on, nothing else is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from PySide6.QtCore import Qt

from accessibility.preferences import scan_seconds
from kiosk.keys import Pad, PadAction, Switches
from kiosk.pages.gestures import Activated, Chosen
from kiosk.pages.page import Page
from kiosk.visit.preferences import SCAN_STEPS, Preferences, Scanning
from ui.input.hands import Hands
from ui.input.inputs import Inputs
from ui.inspect import find, rectangle

View = Any
Opener = Any
FASTEST = SCAN_STEPS - 1


@dataclass
class Person:
    """Settings, and what happened to the person: no kiosk behind it."""

    preferences: Preferences = field(default_factory=lambda: Preferences(scan_pace=FASTEST))
    pointed: list[str] = field(default_factory=list)
    did: list[str] = field(default_factory=list)
    inputs: Inputs | None = None

    def prefer(self, change: Callable[[Preferences], Preferences]) -> None:
        self.preferences = change(self.preferences)
        if self.inputs is not None:
            self.inputs.settle(self.preferences)

    def attach(self, view: View, *, pad: Pad | None = None, switches: Switches | None = None, **more: Any) -> Inputs:
        hands = Hands(
            preferences=lambda: self.preferences,
            prefer=self.prefer,
            moved=lambda: self.did.append("moved"),
            point=lambda part, name: self.pointed.append(part),
            sweep=lambda named: self.pointed.append(" ".join(part for part, name in named)),
            volume=lambda by: self.did.append(f"volume {by:+}"),
            again=lambda: self.did.append("again"),
            headphones=lambda there: self.did.append(f"headphones {there}"),
        )
        self.inputs = Inputs(view.window, view.page, hands, pad=pad, switches=switches, **more)
        return self.inputs


def wait_for(view: View, condition: Callable[[], bool], milliseconds: int = 20_000) -> None:
    for _ in range(milliseconds // 20):
        if condition():
            return
        view.settle(20)
    raise AssertionError("it did not happen")


def scan_to(view: View, inputs: Inputs, part: str, key: Qt.Key = Qt.Key.Key_Space) -> None:
    """Press the switch when the frame is around a group with the part, and then around the part itself."""
    for _ in range(4):
        wait_for(view, lambda: part in inputs.scanner.highlighted)
        alone = inputs.scanner.highlighted == (part,)
        view.key(key)
        if alone:
            return
    raise AssertionError(f"{part} was never alone in the frame")


def test_own_7_the_first_press_of_a_switch_starts_scanning_on_any_page(
    portrait: View, french: dict[str, Page], arabic: dict[str, Page]
) -> None:
    for name in ("first", "home", "question", "fields", "check", "outcome", "next", "stop", "sizes"):
        for pages in (french, arabic):
            person = Person()
            inputs = person.attach(portrait)
            portrait.show(pages[name])
            assert find(portrait.window, "scan-frame") is None
            portrait.key(Qt.Key.Key_Space)
            assert person.preferences.scanning is Scanning.ONE
            assert inputs.scanner.highlighted
            portrait.settle(60)
            frame = rectangle(portrait.item("scan-frame"))
            for part in inputs.scanner.highlighted:
                assert frame.contains(rectangle(portrait.item(part))), (name, part)
            assert portrait.gestures == []
            portrait.window.removeEventFilter(inputs)
            inputs.scanner.end()


def test_own_7_one_switch_reaches_and_presses_every_control(portrait: View, french: dict[str, Page]) -> None:
    person = Person()
    inputs = person.attach(portrait)
    portrait.show(french["question"])
    portrait.key(Qt.Key.Key_Space)
    wanted = ["answer.0", "answer.3", "why", "forward", "back", "bar.contrast", "bar.stop"]
    for part in wanted:
        scan_to(portrait, inputs, part)
    assert portrait.gestures == [
        Chosen("answer.0"), Chosen("answer.3"), *(Activated(part) for part in wanted[2:])
    ]  # fmt: skip


def step_to(view: View, inputs: Inputs, part: str) -> None:
    """Move with the first switch, take with the second, until the part itself was taken."""
    for _ in range(40):
        if part in inputs.scanner.highlighted:
            alone = inputs.scanner.highlighted == (part,)
            view.key(Qt.Key.Key_F14)
            if alone:
                return
        else:
            view.key(Qt.Key.Key_F13)
    raise AssertionError(f"{part} was never reached")


def test_own_7_two_switches_one_moves_and_one_takes(portrait: View, french: dict[str, Page]) -> None:
    """Nothing moves by itself: who has two switches has all the time in the world."""
    person = Person()
    inputs = person.attach(portrait, switches=Switches(("f13",), ("f14",)))
    portrait.show(french["question"])
    portrait.key(Qt.Key.Key_F13)
    seen = [inputs.scanner.highlighted]
    portrait.key(Qt.Key.Key_F14)
    assert person.preferences.scanning is Scanning.TWO
    seen.append(inputs.scanner.highlighted)
    portrait.settle(1200)
    seen.append(inputs.scanner.highlighted)
    portrait.key(Qt.Key.Key_F13)
    portrait.key(Qt.Key.Key_F13)
    seen.append(inputs.scanner.highlighted)
    row = ("answer.0", "answer.1")
    assert seen == [row, ("answer.0",), ("answer.0",), row]
    for part in ("answer.3", "forward", "bar.listen"):
        step_to(portrait, inputs, part)
    assert portrait.gestures == [Chosen("answer.3"), Activated("forward"), Activated("bar.listen")]


def test_own_7_the_scan_rests_after_three_rounds_and_begins_again_at_a_press(
    portrait: View, french: dict[str, Page]
) -> None:
    person = Person()
    inputs = person.attach(portrait)
    portrait.show(french["stop"])
    portrait.key(Qt.Key.Key_Space)
    wait_for(portrait, lambda: not inputs.scanner.highlighted)
    assert person.pointed == ["erase", "stay"] * 3
    assert find(portrait.window, "scan-frame") is None
    portrait.key(Qt.Key.Key_Space)
    assert inputs.scanner.highlighted == ("erase",)
    assert portrait.gestures == []


def test_own_7_a_scan_at_rest_goes_on_by_itself_when_the_kiosk_asks_something(
    portrait: View, french: dict[str, Page]
) -> None:
    """Whoever cannot press in time is asked "are you still here?", and finds the frame at its first answer."""
    person = Person()
    inputs = person.attach(portrait)
    portrait.show(replace(french["stop"], id="short"))
    portrait.key(Qt.Key.Key_Space)
    wait_for(portrait, lambda: not inputs.scanner.highlighted and not inputs.scanner.going)
    portrait.page.show(replace(french["stop"], id="idle"))
    wait_for(portrait, lambda: inputs.scanner.highlighted == ("erase",) and inputs.scanner.going)
    assert inputs.scanner.three_cycles == 3 * 2 * scan_seconds(FASTEST)


def test_own_7_a_row_is_said_by_the_names_of_all_that_is_in_it(portrait: View, french: dict[str, Page]) -> None:
    person = Person()
    inputs = person.attach(portrait)
    portrait.show(french["question"])
    portrait.key(Qt.Key.Key_Space)
    wait_for(portrait, lambda: "back" in inputs.scanner.highlighted)
    portrait.key(Qt.Key.Key_Space)
    assert person.pointed[0] == "answer.0 answer.1"
    assert person.pointed[-2:] == ["back forward", "back"]


def test_own_7_a_touch_ends_the_scan(portrait: View, french: dict[str, Page]) -> None:
    person = Person()
    inputs = person.attach(portrait)
    portrait.show(french["question"])
    portrait.key(Qt.Key.Key_Space)
    portrait.tap("answer.2")
    assert person.preferences.scanning is Scanning.OFF
    assert inputs.scanner.highlighted == ()
    assert portrait.gestures == [Chosen("answer.2")]


def test_own_7_what_the_frame_is_on_is_brought_into_view(opener: Opener, french: dict[str, Page]) -> None:
    view = opener("landscape")
    person = Person()
    inputs = person.attach(view)
    view.show(french["outcome"])
    view.key(Qt.Key.Key_Space)
    wait_for(view, lambda: "document.1.have" in inputs.scanner.highlighted)
    view.settle(100)
    box, bar = rectangle(view.item("document.1.have")), rectangle(view.item("bar.help"))
    assert box.top() >= 0
    assert box.bottom() <= bar.top()


def test_own_7_a_new_page_is_scanned_from_its_beginning(portrait: View, french: dict[str, Page]) -> None:
    person = Person()
    inputs = person.attach(portrait)
    portrait.show(french["question"])
    portrait.key(Qt.Key.Key_Space)
    wait_for(portrait, lambda: "forward" in inputs.scanner.highlighted)
    portrait.page.show(french["check"])
    wait_for(portrait, lambda: bool(inputs.scanner.highlighted))
    assert inputs.scanner.highlighted == ("row.1.change",)


def test_own_6_a_switch_pressed_as_the_page_turns_takes_nothing_of_the_new_page(
    portrait: View, french: dict[str, Page]
) -> None:
    person = Person()
    inputs = person.attach(portrait)
    portrait.show(french["question"])
    portrait.key(Qt.Key.Key_Space)
    wait_for(portrait, lambda: "forward" in inputs.scanner.highlighted)
    # From now on the frame stays where it is for longer than any machine is busy.
    person.prefer(lambda now: replace(now, scan_pace=0))
    portrait.page.show(french["stop"])
    portrait.key(Qt.Key.Key_Space)
    portrait.settle(250)
    portrait.key(Qt.Key.Key_Space)
    assert inputs.scanner.highlighted == ("erase",)
    assert portrait.gestures == []


def test_own_7_the_pads_key_map_is_configuration(portrait: View, french: dict[str, Page]) -> None:
    """The function keys that EZ Access pads send, and a key that IT has given another meaning."""
    person = Person()
    person.attach(portrait, pad=Pad("ez-access", (("f9", PadAction.REPEAT),)), switches=Switches((), ()))
    portrait.show(french["question"])
    for key in (Qt.Key.Key_F19, Qt.Key.Key_F19, Qt.Key.Key_F18, Qt.Key.Key_F20):
        portrait.key(key)
    portrait.key(Qt.Key.Key_F17)
    portrait.key(Qt.Key.Key_F22)
    portrait.key(Qt.Key.Key_F21)
    portrait.key(Qt.Key.Key_F9)
    assert portrait.gestures == [Chosen("answer.0"), Activated("bar.help"), Activated("forward"), Activated("back")]
    assert person.pointed == ["answer.0", "answer.1", "answer.0"]
    assert [done for done in person.did if done != "moved"] == ["again"]


def test_en_5_1_3_11_the_volume_keys_work_on_every_page_and_need_no_sight(
    portrait: View, french: dict[str, Page]
) -> None:
    for name in ("first", "question", "fields", "stop"):
        person = Person()
        inputs = person.attach(portrait)
        portrait.show(french[name])
        portrait.key(Qt.Key.Key_VolumeUp)
        portrait.key(Qt.Key.Key_VolumeDown)
        assert [done for done in person.did if done != "moved"] == ["volume +1", "volume -1"], name
        portrait.window.removeEventFilter(inputs)
    assert portrait.gestures == []


def test_enter_at_the_end_of_a_scanned_code_is_no_switch(portrait: View, french: dict[str, Page]) -> None:
    person = Person()
    person.attach(portrait)
    portrait.show(french["question"])
    for letter in "A12":
        portrait.letter(letter)
    portrait.key(Qt.Key.Key_Return)
    assert person.preferences.scanning is Scanning.OFF


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_where_the_focus_is_the_same_keys_press_and_scan_nothing(
    portrait: View, french: dict[str, Page], key: Qt.Key
) -> None:
    person = Person()
    person.attach(portrait)
    portrait.show(french["question"])
    portrait.key(Qt.Key.Key_Tab)
    portrait.key(key)
    assert portrait.gestures == [Chosen("answer.0")]
    assert person.preferences == replace(Preferences(), scan_pace=FASTEST)


def test_own_7_two_switches_type_a_name_on_the_keyboard_and_close_it(portrait: View, french: dict[str, Page]) -> None:
    """Row by row, key by key; the keys of accents take the place of the letters under the frame, and go again."""
    person = Person(Preferences(scan_pace=FASTEST, scanning=Scanning.TWO))
    inputs = person.attach(portrait, switches=Switches(one=("f13",), two=("f14",)))
    portrait.show(french["fields"])
    inputs.settle(person.preferences)
    for part in ("name", "key:l", "key:accents", "key:ë", "key:a", "key:backspace", "key:done"):
        step_to(portrait, inputs, part)
        portrait.settle(400)
        if part != "key:done":
            assert inputs.scanner.highlighted[0].startswith("key:")
    assert portrait.item("name").property("text") == "Lë"
    assert find(portrait.window, "key:done") is None
    assert "key:l" in person.pointed


def test_escape_on_a_key_closes_the_keyboard_and_turns_no_page(portrait: View, french: dict[str, Page]) -> None:
    person = Person()
    person.attach(portrait)
    portrait.show(french["fields"])
    portrait.item("name").forceActiveFocus()
    portrait.settle(200)
    portrait.key(Qt.Key.Key_Down)
    assert portrait.focused() == "key:a"
    portrait.key(Qt.Key.Key_Escape)
    portrait.settle(60)
    assert portrait.focused() == "name"
    assert find(portrait.window, "key:done") is None
    assert portrait.gestures == []


def test_the_frame_forgets_what_has_gone_from_the_glass(portrait: View, french: dict[str, Page]) -> None:
    """Other keys come while the frame is on those before them: nothing of it is handed on."""
    portrait.show(french["fields"])
    portrait.item("name").forceActiveFocus()
    portrait.settle(200)
    highlight = portrait.page.highlight
    highlight.surround(list(portrait.board().values()))
    assert len(highlight.items) > 40
    portrait.press_key(portrait.board()["symbols"])
    for _ in range(20):
        portrait.settle(10)
        assert portrait.window.grabWindow().width() == 1080
    assert highlight.items == []
