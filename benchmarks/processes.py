"""Process trees: the memory they take, and their end."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psutil

MIB = 1024 * 1024
CORES = 2


@dataclass(frozen=True, slots=True)
class Memory:
    """Proportional set size of some processes, in MiB.

    `pss` shares the pages of a file among all processes of the machine that map it. `alone` counts such pages in
    full wherever a process outside maps the same file too: what the tree would take at most with nobody beside it.
    `parts` is `pss` by process, in the order found.
    """

    pss: float
    alone: float
    parts: tuple[tuple[str, float], ...]


def two_cores() -> int:
    """Keep this process and all it starts on two cores; returns how many it really has."""
    cores = sorted(os.sched_getaffinity(0))[:CORES]
    os.sched_setaffinity(0, cores)
    return len(cores)


def tree(root: int) -> list[psutil.Process]:
    """A process and all its descendants."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(root)
        return [process, *process.children(recursive=True)]
    return []


def label(process: psutil.Process) -> str:
    """What a process is, from its command line: `visit`, `accessibility.speech`, `--type=renderer`."""
    with contextlib.suppress(psutil.Error):
        words = process.cmdline()
        for word in words:
            if word.startswith("--type="):
                return word.removeprefix("--type=")
        for place, word in enumerate(words[:-1]):
            if word == "-m":
                return words[place + 2] if words[place + 1] == "ui.cli" else words[place + 1]
        if len(words) > 1 and words[1].endswith("/parvis"):
            return words[2]
        return os.path.basename(words[0]) if words else process.name()
    return "gone"


def _files_of_others(inside: set[int]) -> set[str]:
    found: set[str] = set()
    for process in psutil.process_iter():
        if process.pid in inside:
            continue
        with contextlib.suppress(psutil.Error, OSError):
            found.update(part.path for part in process.memory_maps(grouped=True) if part.path.startswith("/"))
    return found


def memory(processes: Sequence[psutil.Process]) -> Memory:
    """How much they take now. Raises `psutil.AccessDenied` where this user may not look: visits hide their memory."""
    shared = _files_of_others({process.pid for process in processes})
    pss = alone = 0.0
    parts: list[tuple[str, float]] = []
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            mine = 0.0
            for part in process.memory_maps(grouped=True):
                mine += part.pss / MIB
                alone += (part.rss if part.path in shared else part.pss) / MIB
            pss += mine
            parts.append((label(process), mine))
    return Memory(pss, alone, tuple(parts))


class Running:
    """A program in a session of its own, with everything it starts."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], *, heard: bool = False) -> None:
        """Start it. `heard`: its standard output is a pipe for the caller to read."""
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `end`
        self.process = subprocess.Popen(
            command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if heard else subprocess.DEVNULL,
            stderr=self._complaints,
            start_new_session=True,
        )
        self.pid = self.process.pid

    def last_words(self) -> str:
        """The last line it wrote to its standard error, to end a message of ours."""
        self._complaints.seek(0)
        lines = self._complaints.read().decode("utf-8", "replace").strip().splitlines()
        return f" Its last words: {lines[-1]}" if lines else ""

    def end(self) -> None:
        """End it and everything it started, gently at first."""
        family = tree(self.pid)
        with contextlib.suppress(psutil.Error):
            psutil.Process(self.pid).terminate()
        _, alive = psutil.wait_procs(family, timeout=8)
        for member in alive:
            with contextlib.suppress(psutil.Error):
                member.kill()
        self.process.wait()
        self._complaints.close()


def busy_elsewhere(seconds: float = 1.0) -> float:
    """Percent of the machine's processor time that others use now, while this process sleeps."""
    before = psutil.cpu_times()
    time.sleep(seconds)
    after = psutil.cpu_times()
    idle = after.idle + after.iowait - before.idle - before.iowait
    total = sum(after) - sum(before)
    return 100.0 * (1 - idle / total) if total > 0 else 0.0
