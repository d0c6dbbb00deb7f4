"""`places.csv` as it stands in a built pack: the same table, its names ready for large type."""

from __future__ import annotations

import csv
import io

from kiosk.authoring.hyphens import hyphenate

LONG_IN_A_ROW = 9
"""Letters from which a word may not fit a row with a mark at its end, at the largest size on an 8-inch tablet."""

SHOWN = ("nom", "adresse")
"""The columns that a visitor reads."""


def typeset_places(content: bytes, language: str) -> bytes:
    """The table with soft hyphens in the long words of names and addresses, written in the town's `language`."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    if not rows:
        return content
    columns = [index for index, heading in enumerate(rows[0]) if heading.strip() in SHOWN]
    for row in rows[1:]:
        for index in columns:
            if index < len(row):
                row[index] = hyphenate(row[index], language, LONG_IN_A_ROW)
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue().encode()
