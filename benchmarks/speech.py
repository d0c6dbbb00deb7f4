"""How soon, how exactly and how fast the voice speaks. `python -m benchmarks.speech [--calibrate]`.

Three questions: how long from a request to the first sound, uncached and cached; how late a word lights up
against the sound that was handed out; and how many words a minute each step really gives.
"""

from __future__ import annotations

import argparse
import array
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from accessibility.preferences import WORDS_PER_MINUTE
from accessibility.script import Script, Utterance
from accessibility.speech.calibration import Setting, sentence_pause_ms
from accessibility.speech.espeak import Espeak
from accessibility.speech.reel import HeardWord
from benchmarks.passages import CALIBRATION

ROUNDS = 20
UNCACHED_MS, CACHED_MS, LATE_MS = 150.0, 30.0, 60.0
_LOUD = 40


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured quantity: its name, median, worst, unit, and the most that we accept (or None)."""

    name: str
    median: float
    worst: float
    unit: str
    limit: float | None = None

    @property
    def kept(self) -> bool:
        """Whether the worst case is within what accessibility.md promises."""
        return self.limit is None or self.worst <= self.limit


class TimedSink:
    """A sink that sounds in real time and remembers when the first audible sample was due."""

    def __init__(self) -> None:
        from accessibility.speech.sink import RecordingSink

        self._sink = RecordingSink(time.monotonic)
        self.opened = 0.0
        self.first_loud: float | None = None

    def available(self) -> bool:
        """Always."""
        return True

    def open(self, sample_rate: int) -> None:
        """A new stretch."""
        self._sink.open(sample_rate)
        self.opened, self.first_loud = time.monotonic(), None

    def write(self, pcm: bytes) -> int:
        """Notes when the first sample that can be heard leaves."""
        if self.first_loud is None:
            loud = next((i for i, sample in enumerate(array.array("h", pcm)) if abs(sample) > _LOUD), None)
            if loud is not None:
                self.first_loud = time.monotonic() + loud / self._sink.sample_rate
        return self._sink.write(pcm)

    def free(self) -> int:
        """As a device."""
        return self._sink.free()

    def played_us(self) -> int:
        """As a device."""
        return self._sink.played_us()

    def pause(self) -> None:
        """As a device."""
        self._sink.pause()

    def resume(self) -> None:
        """As a device."""
        self._sink.resume()

    def close(self) -> None:
        """As a device."""
        self._sink.close()

    def set_gain(self, gain: float) -> None:
        """As a device."""
        self._sink.set_gain(gain)


def _said(text: str, language: str) -> Script:
    return Script((Utterance("part", text, text, language),), language)


def onset_and_lateness() -> list[Figure]:
    """Through the player and the voice process, as in a visit, with a sink that runs in real time."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QCoreApplication, QEventLoop

    from accessibility.speech.player import SpeechPlayer

    application = QCoreApplication.instance() or QCoreApplication(sys.argv[:1])
    sink = TimedSink()
    heard: list[tuple[float, HeardWord]] = []
    player = SpeechPlayer(sink, on_heard=lambda word: heard.append((time.monotonic(), word)))

    def until(done: Callable[[], bool]) -> None:
        end = time.monotonic() + 20
        while not done() and time.monotonic() < end:
            application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 2)

    def onset(script: Script) -> float:
        asked = time.monotonic()
        player.play(script)
        until(lambda: sink.first_loud is not None)
        assert sink.first_loud is not None, "the voice stayed silent"
        latency = (sink.first_loud - asked) * 1000
        player.stop()
        sink.first_loud = None
        return latency

    player.start()
    onset(_said("Bonjour.", "fr"))
    sentences = [(language, text) for language in ("fr", "en", "ar") for text in CALIBRATION[language]]
    uncached = [onset(_said(text, language)) for language, text in sentences]
    cached = [onset(_said(text, language)) for language, text in sentences]

    late: list[float] = []
    for language in ("fr", "en", "ar"):
        heard.clear()
        origin = player.sounded_ms
        player.play(_said(" ".join(CALIBRATION[language][:2]), language))
        opened = sink.opened
        until(lambda: not player.playing)
        late += [(at - opened) * 1000 - (word.at_ms - origin) for at, word in heard]
    player.close()
    return [
        Figure("request to first sound, uncached", statistics.median(uncached), max(uncached), "ms", UNCACHED_MS),
        Figure("request to first sound, cached", statistics.median(cached), max(cached), "ms", CACHED_MS),
        Figure("word lit after it sounds", statistics.median(late), max(late), "ms", LATE_MS),
    ]


def _rate(espeak: Espeak, language: str, words_per_minute: int) -> float:
    words = sum(len(sentence.split()) for sentence in CALIBRATION[language])
    pauses = len(CALIBRATION[language]) * sentence_pause_ms(words_per_minute) / 1000
    sounding = 0.0
    for sentence in CALIBRATION[language]:
        sound = espeak.speak(sentence, language, words_per_minute, lambda: False)
        sounding += len(sound.pcm) / 2 / sound.sample_rate
    return words / (sounding + pauses) * 60


def rates() -> list[Figure]:
    """How far each step is from its words a minute, per voice, in percent; and the synthesis's own speed."""
    espeak = Espeak()
    figures = []
    for language in CALIBRATION:
        off = [abs(_rate(espeak, language, step) / step - 1) * 100 for step in WORDS_PER_MINUTE]
        figures.append(Figure(f"words a minute off the step, {language}", statistics.median(off), max(off), "%", 8.0))
    times = []
    for language, sentences in CALIBRATION.items():
        for sentence in sentences:
            started = time.perf_counter()
            espeak.speak(sentence, language, 120, lambda: False)
            times.append((time.perf_counter() - started) * 1000)
    figures.append(Figure("synthesis of one sentence", statistics.median(times), max(times), "ms"))
    return figures


def calibrate() -> None:
    """Print the table of `accessibility/speech/calibration.py` for this espeak-ng."""
    chosen = Setting(80, 0)
    espeak = Espeak(lambda voice, words_per_minute: chosen)
    for language in CALIBRATION:
        print(f'    "{language}": (')
        for step in WORDS_PER_MINUTE:
            spread = [Setting(80, gap) for gap in range(40, 0, -1)]
            settings = spread + [Setting(speed, 0) for speed in range(80, 560)]
            below, above = 0, len(settings) - 1
            while above - below > 1:
                middle = (below + above) // 2
                chosen = settings[middle]
                if _rate(espeak, language, step) < step:
                    below = middle
                else:
                    above = middle
            offs = []
            for candidate in (settings[below], settings[above]):
                chosen = candidate
                offs.append((abs(_rate(espeak, language, step) - step), candidate))
            best = min(offs, key=lambda off: off[0])[1]
            print(f"        ({step}, Setting({best.speed}, {best.gap})),")
        print("    ),")


def measure() -> list[Figure]:
    """All figures of this benchmark."""
    return onset_and_lateness() + rates()


def show(figures: list[Figure]) -> None:
    """One line a figure: median, worst, and whether the promise is kept."""
    for figure in figures:
        line = f"{figure.name:<40} median {figure.median:6.1f} {figure.unit}   worst {figure.worst:6.1f} {figure.unit}"
        if figure.limit is not None:
            line += f"  (at most {figure.limit:g} {figure.unit}: {'kept' if figure.kept else 'BROKEN'})"
        print(line)


def main() -> int:
    """Measure, or calibrate. 1 if a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calibrate", action="store_true", help="print the calibration table for this espeak-ng")
    if parser.parse_args().calibrate:
        calibrate()
        return 0
    figures = measure()
    show(figures)
    return 0 if all(figure.kept for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
