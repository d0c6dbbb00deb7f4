"""The one rule by which a visit changes: `reduce(visit, event) -> visit`, pure and total."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from kiosk.visit import events as e
from kiosk.visit.hearing import ASKING, consistent, hear
from kiosk.visit.preferences import RATE_STEPS, VOLUME_STEPS, Preferences
from kiosk.visit.state import Cover, Fact, Journey, Place, Visit
from kiosk.visit.travelling import travel


def reduce(visit: Visit, event: e.Event) -> Visit:
    """The visit after the event. An ended visit stays ended, whatever comes."""
    if visit.ended:
        return visit
    match event:
        case e.SignOfLife(at):
            return replace(visit, touched=True, input_at=at)
        case e.Heard(at):
            asking = visit.cover in ASKING
            return replace(visit, input_at=at, covered_at=at if asking else visit.covered_at)
        case e.Moved(at):
            asking = visit.cover in ASKING
            return replace(visit, touched=True, input_at=at, covered_at=at if asking else visit.covered_at)
        case e.Scanned(at):
            return replace(visit, input_at=at)
        case e.Ticked():
            return _tick(visit, event)
        case e.DetailsToggled():
            return replace(visit, details_open=not visit.details_open)
        case e.WordToggled(page, term):
            # Words that were left open on another page are closed there.
            here = frozenset(word for word in visit.explained if word[0] == page)
            return replace(visit, explained=here ^ {(page, term)})
        case e.Covered(cover, at):
            return replace(visit, cover=cover, covered_at=at, forwards=True)
        case e.Uncovered():
            return replace(visit, cover=None, forwards=False)
        case e.Welcomed():
            return replace(visit, welcome=False)
        case e.Ended():
            return _over(visit)
        case e.Went(place, forwards):
            # With the slip a journey is over: what comes next begins with nothing in it.
            over = visit.place is Place.SLIP and place is Place.HOME
            journey = None if over else visit.journey
            return replace(
                visit,
                place=place,
                forwards=forwards,
                journey=journey,
                cover=None,
                item=0,
                trouble=None,
                welcome=False,
            )
        case e.TroubleMet(trouble):
            return replace(visit, place=Place.TROUBLE, trouble=trouble, forwards=True)
        case e.ItemShown(item):
            return replace(visit, forwards=item > visit.item, item=item)
        case e.LifeEventChosen(life_event):
            return replace(visit, life_event=life_event, forwards=bool(life_event))
        case e.ServiceChosen(service):
            chosen, others = _set_aside(visit, service)
            return replace(
                visit,
                service=service,
                place=Place.BEFORE,
                forwards=True,
                journey=chosen,
                others=others,
                details_open=False,
            )
        case e.JourneyBegun(instance_id, first):
            journey = Journey(service=visit.service, instance_id=instance_id, at=first, seen=frozenset({first}))
            return replace(visit, journey=journey, place=Place.QUESTION, forwards=True)
        case e.FactTold(fact):
            return replace(visit, facts=_remember(visit.facts, fact))
        case (
            e.LanguageChosen()
            | e.TextSizeChosen()
            | e.PaletteChosen()
            | e.MotionToggled()
            | e.ListeningToggled()
            | e.AnswersAloudAllowed()
            | e.RateChanged()
            | e.VolumeChanged()
            | e.Preferred()
            | e.PreferencesReset()
        ):
            now = _prefer(visit.preferences, event)
            return replace(visit, preferences=consistent(visit.preferences, now))
        case e.HeadphonesFound() | e.HeadphonesPut() | e.HeadphonesPulled() | e.SpeechWoken():
            return hear(visit, event)
        case (
            e.Answered()
            | e.TrayLaid()
            | e.Attached()
            | e.Detached()
            | e.Typed()
            | e.Asked()
            | e.EntryAdded()
            | e.RemovalAsked()
            | e.EntryRemoved()
            | e.FactOffered()
            | e.FactDeclined()
            | e.AnswerRefused()
            | e.WhyToggled()
            | e.MendingBegun()
            | e.DocumentMarked()
            | e.SubmissionKept()
            | e.DeliveryKnown()
            | e.PaperTold()
        ):
            return travel(visit, event)
        case _:
            assert_never(event)


def _set_aside(visit: Visit, service: str) -> tuple[Journey | None, tuple[Journey, ...]]:
    """The journey of the chosen service, if it is half answered, and those of the others: none loses anything."""
    # Whoever comes back to one goes on at what is still to be told, and not where "Back" had led them out of it.
    aside = (replace(journey, at="", within=(), mending=False, offer=None) for journey in visit.others)
    under_way = () if visit.journey is None else (visit.journey,)
    unfinished = [journey for journey in (*aside, *under_way) if journey.delivery is None]
    chosen = next((journey for journey in unfinished if journey.service == service), None)
    return chosen, tuple(journey for journey in unfinished if journey.service != service)


def _remember(facts: tuple[Fact, ...], fact: Fact) -> tuple[Fact, ...]:
    """The latest answer is the one that holds; an empty one holds nothing."""
    others = tuple(known for known in facts if known.term != fact.term)
    return (*others, fact) if fact.value else others


def _over(visit: Visit) -> Visit:
    """Nothing of the visit but the language in which it says goodbye."""
    return Visit(preferences=Preferences(language=visit.preferences.language), ended=True)


def _tick(visit: Visit, tick: e.Ticked) -> Visit:
    """The idle clock: ask, then erase; a question nobody answers is answered by erasing."""
    if visit.cover in ASKING:
        return _over(visit) if tick.at - visit.covered_at >= tick.erase_after else visit
    patience = tick.away_for if visit.cover is Cover.AWAY else tick.ask_after
    began = visit.covered_at if visit.cover is Cover.AWAY else visit.input_at
    if visit.touched and tick.at - began >= patience:
        return replace(visit, cover=Cover.IDLE, covered_at=tick.at, forwards=True)
    return visit


PreferenceEvent = (
    e.LanguageChosen
    | e.TextSizeChosen
    | e.PaletteChosen
    | e.MotionToggled
    | e.ListeningToggled
    | e.AnswersAloudAllowed
    | e.RateChanged
    | e.VolumeChanged
    | e.Preferred
    | e.PreferencesReset
)


def _prefer(preferences: Preferences, event: PreferenceEvent) -> Preferences:
    match event:
        case e.LanguageChosen(language):
            return replace(preferences, language=language)
        case e.TextSizeChosen(text_size):
            return replace(preferences, text_size=text_size)
        case e.PaletteChosen(palette):
            return replace(preferences, palette=palette)
        case e.MotionToggled():
            return replace(preferences, motion=not preferences.motion)
        case e.ListeningToggled():
            return replace(preferences, listening=not preferences.listening)
        case e.AnswersAloudAllowed(allowed):
            return replace(preferences, answers_aloud=allowed)
        case e.RateChanged(by):
            return replace(preferences, rate=_step(preferences.rate + by, RATE_STEPS))
        case e.VolumeChanged(by):
            return replace(preferences, volume=_step(preferences.volume + by, VOLUME_STEPS))
        case e.Preferred(wanted):
            return wanted
        case e.PreferencesReset():
            return _as_at_the_beginning(preferences)
        case _:
            assert_never(event)


def _as_at_the_beginning(now: Preferences) -> Preferences:
    """All but what the person perceives the kiosk by and acts with: nobody resets themselves out of the visit."""
    return Preferences(
        language=now.language, listening=now.listening, by_ear=now.by_ear, curtain=now.curtain, scanning=now.scanning
    )


def _step(value: int, steps: int) -> int:
    return max(0, min(steps - 1, value))
