"""A virtual X screen that is watched from outside: its pixels are read where the X server keeps them.

Xvfb maps its frame buffer into a file (`-fbdir`); reading that file costs the programs under test nothing, and shows
the very pixels that a panel would. Clicks go in through the XTest extension, as from a real device.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import select
import struct
import subprocess
import tempfile
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

START_SECONDS = 20.0
POLL_SECONDS = 0.004
"""Between two looks: a quarter of a frame, so that the observer takes no processor time worth mentioning."""
ROW_STEP = 4
LEFT_BUTTON = 1

Box = tuple[int, int, int, int]
"""Left, top, right, bottom."""

Strips = tuple[bytes, ...]
"""Vertical lines of pixels, four bytes each, blue first."""


class ScreenMissing(Exception):
    """The virtual screen did not start."""


class Screen:
    """An Xvfb of its own, for as long as the `with` lasts."""

    def __init__(self, width: int, height: int, dpi: float) -> None:
        self.width, self.height, self._dpi = width, height, dpi

    def __enter__(self) -> Screen:
        self._folder = tempfile.TemporaryDirectory(prefix="parvis-screen-")
        reader, writer = os.pipe()
        command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{self.width}x{self.height}x24"]
        command += ["-dpi", f"{self._dpi:.0f}", "-fbdir", self._folder.name, "-nolisten", "tcp", "-noreset"]
        self._server = subprocess.Popen(command, pass_fds=(writer,), stderr=subprocess.DEVNULL)
        os.close(writer)
        try:
            self.name = f":{_number(reader)}"
            self._map_pixels()
            self._connect()
        except BaseException:
            self._server.kill()
            self._server.wait()
            raise
        finally:
            os.close(reader)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._x11.XCloseDisplay(self._display)
        self._server.terminate()
        self._server.wait()
        self._folder.cleanup()

    def _map_pixels(self) -> None:
        with (Path(self._folder.name) / "Xvfb_screen0").open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        # An XWD file: big-endian words, of which the first is the header's length, the 13th the bytes of a line
        # and the 20th the number of colour entries (12 bytes each) between header and pixels.
        header = struct.unpack(">25I", mapped[:100])
        start = header[0] + 12 * header[19]
        self._line = header[12] // 4
        self._pixels = memoryview(mapped)[start : start + header[12] * self.height].cast("I")

    def _connect(self) -> None:
        self._x11, self._xtest = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
        self._x11.XOpenDisplay.restype = ctypes.c_void_p
        self._x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
        self._x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
        self._x11.XSync.argtypes = [ctypes.c_void_p, ctypes.c_int]
        self._xtest.XTestFakeMotionEvent.argtypes = [ctypes.c_void_p, *[ctypes.c_int] * 3, ctypes.c_ulong]
        self._xtest.XTestFakeButtonEvent.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_ulong]
        self._display = self._x11.XOpenDisplay(self.name.encode())
        if not self._display:
            raise ScreenMissing(f"Xvfb's display {self.name} cannot be opened.")

    def click(self, x: int, y: int) -> None:
        """Press and release there."""
        self._xtest.XTestFakeMotionEvent(self._display, 0, x, y, 0)
        self._xtest.XTestFakeButtonEvent(self._display, LEFT_BUTTON, 1, 0)
        self._xtest.XTestFakeButtonEvent(self._display, LEFT_BUTTON, 0, 0)
        self._x11.XSync(self._display, 0)

    def park(self) -> None:
        """Take the pointer out of the way."""
        self._xtest.XTestFakeMotionEvent(self._display, 0, 0, 0, 0)
        self._x11.XSync(self._display, 0)

    def strips(self) -> Strips:
        """Seven vertical lines over the screen, of which every fourth pixel: little to compare, hard to miss."""
        step = ROW_STEP * self._line
        return tuple(self._pixels[x::step].tobytes() for x in range(self.width // 14, self.width, self.width // 7))

    def pixel(self, x: int, y: int) -> int:
        """The colour there, as 0xrrggbb."""
        return int(self._pixels[y * self._line + x]) & 0xFFFFFF

    def box(self, colour: int, top: int, bottom: int | None = None) -> Box | None:
        """The smallest box around all pixels of exactly this colour between two heights."""
        places = ((x, y) for y in range(top, bottom or self.height, 4) for x in range(0, self.width, 4))
        wanted = [(x, y) for x, y in places if self.pixel(x, y) == colour]
        if not wanted:
            return None
        xs, ys = [x for x, _ in wanted], [y for _, y in wanted]
        return min(xs), min(ys), max(xs), max(ys)

    def settled(self, quiet: float = 0.8, patience: float = 30.0) -> Strips:
        """The picture, once it has not changed for so many seconds."""
        until = time.monotonic() + patience
        last, since = self.strips(), time.monotonic()
        while time.monotonic() - since < quiet and time.monotonic() < until:
            time.sleep(0.02)
            now = self.strips()
            if now != last:
                last, since = now, time.monotonic()
        return last

    def save(self, path: Path) -> None:
        """The whole picture as PNG, for a person to look at."""
        rows = bytearray()
        for y in range(self.height):
            row = self._pixels[y * self._line : y * self._line + self.width].tobytes()
            rgb = bytearray(3 * self.width)
            rgb[0::3], rgb[1::3], rgb[2::3] = row[2::4], row[1::4], row[0::4]
            rows += b"\0" + rgb

        def chunk(kind: bytes, data: bytes) -> bytes:
            return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(rows), 1)) + chunk(b"IEND", b"")
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)


def middle(box: Box) -> tuple[int, int]:
    """Its centre."""
    return (box[0] + box[2]) // 2, (box[1] + box[3]) // 2


def _number(reader: int) -> str:
    """The display's number. Read to the line's end: the server takes a pipe closed before as its own failure."""
    number = b""
    until = time.monotonic() + START_SECONDS
    while not number.endswith(b"\n"):
        ready, _, _ = select.select([reader], [], [], max(0.0, until - time.monotonic()))
        got = os.read(reader, 16) if ready else b""
        if not got:
            raise ScreenMissing("Xvfb did not start. Is the package xvfb installed?")
        number += got
    return number.decode("ascii").strip()


def wait_until(met: Callable[[], bool], patience: float) -> float | None:
    """The monotonic time at which something came true, looked at every few milliseconds; None if it never did."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if met():
            return time.monotonic()
        time.sleep(POLL_SECONDS)
    return None
