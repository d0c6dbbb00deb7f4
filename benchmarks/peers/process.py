"""An engine in a process of its own, asked over pipes."""

from __future__ import annotations

import json
import os
import select
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.peers.preparing import SOURCE, Program

MIB = 1024


class PeerFailed(Exception):
    """The engine could not do it; the message is for people."""


class Peer:
    """A started engine."""

    def __init__(self, program: Program) -> None:
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `end`
        self._pending = b""
        self._process = subprocess.Popen(
            program.command,
            cwd=SOURCE,
            env=os.environ | dict(program.environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
        )

    def ask(self, patience: float, **request: Any) -> dict[str, Any]:
        """The answer to a request. Raises `PeerFailed` where it fails or takes longer; then the process is ended."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
            line = self._line(time.monotonic() + patience)
        except BrokenPipeError:
            line = b""
        if line is None:
            self.end()
            raise PeerFailed(f"`{request['do']}` took longer than {patience:.0f} s")
        if not line:
            raise PeerFailed(f"its process ended.{self._last_words()}")
        said: dict[str, Any] = json.loads(line)
        if "error" in said:
            raise PeerFailed(str(said["error"])[:200])
        return said

    def _line(self, until: float) -> bytes | None:
        """The next line; None when it is too late, empty when there will be none."""
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        while b"\n" not in self._pending:
            readable, _, _ = select.select([descriptor], [], [], max(0.0, until - time.monotonic()))
            if not readable:
                return None
            read = os.read(descriptor, 1 << 20)
            if not read:
                return b""
            self._pending += read
        line, _, self._pending = self._pending.partition(b"\n")
        return line

    def _last_words(self) -> str:
        self._complaints.seek(0)
        lines = self._complaints.read().decode("utf-8", "replace").strip().splitlines()
        return f" Its last words: {lines[-1][:200]}" if lines else ""

    def memory(self) -> float:
        """Its proportional set size now, in MiB."""
        return weigh(self._process.pid)

    def end(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()
        self._complaints.close()


def weigh(pid: int) -> float:
    """The proportional set size of one process, in MiB."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / MIB
    raise PeerFailed("the kernel does not tell its memory")


def weigh_bare(command: tuple[str, ...]) -> float:
    """The memory of a program that waits for its standard input to end, in MiB."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    try:
        time.sleep(0.5)
        return weigh(process.pid)
    finally:
        process.communicate(b"\n")
