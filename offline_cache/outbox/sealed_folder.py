"""An envelope as a folder of files: for a stick, or for a second medium. Still sealed: nothing in it can be read.

`envelope.json` says what it is and what each file must hash to; `submission.xml` is the manifest as it would be posted;
the rest are the sealed parts under their own names. A folder is there wholly or not at all.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import stat
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kiosk.errors import ParvisError
from kiosk.ports import Envelope, SealedFile
from kiosk.takeaway.reference import reference_of
from offline_cache.files import sync_directory
from offline_cache.sealing import MAX_ATTACHMENTS, MAX_ENVELOPE_BYTES, is_plain_name

FORMAT = 1
LABEL = "envelope.json"
MANIFEST = "submission.xml"
MAX_LABEL_BYTES = 64 * 1024
_DRAFT = ".part-"


class FolderUnusable(ParvisError):
    """A folder is not a whole envelope, or none can be written here."""


class NoRoom(FolderUnusable):
    """The medium cannot take it: full, gone, or not to be written."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """An envelope with what goes with it: its mark, when it was kept (seconds since 1970) and where."""

    envelope: Envelope
    mac: bytes
    kept_at: float
    kiosk: str = ""


def name_of(instance_id: str) -> str:
    """The folder's name: the reference that the visitor has, and enough of a hash to tell two alike apart."""
    digits = reference_of(instance_id).replace(" ", "")
    return f"{digits}-{hashlib.sha256(instance_id.encode()).hexdigest()[:16]}"


def _label(sealed: Sealed) -> bytes:
    envelope = sealed.envelope
    parts = [SealedFile(MANIFEST, envelope.manifest), *envelope.files]
    label = {
        "format": FORMAT,
        "instance_id": envelope.instance_id,
        "reference": reference_of(envelope.instance_id),
        "form_id": envelope.form_id,
        "version": envelope.version,
        "kiosk": sealed.kiosk,
        "kept_at": datetime.fromtimestamp(sealed.kept_at, UTC).isoformat(timespec="seconds"),
        "mac": sealed.mac.hex(),
        "files": [
            {"name": part.name, "length": len(part.content), "sha256": hashlib.sha256(part.content).hexdigest()}
            for part in parts
        ],
    }
    return json.dumps(label, indent=1).encode() + b"\n"


def write(directory: Path, sealed: Sealed) -> Path:
    """Put the envelope into `directory`, durably, and read it back; what is there already and whole stays.

    Raises `FolderUnusable`; its kind `NoRoom`.
    """
    target = directory / name_of(sealed.envelope.instance_id)
    draft = directory / f"{_DRAFT}{target.name}-{secrets.token_hex(4)}"
    try:
        if target.exists():
            if _holds(target, sealed.envelope):
                return target
            raise FolderUnusable(
                f"{target}: something else lies there, or half of it. Remove it, or give another folder."
            )
        draft.mkdir(mode=0o700)
        _put(draft / MANIFEST, sealed.envelope.manifest)
        for file in sealed.envelope.files:
            if not is_plain_name(file.name):
                raise FolderUnusable("An envelope has a file with an unusable name. It stays where it is.")
            _put(draft / file.name, file.content)
        _put(draft / LABEL, _label(sealed))
        sync_directory(draft)
        draft.rename(target)
        sync_directory(directory)
        if read(target).envelope != sealed.envelope:
            raise FolderUnusable(f"{target}: reads back as something else. Take another medium.")
    except OSError as error:
        raise NoRoom(f"{directory}: cannot be written ({error.strerror}).") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target


def _holds(target: Path, envelope: Envelope) -> bool:
    try:
        return read(target).envelope == envelope
    except FolderUnusable:
        return False


def _put(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
        with suppress(OSError):
            # So that reading it back asks the medium, and not the memory.
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def read(folder: Path) -> Sealed:
    """Read a folder, whoever wrote it. Raises `FolderUnusable` where it is not whole."""
    label = _read_label(folder)
    try:
        listed = [(str(one["name"]), int(one["length"]), str(one["sha256"])) for one in label["files"]]
        instance_id, form_id, version = (str(label[name]) for name in ("instance_id", "form_id", "version"))
        mac = bytes.fromhex(str(label.get("mac", "")))
        kept_at = datetime.fromisoformat(str(label["kept_at"])).timestamp()
        kiosk = str(label.get("kiosk", ""))
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise FolderUnusable(f"{folder.name}: {LABEL} lacks something that it must say.") from error
    names = [name for name, _, _ in listed]
    if not names or names[0] != MANIFEST or len(set(names)) != len(names) or len(names) > MAX_ATTACHMENTS + 2:
        raise FolderUnusable(f"{folder.name}: {LABEL} must list {MANIFEST} first, and each file once.")
    if not all(map(is_plain_name, names[1:])) or sum(length for _, length, _ in listed) > MAX_ENVELOPE_BYTES:
        raise FolderUnusable(f"{folder.name}: {LABEL} lists what no envelope has.")
    contents = []
    for name, length, digest in listed:
        content = _get(folder / name, length)
        if len(content) != length or hashlib.sha256(content).hexdigest() != digest:
            raise FolderUnusable(f"{folder.name}: {name} was damaged on its way. Bring it again.")
        contents.append(content)
    files = tuple(map(SealedFile, names[1:], contents[1:]))
    return Sealed(Envelope(instance_id, form_id, version, contents[0], files), mac, kept_at, kiosk)


def instance_of(folder: Path) -> str:
    """Whose folder it is, by its label alone. Raises `FolderUnusable`."""
    instance_id = _read_label(folder).get("instance_id")
    if not isinstance(instance_id, str) or name_of(instance_id) != folder.name:
        raise FolderUnusable(f"{folder.name}: {LABEL} is of another envelope.")
    return instance_id


def _read_label(folder: Path) -> dict[str, Any]:
    try:
        label = json.loads(_get(folder / LABEL, MAX_LABEL_BYTES))
    except (ValueError, RecursionError) as error:
        raise FolderUnusable(f"{folder.name}: {LABEL} cannot be read as JSON.") from error
    if not isinstance(label, dict) or label.get("format") != FORMAT:
        raise FolderUnusable(f"{folder.name}: {LABEL} is not of format {FORMAT}. Use a Parvis that knows it.")
    return label


def _get(path: Path, most: int) -> bytes:
    """A plain file's bytes, at most so many and one more. No link, pipe or device on a stick is followed."""
    if most < 0:
        raise FolderUnusable(f"{path.parent.name}: a file of less than no bytes.")
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise FolderUnusable(f"{path.parent.name}: {path.name} is not a plain file.")
            return stream.read(most + 1)
    except OSError as error:
        raise FolderUnusable(f"{path.parent.name}: {path.name} cannot be read ({error.strerror}).") from error


def folders(directory: Path, most: int) -> list[Path]:
    """The envelopes in `directory`, by name, at most so many. Raises `FolderUnusable` when it cannot be listed."""
    found = []
    try:
        with os.scandir(directory) as entries:
            for entry in entries:
                if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False):
                    found.append(directory / entry.name)
                    if len(found) > most:
                        raise FolderUnusable(f"{directory}: more than {most} folders. Bring fewer at a time.")
    except OSError as error:
        raise FolderUnusable(f"{directory}: cannot be read ({error.strerror}).") from error
    return sorted(found)


def remove(directory: Path, instance_id: str) -> None:
    """Take the envelope out of `directory`: first its name, so that no half of it is ever taken for a whole."""
    target = directory / name_of(instance_id)
    doomed = directory / f"{_DRAFT}{target.name}-{secrets.token_hex(4)}"
    try:
        target.rename(doomed)
        shutil.rmtree(doomed)
    except FileNotFoundError:
        return
    except OSError as error:
        raise NoRoom(f"{directory}: cannot be written ({error.strerror}).") from error


def sweep(directory: Path) -> None:
    """Remove the drafts that a cut left behind."""
    for draft in directory.glob(f"{_DRAFT}*"):
        shutil.rmtree(draft, ignore_errors=True)
