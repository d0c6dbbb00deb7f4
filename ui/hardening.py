"""What a process that sees answers does before it sees any."""

from __future__ import annotations

import ctypes
import os
import resource
import signal

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4

NO_CORE = 1
"""Bytes that a core may have. Too few for any file; and, unlike 0, the kernel starts no program for a piped core
pattern either (fs/coredump.c takes it for the crash of such a program). Programs that we start inherit it, while an
exec undoes `PR_SET_DUMPABLE`."""


def harden(parent: int | None) -> None:
    """Never dump core, never be read by a process of the same user, and die with the parent.

    `parent` is the process that started this one; when it is gone already, this one ends at once. None: no parent to
    follow.
    """
    forbid_cores()
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    if parent is not None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(0)


def forbid_cores() -> None:
    """No core of this process, nor of any program that it starts."""
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (NO_CORE, NO_CORE))
    except ValueError:
        # The limit is 0 already, and only root may raise it.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
