"""Files on their way: fetched once, taken up where they broke off, and kept only if they are what was signed."""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import closing
from pathlib import Path

from offline_cache.files import sync_directory
from offline_cache.packs.sources import CHUNK_BYTES, Source
from offline_cache.packs.trouble import Missing, Refused, TooMuch, Unreachable

FOLDER = "files"
TARGETS = "targets"
_MODE = 0o644


class Store:
    """STATE/updates/files: each file under its SHA-256, and what has come of others as SHA-256.part."""

    def __init__(self, updates: Path) -> None:
        self._folder = updates / FOLDER
        self._folder.mkdir(mode=0o700, exist_ok=True)

    def has(self, sha256: str) -> bool:
        """Whether the whole file is here."""
        return (self._folder / sha256).exists()

    def so_far(self, sha256: str) -> int:
        """Bytes of a file that have come."""
        try:
            return (self._folder / f"{sha256}.part").stat().st_size
        except OSError:
            return 0

    def put(self, content: bytes, sha256: str) -> None:
        """Bytes that need not be fetched, if they are of this digest."""
        if hashlib.sha256(content).hexdigest() == sha256 and not self.has(sha256):
            partial = self._folder / f"{sha256}.part"
            with partial.open("wb") as stream:
                os.fchmod(stream.fileno(), _MODE)
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            partial.replace(self._folder / sha256)

    def obtain(self, source: Source, path: str, sha256: str, length: int, under: str = TARGETS) -> Path:
        """The file of this digest and length, from here or from the source, where it is called by its digest.

        Raises `UpdateTrouble`, or `OSError` for this kiosk's own disk.
        """
        final, partial = self._folder / sha256, self._folder / f"{sha256}.part"
        if final.exists():
            if digest_of(final) == sha256:
                return final
            final.unlink()
        folder, slash, name = path.rpartition("/")
        address = f"{under}/{folder}{slash}{sha256}.{name}"
        resumed = self._take(source, path, address, partial, length)
        if digest_of(partial) != sha256 and resumed:
            # The first half may have been another file's, or torn by a power cut: once more, from the start.
            partial.unlink()
            self._take(source, path, address, partial, length)
        if digest_of(partial) != sha256:
            partial.unlink()
            raise Refused(f"{source.name}: {path} is not the file that the town signed (changed).")
        partial.replace(final)
        sync_directory(self._folder)
        return final

    def clear(self, keep: frozenset[str] = frozenset()) -> None:
        """Forget all files but those of these digests, whole or not."""
        for path in self._folder.iterdir():
            if path.name.removesuffix(".part") not in keep:
                path.unlink()

    def _take(self, source: Source, path: str, address: str, partial: Path, length: int) -> bool:
        """Bring `partial` to its length; whether something of it was there already."""
        descriptor = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, _MODE)
        with os.fdopen(descriptor, "r+b") as stream:
            os.fchmod(descriptor, _MODE)
            have = os.fstat(descriptor).st_size
            if have > length:
                stream.truncate(have := 0)
            resumed = have > 0
            if have < length:
                try:
                    with closing(source.open(address, length, have)) as reply:
                        if reply.total is not None and reply.total != length:
                            raise Refused(f"{source.name}: {path} has another length than the town signed.")
                        stream.truncate(reply.offset)
                        stream.seek(reply.offset)
                        resumed, have = reply.offset > 0, reply.offset
                        for chunk in reply.chunks:
                            stream.write(chunk)
                            stream.flush()
                            have += len(chunk)
                except Missing as missing:
                    raise Refused(
                        f"{source.name}: {path} is missing ({missing.status}), though the town signed that it is "
                        "there. Copy the whole repository to the server again."
                    ) from missing
                except TooMuch as much:
                    stream.truncate(0)
                    raise Refused(f"{source.name}: {path} is longer than the town signed (endless data).") from much
            if have < length:
                raise Unreachable(f"{source.name}: {path} broke off.")
            os.fsync(descriptor)
        return resumed


def digest_of(path: Path) -> str:
    """Hex SHA-256 of a plain file; empty where it cannot be read."""
    total = hashlib.sha256()
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb", buffering=0) as stream:
            while chunk := stream.read(CHUNK_BYTES):
                total.update(chunk)
    except OSError:
        return ""
    return total.hexdigest()


def free_bytes(folder: Path) -> int:
    """What the disk still has room for."""
    return shutil.disk_usage(folder).free
