"""The processes of a kiosk and its desk, for programs that kill them: started, listened to, killed, started again."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from ui.children import dying_with_parent

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 90.0
ENVIRONMENT = {
    "PYTHONPATH": str(ROOT),
    "QT_QPA_PLATFORM": "offscreen",
    "QT_QUICK_BACKEND": "software",
    "LANG": "C.UTF-8",
}


class Silent(Exception):
    """A process did not say what it was waited for, or ended by itself; what it wrote on standard error is in `log`."""


class Party:
    """One process, whatever number of times it is started. Its lines are heard as they come, also after its death."""

    def __init__(self, name: str, command: Sequence[str], log: Path, heard: Callable[[str], object]) -> None:
        """`heard` is called with each line of standard output, in another thread."""
        self.name = name
        self.kills = 0
        self.falls = 0
        """How often it had ended by itself when it was to be killed."""
        self._command = dying_with_parent((sys.executable, *command))
        self._log = log
        self._heard = heard
        self._process: subprocess.Popen[str] | None = None
        self._reader = threading.Thread()
        self._lines = 0
        self._news = threading.Condition()

    @property
    def running(self) -> bool:
        """Whether it was started, and not killed since."""
        return self._process is not None

    def start(self) -> None:
        """Start it, unless it runs."""
        if self._process is not None:
            return
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=os.environ | ENVIRONMENT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self._lines = 0
        self._reader = threading.Thread(target=self._read, args=(self._process,), daemon=True)
        self._reader.start()

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self._heard(line.rstrip("\n"))
            with self._news:
                self._lines += 1
                self._news.notify_all()

    def tell(self, words: str) -> None:
        """Write a line on its standard input."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(words + "\n")
        self._process.stdin.flush()

    def wait(self, met: Callable[[], bool], what: str) -> None:
        """Wait until something is so that its lines tell. Raises `Silent`, at once when it has ended."""
        until = time.monotonic() + PATIENCE_SECONDS
        with self._news:
            while not met():
                ended = self._process is None or self._process.poll() is not None
                if (ended and not self._reader.is_alive()) or time.monotonic() > until:
                    raise Silent(f"{self.name}: waited in vain for {what}. See {self._log}.")
                self._news.wait(0.1)

    def wait_for_a_line(self) -> None:
        """Until it has said something since its start: each of them says when it is ready."""
        self.wait(lambda: self._lines > 0, "its first line")

    def kill(self) -> None:
        """SIGKILL; returns when it is gone and all that it had said was heard."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
            self.kills += 1
        else:
            self.falls += 1
        self._bury()

    def end(self) -> None:
        """At the end of all, without counting it as a kill."""
        if self._process is not None:
            self.falls += self._process.poll() is not None
            self._process.kill()
            self._bury()

    def last_words(self) -> str:
        """The end of what it wrote on standard error."""
        return " / ".join(self._log.read_text(errors="replace").splitlines()[-3:]) if self._log.exists() else ""

    def _bury(self) -> None:
        assert self._process is not None
        self._process.wait()
        self._reader.join(PATIENCE_SECONDS)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
        self._process = None
