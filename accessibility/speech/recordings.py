"""Sentences asked of the voice and those that came: the player's store."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from accessibility.speech.cache import Cache, Recording, Wanted
from accessibility.speech.client import VoiceClient
from accessibility.speech.messages import Failed, Spoken
from accessibility.speech.reel import Reel

Decode = Callable[[str], None]
"""Asks for an author's recording by its path; the answer comes to `Recordings.decoded`."""


class Recordings:
    """Asks the voice for each sentence once, and remembers what came and what cannot be spoken.

    Where an author recorded a sentence, that file is asked for instead; the voice speaks if it cannot be decoded.
    """

    def __init__(self, client: VoiceClient, decode: Decode | None = None, cache: Cache | None = None) -> None:
        self._client = client
        self._decode = decode
        self._cache = cache if cache is not None else Cache()
        self._pending: dict[int, Wanted] = {}
        self._decoding: set[str] = set()
        self._unspeakable: set[Wanted] = set()
        self._undecodable: set[str] = set()
        self._generation = 0

    @property
    def waiting(self) -> bool:
        """Whether something was asked for and has not come."""
        return bool(self._pending or self._decoding)

    def request(self, wanted: Iterable[Wanted]) -> None:
        """Have these synthesized or decoded, in order, unless they are there or on their way."""
        asked = set(self._pending.values())
        for want in map(self._really, wanted):
            if want in asked or want.recording in self._decoding or self.settled(want):
                continue
            if want.recording and self._decode is not None:
                self._decoding.add(want.recording)
                self._decode(want.recording)
            else:
                asked.add(want)
                id = self._client.speak(want.text, want.language, want.words_per_minute, self._generation)
                self._pending[id] = want

    def fill(self, reel: Reel, ahead: int) -> None:
        """Give a reel what has come for it, in order, and have so many sentences more made."""
        while upcoming := reel.wanted(1):
            if not self.settled(upcoming[0]):
                break
            reel.load(self.get(upcoming[0]))
        self.request(reel.wanted(ahead))

    def settled(self, wanted: Wanted) -> bool:
        """Whether waiting longer for this sentence is pointless: it is there, or cannot be spoken."""
        return self._really(wanted) in self._unspeakable or self.get(wanted) is not None

    def get(self, wanted: Wanted) -> Recording | None:
        """The recording, if it has come."""
        return self._cache.get(self._really(wanted))

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

    def decoded(self, path: str, recording: Recording | None) -> None:
        """Keep what an author recorded; None: it cannot be used, and the voice is asked from now on."""
        if path not in self._decoding:
            return
        self._decoding.discard(path)
        if recording is None:
            self._undecodable.add(path)
        else:
            self._cache.put(_file(path), recording)

    def renew(self) -> None:
        """Abandon what was asked for and has not come: something else is wanted now. Files are read to their end."""
        self._generation += 1
        self._pending.clear()
        self._client.abandon(self._generation)

    def forget(self) -> None:
        """Drop every text and sound."""
        self.renew()
        self._cache.clear()
        self._decoding.clear()
        self._unspeakable.clear()
        self._undecodable.clear()

    def _really(self, wanted: Wanted) -> Wanted:
        """What to look for: the file at whatever rate, or the words where there is no file that can be used."""
        if not wanted.recording:
            return wanted
        if self._decode is None or wanted.recording in self._undecodable:
            return Wanted(wanted.text, wanted.language, wanted.words_per_minute)
        return _file(wanted.recording)


def _file(path: str) -> Wanted:
    return Wanted("", "", 0, path)
