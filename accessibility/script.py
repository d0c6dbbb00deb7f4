"""What the voice says about a page, in reading order.

The script is made from the same frozen page as the screen, so that nothing is heard that cannot be seen
but roles, states and numbers, and nothing is seen that cannot be heard. The words for those come from the
caller: this module knows no language.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from accessibility.answering import Answering
from accessibility.saying.operating import Manner, in_short, instructions
from accessibility.saying.pointing import Pointing
from accessibility.utterances import BLOCK_MS, SENTENCE_MS, WITHIN_MS, Say, Script, Utterance
from kiosk.pages.page import (
    Block,
    Buttons,
    Cards,
    Choices,
    Code,
    Disclosure,
    Document,
    Documents,
    Facts,
    Field,
    Fields,
    Heading,
    Illustration,
    Listed,
    Pad,
    Page,
    PageKind,
    Paragraph,
    Pictures,
    Ranking,
    Reference,
    Stepper,
    Steps,
    Still,
    Summary,
    Tone,
    Viewfinder,
)

__all__ = [
    "Manner",
    "Say",
    "Script",
    "Utterance",
    "confirmation",
    "error_script",
    "instructions",
    "part_script",
    "script",
]


def script(page: Page, say: Say, manner: Manner = Manner.TOUCH) -> Script:
    """The whole page: title and progress, the blocks, back and continue, the voice's strip and the bar.

    Whose counter this is opens the first screen and closes every other: a person who listens to their
    ninth question knows where they stand. Who does not touch what they see also hears which keys choose.
    """
    return Script(tuple(_Writer(page, say).page(manner)), page.language, page.lexicon)


def confirmation(page: Page, part: str, say: Say) -> Script:
    """What is said right after a press on a choice or toggle: its label and its new state, nothing else.

    Empty if the page has no such part.
    """
    writer = _Writer(page, say)
    return Script(tuple(writer.state_of(part)), page.language, page.lexicon)


def part_script(page: Page, part: str, say: Say) -> Script:
    """What is said when the focus, a scan or a finger comes to this part: label, role, state, position, hint.

    A text is said whole, a group by its name and size. Empty if the page has no such part.
    """
    return Script(
        tuple(said for said in Pointing(page, say).at(part) if said.speech.strip()), page.language, page.lexicon
    )


def error_script(page: Page, say: Say) -> Script:
    """What stands in the way of going on: which question, what is wrong and how to mend it, and in which field.

    Empty where nothing does.
    """
    writer = _Writer(page, say)
    return Script(tuple(writer.errors()), page.language, page.lexicon)


class _Writer(Answering):
    """Turns each kind of block into utterances. Holds the page and the words, and no state of its own."""

    def page(self, manner: Manner) -> Iterator[Utterance]:
        page = self._page
        around = tuple(phrase for phrase in (page.town, page.mark) if phrase is not None)
        first = page.kind is PageKind.FIRST
        groups: list[list[Utterance]] = []
        if first:
            groups += ([self.phrase(phrase)] for phrase in around)
        groups.append([self.phrase(page.title)])
        if page.progress is not None:
            groups.append([self.phrase(page.progress.phrase)])
        for block in page.blocks:
            groups += [list(in_short(page, block, self._say, manner)), list(self.block(block))]
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
            case Fields(_, legend, fields):
                yield from self.legend(legend)
                for field in fields:
                    yield from self.field(field)
            case Ranking():
                yield from self.ranking(block)
            case Stepper():
                yield from self.stepper(block)
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
                    yield self.phrase(row.answer, SENTENCE_MS if row.change is not None else BLOCK_MS)
                    if row.change is not None:
                        yield from self.action(row.change)
            case Listed(entries):
                for entry in entries:
                    yield from self.entry(entry, len(entries))
                    yield self.phrase(entry.name)
                    yield from self.action(entry.change)
                    yield from self.action(entry.remove)
            case Steps(steps):
                for step in steps:
                    yield from self.step(step)
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
                    yield from self.present(card)
            case Pictures(pictures):
                for picture in pictures:
                    yield self.phrase(picture.caption)
            case Reference(label, phrase):
                yield self.phrase(label, WITHIN_MS)
                yield self.phrase(phrase)
            case Illustration() | Code() | Viewfinder() | Still() | Pad():
                yield from self.seen(block)
            case Buttons(actions):
                for action in actions:
                    yield from self.action(action)
            case _:
                assert_never(block)

    def errors(self) -> Iterator[Utterance]:
        """The question, each error on the page, and the fields that it is about."""
        blocks = self._page.blocks
        wrong = [block for block in blocks if isinstance(block, Paragraph) and block.tone is Tone.ERROR]
        if not wrong:
            return
        yield from (self.phrase(block.phrase) for block in blocks if isinstance(block, Heading) and block.level == 1)
        for paragraph in wrong:
            yield from self.block(paragraph)
        fields = [each for block in blocks if isinstance(block, Fields) for each in block.fields]
        for field in (*fields, *(block for block in blocks if isinstance(block, Field))):
            if field.invalid:
                yield self.phrase(field.label, WITHIN_MS)
                yield self.extra(field.part, "speech.field.invalid")

    def document(self, document: Document, number: int, count: int) -> Iterator[Utterance]:
        yield replace(self.count("speech.document", document.part, number, count), private=document.title.private)
        yield self.phrase(document.title)
        yield self.phrase(document.form)
        if document.where is not None:
            yield self.phrase(document.where)
        yield from self.action(document.have, private=document.title.private)
        yield from self.action(document.not_yet, private=document.title.private)

    def state_of(self, part: str) -> Iterator[Utterance]:
        """Label and state of the choice or toggle with this part."""
        for block in self._page.blocks:
            if isinstance(block, Ranking | Stepper):
                yield from self.changed(block, part)
            elif isinstance(block, Choices):
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
        for block in self._page.blocks:
            if isinstance(block, Ranking):
                actions.append(block.confirm)
        for action in actions:
            if action.part == part and action.on is not None:
                yield self.phrase(action.label, WITHIN_MS)
                yield self.extra(action.part, "speech.on" if action.on else "speech.off", private=action.label.private)
