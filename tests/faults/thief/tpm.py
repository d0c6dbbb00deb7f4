"""A TPM in software (swtpm), as another machine's or this one's: its state directory is the chip.

What the kernel does for a real one (`/dev/tpmrm0`: what a program left loaded is flushed when it ends), a wrapper of
systemd-creds does here. Without that, the fourth of systemd's sessions finds no room.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

PATIENCE_SECONDS = 90.0
HANDLES = (0x02000000, 0x03000000, 0x80000000)
"""Where loaded sessions (HMAC, policy) and objects begin (TPM 2.0 part 2, 7.2)."""
MOST_LOADED = 4
FLUSH = bytes.fromhex("8001 0000000e 00000165")
ANSWER_BYTES = 10
WRAPPER = """#!/bin/sh
{program} "$@"
status=$?
{python} {this} {port}
exit $status
"""


class SoftwareTpm:
    """Runs within `with`; `device` is for `systemd-creds --tpm2-device`, which is wrapped on the PATH meanwhile."""

    def __init__(self, chip: Path) -> None:
        """`chip` is made when it is not there; opened again, it is the same TPM after a restart."""
        self._chip = chip
        self._process: subprocess.Popen[bytes] | None = None
        self._path = ""
        self.device = ""

    def __enter__(self) -> Self:
        program = shutil.which("swtpm")
        assert program, "swtpm is missing: deploy/setup.sh test installs it"
        self._chip.mkdir(mode=0o700, parents=True, exist_ok=True)
        for _ in range(20):
            # The TCTI takes the commands' port and, one higher, the control's.
            with socket.socket() as first, socket.socket() as second:
                first.bind(("127.0.0.1", 0))
                port = first.getsockname()[1]
                try:
                    second.bind(("127.0.0.1", port + 1))
                except OSError:
                    continue
            if self._start(program, port):
                self._wrap(port)
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
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port + 1)) == 0:
                    self.device = f"swtpm:host=127.0.0.1,port={port}"
                    return True
            time.sleep(0.02)
        self._end()
        return False

    def _wrap(self, port: int) -> None:
        program = shutil.which("systemd-creds")
        assert program, "systemd-creds is missing: deploy/setup.sh test installs it"
        wrapper = self._chip / "bin" / "systemd-creds"
        wrapper.parent.mkdir(exist_ok=True)
        wrapper.write_text(WRAPPER.format(program=program, python=sys.executable, this=__file__, port=port))
        wrapper.chmod(0o700)
        self._path = os.environ["PATH"]
        os.environ["PATH"] = f"{wrapper.parent}:{self._path}"

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def measure(self, what: int) -> None:
        """Let PCR 7 (the state of Secure Boot) take this up, as the firmware does at start. `what` is below 256."""
        session = bytes.fromhex("00000009 40000009 0000 00 0000")
        body = (7).to_bytes(4, "big") + session + bytes.fromhex("00000001 000b") + bytes(31) + bytes([what])
        command = bytes.fromhex("8002") + (len(body) + 10).to_bytes(4, "big") + bytes.fromhex("00000182") + body
        port = int(self.device.rpartition("=")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as chip:
            chip.sendall(command)
            answer = chip.recv(ANSWER_BYTES, socket.MSG_WAITALL)
        assert answer[6:10] == bytes(4), answer.hex()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.environ["PATH"] = self._path
        self._end()


def flush(port: int) -> None:
    """Forget whatever is loaded."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as chip:
        for handle in HANDLES:
            for number in range(MOST_LOADED):
                chip.sendall(FLUSH + (handle + number).to_bytes(4, "big"))
                # Also that there was nothing to flush is an answer.
                chip.recv(ANSWER_BYTES, socket.MSG_WAITALL)


if __name__ == "__main__":
    flush(int(sys.argv[1]))
