"""The courier's second thread: asks the town's repository every hour, and looks for sticks every few seconds.

python-tuf and requests come with the first try: a courier without updates never loads them.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.config import Updates
from offline_cache.packs import sticks

if TYPE_CHECKING:
    from offline_cache.packs.updating import Outcome

START_SECONDS = 300.0
"""The first try comes within this time, so that kiosks switched on together do not ask together."""
ROUND_SECONDS = 3600.0
FIRST_BACKOFF_SECONDS = 300.0
STICK_SECONDS = 10.0
ROUNDS_A_DAY = 24
LEAVE_SECONDS = 2.0
AGAIN_SECONDS = 600.0
"""After what nobody foresaw."""

_log = logging.getLogger(__name__)


def pause(failures: int, draw: Callable[[], float] = random.random) -> float:
    """Seconds to the next try after so many in a row that reached nobody: an hour, or sooner; a quarter by chance."""
    whole = min(FIRST_BACKOFF_SECONDS * 2.0 ** (min(failures, 20) - 1), ROUND_SECONDS) if failures else ROUND_SECONDS
    return whole * (0.75 + draw() / 2)


class Watch:
    """What one kiosk's updates are about: `step` does what is due, and `run` is its life."""

    def __init__(
        self,
        state_root: Path,
        settings: Updates,
        roots: Sequence[str],
        stop: threading.Event,
        *,
        draw: Callable[[], float] = random.random,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._root, self._settings, self._stop = state_root, settings, stop
        self._roots = tuple(roots) if settings.stick == "yes" else ()
        self._draw, self._now = draw, now
        self._handled: set[sticks.Sight] = set()
        self._failures = self._rounds = 0
        self._due = now() + draw() * START_SECONDS

    @property
    def idle(self) -> bool:
        """Whether there is nothing to watch."""
        return not self._settings.url and not self._roots

    def run(self) -> None:
        """Until `stop` is set."""
        self._mend()
        while not self._stop.wait(STICK_SECONDS if self._roots else max(0.0, self._due - self._now())):
            self.step()

    def step(self) -> list[Outcome]:
        """Take up each stick that is new, then the repository if its hour has come."""
        done = [self._from_stick(sight, path) for sight, path in self._new_sticks()]
        if self._settings.url and self._now() >= self._due:
            done.append(self._from_url())
        return done

    def _new_sticks(self) -> list[tuple[sticks.Sight, Path]]:
        present = sticks.look(self._roots)
        self._handled &= set(present)
        return [(sight, path) for sight, path in present.items() if sight not in self._handled]

    def _from_stick(self, sight: sticks.Sight, path: Path) -> Outcome:
        from offline_cache.packs.folder import Folder
        from offline_cache.packs.updating import Ending, update

        _log.info("A stick with updates: %s", path)
        outcome = update(self._root, Folder(path, stop=self._stop))
        # Pulled out too early, and put in again before the next look: it is a new stick.
        pulled = outcome.ending is Ending.UNREACHABLE and sight not in sticks.look(self._roots)
        if outcome.ending not in (Ending.BUSY, Ending.STOPPED) and not pulled:
            self._handled.add(sight)
        return outcome

    def _from_url(self) -> Outcome:
        from offline_cache.packs.updating import Ending, update
        from offline_cache.packs.web import Web

        settings = self._settings
        with closing(Web(settings.url, settings.authority, settings.proxy, stop=self._stop)) as source:
            outcome = update(self._root, source, thorough=self._rounds % ROUNDS_A_DAY == 0)
        self._rounds += 1
        reached = outcome.ending not in (Ending.UNREACHABLE, Ending.BUSY, Ending.STOPPED)
        self._failures = 0 if reached else self._failures + 1
        self._due = self._now() + pause(self._failures, self._draw)
        return outcome

    def _mend(self) -> None:
        """A pack that broke while the kiosk was off gives way to the one before it."""
        from offline_cache.packs.mending import mend

        mend(self._root)


@contextmanager
def watching(watch: Watch, stop: threading.Event) -> Iterator[None]:
    """Let `watch` run in a thread of its own; a try that is under way when the block ends may be cut anywhere."""
    if watch.idle:
        yield
        return
    thread = threading.Thread(target=_run, args=(watch, stop), name="updates", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(LEAVE_SECONDS)


def _run(watch: Watch, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            watch.run()
        except Exception as error:  # a defect here must not take the courier with it, nor end updates for good
            _log.exception("Updates failed, and go on later: %s", type(error).__name__)
            stop.wait(AGAIN_SECONDS)
