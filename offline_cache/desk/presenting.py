"""Submissions as text for a terminal, as JSON and as CSV, where no answer can act on who reads it.

A visitor's answer is untrusted: in a terminal it could move the cursor or turn the text around, in a
spreadsheet it could be a formula. JSON keeps every answer exact and escapes what a terminal would obey.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence

from offline_cache.desk.reader import Submission

_COLUMNS = ("reference", "instance_id", "form_id", "version", "kiosk", "received_at", "problem")
_LABELS = ("reference", "received", "form", "kiosk")
# C0 and C1 controls, and the marks that reorder text (as in "Trojan Source").
_ACTING = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u2028\u2029]")
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def for_terminal(text: str) -> str:
    """One line without anything that a terminal would obey; line breaks become spaces."""
    return _ACTING.sub(lambda found: " " if found[0] in "\t\n\r" else "", text)


def for_cell(text: str) -> str:
    """A cell that no spreadsheet reads as a formula: an apostrophe goes before what would begin one."""
    # A line break inside a cell is harmless once it is quoted; anything else that acts is not.
    kept = _ACTING.sub(lambda found: found[0] if found[0] == "\n" else "", text)
    return f"'{kept}" if kept.lstrip().startswith(_FORMULA) else kept


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
    return _ACTING.sub(lambda found: "\n" if found[0] == "\n" else f"\\u{ord(found[0]):04x}", text) + "\n"


def as_csv(submissions: Sequence[Submission]) -> str:
    """A line a submission (RFC 4180); the columns are all the paths that occur, in order of first sight."""
    paths = list(dict.fromkeys(path for submission in submissions for path, _ in submission.fields))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*_COLUMNS, *map(for_cell, paths)])
    for submission in submissions:
        fields = dict(submission.fields)
        writer.writerow(
            [for_cell(str(getattr(submission, name))) for name in _COLUMNS]
            + [for_cell(fields.get(path, "")) for path in paths]
        )
    return text.getvalue()
