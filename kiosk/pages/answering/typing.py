"""Answers typed into one field: texts and numbers, and whatever has no manner of its own."""

from __future__ import annotations

from kiosk.forms import QuestionKind
from kiosk.pages.answering.asking import Asking, Given
from kiosk.pages.page import Field, FieldKind, Phrase
from kiosk.visit.intents import Type

_ENTRY = {"name": FieldKind.NAME, "email": FieldKind.EMAIL, "phone": FieldKind.PHONE}
_NUMBERS = {QuestionKind.INTEGER: FieldKind.INTEGER, QuestionKind.DECIMAL: FieldKind.DECIMAL}


def ask(asking: Asking) -> None:
    """One line, or a box where the author asked for several."""
    question = asking.question
    kind = _NUMBERS.get(question.kind) or _ENTRY.get(question.attributes.get("entry", ""), FieldKind.TEXT)
    if kind is FieldKind.TEXT and "multiline" in question.appearance:
        kind = FieldKind.MULTILINE
    draft = asking.draft()
    asking.sheet.intents["answer"] = Type(question.path, "")
    label = asking.sheet.say("answer.label", f"field.{kind.value}")
    asking.sheet.add(Field("answer", label, asking.value if draft is None else draft, kind, asking.refused))


def tell(given: Given) -> Phrase:
    """What was typed; a number with its language's decimal sign."""
    value = given.value
    if given.question.kind is QuestionKind.DECIMAL and not given.sheet.language.startswith("en"):
        value = value.replace(".", ",")
    return given.phrase(value)
