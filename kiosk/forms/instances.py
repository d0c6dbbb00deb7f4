"""Secondary instances: the lists of a form, inside it or in files beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk.forms import instance, resources
from kiosk.forms.errors import FormDamaged, FormTooLarge, MissingResource, ResourceDamaged, ResourceTooLarge
from kiosk.forms.limits import Limits
from kiosk.forms.lists import geojson, table
from kiosk.forms.markup import attribute, children, line_of
from kiosk.forms.reading import parsed
from kiosk.forms.resources import Resources
from kiosk.forms.xpath.tree import Kind, Node

if TYPE_CHECKING:
    from lxml.etree import _Element

LAST_SAVED: Final = "jr://instance/last-saved"


def secondary(sources: list[_Element], files: Resources | None, limits: Limits) -> dict[str, Node]:
    """The lists by id; every file that the form names is read, so that none can turn out to be missing later.

    Raises `MissingResource`, `ResourceDamaged`, `ResourceTooLarge`.
    """
    found: dict[str, Node] = {}
    for source in sources:
        name = attribute(source, "id")
        uri = attribute(source, "src").strip()
        content = next(iter(children(source)), None)
        if uri:
            found[name] = external(uri, files, limits, line_of(source))
        elif content is not None:
            found[name] = instance.rows(content)
        else:
            found[name] = Node(Kind.ROOT)
    return found


def external(uri: str, files: Resources | None, limits: Limits, line: int | None) -> Node:
    """The file that the form names at a line, as a document. Raises as `secondary` does."""
    try:
        if files is None:
            raise resources.missing(uri, line)
        return document(uri, files.read(uri), limits)
    except MissingResource as error:
        if uri == LAST_SAVED:
            # Nothing was saved before: every answer of that instance is empty.
            return Node(Kind.ROOT)
        raise error.located(line=line) from None


def document(uri: str, content: bytes, limits: Limits) -> Node:
    """A file as a document: CSV and GeoJSON as `root/item`, XML as it is.

    What it is, its name says, and where that says nothing, its first character.
    Raises `ResourceDamaged` and `ResourceTooLarge`.
    """
    name = resources.file_name(uri) or uri[:200]
    if len(content) > limits.resource_bytes:
        raise ResourceTooLarge(
            f"The file “{name}” has {len(content)} bytes, and may have {limits.resource_bytes}.", uri=uri
        )
    lower = name.lower()
    start = content[:200].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if uri.startswith("jr://file-csv/") or lower.endswith((".csv", ".tsv")):
        return table.read(uri, name, content, limits)
    if lower.endswith((".geojson", ".json")) or (start == b"{" and not lower.endswith(".xml")):
        return geojson.read(uri, name, content, limits)
    if lower.endswith(".xml") or start == b"<" or uri == LAST_SAVED:
        return _xml(uri, name, content, limits)
    raise ResourceDamaged(f"The file “{name}” is no list: it should be CSV, XML or GeoJSON.", uri=uri)


def _xml(uri: str, name: str, content: bytes, limits: Limits) -> Node:
    try:
        return instance.rows(parsed(content, limits))
    except FormDamaged as error:
        kind = ResourceTooLarge if isinstance(error, FormTooLarge) else ResourceDamaged
        # The same reader as for forms, and the same words: only what they speak of differs.
        message = error.message.replace("The form", f"The file “{name}”")
        raise kind(message, uri=uri, line=error.line) from None
