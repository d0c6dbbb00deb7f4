"""Reads a pack's source directory, once, within bounds; what cannot be read becomes a finding."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.imports import IMPORTED, Imported, ImportsUnreadable, read_imports
from kiosk.authoring.workbook import WorkbookUnreadable, read_workbook
from kiosk.authoring.xform import XForm, XFormUnreadable, read_xform
from kiosk.authoring.xlsform import XLSForm, read_xlsform
from kiosk.catalogue import jsonld, town
from kiosk.errors import ParvisError

MAX_TEXT_BYTES = 4 * 1024 * 1024
MAX_FILES = 300
GLOSSARY = "glossary.toml"
MAX_MEDIA_BYTES = 16 * 1024 * 1024

MEDIA_SUFFIXES = (".csv", ".geojson", ".gif", ".jpeg", ".jpg", ".mp3", ".mp4", ".ogg", ".png", ".svg", ".wav", ".xml")
"""What a form's folder may hold: lists, pictures, sound and film."""

MEDIA_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")


class SourceMissing(ParvisError):
    """The directory holds no pack source at all."""


@dataclass(frozen=True, slots=True)
class Source:
    """Everything that was readable in a pack's source.

    `files` holds the bytes by path; `town` the parsed town.toml; `glossary` the parsed glossary.toml, empty where there
    is none; `forms` the readable XLSForms by path, and `xforms` the forms that came as XML; `imports` what is noted of
    those that came from a server, by form identifier; `spoken` and `rehearsals` the parsed TOML files by path. What was
    not readable is in `findings`.
    """

    directory: Path
    files: Mapping[str, bytes]
    town: Mapping[str, Any]
    glossary: Mapping[str, Any]
    catalogue: jsonld.Reading | None
    forms: Mapping[str, XLSForm]
    xforms: Mapping[str, XForm]
    imports: Mapping[str, Imported]
    spoken: Mapping[str, Mapping[str, Any]]
    rehearsals: Mapping[str, Mapping[str, Any]]
    findings: tuple[Finding, ...]

    @property
    def languages(self) -> tuple[str, ...]:
        """The pack's languages in their order; empty when town.toml does not give them."""
        languages = self.town.get("languages")
        if not isinstance(languages, list) or not all(isinstance(code, str) for code in languages):
            return ()
        return tuple(languages)

    def form(self, form_id: str) -> XLSForm | None:
        """The readable form with this identifier, or None."""
        return next((form for form in self.forms.values() if form.form_id == form_id), None)

    def xform(self, form_id: str) -> XForm | None:
        """The readable form with this identifier that came as XML, or None."""
        return next((form for form in self.xforms.values() if form.form_id == form_id), None)

    def media(self, file: str) -> Mapping[str, bytes]:
        """The files beside a form, by name: those in `forms/NAME-media` for `forms/NAME.xlsx`."""
        folder = media_folder(file)
        return {path.removeprefix(folder): content for path, content in self.files.items() if path.startswith(folder)}


def media_folder(file: str) -> str:
    """Where the files of a form are, with a slash at the end: ODK's own name for it."""
    return f"{file.rpartition('.')[0]}-media/"


def read_source(directory: Path) -> Source:
    """Read the pack source in `directory`. Raises `SourceMissing` when there is no town.toml."""
    if not (directory / "town.toml").is_file():
        raise SourceMissing(f"{directory}: no town.toml in it. Name the directory of a pack's source.")
    reader = _Reader(directory)
    reader.collect("town.toml", "logo.svg", "catalogue.jsonld", "places.csv")
    for folder, suffixes in (("forms", (".xlsx", ".xml")), ("spoken", (".toml",)), ("rehearsals", (".toml",))):
        reader.collect_folder(folder, suffixes)
    if (directory / GLOSSARY).is_file():
        reader.collect(GLOSSARY)
    described = reader.toml("town.toml")
    spoken = {path: reader.toml(path) for path in reader.paths("spoken/")}
    languages = described.get("languages")
    usable = isinstance(languages, list) and all(
        isinstance(code, str) and town.LANGUAGE_CODE.fullmatch(code) for code in languages
    )
    return Source(
        directory=directory,
        files=reader.files,
        town=described,
        glossary=reader.toml(GLOSSARY) if GLOSSARY in reader.files else {},
        catalogue=reader.catalogue(tuple(languages) if usable and languages else ()),
        forms=reader.forms(languages[0] if usable and languages and len(languages) == 1 else ""),
        xforms=reader.xforms(),
        imports=reader.imports(),
        spoken=spoken,
        rehearsals={path: reader.toml(path) for path in reader.paths("rehearsals/")},
        findings=tuple(reader.findings),
    )


class _Reader:
    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.files: dict[str, bytes] = {}
        self.findings: list[Finding] = []

    def paths(self, folder: str) -> list[str]:
        return [path for path in self.files if path.startswith(folder)]

    def collect(self, *names: str) -> None:
        for name in names:
            path = self.directory / name
            if not path.is_file():
                self._error(name, "is not there.", "Add it to the pack.")
                continue
            self._read(name, path)

    def collect_folder(self, folder: str, suffixes: tuple[str, ...]) -> None:
        for entry in self._entries(folder):
            name = f"{folder}/{entry.name}"
            if entry.suffix in suffixes and entry.is_file():
                self._read(name, entry)
            elif folder == "forms" and entry.name.endswith("-media") and entry.is_dir():
                self._collect_media(name)
            elif name == IMPORTED and entry.is_file():
                self._read(name, entry)
            else:
                kind = " or ".join(suffixes)
                self._error(name, f"is not a {kind} file.", f"Save it as {suffixes[0]}, or move it out of {folder}/.")

    def _collect_media(self, folder: str) -> None:
        form = folder.removesuffix("-media")
        if not any((self.directory / f"{form}{suffix}").is_file() for suffix in (".xlsx", ".xml")):
            self._error(folder, "belongs to no form.", "Name it after the form: forms/NAME-media for forms/NAME.xlsx.")
            return
        for entry in self._entries(folder):
            name = f"{folder}/{entry.name}"
            if not entry.is_file() or entry.suffix.lower() not in MEDIA_SUFFIXES:
                self._error(name, "is of a kind that a form cannot use.", f"Use one of: {', '.join(MEDIA_SUFFIXES)}.")
            elif not MEDIA_NAME.fullmatch(entry.name):
                mend = "Rename it, with letters without accents, digits, - and _, here and where it is used."
                self._error(name, "has a name with blanks or signs.", mend)
            else:
                self._read(name, entry)

    def _entries(self, folder: str) -> list[Path]:
        entries = sorted((self.directory / folder).iterdir()) if (self.directory / folder).is_dir() else []
        # Spreadsheet programs leave lock files (~$form.xlsx, .~lock.form.xlsx#) beside an open file.
        visible = [entry for entry in entries if not entry.name.startswith((".", "~"))]
        if len(visible) > MAX_FILES:
            self._error(folder, f"holds more than {MAX_FILES} files.", "Split the pack.")
        return visible[:MAX_FILES]

    def toml(self, name: str) -> Mapping[str, Any]:
        content = self.files.get(name, b"")
        try:
            return tomllib.loads(content.decode("utf-8"))
        except UnicodeDecodeError:
            self._error(name, "is not UTF-8.", "Save it as UTF-8.")
        except tomllib.TOMLDecodeError as error:
            self._error(name, f"is not readable as TOML: {error}.", "Look there for a missing quote or bracket.")
        except RecursionError:
            self._error(name, "is nested too deeply.", "Keep it flat.")
        return {}

    def catalogue(self, languages: tuple[str, ...]) -> jsonld.Reading | None:
        content = self.files.get("catalogue.jsonld")
        if content is None:
            return None
        try:
            return jsonld.examine(content, languages)
        except jsonld.CatalogueError as error:
            self._error("catalogue.jsonld", str(error).removeprefix("catalogue.jsonld: "), "")
            return None

    def forms(self, only: str) -> dict[str, XLSForm]:
        found = {}
        for name in self._forms(".xlsx"):
            try:
                found[name] = read_xlsform(name, read_workbook(self.files[name]), only)
            except WorkbookUnreadable as error:
                self._error(name, str(error), "")
        return found

    def xforms(self) -> dict[str, XForm]:
        found = {}
        for name in self._forms(".xml"):
            if f"{name.removesuffix('.xml')}.xlsx" in self.files:
                self._error(name, "is there as a spreadsheet too.", "Keep one of the two: the one that you edit.")
                continue
            try:
                found[name] = read_xform(name, self.files[name])
            except XFormUnreadable as error:
                self.findings.append(Finding(Severity.ERROR, name, str(error), "", row=error.line))
        return found

    def imports(self) -> Mapping[str, Imported]:
        try:
            return read_imports(self.files[IMPORTED]) if IMPORTED in self.files else {}
        except ImportsUnreadable as error:
            self._error(IMPORTED, str(error), "")
            return {}

    def _forms(self, suffix: str) -> list[str]:
        """The paths of the forms themselves, without what is beside them."""
        return [path for path in self.paths("forms/") if path.endswith(suffix) and path.count("/") == 1]

    def _read(self, name: str, path: Path) -> None:
        beside = name.count("/") > 1
        limit = MAX_MEDIA_BYTES if beside else 2 * MAX_TEXT_BYTES if name.endswith(".xlsx") else MAX_TEXT_BYTES
        try:
            with path.open("rb") as stream:
                content = stream.read(limit + 1)
        except OSError as error:
            self._error(name, f"cannot be read: {error.strerror}.", "Mend its permissions.")
            return
        if len(content) > limit:
            self._error(name, f"is larger than {limit // 1024 // 1024} MB.", "Make it smaller.")
            return
        self.files[name] = content

    def _error(self, name: str, message: str, mend: str) -> None:
        self.findings.append(Finding(Severity.ERROR, name, message, mend))
