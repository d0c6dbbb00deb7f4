"""What the kiosk remembers of its updates, and tells doctor: one small file, replaced as a whole."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from offline_cache.files import write_whole

FOLDER = "updates"
NAME = "record.json"
MAX_RECORD_BYTES = 16 * 1024
MAX_INDEX_BYTES = 1024 * 1024
MAX_REMARK = 500
_MODE = 0o644


@dataclass(frozen=True, slots=True)
class PackStatus:
    """The pack that visits open, and what is known of its freshness. None: not known, or never.

    `version` counts the town's signed states (TUF targets); it is None for a pack that was put there by hand. `pack` is
    the town's identifier in `pack.json`, empty where there is no readable pack. `verified_at` is when a repository last
    proved that this is its newest; `expires_at` is when that proof grows stale; `remark` is how the last try ended.
    """

    version: int | None
    pack: str
    installed_at: datetime | None
    verified_at: datetime | None
    expires_at: datetime | None
    remark: str


@dataclass(frozen=True, slots=True)
class Record:
    """What `record.json` says. Moments are ISO texts with a zone, empty for never; `digest` is that of `pack.json`."""

    version: int = 0
    digest: str = ""
    installed_at: str = ""
    verified_at: str = ""
    expires_at: str = ""
    tried_at: str = ""
    remark: str = ""


def read(state_root: Path) -> Record:
    """The record; an empty one where there is none or it cannot be read: all in it can be found again."""
    try:
        with (state_root / FOLDER / NAME).open("rb") as stream:
            data = json.loads(stream.read(MAX_RECORD_BYTES))
        known = {key: data[key] for key, value in asdict(Record()).items() if type(data.get(key)) is type(value)}
    except (OSError, ValueError, AttributeError, RecursionError):
        return Record()
    return Record(**known)


def write(state_root: Path, record: Record) -> None:
    """Replace the record durably. Raises `OSError`."""
    folder = state_root / FOLDER
    content = json.dumps(asdict(replace(record, remark=record.remark[:MAX_REMARK])), ensure_ascii=False).encode()
    write_whole(folder / NAME, content, _MODE)


def moment(text: str) -> datetime | None:
    """A moment of the record; None for never, or for what is none."""
    try:
        read_moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read_moment if read_moment.tzinfo is not None else None


def status(state_root: Path) -> PackStatus:
    """What stands in STATE/pack/current, and what the record knows of it. Never fails."""
    record = read(state_root)
    index = read_bounded(state_root / "pack" / "current" / "pack.json")
    ours = bool(index) and hashlib.sha256(index).hexdigest() == record.digest
    return PackStatus(
        version=record.version if ours else None,
        pack=_identifier(index),
        installed_at=moment(record.installed_at) if ours else None,
        verified_at=moment(record.verified_at) if ours else None,
        expires_at=moment(record.expires_at) if ours else None,
        remark=record.remark,
    )


def read_bounded(path: Path, most: int = MAX_INDEX_BYTES) -> bytes:
    """A small file's bytes; none where it is not there or too large."""
    try:
        with path.open("rb") as stream:
            content = stream.read(most + 1)
    except OSError:
        return b""
    return content if len(content) <= most else b""


def _identifier(index: bytes) -> str:
    try:
        data: Any = json.loads(index)
    except (ValueError, RecursionError):
        return ""
    found = data.get("id") if isinstance(data, dict) else None
    return found[:100] if isinstance(found, str) else ""
