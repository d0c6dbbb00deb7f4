"""The outbox of a state directory, as the configuration wants it: how visit, courier and commands open it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from kiosk.config import Configuration
from offline_cache.alarms import Alarms
from offline_cache.outbox.sqlite import SqliteOutbox
from offline_cache.store.reserve import Reserve
from ui.state import State

MIB = 1024 * 1024


def open_outbox(
    state: State,
    configuration: Configuration,
    mac_key: bytes,
    *,
    ring: Callable[[], object] = lambda: None,
    told: Callable[[str], object] | None = None,
) -> SqliteOutbox:
    """Open it with its quota, its reserve and its alarms; `told` hears of repairs. Raises `StoreUnusable`."""
    alarms = Alarms(state.alarms)
    return SqliteOutbox(
        state.outbox,
        mac_key,
        ring=ring,
        told=told or logging.getLogger("parvis.outbox").error,
        quota_bytes=configuration.store.quota_mb * MIB,
        alarms=alarms,
        reserve=Reserve(state.reserve, configuration.store.reserve_mb * MIB, alarms),
    )
