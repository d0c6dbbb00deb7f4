"""The courier's composition root: configuration, outbox, desk and bells joined. No PySide6."""

from __future__ import annotations

import logging
import signal
import threading
from pathlib import Path
from types import FrameType

from kiosk import config
from offline_cache.authentication import read_mac_key
from offline_cache.bell import COURIER, VISITS, Bell, ring
from offline_cache.courier import Courier, Round, only_courier
from offline_cache.openrosa import OpenRosaClient
from offline_cache.outbox import SqliteOutbox
from ui.state import State


def run_courier(state: State, *, once: bool = False) -> Round | None:
    """Deliver until SIGTERM or SIGINT, or one round only. Raises `ParvisError` when it cannot start."""
    configuration = config.read(state.configuration)
    state.prepare()
    outbox = SqliteOutbox(state.outbox, read_mac_key(state.mac_key))
    with (
        only_courier(state.run),
        OpenRosaClient(configuration.desk.url, configuration.desk.token, configuration.device_id) as desk,
        Bell(state.run / COURIER) as bell,
    ):
        courier = Courier(outbox, desk, ring_visits=lambda: ring(state.run, VISITS))
        try:
            if once:
                outbox.release()
                return courier.run_once()
            courier.run(bell.wait, _stopped_by_signal(state.run))
        finally:
            outbox.close()
    return None


def _stopped_by_signal(run: Path) -> threading.Event:
    """An event that SIGTERM and SIGINT set; the bell wakes the courier so that it sees it at once."""
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        logging.getLogger(__name__).info("Stopping.")
        stop.set()
        ring(run, COURIER)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    return stop
