"""The virtual display finds a port, also when another display is quicker."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from kiosk.config import Screen
from ui import display
from ui.display import NoDisplay, VirtualDisplay


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_port_that_another_took_meanwhile_is_left_to_it(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    free = next(display.free_ports())
    monkeypatch.setattr(display, "free_ports", lambda: iter([taken, *range(free, free + 4)]))
    found = VirtualDisplay(Screen(320, 240, 96.0))
    try:
        assert found.port != taken
        assert found.name.startswith(":")
        socket.create_connection(("127.0.0.1", found.port), timeout=60).close()
    finally:
        found.child.bury()


def test_where_none_is_free_it_is_told(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(display, "free_ports", lambda: iter([taken, taken]))
    with pytest.raises(NoDisplay, match="did not start"):
        VirtualDisplay(Screen(320, 240, 96.0))
    monkeypatch.setattr(display, "free_ports", lambda: iter([]))
    with pytest.raises(NoDisplay, match="All ports"):
        VirtualDisplay(Screen(320, 240, 96.0))
