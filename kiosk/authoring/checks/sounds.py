"""What authors recorded: whether the kiosk can play it, told by the file's beginning, size and (of WAV) length."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator

from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.source import Source, media_folder

MAX_SOUND_BYTES = 16 * 1024 * 1024
MAX_SOUND_SECONDS = 120
"""The kiosk's own limits (`accessibility/speech/recorded.py`): beyond them its voice speaks."""

_BEGINNINGS = {".wav": (b"RIFF",), ".ogg": (b"OggS",), ".mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")}


def sounds(source: Source, file: str) -> Iterator[Finding]:
    """Sounds beside a form that no visitor would hear."""
    for name, content in source.media(file).items():
        ending = f".{name.rpartition('.')[2].lower()}"
        if ending not in _BEGINNINGS:
            continue
        message, mend = _fault(ending, content)
        if message:
            yield Finding(Severity.ERROR, f"{media_folder(file)}{name}", message, mend)


def _fault(ending: str, content: bytes) -> tuple[str, str]:
    shorter = f"Make it shorter than {MAX_SOUND_SECONDS // 60} minutes, or leave it to the kiosk's voice."
    if len(content) > MAX_SOUND_BYTES:
        return f"is larger than {MAX_SOUND_BYTES // 1024**2} MB.", shorter
    if not content.startswith(_BEGINNINGS[ending]):
        return f"is not a sound of the kind {ending}.", "Save it again from the program that recorded it."
    if ending == ".wav":
        try:
            with wave.open(io.BytesIO(content)) as sound:
                seconds = sound.getnframes() / max(1, sound.getframerate())
        except (wave.Error, EOFError):
            return "is a WAV file that is broken or compressed.", "Save it as WAV with 16 bits (PCM)."
        if seconds > MAX_SOUND_SECONDS:
            return f"lasts {seconds:.0f} seconds.", shorter
    return "", ""
