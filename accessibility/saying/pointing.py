"""What is said when the focus, a scan or a finger comes to one part of a page.

Who moves from control to control wants the word that tells them apart first: so the label comes before the
role, the state and the position, where the whole page, read in order, counts first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from accessibility.answering import Answering
from accessibility.utterances import WITHIN_MS, Utterance
from kiosk.pages.page import (
    Action,
    Block,
    Buttons,
    Cards,
    Choice,
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
    ListedEntry,
    Pad,
    Paragraph,
    Phrase,
    Pictures,
    Ranking,
    RankRow,
    Reference,
    Stepper,
    Steps,
    Still,
    Summary,
    SummaryRow,
    Viewfinder,
)


class Pointing(Answering):
    """Finds the smallest thing that a part stands for. A group's own part stands for its name and size."""

    def at(self, part: str) -> Iterator[Utterance]:
        """What is said there; nothing if the page has no such part."""
        page = self._page
        for block in page.blocks:
            if said := tuple(self.within(block, part)):
                yield from said
                return
        for action in (page.back, page.forward, *page.voice, *page.bar):
            if action is not None and _is(part, action):
                yield from self.action(action)
                return
        lines = (page.title, page.progress.phrase if page.progress else None, page.status, page.town, page.mark)
        yield from (self.phrase(line) for line in lines if line is not None and line.part == part)

    def within(self, block: Block, part: str) -> Iterator[Utterance]:
        """What is said of the part, if it is in this block."""
        match block:
            case Heading(phrase):
                yield from self.line(part, phrase)
            case Paragraph(phrase, tone):
                if part == phrase.part:
                    yield from self.tone(phrase, tone)
                    yield self.phrase(phrase)
            case Choices():
                yield from self.of_choices(block, part)
            case Field():
                if _is(part, block):
                    yield from self.field(block)
            case Fields():
                for field in block.fields:
                    if _is(part, field):
                        yield from self.field(field)
                        yield self.phrase(block.legend)
                if part in (block.part, block.legend.part):
                    yield self.phrase(block.legend)
            case Ranking():
                yield from self.of_ranking(block, part)
            case Stepper():
                yield from self.of_stepper(block, part)
            case Disclosure(action, body, opened):
                if _is(part, action):
                    yield from self.action(action, "speech.open" if opened else "speech.closed")
                elif opened:
                    yield from self.line(part, body)
            case Documents(documents):
                for number, document in enumerate(documents, start=1):
                    yield from self.of_document(document, number, len(documents), part)
            case Summary(rows):
                for row in rows:
                    yield from self.of_row(row, part)
            case Listed(entries):
                for entry in entries:
                    yield from self.of_entry(entry, len(entries), part)
            case _:
                yield from self.within_texts(block, part)

    def within_texts(self, block: Block, part: str) -> Iterator[Utterance]:
        """The same for the blocks that only show something, or open it."""
        match block:
            case Steps(steps):
                for step in steps:
                    if part in (step.part, step.text.part):
                        yield from self.step(step)
            case Facts(facts):
                for fact in facts:
                    if part in (fact.part, fact.label.part, fact.value.part):
                        yield self.phrase(fact.label, WITHIN_MS)
                        yield self.phrase(fact.value)
            case Cards(cards):
                for number, card in enumerate(cards, start=1):
                    if part in (card.part, card.title.part, card.text.part if card.text else card.part):
                        yield self.phrase(card.title, WITHIN_MS)
                        yield self.extra(card.part, "speech.button", pause_ms=WITHIN_MS)
                        yield from self.present(card)
                        yield self.count("speech.card", card.part, number, len(cards))
                        if card.text is not None:
                            yield self.phrase(card.text)
            case Pictures(pictures):
                for picture in pictures:
                    yield from self.line(part, picture.caption)
            case Reference(label, phrase):
                if part in (label.part, phrase.part):
                    yield self.phrase(label, WITHIN_MS)
                    yield self.phrase(phrase)
            case Buttons(actions):
                for action in actions:
                    if _is(part, action):
                        yield from self.action(action)
            case (
                Illustration(own, _, caption)
                | Code(own, _, caption)
                | Viewfinder(own, caption)
                | Still(own, _, caption)
                | Pad(own, caption)
            ):
                if part in (own, caption.part):
                    yield from self.seen(block)
            case _:
                # The other blocks are `within`'s: it comes first.
                return

    def line(self, part: str, phrase: Phrase) -> Iterator[Utterance]:
        if part == phrase.part:
            yield self.phrase(phrase)

    def of_choices(self, block: Choices, part: str) -> Iterator[Utterance]:
        if part in (block.part, block.legend.part):
            yield self.phrase(block.legend)
            yield self.extra(block.part, "speech.choices", count=str(len(block.choices)))
        for number, choice in enumerate(block.choices, start=1):
            if _is(part, choice):
                yield self.phrase(choice.label, WITHIN_MS)
                yield self.chosen(choice)
                yield self.count("speech.choice", choice.part, number, len(block.choices))
                if choice.hint is not None:
                    yield self.phrase(choice.hint)

    def of_ranking(self, block: Ranking, part: str) -> Iterator[Utterance]:
        if part in (block.part, block.legend.part):
            yield self.phrase(block.legend)
            yield self.extra(block.part, "speech.ranking", count=str(len(block.rows)))
        for row in block.rows:
            if part in (row.part, row.label.part):
                yield from self.placed(row, len(block.rows))
            for action in (row.up, row.down):
                if _is(part, action):
                    yield from self.action(action)
                    yield from self.placed(row, len(block.rows))
        if _is(part, block.confirm):
            yield from self.action(block.confirm, private=True)

    def placed(self, row: RankRow, count: int) -> Iterator[Utterance]:
        place, label = self.place(row, count)
        yield replace(label, pause_ms=WITHIN_MS)
        yield place

    def of_stepper(self, block: Stepper, part: str) -> Iterator[Utterance]:
        if part in (block.part, block.legend.part, block.value.part):
            yield self.phrase(block.legend)
            yield self.phrase(block.value)
            yield self.phrase(block.low, WITHIN_MS)
            yield self.phrase(block.high)
        yield from self.line(part, block.low)
        yield from self.line(part, block.high)
        for action in block.actions:
            if _is(part, action):
                yield from self.action(action)
                yield self.phrase(block.value)

    def of_document(self, document: Document, number: int, count: int, part: str) -> Iterator[Utterance]:
        texts = (document.title, document.form, *((document.where,) if document.where else ()))
        if part == document.part or part in {text.part for text in texts}:
            yield from (self.phrase(text) for text in texts)
            yield replace(self.count("speech.document", document.part, number, count), private=document.title.private)
        for action in (document.have, document.not_yet):
            if _is(part, action):
                yield from self.action(action, private=document.title.private)
                yield self.phrase(document.title)

    def of_row(self, row: SummaryRow, part: str) -> Iterator[Utterance]:
        if row.change is not None and _is(part, row.change):
            yield from self.action(row.change)
        elif part not in (row.part, row.question.part, row.answer.part):
            return
        yield self.phrase(row.question, WITHIN_MS)
        yield self.phrase(row.answer)

    def of_entry(self, entry: ListedEntry, count: int, part: str) -> Iterator[Utterance]:
        for action in (entry.change, entry.remove):
            if _is(part, action):
                yield from self.action(action)
                yield self.phrase(entry.name)
                return
        if part in (entry.part, entry.name.part):
            yield self.phrase(entry.name, WITHIN_MS)
            yield from self.entry(entry, count)


def _is(part: str, thing: Action | Choice | Field) -> bool:
    """Whether the part is this control, or a text on it."""
    hint = thing.hint if isinstance(thing, Choice) else None
    return part in (thing.part, thing.label.part) or (hint is not None and part == hint.part)
