"""Voices that IT puts in espeak-ng's place: a stand-in that speaks Piper's protocol, and one by an entry point."""

from __future__ import annotations

import array
import json
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from accessibility.preferences import WORDS_PER_MINUTE
from accessibility.speech import piper as piper_module
from accessibility.speech.calibration import sentence_pause_ms
from accessibility.speech.client import VoiceClient, VoiceState
from accessibility.speech.espeak import Espeak
from accessibility.speech.estimating import estimated
from accessibility.speech.messages import Failed, Spoken
from accessibility.speech.piper import Piper
from accessibility.speech.samples import SPEECH_DBFS, loudness
from accessibility.speech.timeline import WordEvent
from accessibility.speech.voice import SAMPLE_RATE, LanguageMissing, NoVoice, Order, Sound, Stopped
from accessibility.speech.voices import Voices, makers, orders

# As both Pipers: one line of text, then its end; raw samples, then theirs. Each letter is a tone of 120 Hz for 60 ms
# times the length scale, each word ends in 70 ms of silence, and there is silence at both ends.
STAND_IN = """\
#!{python}
import argparse, array, json, math, os, sys, time
parser = argparse.ArgumentParser(allow_abbrev=False)
parser.add_argument("--model", required=True)
parser.add_argument("--output-raw", action="store_true", required=True)
parser.add_argument("--sentence-silence", type=float, required=True)
parser.add_argument("--length-scale", type=float, required=True)
arguments = parser.parse_args()
with open(arguments.model + ".log", "a") as log:
    log.write(f"{{os.getpid()}}\\n")
name = os.path.basename(arguments.model)
rate = json.load(open(arguments.model + ".json"))["audio"]["sample_rate"]
if name.startswith("crash"):
    sys.exit(3)
for line in sys.stdin:
    if name.startswith("slow"):
        time.sleep(60)
    out = array.array("h", bytes(2 * (rate // 5)))
    while name.startswith("endless"):
        sys.stdout.buffer.write(bytes(1 << 16))
    for word in line.split():
        letters = sum(character.isalnum() for character in word)
        count = int(letters * 0.06 * arguments.length_scale * rate)
        out.extend(int(9000 * math.sin(2 * math.pi * 120 * i / rate)) for i in range(count))
        out.extend([0] * (rate * 7 // 100))
    out.extend([0] * (rate // 5))
    if not name.startswith("mute"):
        sys.stdout.buffer.write(out.tobytes())
        sys.stdout.buffer.flush()
"""


class Workshop:
    """A directory with the stand-in and models for it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.program = directory / "piper"
        self.program.write_text(STAND_IN.format(python=sys.executable))
        self.program.chmod(0o755)

    def model(self, name: str, *, rate: int = 16_000, family: str = "fr", **settings: object) -> Path:
        path = self.directory / f"{name}.onnx"
        path.write_bytes(b"not a model")
        content = {"audio": {"sample_rate": rate}, "language": {"family": family}} | settings
        path.with_name(f"{path.name}.json").write_text(json.dumps(content))
        return path

    def order(self, name: str, language: str = "fr") -> Order:
        return Order(language, "piper", str(self.model(name, family=language)), str(self.program))

    def started(self, name: str) -> list[int]:
        """The process ids of all that were started for a model."""
        log = self.directory / f"{name}.onnx.log"
        return [int(line) for line in log.read_text().split()] if log.exists() else []


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)


@pytest.fixture
def voice(workshop: Workshop) -> Iterator[Piper]:
    made = Piper(workshop.order("voice"))
    yield made
    made.rest()


def never() -> bool:
    return False


def seconds(sound: Sound) -> float:
    return len(sound.pcm) / 2 / sound.sample_rate


def alive(pid: int) -> bool:
    try:
        return not Path(f"/proc/{pid}/stat").read_text().split(") ")[1].startswith("Z")
    except FileNotFoundError:
        return False


def test_a_piper_voice_speaks_at_our_rate_and_loudness_without_silence_around(voice: Piper) -> None:
    sound = voice.speak("Votre carte est ici.", "fr", 120, never)
    assert sound.sample_rate == SAMPLE_RATE
    samples = array.array("h", sound.pcm)
    assert loudness(samples, SAMPLE_RATE) == pytest.approx(SPEECH_DBFS, abs=0.5)
    edge = SAMPLE_RATE // 100
    assert max(samples[:edge]) > 40
    assert max(samples[-edge:]) > 40


def test_v_7_1_k_rate_of_a_piper_voice_is_measured_before_it_speaks(voice: Piper) -> None:
    """The model's own pace is whatever it is; what the person asked for is kept, pauses included."""
    sentence = "Votre carte est valable dix ans au guichet."
    for rate in WORDS_PER_MINUTE:
        sound = voice.speak(sentence, "fr", rate, never)
        heard = len(sentence.split()) / (seconds(sound) + sentence_pause_ms(rate) / 1000) * 60
        # The stand-in's silence between words does not stretch, and a Piper's own does: 25 % here, less there.
        assert heard == pytest.approx(rate, rel=0.25)


def test_v_7_1_k_rate_of_a_piper_voice_leaves_the_pitch(voice: Piper) -> None:
    for rate in (60, 120, 250):
        sound = voice.speak("anticonstitutionnel", "fr", rate, never)
        samples = array.array("h", sound.pcm)
        crossings = sum(before < 0 <= after for before, after in pairwise(samples))
        assert crossings / seconds(sound) == pytest.approx(120, rel=0.05)


@pytest.mark.parametrize("guided", [True, False])
def test_words_of_a_voice_without_word_times_light_near_where_they_sound(workshop: Workshop, guided: bool) -> None:
    """Truth is known of the stand-in: each letter 60 ms, each word 70 ms of silence."""
    text = "Un mot assez long, puis trois petits mots ici."
    espeak = Espeak()
    voices = Voices(espeak if guided else None, espeak.languages, [workshop.order("voice")])
    sound = voices.speak(text, "fr", 120, never)
    voices.rest()
    assert [event.position for event in sound.events] == [0, 3, 7, 13, 19, 24, 30, 37, 42]
    samples = array.array("h", sound.pcm)
    starts = [0]
    silence = 0
    for index, sample in enumerate(samples):
        if sample == 0:
            silence += 1
        elif silence > SAMPLE_RATE * 5 // 100:
            starts.append(index * 1000 // SAMPLE_RATE)
            silence = 0
        else:
            silence = 0
    assert len(starts) == len(sound.events)
    for event, start in zip(sound.events, starts, strict=True):
        assert abs(event.at_ms - start) <= 500
    assert all(first.at_ms < second.at_ms for first, second in pairwise(sound.events))


def test_a_long_silence_is_the_comma_that_is_written() -> None:
    """Nine tenths of the sound before it, and one after: the word behind the comma begins behind the silence."""
    rate = 1_000
    loud = array.array("h", [9_000, -9_000] * (rate // 2))
    samples = loud + array.array("h", [0] * 300) + loud[:100]
    events = estimated("Un, et encore beaucoup de mots", samples, rate)
    assert [event.position for event in events] == [0, 4, 7, 14, 23, 26]
    assert events[0].at_ms == 0
    assert 1_300 <= events[1].at_ms <= 1_320
    assert [event.at_ms for event in events] == sorted(event.at_ms for event in events)
    assert events[-1].at_ms < 1_400


@pytest.mark.parametrize("text", ["", " ", "...", "a", "1948", "un, deux, trois"])
def test_estimates_of_odd_texts_and_sounds(text: str) -> None:
    silence, click = array.array("h", [0] * 500), array.array("h", [0] * 200 + [9_000] * 3 + [0] * 200)
    for samples in (silence, click, array.array("h")):
        for guide in (None, Sound(1_000, click.tobytes(), (WordEvent(0, 0),)), Sound(1_000, b"", ())):
            events = estimated(text, samples, 1_000, guide)
            assert len(events) in (0, len(text.split()))
            assert [event.at_ms for event in events] == sorted(event.at_ms for event in events)


def test_one_process_waits_ahead_and_ends_with_its_sentence(workshop: Workshop, voice: Piper) -> None:
    voice.speak("Un.", "fr", 120, never)
    voice.speak("Deux.", "fr", 120, never)
    _until(lambda: len(workshop.started("voice")) == 4, "one for the pace, two sentences, one that waits")
    *done, waiting = workshop.started("voice")
    _until(lambda: not any(alive(pid) for pid in done), "the end of those that are done")
    assert alive(waiting)
    voice.rest()
    assert not alive(waiting)


def test_an_abandoned_sentence_ends_its_process(workshop: Workshop) -> None:
    voice = Piper(workshop.order("voice"))
    voice.prepare()
    # From now on it takes a minute.
    workshop.program.write_text(workshop.program.read_text().replace('startswith("slow")', 'startswith("voice")'))
    asked = 0

    def third_time() -> bool:
        nonlocal asked
        asked += 1
        return asked > 2

    with pytest.raises(Stopped):
        voice.speak("Trop tard.", "fr", 120, third_time)
    voice.rest()
    assert not any(alive(pid) for pid in workshop.started("voice"))


@pytest.mark.parametrize(
    ("name", "said"),
    [("crash", "try it by hand"), ("mute", "try it by hand"), ("slow", "too slow"), ("endless", "more")],
)
def test_a_piper_that_fails_gives_way_to_espeak_and_the_operator_is_told_once(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    monkeypatch.setattr(piper_module, "SYNTHESIS_SECONDS", 0.7)
    espeak = Espeak()
    voices = Voices(espeak, espeak.languages, [workshop.order(name)])
    expected = espeak.speak("Bonjour.", "fr", 120, never).pcm
    for _ in range(3):
        assert abs(len(voices.speak("Bonjour.", "fr", 120, never).pcm) - len(expected)) < 2_000
    notices = voices.notices()
    assert len(notices) == 1
    assert "'fr'" in notices[0]
    assert said in notices[0]
    assert "Bonjour" not in notices[0]
    assert voices.notices() == ()
    voices.rest()
    assert not any(alive(pid) for pid in workshop.started(name))


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (Order("fr", "piper", "/nowhere/fr.onnx", "{program}"), "is not there"),
        (Order("fr", "piper", "relative.onnx", "{program}"), "whole path"),
        (Order("fr", "piper", "{model}", "/nowhere/piper"), "install Piper"),
        (Order("de", "piper", "{model}", "{program}"), "speaks 'fr', not 'de'"),
        (Order("fr", "piper", "{bare}", "{program}"), "lies beside it"),
        (Order("fr", "piper", "{wrong}", "{program}"), "sample_rate"),
        (Order("fr", "flute", "x", ""), "kind 'flute' is installed"),
    ],
)
def test_a_voice_that_is_ordered_wrongly_says_what_to_do(workshop: Workshop, order: Order, said: str) -> None:
    bare = workshop.directory / "bare.onnx"
    bare.write_bytes(b"")
    names = {
        "program": str(workshop.program),
        "model": str(workshop.model("voice")),
        "bare": str(bare),
        "wrong": str(workshop.model("wrong", rate=3)),
    }
    order = Order(order.language, order.kind, order.argument.format(**names), order.program.format(**names))
    voices = Voices(None, ("fr",), [order])
    assert len(voices) == 0
    (notice,) = voices.notices()
    assert said in notice
    assert "espeak-ng speaks instead" in notice


def test_what_kiosk_toml_orders() -> None:
    settings = {"fr": "piper:/v/fr.onnx", "piper": "/opt/piper", "ar": "espeak-ng", "de-at": "flute:low:2"}
    assert orders(settings) == (
        Order("fr", "piper", "/v/fr.onnx", "/opt/piper"),
        Order("de-at", "flute", "low:2", ""),
    )


class Flute:
    """A voice of somebody else's package."""

    def __init__(self, order: Order) -> None:
        self.order = order

    def speak(self, text: str, language: str, words_per_minute: int, cancelled: Callable[[], bool]) -> Sound:
        if text == "broken":
            raise ZeroDivisionError
        if text == "fast":
            return Sound(SAMPLE_RATE * 2, b"\x01\x00" * 100, ())
        if text == "odd":
            return Sound(SAMPLE_RATE, b"\x01", ())
        return Sound(SAMPLE_RATE, b"\x01\x00" * 100, (WordEvent(0, 0),))

    def rest(self) -> None: ...


def test_other_voices_come_by_an_entry_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = tmp_path / "flute-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: flute\nVersion: 1.0\n")
    (installed / "entry_points.txt").write_text("[parvis.voices]\nflute = flute_voice:Flute\nbad = flute_voice:No\n")
    (tmp_path / "flute_voice.py").write_text("class Flute:\n    def __init__(self, order): self.order = order\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    found = makers(["flute", "bad", "drum", "piper"])
    assert set(found) == {"flute", "piper"}
    assert found["piper"] is Piper
    assert vars(found["flute"](Order("fr", "flute", "low")))["order"].argument == "low"


def test_an_ordered_voice_speaks_its_language_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    espeak = Espeak()
    voices = Voices(espeak, espeak.languages, [Order("fr", "flute")], {"flute": Flute})
    for language in ("fr", "fr-x-falc", "FR"):
        assert voices.speak("Oui.", language, 120, never).pcm == b"\x01\x00" * 100
    assert len(voices.speak("Yes.", "en", 120, never).pcm) > 10_000
    fast = voices.speak("fast", "fr", 120, never)
    assert (fast.sample_rate, len(fast.pcm)) == (SAMPLE_RATE, 100)
    assert len(voices.speak("odd", "fr", 120, never).pcm) > 3_000
    (notice,) = voices.notices()
    assert "no sound that can be used" in notice
    assert voices.speak("Oui.", "fr", 120, never).pcm == b"\x01\x00" * 100
    assert len(voices.speak("broken", "fr", 120, never).pcm) > 10_000
    (notice,) = voices.notices()
    assert "ZeroDivisionError" in notice


def test_without_espeak_an_ordered_voice_still_speaks() -> None:
    voices = Voices(None, (), [Order("fr", "flute")], {"flute": Flute})
    assert voices.languages == ("fr",)
    assert voices.speak("Oui.", "fr", 120, never).pcm
    with pytest.raises(LanguageMissing):
        voices.speak("Yes.", "en", 120, never)


def test_a_kiosk_speaks_with_the_voice_that_it_orders_and_the_operator_hears_of_the_one_that_fails(
    workshop: Workshop,
) -> None:
    """Through the voice process: its arguments, its messages, its end."""
    results: list[Spoken | Failed] = []
    told: list[str] = []
    client = VoiceClient(
        results.append,
        lambda state, sentence: told.append(sentence),
        voices={
            "fr": f"piper:{workshop.model('voice')}",
            "de": f"piper:{workshop.model('crash', family='de')}",
            "piper": str(workshop.program),
        },
    )
    client.start()
    client.speak("Bonjour tout le monde.", "fr", 120, 1)
    client.speak("Guten Tag.", "de", 120, 1)
    _until(lambda: len(results) == 2, "both sentences")
    assert client.state is VoiceState.READY
    french, german = results
    assert isinstance(french, Spoken)
    assert [mark.token for mark in french.marks] == [0, 1, 2, 3]
    crossings = sum(before < 0 <= after for before, after in pairwise(array.array("h", french.pcm)))
    assert crossings > 50, "a tone of 120 Hz, not espeak-ng"
    assert isinstance(german, Spoken)
    assert german.pcm
    assert len([sentence for sentence in told if "'de'" in sentence]) == 1
    client.close()
    _until(lambda: not any(alive(pid) for pid in workshop.started("voice")), "no Piper is left")


def test_promise_4_piper_ends_with_the_voice_in_the_middle_of_a_sentence(workshop: Workshop) -> None:
    """SIGKILL gives the voice no chance to close anything, and the sentence may be an answer."""
    results: list[Spoken | Failed] = []
    client = VoiceClient(
        results.append,
        lambda state, sentence: None,
        voices={"fr": f"piper:{workshop.model('slow')}", "piper": str(workshop.program)},
    )
    client.start()
    client.speak("Amina Canary.", "fr", 120, 1)
    _until(lambda: bool(workshop.started("slow")), "Piper is at work")
    assert any(alive(pid) for pid in workshop.started("slow"))
    client.kill()
    _until(lambda: not any(alive(pid) for pid in workshop.started("slow")), "Piper is gone")
    client.close()


def _until(condition: Callable[[], bool], what: str, within: float = 90.0) -> None:
    ends = time.monotonic() + within
    while not condition():
        assert time.monotonic() < ends, what
        time.sleep(0.01)


def test_a_refusal_to_speak_is_no_crash(workshop: Workshop) -> None:
    voice = Piper(workshop.order("voice"))
    for text in ("", "   ", "\x00\x1b[31m"):
        voice.speak(text, "fr", 120, never)
    voice.rest()
    with pytest.raises(NoVoice):
        Piper(Order("fr", "piper", "", str(workshop.program)))
