"""From the state of a visit to the one page on the screen."""

from __future__ import annotations

from typing import assert_never

from kiosk.pages import check, covers, departure, ending, entrance, question
from kiosk.pages.sheet import Context, Screen
from kiosk.visit.state import Place


def build(context: Context) -> Screen:
    """The page for this visit, and what its parts mean."""
    visit = context.visit
    if visit.ended:
        return departure.erased(context)
    if visit.cover is not None:
        return covers.build(context, visit.cover)
    match visit.place:
        case Place.FIRST:
            return entrance.first(context)
        case Place.HOME:
            return entrance.home(context)
        case Place.BEFORE:
            return entrance.before(context)
        case Place.QUESTION:
            return question.build(context)
        case Place.CHECK:
            return check.build(context)
        case Place.OUTCOME:
            return ending.outcome(context)
        case Place.NEXT:
            return ending.following(context)
        case Place.SLIP:
            return departure.slip(context)
        case Place.TROUBLE:
            return ending.trouble(context)
        case _:
            assert_never(visit.place)
