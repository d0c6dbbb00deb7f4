"""The forms that this desk was given, so that a kiosk can tell whether its own are still among them.

`forms/ID.MD5.xml` in the desk's directory, each once copied from a built pack. Kiosks never take a form from here:
theirs come from the signed pack. Older versions stay, since some kiosk may have an older pack.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

from kiosk.errors import ParvisError
from offline_cache.desk.manifest import parse_xml
from offline_cache.files import write_once

FORMS_NAME = "forms"
MAX_FORM_BYTES = 4 * 1024 * 1024
MAX_FORMS = 500
_FILE = re.compile(r"([A-Za-z0-9_-]{1,64})\.([0-9a-f]{32})\.xml")
_XFORMS = "{http://www.w3.org/2002/xforms}"


class FormNotTaken(ParvisError):
    """A form cannot be kept at this desk."""


@dataclass(frozen=True, slots=True)
class KeptForm:
    """One version of a form. `path` is its file; `md5` that of its bytes, in hex."""

    form_id: str
    version: str
    md5: str
    path: Path


def take_forms(directory: Path, forms: Mapping[str, bytes], own_sha256: str = "") -> tuple[str, ...]:
    """Keep these forms, by identifier, at the desk in `directory`; the identifiers of those that are new.

    Forms without a key are passed over, since no kiosk sends them. With `own_sha256`, the fingerprint of the desk's
    key, one with another key is refused. Raises `FormNotTaken`; then nothing was kept.
    """
    wanted: dict[str, bytes] = {}
    for form_id, content in forms.items():
        read = _read(content)
        if read is None:
            raise FormNotTaken(f"The form '{form_id}' cannot be read. Build the pack again.")
        if not read[1]:
            continue
        try:
            fingerprint = hashlib.sha256(base64.b64decode(read[1], validate=True)).hexdigest()
        except binascii.Error:
            raise FormNotTaken(f"The key of the form '{form_id}' is damaged. Build the pack again.") from None
        if own_sha256 and fingerprint != own_sha256:
            raise FormNotTaken(
                f"The form '{form_id}' is sealed for another key ({fingerprint}), so what is sent with it could not be "
                "opened here. Build the pack with this desk's public key, or let its kiosks send to the server whose "
                "key it is."
            )
        wanted[form_id] = content
    new = []
    try:
        folder = directory / FORMS_NAME
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for form_id, content in wanted.items():
            md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
            if write_once(folder / f"{form_id}.{md5}.xml", content, mode=0o640):
                new.append(form_id)
    except OSError as error:
        raise FormNotTaken(f"{directory / FORMS_NAME}: cannot be written ({error.strerror}).") from error
    return tuple(new)


class Forms:
    """What lies in the folder, read again when it has changed."""

    def __init__(self, directory: Path) -> None:
        """`directory` is the desk's."""
        self._folder = directory / FORMS_NAME
        self._stamp = 0
        self._kept: tuple[KeptForm, ...] | None = None

    def kept(self) -> tuple[KeptForm, ...] | None:
        """All versions, the newest first; None where the desk was given no forms."""
        try:
            stamp = self._folder.stat().st_mtime_ns
        except OSError:
            return None
        if stamp != self._stamp or self._kept is None:
            self._kept, self._stamp = self._all(), stamp
        return self._kept

    def content(self, form_id: str, md5: str) -> bytes | None:
        """One version's bytes; None where there is none."""
        kept = next((one for one in self.kept() or () if (one.form_id, one.md5) == (form_id, md5)), None)
        try:
            return kept.path.read_bytes() if kept is not None else None
        except OSError:
            return None

    def _all(self) -> tuple[KeptForm, ...]:
        found: list[tuple[int, KeptForm]] = []
        for path in sorted(self._folder.iterdir())[:MAX_FORMS]:
            name = _FILE.fullmatch(path.name)
            try:
                if name is None or path.is_symlink() or path.stat().st_size > MAX_FORM_BYTES:
                    continue
                content, changed = path.read_bytes(), path.stat().st_mtime_ns
            except OSError:
                continue
            read = _read(content)
            # A file that somebody changed is not the form that its name says.
            if read is not None and hashlib.md5(content, usedforsecurity=False).hexdigest() == name[2]:
                found.append((changed, KeptForm(name[1], read[0], name[2], path)))
        return tuple(kept for _, kept in sorted(found, key=lambda one: one[0], reverse=True))


def form_list(kept: tuple[KeptForm, ...], base: str, *, all_versions: bool) -> str:
    """OpenRosa's form list: of each form the newest version, or all. `base` is the path of the project."""
    shown = kept if all_versions else tuple({form.form_id: form for form in reversed(kept)}.values())
    entries = "".join(
        f"<xform><formID>{form.form_id}</formID><name>{form.form_id}</name><version>{escape(form.version)}</version>"
        f"<hash>md5:{form.md5}</hash><downloadUrl>{escape(base)}/forms/{form.form_id}.{form.md5}.xml</downloadUrl>"
        "</xform>"
        for form in shown
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<xforms xmlns="http://openrosa.org/xforms/xformsList">{entries}</xforms>\n'
    )


def _read(content: bytes) -> tuple[str, str] | None:
    """The version and the key of a form; None where it is none."""
    root = parse_xml(content, MAX_FORM_BYTES)
    primary = next(root.iterfind(f".//{_XFORMS}model/{_XFORMS}instance/*"), None) if root is not None else None
    if root is None or primary is None:
        return None
    submission = root.find(f".//{_XFORMS}model/{_XFORMS}submission")
    key = submission.get("base64RsaPublicKey", "") if submission is not None else ""
    return primary.get("version", ""), "".join(key.split())
