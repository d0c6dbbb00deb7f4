"""The player with the real voice process and a sink that records: EN 5.1.3.4/.5/.8, V 7.1-K, own-3."""

from __future__ import annotations

import array
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from accessibility.preferences import WORDS_PER_MINUTE, gain
from accessibility.script import Script, Utterance
from accessibility.speech.player import NO_DEVICE, STALLED, SpeechPlayer
from accessibility.speech.reel import HeardWord
from accessibility.speech.sink import RecordingSink
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


class Stage(QObject):
    """A player and everything that it told."""

    def __init__(self, clock: Callable[[], float] | None = None, command: list[str] | None = None) -> None:
        super().__init__()
        self.sink = RecordingSink(clock)
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
def timed(qtbot: QtBot) -> Iterator[Stage]:
    """Sound takes its time."""
    stage = Stage(time.monotonic)
    yield stage
    stage.player.close()


def test_a_page_is_read_to_its_end(qtbot: QtBot, instant: Stage) -> None:
    instant.player.play(PAGE)
    qtbot.waitUntil(lambda: instant.finished == 1, timeout=5000)
    assert instant.parts == ["title", "question", "question", "answer", "arabic", "forward", ""]
    assert instant.playing == [True, False]
    assert instant.words[-1] == ("", 0, 0)
    lit = [text for text in instant.words if text[0] == "question"]
    shown = PAGE.utterances[1].text
    assert [shown[start : start + length] for _, start, length in lit] == shown.replace(" ? ", " ").split(" ")


def test_vowelled_arabic_lights_the_letters_on_the_screen(qtbot: QtBot, instant: Stage) -> None:
    instant.player.play(PAGE)
    qtbot.waitUntil(lambda: instant.finished == 1, timeout=5000)
    assert [word for word in instant.words if word[0] == "arabic"] == [("arabic", 0, 3), ("arabic", 4, 6)]


def test_en_5_1_3_8_answers_are_not_said_without_leave(qtbot: QtBot, instant: Stage) -> None:
    instant.player.presynthesise(PAGE)
    instant.player.play(PAGE)
    qtbot.waitUntil(lambda: instant.finished == 1, timeout=5000)
    assert "Canary" not in instant.said
    assert PRIVATE in instant.said
    instant.player.set_answers_aloud(True)
    instant.player.repeat_all()
    qtbot.waitUntil(lambda: instant.finished == 2, timeout=5000)
    assert "Amina Canary" in instant.said
    instant.heard.clear()
    instant.player.set_answers_aloud(False)
    instant.player.repeat_all()
    qtbot.waitUntil(lambda: instant.finished == 3, timeout=5000)
    assert "Canary" not in instant.said


def test_leave_taken_back_in_the_middle_falls_silent(qtbot: QtBot, timed: Stage) -> None:
    timed.player.set_answers_aloud(True)
    timed.player.play(PAGE)
    qtbot.waitUntil(lambda: len(timed.words) > 1)
    timed.player.set_answers_aloud(False)
    assert not timed.player.playing
    timed.player.repeat_last_sentence()
    assert not timed.player.playing


def test_en_5_1_3_5_silent_at_once_when_the_person_acts(qtbot: QtBot, timed: Stage) -> None:
    timed.player.play(PAGE)
    qtbot.waitUntil(lambda: len(timed.words) >= 3)
    started = time.monotonic()
    timed.player.stop()
    heard = timed.sink.heard_ms
    assert time.monotonic() - started < 0.1
    qtbot.wait(300)
    assert timed.sink.heard_ms == heard
    assert timed.playing == [True, False]
    assert timed.parts[-1] == ""
    assert timed.finished == 0


def test_en_5_1_3_5_other_speech_replaces_the_first_and_never_mixes(qtbot: QtBot, timed: Stage) -> None:
    timed.player.play(PAGE)
    qtbot.waitUntil(lambda: len(timed.words) >= 2)
    timed.player.play(Script((utterance("other", "Oui."),), "fr"))
    qtbot.waitUntil(lambda: timed.finished == 1, timeout=5000)
    at = timed.parts.index("other")
    assert timed.parts[at:] == ["other", ""]
    assert timed.playing == [True, False]


def test_en_5_1_3_4_pause_and_resume(qtbot: QtBot, timed: Stage) -> None:
    timed.player.play(PAGE)
    qtbot.waitUntil(lambda: len(timed.words) >= 2)
    timed.player.pause()
    heard, words = timed.sink.heard_ms, len(timed.words)
    qtbot.wait(400)
    assert timed.sink.heard_ms == heard
    assert len(timed.words) == words
    assert timed.player.paused
    assert timed.player.playing
    timed.player.resume()
    qtbot.waitUntil(lambda: len(timed.words) > words)
    assert timed.pauses == [True, False]


def test_en_5_1_3_4_the_last_sentence_again_and_on(qtbot: QtBot, timed: Stage) -> None:
    timed.player.play(PAGE)
    qtbot.waitUntil(lambda: ("question", 32, 10) in timed.words, timeout=8000)
    qtbot.wait(750)
    count = timed.words.count(("question", 32, 10))
    timed.player.repeat_last_sentence()
    qtbot.waitUntil(lambda: timed.words.count(("question", 32, 10)) == count + 1, timeout=3000)
    assert timed.words.count(("question", 0, 2)) == 1
    timed.player.repeat_last_sentence()
    qtbot.waitUntil(lambda: timed.words.count(("question", 0, 2)) == 2, timeout=3000)


def test_en_5_1_3_4_the_last_sentence_alone_when_all_is_quiet(qtbot: QtBot, instant: Stage) -> None:
    instant.player.play(PAGE)
    qtbot.waitUntil(lambda: instant.finished == 1, timeout=5000)
    instant.parts.clear()
    instant.player.repeat_last_sentence()
    qtbot.waitUntil(lambda: instant.finished == 2, timeout=5000)
    assert instant.parts == ["forward", ""]


def test_own_3_words_light_at_most_60_ms_late_and_never_early(qtbot: QtBot, timed: Stage) -> None:
    late: list[float] = []
    timed.player.word.connect(
        lambda *_: late.append(timed.sink.played_us() / 1000 - timed.heard[-1].at_ms if timed.heard else 0)
    )
    timed.player.set_rate(6)
    timed.player.play(Script(PAGE.utterances[:2], "fr"))
    qtbot.waitUntil(lambda: timed.finished == 1, timeout=12000)
    late = late[:-1]
    assert len(late) >= 9
    assert min(late) >= 0
    # One word may be later: other work on a shared machine, not ours, has held this process up then.
    assert sorted(late)[-2] <= 60, late


def test_v_7_1_k_rate_changes_from_the_present_sentence_on(qtbot: QtBot, timed: Stage) -> None:
    timed.player.set_rate(0)
    timed.player.play(Script(PAGE.utterances[1:], "fr"))
    qtbot.waitUntil(lambda: len(timed.words) >= 2)
    timed.player.set_rate(len(WORDS_PER_MINUTE) - 1)
    started = time.monotonic()
    qtbot.waitUntil(lambda: timed.finished == 1, timeout=9000)
    assert time.monotonic() - started < 6
    assert timed.parts.count("question") == 3
    assert timed.playing == [True, False]


def test_v_7_1_k_slow_speech_takes_longer(qtbot: QtBot, instant: Stage) -> None:
    lengths = []
    for step in range(len(WORDS_PER_MINUTE)):
        before = instant.sink.heard_ms
        instant.player.set_rate(step)
        instant.player.play(PAGE)
        qtbot.waitUntil(lambda step=step: instant.finished == step + 1, timeout=5000)  # type: ignore[misc]
        lengths.append(instant.sink.heard_ms - before)
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] > 3 * lengths[-1]


def test_volume_goes_to_the_sink(instant: Stage) -> None:
    assert instant.sink.gain == gain(DEFAULT_VOLUME)
    instant.player.set_volume(5)
    assert instant.sink.gain == 1.0


def test_a_presynthesised_page_is_heard_in_the_same_instant(qtbot: QtBot, timed: Stage) -> None:
    script = Script(PAGE.utterances[:1], "fr")
    timed.player.presynthesise(script)
    qtbot.waitUntil(lambda: timed.player._recordings._pending == {}, timeout=5000)
    timed.player.play(script)
    # Not one turn of the event loop later: the samples are with the device when `play` returns.
    assert timed.player.playing
    assert timed.sink.free() < 22050 * 2 // 4


def test_own_1_presynthesis_is_silent(qtbot: QtBot, instant: Stage) -> None:
    instant.player.presynthesise(PAGE)
    qtbot.wait(300)
    assert instant.sink.heard_ms == 0
    assert instant.playing == []


def test_pauses_between_sentences_are_silence(qtbot: QtBot, instant: Stage) -> None:
    instant.player.play(Script(PAGE.utterances[:2], "fr"))
    qtbot.waitUntil(lambda: instant.finished == 1, timeout=5000)
    samples = array.array("h", instant.sink.pcm)
    second = next(word.at_ms for word in instant.heard if word.part == "question")
    quiet = samples[(second - 240) * 22050 // 1000 : second * 22050 // 1000]
    assert max(abs(sample) for sample in quiet) == 0


def test_the_recording_of_a_rehearsal(qtbot: QtBot, instant: Stage, tmp_path: Path) -> None:
    for number in (1, 2):
        instant.player.play(PAGE)
        qtbot.waitUntil(lambda number=number: instant.finished == number, timeout=5000)  # type: ignore[misc]
    times = [word.at_ms for word in instant.heard]
    assert times == sorted(times)
    assert times[-1] < instant.sink.heard_ms
    instant.sink.save(tmp_path / "voice.wav")
    assert (tmp_path / "voice.wav").stat().st_size == len(instant.sink.pcm) + 44


def test_forgetting_leaves_no_text_and_no_sound(qtbot: QtBot, instant: Stage) -> None:
    instant.player.set_answers_aloud(True)
    instant.player.play(PAGE)
    qtbot.waitUntil(lambda: instant.finished == 1, timeout=5000)
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
    monkeypatch.setattr("accessibility.speech.player.STALLED_SECONDS", 0.3)
    player = SpeechPlayer(Stuck(time.monotonic))
    player.play(PAGE)
    qtbot.waitUntil(lambda: not player.playing, timeout=5000)
    assert player.trouble == STALLED
    player.close()


def test_a_voice_that_dies_while_speaking_is_replaced_and_goes_on(qtbot: QtBot, timed: Stage) -> None:
    long = Script(tuple(utterance(f"u{number}", f"Phrase numéro {number}.") for number in range(9)), "fr")
    timed.player.set_rate(7)
    timed.player.play(long)
    qtbot.waitUntil(lambda: "u1" in timed.parts, timeout=5000)
    pid = timed.player.voice_pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: timed.finished == 1, timeout=20000)
    assert timed.player.voice_pid != pid
    assert "u8" in timed.parts


def test_a_voice_that_cannot_start_leaves_the_kiosk_silent(qtbot: QtBot) -> None:
    stage = Stage(command=[sys.executable, "-c", "raise SystemExit(1)"])
    stage.player.play(PAGE)
    qtbot.waitUntil(lambda: "parvis voice" in stage.player.trouble, timeout=5000)
    assert not stage.player.available
    assert not stage.player.playing
    assert stage.playing == [True, False]
    stage.player.play(PAGE)
    assert not stage.player.playing
    stage.player.close()


def test_a_language_without_a_voice_is_passed_over(qtbot: QtBot, instant: Stage) -> None:
    instant.player.play(Script((utterance("x", "abc", language="zz"), utterance("y", "Oui.")), "fr"))
    qtbot.waitUntil(lambda: instant.finished == 1, timeout=5000)
    assert instant.parts == ["y", ""]


def test_an_empty_script_ends_what_was_said(qtbot: QtBot, timed: Stage) -> None:
    timed.player.play(PAGE)
    qtbot.waitUntil(lambda: len(timed.words) >= 1)
    timed.player.play(Script((), "fr"))
    assert not timed.player.playing
    assert timed.playing == [True, False]
