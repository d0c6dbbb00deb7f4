"""How a rehearsal answers the questions that want a file, and which it cannot answer."""

from __future__ import annotations

import re

from kiosk.authoring.question_types import UNANSWERABLE

_MADE = re.compile(r"@camera|@signature:drawn|@signature:typed:.+|@file:[^/\\]+")


def answer_problem(kind: str, text: str) -> tuple[str, str] | None:
    """What is wrong with the answer to a question of this kind, and how to mend it; None for other kinds."""
    if kind in ("image", "file") and not _MADE.fullmatch(text):
        mend = 'Write "@camera", "@signature:drawn", "@signature:typed:NAME" or "@file:NAME".'
        return f"'{text[:40]}' says no way to make a file.", mend
    if kind in UNANSWERABLE:
        return "a kiosk cannot take this answer.", "Take this line out: the kiosk goes on without it."
    return None
