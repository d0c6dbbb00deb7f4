"""A visit on two outputs, run as a child by test_two_outputs.py: what each of them sounded, moment by moment.

The headphone socket is a FIFO (its path is the second argument); the first argument is a prepared state
directory.
"""

from __future__ import annotations

import array
import gc
import json
import math
import os
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from accessibility.sentences import Sentence
from kiosk import config
from kiosk.catalogue.opening import open_pack
from kiosk.pages.page import Field, PageKind
from kiosk.visit.preferences import Preferences
from ui.application import Application
from ui.state import State
from ui.visit_process import make_gui, outside

RATE = 22050
NAME = "Zuleikha"
LIMIT_SECONDS = 60.0
LOUD = 200
"""A sample of what is heard."""


class Ear:
    """Records the monitor of one sink."""

    def __init__(self, sink: str) -> None:
        self.blocks: list[tuple[float, bytes]] = []
        self.recorder = subprocess.Popen(
            ["parec", "--latency-msec=10", "--process-time-msec=10", "-d", f"{sink}.monitor",
             "--format=s16le", f"--rate={RATE}", "--channels=1"], stdout=subprocess.PIPE,
        )  # fmt: skip
        threading.Thread(target=self._record, daemon=True).start()

    def _record(self) -> None:
        assert self.recorder.stdout is not None
        while block := self.recorder.stdout.read1(4096):  # type: ignore[attr-defined]
            self.blocks.append((time.monotonic(), block))

    def first(self, since: float) -> float | None:
        """When the first sound came."""
        return next(
            (at for at, block in list(self.blocks) if at >= since and max(array.array("h", block)) > LOUD), None
        )

    def rms(self, since: float, until: float = math.inf) -> float:
        chosen = [block for at, block in list(self.blocks) if since <= at <= until]
        samples = [sample for block in chosen for sample in array.array("h", block)]
        assert samples, "nothing was recorded"
        return math.sqrt(sum(sample * sample for sample in samples) / len(samples))


def main(folder: str, fifo: str) -> None:
    gc.disable()
    state = State(Path(folder))
    gui = make_gui(state)
    sound = config.Sound(loudspeaker="kiosk", headphones="ear", switch=fifo)
    configuration = replace(config.read(state.configuration), screen=config.Screen(800, 600, 102.0), sound=sound)
    said: list[Sentence] = []
    faults: list[str] = []
    application = Application(
        open_pack(state.pack),
        configuration,
        outside(state, configuration),
        lambda: None,
        preferences=Preferences(language="en"),
        on_said=said.append,
        touch_pause_ms=0,
        fault=faults.append,
        stumbled=lambda error: faults.append(repr(error)),
    )
    ears = {"kiosk": Ear("kiosk"), "ear": Ear("ear")}

    def spin(seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            gui.processEvents()
            time.sleep(0.002)

    def wait(met: Callable[[], object], what: str) -> None:
        until = time.monotonic() + LIMIT_SECONDS
        while not met():
            assert time.monotonic() < until, what
            spin(0.02)

    measured: dict[str, object] = {}

    def measure(name: str, seconds: float = 1.2, sounds: str = "") -> None:
        """What is heard within that time; where it `sounds`, from the first sound on: the voice may come late."""
        since = time.monotonic()
        spin(seconds)
        begins = since
        if sounds:
            wait(lambda: ears[sounds].first(since) is not None, f"{name}: nothing sounds on {sounds}")
            begins = ears[sounds].first(since) or since
            spin(begins + seconds - time.monotonic())
        measured[name] = {sink: ear.rms(begins if sink == sounds else since) for sink, ear in ears.items()}

    def press(*parts: str) -> None:
        for part in parts:
            application.page.activate(part)
            spin(0.15)

    def plug(value: int) -> None:
        os.write(writer, struct.pack("@llHHi", 0, 0, 5, 2, value))
        wait(lambda: application.conductor.visit.headphones == bool(value), "the plug was not noticed")

    wait(lambda: all(len(ear.blocks) > 50 for ear in ears.values()), "nothing records")
    spin(1.0)
    application.appear(full_screen=False, after_a_visit=False)
    application.bring_voice()
    application.hearing.watch(sound.switch)
    writer = os.open(fifo, os.O_WRONLY)
    press("forward", "service.birth-certificate", "forward")

    def field() -> str:
        return next((block.part for block in application.page.page.blocks if isinstance(block, Field)), "")

    def on_to_a_field() -> str:
        while not (part := field()):
            choices = [part for part in application.conductor.screen.intents if part.startswith("choice.")]
            assert choices, application.page.page.id
            application.page.choose(choices[0])
            spin(0.05)
            press("forward")
        return part

    part = on_to_a_field()
    application.page.edit(part, NAME[:-1])
    measure("silent until asked")
    plug(1)
    assert application.page.page.id == "headphones"
    measure("asked whose answers", sounds="ear")
    press("forward")
    measure("page in headphones", sounds="ear")
    application.page.edit(part, NAME)
    measure("typed in headphones", 0.8, sounds="ear")
    application.listening.point(part)
    spin(0.4)
    plug(0)
    measure("pulled out", 1.5)
    application.page.edit(part, NAME + "a")
    press("bar.help", "bar.help")
    measure("acting without a plug")
    said.clear()
    press("voice.pause")
    measure("on request", sounds="kiosk")
    application.listening.point(part)
    measure("pointed on the loudspeaker", 5.5, sounds="kiosk")
    measured["said aloud"] = " ".join(each.speech for each in said)
    application.player.stop()
    spin(0.4)
    application.page.edit(part, NAME)
    measure("typed without leave", 0.8)
    press("voice.answers")
    assert application.page.page.kind is PageKind.LISTEN
    press("forward")
    spin(0.2)
    said.clear()
    application.page.edit(part, NAME + "b")
    measure("typed with leave", 0.8, sounds="kiosk")
    measured["faults"] = faults
    application.close()
    for ear in ears.values():
        ear.recorder.kill()
    print("RESULT " + json.dumps(measured), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
