"""`forms/imported.json`: which forms of a pack came from a server, and exactly as what.

Written by `parvis pack import forms`, read by `pack check` and `pack build`. It goes into the built pack, so that a
kiosk can tell when the server's form has become another one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kiosk.errors import ParvisError

IMPORTED = "forms/imported.json"
FORMAT = 1
MAX_IMPORTED = 300

_MD5 = re.compile(r"[0-9a-f]{32}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class ImportsUnreadable(ParvisError):
    """The file is not as `parvis pack import forms` writes it."""


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file as it came: the SHA-256 of its bytes, and the hash (md5) that the server gave for it."""

    sha256: str
    md5: str


@dataclass(frozen=True, slots=True)
class Imported:
    """One form that came from a server.

    `server` is its host, `address` the project's address there without a token, `fetched` the moment in ISO 8601.
    `key_sha256` is the fingerprint of the key that the form carried, "" where it carried none: then the town's own
    is written when the pack is built. `media` are the files beside it, `entity_lists` those that are a list of
    Central's entities, whose md5 is of its last change.
    """

    server: str
    address: str
    version: str
    fetched: str
    key_sha256: str
    form: ImportedFile
    media: Mapping[str, ImportedFile] = field(default_factory=dict)
    entity_lists: tuple[str, ...] = ()


def read_imports(content: bytes) -> dict[str, Imported]:
    """The imported forms by identifier. Raises `ImportsUnreadable`."""
    try:
        value = json.loads(content.decode("utf-8"))
        if value["format"] != FORMAT or len(value["forms"]) > MAX_IMPORTED:
            raise ImportsUnreadable("It is of another format. Import its forms again with this Parvis.")
        return {str(form_id): _imported(entry) for form_id, entry in value["forms"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ImportsUnreadable("It cannot be read. Delete it, and import its forms again with --replace.") from error


def write_imports(imports: Mapping[str, Imported]) -> bytes:
    """The file's content, in the order of the identifiers: the same for the same forms."""
    forms = {form_id: _entry(imported) for form_id, imported in sorted(imports.items())}
    return (json.dumps({"format": FORMAT, "forms": forms}, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _imported(entry: Any) -> Imported:
    texts = {name: _text(entry[name]) for name in ("server", "address", "version", "fetched", "key_sha256")}
    if texts["key_sha256"] and not _SHA256.fullmatch(texts["key_sha256"]):
        raise ValueError
    return Imported(
        **texts,
        form=_file(entry["form"]),
        media={_text(name): _file(file) for name, file in entry["media"].items()},
        entity_lists=tuple(_text(name) for name in entry["entity_lists"]),
    )


def _file(entry: Any) -> ImportedFile:
    if not _SHA256.fullmatch(entry["sha256"]) or not _MD5.fullmatch(entry["md5"]):
        raise ValueError
    return ImportedFile(entry["sha256"], entry["md5"])


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _entry(imported: Imported) -> dict[str, Any]:
    return {
        "server": imported.server,
        "address": imported.address,
        "version": imported.version,
        "fetched": imported.fetched,
        "key_sha256": imported.key_sha256,
        "form": {"sha256": imported.form.sha256, "md5": imported.form.md5},
        "media": {name: {"sha256": file.sha256, "md5": file.md5} for name, file in sorted(imported.media.items())},
        "entity_lists": sorted(imported.entity_lists),
    }
