"""What the checker tells a content author: where, what is wrong, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kiosk.errors import ParvisError


class Severity(StrEnum):
    """An error stops the build; a warning is for the author to weigh."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. `file` is relative to the pack; `row` and `column` count from 1, and 0 is "no place".

    For a text file `row` is its line; `column` is then unused.
    """

    severity: Severity
    file: str
    message: str
    mend: str
    sheet: str = ""
    row: int = 0
    column: int = 0

    @property
    def place(self) -> str:
        """`forms/x.xlsx, survey, C5`, as a person would look for it."""
        if not self.row:
            cell = column_letters(self.column) if self.column else ""
        elif self.column:
            cell = f"{column_letters(self.column)}{self.row}"
        else:
            cell = f"row {self.row}" if self.sheet or self.file.endswith((".xlsx", ".csv")) else f"line {self.row}"
        return ", ".join(part for part in (self.file, self.sheet, cell) if part)

    def line(self) -> str:
        """The finding as one printed line."""
        return " ".join(f"{self.place}: {self.severity}: {self.message} {self.mend}".split())


class PackUnfit(ParvisError):
    """The pack's source has errors; `findings` holds all of them, warnings too."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        count = sum(finding.severity is Severity.ERROR for finding in self.findings)
        super().__init__(f"The pack was not built: {count} error{'s' if count != 1 else ''} to mend first.")


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings without repetition, in the order in which an author would go through the files."""
    return tuple(
        sorted(set(findings), key=lambda one: (one.file, one.sheet, one.row, one.column, one.severity, one.message))
    )


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any of the findings stops a build."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def column_letters(column: int) -> str:
    """A spreadsheet's name for its column: 1 is A, 27 is AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
