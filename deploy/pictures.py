"""`make pictures`: the README's pictures, taken by rehearsals of the demonstration town from the real window."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "pictures"
WIDTHS = {"1080x1920": 540, "800x1280": 480, "1280x800": 800}
"""How wide each screen's pictures are kept: enough to judge the page by, small enough for a repository."""


@dataclass(frozen=True, slots=True)
class Tour:
    """One rehearsal in one dress, and which of its pages to keep: the name to give, by the page's file name."""

    rehearsal: str
    language: str
    screen: str
    text_size: str
    palette: str
    pages: dict[str, str]


TOURS = (
    Tour(
        "identity-card-stolen",
        "fr",
        "1080x1920",
        "medium",
        "default",
        {
            "01-first": "first",
            "02-home": "home",
            "03-before": "before",
            "06-question": "question",
            "13-check": "check",
            "14-outcome": "outcome",
            "15-slip": "slip",
        },
    ),
    Tour(
        "identity-card-stolen",
        "ar",
        "800x1280",
        "medium",
        "default",
        {"04-question": "question-arabic", "14-outcome": "outcome-arabic"},
    ),
    Tour("identity-card-stolen", "fr", "1280x800", "largest", "white-on-black", {"04-question": "question-largest"}),
    Tour("birth-certificate", "en", "1080x1920", "medium", "default", {"20-next": "next-english"}),
    Tour("town-wifi", "fr-x-falc", "1280x800", "medium", "default", {"06-outcome": "wifi-easy-read"}),
)


def shrink(source: Path, target: Path, width: int) -> None:
    """Keep the picture at this width in pixels."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage

    picture = QImage(str(source))
    picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation).save(str(target))


def take(tour: Tour, record: Path) -> bool:
    """Run one tour and keep its pages; false, with the reason printed, when it failed."""
    command = [sys.executable, "-m", "ui.cli", "rehearse", "packs/rivemont", tour.rehearsal, "--record", str(record)]
    command += ["--language", tour.language, "--screen", tour.screen]
    command += ["--text-size", tour.text_size, "--palette", tour.palette]
    if subprocess.run(command, cwd=ROOT).returncode != 0:
        return False
    label = f"{tour.rehearsal}.{tour.language}.{tour.screen}.{tour.text_size}.{tour.palette}"
    missing = []
    for page, name in tour.pages.items():
        taken = record / label / f"{page}.png"
        if taken.exists():
            shrink(taken, TARGET / f"{name}.png", WIDTHS[tour.screen])
        else:
            missing.append(page)
    if missing:
        print(f"{label} has no page {', '.join(missing)}; it has {', '.join(p.stem for p in record.glob('*/*.png'))}.")
    return not missing


def main() -> int:
    """Take them all anew."""
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="parvis-pictures-") as record:
        taken = [take(tour, Path(record)) for tour in TOURS]
    print(f"The pictures are in {TARGET.relative_to(ROOT)}.")
    return 0 if all(taken) else 1


if __name__ == "__main__":
    sys.exit(main())
