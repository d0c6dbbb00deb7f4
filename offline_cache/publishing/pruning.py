"""Deletes what no kiosk can ask for any more.

Roots are kept for ever: a kiosk that slept for two years follows them one by one. Of lists and their files, the current
one and the one before it stay, since a kiosk may be in the middle of fetching when a new one is released; and whatever
is staged.
"""

from __future__ import annotations

import contextlib
import re

from offline_cache.publishing.layout import Repository, hashed_path, read_targets, versions

_HASHED = re.compile(r"[0-9a-f]{64}\..+")
_DRAFT = re.compile(r"\.[0-9a-f]{16}")
KEPT_SNAPSHOTS = 3


def prune(repository: Repository) -> int:
    """Delete them; how many files. Nothing that Parvis did not name is touched."""
    lists = versions(repository.metadata, "targets")
    kept = {
        hashed_path(target)
        for folder, numbers in (
            (repository.metadata, lists[-2:]),
            (repository.staged, versions(repository.staged, "targets")),
        )
        for number in numbers
        for target in read_targets(folder, number).signed.targets.values()
    }
    gone = [repository.metadata / f"{number}.targets.json" for number in lists[:-2]]
    gone += [
        repository.metadata / f"{number}.snapshot.json"
        for number in versions(repository.metadata, "snapshot")[:-KEPT_SNAPSHOTS]
    ]
    for path in repository.targets.rglob("*"):
        ours = _HASHED.fullmatch(path.name) and str(path.relative_to(repository.targets)) not in kept
        if path.is_file() and not path.is_symlink() and (ours or _DRAFT.fullmatch(path.name)):
            gone.append(path)
    gone += [path for path in repository.metadata.iterdir() if _DRAFT.fullmatch(path.name)]
    for path in gone:
        path.unlink(missing_ok=True)
    for folder in sorted((path for path in repository.targets.rglob("*") if path.is_dir()), reverse=True):
        with contextlib.suppress(OSError):
            folder.rmdir()
    return len(gone)
