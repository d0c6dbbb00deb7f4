"""own-3: the word being spoken is lit, at most 60 ms late, and never one behind; numbers and dates too.

The sink counts samples, and what is lit is looked at after every ten milliseconds of sound. The truth is
what the voice process noted of each sentence; it does not pass through reel, sink or player.
"""

from __future__ import annotations

import array
import json
import sys
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from accessibility.preferences import WORDS_PER_MINUTE, words_per_minute
from accessibility.script import Script, Utterance
from accessibility.speech.calibration import sentence_pause_ms
from accessibility.speech.espeak import Espeak
from accessibility.speech.player import SpeechPlayer
from accessibility.speech.sink import RecordingSink
from accessibility.speech.timeline import timeline
from accessibility.utterances import SENTENCE_MS

STEP_MS = 10
LATE_MS = 60
CLOSURE_MS = 100
ROUNDING_MS = 4

TEXTS = {
    "fr": "Née le 21 mars 1948 à Metz. Appelez le 03 87 55 12 34 avant 17:30. Il faut 25,50 € et la CAF, svp.",
    "de": "Geboren am 21. März 1948 in Trier. Rufen Sie um 14:30 Uhr 0651 12 34 56 an. Es kostet 25,50 €, bitte.",
    "en": "Born on 21 March 1948 in Kent. Call 020 7946 0958 before 5:30 pm. It costs £25.50, please.",
    "ar": "الموعد يوم 21 مارس 1948. الهاتف 03 87 55 12 34. الثمن 25 يورو.",
}
ALOUD = {"ar": "المَوْعِدُ يَوْمَ 21 مَارِسَ 1948. الهَاتِفُ 03 87 55 12 34. الثَّمَنُ 25 يُورُو."}


class Steps(RecordingSink):
    """Ten milliseconds of sound each time it is fed; `look` is called before each."""

    def __init__(self, look: Callable[[int], None]) -> None:
        self.now = 0.0
        self.look = look
        super().__init__(lambda: self.now)

    def free(self) -> int:
        self.look(self.played_us() // 1000)
        self.now += STEP_MS / 1000
        return super().free()


@dataclass(frozen=True)
class Truth:
    """From `at_ms` on, this range is what is being said."""

    at_ms: float
    start: int
    length: int


NOTING = """
import json, sys
import accessibility.speech.synthesizer as synthesizer
plain = synthesizer._spoken
def noted(request, sound):
    result = plain(request, sound)
    marks = [[mark.token, mark.at_ms] for mark in result.marks]
    with open(sys.argv[1], "a") as file:
        print(json.dumps([request.text, len(sound.pcm) / 2 / sound.sample_rate * 1000, marks]), file=file)
    return result
synthesizer._spoken = noted
synthesizer.main()
"""


def truth(notes: Path, script: Script, rate: int) -> list[Truth]:
    """From what the voice process noted: two syntheses of one sentence are never quite alike."""
    spoken = {text: (length, marks) for text, length, marks in map(json.loads, notes.read_text().splitlines())}
    found: list[Truth] = []
    origin = 0.0
    for said in script.sentences(True):
        length, marks = spoken[said.speech]
        for token, at_ms in marks:
            span = said.span(token)
            assert span is not None
            if not found or (found[-1].start, found[-1].length) != (span.start, span.length):
                found.append(Truth(origin + at_ms, span.start, span.length))
        origin += length + said.pause_ms * sentence_pause_ms(rate) / SENTENCE_MS
    return found


@pytest.fixture(scope="module")
def espeak() -> Espeak:
    return Espeak()


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("step", [1, len(WORDS_PER_MINUTE) - 1])
def test_own_3_the_word_spoken_is_lit_and_never_one_behind(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, language: str, step: int
) -> None:
    monkeypatch.setattr("accessibility.speech.player.TICK_MS", 1)
    text = TEXTS[language]
    script = Script((Utterance("part", text, ALOUD.get(language, text), language),), language)
    lit: list[tuple[int, int]] = [(0, 0)]
    seen: list[tuple[int, tuple[int, int]]] = []
    sink = Steps(lambda at: seen.append((at, lit[-1])))
    notes = tmp_path / "notes"
    player = SpeechPlayer(sink, command=[sys.executable, "-c", NOTING, str(notes)])
    player.word.connect(lambda part, start, length: lit.append((start, length)))
    done: list[bool] = []
    player.finished.connect(lambda: done.append(True))
    player.set_rate(step)
    player.play(script)
    qtbot.waitUntil(lambda: bool(done), timeout=60_000)
    player.close()
    expected = truth(notes, script, words_per_minute(step))
    starts = [word.at_ms for word in expected]

    def said_at(at: float) -> int:
        return bisect_right(starts, at) - 1

    faults = []
    for at, shown in seen:
        if at == 0:
            continue
        # What is said now, what was said 60 ms ago, and whatever came between.
        lawful = range(max(0, said_at(at - LATE_MS)), said_at(at + ROUNDING_MS) + 1)
        if shown not in {(expected[index].start, expected[index].length) for index in lawful}:
            faults.append((at, text[shown[0] : sum(shown)], text[expected[said_at(at)].start :][:12]))
    assert faults == []
    shown_words = [text[start : start + length] for start, length in dict.fromkeys(lit) if length]
    assert "1948" in " ".join(shown_words)
    # All of the text is lit at some time, each word once and in order.
    assert " ".join(shown_words).split() == text.split()
    assert len(seen) > 100


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "papa, vingt et un, quatre-vingts, papa, le trente."),
        ("de", "Papa, einundzwanzig, achtzig, Papa, dreißig."),
        ("en", "papa, twenty one, eighty, papa, thirty."),
        ("ar", "بَابَا، وَاحِدٌ، بَابَا، ثَلَاثُونَ، بَابَا."),
    ],
)
def test_own_3_a_word_begins_where_its_sound_begins(espeak: Espeak, language: str, text: str) -> None:
    """Behind each comma there is silence, and the word's time is where it ends; closed lips belong to their "p"."""
    sound = espeak.speak(text, language, 120, lambda: False)
    samples = array.array("h", sound.pcm)
    block = sound.sample_rate // 200
    loud = [max(map(abs, samples[at : at + block])) > 200 for at in range(0, len(samples), block)]
    onsets = [
        index * 5 for index in range(12, len(loud)) if loud[index] and not any(loud[index - 12 : index])
    ]  # after 60 ms of silence
    marks = {mark.token: mark.at_ms for mark in timeline(text, sound.events)}
    words = text.split()
    behind = [marks[index] for index in range(1, len(words)) if words[index - 1][-1] in ",،"]
    assert len(behind) >= 3
    for at in behind:
        assert any(-CLOSURE_MS <= at - onset <= LATE_MS for onset in onsets), (behind, onsets)
