"""The visit's side of the voice process: starts it, asks it, hears from it, and starts it again when it dies."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import IO

from accessibility.speech.messages import (
    Abandon,
    BadFrame,
    Failed,
    Failure,
    Notice,
    Ready,
    Request,
    Speak,
    Spoken,
    Unavailable,
    encode,
    read_result,
)

MAX_RESTARTS = 3
"""A voice process that dies more often than this in one visit stays silent: the visit goes on without it."""

_CLOSING_SECONDS = 0.5


class VoiceState(StrEnum):
    """What can be expected of the voice."""

    OFF = "off"
    STARTING = "starting"
    READY = "ready"
    DIED = "died"
    NO_VOICE = "no-voice"
    BROKEN = "broken"


DIED = "The voice stopped unexpectedly and is being started again."
BROKEN = "The voice keeps stopping, so this visit goes on without it. Try `parvis voice` to see why."
NOT_STARTED = "The voice process could not be started: is the Python environment complete?"

Deliver = Callable[[Spoken | Failed], None]
Report = Callable[[VoiceState, str], None]


class VoiceClient:
    """One voice process at a time. Not thread-safe: call it from one thread that lives as long as the visit.

    That thread matters: Linux kills the voice when the *thread* that started it ends. `deliver` and `report`
    are called from a reader thread. After `report(VoiceState.DIED, ...)` the owner calls `revive()`.
    `voices` is the section of that name of `kiosk.toml`; `command` replaces the process (tests).
    """

    def __init__(
        self,
        deliver: Deliver,
        report: Report,
        command: Sequence[str] | None = None,
        voices: Mapping[str, str] | None = None,
    ) -> None:
        self._deliver = deliver
        self._report = report
        self._command = tuple(command) if command is not None else None
        self._voices = dict(voices or {})
        self._process: subprocess.Popen[bytes] | None = None
        self._state = VoiceState.OFF
        self._lock = threading.Lock()
        self._waiting: dict[int, Speak] = {}
        self._last_id = 0
        self._restarts = 0
        self.languages: tuple[str, ...] = ()

    @property
    def state(self) -> VoiceState:
        """The present state."""
        return self._state

    @property
    def pid(self) -> int | None:
        """Process id of the running voice, or None: for tests, memory accounts and the supervisor."""
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Start the process if none runs. Returns at once; requests may be made before it is ready."""
        if self._state in (VoiceState.OFF, VoiceState.DIED):
            self._spawn()

    def speak(self, text: str, language: str, words_per_minute: int, generation: int) -> int:
        """Ask for a sentence; its result comes to `deliver` with the returned id, unless it is abandoned.

        Where there is no voice the request is forgotten, and no result comes.
        """
        self._last_id += 1
        request = Speak(self._last_id, generation, text, language, words_per_minute)
        if self._state in (VoiceState.NO_VOICE, VoiceState.BROKEN):
            return request.id
        with self._lock:
            self._drop_older(generation)
            self._waiting[request.id] = request
        self._send(request)
        return request.id

    def abandon(self, generation: int) -> None:
        """Give up every request of a generation older than this one, also the one in work."""
        with self._lock:
            self._drop_older(generation)
        self._send(Abandon(generation))

    def revive(self) -> None:
        """After a death: start again and ask again, but not for the sentence on which it died."""
        if self._state is not VoiceState.DIED:
            return
        self._restarts += 1
        if self._restarts > MAX_RESTARTS:
            self._set_state(VoiceState.BROKEN, BROKEN)
            return
        with self._lock:
            culprit = next(iter(self._waiting), None)
            if culprit is not None:
                del self._waiting[culprit]
            again = tuple(self._waiting.values())
        self._spawn()
        for request in again:
            self._send(request)
        if culprit is not None:
            self._deliver(Failed(culprit, Failure.SYNTHESIS))

    def kill(self) -> None:
        """The voice hangs: end it, which reports its death, so that it can be revived."""
        if self._process is not None:
            self._process.kill()

    def close(self) -> None:
        """End the process: at the end of its input it exits by itself; if it does not, it is killed."""
        process, self._process = self._process, None
        self._state = VoiceState.OFF
        with self._lock:
            self._waiting.clear()
        if process is None:
            return
        assert process.stdin is not None
        with contextlib.suppress(OSError):
            process.stdin.close()
        try:
            process.wait(_CLOSING_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _spawn(self) -> None:
        command = self._command or (
            sys.executable,
            "-P",
            "-m",
            "accessibility.speech.synthesizer",
            str(os.getpid()),
            *(f"{key}={value}" for key, value in self._voices.items()),
        )
        root = str(Path(__file__).resolve().parents[2])
        inherited = os.environ.get("PYTHONPATH")
        environment = os.environ | {"PYTHONPATH": f"{root}{os.pathsep}{inherited}" if inherited else root}
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                bufsize=0,
            )
        except OSError:
            self._set_state(VoiceState.BROKEN, NOT_STARTED)
            return
        assert process.stdin is not None
        assert process.stdout is not None
        # A hung voice must not hang the window: a full pipe counts as a dead voice.
        os.set_blocking(process.stdin.fileno(), False)
        self._process = process
        self._set_state(VoiceState.STARTING, "")
        threading.Thread(target=self._listen, args=(process,), name="voice results", daemon=True).start()

    def _send(self, request: Request) -> None:
        process = self._process
        if process is None or process.stdin is None or self._state not in (VoiceState.STARTING, VoiceState.READY):
            return
        frame = encode(request)
        try:
            written = process.stdin.write(frame)
        except (OSError, ValueError):
            written = None
        if written != len(frame):
            process.kill()

    def _drop_older(self, generation: int) -> None:
        for id in [id for id, request in self._waiting.items() if request.generation < generation]:
            del self._waiting[id]

    def _set_state(self, state: VoiceState, sentence: str) -> None:
        self._state = state
        self._report(state, sentence)

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        """Read results until the process ends. Runs in a thread of its own."""
        assert process.stdout is not None
        reason = ""
        try:
            with process.stdout as stream:
                while (result := read_result(lambda count: _exactly(stream, count))) is not None:
                    match result:
                        case Ready(_, languages):
                            self.languages = languages
                            self._set_state(VoiceState.READY, "")
                        case Unavailable(sentence):
                            reason = sentence
                        case Notice(sentence):
                            self._report(self._state, sentence)
                        case Spoken() | Failed():
                            with self._lock:
                                wanted = self._waiting.pop(result.id, None)
                            if wanted is not None:
                                self._deliver(result)
        except (BadFrame, OSError, ValueError):
            process.kill()
        process.wait()
        if self._process is not process:
            return
        if reason:
            self._set_state(VoiceState.NO_VOICE, reason)
        else:
            self._set_state(VoiceState.DIED, DIED)


def _exactly(stream: IO[bytes], count: int) -> bytes:
    """Read `count` bytes from an unbuffered pipe, fewer only at its end."""
    parts = bytearray()
    while len(parts) < count:
        part = stream.read(count - len(parts))
        if not part:
            break
        parts += part
    return bytes(parts)
