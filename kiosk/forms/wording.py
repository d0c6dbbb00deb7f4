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


@dataclass(frozen=True, slots=True)
class Media:
    """What goes with a text in one language: `jr://` URIs of files, "" where there is none.

    `big_image` is the same picture as `image` with more in it, for whoever wants to look closer.
    """

    image: str = ""
    audio: str = ""
    video: str = ""
    big_image: str = ""

    def __bool__(self) -> bool:
        return bool(self.image or self.audio or self.video or self.big_image)


NO_MEDIA = Media()

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
    """The itext whose id an expression gives: `jr:itext(itextId)` on a row of a list.

    `column` is the row's column that holds the id, where the expression is simply one.
    """

    name: Expression
    column: str = ""


@dataclass(frozen=True, slots=True)
class Computed:
    """The text that an expression gives; `column` as for `TranslatedByRow`."""

    expression: Expression
    column: str = ""


@dataclass(frozen=True, slots=True)
class NamedColumns:
    """The columns of a row whose names, divided by commas, are the text of another wording."""

    names: Wording | None


Wording = Written | Translated | TranslatedByRow | Computed | NamedColumns
