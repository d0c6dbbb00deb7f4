"""Real sound through a real sound server: what comes out of loudspeaker and headphones, recorded from their monitors.

`benchmarks.outputs` speaks through a private PulseAudio with two null sinks and counts samples; `make bench-speech`
prints the same measurement with its times. Here nothing depends on the clock: on a busy machine sound comes later,
and is as silent, as private and as loud.
"""

from __future__ import annotations

from itertools import pairwise

import pytest

from benchmarks import outputs
from benchmarks.outputs import Heard

pytestmark = pytest.mark.skipif(
    bool(outputs.missing()), reason="needs PulseAudio and its tools: apt install pulseaudio pulseaudio-utils"
)


@pytest.fixture(scope="module")
def heard() -> Heard:
    return outputs.measure()


def test_the_device_is_found_and_heard(heard: Heard) -> None:
    assert heard.available
    assert heard.public["loudspeaker"] > 100
    assert heard.public["headphones"] == 0


def test_own_3_words_light_with_the_real_sound(heard: Heard) -> None:
    for late in heard.late_ms.values():
        assert len(late) >= 4
        # Against the recorder's clock, whose delay is in it: a word is lit with its sound, not with another one's.
        assert min(late) > -150


def test_en_5_1_3_8_private_text_leaves_the_loudspeaker_at_zero(heard: Heard) -> None:
    assert heard.without_leave == {"loudspeaker": 0, "headphones": 0}
    assert heard.in_headphones["headphones"] > 100
    assert heard.in_headphones["loudspeaker"] == 0


def test_en_5_1_3_8_private_text_never_falls_back_to_the_loudspeaker_when_the_plug_is_pulled(heard: Heard) -> None:
    assert heard.pulled_out["loudspeaker"] == 0


def test_v_7_1_k_volume_steps_on_the_loudspeaker(heard: Heard) -> None:
    steps = [louder - softer for softer, louder in pairwise(heard.steps_db)]
    assert len(steps) == 5
    assert all(3 <= step <= 10 for step in steps), heard.steps_db


def test_en_5_1_3_4_pause_is_silence_and_resume_is_sound(heard: Heard) -> None:
    assert heard.paused == 0
    assert heard.resumed > 100


def test_en_5_1_3_10_one_stream_at_a_time_reaches_the_outputs(heard: Heard) -> None:
    assert heard.streams == 1
