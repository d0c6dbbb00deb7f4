"""One byte from one process to another: "look now". Losing it costs a poll, never a submission.

A bell is an AF_UNIX datagram socket in the state's `run` directory: `courier.sock` for the courier,
`visit-*.sock` for visits. It says nothing, so nobody learns anything by listening.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import socket
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from kiosk.errors import ParvisError

COURIER = "courier.sock"
VISITS = "visit-*.sock"
_BYTE = b"\x07"
_MOST_BELLS = 64
"""Sockets rung at most in one go: a directory full of stale ones must not hold the courier up."""


class BellUnusable(ParvisError):
    """The bell's socket cannot be made."""


@contextlib.contextmanager
def _short(path: Path) -> Iterator[str]:
    """A name for `path` that fits the 107 bytes of a socket address, however deep the state directory lies."""
    descriptor = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{descriptor}/{path.name}"
    finally:
        os.close(descriptor)


class Bell:
    """The listening end. A visit gives `fileno()` to its event loop; the courier calls `wait`."""

    def __init__(self, path: Path) -> None:
        """Listen at `path`, taking over what a killed predecessor left. Raises `BellUnusable`."""
        self._path = path
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK)
        try:
            path.unlink(missing_ok=True)
            with _short(path) as address:
                self._socket.bind(address)
                os.chmod(address, 0o660)
        except OSError as error:
            self._socket.close()
            raise BellUnusable(f"{path}: the bell cannot be hung there ({error.strerror}).") from error

    def fileno(self) -> int:
        """The descriptor that becomes readable when the bell is rung."""
        return self._socket.fileno()

    def drain(self) -> bool:
        """Take all rings so far; whether there was one."""
        rung = False
        with contextlib.suppress(BlockingIOError):
            while self._socket.recv(16):
                rung = True
        return rung

    def wait(self, seconds: float) -> bool:
        """Sleep until the bell rings, at most so long; whether it rang."""
        select.select([self._socket], [], [], max(0.0, seconds))
        return self.drain()

    def close(self) -> None:
        """Take the bell down."""
        self._socket.close()
        with contextlib.suppress(OSError):
            self._path.unlink()

    def __enter__(self) -> Bell:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def ring(directory: Path, pattern: str) -> int:
    """Ring every bell in `directory` whose name fits; how many heard it. Never blocks, never raises.

    A socket that nobody listens to any more, as a killed visit leaves it, is removed.
    """
    heard = 0
    for path in sorted(directory.glob(pattern))[:_MOST_BELLS]:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            try:
                with _short(path) as address:
                    sender.sendto(_BYTE, address)
                heard += 1
            except BlockingIOError:
                # Its queue is full of rings: it will wake.
                heard += 1
            except OSError as error:
                if error.errno == errno.ECONNREFUSED and path.is_socket():
                    path.unlink()
    return heard
