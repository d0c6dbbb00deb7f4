"""What is being said and how far it has been heard: where "repeat" and "go on" begin."""

from __future__ import annotations

from dataclasses import replace

from accessibility.script import Script
from accessibility.sentences import Sentence, around


class Place:
    """The script being said, its sentences, and the one last heard.

    A sentence with foreign words comes in pieces, each in its own voice; it is repeated as a whole.
    """

    def __init__(self) -> None:
        self._script: Script | None = None
        self._aloud = False
        self._heard: tuple[tuple[Sentence, ...], int] | None = None
        self.sentences: tuple[Sentence, ...] = ()

    @property
    def script(self) -> Script | None:
        """The script that was begun last."""
        return self._script

    @property
    def aloud(self) -> bool:
        """Whether private utterances are among the sentences."""
        return self._aloud

    @property
    def rest(self) -> Script | None:
        """What is left from the utterance last begun on, to be said after an interruption; None where all is new."""
        if self._script is None or self._heard is None or self._heard[0] is not self.sentences:
            return self._script
        sentences, index = self._heard
        return replace(self._script, utterances=self._script.utterances[sentences[index].utterance :])

    def begin(self, script: Script) -> None:
        """Another script is said from now on."""
        self._script = script
        self.sentences = script.sentences(self._aloud)

    def allow(self, aloud: bool, current: int | None) -> int:
        """Private utterances may sound, or must not; the sentence to go on with, where `current` is being said."""
        self._aloud = aloud
        if not aloud:
            self._heard = None
            return 0
        if self._script is None or current is None:
            return 0
        at = self.sentences[current].utterance
        self.sentences = self._script.sentences(True)
        return next((index for index, said in enumerate(self.sentences) if said.utterance >= at), 0)

    def hear(self, index: int) -> None:
        """This sentence begins to sound."""
        self._heard = (self.sentences, index)

    def again(self) -> tuple[int, int]:
        """The last sentence heard, alone; the sentences are then those it stands among. Nothing heard: nothing."""
        if self._heard is None:
            return 0, 0
        self.sentences, index = self._heard
        return around(self.sentences, index)

    def beginning(self, index: int) -> int:
        """Where the sentence begins of which this is a piece."""
        return around(self.sentences, index)[0]

    def forget(self) -> None:
        """Drop every text."""
        self._script, self.sentences, self._heard = None, (), None
