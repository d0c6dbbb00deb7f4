"""Answers in the cells of a spreadsheet, where none of them is run as a formula.

An apostrophe goes before whatever a spreadsheet would run. In CSV that is not only the beginning of a cell: a French
spreadsheet separates at semicolons, and then takes our quotation marks for text, so that what follows a semicolon or
a line break *inside* an answer begins a cell of its own there.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from kiosk.terminal import ACTING

LONGEST_CELL = 32_767
"""Characters, by Excel's own limit; a longer text makes the whole file unreadable to it."""
CUT = " […]"
_FORMULA = "=+\\-@＝＋－＠"
_BEGINNING = re.compile(rf"\A(?=\s*[{_FORMULA}])")
_WITHIN = re.compile(rf"([;\n][\s\"']*)(?=[{_FORMULA}])")


def for_csv(text: str) -> str:
    """A cell that no spreadsheet reads as a formula, however it splits the line."""
    return _BEGINNING.sub("'", _WITHIN.sub(r"\1'", _harmless(text)))


def for_xlsx(text: str) -> str:
    """The text of a cell that is typed as text: it is never run, so that it stands as it was answered."""
    kept = _harmless(text)
    return kept if len(kept) <= LONGEST_CELL else kept[: LONGEST_CELL - len(CUT)] + CUT


def _harmless(text: str) -> str:
    # A line break inside a cell is harmless once it is quoted; anything else that acts is not.
    return ACTING.sub(lambda found: found[0] if found[0] == "\n" else "", text)


def workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """An .xlsx of one sheet; the first row is its heading. Every cell is text: no number, date or formula."""
    import openpyxl
    from openpyxl.cell import WriteOnlyCell

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("requests")
    sheet.freeze_panes = "A2"
    for row in rows:
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=for_xlsx(text))
            # The library takes what begins with "=" for a formula, and "#N/A" for an error.
            cell.data_type = "s"
            # Text also when somebody edits it, with the mark that a spreadsheet gives to a typed apostrophe.
            cell.number_format = "@"
            cell.quotePrefix = True
            cells.append(cell)
        sheet.append(cells)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
