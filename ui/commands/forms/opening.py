"""A form as it is named on the command line: an XLSForm or an XForm, with the files beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import ParvisError
from kiosk.forms.resources import file_name, missing

if TYPE_CHECKING:
    from kiosk.forms import Form

MAX_FORM_BYTES = 16 * 1024 * 1024
MAX_MEDIA_BYTES = 16 * 1024 * 1024


class FormUnreadable(ParvisError):
    """The form cannot be read, or is none."""


class Folders:
    """The files in some folders: the first that has a file of the name counts."""

    def __init__(self, *folders: Path) -> None:
        self._folders = folders

    def read(self, uri: str) -> bytes:
        """The file that a form calls `uri`. Raises `MissingResource`; a file is read a byte past its limit at most."""
        name = file_name(uri)
        for folder in self._folders if name else ():
            try:
                with (folder / name).open("rb") as stream:
                    return stream.read(MAX_MEDIA_BYTES + 1)
            except OSError:
                continue
        raise missing(uri)


def open_form(path: Path, media: Path | None) -> Form:
    """The form in a file.

    Its lists and pictures lie in `media`; where that is None, in `NAME-media` beside the form, or right beside it.
    Raises `ParvisError` for what is no form file, and `FormError` for what is wrong within it.
    """
    from kiosk.forms import load

    return load(xform(path), resources=folders(path, media))


def folders(path: Path, media: Path | None) -> Folders:
    """Where the files of the form at `path` lie. Raises `FormUnreadable` for a folder that is not there."""
    if media is None:
        return Folders(path.with_name(f"{path.stem}-media"), path.parent)
    if not media.is_dir():
        raise FormUnreadable(f"{media}: no such directory. Name the folder with the form's lists and pictures.")
    return Folders(media)


def xform(path: Path) -> bytes:
    """The XForm in a file, or that of the XLSForm in it. Raises `ParvisError`."""
    if path.suffix.lower() not in (".xlsx", ".xml"):
        raise FormUnreadable(f"{path}: not a form. Name an XLSForm (.xlsx) or an XForm (.xml).")
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_FORM_BYTES + 1)
    except OSError as error:
        raise FormUnreadable(f"{path}: {error.strerror}.") from error
    if len(content) > MAX_FORM_BYTES:
        raise FormUnreadable(f"{path}: larger than {MAX_FORM_BYTES // 1024 // 1024} MB.")
    if path.suffix.lower() == ".xml":
        return content
    from kiosk.authoring.compiling import compile_form
    from kiosk.authoring.workbook import read_workbook

    read_workbook(content)  # refuses what pyxform should not even look at
    return compile_form(content)
