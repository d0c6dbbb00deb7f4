"""What a process that sees answers does before it sees any."""

from __future__ import annotations

import ctypes
import os
import resource
import signal

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4


def harden(parent: int | None) -> None:
    """Never dump core, never be read by a process of the same user, and die with the parent.

    `PR_SET_DUMPABLE` stops piped core patterns, which `RLIMIT_CORE` does not. `parent` is the process that
    started this one; when it is gone already, this one ends at once. None: no parent to follow.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    if parent is not None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(0)
