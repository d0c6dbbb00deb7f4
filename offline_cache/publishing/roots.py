"""The root: which keys sign for which role. A new root is signed by the keys of the one before it, and by its own."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tuf.api.metadata import Key, Metadata, Role, Root, RootVerificationResult

from offline_cache.publishing import terms
from offline_cache.publishing.keys import called
from offline_cache.publishing.layout import Repository, RepositoryUnusable, read_root, versions, write

ROLES: Mapping[str, tuple[str, ...]] = {
    "root": ("root",),
    "targets": ("targets",),
    "online": ("snapshot", "timestamp"),
}
"""People think of three sorts of keys; the two that a machine uses every day are one of them."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Who signs for one of `ROLES`, and how many of them must."""

    keys: tuple[Key, ...]
    threshold: int = 1


@dataclass(frozen=True, slots=True)
class Roots:
    """The roots of a repository that follow on one another.

    `complete`: signed as they must be, oldest first, beginning with the newest that kiosks can have; `draft`: the next
    one, which still lacks signatures.
    """

    complete: tuple[Metadata[Root], ...]
    draft: Metadata[Root] | None

    @property
    def governing(self) -> Metadata[Root]:
        """The root by which what is prepared now will be judged."""
        return self.draft or self.complete[-1]

    def before(self, root: Metadata[Root]) -> Root | None:
        """The root that must vouch for this one; None for the first."""
        if root.signed.version == 1:
            return None
        return next(one.signed for one in self.complete if one.signed.version == root.signed.version - 1)

    def signatures(self, root: Metadata[Root]) -> RootVerificationResult:
        """How far the signing of a root has come."""
        return root.signed.get_root_verification_result(self.before(root), root.signed_bytes, root.signatures)


def open_roots(repository: Repository) -> Roots:
    """The newest root that is released, and those staged after it. Raises `RepositoryUnusable`."""
    complete: list[Metadata[Root]] = []
    released = versions(repository.metadata, "root")
    if released:
        complete.append(read_root(repository.metadata, released[-1]))
    waiting = [number for number in versions(repository.staged, "root") if not released or number > released[-1]]
    for number in waiting:
        expected = complete[-1].signed.version + 1 if complete else 1
        if number != expected:
            raise RepositoryUnusable(f"{repository.staged}: root {expected} is missing before {number}. Restore it.")
        root = read_root(repository.staged, number)
        if not Roots(tuple(complete), root).signatures(root):
            return Roots(tuple(complete), root)
        complete.append(root)
    if not complete:
        raise RepositoryUnusable(f"{repository.base}: there is no root here. Make one with 'parvis publish init'.")
    return Roots(tuple(complete), None)


def stage_first(repository: Repository, duties: Mapping[str, Duty], now: datetime) -> Metadata[Root]:
    """Prepare root 1, where there is no repository yet. `duties` is by `ROLES`. Raises `RepositoryUnusable`."""
    keys = {key.keyid: key for duty in duties.values() for key in duty.keys}
    roles = {
        role: Role([key.keyid for key in duties[sort].keys], duties[sort].threshold)
        for sort, names in ROLES.items()
        for role in names
    }
    root = Metadata(Root(1, None, now + terms.ROOT_LIFE, keys, roles, consistent_snapshot=True))
    _check(root.signed)
    repository.prepare()
    write(repository.staged, root)
    return root


def stage_next(
    repository: Repository,
    now: datetime,
    add: Sequence[tuple[str, Key]] = (),
    remove: Sequence[tuple[str, str]] = (),
    thresholds: Mapping[str, int] | None = None,
) -> Metadata[Root]:
    """Prepare the next root, or change the one that is prepared: with these keys, for a whole term from `now`.

    `remove` names keys as people know them, or by the beginning of their identifiers. Signatures that a draft already
    had are gone, since they are not of what it says now. Raises `RepositoryUnusable`.
    """
    roots = open_roots(repository)
    signed = copy.deepcopy(roots.governing.signed)
    if roots.draft is None:
        signed.version += 1
    signed.expires = now + terms.ROOT_LIFE
    for sort, key in add:
        for role in _names(sort):
            signed.add_key(key, role)
    for sort, name in remove:
        for role in _names(sort):
            signed.revoke_key(_found(signed, role, name), role)
    for sort, threshold in (thresholds or {}).items():
        for role in _names(sort):
            signed.roles[role].threshold = threshold
    _check(signed)
    root = Metadata(signed)
    write(repository.staged, root)
    return root


def cancel(repository: Repository) -> bool:
    """Drop the root that is prepared and lacks signatures; whether there was one."""
    draft = open_roots(repository).draft
    if draft is None or draft.signed.version == 1:
        return False
    (repository.staged / f"{draft.signed.version}.root.json").unlink()
    return True


def keys_of(root: Root, role: str) -> list[Key]:
    """The keys of one TUF role."""
    return [root.keys[keyid] for keyid in root.roles[role].keyids if keyid in root.keys]


def _names(sort: str) -> tuple[str, ...]:
    try:
        return ROLES[sort]
    except KeyError:
        raise RepositoryUnusable(f"'{sort}' is not a role. It is one of: {', '.join(ROLES)}.") from None


def _found(root: Root, role: str, name: str) -> str:
    fits = [key for key in keys_of(root, role) if called(key).split(" ")[0] == name or key.keyid.startswith(name)]
    if len(fits) != 1:
        known = ", ".join(called(key) for key in keys_of(root, role))
        said = "is several of the keys" if fits else "is not one of the keys"
        raise RepositoryUnusable(f"'{name}' {said} for {role}; say one by its digits. They are: {known}.")
    return fits[0].keyid


def _check(root: Root) -> None:
    for sort, names in ROLES.items():
        for role in names:
            count, threshold = len(root.roles[role].keyids), root.roles[role].threshold
            if not 1 <= threshold <= count:
                raise RepositoryUnusable(f"{sort}: {threshold} of {count} keys cannot sign. Mend keys or threshold.")
            if sort == "online" and threshold != 1:
                raise RepositoryUnusable("online: its threshold is 1, since one machine signs every day.")
    check_apart({sort: keys_of(root, role) for sort, names in ROLES.items() for role in names})


def check_apart(keys: Mapping[str, Sequence[Key]]) -> None:
    """No key, by `ROLES`, lies on the server and signs for people. Raises `RepositoryUnusable`."""
    people = {key.keyid for sort in ("root", "targets") for key in keys[sort]}
    if people & {key.keyid for key in keys["online"]}:
        raise RepositoryUnusable("A key that lies on the server cannot sign root or targets too. Make another.")
