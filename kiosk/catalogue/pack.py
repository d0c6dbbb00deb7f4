"""A built pack, opened: the town, its catalogue, and its compiled forms with the files beside them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from kiosk.catalogue.glossary import Glossary
from kiosk.catalogue.model import Catalogue, Town
from kiosk.forms.resources import Resources, file_name, missing
from kiosk.pages.lexicon import NO_LEXICON, Lexicon


@dataclass(frozen=True, slots=True)
class PackFile:
    """A file that stays on the disk: where it lies, and what the pack's list says of it."""

    path: Path
    sha256: str
    length: int


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything a visit needs from the town.

    `forms` holds compiled XForms as bytes, by form identifier. `spoken` holds the voice's own wordings of
    form texts: `spoken[form][language][key]`, where key is `question/label`, `question/hint`,
    `question/guidance_hint`, or `list_name/choice_name`. `digest` is the SHA-256 of `pack.json`, `places` the town's
    `places.csv` as it is, `built` when it was made. `beside` has the lists, pictures, sounds and films of each form, by
    form identifier and then by file name. `lexicon` says how acronyms and foreign words are said in all texts,
    `glossary` explains the hard words.
    """

    town: Town
    catalogue: Catalogue
    forms: Mapping[str, bytes]
    spoken: Mapping[str, Mapping[str, Mapping[str, str]]]
    digest: str
    places: bytes = b""
    beside: Mapping[str, Mapping[str, PackFile]] = field(default_factory=lambda: MappingProxyType({}))
    lexicon: Lexicon = NO_LEXICON
    glossary: Glossary = field(default_factory=Glossary)
    built: datetime | None = None

    def resources(self, form: str) -> Resources:
        """The files beside a form, as `kiosk.forms.load` wants them."""
        return _Beside(self.beside.get(form, {}))

    def media(self, form: str, uri: str) -> Path | None:
        """Where the file lies that a form calls `uri` ("jr://images/door.png"); None where the pack has none."""
        found = self.beside.get(form, {}).get(file_name(uri))
        return found.path if found is not None else None


class _Beside:
    def __init__(self, files: Mapping[str, PackFile]) -> None:
        self._files = files

    def read(self, uri: str) -> bytes:
        """The file's bytes, which were proved when the pack was opened, and are proved again."""
        file = self._files.get(file_name(uri))
        if file is None:
            raise missing(uri)
        try:
            with file.path.open("rb") as stream:
                content = stream.read(file.length + 1)
        except OSError:
            raise missing(uri) from None
        if hashlib.sha256(content).hexdigest() != file.sha256:
            raise missing(uri)
        return content
