"""CSV (RFC 4180) to a document.

As every ODK client reads it: the first line names the columns; lines are the items. The separator is a
comma, or the semicolon, tab or bar that stands more often in the first line, because spreadsheet programs
write what the country uses. Nothing is repaired: what cannot be read is an error that names the line.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Final

from kiosk.forms.errors import ResourceDamaged, ResourceTooLarge
from kiosk.forms.limits import Limits
from kiosk.forms.lists.naming import UNWRITABLE, element_name
from kiosk.forms.xpath.rows import Row, Table
from kiosk.forms.xpath.tree import Kind, Node

_SEPARATORS: Final = ",;\t|"
_QUOTED: Final = re.compile(r'"[^"]*"')
_LINE_END: Final = re.compile(rb"\r\n|\r|\n")


def read(uri: str, name: str, content: bytes, limits: Limits) -> Node:
    """The document of a CSV file: `root/item/column`. Raises `ResourceDamaged` or `ResourceTooLarge`."""
    text = _decoded(uri, name, content)
    records = _records(uri, name, text)
    line, heading = next(records, (1, []))
    names = _names(uri, name, line, heading, limits)
    top = Table("root")
    items = top.children
    width = len(names)
    for line, record in records:
        if len(record) != width:
            record = _fitting(uri, name, line, record, width)
        if len(items) >= limits.resource_rows:
            raise ResourceTooLarge(f"The list “{name}” has more than {limits.resource_rows} rows.", uri=uri, line=line)
        row = Row("item", names, tuple(record))
        row.parent = top
        items.append(row)
    document = Node(Kind.ROOT)
    document.append(top)
    return document


def _decoded(uri: str, name: str, content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ResourceDamaged(f"The list “{name}” is in UTF-16. Save it as CSV in UTF-8.", uri=uri, line=1)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ResourceDamaged(
            f"The list “{name}” is not in UTF-8. Save it as CSV in UTF-8.", uri=uri, line=_line(content, error.start)
        ) from None
    strange = UNWRITABLE.search(text)
    if strange is not None:
        raise ResourceDamaged(
            f"The list “{name}” holds a character that is no text (U+{ord(strange[0]):04X}): it is no CSV file, or a"
            " damaged one.",
            uri=uri,
            line=_line(text.encode(), len(text[: strange.start()].encode())),
        )
    return text


def _line(content: bytes, offset: int) -> int:
    return len(_LINE_END.findall(content, 0, offset)) + 1


def _records(uri: str, name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it begins; empty lines are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    begins = 1
    try:
        for record in reader:
            if record:
                yield begins, record
            begins = reader.line_num + 1
    except csv.Error as error:
        too_long = "field larger" in str(error)
        reason = (
            "has a cell that is far too long"
            if too_long
            else "has a quotation mark that is not closed, or text after a closing one"
        )
        raise ResourceDamaged(
            f"The list “{name}” {reason}, in the row that begins here.", uri=uri, line=begins
        ) from None


def _separator(text: str) -> str:
    first = _QUOTED.sub("", text.lstrip("\r\n").split("\n", 1)[0].split("\r", 1)[0])
    return max(_SEPARATORS, key=first.count)  # the first of them where none stands more often


def _names(uri: str, name: str, line: int, heading: list[str], limits: Limits) -> tuple[str, ...]:
    headings = list(heading)
    while headings and not headings[-1].strip():
        # Spreadsheet programs leave separators behind the last column.
        headings.pop()
    if not headings:
        raise ResourceDamaged(f"The list “{name}” has no headings: its first line names the columns.", uri=uri, line=1)
    if len(headings) > limits.resource_columns:
        raise ResourceTooLarge(
            f"The list “{name}” has more than {limits.resource_columns} columns.", uri=uri, line=line
        )
    names = tuple(map(element_name, headings))
    for place, each in enumerate(names):
        if not each:
            raise ResourceDamaged(f"Column {place + 1} of the list “{name}” has no heading.", uri=uri, line=line)
        if each in names[:place]:
            raise ResourceDamaged(
                f"The list “{name}” has two columns “{headings[place].strip()[:60]}”.", uri=uri, line=line
            )
    return names


def _fitting(uri: str, name: str, line: int, record: list[str], width: int) -> list[str]:
    """The record without empty cells behind the last column; any other length is a mistake of the file."""
    if len(record) > width and not any(cell.strip() for cell in record[width:]):
        return record[:width]
    raise ResourceDamaged(
        f"A row of the list “{name}” has {len(record)} cells, and its heading has {width}.", uri=uri, line=line
    )
