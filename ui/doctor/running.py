"""Runs checks, each in a process of its own and for so many seconds at most: what one dies of, the others never hear.

A check may meet a damaged file, a library that crashes or a spooler that hangs; that is then its finding.
"""

from __future__ import annotations

import ctypes
import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass

from ui.doctor.finding import Finding, Level, Result
from ui.doctor.surroundings import Surroundings
from ui.faultlines import module_of

MAX_ANSWER_BYTES = 256 * 1024
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `broken` is how grave it is when the check itself does not come to an end."""

    name: str
    look: Callable[[Surroundings], list[Finding]]
    seconds: float = 10.0
    broken: Level = Level.LOOK


@dataclass(slots=True)
class _Running:
    check: Check
    pid: int
    reader: int
    ends: float
    said: bytes = b""


def run_checks(checks: Sequence[Check], surroundings: Surroundings) -> tuple[Result, ...]:
    """The results in the order of the checks."""
    running = [_start(check, surroundings) for check in checks]
    results: dict[str, Result] = {}
    waiting = list(running)
    try:
        while waiting:
            nearest = max(0.0, min(one.ends for one in waiting) - time.monotonic())
            readable, _, _ = select.select([one.reader for one in waiting], [], [], nearest)
            for one in tuple(waiting):
                if one.reader in readable:
                    piece = os.read(one.reader, 65_536)
                    one.said += piece
                    if piece and len(one.said) <= MAX_ANSWER_BYTES:
                        continue
                    by_itself = not piece
                elif time.monotonic() < one.ends:
                    continue
                else:
                    by_itself = False
                waiting.remove(one)
                results[one.check.name] = _end(one, by_itself=by_itself)
    finally:
        for one in waiting:
            _end(one, by_itself=False)
    return tuple(results[check.name] for check in checks)


def _start(check: Check, surroundings: Surroundings) -> _Running:
    reader, writer = os.pipe2(os.O_CLOEXEC)
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.close(reader)
            _detach(parent)
            _say(writer, _looked(check, surroundings))
            status = 0
        finally:
            os._exit(status)
    os.close(writer)
    return _Running(check, pid, reader, time.monotonic() + check.seconds)


def _detach(parent: int) -> None:
    """A group of its own, that can be ended as a whole; nothing it prints is seen; it dies with whoever waits."""
    os.setpgid(0, 0)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    sys.stdout = sys.stderr = os.fdopen(nothing, "w")


def _looked(check: Check, surroundings: Surroundings) -> list[Finding]:
    try:
        return check.look(surroundings)
    except Exception as error:
        # Its message may hold anything at all; its type and place do not.
        trace, place = error.__traceback__, "?"
        while trace is not None:
            place = f"{module_of(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"
            trace = trace.tb_next
        return [_broken(check, f"This check failed itself ({type(error).__name__} at {place}).")]


def _broken(check: Check, says: str) -> Finding:
    return Finding(check.broken, says, "Report it with your version of Parvis; look at this part of the kiosk by hand.")


def _say(writer: int, findings: list[Finding]) -> None:
    content = json.dumps([asdict(finding) for finding in findings]).encode()
    while content:
        content = content[os.write(writer, content) :]


def _end(one: _Running, *, by_itself: bool) -> Result:
    """Its result, and nothing of it left behind."""
    os.close(one.reader)
    if by_itself:
        # Seen, but not yet buried: so long the number of its group is nobody else's.
        os.waitid(os.P_PID, one.pid, os.WEXITED | os.WNOWAIT)
    else:
        _kill(os.kill, one.pid)
    _kill(os.killpg, one.pid)
    _, status = os.waitpid(one.pid, 0)
    if not by_itself:
        return Result(one.check.name, (_broken(one.check, f"No answer within {one.check.seconds:.0f} seconds."),))
    found = _read(one.said) if status == 0 else []
    if not found and os.WIFSIGNALED(status):
        name = signal.Signals(os.WTERMSIG(status)).name
        found = [_broken(one.check, f"This check was ended by the system ({name}): what it uses crashes.")]
    return Result(one.check.name, tuple(found or [_broken(one.check, "This check gave no answer.")]))


def _kill(kill: Callable[[int, int], None], pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        kill(pid, signal.SIGKILL)


def _read(said: bytes) -> list[Finding]:
    try:
        return [Finding(Level(each["level"]), each["says"], each["do"], each["facts"]) for each in json.loads(said)]
    except (ValueError, KeyError, TypeError):
        return []
