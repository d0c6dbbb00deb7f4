"""A display for the demonstration where there is none: TigerVNC's X server, to be looked at over loopback."""

from __future__ import annotations

import os
import select
import shutil
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from kiosk.config import Screen
from kiosk.errors import ParvisError
from ui.children import Child, dying_with_parent

START_SECONDS = 60.0
TRIES = 5
"""Ports that are tried: between the look at one and its use, another display may have taken it."""
FIRST_PORT, LAST_PORT = 5900, 5999
REFERENCE = Screen()


class NoDisplay(ParvisError):
    """There is nothing to show the kiosk on."""


def has_display(environment: Mapping[str, str]) -> bool:
    """Whether Qt would find a display, or has been told which platform to use."""
    return any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def free_ports() -> Iterator[int]:
    """Ports for VNC that nobody listens on, the lowest first."""
    for port in range(FIRST_PORT, LAST_PORT + 1):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        yield port


def _line(reader: int) -> str | None:
    """The line that the server writes once it answers; empty if it ends without one, None if it says nothing.

    All of it, with its end: a server that finds the pipe closed between the number and the newline dies of it.
    """
    said = b""
    deadline = time.monotonic() + START_SECONDS
    while not said.endswith(b"\n"):
        answered, _, _ = select.select([reader], [], [], max(0.0, deadline - time.monotonic()))
        if not answered:
            return None
        piece = os.read(reader, 16)
        if not piece:
            return ""
        said += piece
    return said.decode("ascii", "replace").strip()


class VirtualDisplay:
    """An X server without a screen, of the size of the kiosk's; anyone on this computer can look at it."""

    def __init__(self, screen: Screen) -> None:
        """Start it and wait until it answers. Raises `NoDisplay`."""
        program = shutil.which("Xvnc")
        if program is None:
            raise NoDisplay(
                "There is no display, and no Xvnc to make one. "
                "Install the package tigervnc-standalone-server, or start this where DISPLAY is set."
            )
        width, height = screen.width or REFERENCE.width, screen.height or REFERENCE.height
        command = [program, "-geometry", f"{width}x{height}", "-depth", "24", "-dpi", f"{screen.density_dpi:.0f}"]
        command += ["-localhost", "-SecurityTypes", "None", "-nolisten", "tcp", "-desktop", "Parvis", "-AlwaysShared"]
        command += ["-SendCutText=0", "-AcceptCutText=0"]
        number: str | None = ""
        tried = 0
        for self.port in islice(free_ports(), TRIES):
            tried += 1
            number = self._start(command)
            if number is None or number.isdecimal():
                break
        if not tried:
            raise NoDisplay(
                f"All ports from {FIRST_PORT} to {LAST_PORT} are taken. Close a VNC server, or set DISPLAY."
            )
        if not number:
            raise NoDisplay("The virtual display did not start. Try Xvnc by hand, or start this where DISPLAY is set.")
        self.name = f":{number}"
        """For the variable DISPLAY."""

    def _start(self, command: Sequence[str]) -> str | None:
        """Start the server on `self.port`; its number, or as `_line` has it, and then nothing of it is left."""
        reader, writer = os.pipe()
        try:
            words = [*command, "-rfbport", str(self.port), "-displayfd", str(writer)]
            environment = {**os.environ, "LANG": "C.UTF-8"}
            self.child = Child("display", dying_with_parent(words), environment, quiet=True, pass_fds=(writer,))
            os.close(writer)
            number = _line(reader)
        finally:
            os.close(reader)
        if not number:
            self.child.bury()
        return number

    def how_to_look(self) -> str:
        """For the person who started the demonstration."""
        return (
            f"There is no display here, so the kiosk is on a virtual one, which only this computer can reach.\n"
            f"  here:               vncviewer localhost::{self.port}\n"
            f"  from another one:   ssh -L {self.port}:localhost:{self.port} {socket.gethostname()}\n"
            f"                      and there: vncviewer localhost::{self.port}"
        )
