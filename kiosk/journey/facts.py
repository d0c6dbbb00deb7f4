"""Facts asked once: which answers say something about the visitor that a later form need not ask again.

The terms are those of the SEMIC Core Person Vocabulary 2.1.1 (https://semiceu.github.io/Core-Person-Vocabulary/):
its classes, with a small letter, and its properties, as the specification names them; for a contact point the local
names of their URIs (m8g:email, m8g:telephone). Left out is what cannot be one answer of somebody who stands there
(dateOfDeath, the web page to reach them), and whatever is not about that person.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from kiosk.forms import Question, QuestionKind
from kiosk.journey import course, taking
from kiosk.visit.state import Answer, Fact, Journey, Visit

if TYPE_CHECKING:
    from kiosk.forms import Session

FACT = "fact"
"""The column `bind::kiosk:fact`."""

_TYPED = frozenset({QuestionKind.TEXT, QuestionKind.INTEGER, QuestionKind.DECIMAL})
_TEXT = frozenset({QuestionKind.TEXT})
_NAMED = frozenset({QuestionKind.TEXT, QuestionKind.SELECT_ONE})
_DATE = frozenset({QuestionKind.DATE})

TERMS: Mapping[str, frozenset[QuestionKind]] = MappingProxyType(
    {
        # http://www.w3.org/ns/person#Person
        "person.alternativeName": _TEXT,
        "person.birthName": _TEXT,
        "person.citizenship": _NAMED | {QuestionKind.SELECT_MULTIPLE},
        "person.countryOfBirth": _NAMED,
        "person.dateOfBirth": _DATE,
        "person.familyName": _TEXT,
        "person.fullName": _TEXT,
        "person.gender": _NAMED,
        "person.givenName": _TEXT,
        "person.identifier": _TEXT,
        "person.matronymicName": _TEXT,
        "person.patronymicName": _TEXT,
        "person.placeOfBirth": _NAMED,
        "person.sex": _NAMED,
        # http://data.europa.eu/m8g/ContactPoint: how to reach the person (person.contactPoint)
        "contactPoint.email": _TEXT,
        "contactPoint.telephone": _TEXT,
        # http://www.w3.org/ns/locn#Address: where the person lives (person.domicile)
        "address.addressArea": _NAMED,
        "address.administrativeUnitLevel1": _NAMED,
        "address.administrativeUnitLevel2": _NAMED,
        "address.fullAddress": _TEXT,
        "address.locatorDesignator": _TYPED,
        "address.locatorName": _TEXT,
        "address.poBox": _TYPED,
        "address.postCode": _TYPED,
        "address.postName": _NAMED,
        "address.thoroughfare": _NAMED,
    }
)
"""Every term that a form may use, and the kinds of question that may ask for it."""


def term(question: Question) -> str:
    """The term that a question asks for, or "": the entries of a list are about others than the visitor."""
    return "" if question.repeats else question.attributes.get(FACT, "")


def fact(question: Question, value: str) -> Fact | None:
    """What the visit remembers of an answer, or None; an empty value forgets."""
    return Fact(term(question), value, _manner(question)) if term(question) else None


def fitting(visit: Visit, session: Session, journey: Journey) -> Answer | None:
    """What was told before and may answer the question on the screen; None once that is answered or written in.

    Whether the form takes the value is the form's to say.
    """
    question = course.stop(session, journey.at)
    if not isinstance(question, Question) or not course.asks(session, question):
        return None
    known = visit.fact(term(question))
    if known is None or not _alike(known.kind, _manner(question)):
        return None
    path = question.path
    written = journey.fill(path) is not None or any(draft.path == path for draft in journey.drafts)
    return None if written or path in journey.given() else Answer(path, known.value)


def _manner(question: Question) -> str:
    """How a question's answers are written: its kind, and for a date which parts of it are asked."""
    return " ".join((question.kind.value, *taking.slots(question)))


def _alike(one: str, other: str) -> bool:
    """Whether both manners mean the same by the same value: a choice's name is no text to show anybody."""
    return one == other or {one, other} <= _TYPED
