"""espeak-ng through pyttsx3's binding: a sentence in, samples and word events out.

Only the voice process imports this: espeak-ng is GPL-3 and stays behind a process boundary. pyttsx3's
engine is not used, because it plays through a temporary file and reports words before they sound; its
binding of the library is.
"""

from __future__ import annotations

import array
import ctypes
import re
from collections.abc import Callable
from typing import Any

from accessibility.speech.calibration import Setting, setting
from accessibility.speech.messages import MAX_BODY_BYTES, MAX_SENTENCE
from accessibility.speech.samples import trimmed
from accessibility.speech.timeline import WordEvent
from accessibility.speech.voice import LanguageMissing, NoVoice, Sound, Stopped, primary

_RATE, _WORD_GAP = 1, 7
_WORD = 1
_SYNCHRONOUS = 2
_DO_NOT_EXIT = 0x8000
"""Without this, a missing data directory makes the library end our process."""

_UTF8 = 1
_OK = 0
_VOWEL_AND_SHADDA = re.compile("([\u064b-\u0650\u0670])(\u0651)")


class Espeak:
    """The library, started once per process (it has global state and only one voice at a time)."""

    def __init__(self, settings: Callable[[str, int], Setting] = setting) -> None:
        """Load and start espeak-ng. `settings` gives speed and gap for a voice and rate.

        Raises `NoVoice` with a sentence for the operator.
        """
        try:
            from pyttsx3.drivers import _espeak
        except ImportError as error:
            raise NoVoice(f"The voice needs the Python package pyttsx3 ({error.name} is missing).") from error
        except (RuntimeError, OSError, AttributeError) as error:
            raise NoVoice(
                "This kiosk has no voice: espeak-ng is not installed. Install it with: apt install espeak-ng"
            ) from error
        self._library: Any = _espeak
        self._settings = settings
        # Synchronous: Synth returns when all is done and calls back in this thread; no polling, no aplay.
        self._sample_rate = int(_espeak.Initialize(output=_SYNCHRONOUS, bufflength=50, option=_DO_NOT_EXIT))
        if self._sample_rate <= 0:
            raise NoVoice("This kiosk has no voice: espeak-ng does not start. Reinstall espeak-ng and espeak-ng-data.")
        self._pcm = bytearray()
        self._events: list[WordEvent] = []
        self._cancelled: Callable[[], bool] = lambda: False
        self._aborted = False
        self._voice = ""
        _espeak.SetSynthCallback(self._receive)
        self.languages = self._languages()

    @property
    def version(self) -> str:
        """espeak-ng's version."""
        return bytes(self._library.Info() or b"").decode("ascii", "replace").split(" ")[0]

    def speak(self, text: str, language: str, words_per_minute: int, cancelled: Callable[[], bool]) -> Sound:
        """Synthesize one sentence. `cancelled` is asked every 50 ms of sound.

        Raises `LanguageMissing`, `Stopped`, and `NoVoice` if the library refuses.
        """
        voice = self._choose(language)
        chosen = self._settings(voice, words_per_minute)
        self._library.SetParameter(_RATE, chosen.speed, 0)
        self._library.SetParameter(_WORD_GAP, chosen.gap, 0)
        self._pcm.clear()
        self._events.clear()
        self._cancelled, self._aborted = cancelled, False
        result = self._library.Synth(_plain(text[:MAX_SENTENCE]).encode("utf-8", "replace"), flags=_UTF8)
        if self._aborted:
            raise Stopped
        if result != _OK:
            raise NoVoice("espeak-ng refused a sentence.")
        return self._trimmed()

    def _choose(self, language: str) -> str:
        """Select the voice of a BCP 47 code by its primary subtag (`fr-x-falc` is spoken by `fr`)."""
        voice = primary(language)
        if voice not in self.languages:
            raise LanguageMissing(f"espeak-ng has no voice for the language '{voice}'.")
        if voice != self._voice:
            if self._library.SetVoiceByName(voice.encode("ascii")) != _OK:
                raise LanguageMissing(f"espeak-ng has no voice for the language '{voice}'.")
            self._voice = voice
        return voice

    def _languages(self) -> tuple[str, ...]:
        """Primary subtags that some installed voice speaks."""
        found = set()
        for voice in self._library.ListVoices(None):
            # Each entry is a priority byte and a zero-terminated code; ctypes shows the first one.
            code = bytes(voice.languages or b"")[1:].decode("ascii", "replace")
            found.add(code.split("-")[0])
        return tuple(sorted(code for code in found if code.isalpha()))

    def _receive(self, samples: Any, count: int, events: Any) -> int:
        """espeak-ng's callback. An exception here would be lost in C, so it stops the synthesis instead."""
        try:
            if samples and count > 0:
                self._pcm += ctypes.string_at(samples, count * 2)
            index = 0
            while events[index].type:
                event = events[index]
                # At the end of a text espeak-ng sometimes announces one more word, at no position.
                if event.type == _WORD and event.text_position > 0:
                    self._events.append(WordEvent(event.text_position - 1, event.audio_position))
                index += 1
            self._aborted = self._aborted or self._cancelled() or len(self._pcm) > MAX_BODY_BYTES - 65_536
        except Exception:
            self._aborted = True
        return 1 if self._aborted else 0

    def _trimmed(self) -> Sound:
        samples, start = trimmed(array.array("h", bytes(self._pcm)), self._sample_rate)
        if not samples:
            return Sound(self._sample_rate, b"", ())
        shift_ms = start * 1000 // self._sample_rate
        events = tuple(WordEvent(event.position, max(0, event.at_ms - shift_ms)) for event in self._events)
        return Sound(self._sample_rate, samples.tobytes(), events)

    def rest(self) -> None:
        """Nothing is held."""


def _plain(text: str) -> str:
    """The text with each control character as a space: positions stay, and nothing steers the synthesizer.

    The shadda goes before the vowel of its letter: Unicode's canonical order is the other, and there espeak-ng
    leaves the vowel out.
    """
    said = "".join(character if character.isprintable() else " " for character in text)
    return _VOWEL_AND_SHADDA.sub(r"\2\1", said)
