"""Short ways to make a finding at a cell, a row or a heading of a form, or at a line of a text file."""

from __future__ import annotations

from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.workbook import Cell
from kiosk.authoring.xlsform import Column, Line, Table, XLSForm


def at_cell(
    form: XLSForm, table: Table, cell: Cell, message: str, mend: str, severity: Severity = Severity.ERROR
) -> Finding:
    """A finding at a filled cell."""
    return Finding(severity, form.file, message, mend, table.sheet, cell.row, cell.column)


def at_line(
    form: XLSForm,
    table: Table,
    line: Line,
    name: str,
    message: str,
    mend: str,
    *,
    language: str = "",
    severity: Severity = Severity.ERROR,
) -> Finding:
    """A finding at a row, in the column of that name where there is one (its cell may be empty)."""
    column = table.column(name, language)
    return Finding(severity, form.file, message, mend, table.sheet, line.row, column.index if column else 0)


def at_heading(
    form: XLSForm, table: Table, column: Column, message: str, mend: str, severity: Severity = Severity.ERROR
) -> Finding:
    """A finding at a heading."""
    return Finding(severity, form.file, message, mend, table.sheet, 1, column.index)


def at_sheet(form: XLSForm, sheet: str, message: str, mend: str, severity: Severity = Severity.ERROR) -> Finding:
    """A finding about a sheet as a whole."""
    return Finding(severity, form.file, message, mend, sheet)


def line_of(content: bytes, *needles: str) -> int:
    """The first line (from 1) that contains every needle, or 0: good enough to send an author to the place."""
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
        if all(needle in line for needle in needles):
            return number
    return 0
