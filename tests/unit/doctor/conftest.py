from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk import config
from ui.doctor.surroundings import Surroundings
from ui.state import State

Around = Callable[..., Surroundings]


@pytest.fixture
def around(tmp_path: Path) -> Around:
    """Surroundings of an empty kiosk on a machine without anything, but for what a test gives."""

    def made(configuration: config.Configuration | None = None, **given: Any) -> Surroundings:
        (tmp_path / "state").mkdir(exist_ok=True)
        nowhere: dict[str, Any] = {
            name: tmp_path / "machine" / name for name in ("proc", "sys", "run", "input_devices", "credstore")
        }
        found = Surroundings(
            State(tmp_path / "state"),
            configuration or config.Configuration(),
            environment={},
            tool=lambda command: None,
            **nowhere,
        )
        return replace(found, **given)

    return made


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Writes a file of the machine ("proc/swaps")."""

    def written(name: str, content: str | bytes) -> Path:
        path = tmp_path / "machine" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written
