"""Which way a journey goes: what follows an answer, what precedes it. Pure; the conductor acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.journey import course
from kiosk.journey.estimate import Estimate
from kiosk.visit import paths
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
    following = course.after(session, journey.at)
    if journey.within:
        entry = journey.within[-1]
        if following is not None and paths.inside(following.path, entry):
            return _asked(session, estimate, journey, following, journey.within)
        return to_list(session, estimate, journey, forwards=True)
    if journey.mending:
        return settled(session, estimate, journey, Place.CHECK)
    if following is not None:
        return _asked(session, estimate, journey, following)
    return settled(session, estimate, journey, Place.OUTCOME if skips_check(session) else Place.CHECK)


def into(session: Session, estimate: Estimate, journey: Journey, entry: str) -> Asked | None:
    """Tell one entry of a list from its first screen on; None where it asks nothing."""
    start = course.first_of(session, entry)
    around = tuple(outer for outer in journey.within if paths.inside(entry, outer))
    return None if start is None else _asked(session, estimate, journey, start, (*around, entry))


def to_list(session: Session, estimate: Estimate, journey: Journey, *, forwards: bool) -> Asked:
    """From the entry that is being told to the list in which it stands."""
    *around, entry = journey.within
    listing = paths.listing(entry)
    fraction = estimate.fraction(session, listing)
    return Asked(listing, max(journey.fraction, fraction) if forwards else fraction, forwards, tuple(around))


def _asked(
    session: Session, estimate: Estimate, journey: Journey, stop: course.Stop, within: tuple[str, ...] = ()
) -> Asked:
    """The bar never falls on the way forwards, however many questions an answer has opened."""
    return Asked(stop.path, max(journey.fraction, estimate.fraction(session, stop.path)), within=within)


def backwards(place: Place, journey: Journey | None, session: Session | None, estimate: Estimate) -> Asked | Went:
    """Where "Back" leads from `place`."""
    if place in (Place.FIRST, Place.HOME):
        return Went(Place.FIRST, forwards=False)
    if journey is None or session is None:
        return Went(Place.HOME, forwards=False)
    match place:
        case Place.QUESTION if journey.within:
            previous = course.before(session, journey.at)
            if previous is None or not paths.inside(previous.path, journey.within[-1]):
                return to_list(session, estimate, journey, forwards=False)
            return _before(session, estimate, previous, journey.within)
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


def _last(session: Session) -> course.Stop | None:
    order = course.stops(session)
    return order[-1] if order else None


def _before(
    session: Session, estimate: Estimate, stop: course.Stop | None, within: tuple[str, ...] = ()
) -> Asked | Went:
    if stop is None:
        return Went(Place.BEFORE, forwards=False)
    return Asked(stop.path, estimate.fraction(session, stop.path), forwards=False, within=within)
