"""A built pack becomes the next version of the targets: its files under their hashed names, and a list to be signed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tuf.api.metadata import Metadata, Root, TargetFile, Targets

from kiosk.catalogue.opening import INDEX, MAX_INDEX_BYTES, PackDamaged, open_pack
from offline_cache.publishing import terms
from offline_cache.publishing.layout import (
    MAX_TARGET_BYTES,
    Repository,
    RepositoryUnusable,
    read_bytes,
    read_targets,
    versions,
    write,
    write_whole,
)
from offline_cache.publishing.roots import open_roots


@dataclass(frozen=True, slots=True)
class Changes:
    """What a list of targets holds that the one before it did not, by path."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def stage_pack(repository: Repository, pack: Path, now: datetime, *, another: bool = False) -> Metadata[Targets]:
    """Prepare the next targets version from the built pack in this directory.

    Its files are written first; kiosks ask for them only once a list that names them is released. A pack that is
    damaged is refused with `PackDamaged`; a pack of another town than before with `RepositoryUnusable`, unless
    `another`. A list that still lacked signatures is replaced.
    """
    if not (pack / INDEX).is_file():
        raise RepositoryUnusable(
            f"{pack} is not a built pack: it has no {INDEX}. Build it with 'parvis pack build', and add what that made."
        )
    opened = open_pack(pack)
    last = newest(repository)
    index, identifier, built, files = _files(pack, opened.digest)
    if last is not None and not another and pack_of(last.signed) != identifier:
        raise RepositoryUnusable(
            f"{pack} is the pack '{identifier}', and this repository has '{pack_of(last.signed)}': the kiosks that "
            "trust it are another town's. If this is meant, say --another-pack."
        )
    targets: dict[str, TargetFile] = {}
    for path, content in files:
        target = TargetFile.from_data(path, content, ["sha256"])
        targets[path] = target
        _store(repository, target, content)
    entry = TargetFile.from_data(INDEX, index, ["sha256"])
    entry.unrecognized_fields["custom"] = {"pack": identifier, "built": built}
    targets[INDEX] = entry
    _store(repository, entry, index)
    return _stage(repository, targets, now)


def stage_again(repository: Repository, now: datetime) -> Metadata[Targets]:
    """Prepare the newest list once more, unchanged, for a whole term: for other keys, or before it expires."""
    current = newest(repository)
    if current is None:
        raise RepositoryUnusable(f"{repository.base}: no pack was added yet. Use 'parvis publish add REPO PACKDIR'.")
    return _stage(repository, current.signed.targets, now)


def newest(repository: Repository) -> Metadata[Targets] | None:
    """The list with the highest number, staged or released, signed or not."""
    current = released(repository)
    staged = versions(repository.staged, "targets")
    if staged and staged[-1] > (current.signed.version if current else 0):
        return read_targets(repository.staged, staged[-1])
    return current


def before(repository: Repository) -> Metadata[Targets] | None:
    """The list that came before the newest, released or not: a stick never sees its own released."""
    numbers = sorted({*versions(repository.metadata, "targets"), *versions(repository.staged, "targets")})
    if len(numbers) < 2:
        return None
    here = repository.metadata if numbers[-2] in versions(repository.metadata, "targets") else repository.staged
    return read_targets(here, numbers[-2])


def released(repository: Repository) -> Metadata[Targets] | None:
    """The list that kiosks are served."""
    numbers = versions(repository.metadata, "targets")
    return read_targets(repository.metadata, numbers[-1]) if numbers else None


def verified(repository: Repository, root: Root) -> Metadata[Targets] | None:
    """The newest list, staged or released, that is signed as this root wants it."""
    served = max(versions(repository.metadata, "targets"), default=0)
    for folder in (repository.staged, repository.metadata):
        for number in reversed(versions(folder, "targets")):
            if folder == repository.staged and number <= served:
                continue
            targets = read_targets(folder, number)
            if root.get_verification_result("targets", targets.signed_bytes, targets.signatures):
                return targets
    return None


def pack_of(targets: Targets) -> str:
    """The identifier of the pack that a list holds; empty when it says none."""
    index = targets.targets.get(INDEX)
    custom = index.custom if index else None
    return str(custom.get("pack", "")) if isinstance(custom, dict) else ""


def changes(before: Targets | None, after: Targets) -> Changes:
    """What is new, other, or gone."""
    old = before.targets if before else {}
    return Changes(
        tuple(sorted(after.targets.keys() - old.keys())),
        tuple(sorted(path for path in after.targets.keys() & old.keys() if after.targets[path] != old[path])),
        tuple(sorted(old.keys() - after.targets.keys())),
    )


def missing(repository: Repository, targets: Targets) -> str | None:
    """The path of a file that is not there, or not as the list has it; None when all are."""
    for path, target in targets.targets.items():
        try:
            content = read_bytes(repository.path_of(target), MAX_TARGET_BYTES)
        except RepositoryUnusable:
            return path
        if len(content) != target.length or hashlib.sha256(content).hexdigest() != target.hashes["sha256"]:
            return path
    return None


def _files(pack: Path, digest: str) -> tuple[bytes, str, str, Iterator[tuple[str, bytes]]]:
    """The index, the pack's identifier, its time of building, and its files, held once more against what was opened."""
    index = read_bytes(pack / INDEX, MAX_INDEX_BYTES)
    if hashlib.sha256(index).hexdigest() != digest:
        raise PackDamaged(f"{pack}: changed while it was read. Build it again, then add it.")
    listed = json.loads(index)

    def files() -> Iterator[tuple[str, bytes]]:
        for entry in listed["files"]:
            content = read_bytes(pack / entry["path"], MAX_TARGET_BYTES)
            if hashlib.sha256(content).hexdigest() != entry["sha256"]:
                raise PackDamaged(f"{pack / entry['path']}: changed while it was read. Build it again, then add it.")
            yield entry["path"], content

    return index, str(listed["id"]), str(listed.get("built", "")), files()


def _store(repository: Repository, target: TargetFile, content: bytes) -> None:
    """Write one file unless it lies there already, whole."""
    path = repository.path_of(target)
    try:
        there = path.stat().st_size == len(content) and read_bytes(path, MAX_TARGET_BYTES) == content
    except OSError:
        there = False
    if not there:
        write_whole(path, content)


def _stage(repository: Repository, targets: dict[str, TargetFile], now: datetime) -> Metadata[Targets]:
    roots = open_roots(repository)
    number = max(versions(repository.metadata, "targets"), default=0) + 1
    for staged in versions(repository.staged, "targets"):
        if staged < number:
            continue
        found = read_targets(repository.staged, staged)
        # What has all its signatures may be at the server by now, also where its keys have been replaced since: its
        # number is spent.
        spent = any(
            root.signed.get_verification_result("targets", found.signed_bytes, found.signatures)
            for root in (*roots.complete, roots.governing)
        )
        number = staged + 1 if spent else staged
    made = Metadata(Targets(number, None, now + terms.TARGETS_LIFE, targets))
    write(repository.staged, made)
    return made
