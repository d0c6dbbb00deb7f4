"""Which way a journey goes: what follows an answer, what precedes it. Pure; the conductor acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.forms import Question
from kiosk.journey import course
from kiosk.journey.estimate import Estimate
from kiosk.visit.events import Asked, Went
from kiosk.visit.state import Journey, Place

if TYPE_CHECKING:
    from kiosk.forms import Session


def skips_check(session: Session) -> bool:
    """Whether "check your answers" would only repeat the one answer just given."""
    return course.is_guidance(session) and len(course.answered(session)) <= 1


def settled(session: Session, estimate: Estimate, journey: Journey, place: Place) -> Asked | Went:
    """Go to `place`, unless a changed answer has opened a question that must be asked first."""
    gap = course.unsettled(session, journey)
    return Went(place) if gap is None else _asked(session, estimate, journey, gap)


def onwards(session: Session, estimate: Estimate, journey: Journey) -> Asked | Went:
    """What follows the question where the journey stands, now that its answer is taken."""
    if journey.mending:
        return settled(session, estimate, journey, Place.CHECK)
    following = course.after(session, journey.at)
    if following is not None:
        return _asked(session, estimate, journey, following)
    return settled(session, estimate, journey, Place.OUTCOME if skips_check(session) else Place.CHECK)


def _asked(session: Session, estimate: Estimate, journey: Journey, question: Question) -> Asked:
    """The bar never falls on the way forwards, however many questions an answer has opened."""
    return Asked(question.path, max(journey.fraction, estimate.fraction(session, question.path)))


def backwards(place: Place, journey: Journey | None, session: Session | None, estimate: Estimate) -> Asked | Went:
    """Where "Back" leads from `place`."""
    if place in (Place.FIRST, Place.HOME):
        return Went(Place.FIRST, forwards=False)
    if journey is None or session is None:
        return Went(Place.HOME, forwards=False)
    match place:
        case Place.QUESTION if journey.mending:
            return Went(Place.CHECK, forwards=False)
        case Place.QUESTION:
            return _before(session, estimate, course.before(session, journey.at))
        case Place.CHECK:
            return _before(session, estimate, _last(session))
        case Place.OUTCOME if skips_check(session):
            return _before(session, estimate, _last(session))
        case Place.OUTCOME | Place.TROUBLE:
            return Went(Place.CHECK, forwards=False)
        case Place.SLIP:
            return Went(Place.OUTCOME if journey.delivery is None else Place.NEXT, forwards=False)
        case _:
            return Went(Place.HOME, forwards=False)


def _last(session: Session) -> Question | None:
    order = course.stops(session)
    return order[-1] if order else None


def _before(session: Session, estimate: Estimate, question: Question | None) -> Asked | Went:
    if question is None:
        return Went(Place.BEFORE, forwards=False)
    return Asked(question.path, estimate.fraction(session, question.path), forwards=False)
