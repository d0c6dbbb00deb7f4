"""Voices made by Piper, a program with neural models that IT puts into the image. No code of Piper's is here.

Both Pipers are spoken to alike (the older one in C++, `piper`, and `piper-tts`, in Python): one line of text
on standard input, then its end; raw 16-bit samples on standard output until *its* end. Neither marks the end
of a sentence within the stream, so every sentence has a process of its own. Loading a model takes longer than
speaking, so one process is always loaded ahead and waits for its line.
"""

from __future__ import annotations

import array
import contextlib
import json
import os
import select
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from accessibility.speech.calibration import sentence_pause_ms
from accessibility.speech.messages import MAX_BODY_BYTES, MAX_SENTENCE
from accessibility.speech.passages import sample
from accessibility.speech.samples import levelled, resampled, trimmed
from accessibility.speech.timeline import tokens
from accessibility.speech.voice import SAMPLE_RATE, NoVoice, Order, Sound, Stopped, primary

SYNTHESIS_SECONDS = 4.0
"""Within it a sentence is spoken, whatever must be loaded and measured before: the player gives up after five."""

PREPARING_SECONDS = 30.0
"""Before anybody listens there is more time."""

MAX_SETTINGS_BYTES = 1 << 20
_SLOWEST_SCALE, _FASTEST_SCALE = 4.0, 0.3
_WORDS_A_SENTENCE = 8
_POLL_SECONDS = 0.05
_CHUNK = 1 << 16


class Piper:
    """One Piper model, as the voice of one language."""

    def __init__(self, order: Order) -> None:
        """Check that program and model are there; nothing is started. Raises `NoVoice`."""
        self._language = order.language
        self._model = model = Path(order.argument)
        name = order.program or "piper"
        program = shutil.which(name)
        if program is None:
            raise NoVoice(f"The program '{name}' is not on this kiosk: install Piper, or name it in [voices] piper.")
        if not model.is_absolute() or not model.is_file():
            raise NoVoice(f"The voice {model} is not there: write the whole path of its .onnx file.")
        settings = _settings(model)
        self._rate = _number(settings, "audio", "sample_rate", low=8_000, high=48_000)
        family = settings.get("language", {}).get("family") if isinstance(settings.get("language"), dict) else None
        if isinstance(family, str) and family != primary(order.language):
            raise NoVoice(f"The voice {model} speaks '{family}', not '{order.language}'.")
        self._base = _scale(settings)
        self._program = program
        self._command = (*_bound(), program, "--model", str(model), "--output-raw", "--sentence-silence", "0")
        self._seconds_a_word = 0.0
        self._measuring = threading.Lock()
        self._spare: tuple[float, subprocess.Popen[bytes]] | None = None

    def speak(self, text: str, language: str, words_per_minute: int, cancelled: Callable[[], bool]) -> Sound:
        """See `Voice`. Of its words nothing is known."""
        end = time.monotonic() + SYNTHESIS_SECONDS
        self.prepare(SYNTHESIS_SECONDS)
        scale = self._length_scale(words_per_minute)
        line = "".join(character if character.isprintable() else " " for character in text[:MAX_SENTENCE])
        if not line.strip():
            return Sound(SAMPLE_RATE, b"", ())
        try:
            samples = self._say(self._take(scale), line, end, cancelled)
        finally:
            self._load(scale)
        found, _ = trimmed(levelled(resampled(samples, self._rate, SAMPLE_RATE), SAMPLE_RATE), SAMPLE_RATE)
        return Sound(SAMPLE_RATE, found.tobytes(), ())

    def prepare(self, within: float = PREPARING_SECONDS) -> None:
        """Measure the voice's own pace, once, in so many seconds. Raises `NoVoice`.

        May be called from another thread before `speak` is.
        """
        end = time.monotonic() + within
        if not self._measuring.acquire(timeout=within):
            raise NoVoice("Piper is still loading.")
        try:
            if not self._seconds_a_word:
                text = sample(primary(self._language))
                process = self._start(self._base, _patient() if within > SYNTHESIS_SECONDS else ())
                samples, _ = trimmed(self._say(process, text, end, lambda: False), self._rate)
                if not samples:
                    raise NoVoice(f"{self._model} makes no sound.")
                self._seconds_a_word = len(samples) / self._rate / len(tokens(text))
        finally:
            self._measuring.release()

    def rest(self) -> None:
        """End the process that waits."""
        spare, self._spare = self._spare, None
        if spare is not None:
            _end(spare[1])

    def _length_scale(self, words_per_minute: int) -> float:
        """How much the model stretches its sounds: the pitch stays. The pause after each sentence counts."""
        pause = sentence_pause_ms(words_per_minute) / 1000 / _WORDS_A_SENTENCE
        scale = (60 / max(1, words_per_minute) - pause) / self._seconds_a_word
        return round(self._base * min(max(scale, _FASTEST_SCALE), _SLOWEST_SCALE), 3)

    def _take(self, scale: float) -> subprocess.Popen[bytes]:
        """The process that waits, if it speaks at this scale; else a new one."""
        spare, self._spare = self._spare, None
        if spare is not None:
            if spare[0] == scale and spare[1].poll() is None:
                return spare[1]
            _end(spare[1])
        return self._start(scale)

    def _load(self, scale: float) -> None:
        if self._spare is None:
            self._spare = (scale, self._start(scale))

    def _start(self, scale: float, before: tuple[str, ...] = ()) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                (*before, *self._command, "--length-scale", str(scale)),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # Piper may write there what it was asked to say.
                stderr=subprocess.DEVNULL,
                cwd="/",
                bufsize=0,
            )
        except OSError as error:
            raise NoVoice(f"{self._program} cannot be started ({error.strerror}).") from None

    def _say(
        self, process: subprocess.Popen[bytes], line: str, end: float, cancelled: Callable[[], bool]
    ) -> array.array[int]:
        """One sentence of a process of its own: what it wrote until it ended."""
        try:
            pcm = _exchange(process, line, end, cancelled)
        finally:
            _end(process)
        if not pcm:
            raise NoVoice(f"{self._program} says nothing with {self._model}: try it by hand.")
        return array.array("h", pcm[: len(pcm) - len(pcm) % 2])


def _exchange(process: subprocess.Popen[bytes], line: str, end: float, cancelled: Callable[[], bool]) -> bytes:
    """Give a process its line, and take its samples until `end`. Raises `Stopped` and `NoVoice`."""
    assert process.stdin is not None
    assert process.stdout is not None
    with contextlib.suppress(OSError):
        process.stdin.write(line.encode("utf-8", "replace") + b"\n")
    with contextlib.suppress(OSError):
        process.stdin.close()
    pcm = bytearray()
    source = process.stdout.fileno()
    while time.monotonic() < end:
        if cancelled():
            raise Stopped
        if not select.select([source], [], [], _POLL_SECONDS)[0]:
            continue
        part = os.read(source, _CHUNK)
        if not part:
            return bytes(pcm)
        pcm += part
        if len(pcm) > MAX_BODY_BYTES - _CHUNK:
            raise NoVoice("Piper made more sound of one sentence than can be right.")
    raise NoVoice("Piper took too long for a sentence: this machine is too slow for the model.")


def _patient() -> tuple[str, ...]:
    """Words before a command that may wait: a spare visit measures its voices while somebody uses the screen."""
    nice = shutil.which("nice")
    return (nice, "-n", "15") if nice is not None else ()


def _bound() -> tuple[str, ...]:
    """Words before a command that tie its process to ours: it ends when we do, also in the middle of a sentence.

    Without `setpriv` (util-linux) it ends with its sentence, at the end of its input.
    """
    setpriv = shutil.which("setpriv")
    return (setpriv, "--pdeathsig", "KILL", "--") if setpriv is not None else ()


def _end(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            if pipe is not None:
                pipe.close()
    process.kill()
    process.wait()


def _settings(model: Path) -> dict[str, Any]:
    """What stands beside the model in MODEL.onnx.json."""
    path = model.with_name(f"{model.name}.json")
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_SETTINGS_BYTES + 1)
        found = json.loads(content) if len(content) <= MAX_SETTINGS_BYTES else None
    except (OSError, ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise NoVoice(f"{path} is missing or not readable: it comes with the voice and lies beside it.")
    return found


def _number(settings: dict[str, Any], section: str, key: str, *, low: int, high: int) -> int:
    values = settings.get(section)
    value = values.get(key) if isinstance(values, dict) else None
    if type(value) is not int or not low <= value <= high:
        raise NoVoice(f"The voice's .onnx.json has no {section}.{key} between {low} and {high}.")
    return value


def _scale(settings: dict[str, Any]) -> float:
    """The model's own length scale, 1 for nearly all."""
    inference = settings.get("inference")
    value = inference.get("length_scale") if isinstance(inference, dict) else None
    return float(value) if isinstance(value, int | float) and 0.2 <= value <= 5 else 1.0
