"""One stretch of speech in play: sentences joined to a stream of samples, with cues along it.

Pure arithmetic on frames; the player gives it recordings as they arrive, hands its samples to the sink,
and asks which cues the sink's clock has reached.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from accessibility.sentences import Sentence, Span
from accessibility.speech.cache import Recording, Wanted
from accessibility.speech.calibration import sentence_pause_ms
from accessibility.utterances import SENTENCE_MS

_BYTES = 2
_ROUNDING = 20
"""A stream counts as sounded 1/20 s before its end: not every device counts its last samples."""


@dataclass(frozen=True, slots=True)
class Cue:
    """At `frame`, sentence `sentence` begins (`begins`) or the given range of its part is being said."""

    frame: int
    sentence: int
    span: Span | None
    begins: bool = False
    token: int = 0


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word as it was lit. `at_ms` counts from the first sound of the player; for rehearsals."""

    part: str
    word: str
    start: int
    length: int
    at_ms: int


def wanted(sentence: Sentence, words_per_minute: int) -> Wanted:
    """What is to be had to say a sentence at this rate."""
    return Wanted(sentence.speech, sentence.language, words_per_minute, sentence.recording)


class Reel:
    """Sentences `first` to `last` (exclusive) of a script, at one rate."""

    def __init__(self, sentences: tuple[Sentence, ...], first: int, last: int, words_per_minute: int) -> None:
        self._sentences = sentences
        self._next = first
        self._last = last
        self._rate = words_per_minute
        self._samples: deque[memoryview] = deque()
        self._cues: deque[Cue] = deque()
        self._frames = 0
        self._speech_end = 0
        self.sample_rate = 0
        self.current = first
        self.current_since = 0

    def wanted(self, ahead: int) -> tuple[Wanted, ...]:
        """The next sentences to load, in order."""
        upcoming = self._sentences[self._next : min(self._last, self._next + ahead)]
        return tuple(wanted(sentence, self._rate) for sentence in upcoming)

    def load(self, recording: Recording | None) -> None:
        """Append the next sentence; None if it cannot be spoken, which leaves it out."""
        index, self._next = self._next, self._next + 1
        sentence = self._sentences[index]
        if recording is None or not recording.pcm:
            return
        self.sample_rate = self.sample_rate or recording.sample_rate
        if recording.sample_rate != self.sample_rate:
            return
        self._cues.append(Cue(self._frames, index, None, begins=True))
        self._cue_words(index, sentence, recording)
        self._samples.append(memoryview(recording.pcm))
        self._frames += len(recording.pcm) // _BYTES
        self._speech_end = self._frames
        pause = int(sentence.pause_ms * sentence_pause_ms(self._rate) / SENTENCE_MS * self.sample_rate / 1000)
        self._samples.append(memoryview(bytes(pause * _BYTES)))
        self._frames += pause

    def _cue_words(self, index: int, sentence: Sentence, recording: Recording) -> None:
        lit: Span | None = None
        if not recording.marks and sentence.spans:
            first, last = sentence.spans[0], sentence.spans[-1]
            covering = Span(first.start, last.start + last.length - first.start)
            self._cues.append(Cue(self._frames, index, covering))
        for mark in recording.marks:
            span = sentence.span(mark.token)
            if span is not None and span != lit:
                frame = self._frames + mark.at_ms * self.sample_rate // 1000
                self._cues.append(Cue(frame, index, span, token=mark.token))
                lit = span

    def take(self, size: int) -> bytes:
        """Up to `size` bytes of samples, a whole number of frames; empty if more must be loaded first."""
        taken = bytearray()
        room = size - size % _BYTES
        while self._samples and room > 0:
            head = self._samples.popleft()
            taken += head[:room]
            if len(head) > room:
                self._samples.appendleft(head[room:])
            room = size - size % _BYTES - len(taken)
        return bytes(taken)

    def give_back(self, samples: bytes) -> None:
        """Put samples in front again that the sink did not take."""
        if samples:
            self._samples.appendleft(memoryview(samples))

    def due(self, frame: int) -> tuple[Cue, ...]:
        """The cues reached at `frame`, each once, in order."""
        reached = []
        while self._cues and self._cues[0].frame <= frame:
            cue = self._cues.popleft()
            if cue.begins:
                self.current, self.current_since = cue.sentence, cue.frame
            reached.append(cue)
        return tuple(reached)

    def heard(self, cue: Cue, origin_ms: int) -> HeardWord:
        """A word cue as a rehearsal records it; `origin_ms` is when this reel began."""
        sentence = self._sentences[cue.sentence]
        words = sentence.speech.split()
        apart = cue.token < len(words) == len(sentence.spans) and cue.span == sentence.spans[cue.token]
        span = cue.span or Span(0, 0)
        at_ms = origin_ms + cue.frame * 1000 // (self.sample_rate or 1)
        word = words[cue.token] if apart else sentence.speech
        return HeardWord(sentence.part, word, span.start, span.length, at_ms)

    @property
    def loaded(self) -> int:
        """The sentence that will be loaded next."""
        return self._next

    def starved(self, frame: int) -> bool:
        """Whether all that was loaded has been heard and more is expected of the voice."""
        return self._next < self._last and not self._samples and frame >= self._speech_end

    def over(self, frame: int) -> bool:
        """Whether the last sentence has been heard, and enough of its pause that a device's latency cuts nothing."""
        end = max(self._speech_end, self._frames - self.sample_rate // _ROUNDING)
        return self._next >= self._last and not self._cues and frame >= end
