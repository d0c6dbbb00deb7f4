"""Files beside a form: who brings them, and what a form calls them.

A form names a file by a `jr://` URI: "jr://file-csv/places.csv", "jr://images/door.png". Where such a file
lies is for whoever loads the form to know.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Protocol

from kiosk.forms.errors import MissingResource

_URI: Final = re.compile(r"jr://(file-csv|file|images|audio|video)/([^/\\]{1,200})")


class Resources(Protocol):
    """The files of one form."""

    def read(self, uri: str) -> bytes:
        """The file that the form calls `uri`. Raises `MissingResource` where there is none."""
        ...


class NamedFiles:
    """Files held in memory, by name: "places.csv". The folder that a URI names does not matter."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def read(self, uri: str) -> bytes:
        """The file with the URI's last name. Raises `MissingResource`."""
        content = self._files.get(file_name(uri))
        if content is None:
            raise missing(uri)
        return content


def file_name(uri: str) -> str:
    """The name of the file that a URI names, "" where it names none: "jr://images/door.png" is "door.png"."""
    match = _URI.fullmatch(uri.strip())
    return match[2] if match is not None and match[2] not in (".", "..") else ""


def missing(uri: str, line: int | None = None) -> MissingResource:
    """The error for a file that nobody has."""
    shown = file_name(uri) or uri[:200]
    return MissingResource(
        f"The file “{shown}” is not there. Put it beside the form, under exactly this name.", uri=uri, line=line
    )
