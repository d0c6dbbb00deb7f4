"""The other processes of a kiosk, kept running beside the visits: in a demonstration, the courier and the desk."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ui.children import Child, describe
from ui.patience import Limits

log = logging.getLogger("parvis.supervisor")

LAST_WORDS_SECONDS = 5.0
"""Between asking a companion to end and killing it. What is acknowledged is on the disk: killing late loses nothing."""


@dataclass(frozen=True, slots=True)
class Companion:
    """One of them: its name for the log, and what starts it."""

    name: str
    command: tuple[str, ...]


class Companions:
    """Starts them, and starts each again when it ends: later and later if it does not last."""

    def __init__(
        self,
        companions: Iterable[Companion],
        environment: Mapping[str, str],
        limits: Limits,
        listen: Callable[[int, Callable[[], object]], None],
        bury: Callable[[Child], int],
    ) -> None:
        self._environment = environment
        self._limits = limits
        self._listen = listen
        self._bury = bury
        self._running: dict[str, Child] = {}
        self._waiting = {companion.name: (companion, 0.0, 0) for companion in companions}

    def running(self) -> tuple[Child, ...]:
        """The processes that there are now."""
        return tuple(self._running.values())

    def due(self) -> list[float]:
        """The moments of the monotonic clock at which one is to be started."""
        return [due for _, due, _ in self._waiting.values()]

    def start_due(self, now: float) -> None:
        """Start those whose time has come."""
        for name, (companion, due, failures) in list(self._waiting.items()):
            if now >= due:
                del self._waiting[name]
                self._start(companion, failures)

    def end(self) -> None:
        """Ask all to end, and kill those that do not."""
        for child in self.running():
            child.kill(signal.SIGTERM)
        deadline = time.monotonic() + LAST_WORDS_SECONDS
        for child in self.running():
            while time.monotonic() < deadline and not child.has_ended():
                time.sleep(0.02)
            self._bury(child)
        self._running.clear()

    def _start(self, companion: Companion, failures: int) -> None:
        try:
            child = Child(companion.name, companion.command, self._environment)
        except OSError as error:
            log.error("The %s could not be started: %s.", companion.name, error.strerror)
            self._wait(companion, failures + 1)
            return
        self._running[companion.name] = child
        self._listen(child.exit_handle, lambda: self._gone(companion, child, failures))

    def _gone(self, companion: Companion, child: Child, failures: int) -> None:
        del self._running[companion.name]
        lasted = time.monotonic() - child.started >= self._limits.steady
        log.error("The %s ended (%s).", companion.name, describe(self._bury(child)))
        self._wait(companion, 1 if lasted else failures + 1)

    def _wait(self, companion: Companion, failures: int) -> None:
        self._waiting[companion.name] = (companion, time.monotonic() + self._limits.pause(failures), failures)
