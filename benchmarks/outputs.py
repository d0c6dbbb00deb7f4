"""What really comes out of loudspeaker and headphones: two null sinks of a sound server of our own, both recorded.

`measure` starts a private PulseAudio in a directory of its own and runs this module in a process of its own, because
Qt reads PULSE_SERVER once. That process speaks through `ui.listening` and `ui.sound`, as a visit does, and counts
samples in what the monitors of both outputs gave. Times are taken on what was recorded, so the recorder's own delay
(about 25 ms) counts against us.
"""

from __future__ import annotations

import array
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.figures import Figure

if TYPE_CHECKING:
    from accessibility.script import Script
    from kiosk.pages.page import Page

NEEDS = {"pulseaudio": "pulseaudio", "parec": "pulseaudio-utils"}
"""Programs, and the Debian packages that bring them."""

RATE = 44_100
_LOUD = 20
_OUTPUTS = ("loudspeaker", "headphones")
_STARTING_SECONDS = 10.0
_MEASURING_SECONDS = 120.0
_MARK = "HEARD "
_PRIVATE = "Mon nom est Amina Canary et je suis née à Metz."
_PUBLIC = "Le guichet est ouvert du lundi au vendredi."


class NotHeard(Exception):
    """The sound server or the measuring process did not do its part."""


@dataclass
class Heard:
    """Levels are root mean squares of 16-bit samples; times are in milliseconds, levels of steps in decibels."""

    available: bool = False
    onset_ms: dict[str, float] = field(default_factory=dict)
    late_ms: dict[str, list[float]] = field(default_factory=dict)
    silent_ms: dict[str, float] = field(default_factory=dict)
    public: dict[str, float] = field(default_factory=dict)
    without_leave: dict[str, float] = field(default_factory=dict)
    in_headphones: dict[str, float] = field(default_factory=dict)
    pulled_out: dict[str, float] = field(default_factory=dict)
    steps_db: list[float] = field(default_factory=list)
    paused: float = -1.0
    resumed: float = -1.0
    streams: int = 0


def missing() -> list[str]:
    """The Debian packages that are not here."""
    return [package for program, package in NEEDS.items() if shutil.which(program) is None]


@contextmanager
def sound_server() -> Iterator[dict[str, str]]:
    """A PulseAudio with two null sinks; gives the environment in which programs use it. Raises `NotHeard`."""
    with tempfile.TemporaryDirectory(prefix="parvis-sound-") as name:
        socket = Path(name) / "socket"
        source = str(Path(__file__).resolve().parents[1])
        environment = os.environ | {
            "HOME": name,
            "XDG_RUNTIME_DIR": name,
            "PULSE_SERVER": f"unix:{socket}",
            "PYTHONPATH": source,
            "QT_QPA_PLATFORM": "offscreen",
        }
        modules = [f"module-null-sink sink_name={output} rate={RATE} channels=2" for output in _OUTPUTS]
        modules.append(f"module-native-protocol-unix socket={socket} auth-anonymous=1")
        command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"]
        command += [word for module in modules for word in ("-L", module)]
        server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            end = time.monotonic() + _STARTING_SECONDS
            while not socket.exists():
                if server.poll() is not None or time.monotonic() > end:
                    raise NotHeard("PulseAudio did not start.")
                time.sleep(0.05)
            yield environment
        finally:
            server.terminate()
            server.wait(5)


def measure() -> Heard:
    """Speak on both outputs and listen to both. Raises `NotHeard`."""
    if packages := missing():
        raise NotHeard(f"Not here: {', '.join(packages)}.")
    with sound_server() as environment:
        run = subprocess.run(
            [sys.executable, "-m", "benchmarks.outputs"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=_MEASURING_SECONDS,
        )
    for line in run.stdout.splitlines():
        if line.startswith(_MARK):
            return Heard(**json.loads(line.removeprefix(_MARK)))
    raise NotHeard(f"The measuring process said: {run.stderr[-2000:]}")


def figures(heard: Heard) -> list[Figure]:
    """What is promised of the outputs, and what was heard there."""
    private, pulled, plain = heard.in_headphones, heard.pulled_out, heard.without_leave
    steps = [louder - softer for softer, louder in pairwise(heard.steps_db)]
    return [
        Figure(
            "loudspeaker, private text said in headphones",
            private["loudspeaker"],
            "rms",
            target=0,
            spread={"headphones meanwhile": private["headphones"]},
        ),
        Figure(
            "loudspeaker, private text and no headphones",
            plain["loudspeaker"],
            "rms",
            target=0,
            spread={"headphones": plain["headphones"], "the same text made public": heard.public["loudspeaker"]},
        ),
        Figure("loudspeaker, after the plug was pulled out", pulled["loudspeaker"], "rms", target=0),
        Figure("old sound silent after an act", max(heard.silent_ms.values()), "ms", target=100),
        Figure("request to sound at the loudspeaker, not known", heard.onset_ms["unknown"], "ms", target=500),
        Figure("request to sound at the loudspeaker, known", heard.onset_ms["known"], "ms", target=500),
        Figure("largest step of volume", max(steps), "dB", target=10, spread={"smallest": min(steps)}),
        Figure("streams on the outputs at once", heard.streams, "", target=1),
    ]


class Recorder:
    """All samples of one output's monitor, with the moment at which each block came."""

    def __init__(self, output: str) -> None:
        self._process = subprocess.Popen(
            [
                *("parec", "-d", f"{output}.monitor", "--latency-msec=5", "--process-time-msec=5"),
                *("--format=s16le", f"--rate={RATE}", "--channels=1"),
            ],
            stdout=subprocess.PIPE,
        )
        self.blocks: list[tuple[float, bytes]] = []
        threading.Thread(target=self._record, daemon=True).start()

    def _record(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        while block := os.read(stream.fileno(), 4096):
            self.blocks.append((time.monotonic(), block))

    @property
    def count(self) -> int:
        """Samples recorded so far."""
        return sum(len(block) for _, block in list(self.blocks)) // 2

    @property
    def steady(self) -> bool:
        """Whether blocks come often: a null sink sleeps up to two seconds until a low latency reaches it."""
        return len(self.blocks) > 300 and self.blocks[-1][0] - self.blocks[-50][0] < 1.0

    def samples(self, since: int, until: int | None = None) -> array.array[int]:
        """Those from one position to another."""
        whole = b"".join(block for _, block in list(self.blocks))
        return array.array("h", whole[since * 2 : None if until is None else until * 2])

    def sounding(self, since: float, until: float = math.inf) -> tuple[float, float]:
        """Moments of the first and the last audible sample recorded between two moments; NaN where there is none."""
        first = last = math.nan
        for at, block in list(self.blocks):
            if not since <= at <= until:
                continue
            samples = array.array("h", block)
            heard = [index for index, sample in enumerate(samples) if abs(sample) > _LOUD]
            if heard:
                first = at - (len(samples) - heard[0]) / RATE if math.isnan(first) else first
                last = at - (len(samples) - heard[-1]) / RATE
        return first, last

    def close(self) -> None:
        """Record no more."""
        self._process.kill()
        self._process.wait()


def rms(samples: array.array[int]) -> float:
    """Root mean square; exactly 0 for nothing but zeros."""
    return math.sqrt(sum(sample * sample for sample in samples) / max(1, len(samples)))


def _page(private: bool, part: str = "answer") -> Page:
    from kiosk.pages.page import Direction, Page, PageKind, Paragraph, Phrase

    text = _PRIVATE if private else _PUBLIC
    said = Phrase(part, text, "fr", private)
    title = Phrase("title", "", "fr")
    return Page(part, PageKind.CHECK, "fr", Direction.LTR, title, title, (Paragraph(said),))


def _script(text: str, *, private: bool = False) -> Script:
    from accessibility.script import Script, Utterance

    return Script((Utterance("said", text, text, "fr", private),), "fr")


def _streams() -> int:
    """How many programs sound on the server now."""
    run = subprocess.run(["pactl", "list", "short", "sink-inputs"], capture_output=True, text=True, timeout=5)
    return len(run.stdout.splitlines())


def _inside() -> None:
    """The measuring process: speak, record, count."""
    from PySide6.QtCore import QCoreApplication

    from accessibility.speech.player import SpeechPlayer
    from accessibility.speech.reel import HeardWord
    from kiosk.config import Sound
    from kiosk.visit.preferences import VOLUME_STEPS, Preferences
    from ui.listening import Listening
    from ui.sound import DeviceSink

    application = QCoreApplication(sys.argv[:1])
    recorders = {output: Recorder(output) for output in _OUTPUTS}
    loudspeaker = recorders["loudspeaker"]
    lit: list[float] = []
    words: list[HeardWord] = []
    device = DeviceSink(Sound(loudspeaker="loudspeaker", headphones="headphones"))
    player = SpeechPlayer(device, on_heard=words.append)
    player.word.connect(lambda part, start, length: lit.append(time.monotonic()) if part else None)
    listening = Listening(player, device.route)
    player.start()

    def spin(seconds: float) -> None:
        """Let the player run while so much more is recorded, however long that takes."""
        wanted = {name: recorder.count + int(seconds * RATE) for name, recorder in recorders.items()}
        while any(recorder.count < wanted[name] for name, recorder in recorders.items()):
            application.processEvents()
            time.sleep(0.002)

    def levels(act: Callable[[], object], seconds: float, settle: float = 0.0) -> dict[str, float]:
        """What both outputs give from an act on, or from a while after it."""
        act()
        spin(settle)
        since = {name: recorder.count for name, recorder in recorders.items()}
        spin(seconds)
        return {name: rms(recorder.samples(since[name])) for name, recorder in recorders.items()}

    while not all(recorder.steady for recorder in recorders.values()):
        application.processEvents()
        time.sleep(0.05)
    heard = Heard(available=player.available)

    for name in ("unknown", "known"):
        lit.clear()
        words.clear()
        origin, asked = player.sounded_ms, time.monotonic()
        player.play(_script(_PUBLIC))
        spin(1.6)
        first, _ = loudspeaker.sounding(asked)
        heard.onset_ms[name] = (first - asked) * 1000
        pairs = zip(lit, words, strict=False)
        heard.late_ms[name] = [(at - first) * 1000 - (word.at_ms - origin) for at, word in pairs]
        heard.streams = max(heard.streams, _streams())
        acted = time.monotonic()
        player.stop()
        spin(0.5)
        _, last = loudspeaker.sounding(acted - 0.5)
        heard.silent_ms[name] = max(0.0, (last - acted) * 1000)

    listening.show(_page(False, "public"), Preferences(listening=True))
    heard.public = levels(lambda: None, 1.0)
    player.stop()
    spin(0.3)
    heard.without_leave = levels(lambda: player.play(_script(_PRIVATE, private=True)), 1.5)
    listening.plug(True)
    heard.in_headphones = levels(lambda: listening.show(_page(True), Preferences(listening=True)), 2.0)
    heard.pulled_out = levels(lambda: listening.plug(False), 1.5)
    player.stop()
    listening.plug(True)
    listening.plug(False)

    for step in range(VOLUME_STEPS):
        player.set_volume(step)
        asked = time.monotonic()
        since = loudspeaker.count
        player.play(_script("papapapa"))
        spin(1.2)
        audible = [index for index, sample in enumerate(loudspeaker.samples(since)) if abs(sample) > 0]
        sounding = loudspeaker.samples(since + audible[0], since + audible[-1]) if audible else array.array("h")
        heard.steps_db.append(20 * math.log10(max(rms(sounding), 1e-3)))
        player.stop()
        spin(0.2)
    player.play(_script(_PUBLIC))
    spin(0.8)
    heard.paused = levels(player.pause, 0.5, settle=0.2)["loudspeaker"]
    heard.resumed = levels(player.resume, 0.5)["loudspeaker"]
    player.close()
    for recorder in recorders.values():
        recorder.close()
    print(_MARK + json.dumps(asdict(heard)), flush=True)


if __name__ == "__main__":
    _inside()
