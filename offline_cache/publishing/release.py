"""What kiosks see: staged metadata that has its signatures is released, under a new snapshot and timestamp.

The order of writing is what makes it safe on any web server: files are there already, then the list, then roots, then
the snapshot, and last the timestamp, from which alone a kiosk starts. Whatever is interrupted leaves the old state.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from securesystemslib.signer import Signer
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, Targets, Timestamp

from offline_cache.publishing import packing, terms
from offline_cache.publishing.keys import Ask, signers
from offline_cache.publishing.layout import (
    MAX_TARGET_BYTES,
    Repository,
    RepositoryUnusable,
    read_bytes,
    read_targets,
    read_timestamp,
    versions,
    write,
)
from offline_cache.publishing.roots import Roots, open_roots
from offline_cache.publishing.signing import add_signature, online_keys
from offline_cache.publishing.taking import take

T = TypeVar("T", Root, Snapshot, Targets, Timestamp)


@dataclass(frozen=True, slots=True)
class Release:
    """What kiosks are served now. `held_back`: what could not be released, of what was complete and of what a stick

    brought, in sentences.
    """

    root: int
    targets: int
    snapshot: int
    timestamp: int
    held_back: tuple[str, ...]


def refresh(repository: Repository, key: str, ask: Ask, now: datetime, *, source: Repository | None = None) -> Release:
    """Release what is ready, and sign a new snapshot and timestamp with the online key (a file or a URI).

    `source` is the repository on a stick, whose roots and targets are taken over first. What is not ready is held
    back, and what kiosks had is signed anew, so that half-finished work never lets the daily signature lapse.
    Raises `KeyUnusable`, or `RepositoryUnusable` when not even that can be signed.
    """
    held_back: list[str] = []
    if source is not None:
        repository.prepare()
        held_back += take(repository, source)
    roots = open_roots(repository)
    if not roots.complete:
        raise RepositoryUnusable(f"{repository.base}: root 1 has not all its signatures. Use 'parvis publish sign'.")
    available = signers(key, online_keys(roots), ask)
    root, targets, signer = _ready(repository, roots, available, held_back)

    _release_targets(repository, targets)
    for one in roots.complete:
        if one.signed.version <= root.signed.version and one.signed.version not in versions(
            repository.metadata, "root"
        ):
            write(repository.metadata, one)
    content = read_bytes(repository.metadata / f"{targets.signed.version}.targets.json", MAX_TARGET_BYTES)
    number = max(versions(repository.metadata, "snapshot"), default=0) + 1
    meta = {"targets.json": MetaFile.from_data(targets.signed.version, content, ["sha256"])}
    snapshot = _signed(Metadata(Snapshot(number, None, now + terms.ONLINE_LIFE, meta)), signer)
    content = snapshot.to_bytes()
    number = max(number, _after_timestamp(repository))
    timestamp = _signed(
        Metadata(
            Timestamp(
                number,
                None,
                now + terms.ONLINE_LIFE,
                MetaFile.from_data(snapshot.signed.version, content, ["sha256"]),
            )
        ),
        signer,
    )
    write(repository.metadata, snapshot)
    write(repository.metadata, timestamp)
    _clear(repository)
    return Release(
        root.signed.version,
        targets.signed.version,
        snapshot.signed.version,
        timestamp.signed.version,
        tuple(held_back),
    )


def _after_timestamp(repository: Repository) -> int:
    """A number after that of the timestamp that is there; one that is damaged is replaced, by the snapshot's number."""
    try:
        before = read_timestamp(repository.metadata)
    except RepositoryUnusable:
        return 1
    return before.signed.version + 1 if before else 1


def _ready(
    repository: Repository, roots: Roots, available: list[Signer], held_back: list[str]
) -> tuple[Metadata[Root], Metadata[Targets], Signer]:
    """The newest root for which this key may sign and whose targets are complete and whole."""
    released = max(versions(repository.metadata, "targets"), default=0)
    for root in reversed(roots.complete):
        title = f"root {root.signed.version}"
        signer = next(
            (
                one
                for one in available
                if one.public_key.keyid in root.signed.roles[Snapshot.type].keyids
                and one.public_key.keyid in root.signed.roles[Timestamp.type].keyids
            ),
            None,
        )
        if signer is None:
            held_back.append(f"{title} is held back: it wants another online key than this one.")
            continue
        targets = _whole_targets(repository, root.signed, released, held_back)
        if targets is not None:
            return root, targets, signer
        held_back.append(
            f"{title} is held back: no list of targets is signed as it wants. "
            + ("Use 'parvis publish sign'." if packing.newest(repository) else "Use 'parvis publish add', then sign.")
        )
    raise RepositoryUnusable(" ".join([f"{repository.base}: nothing can be released.", *held_back]))


def _whole_targets(repository: Repository, root: Root, released: int, held_back: list[str]) -> Metadata[Targets] | None:
    targets = packing.verified(repository, root)
    if targets is None or targets.signed.version < released:
        return None
    damaged = packing.missing(repository, targets.signed)
    if damaged is None:
        return targets
    title = f"targets {targets.signed.version}"
    held_back.append(f"{title}: {damaged} is missing or damaged. Copy the repository to the server again.")
    if targets.signed.version == released:
        return targets
    current = read_targets(repository.metadata, released) if released else None
    if current and root.get_verification_result("targets", current.signed_bytes, current.signatures):
        return current
    return None


def _release_targets(repository: Repository, targets: Metadata[Targets]) -> None:
    if targets.signed.version not in versions(repository.metadata, "targets"):
        write(repository.metadata, targets)


def _signed(metadata: Metadata[T], signer: Signer) -> Metadata[T]:
    if not add_signature(metadata, signer):
        raise RepositoryUnusable("The online key signs as another key than it says. Make a new one.")
    return metadata


def _clear(repository: Repository) -> None:
    """What is released does not wait any more."""
    for role in ("root", "targets"):
        released = max(versions(repository.metadata, role), default=0)
        for number in versions(repository.staged, role):
            if number <= released:
                (repository.staged / f"{number}.{role}.json").unlink(missing_ok=True)
