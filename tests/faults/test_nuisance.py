"""The nuisance in short; and that its judgement of a visit that holds on to every picture is the right one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import nuisance
from tests.visits import Town, Visits


def test_limits_hold_and_the_next_visitor_is_served(rivemont: Town, tmp_path: Path, visits: Visits) -> None:
    harassed = nuisance.Nuisance(rivemont.copied(tmp_path / "state"))
    harassed.photograph(40)
    harassed.send(200)
    harassed.print(200)
    harassed.weigh()
    harassed.serve(visits)
    assert harassed.broken == []
    counted = dict(harassed.rows)
    assert counted["requests kept"] == 20
    assert counted["requests refused"] == 180
    assert counted["slips printed"] == 30


def test_a_kiosk_that_holds_on_to_every_picture_would_be_found(
    rivemont: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[bytes] = []

    def take(camera: nuisance.Flash, told: Callable[[bytes], None]) -> None:
        camera.taken += 1
        # Written to, so that it is really in memory.
        held.append(b"x" * 10_000_000)
        told(camera.picture(0))

    monkeypatch.setattr(nuisance.Flash, "take", take)
    harassed = nuisance.Nuisance(rivemont.copied(tmp_path / "state"))
    harassed.photograph(30)
    assert [line for line in harassed.broken if "memory grew" in line]
