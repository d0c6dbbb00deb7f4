"""Submissions as text for a terminal, as JSON, as CSV and as a workbook, where no answer can act on who reads it.

A visitor's answer is untrusted: in a terminal it could move the cursor or turn the text around, in a
spreadsheet it could be a formula. JSON keeps every answer exact and escapes what a terminal would obey.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence

from kiosk.terminal import ACTING, for_terminal
from offline_cache.desk import cells
from offline_cache.desk.reader import Submission

_COLUMNS = ("reference", "instance_id", "form_id", "version", "kiosk", "received_at", "problem")
_LABELS = ("reference", "received", "form", "kiosk")


def table(submissions: Iterable[Submission]) -> str:
    """Each submission as a block of two columns, by a blank line apart."""
    return "\n".join(_block(submission) for submission in submissions)


def _block(submission: Submission) -> str:
    values = (
        submission.reference,
        submission.received_at,
        f"{submission.form_id} {submission.version}".strip(),
        submission.kiosk,
    )
    rows = list(zip(_LABELS, values, strict=True))
    if submission.problem:
        rows.append(("not opened", submission.problem))
    rows += [(f"  {path}", value) for path, value in submission.fields]
    rows += [("  attachment", f"{name} ({len(content)} bytes)") for name, content in submission.attachments]
    width = min(40, max(len(label) for label, _ in rows))
    return "".join(f"{for_terminal(label):<{width}}  {for_terminal(value)}".rstrip() + "\n" for label, value in rows)


def as_json(submissions: Iterable[Submission]) -> str:
    """A list of objects; `fields` is an object from path to value, exactly as answered."""
    records = [
        {name: getattr(submission, name) for name in _COLUMNS}
        | {
            "fields": dict(submission.fields),
            "attachments": [{"name": name, "bytes": len(content)} for name, content in submission.attachments],
        }
        for submission in submissions
    ]
    text = json.dumps(records, ensure_ascii=False, indent=2)
    return ACTING.sub(lambda found: "\n" if found[0] == "\n" else f"\\u{ord(found[0]):04x}", text) + "\n"


def as_csv(submissions: Sequence[Submission]) -> str:
    """A line a submission (RFC 4180); the columns are all the paths that occur, in order of first sight."""
    text = io.StringIO()
    csv.writer(text).writerows([cells.for_csv(cell) for cell in row] for row in _rows(submissions))
    return text.getvalue()


def as_xlsx(submissions: Sequence[Submission]) -> bytes:
    """The same rows as an Excel workbook of texts: no separator to guess, no encoding, nothing to be run."""
    return cells.workbook(_rows(submissions))


def _rows(submissions: Sequence[Submission]) -> list[list[str]]:
    paths = list(dict.fromkeys(path for submission in submissions for path, _ in submission.fields))
    rows = [[*_COLUMNS, *paths]]
    for submission in submissions:
        fields = dict(submission.fields)
        rows.append([str(getattr(submission, name)) for name in _COLUMNS] + [fields.get(path, "") for path in paths])
    return rows
