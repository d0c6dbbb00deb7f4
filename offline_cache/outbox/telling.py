"""An outbox in words and in records: counts, times, identifiers, sizes. Whoever prints them neutralises controls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from kiosk.config import Store
from offline_cache.alarms import Alarm, Alarms, Kind
from offline_cache.outbox.looking import Entry, Overview

MIB = 1024 * 1024


def _when(seconds: float) -> str | None:
    """A moment as UTC; None for never, or for a time that cannot be."""
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds") if seconds else None
    except (ValueError, OverflowError, OSError):
        return None


def _since(seconds: float) -> str:
    return (_when(seconds) or "never").replace("T", " ").replace("+00:00", " UTC")


def tell(alarms: Alarms, overview: Overview) -> None:
    """Settle the alarms of what is no longer set aside."""
    if not overview.refused:
        alarms.settle(Kind.DEAD_LETTER)
    if not overview.tampered:
        alarms.settle(Kind.TAMPERED)


def entry_record(entry: Entry) -> dict[str, Any]:
    """One envelope, for machines."""
    record = asdict(entry) | {"reference": entry.reference, "condition": entry.condition}
    return record | {"kept_at": _when(entry.kept_at), "due_at": _when(entry.due_at)}


def entry_lines(entry: Entry) -> list[str]:
    """One envelope, for people."""
    lines = [
        f"envelope {entry.sequence}: {entry.condition}",
        f"  reference  {entry.reference}",
        f"  form       {entry.form_id} {entry.version}".rstrip(),
        f"  instance   {entry.instance_id}",
        f"  kept       {_since(entry.kept_at)}",
    ]
    if entry.state != "sent":
        lines.append(f"  size       {entry.length:,} bytes, {entry.files} sealed files")
        lines.append(f"  attempts   {entry.attempts}")
    if entry.remark:
        lines.append(f"  remark     {entry.remark}")
    match entry.condition:
        case "refused":
            lines.append(f"  next       mend it at the desk, then: parvis outbox retry {entry.sequence}")
        case "tampered":
            lines.append("  next       find out who had the disk; to send it all the same: parvis enrol adopt")
    return lines


def overview_record(
    overview: Overview,
    aside: Sequence[Entry],
    alarms: Sequence[Alarm],
    disk_free: int,
    reserve: int,
    settings: Store,
    damaged: Sequence[str],
) -> dict[str, Any]:
    """The whole, for machines. Sizes in bytes."""
    return {
        "waiting": overview.waiting,
        "sent": overview.sent,
        "refused": overview.refused,
        "tampered": overview.tampered,
        "oldest": entry_record(overview.oldest) if overview.oldest else None,
        "set_aside": [entry_record(entry) for entry in aside],
        "desk": {
            "tried_at": _when(overview.tried_at),
            "reached_at": _when(overview.reached_at),
            "remark": overview.remark,
        },
        "alarms": [
            {"kind": str(alarm.kind), "since": alarm.since.isoformat(timespec="seconds"), "sentence": alarm.sentence}
            for alarm in alarms
        ],
        "room": {
            "used": overview.used,
            "quota": settings.quota_mb * MIB,
            "disk_free": disk_free,
            "reserve": reserve,
            "reserve_wanted": settings.reserve_mb * MIB,
        },
        "damaged_files": list(damaged),
    }


def overview_lines(
    overview: Overview,
    aside: Sequence[Entry],
    alarms: Sequence[Alarm],
    disk_free: int,
    reserve: int,
    settings: Store,
    damaged: Sequence[str],
) -> list[str]:
    """The whole, for people."""
    lines = [f"waiting    {overview.waiting}"]
    if (oldest := overview.oldest) is not None:
        lines.append(f"  oldest   envelope {oldest.sequence}, {oldest.reference}, kept {_since(oldest.kept_at)}")
        if oldest.remark:
            lines.append(f"           {oldest.attempts} attempts: {oldest.remark}")
    lines += [
        f"refused    {overview.refused}",
        f"tampered   {overview.tampered}",
        f"delivered  {overview.sent} that are remembered",
        f"desk       reached {_since(overview.reached_at)}, tried {_since(overview.tried_at)}",
    ]
    if overview.remark:
        lines.append(f"           {overview.remark}")
    lines.append(
        f"room       {overview.used // MIB} of {settings.quota_mb} MB used, {disk_free // MIB} MB free on the disk,"
        f" reserve {reserve // MIB} of {settings.reserve_mb} MB"
    )
    lines += [f"damaged    {name}" for name in damaged]
    lines += [f"set aside  envelope {e.sequence}, {e.reference}, {e.form_id}: {e.condition}. {e.remark}" for e in aside]
    lines += [f"ALARM      {alarm.kind}, since {_since(alarm.since.timestamp())}: {alarm.sentence}" for alarm in alarms]
    return lines
