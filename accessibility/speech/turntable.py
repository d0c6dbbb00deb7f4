"""A reel on a sink: hands samples over as the device takes them, and says how far they have sounded."""

from __future__ import annotations

from accessibility.speech.reel import Reel
from accessibility.speech.sink import Sink


class Turntable:
    """One reel at a time. Silence is silence: `lift` drops what the device still holds."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._open = False
        self.reel: Reel | None = None
        self.sounded_ms = 0

    def lay(self, reel: Reel) -> None:
        """Another reel, instead of what is there."""
        self.lift()
        self.reel = reel

    def lift(self) -> None:
        """Fall silent at once; nothing is there any more."""
        if self._open:
            self.sounded_ms += self._sink.played_us() // 1000
            self._sink.close()
        self.reel, self._open = None, False

    def feed(self) -> int:
        """Hand over what the device takes, and say which frame sounds now."""
        reel = self.reel
        if reel is None:
            return 0
        if reel.sample_rate and not self._open:
            self._sink.open(reel.sample_rate)
            self._open = True
        if self._open:
            samples = reel.take(self._sink.free())
            if samples:
                reel.give_back(samples[self._sink.write(samples) :])
        return self.frame

    @property
    def frame(self) -> int:
        """The frame of the reel that sounds now; 0 before the first."""
        rate = self.reel.sample_rate if self.reel is not None else 0
        return self._sink.played_us() * rate // 1_000_000 if self._open else 0

    @property
    def since_ms(self) -> float:
        """For how long the present sentence has been sounding."""
        if self.reel is None:
            return 0.0
        return (self.frame - self.reel.current_since) * 1000 / (self.reel.sample_rate or 1)
