"""The voice that a visitor hears: plays scripts, lights words, and obeys at once. The only Qt in this package."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from accessibility.preferences import gain, words_per_minute
from accessibility.script import Script
from accessibility.sentences import Sentence
from accessibility.speech.cache import Recording
from accessibility.speech.client import VoiceClient, VoiceState
from accessibility.speech.messages import Failed, Spoken
from accessibility.speech.place import Place
from accessibility.speech.recorded import Decoder
from accessibility.speech.recordings import Recordings
from accessibility.speech.reel import Cue, HeardWord, Reel, wanted
from accessibility.speech.sink import Sink
from accessibility.speech.stall import Stall
from accessibility.speech.turntable import Turntable
from kiosk.visit.preferences import DEFAULT_RATE, DEFAULT_VOLUME

AHEAD = 6
"""Sentences synthesized before they are due while speaking."""

AT_OPENING = 12
"""Sentences synthesized when a page opens, so that Listen answers from the cache."""

TICK_MS = 10
JUST_BEGUN_MS = 700
"""Repeating within this time of a sentence's start means the sentence before."""

STALLED_SECONDS = 5.0
"""Speech that neither comes nor sounds for so long is given up: it would hold the idle clock for ever."""

NO_DEVICE = "There is no sound device: the kiosk works without its voice. Connect one, or start the sound server."
STALLED = "The sound device takes speech but does not play it. Restart the sound server."


class SpeechPlayer(QObject):
    """Plays one script at a time.

    Signals:
    `word(part, start, length)`: this range of the displayed text (UTF-16 units) is being said; an empty
    part puts the light out; length 0 with a part means that something unseen (role, state) is said of it.
    `utteranceChanged(part)`: speech moved to this part, or to none.
    `playingChanged(playing)`: true from `play` until the end, `stop`, or the loss of the voice; also while
    paused, since the person is still listening. `pausedChanged(paused)`.
    `finished()`: the script was heard to its end; never after `stop`.
    `availableChanged(available)`, `troubleChanged(sentence)`: for the operator, never for the visitor.

    `sink` is the sound device (`ui.sound.DeviceSink`) or a recording. `voices` is the section of that name of
    `kiosk.toml`. `command` replaces the voice process (tests). `on_heard` is told each lit word with its time,
    `on_said` each sentence as it begins to sound. `decoder` reads what authors recorded; without one the voice speaks.
    """

    word = Signal(str, int, int)
    utteranceChanged = Signal(str)
    playingChanged = Signal(bool)
    pausedChanged = Signal(bool)
    finished = Signal()
    availableChanged = Signal(bool)
    troubleChanged = Signal(str)
    _arrived = Signal(object)
    _decoded = Signal(str, object)
    _reported = Signal(object, str)

    def __init__(
        self,
        sink: Sink,
        *,
        voices: Mapping[str, str] | None = None,
        decoder: Decoder | None = None,
        command: Sequence[str] | None = None,
        on_heard: Callable[[HeardWord], None] | None = None,
        on_said: Callable[[Sentence], None] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._sink = sink
        self._on_heard = on_heard
        self._on_said = on_said
        self._place = Place()
        self._table = Turntable(sink)
        self._paused = False
        self._rate = words_per_minute(DEFAULT_RATE)
        self._was_available = False
        self._trouble = self._voice_trouble = self._device_trouble = ""
        self._stall = Stall(STALLED_SECONDS)
        self._sink.set_gain(gain(DEFAULT_VOLUME))
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)
        self._decoded.connect(self._on_decoded, Qt.ConnectionType.QueuedConnection)
        self._reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)
        self._client = VoiceClient(self._arrived.emit, self._reported.emit, command, voices)
        self._decoder = decoder
        self._recordings = Recordings(self._client, self._decode if decoder is not None else None)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    # What is known

    @property
    def available(self) -> bool:
        """Whether a script can be heard: a voice, and a device to sound on."""
        return self._client.state not in (VoiceState.NO_VOICE, VoiceState.BROKEN) and self._sink.available()

    @property
    def trouble(self) -> str:
        """A sentence for the operator while speech cannot be heard, or not in the voice that is ordered; or empty."""
        return self._trouble

    @property
    def playing(self) -> bool:
        """Whether a script is being said or is paused."""
        return self._table.reel is not None

    @property
    def paused(self) -> bool:
        """Whether `pause` holds the script."""
        return self._paused

    @property
    def rest(self) -> Script | None:
        """What is left from the utterance last begun on, to be said after an interruption; None where all is new."""
        return self._place.rest

    @property
    def sounded_ms(self) -> int:
        """How much sound the stretches before the present one gave: where its `HeardWord.at_ms` begin."""
        return self._table.sounded_ms

    @property
    def voice_pid(self) -> int | None:
        """Process id of the voice process, or None."""
        return self._client.pid

    # What can be done

    def start(self) -> None:
        """Start the voice process ahead of need. Call from the thread that lives as long as the visit."""
        self._client.start()
        self._check()

    def presynthesise(self, script: Script) -> None:
        """A page opened: have its first sentences ready. Does not disturb what is playing."""
        self._client.start()
        if self._table.reel is not None:
            return
        self._recordings.renew()
        sentences = script.sentences(self._place.aloud)[:AT_OPENING]
        self._recordings.request(wanted(said, self._rate) for said in sentences)

    def play(self, script: Script) -> None:
        """Say the script from its beginning, instead of anything being said."""
        self._place.begin(script)
        self._run()

    def repeat_all(self) -> None:
        """Say the last script again from its beginning."""
        if self._place.script is not None:
            self.play(self._place.script)

    def repeat_last_sentence(self) -> None:
        """Say the present sentence again and go on; the one before if it has only just begun.

        When nothing is being said: say the last sentence heard, alone.
        """
        reel = self._table.reel
        if reel is None:
            first, end = self._place.again()
            if first < end:
                self._run(first, end)
            return
        index = self._place.beginning(reel.current)
        if self._table.since_ms < JUST_BEGUN_MS and index == reel.current > 0:
            index = self._place.beginning(index - 1)
        self._run(index)

    def pause(self) -> None:
        """Fall silent and keep the place."""
        if self._table.reel is not None and not self._paused:
            self._paused = True
            self._sink.pause()
            self._timer.stop()
            self.pausedChanged.emit(True)

    def resume(self) -> None:
        """Go on after `pause`."""
        if self._table.reel is not None and self._paused:
            self._paused = False
            self._sink.resume()
            self._stall.restart()
            self._timer.start()
            self.pausedChanged.emit(False)

    def stop(self) -> None:
        """Fall silent at once, because the person acted or the page is going."""
        if self._table.reel is not None:
            self._end()

    def set_rate(self, step: int) -> None:
        """Speak faster or slower, from the present sentence on."""
        self._rate = words_per_minute(step)
        if self._table.reel is not None:
            self._run(self._place.beginning(self._table.reel.current))

    def set_volume(self, step: int) -> None:
        """Speak louder or softer, at once."""
        self._sink.set_gain(gain(step))

    def set_answers_aloud(self, aloud: bool) -> None:
        """Whether private utterances may sound: the person allowed it, or wears headphones.

        Taking it back falls silent at once if a script is being said.
        """
        if aloud == self._place.aloud:
            return
        if not aloud:
            self.stop()
        first = self._place.allow(aloud, self._table.reel.current if self._table.reel is not None else None)
        if self._table.reel is not None:
            self._run(first)

    def forget(self) -> None:
        """Drop every text and sound of this visit."""
        self.stop()
        self._recordings.forget()
        self._place.forget()

    def close(self) -> None:
        """Forget everything and end the voice process."""
        self.forget()
        self._client.close()

    # How it is done

    def _run(self, first: int = 0, last: int | None = None) -> None:
        """Say the sentences from `first` on, up to `last` or to the end, instead of anything being said."""
        sentences = self._place.sentences
        last = len(sentences) if last is None else last
        was_playing, was_paused = self._table.reel is not None, self._paused
        self._halt()
        self._client.start()
        self._device_trouble = ""
        self._check()
        if first >= last or not self.available:
            if was_playing:
                self._announce_end(was_paused)
            return
        self._recordings.renew()
        self._table.lay(Reel(sentences, first, last, self._rate))
        if was_paused:
            self.pausedChanged.emit(False)
        if not was_playing:
            self.playingChanged.emit(True)
        self._stall.restart()
        self._timer.start()
        self._tick()

    @Slot(object)
    def _on_arrived(self, result: Spoken | Failed) -> None:
        self._recordings.accept(result)
        if not self._paused:
            self._tick()

    def _decode(self, path: str) -> None:
        if self._decoder is not None:
            self._decoder.decode(path, lambda recording: self._decoded.emit(path, recording))

    @Slot(str, object)
    def _on_decoded(self, path: str, recording: Recording | None) -> None:
        self._recordings.decoded(path, recording)
        if not self._paused:
            self._tick()

    @Slot(object, str)
    def _on_reported(self, state: VoiceState, sentence: str) -> None:
        if state is VoiceState.DIED:
            self._client.revive()
        elif state in (VoiceState.NO_VOICE, VoiceState.BROKEN):
            self.stop()
        if state is not VoiceState.STARTING:
            self._voice_trouble = sentence
        self._check()

    def _check(self) -> None:
        """Tell the operator's side what changed about being heard."""
        sentence = self._voice_trouble or self._device_trouble
        if not sentence and not self._sink.available():
            sentence = NO_DEVICE
        if sentence != self._trouble:
            self._trouble = sentence
            self.troubleChanged.emit(sentence)
        if self.available != self._was_available:
            self._was_available = self.available
            self.availableChanged.emit(self._was_available)

    @Slot()
    def _tick(self) -> None:
        """Load what has come, feed the sink, light what is heard, notice the end."""
        reel = self._table.reel
        if reel is None:
            return
        self._recordings.fill(reel, AHEAD)
        frame = self._table.feed()
        # Handed over is not yet sounding: nothing is lit before the device has moved.
        for cue in reel.due(frame) if frame else ():
            self._show(cue, reel)
            if self._table.reel is not reel:
                return
        if reel.over(frame):
            self._end()
            self.finished.emit()
            return
        if self._stall.standing((frame, reel.loaded)):
            self._give_up(reel, frame)

    def _give_up(self, reel: Reel, frame: int) -> None:
        """Neither the voice nor the device moves."""
        if reel.starved(frame):
            self._client.kill()
        else:
            self._end()
            self._device_trouble = STALLED
            self._check()

    def _show(self, cue: Cue, reel: Reel) -> None:
        sentence = self._place.sentences[cue.sentence]
        if cue.begins:
            self._place.hear(cue.sentence)
            if self._on_said is not None:
                self._on_said(sentence)
            self.utteranceChanged.emit(sentence.part)
            if not sentence.spans:
                self.word.emit(sentence.part, 0, 0)
            return
        if cue.span is None:
            return
        if self._on_heard is not None:
            self._on_heard(reel.heard(cue, self._table.sounded_ms))
        self.word.emit(sentence.part, cue.span.start, cue.span.length)

    def _halt(self) -> None:
        """Silence, without a word to anyone."""
        self._timer.stop()
        self._table.lift()
        self._paused = False

    def _end(self) -> None:
        was_paused = self._paused
        self._halt()
        self._announce_end(was_paused)

    def _announce_end(self, was_paused: bool) -> None:
        if was_paused:
            self.pausedChanged.emit(False)
        self.word.emit("", 0, 0)
        self.utteranceChanged.emit("")
        self.playingChanged.emit(False)
