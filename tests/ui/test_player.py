"""The player with the real voice process and a sink that records: EN 5.1.3.4/.5/.8, V 7.1-K, own-3."""

from __future__ import annotations

import array
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from accessibility.preferences import WORDS_PER_MINUTE, gain
from accessibility.script import Script, Utterance
from accessibility.speech.messages import Failed, Spoken
from accessibility.speech.player import JUST_BEGUN_MS, NO_DEVICE, STALLED, SpeechPlayer
from accessibility.speech.reel import HeardWord
from accessibility.speech.sink import RecordingSink
from kiosk.pages.lexicon import Lexicon
from kiosk.visit.preferences import DEFAULT_VOLUME

PRIVATE = "Votre réponse est à l'écran."


def utterance(part: str, text: str, speech: str = "", language: str = "fr", *, private: bool = False) -> Utterance:
    return Utterance(part, text, speech or text, language, private, PRIVATE if private else "")


PAGE = Script(
    (
        utterance("title", "Carte d'identité"),
        utterance("question", "Où est votre carte maintenant ? Choisissez une réponse."),
        utterance("answer", "Amina Canary", private=True),
        utterance("arabic", "أين بطاقتك", "أَيْنَ بِطَاقَتُكَ", "ar"),
        utterance("forward", "Continuer"),
    ),
    "fr",
)


BOTH = Lexicon(languages=("fr", "ar"))
STEP_MS = 10
PATIENCE_MS = 30_000
"""Only a fault makes a test wait so long; a busy machine does not fail it."""


class SteppedSink(RecordingSink):
    """A device whose time is counted in turns: each time it is fed, ten milliseconds more have sounded.

    However busy the machine is, the same number of turns is the same length of sound.
    """

    def __init__(self) -> None:
        self.now = 0.0
        self.on_step: Callable[[], None] = lambda: None
        super().__init__(lambda: self.now)

    def free(self) -> int:
        self.now += STEP_MS / 1000
        self.on_step()
        return super().free()


class Stage(QObject):
    """A player and everything that it told."""

    def __init__(self, sink: RecordingSink | None = None, command: list[str] | None = None) -> None:
        super().__init__()
        self.sink = sink or RecordingSink()
        self.heard: list[HeardWord] = []
        self.words: list[tuple[str, int, int]] = []
        self.parts: list[str] = []
        self.playing: list[bool] = []
        self.pauses: list[bool] = []
        self.finished = 0
        self.troubles: list[str] = []
        self.player = SpeechPlayer(self.sink, command=command, on_heard=self.heard.append)
        self.player.word.connect(lambda part, start, length: self.words.append((part, start, length)))
        self.player.utteranceChanged.connect(self.parts.append)
        self.player.playingChanged.connect(self.playing.append)
        self.player.pausedChanged.connect(self.pauses.append)
        self.player.finished.connect(self._finish)
        self.player.troubleChanged.connect(self.troubles.append)

    def _finish(self) -> None:
        self.finished += 1

    @property
    def said(self) -> str:
        return " ".join(word.word for word in self.heard)


@pytest.fixture
def instant(qtbot: QtBot) -> Iterator[Stage]:
    """Everything written counts as heard: as in a rehearsal."""
    stage = Stage()
    yield stage
    stage.player.close()


@pytest.fixture
def stepped() -> SteppedSink:
    return SteppedSink()


@pytest.fixture
def timed(qtbot: QtBot, stepped: SteppedSink, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """Sound takes its time, in turns of the player."""
    monkeypatch.setattr("accessibility.speech.player.TICK_MS", 1)
    stage = Stage(stepped)
    yield stage
    stage.player.close()


def test_a_page_is_read_to_its_end(qtbot: QtBot, instant: Stage) -> None:
    instant.player.play(PAGE)
    qtbot.waitUntil(lambda: instant.finished == 1, timeout=PATIENCE_MS)
    assert instant.parts == ["title", "question", "question", "answer", "arabic", "forward", ""]
    assert instant.playing == [True, False]
    assert instant.words[-1] == ("", 0, 0)
    lit = [text for text in instant.words if text[0] == "question"]
    shown = PAGE.utterances[1].text
    assert [shown[start : start + length] for _, start, length in lit] == shown.replace(" ? ", " ").split(" ")


def test_vowelled_arabic_lights_the_letters_on_the_screen(qtbot: QtBot, instant: Stage) -> None:
    instant.player.play(PAGE)
    qtbot.waitUntil(lambda: instant.finished == 1, timeout=PATIENCE_MS)
    assert [word for word in instant.words if word[0] == "arabic"] == [("arabic", 0, 3), ("arabic", 4, 6)]


def test_en_5_1_3_8_answers_are_not_said_without_leave(qtbot: QtBot, instant: Stage) -> None:
    instant.player.presynthesise(PAGE)
    instant.player.play(PAGE)
    qtbot.waitUntil(lambda: instant.finished == 1, timeout=PATIENCE_MS)
    assert "Canary" not in instant.said
    assert PRIVATE in instant.said
    instant.player.set_answers_aloud(True)
    instant.player.repeat_all()
    qtbot.waitUntil(lambda: instant.finished == 2, timeout=PATIENCE_MS)
    assert "Amina Canary" in instant.said
    instant.heard.clear()
    instant.player.set_answers_aloud(False)
    instant.player.repeat_all()
    qtbot.waitUntil(lambda: instant.finished == 3, timeout=PATIENCE_MS)
    assert "Canary" not in instant.said


def test_leave_taken_back_in_the_middle_falls_silent(qtbot: QtBot, timed: Stage) -> None:
    timed.player.set_answers_aloud(True)
    timed.player.play(PAGE)
    qtbot.waitUntil(lambda: len(timed.words) > 1, timeout=PATIENCE_MS)
    timed.player.set_answers_aloud(False)
    assert not timed.player.playing
    timed.player.repeat_last_sentence()
    assert not timed.player.playing


def frames(milliseconds: float) -> int:
    return int(milliseconds * 22_050 / 1000) * 2


def test_en_5_1_3_5_silent_when_the_person_acts(qtbot: QtBot, timed: Stage, stepped: SteppedSink) -> None:
    """Samples: what sounded up to the act, and nothing behind it, though a quarter of a second was with the device."""
    timed.player.play(PAGE)
    qtbot.waitUntil(lambda: len(timed.words) >= 3, timeout=PATIENCE_MS)
    assert timed.sink.free() < frames(250)
    heard = len(timed.sink.pcm)
    timed.player.stop()
    stepped.now += 1.0
    assert len(timed.sink.pcm) - heard <= frames(100)
    assert timed.playing == [True, False]
    assert timed.parts[-1] == ""
    assert timed.finished == 0


def test_en_5_1_3_5_other_speech_replaces_the_first_and_never_mixes(
    qtbot: QtBot, timed: Stage, stepped: SteppedSink
) -> None:
    other = Script((utterance("other", "Oui."),), "fr")
    timed.player.play(other)
    qtbot.waitUntil(lambda: timed.finished == 1, timeout=PATIENCE_MS)
    alone = timed.sink.pcm
    timed.player.play(PAGE)
    qtbot.waitUntil(lambda: len(timed.words) >= 5, timeout=PATIENCE_MS)
    before = len(timed.sink.pcm)
    timed.player.play(other)
    qtbot.waitUntil(lambda: timed.finished == 2, timeout=PATIENCE_MS)
    behind = timed.sink.pcm[before:]
    # The second speech, sample for sample, begins within 100 ms of sound, and all before it is silence.
    at = behind.find(alone[: frames(500)])
    assert 0 <= at <= frames(100)
    assert max(array.array("h", behind[:at]), default=0) == 0
    assert timed.parts[timed.parts.index("", 2) if "" in timed.parts[2:-2] else -2 :] == ["other", ""]


def test_en_5_1_3_4_pause_and_resume_lose_no_sample(
    qtbot: QtBot, timed: Stage, instant: Stage, stepped: SteppedSink
) -> None:
    timed.player.play(PAGE)
    qtbot.waitUntil(lambda: len(timed.words) >= 2, timeout=PATIENCE_MS)
    timed.player.pause()
    heard, words = len(timed.sink.pcm), len(timed.words)
    stepped.now += 60.0
    qtbot.wait(30)
    assert len(timed.sink.pcm) == heard
    assert len(timed.words) == words
    assert timed.player.paused
    assert timed.player.playing
    timed.player.resume()
    qtbot.waitUntil(lambda: timed.finished == 1, timeout=PATIENCE_MS)
    assert timed.pauses == [True, False]
    instant.player.play(PAGE)
    qtbot.waitUntil(lambda: instant.finished == 1, timeout=PATIENCE_MS)
    assert len(timed.sink.pcm) == pytest.approx(len(instant.sink.pcm), abs=frames(60))
    assert timed.said == instant.said


def test_en_5_1_3_4_all_again_from_the_middle_and_from_the_end(qtbot: QtBot, timed: Stage) -> None:
    timed.player.play(PAGE)
    qtbot.waitUntil(lambda: "question" in timed.parts, timeout=PATIENCE_MS)
    timed.player.repeat_all()
    qtbot.waitUntil(lambda: timed.finished == 1, timeout=PATIENCE_MS)
    assert timed.parts.count("title") == 2
    timed.player.repeat_all()
    qtbot.waitUntil(lambda: timed.finished == 2, timeout=PATIENCE_MS)
    assert timed.parts.count("title") == 3
    assert timed.parts.count("forward") == 2


def test_en_5_1_3_4_the_last_sentence_again_and_on(qtbot: QtBot, timed: Stage) -> None:
    timed.player.play(PAGE)
    qtbot.waitUntil(lambda: ("question", 32, 10) in timed.words, timeout=PATIENCE_MS)
    since = timed.sink.heard_ms
    qtbot.waitUntil(lambda: timed.sink.heard_ms > since + JUST_BEGUN_MS, timeout=PATIENCE_MS)
    count = timed.words.count(("question", 32, 10))
    timed.player.repeat_last_sentence()
    qtbot.waitUntil(lambda: timed.words.count(("question", 32, 10)) == count + 1, timeout=PATIENCE_MS)
    assert timed.words.count(("question", 0, 2)) == 1
    # It has only just begun: the one before.
    timed.player.repeat_last_sentence()
    qtbot.waitUntil(lambda: timed.words.count(("question", 0, 2)) == 2, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: timed.finished == 1, timeout=PATIENCE_MS)


def test_en_5_1_3_4_a_sentence_in_two_voices_is_repeated_whole(qtbot: QtBot, timed: Stage) -> None:
    mixed = Script(
        (utterance("a", "Avant."), utterance("b", "Choisissez العربية ou attendez ici un moment.")), "fr", BOTH
    )
    pieces = mixed.sentences(False)
    assert [said.begins for said in pieces] == [True, True, False, False], "the test needs a sentence in pieces"
    timed.player.play(mixed)
    qtbot.waitUntil(lambda: timed.parts.count("b") == 3, timeout=PATIENCE_MS)
    timed.player.repeat_last_sentence()
    qtbot.waitUntil(lambda: timed.finished == 1, timeout=PATIENCE_MS)
    assert timed.parts.count("a") == 1
    assert timed.parts.count("b") == 6
    timed.player.repeat_last_sentence()
    qtbot.waitUntil(lambda: timed.finished == 2, timeout=PATIENCE_MS)
    assert timed.parts.count("a") == 1
    assert timed.parts.count("b") == 9


def test_en_5_1_3_4_the_last_sentence_alone_when_all_is_quiet(qtbot: QtBot, instant: Stage) -> None:
    instant.player.play(PAGE)
    qtbot.waitUntil(lambda: instant.finished == 1, timeout=PATIENCE_MS)
    instant.parts.clear()
    instant.player.repeat_last_sentence()
    qtbot.waitUntil(lambda: instant.finished == 2, timeout=PATIENCE_MS)
    assert instant.parts == ["forward", ""]


def test_v_7_1_k_rate_changes_from_the_present_sentence_on(qtbot: QtBot, timed: Stage) -> None:
    script = Script(PAGE.utterances[1:], "fr")
    timed.player.set_rate(len(WORDS_PER_MINUTE) - 1)
    timed.player.play(script)
    qtbot.waitUntil(lambda: timed.finished == 1, timeout=PATIENCE_MS)
    fast = timed.sink.heard_ms
    timed.parts.clear()
    timed.playing.clear()
    timed.player.set_rate(0)
    timed.player.play(script)
    qtbot.waitUntil(lambda: "question" in timed.parts, timeout=PATIENCE_MS)
    slow = timed.sink.heard_ms
    timed.player.set_rate(len(WORDS_PER_MINUTE) - 1)
    qtbot.waitUntil(lambda: timed.finished == 2, timeout=PATIENCE_MS)
    assert timed.sink.heard_ms - slow == pytest.approx(fast, abs=100)
    assert timed.parts.count("question") == 3
    assert timed.playing == [True, False]


def test_v_7_1_k_rate_slow_speech_takes_longer(qtbot: QtBot, instant: Stage) -> None:
    lengths = []
    for step in range(len(WORDS_PER_MINUTE)):
        before = instant.sink.heard_ms
        instant.player.set_rate(step)
        instant.player.play(PAGE)
        qtbot.waitUntil(lambda step=step: instant.finished == step + 1, timeout=PATIENCE_MS)  # type: ignore[misc]
        lengths.append(instant.sink.heard_ms - before)
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] > 3 * lengths[-1]


def test_volume_goes_to_the_sink(instant: Stage) -> None:
    assert instant.sink.gain == gain(DEFAULT_VOLUME)
    instant.player.set_volume(5)
    assert instant.sink.gain == 1.0


def onset_ms(pcm: bytes) -> float:
    """Sound before the first sample that can be heard."""
    return next(i for i, sample in enumerate(array.array("h", pcm)) if abs(sample) > 40) * 1000 / 22_050


def test_v_7_2_n_a_page_that_was_opened_is_heard_in_the_same_instant(qtbot: QtBot, timed: Stage) -> None:
    script = Script(PAGE.utterances[:1], "fr")
    timed.player.presynthesise(script)
    qtbot.waitUntil(lambda: not timed.player._recordings.waiting, timeout=PATIENCE_MS)
    timed.player.play(script)
    # Not one turn of the event loop later: the samples are with the device when `play` returns.
    assert timed.player.playing
    assert timed.sink.free() < frames(250)
    qtbot.waitUntil(lambda: timed.sink.heard_ms > 100, timeout=PATIENCE_MS)
    assert onset_ms(timed.sink.pcm) <= 30


def test_v_7_2_n_what_nobody_prepared_is_sounded_in_the_turn_in_which_it_comes(
    qtbot: QtBot, timed: Stage, stepped: SteppedSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    log: list[str] = []
    recordings, write = timed.player._recordings, stepped.write
    accept = recordings.accept

    def arrived(result: Spoken | Failed) -> None:
        log.append("arrived")
        accept(result)

    def written(pcm: bytes) -> int:
        log.append("sounded")
        return write(pcm)

    monkeypatch.setattr(recordings, "accept", arrived)
    monkeypatch.setattr(stepped, "write", written)
    turns = QTimer()
    turns.timeout.connect(lambda: log.append("turn"))
    turns.start(0)
    timed.player.play(PAGE)
    qtbot.waitUntil(lambda: timed.sink.heard_ms > 200, timeout=PATIENCE_MS)
    turns.stop()
    first = log.index("arrived")
    assert log[first + 1] == "sounded"
    assert "sounded" not in log[:first]
    assert onset_ms(timed.sink.pcm) <= 30


def test_own_1_presynthesis_is_silent(qtbot: QtBot, instant: Stage) -> None:
    instant.player.presynthesise(PAGE)
    qtbot.wait(300)
    assert instant.sink.heard_ms == 0
    assert instant.playing == []


def test_pauses_between_sentences_are_silence(qtbot: QtBot, instant: Stage) -> None:
    instant.player.play(Script(PAGE.utterances[:2], "fr"))
    qtbot.waitUntil(lambda: instant.finished == 1, timeout=PATIENCE_MS)
    samples = array.array("h", instant.sink.pcm)
    second = next(word.at_ms for word in instant.heard if word.part == "question")
    quiet = samples[(second - 240) * 22050 // 1000 : second * 22050 // 1000]
    assert max(abs(sample) for sample in quiet) == 0


def test_the_recording_of_a_rehearsal(qtbot: QtBot, instant: Stage, tmp_path: Path) -> None:
    for number in (1, 2):
        instant.player.play(PAGE)
        qtbot.waitUntil(lambda number=number: instant.finished == number, timeout=PATIENCE_MS)  # type: ignore[misc]
    times = [word.at_ms for word in instant.heard]
    assert times == sorted(times)
    assert times[-1] < instant.sink.heard_ms
    instant.sink.save(tmp_path / "voice.wav")
    assert (tmp_path / "voice.wav").stat().st_size == len(instant.sink.pcm) + 44


def test_forgetting_leaves_no_text_and_no_sound(qtbot: QtBot, instant: Stage) -> None:
    instant.player.set_answers_aloud(True)
    instant.player.play(PAGE)
    qtbot.waitUntil(lambda: instant.finished == 1, timeout=PATIENCE_MS)
    instant.player.forget()
    assert instant.player._recordings._cache.size == 0
    instant.player.repeat_all()
    instant.player.repeat_last_sentence()
    assert not instant.player.playing


class Deaf(RecordingSink):
    """No device."""

    def available(self) -> bool:
        return False


class Stuck(RecordingSink):
    """A device that takes samples and never sounds them."""

    def played_us(self) -> int:
        return 0


def test_without_a_sound_device_the_operator_is_told_and_the_visitor_is_not(qtbot: QtBot) -> None:
    player = SpeechPlayer(Deaf())
    playing: list[bool] = []
    player.playingChanged.connect(playing.append)
    player.start()
    player.play(PAGE)
    assert not player.available
    assert not player.playing
    assert player.trouble == NO_DEVICE
    assert playing == []
    player.close()


def test_a_device_that_does_not_sound_is_given_up(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    # Long enough for a voice to start on a busy machine: it would otherwise be what is given up.
    monkeypatch.setattr("accessibility.speech.player.STALLED_SECONDS", 3.0)
    player = SpeechPlayer(Stuck())
    player.play(PAGE)
    qtbot.waitUntil(lambda: not player.playing, timeout=PATIENCE_MS)
    assert player.trouble == STALLED
    player.close()


def test_a_voice_that_dies_while_speaking_is_replaced_and_goes_on(qtbot: QtBot, timed: Stage) -> None:
    long = Script(tuple(utterance(f"u{number}", f"Phrase numéro {number}.") for number in range(9)), "fr")
    timed.player.set_rate(7)
    timed.player.play(long)
    qtbot.waitUntil(lambda: "u1" in timed.parts, timeout=PATIENCE_MS)
    pid = timed.player.voice_pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: timed.finished == 1, timeout=PATIENCE_MS)
    assert timed.player.voice_pid != pid
    assert "u8" in timed.parts


def test_a_voice_that_cannot_start_leaves_the_kiosk_silent(qtbot: QtBot) -> None:
    stage = Stage(command=[sys.executable, "-c", "raise SystemExit(1)"])
    stage.player.play(PAGE)
    qtbot.waitUntil(lambda: "parvis voice" in stage.player.trouble, timeout=PATIENCE_MS)
    assert not stage.player.available
    assert not stage.player.playing
    assert stage.playing == [True, False]
    stage.player.play(PAGE)
    assert not stage.player.playing
    stage.player.close()


def test_a_language_without_a_voice_is_passed_over(qtbot: QtBot, instant: Stage) -> None:
    instant.player.play(Script((utterance("x", "abc", language="zz"), utterance("y", "Oui.")), "fr"))
    qtbot.waitUntil(lambda: instant.finished == 1, timeout=PATIENCE_MS)
    assert instant.parts == ["y", ""]


def test_an_empty_script_ends_what_was_said(qtbot: QtBot, timed: Stage) -> None:
    timed.player.play(PAGE)
    qtbot.waitUntil(lambda: len(timed.words) >= 1, timeout=PATIENCE_MS)
    timed.player.play(Script((), "fr"))
    assert not timed.player.playing
    assert timed.playing == [True, False]
