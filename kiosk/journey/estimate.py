"""About how many questions are still to come.

A form's relevance depends on answers nobody has given yet, so counting what is relevant now says "of about 2"
for a journey of nine. Instead the form is walked through a number of times with answers drawn at random,
and each question remembers how many followed it on the ways that passed through it.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.forms import FormError, Question, QuestionKind
from kiosk.journey import course
from kiosk.visit import paths

if TYPE_CHECKING:
    from kiosk.forms import Form, Session

WALKS = 40
LONGEST_WALK = 200


@dataclass(frozen=True, slots=True)
class Estimate:
    """`remaining` holds, for each path in the form, how many screens follow it on the longest way drawn: chance takes
    early exits more often than people do, and ending sooner than told is no disappointment."""

    remaining: Mapping[str, int]

    def following(self, path: str) -> int:
        """About how many screens follow this one; 0 where no way led past it."""
        return self.remaining.get(paths.template(path), 0)

    def fraction(self, session: Session, path: str) -> float:
        """How much of the way lies behind the person who stands at `path`, from 0 to 1."""
        here = course.ordinal(session, path)
        return (here - 1) / (here + self.following(path))


def estimate(form: Form, now: Callable[[], datetime]) -> Estimate:
    """Walk `form` with random answers, the same ones for the same form."""
    chance = random.Random(form.id)
    followed: defaultdict[str, list[int]] = defaultdict(list)
    for _ in range(WALKS):
        way = _walk(form, now, chance)
        for index, path in enumerate(way):
            followed[paths.template(path)].append(len(way) - index - 1)
    remaining = {path: max(counts) for path, counts in followed.items()}
    return Estimate(_completed(form, remaining))


def _completed(form: Form, remaining: dict[str, int]) -> dict[str, int]:
    """What typed answers open (a child old enough to swim) no walk has met: one more than what follows it."""
    later = -1
    for question in reversed(form.questions):
        if question.path in remaining:
            later = remaining[question.path]
        elif course.is_page(question) and later >= 0:
            later = remaining[question.path] = later + 1
    return remaining


def _walk(form: Form, now: Callable[[], datetime], chance: random.Random) -> list[str]:
    session = form.begin(now=now, language=form.default_language)
    way: list[str] = []
    stop = course.first(session)
    while stop is not None and len(way) < LONGEST_WALK:
        way.append(stop.path)
        if isinstance(stop, Question):
            _answer(session, stop, chance)
        stop = course.after(session, stop.path)
    return way


def _answer(session: Session, question: Question, chance: random.Random) -> None:
    """Closed questions decide the way; what is typed seldom does, and is left open."""
    if question.kind not in (QuestionKind.SELECT_ONE, QuestionKind.SELECT_MULTIPLE):
        return
    choices = session.choices(question.path)
    if choices:
        try:
            session.set(question.path, chance.choice(choices).value)
        except FormError:
            return
