"""Joins keys and switches to a visit: what they may do there, and what is heard of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from accessibility.script import Script, Utterance
from kiosk.conductor import Conductor
from kiosk.visit.intents import Voice
from kiosk.visit.preferences import VOLUME_STEPS
from kiosk.words import Words
from ui.hearing import Hearing
from ui.input.hands import Change, Hands

if TYPE_CHECKING:
    from accessibility.speech.player import SpeechPlayer
    from ui.listening import Listening

VOLUME_PART = "pad.volume"


class Spoken(Protocol):
    """What is needed of `ui.application.Application`."""

    conductor: Conductor

    @property
    def player(self) -> SpeechPlayer: ...

    @property
    def listening(self) -> Listening: ...

    @property
    def speaking(self) -> bool: ...

    def bring_voice(self) -> None: ...

    def attempt(self, act: Callable[[], None]) -> None: ...


def hands(visit: Spoken, hearing: Hearing) -> Hands:
    """What keys and switches may do to this visit."""

    def prefer(change: Change) -> None:
        visit.attempt(lambda: visit.conductor.prefer(change))

    def volume(by: int) -> None:
        """Louder or softer, and heard at once, also by who has not asked for speech (EN 301 549, 5.1.3.11)."""

        def tell() -> None:
            now = visit.conductor.visit.preferences
            visit.bring_voice()
            visit.player.play(volume_script(now.volume, Words(now.language)))

        prefer(lambda now: replace(now, volume=max(0, min(VOLUME_STEPS - 1, now.volume + by))))
        visit.attempt(tell)

    def again() -> None:
        if visit.conductor.visit.preferences.listening:
            visit.attempt(lambda: visit.listening.obey(Voice.AGAIN))
        else:
            prefer(lambda now: replace(now, listening=True))

    return Hands(
        preferences=lambda: visit.conductor.visit.preferences,
        prefer=prefer,
        moved=lambda: visit.attempt(visit.conductor.moved),
        point=hearing.point,
        sweep=hearing.sweep,
        wake=hearing.wake,
        answer=hearing.answer,
        volume=volume,
        again=again,
        headphones=hearing.plugged,
        speaking=lambda: visit.speaking,
    )


def volume_script(step: int, words: Words) -> Script:
    """How loud it is now, said as loud: "Volume 3 of 6"."""
    values = {"step": str(step + 1), "steps": str(VOLUME_STEPS)}
    key = "pad.volume.spoken" if words.has("pad.volume.spoken") else "pad.volume"
    said = Utterance(VOLUME_PART, "", words.say(key, **values), words.language)
    return Script((said,), words.language)
