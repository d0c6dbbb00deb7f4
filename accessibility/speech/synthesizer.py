"""The voice process: requests on standard input, sound and word timelines on standard output.

It is a child of the visit and dies with it: at the end of its input, and by a kill signal if its parent
goes first. It writes no file, and nothing that it was asked to say reaches a log.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys
import threading
from collections import deque
from collections.abc import Mapping
from typing import BinaryIO

from accessibility.speech.espeak import Espeak
from accessibility.speech.messages import (
    MAX_SENTENCE,
    BadFrame,
    Failed,
    Failure,
    Notice,
    Ready,
    Request,
    Result,
    Speak,
    Spoken,
    Unavailable,
    encode,
    read_request,
)
from accessibility.speech.timeline import timeline
from accessibility.speech.voice import LanguageMissing, NoVoice, Sound, Stopped
from accessibility.speech.voices import Voices, orders

MAX_WAITING = 1_024
"""Requests that may wait; the oldest are dropped beyond it. A page has fewer than a hundred sentences."""

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4


class Queue:
    """Requests in order of arrival, where a newer generation sweeps away what waits for older ones."""

    def __init__(self) -> None:
        self._waiting: deque[Speak] = deque(maxlen=MAX_WAITING)
        self._changed = threading.Condition()
        self._generation = 0
        self._closed = False

    def put(self, request: Request) -> None:
        """Add a request, or make room by abandoning older generations."""
        with self._changed:
            if request.generation > self._generation:
                self._generation = request.generation
                self._waiting.clear()
            if isinstance(request, Speak) and request.generation == self._generation:
                self._waiting.append(request)
            self._changed.notify()

    def close(self) -> None:
        """No more requests will come: `take` returns None and running work counts as old."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._changed.notify()

    def take(self) -> Speak | None:
        """The next request, waiting for one; None when closed."""
        with self._changed:
            while not self._waiting and not self._closed:
                self._changed.wait()
            return self._waiting.popleft() if self._waiting else None

    def is_old(self, generation: int) -> bool:
        """Whether work for this generation is no longer wanted."""
        return self._closed or generation < self._generation


def serve(voices: Voices, version: str, requests: BinaryIO, results: BinaryIO) -> None:
    """Answer requests until their stream ends. A request that was abandoned gets no answer."""
    queue = Queue()

    def listen() -> None:
        try:
            while (request := read_request(requests.read)) is not None:
                queue.put(request)
        except (BadFrame, OSError, ValueError):
            pass
        finally:
            queue.close()

    _send(results, Ready(version, voices.languages))
    for notice in voices.notices():
        _send(results, Notice(notice))
    threading.Thread(target=listen, name="requests", daemon=True).start()
    voices.prepare()
    try:
        while (request := queue.take()) is not None:
            result = _answer(voices, request, queue)
            for notice in voices.notices():
                _send(results, Notice(notice))
            if result is not None:
                _send(results, result)
    finally:
        voices.rest()


def _answer(voices: Voices, request: Speak, queue: Queue) -> Result | None:
    if len(request.text) > MAX_SENTENCE:
        return Failed(request.id, Failure.TEXT)
    try:
        sound = voices.speak(
            request.text,
            request.language,
            request.words_per_minute,
            lambda: queue.is_old(request.generation),
        )
    except Stopped:
        # Stopped without having been abandoned means that the sound outgrew its bound.
        return None if queue.is_old(request.generation) else Failed(request.id, Failure.TEXT)
    except LanguageMissing:
        return Failed(request.id, Failure.LANGUAGE)
    except NoVoice:
        return Failed(request.id, Failure.SYNTHESIS)
    return _spoken(request, sound)


def _spoken(request: Speak, sound: Sound) -> Spoken:
    return Spoken(request.id, sound.sample_rate, timeline(request.text, sound.events), sound.pcm)


def _send(results: BinaryIO, result: Result) -> None:
    results.write(encode(result))
    results.flush()


def seclude(parent: int) -> bool:
    """Tie this process to its parent, and keep other processes of the same user out of its memory.

    Returns false if the parent is already gone. Linux only; elsewhere the end of input has to do.
    """
    if not sys.platform.startswith("linux"):
        return True
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    with contextlib.suppress(ValueError):
        # An exec undoes the line above: Piper inherits this one. A visit has set it already (`ui.hardening`).
        resource.setrlimit(resource.RLIMIT_CORE, (1, 1))
    return parent in (0, os.getppid())


def main(parent: int = 0, settings: Mapping[str, str] | None = None) -> int:
    """Run the voice on standard input and output. `parent` is the process that must be alive, or 0.

    `settings` is the section `[voices]` of `kiosk.toml`. Returns 0 at the end of input, 1 where there is no voice
    (after saying so in a message).
    """
    if not seclude(parent):
        return 0
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The protocol owns the pipe: whatever a library prints must not land in it.
    results = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    espeak, reason = None, ""
    try:
        try:
            espeak = Espeak()
        except NoVoice as error:
            reason = str(error)
        ordered = orders(settings or {})
        voices = Voices(espeak, espeak.languages if espeak is not None else (), ordered)
        if espeak is None and not len(voices):
            _send(results, Unavailable(reason))
            return 1
        serve(voices, espeak.version if espeak is not None else "", sys.stdin.buffer, results)
    except BrokenPipeError:
        # The visit went away while it was being answered. Nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), results.fileno())
    return 0


if __name__ == "__main__":
    _, *words = sys.argv
    sys.exit(
        main(
            next((int(word) for word in words if word.isdigit()), 0),
            dict(word.split("=", 1) for word in words if "=" in word),
        )
    )
