"""Reads a spreadsheet into plain cells, within bounds, before anything else is allowed to look at it.

An .xlsx file is a zip archive of XML: a few kilobytes can unpack to gigabytes, and XML can name entities.
Both are refused here, so that openpyxl and pyxform only ever see a workbook of a sensible size.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from kiosk.errors import ParvisError

MAX_FILE_BYTES = 8 * 1024 * 1024
MAX_UNPACKED_BYTES = 64 * 1024 * 1024
MAX_PARTS = 500
MAX_SHEETS = 20
MAX_ROWS = 5000
MAX_COLUMNS = 250
MAX_CELL_CHARACTERS = 8000


class WorkbookUnreadable(ParvisError):
    """The file is no spreadsheet that can be read; the message has no place but the file itself."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that holds something: its text without blanks around it, and where it stands, counted from 1."""

    text: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The filled cells of one sheet, row by row; empty rows are left out."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


def read_workbook(content: bytes) -> dict[str, Sheet]:
    """The sheets in `content`, by lower-case name. Raises `WorkbookUnreadable`."""
    _inspect(content)
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        if len(book.sheetnames) > MAX_SHEETS:
            raise WorkbookUnreadable(f"It has more than {MAX_SHEETS} sheets. Keep survey, choices and settings.")
        return {
            worksheet.title.strip().lower(): Sheet(worksheet.title, _rows(worksheet)) for worksheet in book.worksheets
        }
    except WorkbookUnreadable:
        raise
    # openpyxl raises whatever its XML and zip readers happen to raise on a damaged file.
    except Exception as error:
        raise WorkbookUnreadable(
            "It is damaged and cannot be read. Open it in a spreadsheet program and save it again as .xlsx."
        ) from error


def _inspect(content: bytes) -> None:
    if len(content) > MAX_FILE_BYTES:
        raise WorkbookUnreadable(f"It is larger than {MAX_FILE_BYTES // 1024 // 1024} MB. Remove pictures from it.")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise WorkbookUnreadable(
            "It is an old .xls file, or locked with a password. Save it as .xlsx without a password."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
                raise WorkbookUnreadable("It unpacks to far more than a form needs. Copy its cells to a new file.")
            if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
                raise WorkbookUnreadable("It contains macros. Save it as .xlsx, which has none.")
            if "xl/workbook.xml" not in {part.filename for part in parts}:
                raise WorkbookUnreadable("It is an archive, but not a spreadsheet. Save the form as .xlsx.")
            for part in parts:
                # A zip part never yields more than its declared size, so the sum above is a true bound.
                if part.filename.lower().endswith((".xml", ".rels")) and _is_strange(archive.read(part)):
                    raise WorkbookUnreadable("Its XML is of a kind that no spreadsheet writes. Save it again as .xlsx.")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise WorkbookUnreadable("It is not an .xlsx file, or it is damaged. Save the form again as .xlsx.") from error
    except Exception as error:
        # zlib.error and its like are not exported by zipfile.
        if isinstance(error, WorkbookUnreadable):
            raise
        raise WorkbookUnreadable("It is damaged and cannot be unpacked. Save the form again as .xlsx.") from error


def _is_strange(xml: bytes) -> bool:
    """Whether a part declares a document type (where entities come from), or hides it in UTF-16."""
    return b"<!DOCTYPE" in xml or xml.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"))


def _rows(worksheet: object) -> tuple[tuple[Cell, ...], ...]:
    rows: list[tuple[Cell, ...]] = []
    # A sheet may declare a wrong size; the limits below hold whatever it declares.
    worksheet.reset_dimensions()  # type: ignore[attr-defined]
    for number, values in enumerate(worksheet.iter_rows(values_only=True), start=1):  # type: ignore[attr-defined]
        if number > MAX_ROWS or len(values) > MAX_COLUMNS:
            raise WorkbookUnreadable(
                f"A sheet has more than {MAX_ROWS} rows or {MAX_COLUMNS} columns. Delete the empty ones at the end."
            )
        cells = tuple(
            Cell(text, number, column)
            for column, value in enumerate(values, start=1)
            if value is not None and (text := _text(value))
        )
        if cells:
            rows.append(cells)
    return tuple(rows)


def _text(value: object) -> str:
    """A cell's value as pyxform will take it: booleans in capitals, whole numbers without a fraction."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).strip()
    if len(text) > MAX_CELL_CHARACTERS:
        raise WorkbookUnreadable(f"A cell holds more than {MAX_CELL_CHARACTERS} characters. Shorten it.")
    return text
