"""The next root, and with it whatever its other keys must sign anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from securesystemslib.signer import Key

from offline_cache.publishing import packing
from offline_cache.publishing.layout import Repository
from offline_cache.publishing.roots import stage_next


def rotate(
    repository: Repository,
    now: datetime,
    add: Sequence[tuple[str, Key]] = (),
    remove: Sequence[tuple[str, str]] = (),
    thresholds: Mapping[str, int] | None = None,
) -> None:
    """Prepare the next root (`stage_next`), and the newest pack once more where its signatures no longer count."""
    root = stage_next(repository, now, add, remove, thresholds)
    newest = packing.newest(repository)
    if newest is None:
        return
    if not root.signed.get_verification_result("targets", newest.signed_bytes, newest.signatures):
        packing.stage_again(repository, now)
