"""The sound devices, as the voice's player sees them: the loudspeaker, and the headphones."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QIODevice
from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QAudioSink, QMediaDevices

from kiosk.config import Sound

BUFFER_SECONDS = 0.25
"""What the device holds ahead: it rides out a busy main thread, and is dropped at once on `close`."""

NOWHERE = "none"

_BYTES = 2


def named(part: str, devices: Iterable[QAudioDevice]) -> QAudioDevice:
    """The device with this text in its id or its description; a null device where there is none."""
    wanted = part.casefold()
    for device in devices:
        names = (bytes(device.id().data()).decode("utf-8", "replace"), device.description())
        if any(wanted in name.casefold() for name in names):
            return device
    return QAudioDevice()


class DeviceSink:
    """Sounds 16-bit mono samples on one of the kiosk's two outputs (`accessibility.speech.sink.Sink`).

    The device is looked up whenever a new stretch begins, so one that was connected later is used. Where the device
    of the present route is not there, nothing sounds: never on the other one.
    """

    def __init__(self, sound: Sound | None = None) -> None:
        self._sound = sound or Sound()
        self._headphones = False
        self._gain = 1.0
        self._sink: QAudioSink | None = None
        self._stream: QIODevice | None = None
        self._device_id = b""
        self._sample_rate = 0

    def route(self, headphones: bool) -> None:
        """All that begins from now on goes to the headphones, or to the loudspeaker; what sounds now falls silent."""
        if headphones != self._headphones:
            self.close()
            self._headphones = headphones

    def available(self) -> bool:
        """Whether there is a device where sound is to go now."""
        return not self._device().isNull()

    def _device(self) -> QAudioDevice:
        name = self._sound.loudspeaker
        if self._headphones and (self._sound.headphones or name == NOWHERE):
            name = self._sound.headphones
        if name == NOWHERE:
            return QAudioDevice()
        return named(name, QMediaDevices.audioOutputs()) if name else QMediaDevices.defaultAudioOutput()

    def open(self, sample_rate: int) -> None:
        """Begin at zero. Without a device nothing happens, and `free` stays 0."""
        self.close()
        device = self._device()
        if device.isNull():
            return
        identity = bytes(device.id().data())
        if self._sink is None or identity != self._device_id or sample_rate != self._sample_rate:
            wanted = QAudioFormat()
            wanted.setSampleRate(sample_rate)
            wanted.setChannelCount(1)
            wanted.setSampleFormat(QAudioFormat.SampleFormat.Int16)
            self._sink = QAudioSink(device, wanted)
            self._sink.setBufferSize(int(sample_rate * _BYTES * BUFFER_SECONDS))
            self._device_id, self._sample_rate = identity, sample_rate
        self._sink.setVolume(self._gain)
        self._stream = self._sink.start()

    def free(self) -> int:
        """Room in the device's buffer, in bytes."""
        return self._sink.bytesFree() if self._sink is not None and self._stream is not None else 0

    def write(self, pcm: bytes) -> int:
        """Hand samples over."""
        return max(0, self._stream.write(pcm)) if self._stream is not None else 0

    def played_us(self) -> int:
        """What the device has sounded since `open`."""
        return self._sink.processedUSecs() if self._sink is not None and self._stream is not None else 0

    def pause(self) -> None:
        """Silence; the buffer waits."""
        if self._sink is not None and self._stream is not None:
            self._sink.suspend()

    def resume(self) -> None:
        """Go on."""
        if self._sink is not None and self._stream is not None:
            self._sink.resume()

    def close(self) -> None:
        """Silence at once: `reset` drops the buffer, where `stop` would let it sound to its end."""
        if self._sink is not None and self._stream is not None:
            self._sink.reset()
            self._stream = None

    def set_gain(self, gain: float) -> None:
        """Amplitude factor, at once."""
        self._gain = gain
        if self._sink is not None:
            self._sink.setVolume(gain)
