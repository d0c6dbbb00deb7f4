"""The keyboard's keys under fingers, keys and assistive technology: ordinary controls in every layout."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor

from kiosk.pages.gestures import Edited
from kiosk.pages.page import Field, FieldKind, Page, Suggestion
from kiosk.visit.preferences import KeyOrder, Palette, TextSize
from ui.inspect import rectangle

View = Any
Opener = Any

SCREENS = ("portrait", "landscape", "tablet")


def with_field(page: Page, part: str, **changes: Any) -> Page:
    return replace(
        page,
        id=f"{page.id} {part} {sorted(changes)}",
        blocks=tuple(
            replace(block, **changes) if isinstance(block, Field) and block.part == part else block
            for block in page.blocks
        ),
    )


def rise(view: View, page: Page, part: str, order: KeyOrder = KeyOrder.NATIONAL) -> None:
    view.show(page)
    view.page.keyboard.set_order(order)
    view.item(part).forceActiveFocus()
    view.settle(300)
    assert view.board()


def press(view: View, *names: str) -> None:
    for name in names:
        view.press_key(view.board()[name])
        view.settle(20)


def text(view: View, part: str) -> str:
    return str(view.item(part).property("text"))


def language(page: Page, code: str) -> Page:
    return replace(page, id=f"{page.id} in {code}", language=code)


@pytest.mark.parametrize("order", list(KeyOrder))
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("code", ["fr", "en", "de"])
def test_a_name_with_an_accent_is_typed_by_touch_in_every_layout(
    opener: Opener, french: dict[str, Page], screen: str, code: str, order: KeyOrder
) -> None:
    view = opener(screen)
    rise(view, language(french["fields"], code), "name", order)
    press(view, "z", "o")
    # What is in sight in one language is one key further in another.
    press(view, *(["accents", "ë"] if "ë" not in view.board() else ["ë"]))
    press(view, "space", "w", "accents", "ô", "a", "backspace", "backspace")
    assert text(view, "name") == "Zoë W"
    assert view.faults == []


@pytest.mark.parametrize("order", list(KeyOrder))
@pytest.mark.parametrize("screen", SCREENS)
def test_an_arabic_sentence_is_typed_by_touch_in_every_layout(
    opener: Opener, arabic: dict[str, Page], screen: str, order: KeyOrder
) -> None:
    view = opener(screen)
    rise(view, with_field(arabic["fields"], "reason", value=""), "reason", order)
    press(view, "ن", "ق", "ل", "space")
    press(view, *(["accents", "آ"] if "آ" not in view.board() else ["آ"]), "ت")
    press(view, "symbols", "،", "٣", "٧")
    assert text(view, "reason") == "نقل آت،٣٧"


@pytest.mark.parametrize("screen", SCREENS)
def test_own_5_a_latin_address_is_typed_by_touch_on_an_arabic_page_in_both_orders(
    opener: Opener, arabic: dict[str, Page], screen: str
) -> None:
    view = opener(screen)
    for order in KeyOrder:
        rise(view, with_field(arabic["fields"], "mail", value="", kind=FieldKind.EMAIL), "mail", order)
        press(view, "l", "e", "a", ".", "m", "@", "x", "-", "y", ".", "f", "r")
        assert text(view, "mail") == "lea.m@x-y.fr"
        view.show(arabic["check"])


def test_own_5_arabic_letters_stand_as_high_as_latin_ones_on_the_keys(opener: Opener, arabic: dict[str, Page]) -> None:
    """The font of an Arabic key is larger by what its alef is lower than a capital."""
    view = opener("portrait")
    sizes = {}
    for part, sign in (("name", "a"), ("reason", "ب")):
        rise(view, arabic["fields"], part)
        (face,) = [child for child in view.board()[sign].childItems() if child.property("text") in {"A", sign}]
        font = face.property("font")
        assert font.letterSpacing() == 0
        sizes[part] = font.pixelSize()
        view.show(arabic["check"])
    assert sizes["reason"] / sizes["name"] == pytest.approx(view.theme.arabicScale, abs=0.05)


@pytest.mark.parametrize("screen", SCREENS)
def test_own_8_every_page_of_every_order_fits_with_its_targets_and_gaps(
    opener: Opener, french: dict[str, Page], arabic: dict[str, Page], density: dict[str, float], screen: str
) -> None:
    """At the largest text too, with suggestions above: 12.7 mm wide and high, 2.54 mm apart, and on the glass."""
    view, scale = opener(screen), density[screen]
    offers = (Suggestion("Léa", "Léa"), Suggestion("Léandre", "Léandre"))
    for gallery, order, part in ((french, KeyOrder.ABC, "name"), (arabic, KeyOrder.ABC, "reason"),
                                 (french, KeyOrder.NATIONAL, "name")):  # fmt: skip
        page = with_field(gallery["fields"], part, suggestions=offers)
        view.show(page, TextSize.LARGEST)
        view.page.keyboard.set_order(order)
        view.item(part).forceActiveFocus()
        view.settle(300)
        for leaf in ("letters", "symbols", "letters", "accents"):
            if leaf in view.board():
                press(view, leaf)
            view.settle(50)
            boxes = {name: rectangle(key) for name, key in view.board().items()}
            assert {"suggestion.0", "suggestion.1"} <= set(boxes)
            for name, box in boxes.items():
                assert min(box.width(), box.height()) / scale >= 12.7 - 0.01, name
                assert box.left() >= 0, name
                assert box.right() <= view.window.width(), name
                assert box.bottom() <= view.window.height(), name
            names = list(boxes)
            for index, one in enumerate(names):
                for other in names[index + 1 :]:
                    a, b = boxes[one], boxes[other]
                    across = max(a.left() - b.right(), b.left() - a.right())
                    down = max(a.top() - b.bottom(), b.top() - a.bottom())
                    assert max(across, down) / scale >= 2.54 - 0.01, (one, other)
        view.show(gallery["check"])
        view.settle(30)


@pytest.mark.parametrize("screen", SCREENS)
def test_own_8_letters_on_keys_are_whole_at_the_largest_text(
    opener: Opener, french: dict[str, Page], screen: str
) -> None:
    view = opener(screen)
    view.show(french["fields"], TextSize.LARGEST)
    for order in KeyOrder:
        view.page.keyboard.set_order(order)
        view.item("name").forceActiveFocus()
        view.settle(200)
        for name, key in view.board().items():
            for face in key.childItems():
                if face.property("text"):
                    assert rectangle(key).contains(rectangle(face).adjusted(1, 1, -1, -1)), name


def test_the_key_of_the_order_asks_for_the_other_order(portrait: View, french: dict[str, Page]) -> None:
    """The visit remembers it: the keyboard only asks."""
    asked: list[str] = []
    portrait.page.keyboard.ordered.connect(asked.append)
    rise(portrait, french["fields"], "name")
    press(portrait, "order")
    assert asked == ["abc"]
    portrait.page.keyboard.set_order(KeyOrder.ABC)
    portrait.settle(50)
    keys = portrait.board()
    assert rectangle(keys["a"]).right() < rectangle(keys["b"]).left()
    press(portrait, "order")
    assert asked == ["abc", "national"]


def test_every_key_is_a_named_button_for_assistive_technology(portrait: View, french: dict[str, Page]) -> None:
    rise(portrait, french["fields"], "name")
    names = {}
    for name, key in portrait.board().items():
        interface = QAccessible.queryAccessibleInterface(key)
        assert interface.role() == QAccessible.Role.Button
        assert interface.state().focusable
        names[name] = interface.text(QAccessible.Text.Name)
    assert (names["é"], names["space"], names["backspace"]) == ("E accent aigu majuscule", "espace", "effacer")
    assert names["done"] == "fermer le clavier"
    press(portrait, "a")
    shift = QAccessible.queryAccessibleInterface(portrait.board()["shift"])
    assert not shift.state().checked
    press(portrait, "shift")
    assert shift.state().checked


def test_w_2_1_1_the_focus_goes_from_the_field_to_suggestions_to_keys_to_the_page(
    portrait: View, french: dict[str, Page]
) -> None:
    """One stop each: nobody goes through forty keys to reach Continue. Back the same way."""
    offers = (Suggestion("Léa", "Léa"), Suggestion("Léandre", "Léandre"))
    rise(portrait, with_field(french["fields"], "name", suggestions=offers), "name")
    order = ["key:suggestion.0", "key:a", "mail"]
    for part in order:
        portrait.key(Qt.Key.Key_Tab)
        assert portrait.focused() == part
    portrait.item("name").forceActiveFocus()
    for _ in order[:2]:
        portrait.key(Qt.Key.Key_Tab)
    for part in ("key:suggestion.0", "name"):
        portrait.key(Qt.Key.Key_Backtab)
        assert portrait.focused() == part


@pytest.mark.parametrize("screen", SCREENS)
def test_own_7_arrows_go_to_every_key_in_two_dimensions(opener: Opener, french: dict[str, Page], screen: str) -> None:
    """From the first key right along each row and down: every key is met, and the way out is the page."""
    view = opener(screen)
    rise(view, french["fields"], "name")
    met = set()
    rows: dict[float, list[str]] = {}
    for name, key in view.board().items():
        rows.setdefault(round(rectangle(key).top()), []).append(name)
    for top in sorted(rows):
        first = min(rows[top], key=lambda name: rectangle(view.board()[name]).left())
        view.board()[first].forceActiveFocus()
        for _ in rows[top]:
            met.add(view.focused())
            assert view.item("name").property("typing")
            view.key(Qt.Key.Key_Right)
    assert met == {f"key:{name}" for name in view.board()}
    view.board()["a"].forceActiveFocus()
    while view.focused().startswith("key:"):
        view.key(Qt.Key.Key_Up)
    assert view.focused() == "name"
    assert view.board()
    view.key(Qt.Key.Key_Down)
    for _ in range(len(rows)):
        view.key(Qt.Key.Key_Down)
    assert not view.focused().startswith("key:")


def test_own_7_keys_alone_type_turn_the_page_of_keys_and_close_it(portrait: View, french: dict[str, Page]) -> None:
    rise(portrait, french["fields"], "name")
    portrait.board()["accents"].forceActiveFocus()
    portrait.key(Qt.Key.Key_Return)
    portrait.settle(60)
    # The keys under it have changed, and the focus is where it was.
    assert portrait.focused() in {"key:letters", "key:more"}
    portrait.board()["œ"].forceActiveFocus()
    portrait.key(Qt.Key.Key_Space)
    portrait.settle(60)
    assert text(portrait, "name") == "Œ"
    assert portrait.focused().startswith("key:")
    assert "a" in portrait.board()
    portrait.key(Qt.Key.Key_Escape)
    portrait.settle(60)
    assert portrait.focused() == "name"
    assert not portrait.board()
    portrait.key(Qt.Key.Key_Return)
    portrait.settle(60)
    assert portrait.board()
    portrait.key(Qt.Key.Key_Escape)
    portrait.settle(60)
    assert not portrait.board()


def test_a_keyboard_of_plastic_types_wherever_the_focus_is(portrait: View, french: dict[str, Page]) -> None:
    rise(portrait, french["fields"], "name")
    portrait.board()["a"].forceActiveFocus(Qt.FocusReason.TabFocusReason)
    for letter in "Lo":
        portrait.letter(letter)
    portrait.key(Qt.Key.Key_Backspace)
    assert text(portrait, "name") == "L"


@pytest.mark.parametrize("palette", list(Palette))
def test_w_2_4_13_a_ring_around_the_key_that_has_the_focus(
    portrait: View, french: dict[str, Page], palette: Palette
) -> None:
    from accessibility.colour import contrast

    portrait.show(french["fields"], palette=palette)
    portrait.item("name").forceActiveFocus()
    portrait.settle(200)
    before = portrait.window.grabWindow()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right):
        portrait.key(key)
    portrait.settle()
    after = portrait.window.grabWindow()
    box = rectangle(portrait.window.activeFocusItem()).toRect()
    changed = 0
    for step in range(1, 12):
        x, y = box.center().x(), box.top() - step
        old, new = QColor(before.pixelColor(x, y)), QColor(after.pixelColor(x, y))
        changed += contrast(old.name(), new.name()) >= 3
    assert changed >= 0.53 * 102 / 25.4


def test_what_is_selected_is_replaced_and_no_field_takes_more_than_its_length(
    portrait: View, french: dict[str, Page]
) -> None:
    rise(portrait, with_field(french["fields"], "name", value="Bernard", max_length=8), "name")
    item = portrait.item("name")
    item.setProperty("cursorPosition", 7)
    press(portrait, "a", "b")
    assert text(portrait, "name") == "Bernarda"
    portrait.key(Qt.Key.Key_Home)
    press(portrait, "shift", "x")
    assert text(portrait, "name") == "Bernarda"
    from PySide6.QtTest import QTest

    QTest.keyClick(portrait.window, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    press(portrait, "x")
    assert text(portrait, "name") in {"x", "X"}
    press(portrait, "backspace", "backspace")
    assert text(portrait, "name") == ""
    assert [g.text for g in portrait.gestures if isinstance(g, Edited)][-1] == ""


def test_several_lines_take_a_new_line_and_no_more_than_their_length(portrait: View, french: dict[str, Page]) -> None:
    rise(portrait, with_field(french["fields"], "reason", value="", max_length=4), "reason")
    press(portrait, "a", "enter", "b", "c", "d")
    assert text(portrait, "reason") == "A\nBc"
    press(portrait, "backspace", "backspace", "backspace")
    assert text(portrait, "reason") == "A"


def test_a_number_is_grouped_as_it_is_typed_by_touch(portrait: View, french: dict[str, Page]) -> None:
    rise(portrait, with_field(french["fields"], "count", value="", group="\u202f"), "count")
    press(portrait, *"12345")
    assert text(portrait, "count") == "12\u202f345"
    press(portrait, "backspace")
    assert text(portrait, "count") == "1\u202f234"


def test_a_suggestion_is_taken_whole_and_their_row_stays(portrait: View, french: dict[str, Page]) -> None:
    page = with_field(french["fields"], "name", suggestions=(Suggestion("Léandre", "Marie Léandre"),))
    rise(portrait, page, "name")
    before = rectangle(portrait.board()["a"])
    press(portrait, "suggestion.0")
    assert text(portrait, "name") == "Marie Léandre"
    assert [g.text for g in portrait.gestures if isinstance(g, Edited)] == ["Marie Léandre"]
    portrait.show(replace(with_field(page, "name", suggestions=()), id=page.id))
    portrait.settle(60)
    assert "suggestion.0" not in portrait.board()
    assert rectangle(portrait.board()["a"]) == before
    assert portrait.item("name").hasActiveFocus()


def test_suggestions_that_do_not_fit_are_left_out_and_none_is_cut(opener: Opener, arabic: dict[str, Page]) -> None:
    view = opener("tablet")
    offers = tuple(Suggestion(word * 3, word) for word in ("Rue de la Gare ", "Rue du Pont ", "Rue des Saules "))
    view.show(with_field(arabic["fields"], "name", suggestions=offers), TextSize.LARGEST)
    view.item("name").forceActiveFocus()
    view.settle(300)
    shown = [key for name, key in view.board().items() if name.startswith("suggestion")]
    assert 1 <= len(shown) < 3
    for key in shown:
        box = rectangle(key)
        assert box.left() >= 0
        assert box.right() <= view.window.width()
        (face,) = [child for child in key.childItems() if child.property("text")]
        assert box.contains(rectangle(face))


def test_a_tap_on_the_field_brings_the_keyboard_back(portrait: View, french: dict[str, Page]) -> None:
    rise(portrait, french["fields"], "name")
    press(portrait, "done")
    portrait.settle(60)
    assert not portrait.board()
    assert portrait.item("name").hasActiveFocus()
    portrait.tap("name")
    portrait.settle(60)
    assert portrait.board()


def test_the_keyboard_goes_with_its_field(portrait: View, french: dict[str, Page]) -> None:
    """Also while the focus is on a key and the page stays: what is in the field's place is typed in, and it alone."""
    page = french["fields"]
    rise(portrait, page, "name")
    portrait.board()["a"].forceActiveFocus()
    rest = tuple(block for block in page.blocks if getattr(block, "part", "") != "name")
    portrait.show(replace(page, blocks=rest))
    portrait.settle(100)
    assert portrait.focused() == portrait.page.keyboard.part == "mail"
    press(portrait, "x")
    assert text(portrait, "mail") == "lea@exemplex"
    assert [g.part for g in portrait.gestures if isinstance(g, Edited)] == ["mail"]
    portrait.board()["a"].forceActiveFocus()
    portrait.show(replace(page, blocks=page.blocks[:1]))
    portrait.settle(100)
    assert not portrait.board()
    assert not portrait.page.keyboard.up
    portrait.key(Qt.Key.Key_Tab)
    assert portrait.focused() == "back"


def test_keys_prepared_ahead_are_hidden_and_serve(portrait: View, french: dict[str, Page]) -> None:
    portrait.show(french["home"])
    portrait.page.keyboard.prepare()
    portrait.settle(60)
    assert not portrait.board()
    assert portrait.page.keyboard.told("key:a") == ("", "")
    rise(portrait, french["fields"], "name")
    press(portrait, "a")
    assert text(portrait, "name") == "A"


def test_a_key_says_its_name_to_who_asks_by_its_part(portrait: View, arabic: dict[str, Page]) -> None:
    """Latin letters have their names in the language whose keys they are; all else in the page's."""
    rise(portrait, arabic["fields"], "name")
    assert portrait.page.keyboard.told("key:space") == ("مَسَافَةٌ", "ar")
    name, code = portrait.page.keyboard.told("key:é")
    assert (name.strip(), code) == ("E accent aigu majuscule", "fr")
    assert portrait.page.keyboard.told("forward") == ("", "")
    press(portrait, "done")
    assert portrait.page.keyboard.told("key:space") == ("", "")


def test_what_types_nothing_says_what_came_of_it(portrait: View, french: dict[str, Page]) -> None:
    said: list[tuple[str, str]] = []
    portrait.page.keyboard.said.connect(lambda name, code: said.append((name, code)))
    rise(portrait, french["fields"], "name")
    press(portrait, "a", "shift", "shift", "symbols", "1", "backspace")
    assert said == [
        ("majuscule, pour une lettre", "fr"),
        ("majuscules, pour toutes les lettres", "fr"),
        ("chiffres et signes", "fr"),
    ]
