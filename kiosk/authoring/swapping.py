"""Changes a directory as a whole: the changed copy takes its place in one step, or nothing has happened.

On Linux the two are exchanged by one call of the kernel (renameat2 with RENAME_EXCHANGE); where that is not to be had,
by two renames, with the first undone when the second fails.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def change_directory(directory: Path, change: Callable[[Path], None]) -> None:
    """Let `change` work on a copy of `directory` (which may be absent), then put the copy in its place.

    Whatever `change` raises is raised, and `directory` is as it was. Raises `OSError`.
    """
    prefix = f".{directory.name}.parvis-"
    for left in directory.parent.glob(f"{prefix}*"):
        # Of an earlier change that was killed; the directory itself was never half changed.
        shutil.rmtree(left, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix=prefix, dir=directory.parent))
    try:
        if directory.exists():
            shutil.copytree(directory, fresh, symlinks=True, dirs_exist_ok=True)
        else:
            fresh.chmod(0o755)
        change(fresh)
        _sync(fresh)
        if directory.exists():
            _exchange(fresh, directory)
        else:
            fresh.rename(directory)
        _sync_one(directory.parent)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _exchange(one: Path, other: Path) -> None:
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if os.name == "posix" else None
    if call is not None:
        names = (os.fsencode(one), os.fsencode(other))
        if call(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
            return
    # An old kernel, or a file system that cannot.
    aside = other.with_name(f"{one.name}.old")
    other.rename(aside)
    try:
        one.rename(other)
    except OSError:
        aside.rename(other)
        raise
    aside.rename(one)


def _sync(directory: Path) -> None:
    for folder, _, files in os.walk(directory):
        for name in files:
            _sync_one(Path(folder) / name)
        _sync_one(Path(folder))


def _sync_one(path: Path) -> None:
    if path.is_symlink():
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
