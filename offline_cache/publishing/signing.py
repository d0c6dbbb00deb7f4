"""Signatures for what is staged: one person, one key, one after the other, until there are enough."""

from __future__ import annotations

from dataclasses import dataclass

from securesystemslib.exceptions import UnverifiedSignatureError
from securesystemslib.signer import Signer
from tuf.api.exceptions import UnsignedMetadataError
from tuf.api.metadata import Key, Metadata, Root, Snapshot, Targets, Timestamp

from offline_cache.publishing import packing
from offline_cache.publishing.keys import Ask, KeyUnusable, called, signers
from offline_cache.publishing.layout import AnyMetadata, Repository, RepositoryUnusable, read_targets, versions, write
from offline_cache.publishing.roots import Roots, keys_of, open_roots


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something staged: how many signatures it still lacks, and which keys could give one."""

    metadata: Metadata[Root] | Metadata[Targets]
    lacking: int
    unsigned: tuple[Key, ...]

    @property
    def title(self) -> str:
        """What it is: "root 2"."""
        return f"{self.metadata.signed.type} {self.metadata.signed.version}"

    @property
    def lack(self) -> str:
        """What it waits for: "waits for 1 more signature (by targets-1 (59b40dc3))"."""
        names = ", ".join(called(key) for key in self.unsigned)
        return f"waits for {self.lacking} more signature{'s' if self.lacking > 1 else ''} (by {names})"


def waiting(repository: Repository) -> tuple[Waiting, ...]:
    """What is staged and not yet released: the newest root, and the newest list of targets."""
    roots = open_roots(repository)
    found: list[Waiting] = []
    released = versions(repository.metadata, "root")
    newest = roots.governing
    if not released or newest.signed.version > released[-1]:
        result = roots.signatures(newest)
        lacking = max(result.first.missing, result.second.missing)
        found.append(Waiting(newest, lacking, tuple(result.unsigned.values())))
    if (targets := _staged_targets(repository)) is not None:
        one = newest.signed.get_verification_result("targets", targets.signed_bytes, targets.signatures)
        found.append(Waiting(targets, one.missing, tuple(one.unsigned.values())))
    return tuple(found)


def sign(repository: Repository, key: str, ask: Ask) -> tuple[Waiting, ...]:
    """Sign whatever waits for this key (a file or a URI); what was signed, as it stands then.

    A list of targets whose files are missing or damaged is not signed. Raises `KeyUnusable` or `RepositoryUnusable`.
    """
    open_ones = [one for one in waiting(repository) if one.unsigned]
    if not open_ones:
        raise RepositoryUnusable(f"{repository.base}: nothing waits for a signature.")
    wanted = {each.keyid: each for one in open_ones for each in one.unsigned}
    available = signers(key, list(wanted.values()), ask)
    signed: list[str] = []
    for one in open_ones:
        if isinstance(one.metadata.signed, Targets):
            damaged = packing.missing(repository, one.metadata.signed)
            if damaged is not None:
                raise RepositoryUnusable(
                    f"{one.title}: {damaged} is missing or damaged. Add the pack again, then sign."
                )
        keyids = {each.keyid for each in one.unsigned}
        if any(add_signature(one.metadata, signer) for signer in available if signer.public_key.keyid in keyids):
            write(repository.staged, one.metadata)
            signed.append(one.title)
    if not signed:
        names = ", ".join(called(each) for each in wanted.values())
        raise KeyUnusable(f"{key.partition(':')[0]}: what this signs is not by one of the keys waited for ({names}).")
    return tuple(one for one in waiting(repository) if one.title in signed)


def add_signature(metadata: AnyMetadata, signer: Signer) -> bool:
    """Add one signature and verify it; False, and none is added, when it is not by the key that it says.

    Raises `KeyUnusable` when the key does not sign at all.
    """
    try:
        signature = metadata.sign(signer, append=True)
    except UnsignedMetadataError as error:
        raise KeyUnusable(f"{called(signer.public_key)}: cannot sign ({error.__cause__}).") from error
    try:
        signer.public_key.verify_signature(signature, metadata.signed_bytes)
    except UnverifiedSignatureError:
        del metadata.signatures[signature.keyid]
        return False
    return True


def online_keys(roots: Roots) -> list[Key]:
    """The keys that may sign snapshot and timestamp, under any root that kiosks have or will have."""
    found = {
        key.keyid: key
        for root in roots.complete
        for key in keys_of(root.signed, Snapshot.type)
        if key.keyid in root.signed.roles[Timestamp.type].keyids
    }
    return list(found.values())


def _staged_targets(repository: Repository) -> Metadata[Targets] | None:
    staged, released = versions(repository.staged, "targets"), versions(repository.metadata, "targets")
    if not staged or (released and staged[-1] <= released[-1]):
        return None
    return read_targets(repository.staged, staged[-1])
