"""Processes that are started, listened to, and taken away with everything they started themselves."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from enum import Enum, auto
from pathlib import Path

from ui.faultlines import FaultReader

PR_SET_CHILD_SUBREAPER = 36
LONGEST_WORD = 64
READ_SIZE = 65536


class Phase(Enum):
    """How far a visit process is. It says `ready`, is told `show`, says `shown`, and at last `ended` or `unused`.

    `show erased` is said instead of `show` when it follows a visit that ended, for the visitor who has just left;
    one that says `unused` gives way to newer files, and nobody was there.
    """

    LOADING = auto()
    READY = auto()
    SHOWING = auto()
    SHOWN = auto()
    ENDED = auto()


class Child:
    """A process at the head of a session of its own, so that it can be killed with all of its descendants."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        piped: bool = False,
        quiet: bool = False,
        pass_fds: Sequence[int] = (),
    ) -> None:
        """Start it. `piped`: we talk with it; `quiet`: what it prints is dropped; else it prints to our log."""
        pipe = subprocess.PIPE if piped else subprocess.DEVNULL if quiet else None
        self.name = name
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE if piped else subprocess.DEVNULL,
            stdout=sys.stderr if pipe is None else pipe,
            stderr=pipe,
            env=environment,
            pass_fds=tuple(pass_fds),
            start_new_session=True,
        )
        self.exit_handle = os.pidfd_open(self.process.pid)

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Signal the whole group. Call it before the process is waited for: until then its number is its own."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def has_ended(self) -> bool:
        """Whether the process is over; it stays to be buried."""
        return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def bury(self) -> int:
        """Kill what is left of the group, wait for the process and close its channels; returns its exit status."""
        self.kill()
        status = self.process.wait()
        os.close(self.exit_handle)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        return status


class VisitChild(Child):
    """A visit process and the conversation with it, one word a line."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        fingerprint: tuple[object, ...],
        pass_fds: Sequence[int] = (),
    ) -> None:
        super().__init__("visit", command, environment, piped=True, pass_fds=pass_fds)
        self.fingerprint = fingerprint
        """What the pack and the configuration looked like when the process started."""
        self.phase = Phase.LOADING
        self.since = self.started
        """When the phase began."""
        self.used = False
        """Whether it said, at its end, that somebody's visit was over."""
        self.faults = FaultReader()
        self._line = b""
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            os.set_blocking(stream.fileno(), False)

    def enter(self, phase: Phase) -> None:
        """Note the new phase and its beginning."""
        self.phase, self.since = phase, time.monotonic()

    @property
    def seen(self) -> bool:
        """Whether a visitor may have used the process."""
        return self.phase not in (Phase.LOADING, Phase.READY)

    def show(self, *, after_a_visit: bool) -> None:
        """Ask the process to show its window. One that is gone already is noticed by its exit."""
        self.enter(Phase.SHOWING)
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):
            os.write(self.process.stdin.fileno(), b"show erased\n" if after_a_visit else b"show\n")

    def words(self, data: bytes) -> list[str]:
        """The words whose lines end in `data`. What is too long to be a word is not kept."""
        *lines, self._line = (self._line + data).split(b"\n")
        self._line = self._line[:LONGEST_WORD]
        return [line.decode("ascii", "replace") for line in lines if len(line) < LONGEST_WORD]


def read(handle: int) -> bytes:
    """What a non-blocking pipe holds now; empty at its end. Raises BlockingIOError when there is nothing."""
    return os.read(handle, READ_SIZE)


def dying_with_parent(command: Sequence[str]) -> tuple[str, ...]:
    """The same command, ended by the kernel when this process dies, where util-linux is there to ask for it."""
    setpriv = shutil.which("setpriv")
    return (setpriv, "--pdeathsig", "TERM", *command) if setpriv else tuple(command)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent dies, instead of init."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def kill_orphans(known: frozenset[int]) -> int:
    """Kill and reap adopted processes: children of this one that are not in `known`. Returns how many.

    A process that left its visit's session comes to light here when its parent is killed; so do its own children
    once it is gone, hence the loop. It ends when there was none twice: where a process ends while the kernel lists
    them, others may be left out (proc(5), "children").
    """
    count = quiet = 0
    tasks = Path("/proc/self/task")
    while quiet < 2:
        children = {int(pid) for task in tasks.iterdir() for pid in (task / "children").read_text().split()}
        orphans = children - known
        quiet = 0 if orphans else quiet + 1
        for pid in orphans:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
            count += 1
    return count


def describe(status: int) -> str:
    """An exit status in words."""
    if status >= 0:
        return f"status {status}"
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"signal {-status}"
