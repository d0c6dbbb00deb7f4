"""Recorded speech into samples, with Qt's decoder. It is brought when the first recording is asked for."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, QUrl

from accessibility.speech import recorded
from accessibility.speech.voice import SAMPLE_RATE

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioDecoder

_BYTES = 2
_LEAST_SECONDS = 0.05


class QtDecoder(QObject):
    """Decodes one file after another, within the limits of `accessibility.speech.recorded`."""

    def __init__(self, softer_db: float = 0.0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._softer_db = softer_db
        self._waiting: deque[tuple[str, recorded.Told]] = deque()
        self._decoder: QAudioDecoder | None = None
        self._pcm = bytearray()
        self._told: recorded.Told | None = None
        self._limit = QTimer(self)
        self._limit.setSingleShot(True)
        self._limit.setInterval(int(recorded.DECODING_SECONDS * 1000))
        self._limit.timeout.connect(self._give_up)

    def decode(self, path: str, told: recorded.Told) -> None:
        """See `Decoder`."""
        self._waiting.append((path, told))
        if self._told is None:
            self._next()

    def _next(self) -> None:
        while self._waiting:
            path, told = self._waiting.popleft()
            if _readable(path):
                self._begin(path, told)
                return
            told(None)

    def _begin(self, path: str, told: recorded.Told) -> None:
        from PySide6.QtMultimedia import QAudioDecoder, QAudioFormat

        wanted = QAudioFormat()
        wanted.setSampleRate(SAMPLE_RATE)
        wanted.setChannelCount(1)
        wanted.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        self._pcm.clear()
        self._told = told
        # A new one each time: one that failed or was stopped does not always begin again.
        self._decoder = decoder = QAudioDecoder(self)
        decoder.setAudioFormat(wanted)
        decoder.bufferReady.connect(self._take)
        decoder.finished.connect(self._finish)
        decoder.error.connect(self._give_up)
        decoder.setSource(QUrl.fromLocalFile(path))
        self._limit.start()
        decoder.start()

    def _take(self) -> None:
        decoder = self._decoder
        while decoder is not None and decoder.bufferAvailable():
            self._pcm += bytes(decoder.read().constData())
            if len(self._pcm) > recorded.MAX_SECONDS * SAMPLE_RATE * _BYTES:
                self._give_up()
                return

    def _finish(self) -> None:
        self._take()
        told, pcm = self._end()
        if told is not None and len(pcm) >= _LEAST_SECONDS * SAMPLE_RATE * _BYTES:
            # Levelling a minute takes a tenth of a second: not between a touch and its answer.
            threading.Thread(target=_prepare, args=(pcm, self._softer_db, told), daemon=True).start()
        elif told is not None:
            told(None)
        self._next()

    def _give_up(self) -> None:
        told, _ = self._end()
        if told is not None:
            told(None)
        self._next()

    def _end(self) -> tuple[recorded.Told | None, bytes]:
        told, self._told = self._told, None
        self._limit.stop()
        decoder, self._decoder = self._decoder, None
        if decoder is not None:
            decoder.disconnect(self)
            decoder.stop()
            decoder.deleteLater()
        return told, bytes(self._pcm)


def _readable(path: str) -> bool:
    try:
        with open(path, "rb") as stream:
            beginning = stream.read(4)
            return recorded.plausible(beginning) and stream.seek(0, 2) <= recorded.MAX_FILE_BYTES
    except OSError:
        return False


def _prepare(pcm: bytes, softer_db: float, told: Callable[..., None]) -> None:
    told(recorded.prepared(pcm, softer_db))
