"""Speech that an author recorded and gave with a form: made like the voice's own, and said in its place.

It is trimmed, brought to the loudness of the synthetic voice, and then lowered by what IT asks for
(`[sound] recordings_softer_db`): a volume of its own, under the person's. It takes its turn among the sentences, so
nothing else ever sounds with it (EN 301 549 V3.2.1, 5.1.3.7 and 5.1.3.10). What cannot be decoded is spoken by the
synthetic voice.
"""

from __future__ import annotations

import array
from collections.abc import Callable
from typing import Protocol

from accessibility.speech.cache import Recording
from accessibility.speech.samples import SPEECH_DBFS, levelled, trimmed
from accessibility.speech.voice import SAMPLE_RATE

MAX_FILE_BYTES = 16 * 1024 * 1024
MAX_SECONDS = 120
"""A question takes ten seconds to say; two minutes are a text that should be cut into pages."""

DECODING_SECONDS = 2.5
"""Beyond it the synthetic voice speaks: a person waits."""

_BEGINNINGS = (b"RIFF", b"OggS", b"ID3", b"fLaC")
_MPEG_SYNC = b"\xff"

Told = Callable[[Recording | None], None]


class Decoder(Protocol):
    """Reads recorded files; `ui.decoding` has the one of Qt."""

    def decode(self, path: str, told: Told) -> None:
        """Decode one file and return at once; `told` hears the recording, or None, perhaps from another thread."""
        ...


class NoDecoder:
    """For rehearsals and tests without recorded speech: the synthetic voice says everything."""

    def decode(self, path: str, told: Told) -> None:
        """Nothing can be read."""
        told(None)


def plausible(beginning: bytes) -> bool:
    """Whether a file begins like one of sound (WAV, Ogg, MP3, FLAC): a decoder takes seconds to refuse others."""
    return beginning.startswith(_BEGINNINGS) or (
        beginning[:1] == _MPEG_SYNC and len(beginning) > 1 and beginning[1] >= 0xE0
    )


def prepared(pcm: bytes, softer_db: float = 0.0) -> Recording | None:
    """A recording from its samples (16-bit mono at `SAMPLE_RATE`); None where nothing can be heard in it."""
    samples = array.array("h", pcm[: len(pcm) - len(pcm) % 2])
    found, _ = trimmed(samples, SAMPLE_RATE)
    if not found:
        return None
    return Recording(SAMPLE_RATE, (), levelled(found, SAMPLE_RATE, SPEECH_DBFS - max(0.0, softer_db)).tobytes())
