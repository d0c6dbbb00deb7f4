"""Where sound goes, as the player sees it; and a sink that keeps it instead of sounding it."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

_BYTES = 2


class Sink(Protocol):
    """Takes signed 16-bit mono samples and says how far it has sounded them.

    `played_us` counts microseconds of sound since `open` and stands still while nothing is left to sound.
    """

    def available(self) -> bool:
        """Whether there is a device to sound on, now."""
        ...

    def open(self, sample_rate: int) -> None:
        """Begin at zero: forget what was written before, and take samples."""
        ...

    def free(self) -> int:
        """How many bytes `write` takes now."""
        ...

    def write(self, pcm: bytes) -> int:
        """Append samples; returns how many bytes were taken."""
        ...

    def played_us(self) -> int:
        """Microseconds of sound that have been heard."""
        ...

    def pause(self) -> None:
        """Fall silent, keeping what is unsounded."""
        ...

    def resume(self) -> None:
        """Go on after `pause`."""
        ...

    def close(self) -> None:
        """Fall silent at once and drop what is unsounded."""
        ...

    def set_gain(self, gain: float) -> None:
        """Amplitude factor from 0 to 1 for all that follows."""
        ...


class RecordingSink:
    """Keeps what would have been heard, for rehearsals and tests.

    Without a clock everything written counts as heard at once. With a clock (seconds, monotonic) sound takes
    its time, `close` cuts off what has not been heard yet, and the buffer holds a quarter of a second.
    """

    def __init__(self, clock: Callable[[], float] | None = None) -> None:
        self._clock = clock
        self._heard = bytearray()
        self._unheard = bytearray()
        self._opened_at = 0
        self._last = 0.0
        self._rest = 0.0
        self._paused = False
        self.sample_rate = 22_050
        self.gain = 1.0

    @property
    def pcm(self) -> bytes:
        """Everything heard so far, without the gain."""
        self._advance()
        return bytes(self._heard)

    @property
    def heard_ms(self) -> int:
        """How long the recording is."""
        self._advance()
        return len(self._heard) * 1000 // (self.sample_rate * _BYTES)

    def save(self, path: Path) -> None:
        """Write what was heard as a WAV file. Only a rehearsal may: a visit leaves no sound behind."""
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(_BYTES)
            file.setframerate(self.sample_rate)
            file.writeframes(self.pcm)

    def available(self) -> bool:
        """A recording always has room."""
        return True

    def open(self, sample_rate: int) -> None:
        """Begin a new stretch behind what was already recorded."""
        self.close()
        self.sample_rate = sample_rate
        self._opened_at = len(self._heard)
        self._last = self._clock() if self._clock else 0.0
        self._paused = False

    def free(self) -> int:
        """As much as a real device's buffer with a clock, and plenty without."""
        self._advance()
        if self._clock is None:
            return 1 << 20
        return max(0, self.sample_rate * _BYTES // 4 - len(self._unheard))

    def write(self, pcm: bytes) -> int:
        """Take the samples."""
        self._advance()
        self._unheard += pcm
        self._advance()
        return len(pcm)

    def played_us(self) -> int:
        """Since `open`."""
        self._advance()
        return (len(self._heard) - self._opened_at) * 1_000_000 // (self.sample_rate * _BYTES)

    def pause(self) -> None:
        """Stop the clock."""
        self._advance()
        self._paused = True

    def resume(self) -> None:
        """Let the clock run."""
        self._advance()
        self._paused = False

    def close(self) -> None:
        """Drop what nobody heard."""
        self._advance()
        self._unheard.clear()
        self._rest = 0.0

    def set_gain(self, gain: float) -> None:
        """Remembered only: the recording stays at full scale."""
        self.gain = gain

    def _advance(self) -> None:
        if self._clock is None:
            count = 0 if self._paused else len(self._unheard)
        else:
            now = self._clock()
            passed, self._last = now - self._last, now
            if self._paused:
                return
            due = passed * self.sample_rate + self._rest
            count = min(int(due) * _BYTES, len(self._unheard))
            self._rest = due - int(due) if count < len(self._unheard) else 0.0
        self._heard += self._unheard[:count]
        del self._unheard[:count]
