"""How a repository is: who signs for what, what is released until when, what waits for whom, and what to do soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tuf.api.metadata import Root

from kiosk.catalogue.opening import INDEX
from offline_cache.publishing import packing, signing, terms
from offline_cache.publishing.keys import called
from offline_cache.publishing.layout import AnyMetadata, Repository, read_snapshot, read_timestamp
from offline_cache.publishing.roots import ROLES, keys_of, open_roots


@dataclass(frozen=True, slots=True)
class Term:
    """One piece of metadata and its end."""

    role: str
    version: int
    expires: datetime

    def days_left(self, now: datetime) -> int:
        """Whole days until the end; negative after it."""
        return (self.expires - now).days

    def due(self, now: datetime) -> bool:
        """Whether it is time to renew it."""
        return self.expires - now <= terms.WARNINGS[self.role]


def running(repository: Repository) -> tuple[Term, ...]:
    """What kiosks are served, or will be after the next refresh; roles that are not there yet are left out."""
    roots = open_roots(repository)
    found: list[AnyMetadata] = []
    if roots.complete:
        found.append(roots.complete[-1])
        if targets := packing.verified(repository, roots.complete[-1].signed):
            found.append(targets)
    if timestamp := read_timestamp(repository.metadata):
        found += [read_snapshot(repository.metadata, timestamp.signed.snapshot_meta.version), timestamp]
    return tuple(Term(one.signed.type, one.signed.version, one.signed.expires) for one in found)


def warnings(repository: Repository, now: datetime) -> tuple[str, ...]:
    """What must be renewed soon, each in a sentence that says how; empty when nothing must."""
    how = {
        "root": f"Renew it: parvis publish root {repository.base}, then sign it.",
        "targets": f"Sign the pack for another term: parvis publish add {repository.base} --again, then sign it.",
        "snapshot": "'parvis publish refresh' renews it each day: look at its timer.",
        "timestamp": "'parvis publish refresh' renews it each day: look at its timer.",
    }
    sentences: list[str] = []
    for term in running(repository):
        if not term.due(now):
            continue
        day, left = f"{term.expires:%Y-%m-%d}", term.days_left(now)
        end = f"expired on {day}: kiosks take no update" if left < 0 else f"expires on {day}, in {left} days"
        sentences.append(f"{term.role} {term.version} {end}. {how[term.role]}")
    return tuple(sentences)


def describe(repository: Repository, now: datetime) -> list[str]:
    """The whole of it, in lines for people."""
    roots = open_roots(repository)
    root = roots.governing.signed
    lines = []
    for sort, names in ROLES.items():
        keys = ", ".join(called(key) for key in keys_of(root, names[0]))
        lines.append(f"{sort + ':':<11}{root.roles[names[0]].threshold} of {len(keys_of(root, names[0]))} sign: {keys}")
    for term in running(repository):
        lines.append(
            f"{term.role + ':':<11}version {term.version}, until {term.expires:%Y-%m-%d} ({term.days_left(now)} days)"
        )
    return lines + waiting_lines(repository)


def waiting_lines(repository: Repository) -> list[str]:
    """What is staged, what signing it would say, and whose signature it still lacks."""
    lines: list[str] = []
    for one in signing.waiting(repository):
        state = one.lack if one.lacking else "has its signatures, and waits for the next refresh"
        lines.append(f"{one.title} {state}; good until {one.metadata.signed.expires:%Y-%m-%d}")
        if one.metadata.signed.type == "targets":
            lines += _targets_lines(repository)
        elif one.lacking:
            lines += _root_lines(repository)
    return lines


def _root_lines(repository: Repository) -> list[str]:
    """Who signs under the newest root; what differs from the root before it is marked."""
    roots = open_roots(repository)
    root = roots.governing
    earlier = roots.before(root)
    lines: list[str] = []
    for sort, (role, *_) in ROLES.items():
        now, then = _keys(root.signed, role), _keys(earlier, role) if earlier else {}
        threshold = root.signed.roles[role].threshold
        was = earlier.roles[role].threshold if earlier else threshold
        lines.append(f"    {sort}: {threshold} of {len(now)} sign" + (f" (before: {was})" if was != threshold else ""))
        lines += [f"    {' ' if keyid in then else '+'} {name}" for keyid, name in now.items()]
        lines += [f"    - {name}" for keyid, name in then.items() if keyid not in now]
    return lines


def _keys(root: Root, role: str) -> dict[str, str]:
    return {key.keyid: called(key) for key in keys_of(root, role)}


def _targets_lines(repository: Repository) -> list[str]:
    staged = packing.newest(repository)
    if staged is None:
        return []
    before = packing.before(repository)
    changes = packing.changes(before.signed if before else None, staged.signed)
    index = staged.signed.targets.get(INDEX)
    lines = [f"    pack '{packing.pack_of(staged.signed)}', {len(staged.signed.targets)} files"]
    lines += [f"    sha256 of pack.json: {index.hashes['sha256']}"] if index else []
    for sign, paths in (("+", changes.added), ("~", changes.changed), ("-", changes.removed)):
        lines += [f"    {sign} {path}" for path in paths[:20]]
        lines += [f"    {sign} and {len(paths) - 20} more"] if len(paths) > 20 else []
    return lines
