"""Nothing of the kiosk makes a sound but the voice: there is one place where sound leaves it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SOUNDING = re.compile(r"\bQ?(SoundEffect|MediaPlayer|AudioOutput|AudioSink)\b|\bbeep\b|\baplay\b|\bpaplay\b")


def test_en_5_1_3_10_only_the_voice_sounds() -> None:
    """One sink, and one reel on it: what is played one after the other cannot cover anything."""
    sources = [path for package in ("accessibility", "kiosk", "ui") for path in (ROOT / package).rglob("*")]
    code = {path for path in sources if path.suffix in (".py", ".qml", ".js")}
    assert len(code) > 200
    found = {
        str(path.relative_to(ROOT))
        for path in code
        if any(SOUNDING.search(line) for line in path.read_text(encoding="utf-8").splitlines() if not _told(line))
    }
    assert found == {"ui/sound.py"}


def _told(line: str) -> bool:
    """A comment, which may name what the code does without."""
    return line.lstrip().startswith(("#", "//"))
