"""What a voice is to the rest of the voice process, whoever made it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from accessibility.speech.timeline import WordEvent
from kiosk.errors import ParvisError

SAMPLE_RATE = 22_050
"""Samples a second of all that is sounded: espeak-ng's own. What others make is brought to it."""

GROUP = "parvis.voices"
"""The entry points of installed voices; each loads to a `Make`."""


class NoVoice(ParvisError):
    """A voice is not on this machine, does not start, or does not answer."""


class LanguageMissing(ParvisError):
    """A voice does not speak a language."""


class Stopped(Exception):
    """The synthesis was abandoned for a newer request; not an error."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A synthesized sentence without the silence around it: 16-bit mono samples, and when each word starts."""

    sample_rate: int
    pcm: bytes
    events: tuple[WordEvent, ...]


class Voice(Protocol):
    """Makes sentences into sound. Only the voice process holds one, and calls it from one thread.

    Where a voice does not know when its words sound, its `Sound` has no events, and they are estimated.
    """

    def speak(self, text: str, language: str, words_per_minute: int, cancelled: Callable[[], bool]) -> Sound:
        """Synthesize one sentence. `cancelled` is asked at least every tenth of a second.

        Raises `LanguageMissing`, `Stopped`, or `NoVoice` with a sentence for the operator.
        """
        ...

    def rest(self) -> None:
        """Another voice is being asked: let go of what is held ready."""
        ...


@dataclass(frozen=True, slots=True)
class Order:
    """What `kiosk.toml` says of one voice: `fr = "piper:/usr/share/piper/fr.onnx"` orders `piper` for `fr`.

    `argument` is what stands behind the colon; `program` what the section says of that kind of voice
    (`piper = "/opt/piper/piper"`), or empty.
    """

    language: str
    kind: str
    argument: str = ""
    program: str = ""


Make = Callable[[Order], Voice]
"""Makes the voice that was ordered. Raises `NoVoice` with a sentence for the operator."""


def primary(language: str) -> str:
    """The primary subtag of a BCP 47 code: `fr-x-falc` is spoken by `fr`."""
    return language.lower().split("-")[0]
