"""What the voice says of the controls in which a person answers: what they are, how they stand, what became of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from accessibility.sentences import speakable
from accessibility.utterances import WITHIN_MS, Teller, Utterance
from kiosk.pages.page import Choice, Choices, Field, FieldKind, PageKind, Ranking, RankRow, Stepper

FIELDS = {
    FieldKind.INTEGER: "speech.field.number",
    FieldKind.DECIMAL: "speech.field.number",
    FieldKind.NUMBERS: "speech.field.number",
    FieldKind.MULTILINE: "speech.field.long",
    FieldKind.EMAIL: "speech.field.email",
    FieldKind.PHONE: "speech.field.phone",
    FieldKind.SEARCH: "speech.field.search",
}
"""What a field is for, and so which keys it brings; the others take letters."""


class Answering(Teller):
    """The blocks of `kiosk.pages.controls`."""

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

    def ranking(self, block: Ranking) -> Iterator[Utterance]:
        yield from self.legend(block.legend)
        yield self.extra(block.part, "speech.ranking", count=str(len(block.rows)))
        for row in block.rows:
            yield from self.place(row, len(block.rows))
            yield from self.action(row.up)
            yield from self.action(row.down)
        yield from self.action(block.confirm, private=True)

    def place(self, row: RankRow, count: int) -> Iterator[Utterance]:
        """Where a row stands and what it is: the person's own order is private with its label."""
        spoken = self._word("speech.place", number=row.place, count=str(count))
        yield Utterance(row.part, row.place, spoken, self._page.language, row.label.private, "", pause_ms=WITHIN_MS)
        yield self.phrase(row.label)

    def stepper(self, block: Stepper) -> Iterator[Utterance]:
        yield from self.legend(block.legend)
        yield self.extra(block.part, "speech.stepper", pause_ms=WITHIN_MS)
        yield self.phrase(block.low, WITHIN_MS)
        yield self.phrase(block.high)
        yield from self.action(block.less)
        yield self.phrase(block.value)
        for action in (block.more, *block.leaps):
            yield from self.action(action)

    def field(self, field: Field) -> Iterator[Utterance]:
        yield self.phrase(field.label, WITHIN_MS)
        yield self.extra(field.part, FIELDS.get(field.kind, "speech.field"), pause_ms=WITHIN_MS)
        if field.value:
            instead = self._word("speech.field.filled")
            yield Utterance(field.part, field.value, speakable(field.value), self._page.language, True, instead)
        else:
            yield self.extra(field.part, "speech.field.empty")
        if field.invalid:
            yield self.extra(field.part, "speech.field.invalid")

    def changed(self, block: Ranking | Stepper, part: str) -> Iterator[Utterance]:
        """What a press on one of the block's buttons has made of it: the new number, or the row's new place."""
        match block:
            case Stepper():
                if any(action.part == part for action in block.actions):
                    yield replace(self.phrase(block.value), private=True, instead=self._word("speech.changed"))
                    # At an end of the scale the voice says so: the button there looks spent.
                    for action, end in ((block.less, block.low), (block.more, block.high)):
                        if not action.ready:
                            yield replace(self.phrase(end), private=True)
            case Ranking():
                for row in block.rows:
                    if part in (row.up.part, row.down.part):
                        label = self.phrase(row.label, WITHIN_MS)
                        yield replace(label, private=True, instead=self._word("speech.moved"))
                        spoken = self._word("speech.place", number=row.place, count=str(len(block.rows)))
                        yield Utterance(row.part, row.place, spoken, self._page.language, private=True)
            case _:
                assert_never(block)
