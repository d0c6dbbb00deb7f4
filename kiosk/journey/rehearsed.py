"""The answers of a rehearsal, found for the questions of a session.

A text (or number, or date) under a question's name answers it. A list of tables under a repeat's name answers the
questions of its entries: `[[answers.child]]`, `name = "Lina"`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeGuard

from kiosk.forms import Question, RepeatRange
from kiosk.visit import paths

Told = Mapping[str, "str | Sequence[Told]"]


def read(data: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of a TOML or JSON file, each value as a text."""
    return {str(name): [read(each) for each in value] if is_list(value) else str(value) for name, value in data.items()}


def is_list(value: object) -> TypeGuard[Sequence[Mapping[str, Any]]]:
    """Whether the value answers the entries of a repeat."""
    return isinstance(value, list | tuple) and all(isinstance(each, Mapping) for each in value)


class Rehearsed:
    """Gives each answer to the question that asks for it, and knows which were never asked for."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self._answers = answers
        self._asked: set[str] = set()

    def answer(self, question: Question) -> str | None:
        """The answer to a question of a session, or None where the rehearsal has none."""
        around = zip(
            (path.rsplit("/", 1)[-1] for path in question.repeats), paths.positions(question.path), strict=True
        )
        table, name = self._table(around)
        self._asked.add(name + question.name)
        value = table.get(question.name)
        return value if isinstance(value, str) else None

    def entries(self, listing: RepeatRange) -> int | None:
        """How many entries a list is to have, or None where the rehearsal says nothing of it."""
        names = [path.rsplit("/", 1)[-1] for path in _repeats(listing)]
        table, name = self._table(zip(names, paths.positions(listing.path), strict=False))
        self._asked.add(name + listing.repeat.name)
        value = table.get(listing.repeat.name)
        return len(value) if is_list(value) else None

    def unused(self) -> tuple[str, ...]:
        """The answers that no question asked for."""
        return tuple(name for name in _names(self._answers) if name not in self._asked)

    def _table(self, around: Iterator[tuple[str, int]]) -> tuple[Mapping[str, Any], str]:
        table, name = self._answers, ""
        for repeat, index in around:
            self._asked.add(name + repeat)
            entries = table.get(repeat)
            table = entries[index - 1] if is_list(entries) and index <= len(entries) else {}
            name += f"{repeat}[{index}]."
        return table, name


def _repeats(listing: RepeatRange) -> list[str]:
    """The templates of the repeats around a list, outermost first."""
    steps = listing.path.split("/")
    return [paths.template("/".join(steps[: at + 1])) for at, step in enumerate(steps) if step.endswith("]")]


def _names(answers: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for name, value in answers.items():
        yield prefix + name
        if is_list(value):
            for index, each in enumerate(value, start=1):
                yield from _names(each, f"{prefix}{name}[{index}].")
