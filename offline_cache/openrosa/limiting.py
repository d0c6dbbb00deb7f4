"""How long one exchange with a server may take and how much it may send, headers included.

A time limit on each read stops no server that drips a byte a second, and `http.client` reads headers without any
limit on the whole. So every byte of an answer passes the allowance of its request.
"""

from __future__ import annotations

import io
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

    from _typeshed import WriteableBuffer


class TooSlow(TimeoutError):
    """The whole exchange took longer than it may."""


class TooMuch(OSError):
    """The answer is larger than any that a desk gives."""


class Allowance:
    """What is left to the request under way. One thread uses it at a time."""

    def __init__(self) -> None:
        """Nothing may be read before `renew`."""
        self._ends = 0.0
        self._bytes = 0

    def renew(self, seconds: float, most_bytes: int) -> None:
        """A new request begins: it may take so long, and its answer may weigh so much."""
        self._ends = time.monotonic() + seconds
        self._bytes = most_bytes

    def within(self, seconds: float) -> None:
        """From now on it may take no longer than this."""
        self._ends = min(self._ends, time.monotonic() + seconds)

    def seconds(self) -> float:
        """What is left of the time. Raises `TooSlow` when nothing is."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TooSlow
        return left

    def take(self, count: int) -> None:
        """So many bytes have come. Raises `TooMuch`."""
        self._bytes -= count
        if self._bytes < 0:
            raise TooMuch


class Incoming(io.RawIOBase):
    """The bytes of an answer, as they pass the allowance."""

    def __init__(self, source: io.RawIOBase, line: socket.socket, allowance: Allowance) -> None:
        """`source` reads from `line`, whose time limit for one read is never longer than what is left."""
        self._source = source
        self._line = line
        self._allowance = allowance

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int | None:
        """One read. Raises `TooSlow` and `TooMuch`."""
        left = self._allowance.seconds()
        limit = self._line.gettimeout()
        last = limit is None or limit > left
        if last:
            self._line.settimeout(left)
        try:
            count = self._source.readinto(buffer)
        except TimeoutError as error:
            raise TooSlow if last else error from None
        self._allowance.take(count or 0)
        return count

    def close(self) -> None:
        """Close what is read from, too."""
        self._source.close()
        super().close()
