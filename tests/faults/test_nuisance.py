"""The nuisance in short; and that its judgement of a visit that holds on to every picture is the right one."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.faults import nuisance
from tests.visits import Town, Visits
from ui.camera import eye
from ui.camera.stills import still


def test_limits_hold_and_the_next_visitor_is_served(rivemont: Town, tmp_path: Path, visits: Visits) -> None:
    harassed = nuisance.Nuisance(rivemont.copied(tmp_path / "state"))
    harassed.photograph(visits, 30)
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
    rivemont: Town, tmp_path: Path, visits: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[bytes] = []

    def holding(image: QImage) -> bytes:
        # Written to, so that it is really in memory. In terms of what this process has: others grew it before.
        held.append(b"x" * (nuisance.resident() // 30))
        return still(image)

    monkeypatch.setattr(eye, "still", holding)
    harassed = nuisance.Nuisance(rivemont.copied(tmp_path / "state"))
    harassed.photograph(visits, 20)
    assert [line for line in harassed.broken if "memory grew" in line]
