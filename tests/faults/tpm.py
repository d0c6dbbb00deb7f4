"""A TPM in software (swtpm), as another machine's or this one's: its state directory is the chip."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

PATIENCE_SECONDS = 20.0


class SoftwareTpm:
    """Runs within `with`; `device` is for `systemd-creds --tpm2-device`."""

    def __init__(self, chip: Path) -> None:
        """`chip` is made when it is not there; opened again, it is the same TPM after a restart."""
        self._chip = chip
        self.device = ""
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        program = shutil.which("swtpm")
        assert program, "swtpm is missing: deploy/setup.sh test installs it"
        self._chip.mkdir(mode=0o700, parents=True, exist_ok=True)
        for _ in range(20):
            # The TCTI takes the command's port and, one higher, the control's.
            with socket.socket() as first, socket.socket() as second:
                first.bind(("127.0.0.1", 0))
                port = first.getsockname()[1]
                try:
                    second.bind(("127.0.0.1", port + 1))
                except OSError:
                    continue
            if self._start(program, port):
                return self
        raise AssertionError("swtpm did not come up")

    def _start(self, program: str, port: int) -> bool:
        self._process = subprocess.Popen(
            [
                *(program, "socket", "--tpm2", "--tpmstate", f"dir={self._chip}"),
                *("--server", f"type=tcp,port={port},bindaddr=127.0.0.1"),
                *("--ctrl", f"type=tcp,port={port + 1},bindaddr=127.0.0.1"),
                *("--flags", "not-need-init,startup-clear"),
            ],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        ends = time.monotonic() + PATIENCE_SECONDS
        while self._process.poll() is None and time.monotonic() < ends:
            # The control channel may be called on as often as one likes; the server's takes a single caller.
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port + 1)) == 0:
                    self.device = f"swtpm:host=127.0.0.1,port={port}"
                    return True
            time.sleep(0.02)
        self._end()
        return False

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
