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
WIDTH = 540
REHEARSAL = "identity-card-stolen"


@dataclass(frozen=True, slots=True)
class Picture:
    """The page whose identifier ends in `page`, in one language and palette."""

    name: str
    page: str
    language: str
    palette: str = "default"


WANTED = (
    Picture("first-page", "first", "fr"),
    Picture("question", "/data/where", "fr-x-falc"),
    Picture("outcome", "outcome", "ar"),
)


def rehearse(wanted: Picture, record: Path) -> Path:
    """Run the rehearsal and return the picture of the page. Ends the program if it fails."""
    command = [sys.executable, "-m", "ui.cli", "rehearse", "packs/rivemont", REHEARSAL, "--record", str(record)]
    command += ["--language", wanted.language, "--palette", wanted.palette, "--screen", "1080x1920"]
    if subprocess.run(command, check=False, cwd=ROOT, stdout=subprocess.DEVNULL).returncode != 0:
        sys.exit(f"The rehearsal '{REHEARSAL}' in {wanted.language} failed, so there is no picture '{wanted.name}'.")
    for transcript in record.rglob("transcript.json"):
        for page in json.loads(transcript.read_text(encoding="utf-8"))["pages"]:
            if page["id"].endswith(wanted.page):
                return transcript.parent / str(page["pictures"][0])
    sys.exit(f"No page of '{REHEARSAL}' is called '{wanted.page}'.")


def main() -> int:
    """Write `docs/pictures/*.png`."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for wanted in WANTED:
        with tempfile.TemporaryDirectory() as record:
            image = QImage(str(rehearse(wanted, Path(record))))
        small = image.scaledToWidth(WIDTH, Qt.TransformationMode.SmoothTransformation)
        target = PICTURES / f"{wanted.name}.png"
        if small.isNull() or not small.save(str(target)):
            sys.exit(f"{target}: could not be written.")
        print(target.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
