"""A row is said by the names of what is in it, as privately as each of them."""

from __future__ import annotations

from accessibility.saying.sweeping import swept
from kiosk.pages.page import Action, Direction, Page, PageKind, Phrase
from kiosk.words import Words


def action(part: str, text: str, *, private: bool = False) -> Action:
    return Action(part, Phrase(f"{part}.label", text, "en", private))


PAGE = Page(
    id="p",
    kind=PageKind.QUESTION,
    language="en",
    direction=Direction.LTR,
    town=Phrase("town", "Rivemont", "fr"),
    title=Phrase("title", "A page", "en"),
    blocks=(),
    back=action("back", "Back"),
    forward=action("forward", "Change Lina", private=True),
)


def test_own_7_a_row_is_said_by_its_names_and_private_ones_stay_private() -> None:
    said = swept(PAGE, [("back", "Back", ""), ("forward", "Change Lina", ""), ("scroll-up", "Up", "")], Words("en").say)
    assert [(told.speech, told.private) for told in said.utterances] == [
        ("Back", False),
        ("Change Lina", True),
        ("Up", False),
    ]


def test_own_7_keys_are_as_private_as_what_they_type() -> None:
    said = swept(PAGE, [("key:l", "l", "fr"), ("key:i", "i", "fr")], Words("en").say)
    assert [(told.speech, told.language, told.private) for told in said.utterances] == [
        ("l", "fr", True),
        ("i", "fr", True),
    ]
