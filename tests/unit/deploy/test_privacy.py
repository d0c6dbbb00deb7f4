"""docs/privacy.md names every place of the state directory, and its limits are those of the code."""

from __future__ import annotations

from pathlib import Path

from kiosk.config import Limits
from kiosk.visit.attachments import MAX_FILE_BYTES
from offline_cache.outbox.sqlite import FILES_SHARE
from offline_cache.sealing import MAX_ENVELOPE_BYTES
from offline_cache.store.replacing import MOST_SET_ASIDE
from tests.visits import Town
from ui.camera.stills import LONG_SIDE, MOST_BYTES
from ui.state import State

PAGE = (Path(__file__).parents[3] / "docs" / "privacy.md").read_text(encoding="utf-8")
MB = 1024 * 1024
WITH_THEIR_STORES = ("-wal", "-shm", ".lock")


def section(heading: str) -> str:
    """What stands under a heading, up to the next of its kind."""
    mark = heading.split()[0]
    return PAGE.split(f"\n{heading}\n")[1].split(f"\n{mark} ")[0]


def test_every_place_of_the_state_directory_is_told_of() -> None:
    state, told = State(Path("/state")), section("## What is where, how long, and who can open it")
    paths = [getattr(state, name) for name, of in vars(State).items() if isinstance(of, property)]
    places = {path.relative_to(state.root).parts[0] for path in paths if isinstance(path, Path)}
    assert {"outbox.sqlite", "kiosk.toml", "alarms", "updates", "run"} <= places
    assert [place for place in sorted(places - {"desk"}) if f"`{place}`" not in told] == []


def test_so_is_what_really_lies_there(rivemont: Town) -> None:
    told = section("## What is where, how long, and who can open it")
    names = {path.name for path in rivemont.state.root.iterdir()} - {"desk"}
    for mark in WITH_THEIR_STORES:
        names = {name.removesuffix(mark) for name in names}
    assert [name for name in sorted(names) if f"`{name}`" not in told] == []


def test_its_limits_are_those_that_hold() -> None:
    told = section("## Limits")
    assert Limits() == Limits(3, 20, 3, 30)
    assert "at most three requests and prints three slips; all visits of an hour, 20 and 30" in told
    assert (LONG_SIDE, MOST_BYTES) == (1600, MB)
    assert "1,600 pixels, 1 MB" in told
    assert (MAX_FILE_BYTES, MAX_ENVELOPE_BYTES) == (5 * MB, 30 * MB)
    assert "a file weighs at most 5 MB, a request 30 MB" in told
    assert FILES_SHARE == 0.8
    assert "four fifths" in told
    assert MOST_SET_ASIDE == 5
