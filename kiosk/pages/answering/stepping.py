"""A number of a scale: stepped through with minus and plus, or given in points."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from kiosk.forms import Question
from kiosk.pages.answering import typing
from kiosk.pages.answering.asking import Asking, Given
from kiosk.pages.page import Action, Arrangement, Choice, Choices, Phrase, Stepper
from kiosk.visit.intents import Put
from kiosk.words import numbers

MOST_POINTS = 10
"""So many points stand on a narrow screen, at most, in two lines."""

LARGEST, FINEST = Decimal(10) ** 12, Decimal(10) ** -6
"""No scale for people goes further, or is finer."""

LEAPS = ((100, 10), (20, 5))
"""Of a scale with at least so many steps, a leap has so many: five presses of ten where fifty would be needed."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The values of a range, from its first to its last. `count` is how many there are."""

    start: Decimal
    step: Decimal
    count: int
    whole: bool

    def value(self, index: int) -> str:
        """The canonical value at a place, from 0."""
        number = self.start + index * self.step
        return str(int(number)) if self.whole else format(number.normalize(), "f")

    def index(self, value: str) -> int | None:
        """The place of a value, or None where it is not on the scale."""
        try:
            place = (Decimal(value) - self.start) / self.step
        except InvalidOperation:
            return None
        return int(place) if place == int(place) and 0 <= place < self.count else None

    @property
    def leap(self) -> int:
        """How many steps the larger buttons go; 1 where there are none."""
        return next((leap for least, leap in LEAPS if self.count > least), 1)


def _fits(number: Decimal) -> bool:
    # `abs` would round in its context, and 1e999999999 overflow it.
    return number.is_finite() and number.copy_abs() < LARGEST


def scale(question: Question) -> Scale | None:
    """The question's scale, or None where what the author wrote is none."""
    try:
        start, end, step = (Decimal(question.parameters.get(name) or "") for name in ("start", "end", "step"))
    except InvalidOperation:
        return None
    if not all(_fits(number) for number in (start, end, step)) or step.copy_abs() < FINEST:
        return None
    step = step.copy_abs() if end >= start else -step.copy_abs()
    whole = question.data_type == "int" and start == int(start) and step == int(step)
    return Scale(start, step, int((end - start) / step) + 1, whole)


def ask(asking: Asking) -> None:
    """The control that the author asked for. A range without a scale is a number to type."""
    values = scale(asking.question)
    if values is None:
        typing.ask(asking)
    elif _in_points(asking.question, values):
        asking.sheet.add(_points(asking, values))
    else:
        asking.sheet.add(_stepper(asking, values))


def missing(asking: Asking) -> str:
    """The key of what is said where no number has been chosen."""
    values = scale(asking.question)
    if values is None:
        return "error.required"
    return "error.choose" if _in_points(asking.question, values) else "error.step"


def _in_points(question: Question, values: Scale) -> bool:
    return "rating" in question.appearance.split() and values.count <= MOST_POINTS


def _points(asking: Asking, values: Scale) -> Choices:
    sheet, points = asking.sheet, []
    for index in range(values.count):
        value = values.value(index)
        part = f"choice.{value}"
        sheet.intents[part] = Put(asking.path, value)
        shown, last = (numbers.written(v, sheet.language) for v in (value, values.value(values.count - 1)))
        spoken = sheet.context.words.speak("answer.points", value=shown, end=last)
        points.append(Choice(part, Phrase(part, shown, sheet.language, spoken=spoken), chosen=value == asking.value))
    return Choices("choices", tuple(points), sheet.say("legend", "question.rate"), arrangement=Arrangement.POINTS)


def _stepper(asking: Asking, values: Scale) -> Stepper:
    sheet, language = asking.sheet, asking.sheet.language
    here, last = values.index(asking.value), values.count - 1

    def action(name: str, key: str, picture: str, by: int) -> Action:
        # The first press begins at the scale's first value, whichever button it is.
        there = 0 if here is None else max(0, min(last, here + by))
        possible = here is None or there != here
        count = numbers.written(str(abs(by) * abs(values.step)), language)
        intent = Put(asking.path, values.value(there))
        return sheet.action(f"step.{name}", key, intent, picture=picture, ready=possible, count=count)

    leaps: tuple[Action, ...] = ()
    if values.leap > 1:
        leaps = (
            action("much-less", "step.much-less", "minus", -values.leap),
            action("much-more", "step.much-more", "plus", values.leap),
        )
    if here is None:
        value = sheet.say("value", "step.none")
    else:
        value = Phrase("value", numbers.written(asking.value, language), language, private=True)
    low, high = (numbers.written(values.value(index), language) for index in (0, last))
    return Stepper(
        "stepper",
        sheet.say("legend", "question.step"),
        value,
        here is not None,
        sheet.say("low", "step.low", value=low),
        sheet.say("high", "step.high", value=high),
        0.0 if here is None else here / max(1, last),
        action("less", "step.less", "minus", -1),
        action("more", "step.more", "plus", 1),
        leaps,
    )


def tell(given: Given) -> Phrase:
    """The number, and out of how many where it was given in points."""
    values, language = scale(given.question), given.sheet.language
    shown = numbers.written(given.value, language)
    if values is None or not _in_points(given.question, values):
        return given.phrase(shown)
    last = numbers.written(values.value(values.count - 1), language)
    words = given.sheet.context.words
    spoken = words.speak("answer.points", value=shown, end=last)
    return given.phrase(words.say("answer.points", value=shown, end=last), spoken)
