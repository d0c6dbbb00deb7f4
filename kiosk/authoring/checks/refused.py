"""What pyxform and the engine refuse, taken back to the cell that it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kiosk.authoring.checks.report import at_cell, at_line
from kiosk.authoring.compiling import CompilationFailed
from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.loading import load_form
from kiosk.authoring.source import Source, media_folder
from kiosk.authoring.workbook import Cell
from kiosk.authoring.xlsform import EXPRESSIONS, REFERENCE, TRANSLATED, Question, Table, XLSForm

if TYPE_CHECKING:
    from kiosk.forms import FormError

_ROW = re.compile(r"\[row\s*:\s*(\d+)\]")
_SHEET = re.compile(r"\b(survey|choices|settings)\b")
_QUOTED = re.compile(r"[‘'\"`]([^‘’'\"`]{1,60})[’'\"`]")


def refused(source: Source, form: XLSForm) -> Iterator[Finding]:
    """What pyxform and the engine say of a form in which the checks found nothing."""
    from kiosk.forms import FormError

    try:
        loaded = load_form(source, form.file)
    except CompilationFailed as error:
        yield _by_pyxform(form, str(error))
    except FormError as error:
        yield by_engine(form, error)
    else:
        for warning in loaded.warnings:
            found = by_engine(form, warning)
            yield Finding(Severity.WARNING, form.file, found.message, found.mend, found.sheet, found.row, found.column)


def _by_pyxform(form: XLSForm, message: str) -> Finding:
    """pyxform says `[row : 5]`, mostly of the survey, and puts names in quotation marks."""
    mend = "Mend what it names."
    row = _ROW.search(message)
    if row is None:
        named = next((one for one in map(form.question, _QUOTED.findall(message)) if one is not None), None)
        if named is None:
            return Finding(Severity.ERROR, form.file, message, mend)
        return at_line(form, form.survey, named.line, "name", message, mend)
    sheet = _SHEET.search(message)
    table: Table = getattr(form, sheet[1] if sheet else "survey")
    columns = (column.index for each in _QUOTED.findall(message) for column in table.columns if column.name == each)
    return Finding(Severity.ERROR, form.file, message, mend, table.sheet, int(row[1]), next(columns, 0))


def by_engine(form: XLSForm, error: FormError) -> Finding:
    """The cell of an engine's error: its question by the path, its column by the expression."""
    from kiosk.forms.errors import MissingResource, ResourceDamaged

    if isinstance(error, ResourceDamaged | MissingResource):
        if isinstance(error, MissingResource) and (cell := _naming(form, error.uri)):
            return at_cell(form, form.survey, cell, error.message, f"It belongs into {media_folder(form.file)}.")
        path = f"{media_folder(form.file)}{error.uri.rpartition('/')[2]}"
        return Finding(Severity.ERROR, path, error.message, "", row=error.line or 0)
    question = form.question(_name(error.path or ""))
    for one in (question,) if question else form.questions:
        cell = _cell(one, error.expression or "")
        if cell is not None:
            place = f" At character {error.column} of `{error.expression}`." if error.column else ""
            return at_cell(form, form.survey, cell, f"{error.message}{place}", "")
    if question is not None:
        return at_line(form, form.survey, question.line, "name", error.message, "")
    return Finding(Severity.ERROR, form.file, error.message, "")


def _naming(form: XLSForm, uri: str) -> Cell | None:
    """The first expression that names a list: `pulldata('prices', ...)` for `prices.csv`."""
    stem = uri.rpartition("/")[2].rpartition(".")[0]
    cells = (cell for line in form.survey.lines for (name, _), cell in line.cells.items() if name in EXPRESSIONS)
    return next((cell for cell in cells if f"'{stem}'" in cell.text or f'"{stem}"' in cell.text), None)


def _name(path: str) -> str:
    return re.sub(r"\[\d+\]$", "", path.rpartition("/")[2])


def _cell(question: Question, expression: str) -> Cell | None:
    """The cell of this question that became the expression: pyxform puts a path in the place of each `${...}`."""
    if not expression.strip():
        return None
    for (name, _language), cell in question.line.cells.items():
        if name in EXPRESSIONS and _pattern(cell.text).fullmatch(expression.strip()):
            return cell
        if name in TRANSLATED and any(
            _pattern(one.group()).fullmatch(expression.strip()) for one in REFERENCE.finditer(cell.text)
        ):
            return cell
    return None


def _pattern(written: str) -> re.Pattern[str]:
    parts: list[str] = []
    end = 0
    for reference in REFERENCE.finditer(written):
        parts += [re.escape(written[end : reference.start()]), rf"\s*[\w./()-]*{re.escape(reference.group(1))}\s*"]
        end = reference.end()
    parts.append(re.escape(written[end:]))
    # Spaces around a path are pyxform's own.
    return re.compile("".join(parts).strip().replace(r"\ ", r"\s*"))
