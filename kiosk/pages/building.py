"""From the state of a visit to the one page on the screen."""

from __future__ import annotations

from typing import assert_never

from kiosk.pages import entrance
from kiosk.pages.sheet import Context, Screen
from kiosk.visit.state import Place


def build(context: Context) -> Screen:
    """The page for this visit, and what its parts mean. The first two screens wait for no other's module."""
    visit = context.visit
    if visit.ended:
        from kiosk.pages import departure

        return departure.erased(context)
    if visit.cover is not None:
        from kiosk.pages import covers

        return covers.build(context, visit.cover)
    match visit.place:
        case Place.FIRST:
            return entrance.first(context)
        case Place.HOME:
            return entrance.home(context)
        case Place.BEFORE:
            return entrance.before(context)
        case Place.QUESTION:
            from kiosk.pages import question

            return question.build(context)
        case Place.CHECK:
            from kiosk.pages import check

            return check.build(context)
        case Place.OUTCOME:
            from kiosk.pages import ending

            return ending.outcome(context)
        case Place.NEXT:
            from kiosk.pages import ending

            return ending.following(context)
        case Place.SLIP:
            from kiosk.pages import departure

            return departure.slip(context)
        case Place.TROUBLE:
            from kiosk.pages import ending

            return ending.trouble(context)
        case _:
            assert_never(visit.place)
