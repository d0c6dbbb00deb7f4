"""Answers typed into one field: texts and numbers, and whatever has no manner of its own."""

from __future__ import annotations

from kiosk.forms import Question, QuestionKind
from kiosk.journey import taking
from kiosk.pages.answering import suggesting
from kiosk.pages.answering.asking import Asking, Given
from kiosk.pages.page import Field, FieldKind, Phrase
from kiosk.visit.intents import Type
from kiosk.words import numbers

_ENTRY = {"name": FieldKind.NAME, "email": FieldKind.EMAIL, "phone": FieldKind.PHONE}
_NUMBERS = {QuestionKind.INTEGER: FieldKind.INTEGER, QuestionKind.DECIMAL: FieldKind.DECIMAL}


def ask(asking: Asking) -> None:
    """One line, or a box where the author asked for several."""
    question, language = asking.question, asking.sheet.language
    kind = _kind(question)
    draft = asking.draft()
    asking.sheet.intents["answer"] = Type(question.path, "")
    value = _written(question, asking.value, language) if draft is None else draft
    group = numbers.marks(language).group if _grouped(question) else ""
    label = asking.sheet.say("answer.label", f"field.{kind.value}")
    suggestions = suggesting.suggest(asking, kind, value)
    field = Field("answer", label, value, kind, asking.refused, group=group, suggestions=suggestions)
    asking.sheet.add(field)


def _kind(question: Question) -> FieldKind:
    words = question.appearance.split()
    kind = _NUMBERS.get(taking.typed_as(question)) or _ENTRY.get(question.attributes.get("entry", ""), FieldKind.TEXT)
    if kind is FieldKind.TEXT and "multiline" in words:
        return FieldKind.MULTILINE
    if kind is FieldKind.TEXT and "numbers" in words:
        return FieldKind.NUMBERS
    return kind


def _grouped(question: Question) -> bool:
    return taking.typed_as(question) in _NUMBERS and "thousands-sep" in question.appearance.split()


def _written(question: Question, value: str, language: str) -> str:
    if taking.typed_as(question) not in _NUMBERS:
        return value
    return numbers.written(value, language, grouped=_grouped(question))


def tell(given: Given) -> Phrase:
    """What was typed; a number as its language writes it."""
    language = given.sheet.language
    text = _written(given.question, given.value, language)
    # A voice may take what stands apart for several numbers.
    return given.phrase(text, numbers.written(given.value, language) if numbers.NARROW_SPACE in text else "")
