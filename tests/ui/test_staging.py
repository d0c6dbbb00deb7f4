"""A long page is laid in two goes: what the first frame shows, then the rest. A short one in one."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from kiosk.pages.page import (
    Block,
    Direction,
    Heading,
    Page,
    PageKind,
    Paragraph,
    Phrase,
    Summary,
    SummaryRow,
)
from ui.viewmodels.page import PageViewModel
from ui.viewmodels.staging import FIRST_BLOCKS, FIRST_ROWS


def phrase(part: str) -> Phrase:
    return Phrase(part, part, "fr")


def page(identifier: str, paragraphs: int, rows: int) -> Page:
    blocks: tuple[Block, ...] = (
        Heading(phrase("heading")),
        Summary(tuple(SummaryRow(f"r{n}", phrase(f"q{n}"), phrase(f"a{n}"), None) for n in range(rows))),
        *(Paragraph(phrase(f"p{n}")) for n in range(paragraphs)),
    )
    town, title = phrase("town"), phrase("title")
    return Page(identifier, PageKind.CHECK, "fr", Direction.LTR, town, title, blocks)


def rows_of(model: PageViewModel) -> int:
    """Blocks below the question, which stands apart and is always there."""
    return int(model.blocks.rowCount())


def test_a_short_page_is_there_at_once(qtbot: QtBot) -> None:
    model = PageViewModel(lambda gesture: None)
    model.show(page("short", 1, 2))
    assert model.settled
    assert not model.isLong
    assert model.firstRows(2) == 2
    assert rows_of(model) == 2


def test_a_long_page_follows_its_first_frame(qtbot: QtBot) -> None:
    model = PageViewModel(lambda gesture: None)
    model.show(page("long", 12, 9))
    assert model.isLong
    assert not model.settled
    assert rows_of(model) == FIRST_BLOCKS
    assert model.firstRows(9) == FIRST_ROWS
    model.framed()
    qtbot.waitUntil(lambda: model.settled, timeout=60_000)
    assert rows_of(model) == 13
    assert model.firstRows(9) == 9


def test_a_window_that_paints_nothing_gets_the_whole_page_too(qtbot: QtBot) -> None:
    model = PageViewModel(lambda gesture: None)
    model.show(page("long", 12, 9))
    qtbot.waitUntil(lambda: rows_of(model) == 13, timeout=60_000)


def test_what_was_late_of_one_page_never_lands_on_the_next(qtbot: QtBot) -> None:
    model = PageViewModel(lambda gesture: None)
    model.show(page("long", 12, 9))
    model.framed()
    model.show(page("short", 1, 2))
    qtbot.wait(200)
    assert rows_of(model) == 2
