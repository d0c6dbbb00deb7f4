"""What a screen reader sees: the tree over AT-SPI, on an X server and buses of the test's own, is the audit's tree."""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

T = TypeVar("T")

ROOT = Path(__file__).parents[2]
LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
PROGRAMS = ("Xvfb", "dbus-daemon", "dbus-send")
PATIENCE = 90.0
ACCESSIBLE = "org.a11y.atspi.Accessible"
MOST_NODES = 300
SHOWING = 1 << 25
"""ATSPI_STATE_SHOWING."""

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={root}/bus</listen><auth>EXTERNAL</auth>
<standard_session_servicedirs/>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy></busconfig>
"""

ROLES = {
    "button": {"push button", "button", "toggle button"},
    "radio button": {"radio button"},
    "check box": {"check box"},
    "text field": {"text", "entry"},
    "text": {"label", "static"},
    "heading": {"heading"},
    "picture": {"image", "icon"},
    "group": {"panel", "grouping"},
    "list": {"list"},
    "list item": {"list item"},
    "progress bar": {"progress bar"},
    "pane": {"panel", "filler"},
    "window": {"frame", "window"},
}
"""The names that AT-SPI has for the roles of the audit."""


def wait_for(met: Callable[[], T], what: str) -> T:
    until = time.monotonic() + PATIENCE
    while not (found := met()):
        assert time.monotonic() < until, what
        time.sleep(0.05)
    return found


@contextlib.contextmanager
def running(
    command: list[str], environment: dict[str, str], log: Path, *, pipe: bool = False
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE if pipe else out, stderr=out
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def line(process: subprocess.Popen[bytes], what: str) -> bytes:
    """The next line that it writes."""
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], PATIENCE)
    assert ready, what
    return process.stdout.readline()


class Reader:
    """Asks over a bus, as a screen reader does."""

    def __init__(self, address: str, environment: dict[str, str]) -> None:
        self._address, self._environment = address, environment

    def ask(self, service: str, path: str, method: str, *words: str) -> str:
        """What the other says, as `dbus-send` writes it."""
        command = ["dbus-send", f"--bus={self._address}", "--print-reply", "--reply-timeout=5000", f"--dest={service}"]
        done = subprocess.run(
            [*command, path, method, *words], env=self._environment, capture_output=True, text=True, timeout=PATIENCE
        )
        return done.stdout if done.returncode == 0 else ""

    def children(self, service: str, path: str) -> list[tuple[str, str]]:
        said = self.ask(service, path, f"{ACCESSIBLE}.GetChildren")
        return re.findall(r'struct \{\s+string "([^"]+)"\s+object path "([^"]+)"', said)

    def text(self, service: str, path: str, what: str) -> str:
        said = self.ask(service, path, "org.freedesktop.DBus.Properties.Get", f"string:{ACCESSIBLE}", f"string:{what}")
        found = re.search(r'variant\s+string "(.*)"\s*\Z', said, re.S)
        return found[1] if found else ""

    def role(self, service: str, path: str) -> str:
        found = re.search(r'string "(.*)"', self.ask(service, path, f"{ACCESSIBLE}.GetRoleName"))
        return found[1] if found else ""

    def shows(self, service: str, path: str) -> bool:
        """Whether it says that it can be seen; screen readers pass over what does not."""
        found = re.search(r"uint32 (\d+)", self.ask(service, path, f"{ACCESSIBLE}.GetState"))
        return found is not None and bool(int(found[1]) & SHOWING)

    def tree(self, service: str, path: str, depth: int = 0) -> list[tuple[int, str, str]]:
        """Depth, role and name of all below, in order."""
        nodes = [(depth, self.role(service, path), self.text(service, path, "Name"))]
        for child in filter(lambda child: self.shows(*child), self.children(service, path)):
            nodes += self.tree(*child, depth + 1)
            assert len(nodes) < MOST_NODES
        return nodes


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[tuple[dict[str, str], Path]]:
    """An X server, a session bus and an accessibility bus: their environment, and where they log."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    missing += [] if LAUNCHER.exists() else ["at-spi2-core"]
    assert not missing, f"missing: {', '.join(missing)}; `make test` installs them"
    log = tmp_path / "log"
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    with contextlib.ExitStack() as stack:
        (tmp_path / "bus.conf").write_text(BUS.format(root=tmp_path))
        reader, writer = os.pipe()
        screen = ["Xvfb", "-screen", "0", "1200x1600x24", "-nolisten", "tcp", "-displayfd", str(writer)]
        server = subprocess.Popen(screen, pass_fds=(writer,), stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        stack.callback(server.wait, 10)
        stack.callback(server.terminate)
        os.close(writer)
        number = b""
        # All of the line: a server that finds the pipe closed before its end dies of it.
        while not number.endswith(b"\n"):
            assert select.select([reader], [], [], PATIENCE)[0], "the X server did not start"
            piece = os.read(reader, 16)
            assert piece, "the X server has ended"
            number += piece
        os.close(reader)
        environment["DISPLAY"] = ":" + number.decode().strip()
        environment["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={tmp_path / 'bus'}"
        bus = ["dbus-daemon", "--nofork", "--nopidfile", f"--config-file={tmp_path / 'bus.conf'}"]
        stack.enter_context(running(bus, environment, log))
        wait_for((tmp_path / "bus").exists, "the session bus did not start")
        stack.enter_context(running([str(LAUNCHER), "--launch-immediately"], environment, log))
        environment |= {
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "QT_QUICK_BACKEND": "software",
            "PYTHONPATH": str(ROOT),
        }
        yield environment, log


def test_w_4_1_2_at_spi_sees_the_tree_that_the_audit_sees(desktop: tuple[dict[str, str], Path]) -> None:
    """Names, roles and order, through the bus that screen readers listen on."""
    environment, log = desktop
    session = Reader(environment["DBUS_SESSION_BUS_ADDRESS"], environment)

    def address() -> str:
        found = re.search(
            r'string "(unix:[^"]+)"', session.ask("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus.GetAddress")
        )
        return found[1] if found else ""

    bus = Reader(wait_for(address, "there is no accessibility bus"), environment)
    window = [sys.executable, str(Path(__file__).with_name("at_spi_window.py"))]
    with running(window, environment, log, pipe=True) as process:
        told = json.loads(line(process, f"the window did not open: {log.read_text()[-2000:]}") or b"{}")
        assert told.get("platform") == "xcb", log.read_text()[-2000:]
        root = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
        applications = wait_for(lambda: bus.children(*root), "the window is not on the accessibility bus")
        windows = wait_for(lambda: bus.children(*applications[0]), "the application shows no window")
        heard = bus.tree(*windows[0])
    seen = [(depth, role, name) for depth, role, name in told["nodes"]]
    named = [(depth, ROLES[role], name) for depth, role, name in seen if name]
    assert len(named) > 12
    assert [(depth, name) for depth, _, name in heard if name] == [(depth, name) for depth, _, name in named]
    roles = [role for _, role, name in heard if name]
    assert [(role, name) for role, (_, known, name) in zip(roles, named, strict=True) if role not in known] == []
