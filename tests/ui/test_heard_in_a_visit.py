"""In a whole visit, through the real window: a touch silences the voice, and an author's recording is what is heard."""

from __future__ import annotations

import array
import gc
import math
import wave
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtGui import QGuiApplication

from accessibility.sentences import Sentence
from accessibility.speech.sink import RecordingSink
from kiosk import config
from kiosk.catalogue.opening import open_pack
from kiosk.catalogue.pack import Pack, PackFile
from kiosk.visit.preferences import Preferences
from ui.application import Application
from ui.demonstration import prepare
from ui.rehearsal.hands import Hands
from ui.state import State
from ui.visit_process import outside

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
def town(tmp_path_factory: pytest.TempPathFactory) -> tuple[State, Pack]:
    folder = tmp_path_factory.mktemp("town")
    state = State(folder / "state")
    prepare(state)
    pack = open_pack(state.pack)
    sound = folder / "where.wav"
    with wave.open(str(sound), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        tone = (int(8_000 * math.sin(2 * math.pi * PITCH * i / RATE)) for i in range(RATE))
        file.writeframes(array.array("h", tone).tobytes())
    beside = {SERVICE: {"where.wav": PackFile(sound, "", sound.stat().st_size)}}
    return state, replace(pack, forms={**pack.forms, SERVICE: FORM}, beside={**pack.beside, **beside})


Visit = tuple[Application, CountingSink, list[Sentence], Hands]


@pytest.fixture
def visit(qapp: QGuiApplication, town: tuple[State, Pack]) -> Iterator[Visit]:
    """A person who listens, at the first page."""
    state, pack = town
    configuration = replace(config.read(state.configuration), screen=config.Screen(1080, 1920, 102.0))
    sink, said, faults = CountingSink(), list[Sentence](), list[object]()
    gc.disable()
    application = Application(
        pack,
        configuration,
        outside(state, configuration),
        lambda: None,
        preferences=LISTENING,
        sink=sink,
        on_said=said.append,
        touch_pause_ms=0,
        fault=faults.append,
        stumbled=faults.append,
    )
    application.appear(full_screen=False, after_a_visit=False)
    application.bring_voice()
    yield application, sink, said, Hands(application.opened.window)
    application.close()
    application.opened.window.close()
    application.opened.engine.deleteLater()
    gc.enable()
    assert faults == []


def test_en_5_1_3_5_a_touch_silences_the_page_and_the_next_one_speaks(visit: Visit) -> None:
    application, sink, said, hands = visit
    for part in ("forward", f"service.{SERVICE}"):
        hands.wait(lambda: application.player.playing and sink.played_us() > 300_000, "the page does not speak")
        heard, sentences, silenced = len(sink.pcm) // 2, len(said), len(sink.silenced_at)
        application.page.activate(part)
        assert sink.silenced_at[silenced] - heard <= RATE // 10
        hands.wait(lambda sentences=sentences: len(said) > sentences, "the next page does not speak")  # type: ignore[misc]
        assert said[sentences].part in ("title", "town", "status", "mark"), "the next page is read from its top"


def test_recorded_audio_of_a_form_is_what_a_visitor_hears(visit: Visit) -> None:
    application, sink, said, hands = visit
    for part in ("forward", f"service.{SERVICE}", "forward"):
        application.page.activate(part)
        hands.settle(0.05)
    hands.wait(lambda: any(sentence.recording for sentence in said), "the question is not said")
    before = len(sink.pcm)
    hands.wait(lambda: len(sink.pcm) - before > RATE * 2, "the recording does not sound")
    question = next(sentence for sentence in said if sentence.recording)
    assert (question.part, question.speech) == ("question", "Où habitez-vous ?")
    samples = array.array("h", sink.pcm[before:])[RATE // 10 : RATE * 8 // 10]
    crossings = sum(first < 0 <= second for first, second in pairwise(samples))
    assert crossings == pytest.approx(PITCH * 0.7, rel=0.02)
