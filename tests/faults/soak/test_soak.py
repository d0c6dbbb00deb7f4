"""The soak in short: a few visits live through on the whole kiosk; and its judgement, which must be able to fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.soak.program import Sample, judged, soak

MB = 1_000_000


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_visits_come_and_go_and_nothing_of_them_stays(tmp_path: Path) -> None:
    # The one that crashes is the fifteenth: the one after it comes only when it is over.
    rows, broken = soak(tmp_path, 16)
    assert broken == []
    counted = dict(rows)
    assert counted["requests promised"] == 2
    assert counted["visits that crashed"] == 1


def samples(grows: int = 0, opens: float = 0.0) -> dict[str, list[Sample]]:
    """A hundred visits during which a process grew by so many bytes and opened so many files, each in even steps."""
    return {
        "courier": [
            Sample(n, 40 * MB + grows * n // 100, 20 * MB + grows * n // 100, 9 + int(opens * n)) for n in range(100)
        ]
    }


@pytest.mark.parametrize(
    ("taken", "said"),
    [
        (samples(), []),
        (samples(grows=5 * MB), []),
        (samples(grows=8 * MB), ["courier grew by 5.6 MB (rss)", "courier grew by 5.6 MB (own)"]),
        (samples(opens=0.1), ["courier holds 7 descriptors more"]),
        ({"courier": samples()["courier"][:20]}, ["courier: too few samples (20) to say anything"]),
    ],
)
def test_what_grows_is_told(taken: dict[str, list[Sample]], said: list[str]) -> None:
    assert judged(taken, 100)[1] == said
