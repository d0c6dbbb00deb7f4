"""Sentences joined to samples and cues; and the sink that records."""

from __future__ import annotations

import wave
from pathlib import Path

from accessibility.sentences import Sentence, Span
from accessibility.speech.cache import Recording, Wanted
from accessibility.speech.messages import Mark
from accessibility.speech.reel import HeardWord, Reel
from accessibility.speech.sink import RecordingSink
from accessibility.speech.stall import Stall

RATE = 1000
"""Samples a second: one sample is a millisecond, so that frames can be read as times."""


def sound(ms: int, *marks: tuple[int, int]) -> Recording:
    return Recording(RATE, tuple(Mark(token, at) for token, at in marks), b"\x01\x00" * ms)


def sentence(part: str, speech: str, *spans: Span, pause: int = 250) -> Sentence:
    return Sentence(part, speech, "fr", spans, 0, pause)


def drain(reel: Reel) -> bytes:
    return b"".join(iter(lambda: reel.take(64), b""))


def test_sentences_and_their_pauses_follow_each_other() -> None:
    reel = Reel((sentence("a", "un"), sentence("b", "deux", pause=400)), 0, 2, 120)
    reel.load(sound(100))
    reel.load(sound(50))
    assert drain(reel) == b"\x01\x00" * 100 + bytes(500) + b"\x01\x00" * 50 + bytes(800)


def test_fast_speech_has_shorter_pauses_and_slow_speech_the_same() -> None:
    for rate, frames in ((60, 250), (120, 250), (240, 125)):
        reel = Reel((sentence("a", "un"),), 0, 1, rate)
        reel.load(sound(10))
        assert len(drain(reel)) // 2 == 10 + frames


def test_cues_come_when_their_frame_is_reached_and_once() -> None:
    spans = (Span(0, 2), Span(3, 4))
    reel = Reel((sentence("a", "un deux", *spans), sentence("b", "[bouton]")), 0, 2, 120)
    reel.load(sound(100, (0, 0), (1, 60)))
    reel.load(sound(100, (0, 0)))
    assert [(cue.begins, cue.span) for cue in reel.due(0)] == [(True, None), (False, spans[0])]
    assert reel.due(59) == ()
    assert [cue.span for cue in reel.due(60)] == [spans[1]]
    assert reel.due(349) == ()
    assert [(cue.sentence, cue.begins) for cue in reel.due(350)] == [(1, True)]
    assert reel.current == 1
    assert reel.current_since == 350


def test_a_phrase_that_cannot_be_aligned_is_lit_once_as_a_whole() -> None:
    reel = Reel((sentence("a", "carte nationale", Span(0, 3)),), 0, 1, 120)
    reel.load(sound(100, (0, 0), (1, 60)))
    assert [cue.span for cue in reel.due(100) if not cue.begins] == [Span(0, 3)]


def test_a_voice_without_word_times_lights_the_sentence() -> None:
    reel = Reel((sentence("a", "un deux", Span(4, 2), Span(7, 4)),), 0, 1, 120)
    reel.load(sound(100))
    assert [cue.span for cue in reel.due(0) if not cue.begins] == [Span(4, 7)]


def test_what_cannot_be_spoken_is_left_out() -> None:
    reel = Reel((sentence("a", "un"), sentence("b", "...")), 0, 2, 120)
    reel.load(None)
    assert not reel.over(0)
    reel.load(sound(0))
    assert reel.over(0)
    assert drain(reel) == b""


def test_over_is_after_the_speech_and_not_before() -> None:
    reel = Reel((sentence("a", "un"),), 0, 1, 120)
    reel.load(sound(100, (0, 0)))
    reel.due(100)
    assert not reel.over(99)
    assert not reel.over(100)
    assert reel.over(310)


def test_samples_that_the_sink_did_not_take_come_again() -> None:
    reel = Reel((sentence("a", "un", pause=0),), 0, 1, 120)
    reel.load(sound(10))
    taken = reel.take(9)
    assert len(taken) == 8
    reel.give_back(taken[4:])
    assert len(drain(reel)) == 16


def test_what_to_ask_the_voice_for_next() -> None:
    reel = Reel(tuple(sentence(str(i), f"s{i}") for i in range(5)), 1, 4, 145)
    assert reel.wanted(2) == (Wanted("s1", "fr", 145), Wanted("s2", "fr", 145))
    reel.load(None)
    assert [want.text for want in reel.wanted(9)] == ["s2", "s3"]
    assert reel.starved(0)


def test_a_rehearsal_reads_the_word() -> None:
    reel = Reel((sentence("a", "أَيْنَ هُوَ", Span(0, 3), Span(4, 2)),), 0, 1, 120)
    reel.load(sound(100, (0, 0), (1, 60)))
    cue = reel.due(100)[-1]
    assert reel.heard(cue, 1000) == HeardWord("a", "هُوَ", 4, 2, 1060)


def test_without_a_clock_all_that_is_written_is_heard() -> None:
    sink = RecordingSink()
    sink.open(RATE)
    sink.write(bytes(2000))
    assert sink.played_us() == 1_000_000
    sink.open(RATE)
    assert sink.played_us() == 0
    assert sink.heard_ms == 1000


def test_with_a_clock_sound_takes_its_time_and_close_cuts_it_off(tmp_path: Path) -> None:
    now = [0.0]
    sink = RecordingSink(lambda: now[0])
    sink.open(RATE)
    assert sink.free() == RATE * 2 // 4
    sink.write(b"\x01\x00" * 250)
    now[0] = 0.125
    assert sink.played_us() == 125_000
    sink.pause()
    now[0] = 5.0
    assert sink.played_us() == 125_000
    sink.resume()
    now[0] = 5.0625
    assert sink.played_us() == 187_000
    sink.close()
    now[0] = 9.0
    assert sink.heard_ms == 187
    sink.save(tmp_path / "voice.wav")
    with wave.open(str(tmp_path / "voice.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
        assert file.readframes(1000) == b"\x01\x00" * 187


def test_a_starved_device_does_not_count_silence() -> None:
    now = [0.0]
    sink = RecordingSink(lambda: now[0])
    sink.open(RATE)
    sink.write(bytes(200))
    now[0] = 60.0
    assert sink.played_us() == 100_000
    sink.write(bytes(200))
    assert sink.played_us() == 100_000
    now[0] = 60.125
    assert sink.played_us() == 200_000


def test_stall() -> None:
    now = [0.0]
    stall = Stall(5.0, lambda: now[0])
    assert not stall.standing(1)
    now[0] = 4.0
    assert not stall.standing(1)
    assert not stall.standing(2)
    now[0] = 9.5
    assert stall.standing(2)
    assert not stall.standing(2)
    now[0] = 14.0
    stall.restart()
    now[0] = 18.0
    assert not stall.standing(2)
