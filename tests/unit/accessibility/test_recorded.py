"""What authors recorded: levelled to the voice, in its place, and given up where it cannot be used."""

from __future__ import annotations

import array
import math
from itertools import pairwise

import pytest

from accessibility.script import Script, Utterance
from accessibility.sentences import Span
from accessibility.speech.cache import Recording, Wanted
from accessibility.speech.messages import Failed, Failure, Spoken
from accessibility.speech.recorded import plausible, prepared
from accessibility.speech.recordings import Recordings
from accessibility.speech.reel import Reel, wanted
from accessibility.speech.samples import SPEECH_DBFS, levelled, loudness, resampled
from accessibility.speech.voice import SAMPLE_RATE
from accessibility.utterances import LONGEST_RECORDED


def tone(amplitude: int, seconds: float = 1.0, rate: int = SAMPLE_RATE) -> array.array[int]:
    return array.array(
        "h", [int(amplitude * math.sin(2 * math.pi * 200 * i / rate)) for i in range(int(seconds * rate))]
    )


def level(recording: Recording | None) -> float:
    assert recording is not None
    return loudness(array.array("h", recording.pcm), recording.sample_rate)


@pytest.mark.parametrize("amplitude", [900, 6_000, 32_000])
def test_en_5_1_3_7_a_recording_is_as_loud_as_the_voice_however_it_was_recorded(amplitude: int) -> None:
    assert level(prepared(tone(amplitude).tobytes())) == pytest.approx(SPEECH_DBFS, abs=0.3)


@pytest.mark.parametrize("softer", [3.0, 12.0, 20.0])
def test_en_5_1_3_7_a_recording_has_a_volume_of_its_own_that_is_never_above_the_voice(softer: float) -> None:
    pcm = tone(9_000).tobytes()
    assert level(prepared(pcm)) - level(prepared(pcm, softer)) == pytest.approx(softer, abs=0.3)
    assert level(prepared(pcm, -softer)) == pytest.approx(SPEECH_DBFS, abs=0.3)


def test_levelling_never_clips_and_never_makes_noise_of_silence() -> None:
    peaky = array.array("h", [0] * 2_000)
    peaky[::400] = array.array("h", [32_000] * 5)
    assert max(levelled(peaky, SAMPLE_RATE, -3.0)) <= 32_767
    hiss = array.array("h", [3, -3] * 5_000)
    assert levelled(hiss, SAMPLE_RATE) == hiss
    assert prepared(hiss.tobytes()) is None
    assert prepared(b"") is None
    assert prepared(b"\x01") is None


def test_a_recording_begins_at_once() -> None:
    recording = prepared(bytes(SAMPLE_RATE * 2) + tone(9_000).tobytes() + bytes(SAMPLE_RATE))
    assert recording is not None
    assert len(recording.pcm) / 2 == pytest.approx(SAMPLE_RATE * 1.01, abs=SAMPLE_RATE // 100)


def test_resampling_keeps_length_and_pitch() -> None:
    for rate in (8_000, 16_000, 44_100, 48_000):
        heard = resampled(tone(9_000, rate=rate), rate, SAMPLE_RATE)
        assert len(heard) == pytest.approx(SAMPLE_RATE, abs=2)
        assert sum(before < 0 <= after for before, after in pairwise(heard)) == pytest.approx(200, abs=2)


@pytest.mark.parametrize(
    ("beginning", "sound"),
    [
        (b"RIFF", True),
        (b"OggS", True),
        (b"ID3\x04", True),
        (b"\xff\xfb\x90\x00", True),
        (b"fLaC", True),
        (b"\xff", False),
        (b"\xff\x00\x00\x00", False),
        (b"<svg", False),
        (b"", False),
    ],
)
def test_only_what_begins_like_sound_is_decoded(beginning: bytes, sound: bool) -> None:
    assert plausible(beginning) is sound


TWO = Utterance("q", "Où ? Ici.", "Où ? Ici.", "fr", recording="/pack/q.wav")


def test_an_utterance_with_a_recording_is_one_sentence() -> None:
    (said,) = Script((TWO,), "fr").sentences(False)
    assert (said.speech, said.recording) == ("Où ? Ici.", "/pack/q.wav")
    assert said.spans == (Span(0, 2), Span(3, 1), Span(5, 4))
    other = Script((Utterance("n", "12", "douze ans", "fr", recording="/pack/n.wav"),), "fr").sentences(False)
    assert [(sentence.speech, sentence.recording) for sentence in other] == [("douze ans", "/pack/n.wav")]


def test_a_private_recording_is_not_played_where_others_hear() -> None:
    private = Utterance("q", "Amina", "Amina", "fr", True, "Votre réponse est à l'écran.", recording="/pack/q.wav")
    (said,) = Script((private,), "fr").sentences(False)
    assert (said.speech, said.recording) == ("Votre réponse est à l'écran.", "")
    (said,) = Script((private,), "fr").sentences(True)
    assert said.recording == "/pack/q.wav"


def test_a_text_too_long_to_be_said_in_one_piece_is_left_to_the_voice() -> None:
    text = "mot " * (LONGEST_RECORDED // 4) + "fin"
    assert all(
        not said.recording
        for said in Script((Utterance("q", text, text, "fr", recording="/x"),), "fr").sentences(False)
    )


class Voice:
    """What `Recordings` asks of a `VoiceClient`."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def speak(self, text: str, language: str, words_per_minute: int, generation: int) -> int:
        self.asked.append(text)
        return len(self.asked)

    def abandon(self, generation: int) -> None: ...


SOUND = Recording(SAMPLE_RATE, (), b"\x01\x00" * 10)


def test_a_recording_is_decoded_once_for_every_rate() -> None:
    voice, decoded = Voice(), list[str]()
    recordings = Recordings(voice, decoded.append)  # type: ignore[arg-type]
    slow, fast = Wanted("Où ?", "fr", 60, "/q"), Wanted("Où ?", "fr", 250, "/q")
    recordings.request([slow, slow, fast])
    assert decoded == ["/q"]
    assert recordings.waiting
    assert not recordings.settled(slow)
    recordings.decoded("/q", SOUND)
    assert recordings.get(slow) == recordings.get(fast) == SOUND
    recordings.request([slow, fast])
    assert (decoded, voice.asked) == (["/q"], [])
    assert not recordings.waiting


def test_what_cannot_be_decoded_is_asked_of_the_voice() -> None:
    voice, decoded = Voice(), list[str]()
    recordings = Recordings(voice, decoded.append)  # type: ignore[arg-type]
    want = Wanted("Où ?", "fr", 120, "/q")
    recordings.request([want])
    recordings.decoded("/q", None)
    assert not recordings.settled(want)
    recordings.request([want])
    assert voice.asked == ["Où ?"]
    recordings.accept(Spoken(1, SAMPLE_RATE, (), b"\x02\x00"))
    found = recordings.get(want)
    assert found is not None
    assert found.pcm == b"\x02\x00"
    recordings.request([Wanted("Ici.", "fr", 120, "/q")])
    assert decoded == ["/q"]
    recordings.accept(Failed(2, Failure.SYNTHESIS))
    assert recordings.settled(Wanted("Ici.", "fr", 120, "/q"))


def test_without_a_decoder_the_voice_says_it() -> None:
    voice = Voice()
    recordings = Recordings(voice)  # type: ignore[arg-type]
    recordings.request([Wanted("Où ?", "fr", 120, "/q")])
    assert voice.asked == ["Où ?"]


def test_a_recording_that_comes_after_all_was_forgotten_is_dropped() -> None:
    recordings = Recordings(Voice(), lambda path: None)  # type: ignore[arg-type]
    recordings.request([Wanted("Où ?", "fr", 120, "/q")])
    recordings.forget()
    recordings.decoded("/q", SOUND)
    assert recordings.get(Wanted("Où ?", "fr", 120, "/q")) is None


def test_a_recorded_sentence_is_lit_as_a_whole_and_heard_as_a_whole() -> None:
    sentences = Script((TWO,), "fr").sentences(False)
    reel = Reel(sentences, 0, 1, 120)
    assert reel.wanted(3) == (wanted(sentences[0], 120),) == (Wanted("Où ? Ici.", "fr", 120, "/pack/q.wav"),)
    reel.load(SOUND)
    (cue,) = [cue for cue in reel.due(0) if not cue.begins]
    assert cue.span == Span(0, 9)
    assert reel.heard(cue, 0).word == "Où ? Ici."
