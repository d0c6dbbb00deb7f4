"""Sentences already synthesized, for as long as the visit lasts."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from accessibility.speech.messages import Mark

MAX_CACHE_BYTES = 24 * 1024 * 1024
"""Nine minutes of speech: a long page at the slowest rate, or many at the usual one."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What makes one recording differ from another. `recording` is the file that an author gave, or empty."""

    text: str
    language: str
    words_per_minute: int
    recording: str = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """A sentence's samples (signed 16-bit mono) and its word timeline."""

    sample_rate: int
    marks: tuple[Mark, ...]
    pcm: bytes


class Cache:
    """Least recently used recordings, bounded by their size. In memory only: it ends with the visit's process."""

    def __init__(self, limit: int = MAX_CACHE_BYTES) -> None:
        self._limit = limit
        self._size = 0
        self._recordings: OrderedDict[Wanted, Recording] = OrderedDict()

    @property
    def size(self) -> int:
        """Bytes of samples held."""
        return self._size

    def get(self, wanted: Wanted) -> Recording | None:
        """The recording, which counts as used now; or None."""
        recording = self._recordings.get(wanted)
        if recording is not None:
            self._recordings.move_to_end(wanted)
        return recording

    def put(self, wanted: Wanted, recording: Recording) -> None:
        """Keep a recording and let go of the least recently used ones above the limit."""
        self._forget(wanted)
        if len(recording.pcm) > self._limit:
            return
        self._recordings[wanted] = recording
        self._size += len(recording.pcm)
        while self._size > self._limit:
            self._forget(next(iter(self._recordings)))

    def clear(self) -> None:
        """Forget everything: the visit ends."""
        self._recordings.clear()
        self._size = 0

    def _forget(self, wanted: Wanted) -> None:
        recording = self._recordings.pop(wanted, None)
        if recording is not None:
            self._size -= len(recording.pcm)
