"""What the voice says, piece by piece: the words on the screen, and the few that only the voice adds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol, assert_never

from accessibility.saying.voicing import voiced
from accessibility.sentences import Sentence, cut, retied, speakable, whole
from kiosk.pages.lexicon import NO_LEXICON, Lexicon
from kiosk.pages.page import (
    Action,
    Card,
    Code,
    Heading,
    Illustration,
    ListedEntry,
    Pad,
    Page,
    Phrase,
    Step,
    Still,
    Tone,
    Viewfinder,
)

KEYS: dict[str, tuple[str, ...]] = {
    "speech.choices": ("count",),
    "speech.choice": ("number", "count"),
    "speech.chosen": (),
    "speech.not-chosen": (),
    "speech.card": ("number", "count"),
    "speech.document": ("number", "count"),
    "speech.entry": ("number", "count"),
    "speech.step": ("number",),
    "speech.button": (),
    "speech.button.unready": (),
    "speech.on": (),
    "speech.off": (),
    "speech.open": (),
    "speech.closed": (),
    "speech.field": (),
    "speech.field.number": (),
    "speech.field.long": (),
    "speech.field.email": (),
    "speech.field.phone": (),
    "speech.field.search": (),
    "speech.field.filled": (),
    "speech.field.empty": (),
    "speech.field.invalid": (),
    "speech.ranking": ("count",),
    "speech.place": ("number", "count"),
    "speech.moved": (),
    "speech.stepper": (),
    "speech.changed": (),
    "speech.code": (),
    "speech.error": (),
    "speech.warning": (),
    "speech.private": (),
    "speech.viewfinder": (),
    "speech.image": (),
    "speech.still": (),
    "speech.pad": (),
    "speech.pad.empty": (),
    "speech.pad.drawn": (),
    "speech.how.keys": (),
    "speech.how.ear": (),
    "speech.how.one": (),
    "speech.how.two": (),
}
"""Every word key that a script may ask for, with the values it passes."""

WITHIN_MS = 90
"""Between the parts of one control: its number, its label, its state."""
SENTENCE_MS = 250
BLOCK_MS = 400

LONGEST_RECORDED = 1_000
"""A longer text is not taken from its recording: if that failed, the voice could not say it in one piece."""


CHOSEN_PICTURE = "check"
"""The pictogram by which a card shows that it is the present one (a language); the voice says so in words."""


class Say(Protocol):
    """Looks a word up in the page's language and puts values into it (`kiosk.words.Words.say`)."""

    def __call__(self, key: str, **values: str) -> str:
        """The text under `key`."""
        ...


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something to say, and what it is on the screen.

    `text` is the displayed string, empty where only the voice says it (role, number, state). `speech` is
    what is said. `private` must not sound where others can hear, unless the person allowed it; `instead`
    is said in its place, and betrays nothing. `pause_ms` is the silence after it at 120 words a minute.
    `recording` is the file in which an author says it, which goes before the synthetic voice; or empty.
    """

    part: str
    text: str
    speech: str
    language: str
    private: bool = False
    instead: str = ""
    pause_ms: int = SENTENCE_MS
    recording: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """The utterances of one page (or of one confirmation), in reading order."""

    utterances: tuple[Utterance, ...]
    language: str
    lexicon: Lexicon = NO_LEXICON

    def sentences(self, answers_aloud: bool) -> tuple[Sentence, ...]:
        """What is really said, sentence by sentence.

        Where private utterances are left out, the first of each unbroken run gives its `instead`.
        """
        found: list[Sentence] = []
        told = False
        for index, utterance in enumerate(self.utterances):
            if answers_aloud or not utterance.private:
                found += _recorded(utterance, tuple(_sentences(utterance, index, self.lexicon)))
                told = False
            elif utterance.instead and not told:
                stand_in = replace(utterance, text="", speech=utterance.instead, language=self.language, recording="")
                found += (
                    replace(said, spans=whole(utterance.text)) for said in _sentences(stand_in, index, self.lexicon)
                )
                told = True
        return tuple(found)


def _sentences(utterance: Utterance, index: int, lexicon: Lexicon) -> Iterator[Sentence]:
    pieces = cut(utterance.text, utterance.speech)
    for number, (written, spans) in enumerate(pieces, start=1):
        pause = utterance.pause_ms if number == len(pieces) else SENTENCE_MS
        segments = voiced(written, utterance.language, lexicon)
        for segment in segments:
            begins, last = segment is segments[0], segment is segments[-1]
            tied = retied(spans, len(written.split()), segment.words)
            language, rest = segment.language, pause if last else 0
            yield Sentence(utterance.part, segment.speech, language, tied, index, rest, begins)


def _recorded(utterance: Utterance, sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """Where an author says it, one sentence of all: the file does not say where its sentences end."""
    speech = " ".join(said.speech for said in sentences)
    if not utterance.recording or not 0 < len(speech) <= LONGEST_RECORDED:
        return sentences
    words = tuple(span for said in sentences for span in said.spans)
    spans = words if len(words) == len(speech.split()) else whole(utterance.text)
    last, file = sentences[-1], utterance.recording
    return (Sentence(last.part, speech, utterance.language, spans, last.utterance, last.pause_ms, recording=file),)


class Teller:
    """Turns phrases and buttons into utterances. Holds the page and the words, and no state of its own."""

    def __init__(self, page: Page, say: Say) -> None:
        self._page = page
        self._say = say

    def phrase(self, phrase: Phrase, pause_ms: int = SENTENCE_MS) -> Utterance:
        return Utterance(
            phrase.part,
            phrase.text,
            speakable(phrase.spoken or phrase.text),
            phrase.language,
            phrase.private,
            self._word("speech.private") if phrase.private else "",
            pause_ms,
            phrase.recording,
        )

    def extra(
        self, part: str, key: str, *, private: bool = False, pause_ms: int = SENTENCE_MS, **values: str
    ) -> Utterance:
        """Something that only the voice says."""
        return Utterance(part, "", self._word(key, **values), self._page.language, private, pause_ms=pause_ms)

    def _word(self, key: str, **values: str) -> str:
        return speakable(self._say(key, **values))

    def count(self, key: str, part: str, number: int, count: int) -> Utterance:
        return self.extra(part, key, pause_ms=WITHIN_MS, number=str(number), count=str(count))

    def legend(self, legend: Phrase) -> Iterator[Utterance]:
        """A group's name, unless a heading on the page is that same phrase."""
        headings = (block.phrase for block in self._page.blocks if isinstance(block, Heading))
        if legend.text not in {heading.text for heading in headings}:
            yield self.phrase(legend)

    def tone(self, phrase: Phrase, tone: Tone) -> Iterator[Utterance]:
        """Says what the frame and pictogram show. The other tones say nothing that their words do not."""
        if tone is Tone.ERROR:
            yield self.extra(phrase.part, "speech.error", pause_ms=WITHIN_MS)
        elif tone is Tone.WARNING:
            yield self.extra(phrase.part, "speech.warning", pause_ms=WITHIN_MS)

    def step(self, step: Step) -> Iterator[Utterance]:
        if step.number:
            spoken = self._word("speech.step", number=step.number)
            yield Utterance(step.part, step.number, spoken, self._page.language, pause_ms=WITHIN_MS)
        yield self.phrase(step.text)

    def entry(self, entry: ListedEntry, count: int) -> Iterator[Utterance]:
        """Which of several it is; the number is on the screen."""
        yield replace(self.count("speech.entry", entry.part, int(entry.number), count), text=entry.number)

    def present(self, card: Card) -> Iterator[Utterance]:
        if card.picture == CHOSEN_PICTURE:
            yield self.extra(card.part, "speech.chosen")

    def seen(self, block: Illustration | Code | Viewfinder | Still | Pad) -> Iterator[Utterance]:
        """What is there for the eye alone: what it is, and its caption."""
        match block:
            case Illustration(part, _, alternative):
                yield self.extra(part, "speech.image", pause_ms=WITHIN_MS)
                yield self.phrase(alternative)
            case Code(part, _, caption):
                yield self.extra(part, "speech.code", pause_ms=WITHIN_MS)
                yield self.phrase(caption)
            case Viewfinder(part, caption):
                yield self.extra(part, "speech.viewfinder", pause_ms=WITHIN_MS)
                yield self.phrase(caption)
            case Still(part, _, caption):
                yield self.extra(part, "speech.still", pause_ms=WITHIN_MS)
                yield self.phrase(caption)
            case Pad(part, label, drawn):
                yield self.phrase(label, WITHIN_MS)
                yield self.extra(part, "speech.pad", pause_ms=WITHIN_MS)
                yield self.extra(part, "speech.pad.drawn" if drawn else "speech.pad.empty", private=bool(drawn))
            case _:
                assert_never(block)

    def action(self, action: Action, state: str = "", *, private: bool = False) -> Iterator[Utterance]:
        """A button: its label, what it is, and its state if it has one."""
        if action.on is not None and not state:
            state = "speech.on" if action.on else "speech.off"
        yield self.phrase(action.label, WITHIN_MS)
        # Only Continue waits for an answer; slower, at its slowest, has no reason to give.
        waits = not action.ready and action is self._page.forward
        role = "speech.button.unready" if waits else "speech.button"
        yield self.extra(action.part, role, pause_ms=WITHIN_MS if state else SENTENCE_MS)
        if state:
            yield self.extra(action.part, state, private=private)
