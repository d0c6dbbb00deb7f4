from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.published import Client, Publisher, changed
from tests.visits import Town


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    """A town with two root keys, one targets key and a server."""
    return Publisher(tmp_path / "town")


@pytest.fixture(scope="session")
def pack(rivemont: Town, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first pack: Rivemont's, without its rehearsals, which are most of its files."""
    whole = rivemont.state.pack
    rehearsals = [str(path.relative_to(whole)) for path in whole.glob("rehearsals/*")]
    return changed(whole, tmp_path_factory.mktemp("packs") / "first", dict.fromkeys(rehearsals))


@pytest.fixture
def other_packs(pack: Path, tmp_path: Path) -> Iterator[Path]:
    """Packs that each differ from the first in one file of their own."""

    def made() -> Iterator[Path]:
        number = 0
        while True:
            number += 1
            places = (pack / "places.csv").read_bytes() + b"\n" * number
            yield changed(pack, tmp_path / f"pack-{number}", {"places.csv": places})

    return made()


@pytest.fixture
def kiosk(tmp_path: Path) -> Callable[[Publisher], Client]:
    """Enrols a kiosk at a town."""
    number = 0

    def enrol(publisher: Publisher) -> Client:
        nonlocal number
        number += 1
        return Client(tmp_path / f"kiosk-{number}", publisher.root)

    return enrol
