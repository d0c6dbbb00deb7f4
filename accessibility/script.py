"""What the voice says about a page, in reading order.

The script is made from the same frozen page as the screen, so that nothing is heard that cannot be seen
but roles, states and numbers, and nothing is seen that cannot be heard. The words for those come from the
caller: this module knows no language.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol, assert_never

from accessibility.sentences import Sentence, cut, speakable, whole
from kiosk.pages.page import (
    Action,
    Block,
    Buttons,
    Cards,
    Choice,
    Choices,
    Code,
    DateFields,
    Disclosure,
    Document,
    Documents,
    Facts,
    Field,
    FieldKind,
    Heading,
    Page,
    PageKind,
    Paragraph,
    Phrase,
    Pictures,
    Reference,
    Steps,
    Summary,
    Tone,
)

KEYS: dict[str, tuple[str, ...]] = {
    "speech.choices": ("count",),
    "speech.choice": ("number", "count"),
    "speech.chosen": (),
    "speech.not-chosen": (),
    "speech.card": ("number", "count"),
    "speech.document": ("number", "count"),
    "speech.step": ("number",),
    "speech.button": (),
    "speech.button.unready": (),
    "speech.on": (),
    "speech.off": (),
    "speech.open": (),
    "speech.closed": (),
    "speech.field": (),
    "speech.field.number": (),
    "speech.field.empty": (),
    "speech.field.invalid": (),
    "speech.code": (),
    "speech.error": (),
    "speech.warning": (),
    "speech.private": (),
}
"""Every word key that a script may ask for, with the values it passes."""

CHOSEN_PICTURE = "check"
"""The pictogram by which a card shows that it is the present one (a language); the voice says so in words."""

WITHIN_MS = 90
"""Between the parts of one control: its number, its label, its state."""
SENTENCE_MS = 250
BLOCK_MS = 400


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
    """

    part: str
    text: str
    speech: str
    language: str
    private: bool = False
    instead: str = ""
    pause_ms: int = SENTENCE_MS


@dataclass(frozen=True, slots=True)
class Script:
    """The utterances of one page (or of one confirmation), in reading order."""

    utterances: tuple[Utterance, ...]
    language: str

    def sentences(self, answers_aloud: bool) -> tuple[Sentence, ...]:
        """What is really said, sentence by sentence.

        Where private utterances are left out, the first of each unbroken run gives its `instead`.
        """
        found: list[Sentence] = []
        told = False
        for index, utterance in enumerate(self.utterances):
            if answers_aloud or not utterance.private:
                found += _sentences(utterance, index)
                told = False
            elif utterance.instead and not told:
                stand_in = replace(utterance, text="", speech=utterance.instead, language=self.language)
                found += (replace(said, spans=whole(utterance.text)) for said in _sentences(stand_in, index))
                told = True
        return tuple(found)


def _sentences(utterance: Utterance, index: int) -> Iterator[Sentence]:
    pieces = cut(utterance.text, utterance.speech)
    for number, (speech, spans) in enumerate(pieces, start=1):
        pause = utterance.pause_ms if number == len(pieces) else SENTENCE_MS
        yield Sentence(utterance.part, speech, utterance.language, spans, index, pause)


def script(page: Page, say: Say) -> Script:
    """The whole page: title and progress, the blocks, back and continue, the voice's strip and the bar.

    Whose counter this is opens the first screen and closes every other: a person who listens to their
    ninth question knows where they stand.
    """
    return Script(tuple(_Writer(page, say).page()), page.language)


def confirmation(page: Page, part: str, say: Say) -> Script:
    """What is said right after a press on a choice or toggle: its label and its new state, nothing else.

    Empty if the page has no such part.
    """
    writer = _Writer(page, say)
    return Script(tuple(writer.state_of(part)), page.language)


class _Writer:
    """Turns each kind of block into utterances. Holds the page and the words, and no state of its own."""

    def __init__(self, page: Page, say: Say) -> None:
        self._page = page
        self._say = say

    def page(self) -> Iterator[Utterance]:
        page = self._page
        around = tuple(phrase for phrase in (page.town, page.mark) if phrase is not None)
        first = page.kind is PageKind.FIRST
        groups: list[list[Utterance]] = []
        if first:
            groups += ([self.phrase(phrase)] for phrase in around)
        groups.append([self.phrase(page.title)])
        if page.progress is not None:
            groups.append([self.phrase(page.progress.phrase)])
        groups += (list(self.block(block)) for block in page.blocks)
        groups += (list(self.action(action)) for action in (page.back, page.forward) if action is not None)
        if page.status is not None:
            groups.append([self.phrase(page.status)])
        groups += (list(self.action(action)) for action in (*page.voice, *page.bar))
        if not first:
            groups += ([self.phrase(phrase)] for phrase in around)
        for group in groups:
            said = [utterance for utterance in group if utterance.speech.strip()]
            yield from said[:-1]
            if said:
                yield replace(said[-1], pause_ms=BLOCK_MS)

    def phrase(self, phrase: Phrase, pause_ms: int = SENTENCE_MS) -> Utterance:
        return Utterance(
            phrase.part,
            phrase.text,
            speakable(phrase.spoken or phrase.text),
            phrase.language,
            phrase.private,
            self._word("speech.private") if phrase.private else "",
            pause_ms,
        )

    def extra(
        self, part: str, key: str, *, private: bool = False, pause_ms: int = SENTENCE_MS, **values: str
    ) -> Utterance:
        """Something that only the voice says."""
        return Utterance(part, "", self._word(key, **values), self._page.language, private, pause_ms=pause_ms)

    def _word(self, key: str, **values: str) -> str:
        return speakable(self._say(key, **values))

    def block(self, block: Block) -> Iterator[Utterance]:
        match block:
            case Heading(phrase):
                yield self.phrase(phrase)
            case Paragraph(phrase, tone):
                yield from self.tone(phrase, tone)
                yield self.phrase(phrase)
            case Choices():
                yield from self.choices(block)
            case Field():
                yield from self.field(block)
            case DateFields(_, legend, day, month, year):
                yield from self.legend(legend)
                for field in (day, month, year):
                    yield from self.field(field)
            case Disclosure(action, body, opened):
                yield from self.action(action, "speech.open" if opened else "speech.closed")
                if opened:
                    yield self.phrase(body)
            case Documents(documents):
                for number, document in enumerate(documents, start=1):
                    yield from self.document(document, number, len(documents))
            case Summary(rows):
                for row in rows:
                    yield self.phrase(row.question, WITHIN_MS)
                    yield self.phrase(row.answer)
                    if row.change is not None:
                        yield from self.action(row.change)
            case Steps(steps):
                for step in steps:
                    if step.number:
                        spoken = self._word("speech.step", number=step.number)
                        yield Utterance(step.part, step.number, spoken, self._page.language, pause_ms=WITHIN_MS)
                    yield self.phrase(step.text)
            case Facts(facts):
                for fact in facts:
                    yield self.phrase(fact.label, WITHIN_MS)
                    yield self.phrase(fact.value)
            case Cards(cards):
                for number, card in enumerate(cards, start=1):
                    yield self.count("speech.card", card.part, number, len(cards))
                    yield self.phrase(card.title)
                    if card.text is not None:
                        yield self.phrase(card.text)
                    if card.picture == CHOSEN_PICTURE:
                        yield self.extra(card.part, "speech.chosen")
            case Pictures(pictures):
                for picture in pictures:
                    yield self.phrase(picture.caption)
            case Code(part, _, caption):
                yield self.extra(part, "speech.code", pause_ms=WITHIN_MS)
                yield self.phrase(caption)
            case Reference(label, phrase):
                yield self.phrase(label, WITHIN_MS)
                yield self.phrase(phrase)
            case Buttons(actions):
                for action in actions:
                    yield from self.action(action)
            case _:
                assert_never(block)

    def tone(self, phrase: Phrase, tone: Tone) -> Iterator[Utterance]:
        """Says what the frame and pictogram show. The other tones say nothing that their words do not."""
        if tone is Tone.ERROR:
            yield self.extra(phrase.part, "speech.error", pause_ms=WITHIN_MS)
        elif tone is Tone.WARNING:
            yield self.extra(phrase.part, "speech.warning", pause_ms=WITHIN_MS)

    def count(self, key: str, part: str, number: int, count: int) -> Utterance:
        return self.extra(part, key, pause_ms=WITHIN_MS, number=str(number), count=str(count))

    def legend(self, legend: Phrase) -> Iterator[Utterance]:
        """A group's name, unless a heading on the page is that same phrase."""
        headings = (block.phrase for block in self._page.blocks if isinstance(block, Heading))
        if legend.text not in {heading.text for heading in headings}:
            yield self.phrase(legend)

    def choices(self, block: Choices) -> Iterator[Utterance]:
        yield from self.legend(block.legend)
        yield self.extra(block.part, "speech.choices", count=str(len(block.choices)))
        for number, choice in enumerate(block.choices, start=1):
            yield self.count("speech.choice", choice.part, number, len(block.choices))
            yield self.phrase(choice.label, WITHIN_MS)
            if choice.hint is not None:
                yield self.phrase(choice.hint, WITHIN_MS)
            if choice.chosen or block.multiple:
                yield self.chosen(choice)

    def chosen(self, choice: Choice) -> Utterance:
        """The state of a choice, which is an answer on a question's page and a mere setting elsewhere."""
        key = "speech.chosen" if choice.chosen else "speech.not-chosen"
        return self.extra(choice.part, key, private=self._page.kind is PageKind.QUESTION)

    def field(self, field: Field) -> Iterator[Utterance]:
        numeric = field.kind in (FieldKind.INTEGER, FieldKind.DECIMAL)
        yield self.phrase(field.label, WITHIN_MS)
        yield self.extra(field.part, "speech.field.number" if numeric else "speech.field", pause_ms=WITHIN_MS)
        if field.value:
            instead = self._word("speech.private")
            yield Utterance(field.part, field.value, speakable(field.value), self._page.language, True, instead)
        else:
            yield self.extra(field.part, "speech.field.empty")
        if field.invalid:
            yield self.extra(field.part, "speech.field.invalid")

    def document(self, document: Document, number: int, count: int) -> Iterator[Utterance]:
        yield replace(self.count("speech.document", document.part, number, count), private=document.title.private)
        yield self.phrase(document.title)
        yield self.phrase(document.form)
        if document.where is not None:
            yield self.phrase(document.where)
        yield from self.action(document.have, private=document.title.private)
        yield from self.action(document.not_yet, private=document.title.private)

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

    def state_of(self, part: str) -> Iterator[Utterance]:
        """Label and state of the choice or toggle with this part."""
        for block in self._page.blocks:
            if isinstance(block, Choices):
                for choice in block.choices:
                    if choice.part == part:
                        state = self.chosen(choice)
                        label = self.phrase(choice.label, WITHIN_MS)
                        # Said alone, the label is the answer: others may only hear that something was chosen.
                        yield replace(label, private=True, instead=state.speech) if state.private else label
                        yield state
        actions = [*self._page.voice, *self._page.bar]
        for block in self._page.blocks:
            if isinstance(block, Documents):
                actions += (action for document in block.documents for action in (document.have, document.not_yet))
            elif isinstance(block, Buttons):
                actions += block.actions
        for action in actions:
            if action.part == part and action.on is not None:
                yield self.phrase(action.label, WITHIN_MS)
                yield self.extra(action.part, "speech.on" if action.on else "speech.off", private=action.label.private)
