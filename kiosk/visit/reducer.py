"""The one rule by which a visit changes: `reduce(visit, event) -> visit`, pure and total."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from kiosk.ports import Delivery
from kiosk.visit import events as e
from kiosk.visit.attachments import Attachments, Tray
from kiosk.visit.preferences import RATE_STEPS, VOLUME_STEPS, Preferences
from kiosk.visit.state import SEARCH, Answer, Cover, Draft, Journey, Place, Printing, Visit


def reduce(visit: Visit, event: e.Event) -> Visit:
    """The visit after the event. An ended visit stays ended, whatever comes."""
    if visit.ended:
        return visit
    match event:
        case e.SignOfLife(at):
            return replace(visit, touched=True, input_at=at)
        case e.Heard(at):
            asking = visit.cover in (Cover.STOP, Cover.IDLE)
            return replace(visit, input_at=at, covered_at=at if asking else visit.covered_at)
        case e.Ticked():
            return _tick(visit, event)
        case e.DetailsToggled():
            return replace(visit, details_open=not visit.details_open)
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
            begun = visit.journey if _goes_on(visit.journey, service) else None
            return replace(visit, service=service, place=Place.BEFORE, forwards=True, journey=begun, details_open=False)
        case e.JourneyBegun(instance_id, first):
            journey = Journey(service=visit.service, instance_id=instance_id, at=first, seen=frozenset({first}))
            return replace(visit, journey=journey, place=Place.QUESTION, forwards=True)
        case (
            e.LanguageChosen()
            | e.TextSizeChosen()
            | e.PaletteChosen()
            | e.MotionToggled()
            | e.ListeningToggled()
            | e.AnswersAloudAllowed()
            | e.RateChanged()
            | e.VolumeChanged()
        ):
            return replace(visit, preferences=_prefer(visit.preferences, event))
        case (
            e.Answered()
            | e.TrayLaid()
            | e.Attached()
            | e.Detached()
            | e.Typed()
            | e.Asked()
            | e.AnswerRefused()
            | e.WhyToggled()
            | e.MendingBegun()
            | e.DocumentMarked()
            | e.SubmissionKept()
            | e.DeliveryKnown()
            | e.PaperTold()
        ):
            return _travel(visit, event)
        case _:
            assert_never(event)


def _goes_on(journey: Journey | None, service: str) -> bool:
    """Whether this service is half answered: who looks at the home page on the way loses nothing."""
    return journey is not None and journey.service == service and journey.delivery is None


def _over(visit: Visit) -> Visit:
    """Nothing of the visit but the language in which it says goodbye."""
    return Visit(preferences=Preferences(language=visit.preferences.language), ended=True)


def _tick(visit: Visit, tick: e.Ticked) -> Visit:
    """The idle clock: ask, then erase; a question nobody answers is answered by erasing."""
    if visit.cover in (Cover.STOP, Cover.IDLE):
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
        case _:
            assert_never(event)


def _step(value: int, steps: int) -> int:
    return max(0, min(steps - 1, value))


JourneyEvent = (
    e.Answered
    | e.TrayLaid
    | e.Attached
    | e.Detached
    | e.Typed
    | e.Asked
    | e.AnswerRefused
    | e.WhyToggled
    | e.MendingBegun
    | e.DocumentMarked
    | e.SubmissionKept
    | e.DeliveryKnown
    | e.PaperTold
)


def _travel(visit: Visit, event: JourneyEvent) -> Visit:
    journey = visit.journey
    if journey is None:
        return visit

    def moved(changed: Journey) -> Visit:
        return replace(visit, journey=changed)

    match event:
        case e.Answered(path, value):
            return moved(_answer(journey, path, value))
        case e.TrayLaid(tray):
            return moved(replace(journey, tray=tray, refusal=None))
        case e.Attached(path, attachment, instead_of):
            kept = journey.attachments.having(attachment, instead_of)
            return moved(replace(_answer(journey, path, attachment.name), attachments=kept, tray=Tray()))
        case e.Detached(path, name):
            kept = journey.attachments.without(name)
            return moved(replace(_answer(journey, path, ""), attachments=kept, tray=Tray()))
        case e.Typed(path, slot, text):
            others = tuple(d for d in journey.drafts if (d.path, d.slot) != (path, slot))
            return moved(replace(journey, drafts=(*others, Draft(path, slot, text)), refusal=None))
        case e.Asked(path, fraction, forwards):
            asked = replace(
                journey,
                at=path,
                drafts=tuple(draft for draft in journey.drafts if draft.slot != SEARCH),
                seen=journey.seen | {path},
                fraction=fraction,
                refusal=None,
                why_open=False,
                mending=journey.mending and forwards,
                tray=Tray(),
            )
            return replace(visit, journey=asked, place=Place.QUESTION, forwards=forwards)
        case e.AnswerRefused(refusal):
            return moved(replace(journey, refusal=refusal))
        case e.WhyToggled():
            return moved(replace(journey, why_open=not journey.why_open))
        case e.MendingBegun(path):
            mending = replace(journey, at=path, refusal=None, why_open=False, mending=True, tray=Tray())
            return replace(visit, journey=mending, place=Place.QUESTION, forwards=False)
        case e.DocumentMarked(evidence, held):
            return moved(_mark(journey, evidence, held))
        case e.SubmissionKept():
            # What is sealed is needed here no more.
            sent = replace(journey, delivery=Delivery.KEPT, drafts=(), attachments=Attachments())
            return replace(
                visit, journey=sent, place=Place.NEXT, forwards=True, submissions=visit.submissions + 1, trouble=None
            )
        case e.DeliveryKnown(delivery):
            return moved(replace(journey, delivery=delivery))
        case e.PaperTold(printing):
            slips = visit.slips + (printing is Printing.PRINTED)
            return replace(visit, slips=slips, journey=replace(journey, printing=printing))
        case _:
            assert_never(event)


def _answer(journey: Journey, path: str, value: str) -> Journey:
    # What was typed to find an answer stays, with what it found: the list must not jump away under the finger.
    drafts = tuple(draft for draft in journey.drafts if draft.path != path or draft.slot == SEARCH)
    return replace(journey, answers=(*journey.answers, Answer(path, value)), drafts=drafts, refusal=None)


def _mark(journey: Journey, evidence: str, held: bool) -> Journey:
    """A second touch on the same answer takes it back."""
    have, lack = journey.held - {evidence}, journey.missing - {evidence}
    if held and evidence not in journey.held:
        have |= {evidence}
    if not held and evidence not in journey.missing:
        lack |= {evidence}
    return replace(journey, held=have, missing=lack)
