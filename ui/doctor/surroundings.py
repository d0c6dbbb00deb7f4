"""Where the checks look: one kiosk's state, and the machine around it. Tests give others."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from kiosk import config
from ui.state import State

TOOL_SECONDS = 4.0
MAX_TOOL_BYTES = 1 << 20
MAX_TEXT_BYTES = 1 << 20

Tool = Callable[[Sequence[str]], str | None]
"""Runs one of the system's tools; what it printed, or None where it is not there, failed or hung."""


def run_tool(command: Sequence[str]) -> str | None:
    """See `Tool`."""
    program = shutil.which(command[0])
    if program is None:
        return None
    try:
        done = subprocess.run(
            [program, *command[1:]],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TOOL_SECONDS,
            env=os.environ | {"LC_ALL": "C"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout[:MAX_TOOL_BYTES].decode("utf-8", "replace") if done.returncode == 0 else None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`trouble` is why `kiosk.toml` cannot be used; `configuration` has the defaults then."""

    state: State
    configuration: config.Configuration = field(default_factory=config.Configuration)
    trouble: str = ""
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    proc: Path = Path("/proc")
    sys: Path = Path("/sys")
    run: Path = Path("/run")
    input_devices: Path = Path("/dev/input")
    credstore: Path = Path("/etc/credstore.encrypted")
    tool: Tool = run_tool


def look_around(state: State) -> Surroundings:
    """This machine, with the configuration of this kiosk."""
    try:
        return Surroundings(state, config.read(state.configuration))
    except config.ConfigurationError as error:
        return Surroundings(state, trouble=str(error))


def read_text(path: Path) -> str | None:
    """A small text file of the system's; None where it cannot be read."""
    content = read_bytes(path)
    return None if content is None else content.decode("utf-8", "replace")


def read_bytes(path: Path) -> bytes | None:
    """A small file of the system's; None where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_TEXT_BYTES)
    except OSError:
        return None
