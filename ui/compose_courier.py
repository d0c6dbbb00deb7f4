"""The courier's composition root: configuration, outbox, desk and bells joined. No PySide6."""

from __future__ import annotations

import logging
import signal
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType

from kiosk import config
from offline_cache.alarms import Alarms, Kind
from offline_cache.authentication import MacKeyUnusable, mac_key_of
from offline_cache.courier.bell import COURIER, VISITS, Bell, ring
from offline_cache.courier.delivering import Courier, Round, only_courier
from offline_cache.courier.rhythm import first_pause
from offline_cache.formlist.client import FormListClient
from offline_cache.formlist.drift import LOOK_SECONDS, Drift
from offline_cache.keeping import Secrets, SecretUnusable, open_secrets
from offline_cache.openrosa import (
    DeskAddressUnusable,
    OpenRosaClient,
    SecurityUnusable,
    security_of,
    submission_url,
)
from offline_cache.outbox.mirror import Mirror
from offline_cache.outbox.sqlite import SqliteOutbox
from offline_cache.packs.looping import Watch, watching
from offline_cache.store.opening import StoreUnusable
from ui.keeping import open_watched
from ui.outbox import open_outbox
from ui.state import State

LOOK_AGAIN_SECONDS = 30.0
"""Between two looks, where the outbox's key or the way to the desk is missing."""

_log = logging.getLogger(__name__)


def run_courier(state: State, *, once: bool = False) -> Round | None:
    """Deliver until SIGTERM or SIGINT, or one round only. Raises `ParvisError` when it cannot start."""
    configuration = config.read(state.configuration)
    state.prepare()
    try:
        secrets = open_watched(state, configuration)
        key = mac_key_of(secrets)
    except (MacKeyUnusable, SecretUnusable) as error:
        if once:
            raise
        _log.error("Nothing is delivered: %s", error)
        _only_updates(state, configuration, until=lambda: _has_key(state, configuration))
        return None
    alarms = Alarms(state.alarms)
    try:
        desk = _desk(configuration, secrets)
    except (DeskAddressUnusable, SecurityUnusable, SecretUnusable) as error:
        alarms.raise_(Kind.DESK, str(error))
        if once:
            raise
        _log.error("Nothing is delivered: %s", error)
        _only_updates(state, configuration, until=lambda: _has_line(state))
        return None
    try:
        outbox = open_outbox(state, configuration, key)
    except StoreUnusable as error:
        if once:
            raise
        _log.error("Nothing is delivered: %s", error)
        desk.close()
        _only_updates(state, configuration, until=lambda: _opens(state, configuration, key))
        return None
    with only_courier(state.run), desk, Bell(state.run / COURIER) as bell:
        try:
            outbox.check()
            outbox.tell()
        except (StoreUnusable, sqlite3.Error) as error:
            # What can still be read is delivered all the same.
            _log.error("The outbox is damaged, and is not repaired: %s", error)
        drift = Drift(state.pack, alarms, lambda: _form_list(configuration, secrets))
        courier = Courier(outbox, desk, ring_visits=lambda: ring(state.run, VISITS), alarms=alarms, afterwards=drift)
        try:
            if once:
                outbox.release()
                return courier.run_once()
            stop = _stopped_by_signal(state.run)
            updates = Watch(state.root, configuration.updates, configuration.files.roots, stop)
            with watching(updates, stop):
                wait = _mirroring(bell, state, configuration, outbox, alarms)
                wait(first_pause())
                courier.run(wait, stop)
        finally:
            outbox.close()
    return None


def _only_updates(state: State, configuration: config.Configuration, *, until: Callable[[], bool]) -> None:
    """Take the town's updates while nothing can be delivered: a kiosk may give advice alone.

    Ends once `until` says that all is there: whoever restarts couriers starts another.
    """
    with only_courier(state.run), Bell(state.run / COURIER) as bell:
        stop = _stopped_by_signal(state.run)
        with watching(Watch(state.root, configuration.updates, configuration.files.roots, stop), stop):
            while not stop.is_set():
                bell.wait(LOOK_AGAIN_SECONDS)
                if until():
                    return


def _has_key(state: State, configuration: config.Configuration) -> bool:
    with suppress(MacKeyUnusable, SecretUnusable):
        mac_key_of(open_secrets(state.root, configuration.secrets.backend))
        return True
    return False


def _opens(state: State, configuration: config.Configuration, key: bytes) -> bool:
    with suppress(StoreUnusable):
        open_outbox(state, configuration, key).close()
        return True
    return False


def _has_line(state: State) -> bool:
    """Whether the settings, as they are now, lead to a desk."""
    with suppress(config.ConfigurationError, DeskAddressUnusable, SecurityUnusable, SecretUnusable):
        configuration = config.read(state.configuration)
        _desk(configuration, open_secrets(state.root, configuration.secrets.backend)).close()
        return True
    return False


def _mirroring(
    bell: Bell, state: State, configuration: config.Configuration, outbox: SqliteOutbox, alarms: Alarms
) -> Callable[[float], object]:
    """How the courier waits: with a copy on the second medium before it rests, and as soon as it is woken."""
    if not configuration.store.mirror:
        alarms.settle(Kind.MIRROR)
        return bell.wait
    mirror = Mirror(Path(configuration.store.mirror), outbox, alarms, configuration.device_id)

    def wait(seconds: float) -> None:
        mirror.catch_up()
        if bell.wait(seconds):
            mirror.catch_up()

    return wait


def _desk(configuration: config.Configuration, secrets: Secrets) -> OpenRosaClient:
    """The line to the desk, as `[desk]` and the secrets say. Raises `ParvisError` where they lead nowhere."""
    desk = configuration.desk
    security = security_of(desk, secrets.get)
    return OpenRosaClient(desk.url, _token(desk, secrets), configuration.device_id, security=security)


def _form_list(configuration: config.Configuration, secrets: Secrets) -> FormListClient:
    """The same line, to ask which forms the desk has."""
    desk = configuration.desk
    project = submission_url(desk.url, _token(desk, secrets)).removesuffix("/submission")
    security = security_of(desk, secrets.get)
    return FormListClient(project, security=security, body_seconds=LOOK_SECONDS / 2, whole_seconds=LOOK_SECONDS)


def _token(desk: config.Desk, secrets: Secrets) -> str:
    return (secrets.get("desk-token") or b"").decode("utf-8", "replace").strip() or desk.token


def _stopped_by_signal(run: Path) -> threading.Event:
    """An event that SIGTERM and SIGINT set; the bell wakes the courier so that it sees it at once."""
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        _log.info("Stopping.")
        stop.set()
        ring(run, COURIER)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    return stop
