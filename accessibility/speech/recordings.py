"""Sentences asked of the voice and those that came: the player's store."""

from __future__ import annotations

from collections.abc import Iterable

from accessibility.speech.cache import Cache, Recording, Wanted
from accessibility.speech.client import VoiceClient
from accessibility.speech.messages import Failed, Spoken


class Recordings:
    """Asks the voice for each sentence once, and remembers what came and what cannot be spoken."""

    def __init__(self, client: VoiceClient, cache: Cache | None = None) -> None:
        self._client = client
        self._cache = cache if cache is not None else Cache()
        self._pending: dict[int, Wanted] = {}
        self._unspeakable: set[Wanted] = set()
        self._generation = 0

    def request(self, wanted: Iterable[Wanted]) -> None:
        """Have these synthesized, in order, unless they are there or on their way."""
        asked = set(self._pending.values())
        for want in wanted:
            if want not in asked and not self.settled(want):
                asked.add(want)
                id = self._client.speak(want.text, want.language, want.words_per_minute, self._generation)
                self._pending[id] = want

    def settled(self, wanted: Wanted) -> bool:
        """Whether waiting longer for this sentence is pointless: it is there, or cannot be spoken."""
        return wanted in self._unspeakable or self.get(wanted) is not None

    def get(self, wanted: Wanted) -> Recording | None:
        """The recording, if it has come."""
        return self._cache.get(wanted)

    def accept(self, result: Spoken | Failed) -> None:
        """Keep a result of the voice; one that nobody waits for any more is dropped."""
        wanted = self._pending.pop(result.id, None)
        if wanted is None:
            return
        match result:
            case Spoken(_, sample_rate, marks, pcm):
                self._cache.put(wanted, Recording(sample_rate, marks, pcm))
            case Failed():
                self._unspeakable.add(wanted)

    def renew(self) -> None:
        """Abandon what was asked for and has not come: something else is wanted now."""
        self._generation += 1
        self._pending.clear()
        self._client.abandon(self._generation)

    def forget(self) -> None:
        """Drop every text and sound."""
        self.renew()
        self._cache.clear()
        self._unspeakable.clear()
