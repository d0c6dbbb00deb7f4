"""In a whole visit, through the real window: a touch silences the voice, and an author's recording is what is heard."""

from __future__ import annotations

import array
import math
import sys
import wave
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from accessibility.sentences import Sentence
from accessibility.speech.sink import RecordingSink
from kiosk import config
from kiosk.catalogue.pack import PackFile
from kiosk.visit.preferences import Preferences
from tests.visits import PORTRAIT, Town, Visits
from ui.application import Application
from ui.rehearsal.hands import Hands

SERVICE = "town-wifi"
FORM = f"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
xmlns:kiosk="urn:parvis:kiosk:1"><h:head><h:title>T</h:title><model>
<itext><translation lang="Français (fr)" default="true()">
<text id="where"><value>Où habitez-vous ?</value><value form="audio">jr://audio/where.wav</value></text>
<text id="here"><value>Ici</value></text></translation></itext>
<instance><data id="{SERVICE}" version="1"><where/><end/><meta><instanceID/></meta></data></instance>
<bind nodeset="/data/where" type="string"/>
<bind nodeset="/data/end" type="string" readonly="true()" kiosk:outcome="title"/></model></h:head><h:body>
<select1 ref="/data/where"><label ref="jr:itext('where')"/><item><label ref="jr:itext('here')"/><value>h</value></item>
</select1><input ref="/data/end"><label>Fini</label></input></h:body></h:html>""".encode()

PITCH, RATE = 700, 22_050
LISTENING = Preferences(language="fr", listening=True, motion=False)


class CountingSink(RecordingSink):
    """Ten milliseconds of sound each time it is fed; remembers how much had sounded when it fell silent."""

    def __init__(self) -> None:
        self.now = 0.0
        self.silenced_at: list[int] = []
        super().__init__(lambda: self.now)

    def free(self) -> int:
        self.now += 0.01
        return super().free()

    def close(self) -> None:
        super().close()
        self.silenced_at.append(len(self.pcm) // 2)


@pytest.fixture(scope="module")
def town(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Town:
    folder = tmp_path_factory.mktemp("sounds")
    sound = folder / "where.wav"
    with wave.open(str(sound), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        tone = (int(8_000 * math.sin(2 * math.pi * PITCH * i / RATE)) for i in range(RATE))
        file.writeframes(array.array("h", tone).tobytes())
    beside = {SERVICE: {"where.wav": PackFile(sound, "", sound.stat().st_size)}}
    town = town.with_forms({SERVICE: FORM})
    return replace(town, pack=replace(town.pack, beside={**town.pack.beside, **beside}))


Visit = tuple[Application, CountingSink, list[Sentence], Hands]
Opener = Callable[..., Visit]


@pytest.fixture
def opened(visits: Visits, town: Town) -> Opener:
    """Opens visits of people who listen, at the first page, as `kiosk.toml` says."""

    def open_it(more: str = "") -> Visit:
        path = town.state.root / "more.toml"
        path.write_text(f"{town.state.configuration.read_text(encoding='utf-8')}\n{more}", encoding="utf-8")
        configuration = replace(config.read(path), screen=PORTRAIT)
        sink, said = CountingSink(), list[Sentence]()
        application = visits.open(
            town, configuration=configuration, preferences=LISTENING, sink=sink, on_said=said.append
        )
        application.bring_voice()
        return application, sink, said, Hands(application.opened.window)

    return open_it


def test_en_5_1_3_5_a_touch_silences_the_page_and_the_next_one_speaks(opened: Opener) -> None:
    application, sink, said, hands = opened()
    for part in ("forward", f"service.{SERVICE}"):
        hands.wait(lambda: application.player.playing and sink.played_us() > 300_000, "the page does not speak")
        heard, sentences, silenced = len(sink.pcm) // 2, len(said), len(sink.silenced_at)
        application.page.activate(part)
        assert sink.silenced_at[silenced] - heard <= RATE // 10
        hands.wait(lambda sentences=sentences: len(said) > sentences, "the next page does not speak")  # type: ignore[misc]
        assert said[sentences].part in ("title", "town", "status", "mark"), "the next page is read from its top"


def test_recorded_audio_of_a_form_is_what_a_visitor_hears(opened: Opener) -> None:
    application, sink, said, hands = opened()
    for part in ("forward", f"service.{SERVICE}", "forward"):
        application.page.activate(part)
        hands.settle(0.05)
    hands.wait(lambda: any(sentence.recording for sentence in said), "the question is not said")
    before = len(sink.pcm)
    hands.wait(lambda: len(sink.pcm) - before > RATE * 2, "the recording does not sound")
    question = next(sentence for sentence in said if sentence.recording)
    assert (question.part, question.speech) == ("question", "Où habitez-vous ?")
    assert hertz(sink.pcm[before:]) == pytest.approx(PITCH, rel=0.02)


STAND_IN = f"""#!{sys.executable}
import argparse, array, math, sys
parser = argparse.ArgumentParser(allow_abbrev=False)
for name, kind in (("--model", str), ("--sentence-silence", float), ("--length-scale", float)):
    parser.add_argument(name, type=kind, required=True)
parser.add_argument("--output-raw", action="store_true", required=True)
scale = parser.parse_args().length_scale
for line in sys.stdin:
    count = int(len(line) * 0.06 * scale * 16000)
    tone = array.array("h", (int(9000 * math.sin(2 * math.pi * 300 * i / 16000)) for i in range(count)))
    sys.stdout.buffer.write(tone.tobytes())
"""


def test_a_piper_voice_in_the_image_speaks_without_code(opened: Opener, tmp_path: Path) -> None:
    """Two lines of `kiosk.toml`, and the stand-in is what a visitor hears, word by word."""
    program, model = tmp_path / "piper", tmp_path / "fr.onnx"
    program.write_text(STAND_IN)
    program.chmod(0o755)
    model.write_bytes(b"not a model")
    (tmp_path / "fr.onnx.json").write_text('{"audio": {"sample_rate": 16000}}')
    application, sink, said, hands = opened(f'[voices]\nfr = "piper:{model}"\npiper = "{program}"\n')
    hands.wait(lambda: sink.heard_ms > 1_500, "nothing sounds")
    assert said
    assert hertz(sink.pcm) == pytest.approx(300, rel=0.02)
    assert application.player.trouble == ""


def hertz(pcm: bytes) -> float:
    """The pitch of a pure tone between one tenth of a second and four."""
    samples = array.array("h", pcm)[RATE // 10 : RATE * 4 // 10]
    return sum(first < 0 <= second for first, second in pairwise(samples)) / 0.3
