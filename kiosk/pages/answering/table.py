"""Which manner of answering belongs to which kind of question."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kiosk.forms import QuestionKind
from kiosk.pages.answering import choosing, dating, typing
from kiosk.pages.answering.asking import Manner

_TYPING = Manner(typing.ask, typing.tell)
_CHOOSING = Manner(choosing.ask, choosing.tell)

MANNERS: Mapping[QuestionKind, Manner] = MappingProxyType(
    {
        QuestionKind.SELECT_ONE: _CHOOSING,
        QuestionKind.SELECT_MULTIPLE: _CHOOSING,
        QuestionKind.DATE: Manner(dating.ask, dating.tell),
    }
)


def manner(kind: QuestionKind) -> Manner:
    """How a question of this kind is answered: typed, unless it has a manner of its own."""
    return MANNERS.get(kind, _TYPING)
