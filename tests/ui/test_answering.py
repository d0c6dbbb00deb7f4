"""Putting in order, stepping through, finding and typing numbers, in the real window."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from kiosk.pages.gestures import Activated, Chosen, Edited
from kiosk.pages.page import Field, FieldKind, Page, Paragraph, Phrase, Ranking, Tone
from kiosk.visit.preferences import TextSize
from ui.inspect import find, rectangle

View = Any
Opener = Any


def swapped(page: Page, first: int) -> Page:
    """The page with two neighbours in each other's place, as the reducer would have it."""

    def swap(block: object) -> object:
        if not isinstance(block, Ranking):
            return block
        rows = list(block.rows)
        rows[first], rows[first + 1] = rows[first + 1], rows[first]
        placed = (
            replace(
                row,
                place=str(index + 1),
                up=replace(row.up, ready=index > 0),
                down=replace(row.down, ready=index < len(rows) - 1),
            )
            for index, row in enumerate(rows)
        )
        return replace(block, rows=tuple(placed), confirm=replace(block.confirm, on=True))

    return replace(page, blocks=tuple(swap(block) for block in page.blocks))  # type: ignore[misc]


def focus(view: View, part: str) -> None:
    view.item(part).forceActiveFocus(Qt.FocusReason.TabFocusReason)
    view.settle(30)
    assert view.focused() == part


def test_w_2_1_1_a_row_that_moves_by_key_takes_the_focus_with_it(portrait: View, french: dict[str, Page]) -> None:
    page = french["ranking"]
    portrait.show(page)
    focus(portrait, "rank.short.down")
    portrait.key(Qt.Key.Key_Return)
    assert portrait.gestures[-1] == Activated("rank.short.down")
    portrait.show(swapped(page, 0))
    portrait.settle(50)
    assert portrait.focused() == "rank.short.down"
    assert rectangle(portrait.item("rank.short.down")).top() > rectangle(portrait.item("rank.other.down")).top()


def test_at_the_end_the_focus_stays_on_the_row_and_on_what_still_moves_it(
    portrait: View, french: dict[str, Page]
) -> None:
    page = french["ranking"]
    portrait.show(page)
    focus(portrait, "rank.other.up")
    portrait.key(Qt.Key.Key_Space)
    portrait.show(swapped(page, 0))
    portrait.settle(50)
    assert portrait.focused() == "rank.other.down"


def test_a_row_that_moves_by_touch_leaves_the_focus_alone(portrait: View, french: dict[str, Page]) -> None:
    page = french["ranking"]
    portrait.show(page)
    portrait.tap("rank.short.down")
    portrait.show(swapped(page, 0))
    portrait.settle(50)
    assert portrait.focused() not in ("rank.short.down", "rank.short.up")


def test_a_button_that_moves_a_row_says_which(portrait: View, french: dict[str, Page]) -> None:
    portrait.show(french["ranking"])
    heard = QAccessible.queryAccessibleInterface(portrait.item("rank.short.up"))
    assert heard.text(QAccessible.Text.Name) == "Retour Je l’ai perdue"
    assert heard.role() == QAccessible.Role.Button


@pytest.mark.parametrize("screen", ["portrait", "landscape", "tablet"])
@pytest.mark.parametrize("size", [TextSize.SMALL, TextSize.LARGEST])
def test_minus_stands_at_the_start_and_plus_at_the_end(
    opener: Opener, french: dict[str, Page], arabic: dict[str, Page], screen: str, size: TextSize
) -> None:
    view = opener(screen)
    for page, forwards in ((french["scales"], True), (arabic["scales"], False)):
        view.show(page, size)
        less, more = rectangle(view.item("step.less")), rectangle(view.item("step.more"))
        assert (less.right() < more.left()) == forwards
        assert less.size() == more.size()


def test_a_spent_button_answers_all_the_same(portrait: View, french: dict[str, Page]) -> None:
    """What it means is the page's to say; a dead button would say nothing."""
    portrait.show(french["scales"])
    portrait.tap("step.more")
    assert portrait.gestures[-1] == Activated("step.more")


def test_points_and_steps_are_radio_buttons(portrait: View, french: dict[str, Page]) -> None:
    portrait.show(french["scales"])
    for part, chosen in (("point.2", True), ("point.1", False), ("step.1", True), ("step.0", False)):
        heard = QAccessible.queryAccessibleInterface(portrait.item(part))
        assert heard.role() == QAccessible.Role.RadioButton
        assert bool(heard.state().checked) == chosen
    portrait.tap("point.1")
    assert portrait.gestures[-1] == Chosen("point.1")


def number(page: Page, **more: object) -> Page:
    """The sample page of fields with its number field changed."""
    blocks = tuple(
        replace(block, **more) if isinstance(block, Field) and block.part == "count" else block  # type: ignore[arg-type]
        for block in page.blocks
    )
    return replace(page, blocks=blocks)


def test_thousands_stand_apart_while_one_types_and_the_cursor_stays(portrait: View, french: dict[str, Page]) -> None:
    portrait.show(number(french["fields"], value="", group="\u202f"))
    field = portrait.item("count")
    field.forceActiveFocus()
    portrait.settle(400)
    for digit in "12345":
        portrait.letter(digit)
    assert field.property("text") == "12\u202f345"
    field.setProperty("cursorPosition", 1)
    portrait.letter("9")
    assert field.property("text") == "192\u202f345"
    assert field.property("cursorPosition") == 2
    assert portrait.gestures[-1] == Edited("count", "192\u202f345")


def test_an_error_that_goes_away_leaves_the_field_its_focus(portrait: View, french: dict[str, Page]) -> None:
    """The first letter that mends an answer takes the error away: the keyboard must not go with it."""
    page = french["fields"]
    fault = Paragraph(Phrase("error", "Il faut un nombre.", "fr"), Tone.ERROR, "circle-alert")
    heading, *rest = number(page, invalid=True).blocks
    portrait.show(replace(page, blocks=(heading, fault, *rest)))
    portrait.item("count").forceActiveFocus()
    portrait.settle(100)
    field = portrait.item("count")
    portrait.show(number(page, value="4", invalid=False))
    assert find(portrait.window, "error") is None
    assert portrait.focused() == "count"
    assert portrait.item("count") == field


def test_own_5_a_list_of_latin_names_is_searched_with_latin_letters(portrait: View, arabic: dict[str, Page]) -> None:
    page = arabic["fields"]
    search = Field("search", Phrase("search.label", "اكتب", "ar"), "", FieldKind.SEARCH, latin=True)
    portrait.show(replace(page, id="search", blocks=(*page.blocks[:1], search)))
    portrait.item("search").forceActiveFocus()
    portrait.settle(400)
    assert {"a", "é"} <= {sign.lower() for sign in portrait.board()}
