"""Pictures, sound and film of a form's texts: each must lie in the form's folder."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from kiosk.authoring.checks.report import at_cell
from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.question_types import FILES, is_file
from kiosk.authoring.source import Source, media_folder
from kiosk.authoring.xlsform import EXPRESSIONS, MEDIA, XLSForm

_SUFFIXES = {
    "image": (".gif", ".jpeg", ".jpg", ".png", ".svg"),
    "big-image": (".gif", ".jpeg", ".jpg", ".png", ".svg"),
    "audio": (".mp3", ".ogg", ".wav"),
    "video": (".mp4", ".ogg"),
}


def media(source: Source, form: XLSForm) -> Iterator[Finding]:
    """Files that are named and not there, of the wrong kind, or there and never named."""
    present = source.media(form.file)
    folder = media_folder(form.file)
    named: set[str] = set()
    for table in (form.survey, form.choices):
        for line in table.lines:
            for (name, _language), cell in line.cells.items():
                if name not in MEDIA or "${" in cell.text:
                    continue
                named.add(cell.text)
                if cell.text not in present:
                    close = get_close_matches(cell.text[:60], present, n=1, cutoff=0.7)
                    mend = f"Did you mean {close[0]}?" if close else f"Put it there: {folder}{cell.text[:60]}."
                    message = f"the file '{cell.text[:60]}' is not in {folder}."
                    yield at_cell(form, table, cell, message, mend)
                elif not cell.text.lower().endswith(_SUFFIXES[name]):
                    message = f"'{cell.text[:60]}' is no {name} that the kiosk can show or play."
                    yield at_cell(form, table, cell, message, f"Use one of: {', '.join(_SUFFIXES[name])}.")
    named |= {question.list_name for question in form.questions if is_file(question.list_name)}
    named |= {f"{one.name}{suffix}" for one in form.questions if one.kind in FILES for suffix in (".csv", ".xml")}
    # pulldata('prices', ...), instance('prices') and search('prices') name a list without its ending.
    written = " ".join(
        cell.text
        for line in form.survey.lines
        for (name, _), cell in line.cells.items()
        if name in (*EXPRESSIONS, "appearance")
    )
    for name in present:
        stem = name.rpartition(".")[0]
        if name not in named and f"'{stem}'" not in written and f'"{stem}"' not in written:
            message, mend = "the form never uses this file.", "Remove it, or name it in the form."
            yield Finding(Severity.WARNING, f"{folder}{name}", message, mend)
