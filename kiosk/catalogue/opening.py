"""Opens a built pack, and believes nothing in it that its list of files does not vouch for.

A built pack is a directory with `pack.json`: `{"format": 1, "id", "built", "languages", "files": [{"path",
"sha256", "length"}, ...]}`. Every file is read once, through one descriptor, measured and hashed before
anything looks at it. Files beside a form (`forms/FORM-media/NAME`) are not kept in memory. That the list
itself is the town's is for the signed update to prove; here it is the digest that two parties can compare.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

from kiosk.catalogue import glossary, jsonld, town
from kiosk.catalogue.model import Catalogue
from kiosk.catalogue.pack import Pack, PackFile
from kiosk.errors import ParvisError
from kiosk.pages import lexicon
from kiosk.pages.lexicon import Lexicon

FORMAT = 1
INDEX = "pack.json"
GLOSSARY = "glossary.json"
MAX_INDEX_BYTES = 1024 * 1024
MAX_FILE_BYTES = 16 * 1024 * 1024
MAX_PACK_BYTES = 128 * 1024 * 1024
MAX_FILES = 2000
MAX_PATH = 180
"""Letters of a file's path: with a digest before its name, each part of it still fits any file system."""

_PATH = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/){0,4}[A-Za-z0-9_-][A-Za-z0-9._-]*")
_DIGEST = re.compile(r"[0-9a-f]{64}")


class PackDamaged(ParvisError):
    """The directory is not a built pack, or is no longer as it was built."""


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A line of `pack.json`: a path inside the pack that is nothing but names, its SHA-256 in hex, its bytes."""

    path: str
    sha256: str
    length: int


@dataclass(frozen=True, slots=True)
class Index:
    """`pack.json`, read: whose pack it is, in which languages, when it was made, and the files it is made of."""

    id: str
    languages: tuple[str, ...]
    files: tuple[ListedFile, ...]
    built: datetime | None = None


@dataclass(frozen=True, slots=True)
class PackFiles:
    """The files of a built pack, each proved to be as listed. `digest` is the SHA-256 of `pack.json`.

    `beside` has the files beside each form, by form identifier and then by file name.
    """

    id: str
    languages: tuple[str, ...]
    content: Mapping[str, bytes]
    digest: str
    beside: Mapping[str, Mapping[str, PackFile]]
    built: datetime | None = None

    def file(self, path: str) -> bytes:
        """The bytes of one listed file. Raises `PackDamaged` when the pack has no such file."""
        try:
            return self.content[path]
        except KeyError:
            raise PackDamaged(f"The pack '{self.id}' has no {path}. Build it again.") from None


def open_pack(directory: Path) -> Pack:
    """The built pack in `directory`. Raises `PackDamaged`, saying which file and how to mend it."""
    files = read_files(directory)
    try:
        spoken = _spoken(files.file("spoken.json"))
        place = town.town(_json(files.file("town.json"), "town.json"), files.file("logo.svg"))
        if place.languages != files.languages:
            raise PackDamaged("pack.json and town.json do not name the same languages. Build the pack again.")
        catalogue = jsonld.read(files.file("catalogue.jsonld"), place.languages, spoken["catalogue"])
        words = _json(files.content.get(GLOSSARY, b"{}"), GLOSSARY)
        explained = glossary.glossary(words, place.languages)
    except PackDamaged:
        raise
    except ParvisError as error:
        raise PackDamaged(f"The pack '{files.id}' cannot be used. {error}") from error
    forms = {
        path.removeprefix("forms/").removesuffix(".xml"): content
        for path, content in files.content.items()
        if path.startswith("forms/") and path.endswith(".xml")
    }
    _check_links(catalogue, place.contact, forms)
    return Pack(
        town=place,
        catalogue=catalogue,
        forms=MappingProxyType(forms),
        spoken=MappingProxyType(spoken["forms"]),
        lexicon=_lexicon(spoken["lexicon"], place.languages),
        digest=files.digest,
        places=files.content.get("places.csv", b""),
        beside=files.beside,
        glossary=explained,
        built=files.built,
    )


def read_files(directory: Path) -> PackFiles:
    """Every listed file of the built pack in `directory`, verified. Raises `PackDamaged`."""
    index_bytes = _read(directory, INDEX, MAX_INDEX_BYTES)
    index = read_index(index_bytes, str(directory / INDEX))
    content: dict[str, bytes] = {}
    beside: dict[str, dict[str, PackFile]] = {}
    for file in index.files:
        path, digest, length = file.path, file.sha256, file.length
        data = _read(directory, path, min(length, MAX_FILE_BYTES))
        if len(data) != length or hashlib.sha256(data).hexdigest() != digest:
            raise PackDamaged(f"{directory / path}: not as it was built. Install the pack again.")
        match path.split("/"):
            case ["forms", folder, name] if folder.endswith("-media"):
                form = folder.removesuffix("-media")
                beside.setdefault(form, {})[name] = PackFile(directory / path, digest, length)
            case _:
                content[path] = data
    return PackFiles(
        index.id,
        index.languages,
        MappingProxyType(content),
        hashlib.sha256(index_bytes).hexdigest(),
        MappingProxyType(beside),
        index.built,
    )


def read_index(content: bytes, where: str = INDEX) -> Index:
    """What `pack.json` lists, within the limits of a pack. `where` names it in errors. Raises `PackDamaged`."""
    index = _json(content, INDEX)
    if index.get("format") != FORMAT:
        raise PackDamaged(f"{where}: this is not a built pack of format {FORMAT}. Use 'parvis pack build'.")
    identifier, languages, listed = index.get("id"), index.get("languages"), index.get("files")
    if (
        not isinstance(identifier, str)
        or not isinstance(languages, list)
        or not all(isinstance(code, str) for code in languages)
        or not isinstance(listed, list)
    ):
        raise PackDamaged(f"{where}: id, languages or files are missing. Build the pack again.")
    if len(listed) > MAX_FILES:
        raise PackDamaged(f"{where}: lists more than {MAX_FILES} files.")
    files: dict[str, ListedFile] = {}
    total = 0
    for entry in listed:
        file = _entry(entry)
        total += file.length
        if file.path in files or total > MAX_PACK_BYTES:
            raise PackDamaged(f"{where}: {file.path} is listed twice, or the pack is too large.")
        files[file.path] = file
    for path in files:
        if any(parent.as_posix() in files or parent.name == INDEX for parent in PurePosixPath(path).parents):
            raise PackDamaged(f"{where}: {path} lies in what is listed as a file. Build the pack again.")
    return Index(identifier, tuple(languages), tuple(files.values()), _moment(index.get("built")))


def _moment(text: object) -> datetime | None:
    """A moment with its zone; None for what is none: nothing but the age that pages tell depends on it."""
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def _entry(entry: Any) -> ListedFile:
    if isinstance(entry, dict):
        path, digest, length = entry.get("path"), entry.get("sha256"), entry.get("length")
        if (
            isinstance(path, str)
            and len(path) <= MAX_PATH
            and _PATH.fullmatch(path)
            and path != INDEX
            and isinstance(digest, str)
            and _DIGEST.fullmatch(digest)
            and type(length) is int
            and 0 <= length <= MAX_FILE_BYTES
        ):
            return ListedFile(path, digest, length)
    raise PackDamaged("pack.json: an entry of files is not {path, sha256, length}. Build the pack again.")


def _read(directory: Path, path: str, limit: int) -> bytes:
    """At most `limit` + 1 bytes of a regular file; a link inside the pack is refused."""
    try:
        if any((directory / parent).is_symlink() for parent in list(Path(path).parents)[:-1]):
            raise PackDamaged(f"{directory / path}: lies behind a link, and a pack holds none. Install it again.")
        descriptor = os.open(directory / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise PackDamaged(f"{directory / path}: not a plain file. Install the pack again.")
            data = stream.read(limit + 1)
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise PackDamaged(f"{directory / path}: {reason}. Install the pack again.") from error
    if len(data) > limit:
        raise PackDamaged(f"{directory / path}: longer than it was built. Install the pack again.")
    return data


def _json(content: bytes, name: str) -> dict[str, Any]:
    try:
        value = json.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise PackDamaged(f"{name}: not readable as JSON. Install the pack again.")
    return value


def _spoken(content: bytes) -> dict[str, Any]:
    """`{"catalogue": {language: {key: wording}}, "forms": {form: {language: {key: wording}}}, "lexicon": {...}}`.

    Wordings are checked to the leaf. A pack built before there were lexicons has none.
    """
    data = _json(content, "spoken.json")
    catalogue, forms = data.get("catalogue"), data.get("forms")
    if not isinstance(catalogue, dict) or not isinstance(forms, dict):
        raise PackDamaged("spoken.json: catalogue or forms are missing. Build the pack again.")
    for languages in (catalogue, *forms.values()):
        if not isinstance(languages, dict) or not all(
            isinstance(wordings, dict) and all(isinstance(text, str) for text in wordings.values())
            for wordings in languages.values()
        ):
            raise PackDamaged("spoken.json: a wording is not a text. Build the pack again.")
    return {"catalogue": catalogue, "forms": forms, "lexicon": data.get("lexicon", {})}


def _lexicon(tables: Any, languages: tuple[str, ...]) -> Lexicon:
    try:
        return lexicon.read(tables, languages)
    except (TypeError, AttributeError):
        raise PackDamaged("spoken.json: the lexicon is not one. Build the pack again.") from None


def _check_links(catalogue: Catalogue, contact: str, forms: Mapping[str, bytes]) -> None:
    for service in catalogue.services:
        if service.form not in forms:
            raise PackDamaged(f"The service '{service.id}' has no form '{service.form}'. Build the pack again.")
    if contact not in catalogue.contacts:
        raise PackDamaged(f"The town's contact '{contact}' is not in the catalogue. Build the pack again.")
