"""Which manner of answering belongs to which kind of question."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kiosk.forms import QuestionKind
from kiosk.pages.answering import agreeing, attaching, choosing, coding, moments, placing, ranking, stepping, typing
from kiosk.pages.answering.asking import Manner

_TYPING = Manner(typing.ask, typing.tell)
_CHOOSING = Manner(choosing.ask, choosing.tell, missing=choosing.missing)
_MOMENTS = Manner(moments.ask, moments.tell)

MANNERS: Mapping[QuestionKind, Manner] = MappingProxyType(
    {
        QuestionKind.SELECT_ONE: _CHOOSING,
        QuestionKind.SELECT_MULTIPLE: _CHOOSING,
        QuestionKind.DATE: _MOMENTS,
        QuestionKind.TIME: _MOMENTS,
        QuestionKind.DATETIME: _MOMENTS,
        QuestionKind.ACKNOWLEDGE: Manner(
            agreeing.ask, agreeing.tell, missing=lambda asking: "error.agree", heading=agreeing.heading
        ),
        QuestionKind.RANK: Manner(ranking.ask, ranking.tell, missing=lambda asking: "error.rank"),
        QuestionKind.RANGE: Manner(stepping.ask, stepping.tell, missing=stepping.missing),
        QuestionKind.BARCODE: Manner(coding.ask, coding.tell, missing=lambda asking: "error.code"),
        QuestionKind.GEOPOINT: Manner(placing.ask, placing.tell, missing=lambda asking: "error.choose"),
        QuestionKind.GEOTRACE: Manner(attaching.not_here, typing.tell, missing=lambda asking: "error.not-here"),
        QuestionKind.GEOSHAPE: Manner(attaching.not_here, typing.tell, missing=lambda asking: "error.not-here"),
        QuestionKind.FILE: Manner(attaching.ask, attaching.tell, missing=attaching.missing),
    }
)


def manner(kind: QuestionKind) -> Manner:
    """How a question of this kind is answered: typed, unless it has a manner of its own."""
    return MANNERS.get(kind, _TYPING)
