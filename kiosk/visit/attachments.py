"""Files that belong to a journey, held in memory alone; and what lies on the tray before it is one.

Bytes are never part of a `repr`: no traceback, log or record of an event can show them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

MAX_FILE_BYTES = 5 * 1024 * 1024
"""Of one file: photographs are made far smaller, a scanned page of a document fits."""
MAX_FILES = 12
MAX_JOURNEY_BYTES = 20 * 1024 * 1024
"""Of all files of one journey: with its XML and its seal it stays below what an envelope may weigh."""

PAD_HEIGHT = 0.5
"""Of a pad to draw on, as a share of its width."""
MAX_STROKES = 200
MAX_STROKE_POINTS = 1500
"""A signature has a dozen strokes; at sixty points a second this is twenty-five seconds without lifting the finger."""

EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
"""The kinds of file that a kiosk takes, and how each is named."""

Point = tuple[float, float]
Stroke = tuple[Point, ...]
"""Where a finger went, as shares of the pad's width from its top left corner (so y runs to height over width)."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file. `name` is its name at the desk, which stands in the clear on the envelope and tells nothing.

    `title` is what the person knows it by (the file's name on their stick, the name they typed), or empty.
    """

    name: str
    media_type: str
    content: bytes = field(repr=False)
    title: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Attachments:
    """The files of one journey. Names are never used twice, so that an old entry of the log finds no new file."""

    files: tuple[Attachment, ...] = ()
    made: int = 0

    def get(self, name: str) -> Attachment | None:
        """The file with this name; None for one that was replaced or taken away."""
        return next((file for file in self.files if file.name == name), None)

    def next_name(self, question: str, media_type: str, instance_id: str) -> str:
        """The name of the next file: from the question and the request, never from the person. ASCII, for the seal.

        No other request has it: ODK Central's export lays the files of all submissions into one folder, where two of
        a name would become one.
        """
        stem = re.sub(r"[^A-Za-z0-9_-]", "", question)[:60] or "file"
        mark = re.sub(r"[^A-Za-z0-9]", "", instance_id)[-12:]
        return f"{stem}-{self.made + 1}-{mark}.{EXTENSIONS[media_type]}"

    def fits(self, content: bytes, instead_of: str = "") -> bool:
        """Whether there is room for one more, in place of the file with the other name if there is one."""
        others = [file for file in self.files if file.name != instead_of]
        whole = sum(len(file.content) for file in others) + len(content)
        return len(content) <= MAX_FILE_BYTES and len(others) < MAX_FILES and whole <= MAX_JOURNEY_BYTES

    def having(self, attachment: Attachment, instead_of: str = "") -> Attachments:
        """With this file, in place of another. A file of the same name is replaced."""
        others = self.without(instead_of).without(attachment.name)
        return replace(others, files=(*others.files, attachment), made=self.made + 1)

    def without(self, name: str) -> Attachments:
        """Without the file of this name."""
        return replace(self, files=tuple(file for file in self.files if file.name != name))


@dataclass(frozen=True, slots=True)
class Tray:
    """What is being made for the question on the screen and is not its answer yet. Emptied at every other question.

    `still` is a picture just taken, or a file just read, of the type `media_type`; `title` is that file's name.
    `take_at` is the monotonic second at which a picture is taken by itself, or None; `strokes` a signature being drawn;
    `typing` whether it is typed instead; `again` whether the answer given is to be made anew; `reading` the key of a
    file that is being read, or `kiosk.journey.attaching.CODE` where the camera has read a code.
    """

    still: bytes = field(default=b"", repr=False)
    take_at: float | None = None
    strokes: tuple[Stroke, ...] = field(default=(), repr=False)
    typing: bool = False
    again: bool = False
    reading: str = ""
    title: str = field(default="", repr=False)
    media_type: str = "image/jpeg"
