"""How a journey changes: its log, where it stands, and what lies on its pages. Part of the one rule, and as pure."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from kiosk.ports import Delivery
from kiosk.visit import events as e
from kiosk.visit import paths
from kiosk.visit.attachments import Attachments, Tray
from kiosk.visit.state import SEARCH, Added, Answer, Draft, Journey, Place, Printing, Removed, Visit

JourneyEvent = (
    e.Answered
    | e.TrayLaid
    | e.Attached
    | e.Detached
    | e.Typed
    | e.Asked
    | e.EntryAdded
    | e.RemovalAsked
    | e.EntryRemoved
    | e.FactOffered
    | e.FactDeclined
    | e.AnswerRefused
    | e.WhyToggled
    | e.MendingBegun
    | e.DocumentMarked
    | e.SubmissionKept
    | e.DeliveryKnown
    | e.PaperTold
)


def travel(visit: Visit, event: JourneyEvent) -> Visit:
    """The visit after what happened on its journey; unchanged where none is under way."""
    journey = visit.journey
    if journey is None:
        return visit

    def moved(changed: Journey) -> Visit:
        return replace(visit, journey=changed)

    match event:
        case e.Answered(path, value):
            return moved(_answer(journey, path, value))
        case e.TrayLaid(tray):
            # While somebody signs, what stands above the pad stays: it must not move under the finger.
            drawing = tray.strokes != journey.tray.strokes
            return moved(replace(journey, tray=tray, refusal=journey.refusal if drawing else None))
        case e.Attached(path, attachment, instead_of):
            kept = journey.attachments.having(attachment, instead_of)
            return moved(replace(_answer(journey, path, attachment.name), attachments=kept, tray=Tray()))
        case e.Detached(path, name):
            kept = journey.attachments.without(name)
            return moved(replace(_answer(journey, path, ""), attachments=kept, tray=Tray()))
        case e.Typed(path, slot, text):
            others = tuple(d for d in journey.drafts if (d.path, d.slot) != (path, slot))
            return moved(replace(journey, drafts=(*others, Draft(path, slot, text)), refusal=None))
        case e.Asked(path, fraction, forwards, within):
            asked = replace(
                journey,
                at=path,
                drafts=tuple(draft for draft in journey.drafts if draft.slot != SEARCH),
                seen=journey.seen | {path},
                fraction=fraction,
                refusal=None,
                why_open=False,
                mending=journey.mending and (forwards or bool(journey.within)),
                within=within,
                removing=0,
                offer=None,
                tray=Tray(),
            )
            return replace(visit, journey=asked, place=Place.QUESTION, forwards=forwards)
        case e.EntryAdded(path):
            return moved(replace(journey, answers=(*journey.answers, Added(path))))
        case e.RemovalAsked(index):
            return replace(visit, journey=replace(journey, removing=index), forwards=index > 0)
        case e.EntryRemoved(path, index, files):
            return replace(visit, journey=_remove(journey, path, index, files), forwards=False)
        case e.FactOffered(path, value):
            return moved(replace(journey, offer=Answer(path, value)))
        case e.FactDeclined():
            return replace(visit, journey=_fill(journey), forwards=True)
        case e.AnswerRefused(refusal):
            return moved(replace(_fill(journey), refusal=refusal))
        case e.WhyToggled():
            return moved(replace(journey, why_open=not journey.why_open))
        case e.MendingBegun(path):
            mending = replace(
                journey,
                at=path,
                seen=journey.seen | {path},
                refusal=None,
                why_open=False,
                mending=True,
                within=(),
                removing=0,
                offer=None,
                tray=Tray(),
            )
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
    return replace(
        journey,
        answers=(*journey.answers, Answer(path, value)),
        drafts=tuple(draft for draft in journey.drafts if draft.path != path or draft.slot == SEARCH),
        filled=tuple(filled for filled in journey.filled if filled.path != path),
        offer=None,
        refusal=None,
    )


def _fill(journey: Journey) -> Journey:
    """The offered fact stands in the question's field, to be changed."""
    if journey.offer is None or not journey.offer.value:
        return journey
    return replace(journey, filled=(*journey.filled, journey.offer), offer=None)


def _remove(journey: Journey, listing: str, index: int, files: tuple[str, ...]) -> Journey:
    """What stood in the entry goes with it; what stood in those behind it moves up."""

    def moved(path: str) -> str | None:
        return paths.without(path, listing, index)

    drafts = ((moved(draft.path), draft) for draft in journey.drafts)
    filled = ((moved(filled.path), filled) for filled in journey.filled)
    attachments = journey.attachments
    for name in files:
        attachments = attachments.without(name)
    return replace(
        journey,
        answers=(*journey.answers, Removed(listing, index)),
        attachments=attachments,
        seen=frozenset(path for path in map(moved, journey.seen) if path is not None),
        drafts=tuple(replace(draft, path=path) for path, draft in drafts if path is not None),
        filled=tuple(replace(answer, path=path) for path, answer in filled if path is not None),
        within=tuple(path for path in map(moved, journey.within) if path is not None),
        removing=0,
        offer=None,
    )


def _mark(journey: Journey, evidence: str, held: bool) -> Journey:
    """A second touch on the same answer takes it back."""
    have, lack = journey.held - {evidence}, journey.missing - {evidence}
    if held and evidence not in journey.held:
        have |= {evidence}
    if not held and evidence not in journey.missing:
        lack |= {evidence}
    return replace(journey, held=have, missing=lack)
