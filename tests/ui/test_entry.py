"""Typing: the keyboard of the language, large keys, a cursor that nothing disturbs."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible

from kiosk.pages.gestures import Activated, Edited
from kiosk.pages.page import Field, FieldKind, Page, PageKind, Paragraph, Phrase, Tone
from kiosk.visit.preferences import TextSize
from ui.inspect import items, rectangle, texts

View = Any
Opener = Any


def with_field(page: Page, field: Field) -> Page:
    """The page with its field of the same part replaced."""
    return replace(
        page,
        blocks=tuple(
            field if isinstance(block, Field) and block.part == field.part else block for block in page.blocks
        ),
    )


def field_of(page: Page, part: str) -> Field:
    return next(block for block in page.blocks if isinstance(block, Field) and block.part == part)


def open_keyboard(view: View, part: str) -> None:
    """By focus, as a key does; taps are tested where the field is in reach of one."""
    view.item(part).forceActiveFocus()
    view.settle(400)
    assert view.item(part).hasActiveFocus()
    assert view.board()


def typed(view: View, part: str) -> list[str]:
    return [gesture.text for gesture in view.gestures if isinstance(gesture, Edited) and gesture.part == part]


def test_own_8_keys_type_into_the_field(portrait: View, french: dict[str, Page]) -> None:
    """The first letter of a name is a capital without asking; accents are in sight."""
    portrait.show(french["fields"])
    open_keyboard(portrait, "name")
    for letter in ("l", "é", "a"):
        portrait.press_key(portrait.board()[letter])
        portrait.settle(30)
    assert typed(portrait, "name") == ["L", "Lé", "Léa"]
    assert portrait.item("name").property("text") == "Léa"


@pytest.mark.parametrize("screen", ["portrait", "landscape", "tablet"])
def test_own_8_keys_are_large_on_every_screen(
    opener: Opener, french: dict[str, Page], arabic: dict[str, Page], density: dict[str, float], screen: str
) -> None:
    """Each key's plate is at least 12.7 mm on each side, 2.54 mm from the next."""
    view = opener(screen)
    for page in (french["fields"], arabic["fields"]):
        for part in ("name", "reason", "count"):
            view.show(page)
            open_keyboard(view, part)
            keys = [key for key in view.board().values() if key.isVisible() and key.property("enabled")]
            assert len(keys) >= 12
            for key in keys:
                assert key.width() / density[screen] >= 12.7 - 0.01, key.objectName()
                assert key.height() / density[screen] >= 12.7 - 0.01, key.objectName()
            boxes = [rectangle(key) for key in keys]
            for one, other in combinations(boxes, 2):
                across = max(one.left() - other.right(), other.left() - one.right())
                down = max(one.top() - other.bottom(), other.top() - one.bottom())
                assert max(across, down) / density[screen] >= 2.54 - 0.01
            assert min(box.left() for box in boxes) >= 0
            assert max(box.right() for box in boxes) <= view.window.width()
            view.page.show(french["check"])
            view.settle(50)


@pytest.mark.parametrize("screen", ["portrait", "landscape", "tablet"])
def test_own_5_a_latin_name_is_typed_key_by_key_on_an_arabic_page(
    opener: Opener, arabic: dict[str, Page], screen: str
) -> None:
    """By a finger on the keys themselves: capitals by Shift, an accent, a hyphen, and one letter taken back."""
    view = opener(screen)
    view.show(arabic["fields"])
    open_keyboard(view, "name")
    assert view.page.rightToLeft

    def press(*signs: str) -> None:
        for sign in signs:
            key = view.board()[sign]
            assert key.isVisible()
            view.press_key(key)
            view.settle(30)

    press("l", "é", "o", "-", "a", "n", "e", "s", "backspace")
    press("space", "shift", "d", "e", "space", "l")
    assert view.item("name").property("text") == "Léo-Ane de L"
    assert typed(view, "name")[-1] == "Léo-Ane de L"
    assert view.faults == []


@pytest.mark.parametrize("screen", ["portrait", "landscape", "tablet"])
def test_digits_are_typed_key_by_key(
    opener: Opener, french: dict[str, Page], arabic: dict[str, Page], screen: str
) -> None:
    """In a number field, on a keyboard that has nothing else."""
    view = opener(screen)
    for page in (french["fields"], arabic["fields"]):
        view.gestures.clear()
        view.show(with_field(page, replace(field_of(page, "count"), value="")))
        open_keyboard(view, "count")
        for digit in "1907":
            view.press_key(view.board()[digit])
            view.settle(30)
        assert typed(view, "count") == ["1", "19", "190", "1907"]
        view.page.show(french["check"])
        view.settle(50)


def test_own_8_six_columns_on_a_narrow_screen(opener: Opener, french: dict[str, Page]) -> None:
    view = opener("tablet")
    view.show(french["fields"])
    open_keyboard(view, "name")
    keys = view.board()
    top = rectangle(keys["a"]).top()
    assert [text for text in "abcdefg" if abs(rectangle(keys[text]).top() - top) < 2] == list("abcdef")


def test_own_5_names_get_latin_keys_in_arabic_and_sentences_arabic_ones(
    portrait: View, arabic: dict[str, Page]
) -> None:
    page = arabic["fields"]
    text = Field("name", field_of(page, "name").label, "", FieldKind.TEXT)
    portrait.show(page)
    open_keyboard(portrait, "name")
    assert "a" in portrait.board()
    portrait.show(replace(with_field(page, text), id="another"))
    open_keyboard(portrait, "name")
    assert "ب" in portrait.board()
    assert "a" not in portrait.board()


def test_the_keyboard_follows_the_language_at_run_time(portrait: View, french: dict[str, Page]) -> None:
    """French letters stand as on French keyboards, also for easy-read French, and English ones as on English."""
    for language, first in (("fr", "a"), ("en", "q"), ("fr-x-falc", "a")):
        page = replace(french["fields"], id=f"fields in {language}", language=language)
        portrait.show(page)
        open_keyboard(portrait, "name")
        row = rectangle(portrait.board()["e"]).top()
        letters = [
            key for text, key in portrait.board().items() if len(text) == 1 and abs(rectangle(key).top() - row) < 2
        ]
        assert min(letters, key=lambda key: rectangle(key).left()).objectName() == f"key:{first}"


def test_numbers_get_digits_alone(portrait: View, french: dict[str, Page]) -> None:
    portrait.show(french["fields"])
    open_keyboard(portrait, "birth.1")
    assert set("0123456789") <= set(portrait.board())
    assert "a" not in portrait.board()


def test_a_tap_opens_the_keyboard(portrait: View, french: dict[str, Page]) -> None:
    portrait.show(french["fields"])
    assert not portrait.board()
    portrait.tap("mail")
    portrait.settle(400)
    assert portrait.item("mail").hasActiveFocus()
    assert "@" in portrait.board()


def test_own_7_arrows_and_enter_type_on_the_keyboard_and_tab_leaves_it(portrait: View, french: dict[str, Page]) -> None:
    """A five-way pad is enough to type."""
    portrait.show(french["fields"])
    open_keyboard(portrait, "name")
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Return):
        portrait.key(key)
        portrait.settle(50)
    assert len(portrait.item("name").property("text")) == 1
    portrait.key(Qt.Key.Key_Tab)
    assert portrait.focused() == "mail"


def test_nothing_is_learned_or_suggested(portrait: View, french: dict[str, Page]) -> None:
    portrait.show(french["fields"])
    open_keyboard(portrait, "name")
    hints = Qt.InputMethodHint(portrait.item("name").property("inputMethodHints"))
    assert hints & Qt.InputMethodHint.ImhSensitiveData
    assert hints & Qt.InputMethodHint.ImhNoPredictiveText


def test_done_hides_the_keyboard_and_keeps_the_text(portrait: View, french: dict[str, Page]) -> None:
    portrait.show(french["fields"])
    open_keyboard(portrait, "count")
    portrait.press_key(portrait.board()["done"])
    portrait.settle(300)
    assert not portrait.board()
    assert portrait.item("count").property("text") == "3"


def test_the_field_stays_in_view_above_the_keyboard(opener: Opener, french: dict[str, Page]) -> None:
    for screen in ("portrait", "landscape", "tablet"):
        view = opener(screen)
        view.show(french["fields"])
        for part in ("name", "reason"):
            view.item(part).forceActiveFocus()
            view.settle(400)
            keyboard = min(rectangle(key).top() for key in view.board().values() if key.isVisible())
            box = rectangle(view.item(part))
            assert box.top() >= 0
            assert box.bottom() <= keyboard


def test_w_3_2_6_the_six_buttons_stay_below_the_keyboard_on_a_high_panel(
    portrait: View, french: dict[str, Page], arabic: dict[str, Page]
) -> None:
    """Where they were before, and they answer; the keyboard and Continue stand above them."""
    bars = ("bar.help", "bar.listen", "bar.language", "bar.text-size", "bar.contrast", "bar.stop")
    for page in (french["fields"], arabic["fields"]):
        portrait.show(page)
        before = [rectangle(portrait.item(part)) for part in bars]
        open_keyboard(portrait, "name")
        assert [rectangle(portrait.item(part)) for part in bars] == before
        keys = [rectangle(key) for key in portrait.board().values() if key.isVisible()]
        assert max(key.bottom() for key in keys) < before[0].top()
        assert rectangle(portrait.item("forward")).bottom() < min(key.top() for key in keys)
        portrait.tap("bar.stop")
        assert portrait.gestures[-1] == Activated("bar.stop")
        portrait.page.show(french["check"])
        portrait.settle(50)


def test_continue_can_be_pressed_while_typing(portrait: View, french: dict[str, Page]) -> None:
    """The buttons do not move away under the finger when the field loses nothing but the attention."""
    portrait.show(french["fields"])
    open_keyboard(portrait, "name")
    portrait.press_key(portrait.board()["a"])
    portrait.tap("forward")
    assert portrait.gestures[-1] == Activated("forward")


def test_a_page_that_comes_back_disturbs_neither_cursor_nor_text(portrait: View, french: dict[str, Page]) -> None:
    """The conductor answers each letter with a page; a slow answer must not undo a fast typist's letters."""
    page = french["fields"]
    portrait.show(page)
    portrait.tap("name")
    item: QObject = portrait.item("name")
    for letter in "abc":
        portrait.letter(letter)
    item.setProperty("cursorPosition", 2)
    assert (item.property("text"), item.property("cursorPosition")) == ("abc", 2)
    portrait.show(with_field(page, replace(field_of(page, "name"), value="ab")))
    assert portrait.item("name") is item
    assert (item.property("text"), item.property("cursorPosition")) == ("abc", 2)
    portrait.letter("x")
    assert item.property("text") == "abxc"
    portrait.show(with_field(page, replace(field_of(page, "name"), value="abxc", invalid=True)))
    assert item.property("activeFocus") is True
    assert (item.property("text"), item.property("cursorPosition")) == ("abxc", 3)


def test_the_page_s_value_comes_in_when_nobody_types(portrait: View, french: dict[str, Page]) -> None:
    page = french["fields"]
    portrait.show(page)
    assert portrait.item("mail").property("text") == "lea@exemple"
    for part, value in (("mail", "lea@exemple.fr"), ("reason", "Succession")):
        portrait.show(with_field(page, replace(field_of(page, part), value=value)))
        assert portrait.item(part).property("text") == value
    assert portrait.gestures == []


@pytest.mark.parametrize("screen", ["portrait", "landscape", "tablet"])
def test_w_3_3_1_an_error_that_appears_is_seen_has_the_focus_and_undoes_nothing(
    opener: Opener, french: dict[str, Page], screen: str
) -> None:
    """Scrolled to from the far end of the page; what is to be mended comes next, with what was typed in it."""
    view = opener(screen)
    page = replace(french["fields"], blocks=(french["fields"].blocks[0], field_of(french["fields"], "name"),
                                             *french["listening"].blocks[2:4]))  # fmt: skip
    message = Paragraph(Phrase("error", "Écrivez le nom de naissance.", "fr"), Tone.ERROR)
    view.show(page, TextSize.LARGEST)
    view.item("name").forceActiveFocus()
    for letter in "ab":
        view.letter(letter)
    if screen != "portrait":  # on little glass the keyboard stands where Continue was
        view.press_key(view.board()["done"])
        view.settle(300)
        view.item("forward").forceActiveFocus()
    area = next(item for item in items(view.window.contentItem()) if item.inherits("QQuickFlickable"))
    wrong = replace(page, blocks=(page.blocks[0], message, *page.blocks[1:]))
    wrong = with_field(wrong, replace(field_of(wrong, "name"), value="ab", invalid=True))

    def seen() -> bool:
        shown = next(text for text in texts(view.window) if text.text == message.phrase.text)
        return rectangle(area).top() <= shown.rectangle.top() < rectangle(area).bottom() - 20

    area.setProperty("contentY", area.property("furthest"))
    view.show(wrong, TextSize.LARGEST)
    view.settle(300)
    assert seen()
    assert view.item("name").property("text") == "ab"
    focused = QAccessible.queryAccessibleInterface(view.window.activeFocusItem())
    assert focused.role() == QAccessible.Role.AlertMessage
    assert focused.text(QAccessible.Text.Name) == message.phrase.text
    # Gone down again, and on again without mending: the same page comes, and the error is shown again.
    area.setProperty("contentY", area.property("furthest"))
    view.page.activate("forward")
    view.show(wrong, TextSize.LARGEST)
    view.settle(300)
    assert seen()
    view.key(Qt.Key.Key_Tab)
    assert view.focused() == "name"
    # A letter typed after it moves nothing.
    view.letter("c")
    view.show(with_field(wrong, replace(field_of(wrong, "name"), value="abc")), TextSize.LARGEST)
    assert view.focused() == "name"


def test_several_lines_are_reported_and_bounded(portrait: View, french: dict[str, Page]) -> None:
    page = french["fields"]
    portrait.show(with_field(page, replace(field_of(page, "reason"), value="", max_length=4)))
    portrait.item("reason").forceActiveFocus()
    for letter in "abcdef":
        portrait.letter(letter)
    assert typed(portrait, "reason") == ["a", "ab", "abc", "abcd"]
    assert portrait.item("reason").property("text") == "abcd"


def test_a_field_that_appears_on_another_page_is_empty(portrait: View, french: dict[str, Page]) -> None:
    """No text of one question stays in the next one's field, even where both have the same part."""
    page = french["fields"]
    portrait.show(page)
    portrait.tap("name")
    portrait.letter("a")
    portrait.show(replace(page, id="the next question", kind=PageKind.QUESTION))
    assert portrait.item("name").property("text") == ""
