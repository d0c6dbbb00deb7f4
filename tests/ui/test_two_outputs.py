"""Private text on two real outputs of a real sound server, each recorded: the loudspeaker stays at exactly nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.visits import Town

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(
    shutil.which("pulseaudio") is None or shutil.which("parec") is None,
    reason="needs PulseAudio and its tools: apt install pulseaudio pulseaudio-utils",
)


@pytest.fixture(scope="module")
def measured(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """RMS of both outputs, by what was going on: one visit, in a process of its own."""
    home = tmp_path_factory.mktemp("sound")
    socket, fifo = home / "socket", home / "jack"
    os.mkfifo(fifo)
    environment = os.environ | {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "PULSE_SERVER": f"unix:{socket}",
        "PYTHONPATH": str(ROOT),
    }
    server = subprocess.Popen(
        [
            "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
            "-L", "module-null-sink sink_name=kiosk rate=22050 channels=1",
            "-L", "module-null-sink sink_name=ear rate=22050 channels=1",
            "-L", f"module-native-protocol-unix socket={socket} auth-anonymous=1",
        ],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        end = time.monotonic() + 60
        while not socket.exists():
            assert server.poll() is None, "pulseaudio did not start"
            assert time.monotonic() < end, "pulseaudio opened no socket"
            time.sleep(0.05)
        run = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("two_outputs_visit.py")), str(town.state.root), str(fifo)],
            env=environment, capture_output=True, text=True, timeout=400,
        )  # fmt: skip
        lines = [line for line in run.stdout.splitlines() if line.startswith("RESULT ")]
        assert lines, run.stderr[-3000:]
        found = json.loads(lines[0].removeprefix("RESULT "))
        assert found["faults"] == []
        yield found
    finally:
        server.terminate()
        server.wait(60)


def test_own_1_nothing_sounds_before_anybody_asked(measured: dict[str, Any]) -> None:
    assert measured["silent until asked"] == {"kiosk": 0, "ear": 0}


@pytest.mark.parametrize("moment", ["asked whose answers", "page in headphones", "typed in headphones"])
def test_en_5_1_3_8_what_sounds_in_headphones_leaves_the_loudspeaker_at_zero(
    measured: dict[str, Any], moment: str
) -> None:
    assert measured[moment]["kiosk"] == 0
    assert measured[moment]["ear"] > 50


def test_en_5_1_3_8_a_plug_pulled_out_in_the_middle_is_silence_on_the_loudspeaker(measured: dict[str, Any]) -> None:
    assert measured["pulled out"]["kiosk"] == 0
    assert measured["acting without a plug"] == {"kiosk": 0, "ear": 0}


def test_en_5_1_3_8_on_request_the_loudspeaker_goes_on_without_the_answers(measured: dict[str, Any]) -> None:
    assert measured["on request"]["kiosk"] > 50
    assert measured["on request"]["ear"] == 0
    assert measured["pointed on the loudspeaker"]["kiosk"] > 50
    assert "Zuleikh" not in measured["said aloud"]
    assert "not said aloud" in measured["said aloud"]


def test_en_5_1_3_8_typed_letters_sound_on_the_loudspeaker_with_leave_alone(measured: dict[str, Any]) -> None:
    assert measured["typed without leave"] == {"kiosk": 0, "ear": 0}
    assert measured["typed with leave"]["kiosk"] > 10
    assert measured["typed with leave"]["ear"] == 0
