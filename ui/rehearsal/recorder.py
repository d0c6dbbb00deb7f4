"""What a rehearsal leaves behind: a picture of each page, what it says, and in which order it is reached."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtQuick import QQuickItem, QQuickWindow

from accessibility.script import script
from accessibility.speech.reel import HeardWord
from kiosk.pages.page import Page
from kiosk.words import Words
from ui import inspect
from ui.things import has

MOST_SCREENFULS = 12
"""Pictures of one page that is longer than the glass."""


@dataclass
class Recorder:
    """Writes into one folder, one entry a page."""

    folder: Path
    window: QQuickWindow
    pages: list[dict[str, Any]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def page(self, page: Page, heard: list[HeardWord]) -> None:
        """Record the page as it stands; what is cut off is a fault."""
        number = len(self.pages) + 1
        name = f"{number:02d}-{page.kind.value}"
        pictures = self._pictures(name)
        said = script(page, Words(page.language).say)
        self.faults += [f"{name}: {fault}" for fault in inspect.clipped(self.window)]
        self.pages.append(
            {
                "id": page.id,
                "kind": page.kind.value,
                "language": page.language,
                "pictures": pictures,
                "visible": [shown.text for shown in inspect.texts(self.window)],
                "script": [
                    {"part": u.part, "speech": u.speech, "language": u.language, "private": u.private}
                    for u in said.utterances
                ],
                "words": [{"part": w.part, "word": w.word, "at_ms": w.at_ms} for w in heard],
                "focus": list(inspect.focus_order(self.window)),
            }
        )

    def _pictures(self, name: str) -> list[str]:
        """One picture, and one more for each further screenful of a long page."""
        area = next((item for item in inspect.items(self.window.contentItem()) if _is_area(item)), None)
        places = [0.0]
        if area is not None:
            furthest, step = float(area.property("furthest")), area.height() * 0.9
            while places[-1] < furthest - 1 and len(places) < MOST_SCREENFULS:
                places.append(min(furthest, places[-1] + step))
        names = []
        for index, place in enumerate(places, start=1):
            if area is not None:
                area.setProperty("contentY", place)
            file = f"{name}.png" if index == 1 else f"{name}-{index}.png"
            self.window.grabWindow().save(str(self.folder / file))
            names.append(file)
        if area is not None:
            area.setProperty("contentY", 0.0)
        return names

    def save(self) -> None:
        """Write `transcript.json`."""
        text = json.dumps({"pages": self.pages, "faults": self.faults}, ensure_ascii=False, indent=1)
        (self.folder / "transcript.json").write_text(text + "\n", encoding="utf-8")


def _is_area(item: QQuickItem) -> bool:
    return item.inherits("QQuickFlickable") and has(item, "furthest")
