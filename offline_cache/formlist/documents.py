"""Reads the two documents of OpenRosa's form list: the list of forms, and the manifest of one form's files.

A server may send anything: names here are plain names, hashes are MD5 in hex, addresses are only texts until
`offline_cache.formlist.address` has looked at them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.errors import ParvisError

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_LISTED = 1000
"""Forms in a list. A project of ODK Central has some dozens."""
MAX_MEDIA = 200
"""Files of one form; `parvis pack check` takes 300."""
MAX_TEXT = 2000

_LIST = "{http://openrosa.org/xforms/xformsList}"
_MANIFEST = "{http://openrosa.org/xforms/xformsManifest}"
_HASH = re.compile(r"md5:([0-9a-fA-F]{32})")
_FORM_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MEDIA_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}")


class ListUnusable(ParvisError):
    """What came is no form list or manifest, or names what cannot be taken into a pack."""


@dataclass(frozen=True, slots=True)
class ListedForm:
    """One form of the list. `md5` is that of the form's XML, in hex; `manifest_url` is empty where it has no files."""

    form_id: str
    version: str
    md5: str
    download_url: str
    manifest_url: str = ""

    @property
    def importable(self) -> bool:
        """Whether its identifier can be the name of a pack's file."""
        return _FORM_ID.fullmatch(self.form_id) is not None


@dataclass(frozen=True, slots=True)
class ListedMedia:
    """One file beside a form. `md5` is that of its bytes; empty for a list of entities, whose hash is of its state.

    ODK Central writes the hash of an entity list's last change in that place, so the bytes cannot be held against it.
    """

    name: str
    md5: str
    download_url: str
    state: str = ""


def read_list(content: bytes) -> tuple[ListedForm, ...]:
    """The forms of a form list, in its order. Raises `ListUnusable`."""
    root = _root(content, f"{_LIST}xforms", "a form list")
    listed = tuple(_form(element) for element in root.iterfind(f"{_LIST}xform"))
    if len(listed) > MAX_LISTED:
        raise ListUnusable(f"The server lists more than {MAX_LISTED} forms. Give the address of one project.")
    return listed


def read_manifest(content: bytes, form_id: str) -> tuple[ListedMedia, ...]:
    """The files that a form's manifest names, in its order. Raises `ListUnusable`."""
    root = _root(content, f"{_MANIFEST}manifest", f"the manifest of '{form_id}'")
    media = tuple(_media(element, form_id) for element in root.iterfind(f"{_MANIFEST}mediaFile"))
    if len(media) > MAX_MEDIA:
        raise ListUnusable(f"The form '{form_id}' has more than {MAX_MEDIA} files. Take out what it does not use.")
    # On the file systems of some authors, a.csv and A.CSV are one file.
    names = [file.name.lower() for file in media]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ListUnusable(f"The manifest of '{form_id}' names {twice} twice. Rename one of the two at the server.")
    return media


def _root(content: bytes, tag: str, what: str) -> _Element:
    from kiosk.forms.errors import FormError
    from kiosk.forms.limits import Limits
    from kiosk.forms.reading import read

    try:
        root = read(content, Limits(element_depth=8, elements=20 * MAX_LISTED))
    except FormError:
        raise ListUnusable(
            f"What came is not {what}: it is no plain XML, or too large. Check the address; "
            "a page of the network may stand in the server's place."
        ) from None
    if root.tag != tag:
        raise ListUnusable(f"What came is not {what} as OpenRosa has it. Check the address.")
    return root


def _form(element: _Element) -> ListedForm:
    text = dict(_texts(element, _LIST))
    form_id, found = text.get("formID", ""), _HASH.fullmatch(text.get("hash", ""))
    if not form_id or found is None or not text.get("downloadUrl"):
        shown = form_id[:64] if form_id.isprintable() else ""
        raise ListUnusable(f"The list's entry '{shown}' lacks its formID, its md5 hash or its downloadUrl.")
    return ListedForm(
        form_id, text.get("version", ""), found[1].lower(), text["downloadUrl"], text.get("manifestUrl", "")
    )


def _media(element: _Element, form_id: str) -> ListedMedia:
    text = dict(_texts(element, _MANIFEST))
    name, found = text.get("filename", ""), _HASH.fullmatch(text.get("hash", ""))
    if not _MEDIA_NAME.fullmatch(name):
        shown = name[:60] if name.isprintable() else ""
        raise ListUnusable(
            f"The form '{form_id}' has a file '{shown}', which is no plain file name. Rename it at the server and in "
            "the form, with letters without accents, digits, - and _."
        )
    if found is None or not text.get("downloadUrl"):
        raise ListUnusable(f"The manifest of '{form_id}' lacks the md5 hash or the downloadUrl of {name}.")
    md5 = found[1].lower()
    if element.get("type") == "entityList":
        return ListedMedia(name, "", text["downloadUrl"], state=md5)
    return ListedMedia(name, md5, text["downloadUrl"])


def _texts(element: _Element, namespace: str) -> Iterator[tuple[str, str]]:
    for child in element.iterchildren(f"{namespace}*"):
        text = (child.text or "").strip()
        if len(text) <= MAX_TEXT:
            yield str(child.tag).removeprefix(namespace), text
