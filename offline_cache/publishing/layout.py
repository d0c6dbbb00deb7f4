"""Where a repository's files lie, and how they are read and written: whole, bounded, and only when they are ours.

BASE/metadata/   N.root.json, N.targets.json, N.snapshot.json, timestamp.json    served
BASE/targets/    DIR/SHA256.NAME                                                 served
BASE/staged/     N.root.json, N.targets.json that wait for signatures or for the next refresh
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization import DeserializationError

from kiosk.errors import ParvisError
from offline_cache import files

MAX_METADATA_BYTES = 4 * 1024 * 1024
MAX_TARGET_BYTES = 16 * 1024 * 1024
"""As large as a pack's largest file may be (`kiosk.catalogue.opening`)."""
_SERVED = 0o644
_FOLDER = 0o755
_NUMBERED = re.compile(r"([1-9][0-9]{0,8})\.(root|targets|snapshot)\.json")

T = TypeVar("T", Root, Snapshot, Targets, Timestamp)
AnyMetadata = Metadata[Root] | Metadata[Snapshot] | Metadata[Targets] | Metadata[Timestamp]


class RepositoryUnusable(ParvisError):
    """The repository is not one, is damaged, or does not allow what was asked."""


@dataclass(frozen=True, slots=True)
class Repository:
    """The three folders under one directory."""

    base: Path

    @property
    def metadata(self) -> Path:
        """What kiosks read first."""
        return self.base / "metadata"

    @property
    def targets(self) -> Path:
        """The packs' files, each under the name that begins with its SHA-256."""
        return self.base / "targets"

    @property
    def staged(self) -> Path:
        """What no kiosk sees yet."""
        return self.base / "staged"

    def prepare(self) -> None:
        """Make the folders that are missing. Raises `RepositoryUnusable`."""
        try:
            for folder in (self.metadata, self.targets, self.staged):
                folder.mkdir(mode=_FOLDER, parents=True, exist_ok=True)
        except OSError as error:
            raise RepositoryUnusable(f"{self.base}: cannot be written ({error.strerror}).") from error

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """No other `parvis publish` changes this repository meanwhile. Raises `RepositoryUnusable`."""
        try:
            descriptor = os.open(self.base, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            raise RepositoryUnusable(f"{self.base}: {error.strerror}. Make one with 'parvis publish init'.") from error
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise RepositoryUnusable(
                    f"{self.base}: another 'parvis publish' is at work here. Wait for it, then try again."
                ) from error
            yield
        finally:
            os.close(descriptor)

    def path_of(self, target: TargetFile) -> Path:
        """Where the bytes of one target lie."""
        return self.targets / hashed_path(target)


def hashed_path(target: TargetFile) -> str:
    """The name under which a client asks for a target in a repository of consistent snapshots."""
    folder, slash, name = target.path.rpartition("/")
    return f"{folder}{slash}{target.hashes['sha256']}.{name}"


def versions(folder: Path, role: str) -> list[int]:
    """The numbers of the role's files in `folder`, rising."""
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise RepositoryUnusable(f"{folder}: cannot be read ({error.strerror}).") from error
    matches = (_NUMBERED.fullmatch(name) for name in names)
    return sorted(int(match[1]) for match in matches if match and match[2] == role)


def read_bytes(path: Path, limit: int) -> bytes:
    """A file of at most `limit` bytes. Raises `RepositoryUnusable`."""
    try:
        with path.open("rb") as stream:
            content = stream.read(limit + 1)
    except OSError as error:
        raise RepositoryUnusable(f"{path}: cannot be read ({error.strerror}).") from error
    if len(content) > limit:
        raise RepositoryUnusable(f"{path}: larger than {limit} bytes; this is not ours.")
    return content


def read(path: Path, kind: type[T]) -> Metadata[T]:
    """One metadata file, whose signatures are not looked at here. Raises `RepositoryUnusable`."""
    content = read_bytes(path, MAX_METADATA_BYTES)
    try:
        found = Metadata[T].from_bytes(content)
    except (DeserializationError, RepositoryError, ValueError, RecursionError) as error:
        raise RepositoryUnusable(f"{path}: not readable as TUF metadata. Restore it from a copy.") from error
    if not isinstance(found.signed, kind):
        raise RepositoryUnusable(f"{path}: holds {found.signed.type}, not {kind.__name__.lower()}.")
    number = _NUMBERED.fullmatch(path.name)
    if number and int(number[1]) != found.signed.version:
        raise RepositoryUnusable(f"{path}: holds version {found.signed.version}. Restore it from a copy.")
    return found


def read_root(folder: Path, version: int) -> Metadata[Root]:
    """`N.root.json` of a folder."""
    return read(folder / f"{version}.root.json", Root)


def read_targets(folder: Path, version: int) -> Metadata[Targets]:
    """`N.targets.json` of a folder."""
    return read(folder / f"{version}.targets.json", Targets)


def read_timestamp(folder: Path) -> Metadata[Timestamp] | None:
    """`timestamp.json`; None when there is none yet."""
    path = folder / "timestamp.json"
    return read(path, Timestamp) if path.exists() else None


def read_snapshot(folder: Path, version: int) -> Metadata[Snapshot]:
    """`N.snapshot.json` of a folder."""
    return read(folder / f"{version}.snapshot.json", Snapshot)


def name_of(metadata: AnyMetadata) -> str:
    """The file name of some metadata."""
    kind = metadata.signed.type
    return "timestamp.json" if kind == "timestamp" else f"{metadata.signed.version}.{kind}.json"


def write(folder: Path, metadata: AnyMetadata) -> Path:
    """Write metadata under its own name; see `write_whole`."""
    path = folder / name_of(metadata)
    write_whole(path, metadata.to_bytes())
    return path


def _served(descriptor: int) -> None:
    """A web server of another user reads it, whatever the umask is; a stick's file system knows no modes."""
    with contextlib.suppress(OSError):
        os.fchmod(descriptor, _SERVED)


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file durably in one step: whoever reads it meanwhile has the old one or the new one, whole.

    Raises `RepositoryUnusable`.
    """
    try:
        path.parent.mkdir(mode=_FOLDER, parents=True, exist_ok=True)
        files.write_whole(path, content, allow=_served)
    except OSError as error:
        raise RepositoryUnusable(f"{path}: cannot be written ({error.strerror}).") from error
