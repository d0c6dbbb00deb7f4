"""Recorded speech through Qt's decoder and the player, beside the real voice."""

from __future__ import annotations

import array
import math
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from accessibility.script import Script, Utterance
from accessibility.speech import recorded
from accessibility.speech.cache import Recording
from accessibility.speech.player import SpeechPlayer
from accessibility.speech.reel import HeardWord
from accessibility.speech.samples import loudness
from accessibility.speech.sink import RecordingSink
from accessibility.speech.voice import SAMPLE_RATE
from ui.decoding import QtDecoder

# Qt says of each file that it cannot read that it cannot: here this is what is asked of it.
REFUSED = pytest.mark.qt_log_ignore("qt.multimedia.ffmpeg", "Could not open media", extend=True)
PITCH = 700


def record(path: Path, seconds: float = 1.0, *, rate: int = 44_100, channels: int = 2, amplitude: int = 3_000) -> Path:
    """A tone that no voice makes."""
    samples = array.array("h")
    for index in range(int(seconds * rate)):
        samples.extend([int(amplitude * math.sin(2 * math.pi * PITCH * index / rate))] * channels)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return path


def pitched(pcm: bytes) -> list[bool]:
    """Whether each 20 ms are the tone: by its share of the energy (Goertzel)."""
    samples, size = array.array("h", pcm), SAMPLE_RATE // 50
    found = []
    for at in range(0, len(samples) - size, size):
        block = samples[at : at + size]
        angle = 2 * math.pi * PITCH / SAMPLE_RATE
        real = sum(sample * math.cos(angle * i) for i, sample in enumerate(block))
        imaginary = sum(sample * math.sin(angle * i) for i, sample in enumerate(block))
        energy = sum(sample * sample for sample in block)
        found.append(energy > 0 and 2 * (real * real + imaginary * imaginary) / size > 0.9 * energy)
    return found


class Stage:
    """A player with Qt's decoder and a sink that keeps everything."""

    def __init__(self, softer_db: float = 0.0) -> None:
        self.sink = RecordingSink()
        self.heard: list[HeardWord] = []
        self.parts: list[str] = []
        self.finished = 0
        self.decoder = QtDecoder(softer_db)
        self.player = SpeechPlayer(self.sink, decoder=self.decoder, on_heard=self.heard.append)
        self.player.utteranceChanged.connect(self.parts.append)
        self.player.finished.connect(self._finish)

    def _finish(self) -> None:
        self.finished += 1

    def play(self, qtbot: QtBot, *utterances: Utterance) -> bytes:
        before, number = len(self.sink.pcm), self.finished
        self.player.play(Script(utterances, "fr"))
        qtbot.waitUntil(lambda: self.finished > number, timeout=20_000)
        return self.sink.pcm[before:]


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    made = Stage()
    yield made
    made.player.close()


def said(part: str, text: str, recording: Path | str = "") -> Utterance:
    return Utterance(part, text, text, "fr", recording=str(recording))


def test_recorded_audio_goes_before_the_synthetic_voice(qtbot: QtBot, stage: Stage, tmp_path: Path) -> None:
    file = record(tmp_path / "question.wav")
    pcm = stage.play(qtbot, said("title", "Carte d'identité."), said("question", "Où est-elle ?", file))
    tone = pitched(pcm)
    assert tone.count(True) == pytest.approx(50, abs=3)
    first = tone.index(True)
    assert all(tone[first + 2 : first + 46]), "the recording is not cut into"
    assert stage.parts == ["title", "question", ""]
    assert [(word.part, word.word) for word in stage.heard if word.part == "question"] == [
        ("question", "Où est-elle ?")
    ]


def test_en_5_1_3_7_recording_and_voice_are_equally_loud_and_the_recording_can_be_made_softer(
    qtbot: QtBot, stage: Stage, tmp_path: Path
) -> None:
    file = record(tmp_path / "soft.wav", amplitude=400)

    def level(pcm: bytes) -> float:
        return loudness(array.array("h", pcm), SAMPLE_RATE)

    spoken = level(stage.play(qtbot, said("a", "Le guichet est ouvert du lundi au vendredi.")))
    played = level(stage.play(qtbot, said("b", "Ouvert.", file)))
    assert played == pytest.approx(spoken, abs=3)
    softer = Stage(softer_db=9)
    assert played - level(softer.play(qtbot, said("b", "Ouvert.", file))) == pytest.approx(9, abs=0.5)
    softer.player.close()


def test_en_5_1_3_10_nothing_ever_sounds_with_speech(qtbot: QtBot, stage: Stage, tmp_path: Path) -> None:
    """The whole log of sound: recording and voice take turns, with silence between, and their lengths add up."""
    file = record(tmp_path / "tone.wav", 4.0)
    voice = said("v", "Le guichet est ouvert du lundi au vendredi.")
    alone = len(stage.play(qtbot, voice))
    pcm = stage.play(qtbot, voice, said("r", "Bonjour.", file), voice)
    tone = pitched(pcm)
    first, last = tone.index(True), len(tone) - tone[::-1].index(True)
    assert all(tone[first + 1 : last - 1])
    samples = array.array("h", pcm)
    block = SAMPLE_RATE // 50
    for edge in (first - 6, last + 2):
        assert max(samples[edge * block : (edge + 4) * block]) == 0, "silence on both sides of the recording"
    assert len(pcm) / 2 == pytest.approx(alone + 4.25 * SAMPLE_RATE, abs=0.15 * SAMPLE_RATE)


@pytest.mark.parametrize("name", ["text.wav", "empty.wav", "silent.wav", "gone.wav", "huge.wav"])
def test_what_cannot_be_used_is_said_by_the_voice(
    qtbot: QtBot, stage: Stage, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / name
    if name == "text.wav":
        file.write_text("not a sound at all")
    elif name == "empty.wav":
        file.write_bytes(b"")
    elif name == "silent.wav":
        record(file, amplitude=0)
    elif name == "huge.wav":
        record(file, 2.0)
        monkeypatch.setattr(recorded, "MAX_SECONDS", 1)
    pcm = stage.play(qtbot, said("q", "Où est votre carte ?", file))
    assert not any(pitched(pcm))
    assert [word.word for word in stage.heard] == ["Où", "est", "votre", "carte", "?"][: len(stage.heard)]
    assert len(stage.heard) >= 4


@REFUSED
def test_a_decoder_that_does_not_finish_is_given_up_and_the_next_file_is_read(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorded, "DECODING_SECONDS", 0.4)
    broken = tmp_path / "broken.wav"
    # A header and no format: Qt's decoder thinks about it for seconds.
    broken.write_bytes(b"RIFF\xff\xff\xff\x7fWAVE" + bytes(range(256)) * 12)
    decoder, got = QtDecoder(), list[Recording | None]()
    decoder.decode(str(broken), got.append)
    decoder.decode(str(record(tmp_path / "good.wav")), got.append)
    qtbot.waitUntil(lambda: len(got) == 2, timeout=20_000)
    assert got[0] is None
    assert got[1] is not None


def test_a_page_with_recordings_is_ready_before_anybody_listens(qtbot: QtBot, stage: Stage, tmp_path: Path) -> None:
    script = Script((said("q", "Où ?", record(tmp_path / "q.wav")),), "fr")
    stage.player.presynthesise(script)
    qtbot.waitUntil(lambda: not stage.player._recordings.waiting, timeout=20_000)
    stage.player.play(script)
    assert len(stage.sink.pcm) > 0
