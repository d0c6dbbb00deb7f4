"""Keeps one visit on the screen and one ready behind it, and hands over between them. No Qt here.

A visit process says `ready` once its scene is loaded and hidden; it is told `show`, and says `shown` when its first
frame is on the glass; it says `ended` when the visit is over. Only after the next one has been shown is the old one
killed, with all it started, so that the screen is never empty and the memory of a visit goes back to the system.
"""

from __future__ import annotations

import logging
import os
import selectors
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ui.children import Child, Phase, VisitChild, adopt_orphans, describe, kill_orphans, read
from ui.companions import Companion, Companions
from ui.patience import Limits
from ui.state import Mark, fingerprint
from ui.systemd import Notifier

log = logging.getLogger("parvis.supervisor")


class Supervisor:
    """Owns the visit processes and the companions from `run()` until `stop()`.

    It becomes the parent of every orphan below it and kills those that it does not know: let it own its process.
    `command` starts a visit process; when a file of `watched` changes, the waiting process is replaced. `display` is a
    running child that the visits are shown on: its end ends the kiosk. `handed`: open files for every visit. `buried`
    is told the number of each visit process that is gone, to clear away what it could not: it was killed.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        watched: Sequence[Path] = (),
        companions: Sequence[Companion] = (),
        display: Child | None = None,
        handed: Sequence[int] = (),
        environment: Mapping[str, str] = os.environ,
        limits: Limits | None = None,
        notifier: Notifier | None = None,
        buried: Callable[[int], object] = lambda pid: None,
    ) -> None:
        self._command = tuple(command)
        self._watched = tuple(watched)
        self._environment = dict(environment)
        self._handed = tuple(handed)
        self._limits = limits or Limits()
        self._notifier = notifier or Notifier()
        self._buried = buried
        self._selector = selectors.DefaultSelector()
        self._display = display
        self._wake_reader, self._wake_writer = socket.socketpair()
        self._wake_reader.setblocking(False)
        self._wake_writer.setblocking(False)
        self._stopping = self._failed_display = False
        self._live: VisitChild | None = None
        self._spare: VisitChild | None = None
        self._failures = 0
        self._next_start = 0.0
        self._companions = Companions(companions, self._environment, self._limits, self._listen, self._bury)

    def stop(self) -> None:
        """Ask `run()` to end everything and return. Safe to call from a signal handler or another thread."""
        self._stopping = True
        self._wake_writer.send(b"s")

    def run(self) -> bool:
        """Work until `stop()`; false if the display ended first."""
        adopt_orphans()
        self._selector.register(self._wake_reader, selectors.EVENT_READ, lambda: self._wake_reader.recv(64))
        if self._display is not None:
            self._listen(self._display.exit_handle, self._display_gone)
        next_look = next_sign = 0.0
        current = fingerprint(self._watched)
        try:
            while not self._stopping:
                now = time.monotonic()
                if now >= next_look:
                    current, next_look = fingerprint(self._watched), now + self._limits.look
                    kill_orphans(self._known())
                if self._notifier.interval is not None and now >= next_sign:
                    self._notifier.tell("WATCHDOG=1")
                    next_sign = now + self._notifier.interval
                self._keep_time(now, current)
                self._start_what_is_due(now, current)
                for key, _ in self._selector.select(self._patience(now, next_look, next_sign)):
                    act: Callable[[], object] = key.data
                    # An earlier event of this round may have buried the child that this one was about.
                    if key.fileobj in self._selector.get_map():
                        act()
        finally:
            self._end_all()
        return not self._failed_display

    # What is due

    def _patience(self, now: float, next_look: float, next_sign: float) -> float:
        moments = [next_look, *self._companions.due()]
        if self._notifier.interval is not None:
            moments.append(next_sign)
        if self._spare is None:
            moments.append(self._next_start)
        return max(0.0, min(moments) - now)

    def _start_what_is_due(self, now: float, current: Mark) -> None:
        self._companions.start_due(now)
        if self._spare is None and now >= self._next_start:
            try:
                visit = VisitChild(self._command, self._environment, current, self._handed)
            except OSError as error:
                log.error("A visit process could not be started: %s.", error.strerror)
                self._failed(now)
                return
            self._spare = visit
            assert visit.process.stdout is not None
            assert visit.process.stderr is not None
            self._listen(visit.process.stdout.fileno(), lambda: self._heard(visit))
            self._listen(visit.process.stderr.fileno(), lambda: self._overheard(visit))
            self._listen(visit.exit_handle, lambda: self._visit_gone(visit))

    def _keep_time(self, now: float, current: Mark) -> None:
        limits, spare, live = self._limits, self._spare, self._live
        if spare is not None:
            waited = now - spare.since
            if spare.phase is Phase.LOADING and waited > limits.ready:
                self._give_up(spare, f"was not ready after {limits.ready:g} s")
            elif spare.phase is Phase.SHOWING and waited > limits.shown:
                self._give_up(spare, f"did not show its window within {limits.shown:g} s")
            elif spare.phase is not Phase.SHOWING and spare.fingerprint != current:
                log.info("The pack or the configuration changed: the waiting visit process is replaced.")
                self._spare = None
                self._bury(spare)
                self._next_start = 0.0
        if live is not None:
            if live.phase is Phase.ENDED and now - live.since > limits.handover:
                log.error("No visit process could take over in time: the ended one is killed without.")
                self._live = None
                self._bury(live)
            elif live.phase is Phase.SHOWN and self._failures and now - live.since > limits.steady:
                self._failures = 0

    # What visits say

    def _heard(self, visit: VisitChild) -> None:
        assert visit.process.stdout is not None
        handle = visit.process.stdout.fileno()
        try:
            data = read(handle)
        except BlockingIOError:
            return
        if not data:
            self._ignore(handle)
        for word in visit.words(data):
            match visit.phase, word:
                case Phase.LOADING, "ready":
                    visit.enter(Phase.READY)
                    self._hand_over()
                case Phase.SHOWING, "shown" if visit is self._spare:
                    self._take_over(visit)
                case Phase.SHOWN, "ended" | "unused":
                    visit.used = word == "ended"
                    visit.enter(Phase.ENDED)
                    self._failures, self._next_start = 0, 0.0
                    self._hand_over()
                case _:
                    # Anything else may quote an answer: it is neither obeyed nor logged.
                    continue

    def _overheard(self, visit: VisitChild) -> None:
        assert visit.process.stderr is not None
        handle = visit.process.stderr.fileno()
        try:
            data = read(handle)
        except BlockingIOError:
            return
        if not data:
            self._ignore(handle)
        for fault in visit.faults.feed(data, sentences=not visit.seen):
            log.error("A visit process: %s", fault)

    def _hand_over(self) -> None:
        spare, live = self._spare, self._live
        wanted = live is None or live.phase is Phase.ENDED
        if not wanted or spare is None or spare.phase is not Phase.READY:
            return
        if spare.fingerprint != fingerprint(self._watched):
            return  # replaced at the next look, and shown when the new one is ready
        self._overheard(spare)  # what it said before anyone saw it may still be told in full
        spare.show(after_a_visit=live is not None and live.used)

    def _take_over(self, visit: VisitChild) -> None:
        """The new window is on the glass: only now may the old one go."""
        visit.enter(Phase.SHOWN)
        old, self._live, self._spare = self._live, visit, None
        if old is not None:
            self._bury(old)
        self._notifier.tell("READY=1")

    # How processes go

    def _visit_gone(self, visit: VisitChild) -> None:
        self._overheard(visit)
        over = visit.phase is Phase.ENDED
        lived = time.monotonic() - visit.since if visit.phase is Phase.SHOWN else 0.0
        if visit is self._live:
            self._live = None
        if visit is self._spare:
            self._spare = None
        status = self._bury(visit)
        if not over:
            log.error("A visit process ended by itself (%s) while %s.", describe(status), visit.phase.name.lower())
            if lived >= self._limits.steady:
                self._failures = 0
            self._failed(time.monotonic())
        self._hand_over()

    def _give_up(self, visit: VisitChild, why: str) -> None:
        log.error("A visit process %s: it is killed.", why)
        self._spare = None
        self._bury(visit)
        self._failed(time.monotonic())

    def _failed(self, now: float) -> None:
        self._failures += 1
        pause = self._limits.pause(self._failures)
        self._next_start = now + pause
        if self._failures > 1:
            log.error("%d failures in a row: the next start is in %g s.", self._failures, pause)

    def _display_gone(self) -> None:
        log.error("The display ended, and with it the kiosk.")
        self._stopping = self._failed_display = True

    def _listen(self, handle: int, act: Callable[[], object]) -> None:
        self._selector.register(handle, selectors.EVENT_READ, act)

    def _ignore(self, handle: int) -> None:
        if handle in self._selector.get_map():
            self._selector.unregister(handle)

    def _known(self) -> frozenset[int]:
        children = [self._display, self._live, self._spare, *self._companions.running()]
        return frozenset(child.process.pid for child in children if child is not None)

    def _bury(self, child: Child) -> int:
        """Kill a child and all its descendants, in its session or out of it."""
        process = child.process
        for handle in (child.exit_handle, *(s.fileno() for s in (process.stdout, process.stderr) if s is not None)):
            self._ignore(handle)
        status = child.bury()
        kill_orphans(self._known())
        if isinstance(child, VisitChild):
            self._buried(process.pid)
        return status

    def _end_all(self) -> None:
        self._notifier.tell("STOPPING=1")
        for visit in (self._live, self._spare):
            if visit is not None:
                self._bury(visit)
        self._live = self._spare = None
        self._companions.end()
        if self._display is not None:
            self._bury(self._display)
        self._selector.close()
        self._wake_reader.close()
        self._wake_writer.close()
