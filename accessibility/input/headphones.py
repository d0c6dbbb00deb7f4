"""Whether headphones are in: the kernel's own switch, or what the sound server knows of its ports.

The kernel tells of a jack through an input device with the switch SW_HEADPHONE_INSERT (linux/input-event-codes.h).
Only that switch is looked at; what else the device may send is read and forgotten.
"""

from __future__ import annotations

import array
import contextlib
import fcntl
import json
import os
import struct
from collections.abc import Iterator
from pathlib import Path

INPUT_DEVICES = Path("/dev/input")
MOST_DEVICES = 64

_EVENT = struct.Struct("llHHi")
"""`struct input_event`: seconds, microseconds, type, code, value."""
_EV_SYN, _EV_SW = 0x00, 0x05
_SYN_DROPPED = 3
_SW_HEADPHONE_INSERT = 0x02
_BYTES = 8
_EVENTS_AT_ONCE = 64

MAX_PORTS_BYTES = 1 << 20
_HEADPHONE_PORTS = ("headphone", "headset")


def _ioctl_read(number: int, size: int) -> int:
    """_IOC(_IOC_READ, 'E', number, size) of linux/ioctl.h."""
    return (2 << 30) | (size << 16) | (ord("E") << 8) | number


def _bits(descriptor: int, number: int) -> int | None:
    """A bit field of the device, or None where it has none."""
    buffer = array.array("B", bytes(_BYTES))
    try:
        fcntl.ioctl(descriptor, _ioctl_read(number, _BYTES), buffer)
    except OSError:
        return None
    return int.from_bytes(buffer.tobytes(), "little")


def _has_jack(descriptor: int) -> bool:
    bits = _bits(descriptor, 0x20 + _EV_SW)
    return bits is not None and bool(bits >> _SW_HEADPHONE_INSERT & 1)


class Jack:
    """One input device that tells of a headphone socket. It never blocks."""

    def __init__(self, path: Path) -> None:
        """Open it. Raises `OSError` where that cannot be done."""
        self.path = path
        self._descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        self._rest = b""
        self.plugged = False
        self._ask()

    def fileno(self) -> int:
        """What to wait on for `read`."""
        return self._descriptor

    @property
    def tells(self) -> bool:
        """Whether the device has a headphone socket at all."""
        return _has_jack(self._descriptor)

    def read(self) -> bool:
        """Take in what has come, and give `plugged` as it is then. Raises `OSError` when the device is gone."""
        try:
            chunk = os.read(self._descriptor, _EVENT.size * _EVENTS_AT_ONCE)
        except BlockingIOError:
            return self.plugged
        if not chunk:
            raise OSError("the input device is gone")
        chunk = self._rest + chunk
        whole = len(chunk) - len(chunk) % _EVENT.size
        self._rest = chunk[whole:]
        for _, _, kind, code, value in _EVENT.iter_unpack(chunk[:whole]):
            if (kind, code) == (_EV_SW, _SW_HEADPHONE_INSERT):
                self.plugged = bool(value)
            elif (kind, code) == (_EV_SYN, _SYN_DROPPED):
                # The kernel's queue ran over: what it says of the switch may be lost.
                self._ask()
        return self.plugged

    def _ask(self) -> None:
        bits = _bits(self._descriptor, 0x1B)
        if bits is not None:
            self.plugged = bool(bits >> _SW_HEADPHONE_INSERT & 1)

    def close(self) -> None:
        """Let the device go."""
        with contextlib.suppress(OSError):
            os.close(self._descriptor)


def jacks(folder: Path = INPUT_DEVICES) -> Iterator[Jack]:
    """Every device of the folder that has a headphone socket and may be read."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.name.startswith("event"))
    except OSError:
        return
    for path in paths[:MOST_DEVICES]:
        try:
            jack = Jack(path)
        except OSError:
            continue
        if jack.tells:
            yield jack
        else:
            jack.close()


def ports(listing: bytes) -> bool | None:
    """What `pactl -f json list sinks` says: whether headphones are in, or None where no port can tell."""
    if len(listing) > MAX_PORTS_BYTES:
        return None
    try:
        sinks = json.loads(listing)
    except (ValueError, RecursionError):
        return None
    told = [available for port in _port_list(sinks) if (available := _availability(port)) is not None]
    return any(told) if told else None


def _port_list(sinks: object) -> Iterator[dict[str, object]]:
    for sink in sinks if isinstance(sinks, list) else ():
        found = sink.get("ports") if isinstance(sink, dict) else None
        for port in found if isinstance(found, list) else ():
            if isinstance(port, dict):
                yield port


def _availability(port: dict[str, object]) -> bool | None:
    kind = f"{port.get('type', '')} {port.get('name', '')}".casefold()
    if not any(word in kind for word in _HEADPHONE_PORTS):
        return None
    return {"available": True, "yes": True, "not available": False, "no": False}.get(str(port.get("availability")))
