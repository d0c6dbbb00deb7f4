"""The clock's floor: a moment that is past for certain. A clock below it is wrong, and nothing may rest on it.

Kiosks lose their battery, and wake up in 1970. The floor is the newest of what this kiosk knows to have been: the day
this code was written, and the last time a signed list of packs was found fresh. That list had not expired then, so even
a clock that ran ahead at that moment cannot have raised the floor by more than the list's short life. The last entry of
the advisors' journal joins them once there is one. What a pack says of its own building does not count: one wrong clock
at a desk must not lock the kiosks of a town.

Below the floor nothing expires and nothing is deleted; the operator is told.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from offline_cache.packs import record

WRITTEN = datetime(2026, 11, 23, tzinfo=UTC)
"""No kiosk ran this code before that day. To be renewed with each release."""

TOLERANCE = timedelta(hours=1)
"""A clock that is set right by a few minutes is not a broken one."""


def floor(state_root: Path) -> datetime:
    """The latest moment that is surely past, as far as this kiosk knows."""
    verified = record.moment(record.read(state_root).verified_at)
    return max(WRITTEN, verified) if verified is not None else WRITTEN


def trusted(state_root: Path, now: datetime | None = None) -> bool:
    """Whether the clock may be believed: it is not below the floor."""
    return (now or datetime.now(UTC)) >= floor(state_root) - TOLERANCE


def complaint(state_root: Path, now: datetime | None = None) -> str:
    """A sentence for the operator on a clock that is not trusted; empty where it is."""
    now = now or datetime.now(UTC)
    if trusted(state_root, now):
        return ""
    return (
        f"This kiosk's clock says {now:%Y-%m-%d %H:%M} UTC, and it has surely been {floor(state_root):%Y-%m-%d} "
        "already. Set the clock, and look at its battery. Until then nothing is updated and nothing is deleted."
    )
