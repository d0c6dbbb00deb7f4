"""What measures the voice measures rightly: pitch, the table, verdicts."""

from __future__ import annotations

import array
import math
from pathlib import Path

import pytest

from benchmarks import pace, speech, table
from benchmarks.figures import Figure
from benchmarks.outputs import Heard, figures, rms


@pytest.mark.parametrize("hertz", [80, 100, 140, 180])
def test_pitch_is_found_under_overtones(hertz: int) -> None:
    rate = 22_050
    samples = array.array(
        "h",
        (
            int(4_000 * math.sin(2 * math.pi * hertz * i / rate) + 6_000 * math.sin(4 * math.pi * hertz * i / rate))
            for i in range(rate // 2)
        ),
    )
    assert pace.pitch(samples.tobytes(), rate) == pytest.approx(hertz, rel=0.02)


def test_one_loud_sample_on_the_loudspeaker_is_a_broken_promise() -> None:
    assert rms(array.array("h", bytes(2_000))) == 0
    assert rms(array.array("h", [0] * 999 + [1])) > 0
    heard = Heard(
        onset_ms={"unknown": 80.0, "known": 30.0},
        silent_ms={"unknown": 1.0},
        public={"loudspeaker": 700.0},
        without_leave={"loudspeaker": 0.0, "headphones": 0.0},
        in_headphones={"loudspeaker": rms(array.array("h", [0] * 999 + [1])), "headphones": 800.0},
        pulled_out={"loudspeaker": 0.0},
        steps_db=[40.0, 46.0, 58.0],
        streams=1,
    )
    missed = {figure.name for figure in figures(heard) if figure.kept is False}
    assert missed == {"loudspeaker, private text said in headphones", "largest step of volume"}


def test_the_run_stands_in_the_documentation(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    mark = table.BEGIN.format(by=speech.BY)
    page.write_text(f"before\n{mark}\nold\n{table.END}\nafter\n", encoding="utf-8")
    steps = pace.table({"fr": dict.fromkeys((60, 80, 100, 120, 145, 175, 210, 250), 99.6)})
    found = [Figure("a", 3.0, "ms", target=2.0, spread={"median": 1.0}), Figure("b", 0.0, "rms", target=0)]
    table.write(page, speech.markdown("title", found, steps), by=speech.BY)
    text = page.read_text(encoding="utf-8")
    assert "| a | 3.0 ms | median 1.0 | 2 ms: **missed** |" in text
    assert "| b | 0.0 rms |  | 0 rms: kept |" in text
    assert "| 1 | 60 | 100 |" in text
    assert "old" not in text
    assert text.startswith("before\n")
    assert text.endswith("after\n")
