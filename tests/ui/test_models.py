"""Rows change in place while a page stays, so that nobody loses focus, cursor or place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractItemModel

from kiosk.pages.page import (
    Block,
    Buttons,
    Choices,
    Code,
    Disclosure,
    Documents,
    Heading,
    Page,
    Paragraph,
    Phrase,
    Tone,
)
from ui.inspect import find
from ui.viewmodels.blocks import BLOCK, KIND, BlockModel
from ui.viewmodels.maps import phrase_map
from ui.viewmodels.payloads import Payloads
from ui.viewmodels.splitting import split

View = Any


def heading(text: str) -> Heading:
    return Heading(Phrase("heading", text, "fr"))


def paragraph(text: str, tone: Tone = Tone.PLAIN) -> Paragraph:
    return Paragraph(Phrase("paragraph", text, "fr"), tone)


class Log:
    """What a model told its views."""

    def __init__(self, model: QAbstractItemModel) -> None:
        self.entries: list[str] = []
        model.dataChanged.connect(lambda top, bottom, roles: self.entries.append(f"changed {top.row()}-{bottom.row()}"))
        model.rowsInserted.connect(lambda parent, first, last: self.entries.append(f"inserted {first}-{last}"))
        model.rowsRemoved.connect(lambda parent, first, last: self.entries.append(f"removed {first}-{last}"))
        model.modelReset.connect(lambda: self.entries.append("reset"))


def shown(model: BlockModel) -> list[str]:
    return [str(model.data(model.index(row), KIND)) for row in range(model.rowCount())]


def filled(*blocks: Block) -> tuple[BlockModel, list[str]]:
    model = BlockModel(str)
    model.replace(blocks)
    log = Log(model)
    model.setProperty("log", None)
    model.log = log  # type: ignore[attr-defined]
    return model, log.entries


def test_other_words_change_their_row_alone() -> None:
    model, log = filled(heading("a"), paragraph("b"))
    model.update((heading("a"), paragraph("c")))
    assert log == ["changed 1-1"]
    assert model.data(model.index(1), BLOCK)["phrase"]["text"] == "c"


def test_the_same_page_says_nothing() -> None:
    model, log = filled(heading("a"), paragraph("b"))
    model.update((heading("a"), paragraph("b")))
    assert log == []


def test_an_error_that_appears_is_inserted_and_then_removed() -> None:
    """The rows around it stay: the field under the error keeps its cursor."""
    buttons = Buttons(())
    model, log = filled(heading("a"), buttons)
    model.update((heading("a"), paragraph("e", Tone.ERROR), buttons))
    model.update((heading("a"), buttons))
    assert log == ["inserted 1-1", "removed 1-1"]
    assert shown(model) == ["heading", "buttons"]


def test_a_row_of_another_shape_is_replaced() -> None:
    """Delegates are built for a number of choices: another number needs another delegate."""
    model, log = filled(Choices("c", (), Phrase("l", "", "fr")))
    model.update((paragraph("x"),))
    assert log == ["removed 0-0", "inserted 0-0"]
    assert shown(model) == ["paragraph"]


def test_rows_at_the_end_come_and_go() -> None:
    model, log = filled(heading("a"))
    model.update((heading("a"), paragraph("b"), Buttons(())))
    model.update((heading("a"),))
    assert log == ["inserted 1-1", "inserted 2-2", "removed 1-2"]


def test_another_page_is_a_reset() -> None:
    model, log = filled(heading("a"))
    model.replace((heading("b"),))
    assert log == ["reset"]


def test_the_opening_ends_at_the_first_block_to_act_on() -> None:
    blocks = (heading("a"), paragraph("b"), Buttons(()), paragraph("c"))
    assert split(blocks) == (blocks[:2], blocks[2:])
    assert split(()) == ((), ())


def test_a_payload_stands_behind_a_token_until_the_page_turns() -> None:
    payloads = Payloads()
    token = payloads.token("secret")
    assert "secret" not in token
    assert payloads.token("secret") == token
    assert payloads.token("other") != token
    assert payloads.payload(token) == "secret"
    payloads.clear()
    assert payloads.payload(token) == ""


def test_no_payload_reaches_a_map(french: dict[str, Page]) -> None:
    """The map goes to QML, where it could end in a URL or in a log."""
    code = next(block for block in french["next"].blocks if isinstance(block, Code))
    model = BlockModel(lambda payload: "t0ken")
    model.replace((code,))
    assert model.data(model.index(0), BLOCK)["token"] == "t0ken"
    assert code.payload not in str(model.data(model.index(0), BLOCK))


def test_own_4_direction_comes_from_the_language_and_not_from_the_first_letter() -> None:
    arabic_first = phrase_map(Phrase("p", "العربية", "fr"))
    latin_first = phrase_map(Phrase("p", "FranceConnect خدمة", "ar"))
    digits = phrase_map(Phrase("p", "03 87", "ar"))
    plain = phrase_map(Phrase("p", "Carte", "fr"))
    assert (arabic_first["text"][0], arabic_first["shift"], arabic_first["arabic"]) == ("\u200e", 1, False)
    assert (latin_first["text"][0], latin_first["shift"], latin_first["arabic"]) == ("\u200f", 1, True)
    assert digits["text"] == "\u200f03 87"
    assert plain == {"part": "p", "text": "Carte", "name": "Carte", "shift": 0, "arabic": False, "private": False}
    assert latin_first["name"] == "FranceConnect خدمة"


def test_delegates_survive_an_update(portrait: View, french: dict[str, Page]) -> None:
    """The very items stay on the glass: a chosen answer, an opened explanation and a new error line among them."""
    page = french["question"]
    portrait.show(page)
    choices = next(block for block in page.blocks if isinstance(block, Choices))
    disclosure = next(block for block in page.blocks if isinstance(block, Disclosure))
    before = {part: portrait.item(part) for part in ("answer.0", "answer.3", "why", "forward", "bar.help")}
    chosen = replace(
        choices, choices=tuple(replace(choice, chosen=index == 3) for index, choice in enumerate(choices.choices))
    )
    error = Paragraph(Phrase("error", "Choisissez.", "fr"), Tone.ERROR)
    first, *_ = page.blocks
    portrait.show(replace(page, blocks=(first, error, chosen, replace(disclosure, open=False))))
    for part, item in before.items():
        assert portrait.item(part) is item
    assert portrait.item("answer.3").property("choice")["chosen"] is True
    assert portrait.item("answer.1").property("choice")["chosen"] is False


def test_place_and_focus_survive_an_update(opener: Any, french: dict[str, Page]) -> None:
    from PySide6.QtCore import Qt

    from ui.inspect import items

    view = opener("landscape")
    page = french["outcome"]
    view.show(page)
    for _ in range(4):
        view.key(Qt.Key.Key_Tab)
    view.settle()
    flick = next(item for item in items(view.window.contentItem()) if item.inherits("QQuickFlickable"))
    place = flick.property("contentY")
    assert place > 0
    assert view.focused() == "document.1.not-yet"
    documents = next(block for block in page.blocks if isinstance(block, Documents))
    first, second = documents.documents
    ticked = Documents((replace(first, have=replace(first.have, on=False)), second))
    view.show(replace(page, blocks=tuple(ticked if block is documents else block for block in page.blocks)))
    assert view.focused() == "document.1.not-yet"
    assert flick.property("contentY") == place


def test_a_new_page_begins_at_its_top(opener: Any, french: dict[str, Page]) -> None:
    from ui.inspect import items

    view = opener("landscape")
    view.show(french["outcome"])
    view.tap("scroll-down")
    view.settle()
    view.show(french["check"])
    flick = next(item for item in items(view.window.contentItem()) if item.inherits("QQuickFlickable"))
    assert flick.property("contentY") == 0


def test_a_gesture_may_show_a_page_before_it_returns(opener: Any, french: dict[str, Page]) -> None:
    """The conductor answers at once: the pressed button may be gone when its handler ends."""
    view = opener("portrait")
    view.show(french["question"])

    def turn(gesture: object) -> None:
        view.gestures.append(gesture)
        view.page.show(french["check"])

    view.page._gesture = turn
    for part, home in (("why", "question"), ("answer.1", "question"), ("card.1", "home"), ("row.2.change", "outcome")):
        view.show(french[home] if home != "outcome" else french["check"])
        if home == "outcome":
            view.page._gesture = lambda gesture: view.page.show(french["home"])
        view.tap(part)
        view.settle()
        assert find(view.window, part) is None


def test_an_answer_to_a_letter_arrives_after_it(portrait: View, french: dict[str, Page]) -> None:
    """Two letters in one breath: only the last page is shown, and the field has both."""
    shown: list[int] = []

    def answer(gesture: object) -> None:
        shown.append(portrait.page.turn)
        portrait.page.show(replace(french["fields"], status=french["listening"].status))

    portrait.show(french["fields"])
    portrait.page._gesture = answer
    portrait.item("name").forceActiveFocus()
    portrait.letter("a")
    portrait.letter("b")
    portrait.settle()
    assert portrait.item("name").property("text") == "ab"
    assert portrait.page.page.status is not None
    assert len(shown) == 2
