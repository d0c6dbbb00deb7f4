"""Reads a pack's source directory, once, within bounds; what cannot be read becomes a finding."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.workbook import WorkbookUnreadable, read_workbook
from kiosk.authoring.xlsform import XLSForm, read_xlsform
from kiosk.catalogue import jsonld, town
from kiosk.errors import ParvisError

MAX_TEXT_BYTES = 4 * 1024 * 1024
MAX_FILES = 300


class SourceMissing(ParvisError):
    """The directory holds no pack source at all."""


@dataclass(frozen=True, slots=True)
class Source:
    """Everything that was readable in a pack's source.

    `files` holds the bytes by path; `town` the parsed town.toml; `forms` the readable XLSForms by path;
    `spoken` and `rehearsals` the parsed TOML files by path. What was not readable is in `findings`.
    """

    directory: Path
    files: Mapping[str, bytes]
    town: Mapping[str, Any]
    catalogue: jsonld.Reading | None
    forms: Mapping[str, XLSForm]
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


def read_source(directory: Path) -> Source:
    """Read the pack source in `directory`. Raises `SourceMissing` when there is no town.toml."""
    if not (directory / "town.toml").is_file():
        raise SourceMissing(f"{directory}: no town.toml in it. Name the directory of a pack's source.")
    reader = _Reader(directory)
    reader.collect("town.toml", "logo.svg", "catalogue.jsonld", "places.csv")
    for folder, suffix in (("forms", ".xlsx"), ("spoken", ".toml"), ("rehearsals", ".toml")):
        reader.collect_folder(folder, suffix)
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
        catalogue=reader.catalogue(tuple(languages) if usable and languages else ()),
        forms=reader.forms(),
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

    def collect_folder(self, folder: str, suffix: str) -> None:
        entries = sorted((self.directory / folder).iterdir()) if (self.directory / folder).is_dir() else []
        # Spreadsheet programs leave lock files (~$form.xlsx, .~lock.form.xlsx#) beside an open file.
        visible = [entry for entry in entries if not entry.name.startswith((".", "~"))]
        for entry in visible[:MAX_FILES]:
            name = f"{folder}/{entry.name}"
            if entry.suffix == suffix and entry.is_file():
                self._read(name, entry)
            else:
                self._error(name, f"is not a {suffix} file.", f"Save it as {suffix}, or move it out of {folder}/.")
        if len(visible) > MAX_FILES:
            self._error(folder, f"holds more than {MAX_FILES} files.", "Split the pack.")

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

    def forms(self) -> dict[str, XLSForm]:
        found = {}
        for name in self.paths("forms/"):
            try:
                found[name] = read_xlsform(name, read_workbook(self.files[name]))
            except WorkbookUnreadable as error:
                self._error(name, str(error), "")
        return found

    def _read(self, name: str, path: Path) -> None:
        try:
            with path.open("rb") as stream:
                content = stream.read(2 * MAX_TEXT_BYTES + 1)
        except OSError as error:
            self._error(name, f"cannot be read: {error.strerror}.", "Mend its permissions.")
            return
        limit = 2 * MAX_TEXT_BYTES if name.endswith(".xlsx") else MAX_TEXT_BYTES
        if len(content) > limit:
            self._error(name, f"is larger than {limit // 1024 // 1024} MB.", "Make it smaller.")
            return
        self.files[name] = content

    def _error(self, name: str, message: str, mend: str) -> None:
        self.findings.append(Finding(Severity.ERROR, name, message, mend))
