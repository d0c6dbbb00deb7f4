"""Closed questions: one answer of several, or as many as apply."""

from __future__ import annotations

from kiosk.forms import QuestionKind
from kiosk.pages.answering.asking import Asking, Given, choice_phrase
from kiosk.pages.page import Choice, Choices, Phrase
from kiosk.visit.intents import Choose


def ask(asking: Asking) -> None:
    """All choices, a row each."""
    sheet, question = asking.sheet, asking.question
    multiple = question.kind is QuestionKind.SELECT_MULTIPLE
    chosen = set(asking.value.split())
    choices = []
    for choice in asking.session.choices(question.path):
        part = f"choice.{choice.value}"
        sheet.intents[part] = Choose(question.path, choice.value, multiple)
        choices.append(
            Choice(
                part,
                choice_phrase(sheet, question, choice, part),
                picture=choice.properties.get("picture", ""),
                chosen=choice.value in chosen,
            )
        )
    key = "question.choose.several" if multiple else "question.choose.one"
    sheet.add(Choices("choices", tuple(choices), sheet.say("legend", key), multiple))


def tell(given: Given) -> Phrase:
    """The labels of what was chosen, in the order of the form."""
    wanted = given.value.split()
    offered = [choice for choice in given.session.choices(given.question.path) if choice.value in wanted]
    labels = [choice_phrase(given.sheet, given.question, choice, given.part) for choice in offered]
    comma = given.sheet.context.words.say("list.comma")
    spoken = comma.join(label.spoken or label.text for label in labels) if any(x.spoken for x in labels) else ""
    return Phrase(given.part, comma.join(label.text for label in labels), given.sheet.language, given.private, spoken)
