"""The voices of this kiosk: espeak-ng for every language, and what IT has put in its place for some.

A kind of voice is a part: Piper is ours, others come as installed packages with an entry point in the group
`parvis.voices`. They are loaded in the voice process alone. One that fails gives way to espeak-ng, and the
operator is told once; the visitor hears another voice and misses nothing.
"""

from __future__ import annotations

import array
import contextlib
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from accessibility.speech.estimating import estimated
from accessibility.speech.messages import MAX_BODY_BYTES
from accessibility.speech.samples import resampled
from accessibility.speech.voice import (
    GROUP,
    SAMPLE_RATE,
    LanguageMissing,
    Make,
    NoVoice,
    Order,
    Sound,
    Stopped,
    Voice,
    primary,
)
from kiosk.errors import ParvisError

ESPEAK = "espeak-ng"
GUIDING_RATE = 120
MAX_FAILURES = 2
"""A voice that fails so often in a row is not asked again in this visit: each failure may cost seconds."""


def orders(settings: Mapping[str, str]) -> tuple[Order, ...]:
    """What the section `[voices]` of `kiosk.toml` orders: languages have two or three letters, kinds more."""
    programs = {key: value for key, value in settings.items() if not _is_language(key)}
    found = []
    for language, value in settings.items():
        if _is_language(language):
            kind, _, argument = value.partition(":")
            found.append(Order(language, kind, argument, programs.get(kind, "")))
    return tuple(order for order in found if order.kind != ESPEAK)


def _is_language(key: str) -> bool:
    return 2 <= len(primary(key)) <= 3


def makers(kinds: Iterable[str]) -> dict[str, Make]:
    """How to make each of these kinds. Installed packages are looked at only for kinds that are not ours."""
    found: dict[str, Make] = {}
    for kind in kinds:
        if kind == "piper":
            from accessibility.speech.piper import Piper

            found[kind] = Piper
            continue
        from importlib.metadata import entry_points

        for entry in entry_points(group=GROUP, name=kind):
            # Whatever another's package raises while it is loaded, there is still espeak-ng.
            with contextlib.suppress(Exception):
                found[kind] = entry.load()
    return found


class Voices:
    """All voices of this process behind one `speak`."""

    def __init__(
        self,
        default: Voice | None,
        languages: tuple[str, ...],
        ordered: Iterable[Order],
        make: Mapping[str, Make] | None = None,
    ) -> None:
        """Make what is ordered; what cannot be made is told and left to `default`, espeak-ng, which may be missing."""
        ordered = tuple(ordered)
        self._default = default
        self._notices: list[str] = []
        self._voices: dict[str, Voice] = {}
        self._kinds = {order.language.lower(): order.kind for order in ordered}
        self._failures: dict[str, int] = {}
        self._last: Voice | None = None
        known = makers({order.kind for order in ordered}) if make is None else make
        for order in ordered:
            try:
                if order.kind not in known:
                    raise NoVoice(f"No voice of the kind '{order.kind}' is installed.")
                self._voices[order.language.lower()] = known[order.kind](order)
            except ParvisError as error:
                self._tell(order.language, str(error))
            except Exception as error:
                self._tell(order.language, f"It failed to start ({type(error).__name__}).")
        self.languages = tuple(sorted({*languages, *(primary(language) for language in self._voices)}))

    def __len__(self) -> int:
        return len(self._voices)

    def notices(self) -> tuple[str, ...]:
        """Sentences for the operator that came up since this was last asked."""
        found, self._notices = tuple(self._notices), []
        return found

    def prepare(self) -> None:
        """Let each voice get ready in a thread beside, so that nobody's first sentence waits for all of them."""
        ready = [prepare for voice in self._voices.values() if callable(prepare := getattr(voice, "prepare", None))]

        def one_by_one() -> None:
            for each in ready:
                # Whoever speaks with it next hears of the fault, and the operator with him.
                with contextlib.suppress(Exception):
                    each()

        if ready:
            threading.Thread(target=one_by_one, name="voices", daemon=True).start()

    def speak(self, text: str, language: str, words_per_minute: int, cancelled: Callable[[], bool]) -> Sound:
        """See `Voice`: by the voice that is ordered for this language, else by espeak-ng."""
        code = self._code(language)
        voice = self._voices.get(code)
        if voice is not None:
            self._change_to(voice)
            try:
                sound = _ours(voice.speak(text, language, words_per_minute, cancelled))
                sound = self._timed(sound, text, language, words_per_minute)
            except Stopped:
                raise
            except ParvisError as error:
                self._failed(code, str(error))
            except Exception as error:
                self._failed(code, f"It failed ({type(error).__name__}).")
            else:
                self._failures[code] = 0
                return sound
        if self._default is None:
            raise LanguageMissing(f"espeak-ng is not installed, and no other voice speaks '{language}'.")
        return self._default.speak(text, language, words_per_minute, cancelled)

    def kind(self, language: str) -> str:
        """What kind of voice speaks this language now."""
        code = self._code(language)
        return self._kinds[code] if code in self._voices else ESPEAK

    def _code(self, language: str) -> str:
        code = language.lower()
        return code if code in self._voices else primary(code)

    def rest(self) -> None:
        """Let go of what is held ready."""
        for voice in self._voices.values():
            voice.rest()

    def _timed(self, sound: Sound, text: str, language: str, words_per_minute: int) -> Sound:
        """The sound with a time for each word: estimated where the voice gave none, espeak-ng being the guide."""
        if sound.events or not sound.pcm:
            return sound
        guide = None
        if self._default is not None:
            # Below the usual rate espeak-ng stretches the gaps and not the words.
            with contextlib.suppress(ParvisError):
                guide = self._default.speak(text, language, max(words_per_minute, GUIDING_RATE), lambda: False)
        return replace(sound, events=estimated(text, array.array("h", sound.pcm), sound.sample_rate, guide))

    def _change_to(self, voice: Voice) -> None:
        if self._last is not None and self._last is not voice:
            self._last.rest()
        self._last = voice

    def _failed(self, code: str, sentence: str) -> None:
        self._failures[code] = self._failures.get(code, 0) + 1
        if self._failures[code] == 1:
            self._tell(code, sentence)
        if self._failures[code] >= MAX_FAILURES:
            self._voices.pop(code).rest()

    def _tell(self, language: str, sentence: str) -> None:
        self._notices.append(f"The voice that kiosk.toml orders for '{language}': {sentence} espeak-ng speaks instead.")


def _ours(sound: Sound) -> Sound:
    """The sound at our sample rate. Raises `NoVoice` where it is none, or more than a sentence can be."""
    if sound.sample_rate <= 0 or len(sound.pcm) % 2 or len(sound.pcm) > MAX_BODY_BYTES:
        raise NoVoice("It made no sound that can be used.")
    if sound.sample_rate == SAMPLE_RATE:
        return sound
    samples = resampled(array.array("h", sound.pcm), sound.sample_rate, SAMPLE_RATE)
    return replace(sound, sample_rate=SAMPLE_RATE, pcm=samples.tobytes())
