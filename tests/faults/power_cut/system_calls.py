"""What a program asks of the disk, in order: a log of its system calls, by strace.

The program is the real one, with its own SQLite, its children and its threads; nothing in it is replaced.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

WATCHED = (
    "openat,open,creat,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,fallocate,fsync,fdatasync,msync,"
    "rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,mkdir,mkdirat,rmdir,copy_file_range,sendto,sendmsg"
)
MOST_BYTES = 1 << 20
"""Of one call's data: more than any of ours writes at a time."""
_LINE = re.compile(r"(\d+) +(.*)")
_CALL = re.compile(r"(\w+)\((.*)\) += (-?\d+)")
_RESUMED = re.compile(r"<\.\.\. \w+ resumed>(.*)")
_UNFINISHED = " <unfinished ...>"
_DESCRIPTOR = re.compile(r"(-?\d+|AT_FDCWD)(?:<((?:\\x[0-9a-f]{2})*)>)?(\(deleted\))?")


class NotTraced(Exception):
    """strace is missing, or may not do its work here."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call that returned. `began` and `ended` are lines of the log: what lies between may have come first."""

    name: str
    arguments: tuple[str, ...]
    result: int
    began: int
    ended: int


def record(command: Sequence[str], log: Path, environment: dict[str, str], cwd: Path, seconds: float) -> list[Call]:
    """Run a command to its end under strace; every call that it and its descendants made. Raises `NotTraced`."""
    strace = shutil.which("strace")
    if strace is None:
        raise NotTraced("strace is missing. Run deploy/setup.sh test, or install the package strace.")
    options = ["-f", "-y", "-xx", "-s", str(MOST_BYTES), "--seccomp-bpf", "-e", f"trace={WATCHED}", "-e", "signal=none"]
    done = subprocess.run(
        [strace, *options, "-o", str(log), *command],
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    if done.returncode != 0:
        raise NotTraced(f"The recorded program ended with status {done.returncode}: {done.stderr[-2000:]}")
    return sorted(_calls(log), key=lambda call: call.ended)


def _calls(log: Path) -> Iterator[Call]:
    unfinished: dict[str, tuple[int, str]] = {}
    with log.open(encoding="ascii") as lines:
        for number, line in enumerate(lines):
            found = _LINE.match(line)
            if found is None:
                continue
            task, text = found[1], found[2]
            began = number
            if text.endswith(_UNFINISHED):
                unfinished[task] = number, text.removesuffix(_UNFINISHED)
                continue
            if (resumed := _RESUMED.match(text)) is not None:
                began, before = unfinished.pop(task)
                text = before + resumed[1]
            if (call := _CALL.match(text)) is not None:
                # With every string in hexadecimal, nothing but a separator looks like one.
                yield Call(call[1], tuple(call[2].split(", ")), int(call[3]), began, number)


def text_of(argument: str) -> bytes:
    """The bytes of a string argument. A string that strace cut short is an error."""
    if not argument.startswith('"') or not argument.endswith('"'):
        raise NotTraced(f"A call's data is not whole in the log ({argument[-12:]}).")
    return bytes.fromhex(argument[1:-1].replace("\\x", ""))


def path_of(argument: str) -> str:
    """The path behind a descriptor; empty for what is none (a pipe, a socket) or has no name any more."""
    found = _DESCRIPTOR.match(argument)
    if found is None or found[3] or not found[2]:
        return ""
    path = bytes.fromhex(found[2].replace("\\x", "")).decode()
    return path if path.startswith("/") else ""


def named(directory: str, name: str) -> str:
    """The path that a call names relative to a directory's descriptor."""
    path = text_of(name).decode()
    return path if path.startswith("/") else f"{path_of(directory)}/{path}"
