"""Small files that are written whole and durably, or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def sync_directory(directory: Path) -> None:
    """Make a new name in `directory` survive a power cut."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


SHARED_FILE_MODE = 0o660


def share(descriptor: int, directory: Path) -> None:
    """Let the group of `directory` use a file just made, whatever the umask; root gives it to the owner of that."""
    made, place = os.fstat(descriptor), directory.stat()
    if made.st_uid == os.geteuid() and made.st_mode & 0o777 != SHARED_FILE_MODE:
        os.fchmod(descriptor, SHARED_FILE_MODE)
    if os.geteuid() == 0 and made.st_uid == 0 and (place.st_uid, place.st_gid) != (made.st_uid, made.st_gid):
        os.fchown(descriptor, place.st_uid, place.st_gid)


def make_shared(directory: Path) -> None:
    """Make a directory, with the rights of the one it is made in: its group's too, whatever the umask."""
    try:
        directory.mkdir()
    except FileExistsError:
        return
    place = directory.parent.stat()
    directory.chmod(place.st_mode & 0o7777)
    if os.geteuid() == 0 and place.st_uid != 0:
        os.chown(directory, place.st_uid, place.st_gid)


def write_once(path: Path, content: bytes, mode: int = 0o600) -> bool:
    """Write a small file durably under its final name unless that name exists; whether it was written.

    Half a key can never be seen: the bytes are synced under another name and linked into place.
    """
    draft = _draft(path, content, lambda descriptor: os.fchmod(descriptor, mode))
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    sync_directory(path.parent)
    return True


def write_whole(path: Path, content: bytes, mode: int = 0o600, *, allow: Callable[[int], object] | None = None) -> None:
    """Put a small file in the place of another, durably: a reader, or a power cut, finds the old one or the new one.

    `allow` gives the open file its rights, where that is more than a mode. Raises `OSError`, and leaves nothing.
    """
    draft = _draft(path, content, allow or (lambda descriptor: os.fchmod(descriptor, mode)))
    try:
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    sync_directory(path.parent)


def _draft(path: Path, content: bytes, allow: Callable[[int], object]) -> Path:
    """The bytes on the disk, beside `path` and under another name."""
    # Short, whatever the final name is: together they may be too long for a file system.
    draft = path.with_name(f".{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            allow(stream.fileno())
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return draft
