"""What a stick brings to the server: roots and lists that have their signatures, with their files.

Stick and server each number what they hold. Two sticks that were signed apart give one number twice, and kiosks would
keep whichever came first: such a stick is refused as a whole, before anything is copied.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from tuf.api.metadata import Metadata, Root, TargetFile, Targets

from offline_cache.publishing import packing
from offline_cache.publishing.layout import (
    MAX_TARGET_BYTES,
    Repository,
    RepositoryUnusable,
    read_bytes,
    read_root,
    read_targets,
    versions,
    write,
    write_whole,
)
from offline_cache.publishing.roots import open_roots
from offline_cache.publishing.signing import waiting


def take(repository: Repository, source: Repository) -> list[str]:
    """Copy what is complete in `source` and new here into `staged`, files first; what was not taken, in sentences.

    Raises `RepositoryUnusable`, and copies nothing, where the two have other things under one number.
    """
    theirs = open_roots(source)
    if not theirs.complete:
        raise RepositoryUnusable(f"{source.base}: root 1 has not all its signatures. Use 'parvis publish sign'.")
    _same_history(repository, source)
    ours = versions(repository.metadata, "root")
    for number in _numbers(source, "root"):
        if number <= theirs.complete[-1].signed.version and number not in ours:
            write_whole(
                repository.staged / f"{number}.root.json",
                read_bytes(_folder(source, "root", number) / f"{number}.root.json", MAX_TARGET_BYTES),
            )
    served = max(versions(repository.metadata, "targets"), default=0)
    targets = packing.verified(source, theirs.complete[-1].signed)
    if targets is not None and targets.signed.version > served:
        for path, target in targets.signed.targets.items():
            _take_file(repository, source, path, target)
        write(repository.staged, targets)
    return _not_taken(source, served)


def _not_taken(source: Repository, served: int) -> list[str]:
    sentences = [
        f"{one.title} of {source.base} is not taken yet: it {one.lack}. Use 'parvis publish sign' there, then refresh."
        for one in waiting(source)
        if one.lacking
    ]
    newest = max(_numbers(source, "targets"), default=0)
    if newest < served:
        sentences.append(f"{source.base} is an old copy: it ends with targets {newest}, and here is {served} already.")
    return sentences


def _same_history(repository: Repository, source: Repository) -> None:
    """Compares what is signed, not the signatures: one more of them may have been given on the stick since."""
    for number in set(_numbers(source, "root")) & set(versions(repository.metadata, "root")):
        if _root(source, number).signed_bytes != _root(repository, number).signed_bytes:
            raise RepositoryUnusable(
                f"{source.base}: root {number} is another one than here. It is another town's stick, or the keys were "
                f"changed on two sticks apart. {_start_again(repository)}"
            )
    for number in set(_numbers(source, "targets")) & set(versions(repository.metadata, "targets")):
        if _targets(source, number).signed_bytes != _targets(repository, number).signed_bytes:
            raise RepositoryUnusable(
                f"{source.base}: targets {number} is another pack than the one that kiosks have under this number: "
                f"packs were added to two sticks apart. {_start_again(repository)}"
            )


def _start_again(repository: Repository) -> str:
    return f"Nothing was taken. Put a new copy of {repository.base} on the stick, and do there again what is missing."


def _numbers(repository: Repository, role: str) -> list[int]:
    return sorted({*versions(repository.metadata, role), *versions(repository.staged, role)})


def _folder(repository: Repository, role: str, number: int) -> Path:
    return repository.metadata if number in versions(repository.metadata, role) else repository.staged


def _root(repository: Repository, number: int) -> Metadata[Root]:
    return read_root(_folder(repository, "root", number), number)


def _targets(repository: Repository, number: int) -> Metadata[Targets]:
    return read_targets(_folder(repository, "targets", number), number)


def _take_file(repository: Repository, source: Repository, path: str, target: TargetFile) -> None:
    goal = repository.path_of(target)
    with contextlib.suppress(OSError, ValueError):
        target.verify_length_and_hashes(goal.read_bytes())
        return
    content = read_bytes(source.path_of(target), MAX_TARGET_BYTES)
    try:
        target.verify_length_and_hashes(content)
    except ValueError as error:
        raise RepositoryUnusable(
            f"{source.base}: {path} is damaged. Copy the repository to the stick again."
        ) from error
    write_whole(goal, content)
