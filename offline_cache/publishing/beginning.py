"""The first day: keys are made, and the root that every kiosk of the town will be given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from securesystemslib.signer import Key

from offline_cache.publishing.keys import KeyUnusable, check_new, make_key, read_public
from offline_cache.publishing.layout import Repository, RepositoryUnusable, versions
from offline_cache.publishing.roots import ROLES, Duty, check_apart, stage_first
from offline_cache.publishing.signing import sign


@dataclass(frozen=True, slots=True)
class Wanted:
    """The keys of one role: those that their owners made (public halves), or else `count` new ones."""

    count: int = 1
    threshold: int = 1
    public: tuple[Path, ...] = ()


def begin(
    repository: Repository,
    folder: Path,
    wanted: Mapping[str, Wanted],
    secret_of: Callable[[str], str],
    now: datetime,
) -> tuple[Path, ...]:
    """Make what keys are wanted in `folder` and prepare root 1, signed with those of them that can; the new key files.

    `wanted` is by role (root, targets, online). `secret_of` gives the passphrase of a key file that is being made.
    Raises `KeyUnusable` or `RepositoryUnusable`; nothing is made when something is there already.
    """
    if versions(repository.metadata, "root") or versions(repository.staged, "root"):
        raise RepositoryUnusable(
            f"{repository.base}: there is a repository already. To change its keys, use 'parvis publish root'."
        )
    for role, one in wanted.items():
        count = len(one.public) or one.count
        if not 1 <= one.threshold <= count <= 20:
            raise RepositoryUnusable(f"{role}: {one.threshold} of {count} keys cannot sign. Mend count or threshold.")
    public = {role: tuple(read_public(path) for path in one.public) for role, one in wanted.items()}
    names = {
        role: () if one.public else tuple(f"{role}-{number}.pem" for number in range(1, one.count + 1))
        for role, one in wanted.items()
    }
    secrets = {name: secret_of(name) for role in ROLES for name in names[role]}
    for name in names["online"]:
        if secrets[name] in [secret for other, secret in secrets.items() if other not in names["online"]]:
            raise KeyUnusable("The online key's passphrase lies on the server: it must not open the other keys.")
    # All that can be known is looked at before the first key is made: half a set is of use to nobody.
    for name, secret in secrets.items():
        check_new(folder / name, secret)
    check_apart(public)
    repository.prepare()
    made: dict[str, tuple[Key, ...]] = {
        role: tuple(make_key(folder / name, secrets[name]) for name in names[role]) for role in ROLES
    }
    duties = {role: Duty(public[role] + made[role], one.threshold) for role, one in wanted.items()}
    stage_first(repository, duties, now)
    for name in names["root"]:
        sign(repository, str(folder / name), lambda _, name=name: secrets[name])  # type: ignore[misc]
    return tuple(folder / name for role in ROLES for name in names[role])
