"""Putting things in order, by buttons on each row."""

from __future__ import annotations

from dataclasses import replace

from kiosk.forms import Choice, Question, Session
from kiosk.pages.answering.asking import Asking, Given, choice_phrase
from kiosk.pages.page import Action, Phrase, Ranking, RankRow
from kiosk.visit.intents import Put


def ask(asking: Asking) -> None:
    """The things in their present order: the form's own, until the person moves one or says that it is right."""
    sheet, order = asking.sheet, _order(asking.session, asking.question, asking.value)
    answered = asking.value != ""
    rows = tuple(_row(asking, order, index) for index in range(len(order)))
    confirm = sheet.action(
        "rank.confirm", "rank.confirm", Put(asking.path, _value(order)), picture="check", on=answered
    )
    sheet.add(Ranking("ranking", sheet.say("legend", "question.rank"), rows, confirm))


def _order(session: Session, question: Question, value: str) -> list[Choice]:
    """What can be put in order, what the person has put first coming first."""
    offered = {choice.value: choice for choice in session.choices(question.path)}
    placed = [offered.pop(name) for name in value.split() if name in offered]
    return placed + list(offered.values())


def _value(order: list[Choice]) -> str:
    return " ".join(choice.value for choice in order)


def _row(asking: Asking, order: list[Choice], index: int) -> RankRow:
    sheet, choice = asking.sheet, order[index]
    part = f"rank.{choice.value}"
    label = choice_phrase(sheet, asking.question, choice, part)
    if asking.value:
        # Where the form put it is the form's; where the person put it is an answer.
        label = replace(label, private=True)

    def move(name: str, picture: str, by: int) -> Action:
        other = index + by
        possible = 0 <= other < len(order)
        moved = list(order)
        if possible:
            moved[index], moved[other] = moved[other], moved[index]
        intent = Put(asking.path, _value(moved) if possible else asking.value)
        return sheet.action(f"{part}.{name}", f"rank.{name}", intent, picture=picture, ready=possible)

    up, down = move("up", "arrow-up", -1), move("down", "arrow-down", 1)
    return RankRow(f"{part}.place", str(index + 1), label, up, down)


def tell(given: Given) -> Phrase:
    """The order, numbered."""
    placed = _order(given.session, given.question, given.value)[: len(given.value.split())]
    labels = [choice_phrase(given.sheet, given.question, choice, given.part) for choice in placed]
    comma = given.sheet.context.words.say("list.comma")

    def joined(texts: list[str]) -> str:
        return comma.join(f"{number}. {text}" for number, text in enumerate(texts, start=1))

    spoken = joined([label.spoken or label.text for label in labels]) if any(x.spoken for x in labels) else ""
    text = joined([label.text for label in labels])
    return Phrase(given.part, text, given.sheet.language, given.private, spoken)
