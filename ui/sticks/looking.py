"""Looks at what lies under the folders where sticks appear, and reads one file of it. Plain Python, in any thread.

A stick is untrusted: no link is followed out of a folder, nothing but plain files is opened, and all is bounded in
number, depth and size. Nothing is ever written.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kiosk.ports import Offered, Shelf
from kiosk.visit.attachments import MAX_FILE_BYTES

MAX_DEPTH = 5
MAX_ENTRIES = 3000
MAX_OFFERED = 60
MAX_PICTURE_BYTES = 25 * 1024 * 1024
"""Of a photograph as a telephone makes it; it is made smaller before it is kept."""

SUFFIXES = {".pdf": "application/pdf", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}
_MAGIC = {"application/pdf": b"%PDF-", "image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_PLAIN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a file was seen: its root, and the names that lead to it."""

    root: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A shelf, and where each of its files lies, by key."""

    shelf: Shelf
    spots: dict[str, Spot]


@dataclass(slots=True)
class _Tally:
    entries: int = 0
    cut: bool = False
    mounted: bool = False


def most_bytes(media_type: str) -> int:
    """How heavy a file of this type may be."""
    return MAX_FILE_BYTES if media_type == "application/pdf" else MAX_PICTURE_BYTES


def look(roots: Sequence[str]) -> Seen:
    """What lies under the roots: files of the kinds that are taken, newest first. A root that is not there is empty."""
    tally = _Tally()
    found: list[tuple[float, Spot, str, int]] = []
    for root in roots:
        try:
            # The root itself is IT's: it may be a link.
            descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError:
            continue
        try:
            device = os.fstat(descriptor).st_dev
            found += _walk(descriptor, device, root, (), tally)
        finally:
            os.close(descriptor)
    found.sort(key=lambda each: (-each[0], each[1].names))
    spots = {str(number): spot for number, (_, spot, _, _) in enumerate(found[:MAX_OFFERED])}
    files = tuple(
        Offered(str(number), shown(spot.names[-1]), media_type, size)
        for number, (_, spot, media_type, size) in enumerate(found[:MAX_OFFERED])
    )
    more = tally.cut or len(found) > MAX_OFFERED
    return Seen(Shelf(tally.mounted or bool(found), files, more), spots)


def _walk(
    folder: int, device: int, root: str, names: tuple[str, ...], tally: _Tally
) -> Iterator[tuple[float, Spot, str, int]]:
    try:
        entries = os.scandir(folder)
    except OSError:
        return
    with entries:
        for entry in entries:
            tally.entries += 1
            if tally.entries > MAX_ENTRIES:
                tally.cut = True
                return
            # Hidden files are a system's, not a person's.
            if entry.name.startswith((".", "$")) or entry.name == "System Volume Information":
                continue
            try:
                status = os.stat(entry.name, dir_fd=folder, follow_symlinks=False)
                if stat.S_ISDIR(status.st_mode) and len(names) < MAX_DEPTH:
                    tally.mounted = tally.mounted or status.st_dev != device
                    inner = os.open(entry.name, _DIRECTORY, dir_fd=folder)
                    try:
                        yield from _walk(inner, status.st_dev, root, (*names, entry.name), tally)
                    finally:
                        os.close(inner)
                    continue
            except OSError:
                continue
            media_type = SUFFIXES.get(os.path.splitext(entry.name)[1].lower())
            if media_type is None or not stat.S_ISREG(status.st_mode):
                continue
            if 0 < status.st_size <= most_bytes(media_type):
                yield status.st_mtime, Spot(root, (*names, entry.name)), media_type, status.st_size


def shown(name: str) -> str:
    """A file's name as plain text: what would turn the text around, or is no text, is left out."""
    plain = "".join(letter for letter in name if letter.isprintable() and not "\ud800" <= letter <= "\udfff")
    return plain[:200].strip() or "…"


def read(spot: Spot) -> tuple[str, bytes]:
    """The file's type, by what is in it, and its bytes; no bytes where it is not what its name says, or gone."""
    media_type = SUFFIXES.get(os.path.splitext(spot.names[-1])[1].lower(), "")
    folder = -1
    try:
        folder = os.open(spot.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        for name in spot.names[:-1]:
            inner = os.open(name, _DIRECTORY, dir_fd=folder)
            os.close(folder)
            folder = inner
        descriptor = os.open(spot.names[-1], _PLAIN, dir_fd=folder)
        with os.fdopen(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return "", b""
            content = stream.read(most_bytes(media_type) + 1)
    except OSError:
        return "", b""
    finally:
        if folder >= 0:
            os.close(folder)
    fits = len(content) <= most_bytes(media_type) and content.startswith(_MAGIC.get(media_type, b"\0"))
    return (media_type, content) if fits else ("", b"")
