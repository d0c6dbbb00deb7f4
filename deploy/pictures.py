"""Take the README's pictures: rehearse in the real window, and keep one page of each, at half its size."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
SHRUNK = 2
CARD, CERTIFICATE, ENROLMENT = "identity-card-stolen", "birth-certificate", "leisure-centre-wednesdays"


@dataclass(frozen=True, slots=True)
class Picture:
    """The page whose identifier ends in `page`, of one rehearsal in one dress."""

    name: str
    rehearsal: str
    page: str
    language: str
    palette: str = "default"
    screen: str = "1080x1920"
    text_size: str = "medium"


WANTED = (
    Picture("first-page", CARD, "first", "fr"),
    Picture("question", CARD, "/data/where", "fr-x-falc"),
    Picture("outcome", CARD, "outcome", "ar"),
    Picture("check", CERTIFICATE, "check", "fr"),
    Picture("next", CERTIFICATE, "next", "en"),
    Picture("slip", CARD, "slip", "fr"),
    Picture("order", ENROLMENT, "/likes", "fr"),
    Picture("list", ENROLMENT, "/data/child", "ar"),
    Picture("camera", ENROLMENT, "/vaccine_page", "en"),
    Picture("landscape", CARD, "/data/where", "en", screen="1280x800"),
    Picture("largest", CARD, "/data/where", "fr", "white-on-black", "1280x800", "largest"),
    Picture("tablet", CARD, "home", "fr", "soft", "800x1280", "small"),
)


def rehearse(wanted: Picture, record: Path) -> Path:
    """Run the rehearsal and return the picture of the page. Ends the program if it fails."""
    command = [sys.executable, "-m", "ui.cli", "rehearse", "packs/rivemont", wanted.rehearsal, "--record", str(record)]
    command += ["--language", wanted.language, "--palette", wanted.palette]
    command += ["--screen", wanted.screen, "--text-size", wanted.text_size]
    if subprocess.run(command, check=False, cwd=ROOT, stdout=subprocess.DEVNULL).returncode != 0:
        sys.exit(
            f"The rehearsal '{wanted.rehearsal}' in {wanted.language} failed, so there is no picture '{wanted.name}'."
        )
    for transcript in record.rglob("transcript.json"):
        for page in json.loads(transcript.read_text(encoding="utf-8"))["pages"]:
            if page["id"].endswith(wanted.page):
                return transcript.parent / str(page["pictures"][0])
    sys.exit(f"No page of '{wanted.rehearsal}' is called '{wanted.page}'.")


def main() -> int:
    """Write `docs/pictures/*.png`."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for wanted in WANTED:
        with tempfile.TemporaryDirectory() as record:
            image = QImage(str(rehearse(wanted, Path(record))))
        small = image.scaledToWidth(image.width() // SHRUNK, Qt.TransformationMode.SmoothTransformation)
        target = PICTURES / f"{wanted.name}.png"
        if small.isNull() or not small.save(str(target)):
            sys.exit(f"{target}: could not be written.")
        print(target.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
