"""How many words a minute each step of the rate really gives, at which pitch; and the table that makes it so."""

from __future__ import annotations

import array
import math
import statistics
import time
from operator import mul

from accessibility.preferences import WORDS_PER_MINUTE
from accessibility.saying.voicing import voiced
from accessibility.speech.calibration import Setting, sentence_pause_ms
from accessibility.speech.espeak import Espeak
from accessibility.speech.estimating import estimated
from accessibility.speech.timeline import timeline
from benchmarks.figures import Figure, percentile
from benchmarks.passages import CALIBRATION, NUMBERS

OFF_PERCENT = 8.0
PITCH_PERCENT = 10.0
"""Less than two semitones between 60 and 250 words a minute; a record played so much faster would rise by 25."""

_LOWEST_HZ, _HIGHEST_HZ = 65, 200
_FRAME_MS, _HOP_MS = 45, 25
_VOICED, _NEAR = 0.7, 0.93


def never() -> bool:
    """Nothing is abandoned here."""
    return False


def rate(espeak: Espeak, language: str, words_per_minute: int) -> float:
    """Words a minute as a person with a stopwatch would count them: between spaces, pauses included."""
    words = sum(len(sentence.split()) for sentence in CALIBRATION[language])
    seconds = len(CALIBRATION[language]) * sentence_pause_ms(words_per_minute) / 1000
    for sentence in CALIBRATION[language]:
        sound = espeak.speak(sentence, language, words_per_minute, never)
        seconds += len(sound.pcm) / 2 / sound.sample_rate
    return words / seconds * 60


def pitch(pcm: bytes, sample_rate: int) -> float:
    """The middle pitch of a sentence, in hertz: the median over its voiced frames, by autocorrelation."""
    samples, rate = array.array("h", pcm)[::2], sample_rate // 2
    size, hop = rate * _FRAME_MS // 1000, rate * _HOP_MS // 1000
    found = (_frame_pitch(samples[at : at + size], rate) for at in range(0, len(samples) - size, hop))
    return statistics.median(hertz for hertz in found if hertz is not None)


def _frame_pitch(frame: array.array[int], rate: int) -> float | None:
    """The pitch of one frame; None where nothing repeats, as in a consonant.

    Each lag's score is divided by the energies it compares. A period repeats in its multiples too: the shortest lag
    counts whose score is a peak near the best.
    """
    longest = rate // _LOWEST_HZ
    count = len(frame) - longest
    head = frame[:count]
    energy = sum(map(mul, head, head))
    scores = {}
    for lag in range(rate // _HIGHEST_HZ, longest):
        tail = frame[lag : lag + count]
        both = math.sqrt(energy * sum(map(mul, tail, tail)))
        scores[lag] = sum(map(mul, head, tail)) / both if both else 0.0
    best = max(scores.values())
    if best < _VOICED:
        return None
    near = (lag for lag, score in scores.items() if score >= _NEAR * best)
    return rate / next(lag for lag in near if scores[lag] >= max(scores.get(lag - 1, 0.0), scores.get(lag + 1, 0.0)))


def steps(espeak: Espeak) -> dict[str, dict[int, float]]:
    """What each step really gives: by language, then by the words a minute that were asked for."""
    return {language: {asked: rate(espeak, language, asked) for asked in WORDS_PER_MINUTE} for language in CALIBRATION}


def table(measured: dict[str, dict[int, float]]) -> list[str]:
    """The steps for people, as a Markdown table."""
    languages = list(measured)
    rows = [f"| step | asked | {' | '.join(languages)} |", f"|---|---|{'---|' * len(languages)}"]
    for number, asked in enumerate(WORDS_PER_MINUTE, start=1):
        cells = (f"{measured[language][asked]:.0f}" for language in languages)
        rows.append(f"| {number} | {asked} | {' | '.join(cells)} |")
    return rows


def figures(espeak: Espeak, measured: dict[str, dict[int, float]]) -> list[Figure]:
    """How far the steps are off, how much the pitch moves, how well Piper's words are guessed, and how fast all is."""
    found = []
    for language, reached in measured.items():
        off = [abs(words / asked - 1) * 100 for asked, words in reached.items()]
        spread = {"median": statistics.median(off)}
        found.append(
            Figure(f"words a minute off the step, {language}", max(off), "%", target=OFF_PERCENT, spread=spread)
        )
    for language in CALIBRATION:
        hertz = [_pitch_at(espeak, language, asked) for asked in WORDS_PER_MINUTE]
        moved = (max(hertz) / min(hertz) - 1) * 100
        spread = {"lowest Hz": min(hertz), "highest Hz": max(hertz)}
        found.append(Figure(f"pitch between steps, {language}", moved, "%", target=PITCH_PERCENT, spread=spread))
    times = []
    for language, sentences in CALIBRATION.items():
        for sentence in sentences:
            started = time.perf_counter()
            espeak.speak(sentence, language, 120, never)
            times.append((time.perf_counter() - started) * 1000)
    found.append(
        Figure("synthesis of one sentence", max(times), "ms", len(times), spread={"median": statistics.median(times)})
    )
    found.append(_guessed(espeak))
    return found


def _pitch_at(espeak: Espeak, language: str, words_per_minute: int) -> float:
    sound = espeak.speak(CALIBRATION[language][2], language, words_per_minute, never)
    return pitch(sound.pcm, sound.sample_rate)


def _guessed(espeak: Espeak) -> Figure:
    """How far off a word is lit where a voice says nothing of its words (Piper), numbers and dates included.

    Guessed on espeak-ng's sound at 145 words a minute, whose word times are known, with itself at 250 as the guide.
    """
    off: list[float] = []
    for language, sentences in CALIBRATION.items():
        numbers = voiced(NUMBERS[language][1] or NUMBERS[language][0], language)
        for sentence in (*sentences, *(segment.speech for segment in numbers)):
            sound, guide = (espeak.speak(sentence, language, rate, never) for rate in (145, 250))
            guessed = timeline(sentence, estimated(sentence, array.array("h", sound.pcm), sound.sample_rate, guide))
            known = {mark.token: mark.at_ms for mark in timeline(sentence, sound.events)}
            off += [abs(mark.at_ms - known[mark.token]) for mark in guessed if mark.token in known]
    spread = {"median": statistics.median(off), "95 %": percentile(off, 95)}
    return Figure("word times guessed for Piper, off", max(off), "ms", len(off), spread=spread)


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
                if rate(espeak, language, step) < step:
                    below = middle
                else:
                    above = middle
            offs = []
            for candidate in (settings[below], settings[above]):
                chosen = candidate
                offs.append((abs(rate(espeak, language, step) - step), candidate))
            best = min(offs, key=lambda off: off[0])[1]
            print(f"        ({step}, Setting({best.speed}, {best.gap})),")
        print("    ),")
