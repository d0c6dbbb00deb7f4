"""Sticks that carry a repository: a folder `parvis-updates` on one of those that appear below the configured folders.

The courier has no view of devices and mounts nothing: it looks, every few seconds, where the system mounts what is put
in. A visitor's stick is looked at the same way, and its repository is believed as little as any.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

FOLDER = "parvis-updates"
MAX_ENTRIES = 64
"""Sticks and users below one folder; more are not looked at."""

Sight = tuple[str, int, int, int, int]
"""A repository on a stick, and what tells its states apart; to be compared."""


def look(roots: Sequence[str]) -> dict[Sight, Path]:
    """Repositories at ROOT, ROOT/STICK and ROOT/USER/STICK, the depths at which systems mount."""
    found: dict[Sight, Path] = {}
    for root in roots:
        for folder in _two_deep(Path(root)):
            if (sight := _sight(folder / FOLDER)) is not None:
                found[sight] = folder / FOLDER
    return found


def _two_deep(root: Path) -> list[Path]:
    """What is mounted at ROOT/STICK is not listed: the names of a visitor's files are nothing for the courier."""
    first = _folders(root)
    users = [folder for folder in first if _device(folder) == _device(root)]
    return [root, *first, *(inner for folder in users for inner in _folders(folder))]


def _device(folder: Path) -> int | None:
    try:
        return folder.lstat().st_dev
    except OSError:
        return None


def _folders(folder: Path) -> list[Path]:
    names: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if len(names) < MAX_ENTRIES and entry.is_dir(follow_symlinks=False):
                    names.append(entry.name)
    except OSError:
        return []
    return [folder / name for name in sorted(names)]


def _sight(repository: Path) -> Sight | None:
    try:
        if not stat.S_ISDIR(repository.lstat().st_mode):
            return None
        newest = (repository / "metadata" / "timestamp.json").lstat()
    except OSError:
        return None
    if not stat.S_ISREG(newest.st_mode):
        return None
    return str(repository), newest.st_dev, newest.st_ino, newest.st_size, newest.st_mtime_ns
