"""Writes the files of opened submissions into a folder, where nothing in a submission can choose the place."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from kiosk.errors import ParvisError
from offline_cache.desk.reader import Submission
from offline_cache.sealing import is_plain_name


class AttachmentsNotWritten(ParvisError):
    """The files could not be written where they were asked for."""


def write_attachments(submissions: Iterable[Submission], directory: Path) -> list[Path]:
    """Write each file as DIRECTORY/REFERENCE/NAME and return what was written. Raises `AttachmentsNotWritten`.

    Folders are 0700, files 0600: what was sealed until now is in the clear from now on. A file that is there already
    is never written over; the same bytes again are left as they are. A name that is more than a name is refused.
    """
    written = []
    for submission in submissions:
        folder = directory / "".join(filter(str.isdigit, submission.reference))
        for name, content in submission.attachments:
            if not is_plain_name(name):
                raise AttachmentsNotWritten(
                    f"Submission {submission.reference} has a file with an unusable name. Nothing more was written."
                )
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                written.append(_write(folder / name, content))
            except OSError as error:
                raise AttachmentsNotWritten(f"{folder}: cannot be written ({error.strerror}).") from error
    return written


def _write(path: Path, content: bytes) -> Path:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        if path.is_symlink() or path.read_bytes() != content:
            raise AttachmentsNotWritten(
                f"{path}: something else lies there already. Give an empty folder, so that nothing is written over."
            ) from None
        return path
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
    return path
