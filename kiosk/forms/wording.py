"""Texts that a person reads: where they come from, and what they are once resolved."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.forms.expression import Expression


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text in one language; `derived` where an answer took part in it (an `output` element)."""

    text: str
    derived: bool = False

    def __bool__(self) -> bool:
        return bool(self.text)


EMPTY = Text("")

Segments = tuple[str | Expression, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """Words in the form itself, the same in every language, with outputs between them."""

    segments: Segments


@dataclass(frozen=True, slots=True)
class Translated:
    """The itext with this id."""

    name: str


@dataclass(frozen=True, slots=True)
class TranslatedByRow:
    """The itext whose id an expression gives: `jr:itext(itextId)` on a row of a list."""

    name: Expression


@dataclass(frozen=True, slots=True)
class Computed:
    """The text that an expression gives."""

    expression: Expression


Wording = Written | Translated | TranslatedByRow | Computed
