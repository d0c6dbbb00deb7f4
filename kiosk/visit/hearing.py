"""How a visit changes when headphones come and go, and when somebody asks to hear: part of the one rule, as pure."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from kiosk.visit import events as e
from kiosk.visit.preferences import Preferences
from kiosk.visit.state import Cover, Visit

BACK_WITHIN_SECONDS = 30.0
"""A plug that slipped out and is back this soon is still the same person's; later the kiosk asks again."""

ASKING = frozenset({Cover.STOP, Cover.IDLE, Cover.HEADPHONES})
"""Covers that ask whether to erase; a question nobody answers is answered by erasing."""

HearingEvent = e.HeadphonesFound | e.HeadphonesPut | e.HeadphonesPulled | e.SpeechWoken


def hear(visit: Visit, event: HearingEvent) -> Visit:
    """The visit after it."""
    match event:
        case e.HeadphonesFound(plugged):
            return replace(visit, headphones=plugged)
        case e.HeadphonesPut(at):
            return _put(visit, at)
        case e.HeadphonesPulled(at):
            # Leave to sound on the loudspeaker was given by someone who had no headphones: it is asked for anew.
            quiet = replace(visit.preferences, answers_aloud=False)
            return replace(visit, headphones=False, unplugged_at=at, input_at=at, preferences=quiet)
        case e.SpeechWoken(at, by_ear):
            awake = replace(visit.preferences, listening=True, by_ear=by_ear or visit.preferences.by_ear)
            return replace(visit, touched=True, input_at=at, preferences=awake)
        case _:
            assert_never(event)


def _put(visit: Visit, at: float) -> Visit:
    """Speech is there at once. Where something was told, whoever plugs in is first asked whose it is (own-2)."""
    back = visit.unplugged_at is not None and at - visit.unplugged_at <= BACK_WITHIN_SECONDS
    asked = visit.cover in ASKING or visit.cover is Cover.AWAY
    listens = replace(visit.preferences, listening=True)
    heard = replace(visit, headphones=True, unplugged_at=None, touched=True, input_at=at, preferences=listens)
    if visit.told and not back and not asked:
        return replace(heard, cover=Cover.HEADPHONES, covered_at=at, forwards=True)
    return heard


def consistent(was: Preferences, now: Preferences) -> Preferences:
    """A dark screen and a touch that only speaks need the voice: they bring it, and go when it is sent away."""
    if now.listening or not (now.curtain or now.by_ear):
        return now
    if was.listening:
        return replace(now, curtain=False, by_ear=False)
    return replace(now, listening=True)
