"""How soon the voice is heard, and how late a word is lit: through player and voice process, as in a visit."""

from __future__ import annotations

import array
import os
import statistics
import sys
import time
from bisect import bisect_right
from collections.abc import Callable
from typing import TYPE_CHECKING

from accessibility.script import Script, Utterance
from accessibility.speech.reel import HeardWord
from accessibility.speech.sink import RecordingSink
from benchmarks.figures import Figure
from benchmarks.passages import CALIBRATION, NUMBERS

if TYPE_CHECKING:
    from accessibility.speech.player import SpeechPlayer

UNKNOWN_MS, KNOWN_MS, STARTING_MS, LATE_MS = 150.0, 30.0, 500.0, 60.0
STARTS = 5
_LOUD = 40
_PATIENCE_SECONDS = 60.0


class TimedSink(RecordingSink):
    """A sink that sounds in real time and remembers when the first audible sample was due."""

    def __init__(self) -> None:
        super().__init__(time.monotonic)
        self.opened = 0.0
        self.first_loud: float | None = None

    def open(self, sample_rate: int) -> None:
        """A new stretch."""
        super().open(sample_rate)
        self.opened, self.first_loud = time.monotonic(), None

    def write(self, pcm: bytes) -> int:
        """Notes when the first sample that can be heard leaves."""
        if self.first_loud is None:
            loud = next((i for i, sample in enumerate(array.array("h", pcm)) if abs(sample) > _LOUD), None)
            if loud is not None:
                self.first_loud = time.monotonic() + loud / self.sample_rate
        return super().write(pcm)


def said(text: str, language: str, speech: str = "") -> Script:
    """One text as a script of its own."""
    return Script((Utterance("part", text, speech or text, language),), language)


class Bench:
    """A player, its sink, and an event loop to run it in."""

    def __init__(self) -> None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        from PySide6.QtCore import QCoreApplication

        self._application = QCoreApplication.instance() or QCoreApplication(sys.argv[:1])
        self.sink = TimedSink()
        self.heard: list[tuple[float, HeardWord]] = []
        self.player = self._player()

    def _player(self) -> SpeechPlayer:
        from accessibility.speech.player import SpeechPlayer

        return SpeechPlayer(self.sink, on_heard=lambda word: self.heard.append((time.monotonic(), word)))

    def until(self, done: Callable[[], bool]) -> None:
        """Run the event loop until something is so."""
        from PySide6.QtCore import QEventLoop

        end = time.monotonic() + _PATIENCE_SECONDS
        while not done() and time.monotonic() < end:
            self._application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 2)

    def onset(self, script: Script) -> float:
        """Milliseconds from the request to the first sample that can be heard."""
        asked = time.monotonic()
        self.player.play(script)
        self.until(lambda: self.sink.first_loud is not None)
        assert self.sink.first_loud is not None, "the voice stayed silent"
        latency = (self.sink.first_loud - asked) * 1000
        self.player.stop()
        self.sink.first_loud = None
        return latency

    def cold(self) -> float:
        """The same, when not even the voice process is there."""
        self.player.close()
        self.player = self._player()
        return self.onset(said("Bonjour.", "fr"))

    def lateness(self, script: Script) -> tuple[list[float], int]:
        """By how many milliseconds each word is lit after it begins to sound, and how often the next had begun."""
        self.heard.clear()
        origin = self.player.sounded_ms
        self.player.play(script)
        self.until(lambda: not self.player.playing)
        opened = self.sink.opened
        starts = [word.at_ms - origin for _, word in self.heard]
        lit = [(at - opened) * 1000 for at, _ in self.heard]
        behind = sum(bisect_right(starts, at) - 1 > index for index, at in enumerate(lit))
        return [at - start for at, start in zip(lit, starts, strict=True)], behind


def _timed(name: str, values: list[float], limit: float) -> Figure:
    spread = {"median": statistics.median(values), "best": min(values)}
    return Figure(name, max(values), "ms", len(values), target=limit, spread=spread)


def measure() -> list[Figure]:
    """All of this module's figures: the worst is held against the promise, not the median."""
    bench = Bench()
    cold = [bench.cold() for _ in range(STARTS)]
    sentences = [(language, text) for language, texts in CALIBRATION.items() for text in texts]
    unknown = [bench.onset(said(text, language)) for language, text in sentences]
    known = [bench.onset(said(text, language)) for language, text in sentences]
    found = [
        _timed("request to first sound, voice not started", cold, STARTING_MS),
        _timed("request to first sound, sentence not known", unknown, UNKNOWN_MS),
        _timed("request to first sound, sentence known", known, KNOWN_MS),
    ]
    behind = 0
    for language in CALIBRATION:
        text, speech = NUMBERS[language]
        late: list[float] = []
        for script in (said(" ".join(CALIBRATION[language][:2]), language), said(text, language, speech)):
            more, slips = bench.lateness(script)
            late += more
            behind += slips
        found.append(_timed(f"word lit after it sounds, {language}", late, LATE_MS))
    found.append(Figure("words lit when the next had begun", behind, "", target=0))
    bench.player.close()
    return found
