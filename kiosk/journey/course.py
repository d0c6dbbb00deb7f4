"""A journey's way through its form.

A `Course` wraps an engine session and brings it to a journey's log of answers: entry by entry when the log
has grown, from the start when it is another log. It knows nothing of screens; it answers "which question
next", "how far", "which documents".
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.forms import Question, QuestionKind
from kiosk.visit.state import Answer, Journey

if TYPE_CHECKING:
    from kiosk.forms import Form, Session

OUTCOME, DOCUMENT, CODE = "outcome", "document", "qr"
"""The `bind::kiosk:*` columns that make a note part of the outcome instead of a page of its own."""


class Course:
    """One journey's session, kept at the journey's log."""

    def __init__(self, form: Form, now: Callable[[], datetime], device_id: str) -> None:
        self.form = form
        self._now = now
        self._device_id = device_id
        self._followed: tuple[Answer, ...] = ()
        self._instance_id = ""
        self._session: Session | None = None

    def follow(self, journey: Journey, language: str) -> Session:
        """The session as it stands after the journey's answers, speaking `language`."""
        known = len(self._followed)
        session = self._session
        if session is None or self._instance_id != journey.instance_id or journey.answers[:known] != self._followed:
            session = self.form.begin(
                now=self._now, language=language, instance_id=journey.instance_id, device_id=self._device_id
            )
            known = 0
        for answer in journey.answers[known:]:
            session.set(answer.path, answer.value)
        session.language = language
        self._session, self._followed, self._instance_id = session, journey.answers, journey.instance_id
        return session


def is_page(question: Question) -> bool:
    """Whether the question is a screen of its own: not a part of the outcome, and something to show."""
    return not any(key in question.attributes for key in (OUTCOME, DOCUMENT, CODE))


def asks(session: Session, question: Question) -> bool:
    """Whether the screen waits for an answer: not so for information, nor for a value that is only to be read."""
    return question.kind is not QuestionKind.NOTE and not session.readonly(question.path)


def stops(session: Session) -> tuple[Question, ...]:
    """The screens of the form that matter for this person, in order."""
    return tuple(question for question in session.questions() if is_page(question))


def first(session: Session) -> Question | None:
    """The first screen, or None for a form that asks nothing."""
    return next(iter(stops(session)), None)


def after(session: Session, path: str) -> Question | None:
    """The screen that follows, or None at the end."""
    order = session.form.questions
    passed = False
    for question in order:
        if passed and is_page(question) and session.relevant(question.path):
            return question
        passed = passed or question.path == path
    return None


def before(session: Session, path: str) -> Question | None:
    """The screen that precedes, or None at the start."""
    previous = None
    for question in session.form.questions:
        if question.path == path:
            return previous
        if is_page(question) and session.relevant(question.path):
            previous = question
    return None


def ordinal(session: Session, path: str) -> int:
    """The number of this screen among those on this person's way, from 1."""
    for index, question in enumerate(stops(session), start=1):
        if question.path == path:
            return index
    return 1


def unsettled(session: Session, journey: Journey) -> Question | None:
    """The first screen never passed, or whose answer no longer holds: a changed answer may have opened it.

    Information screens count: to somebody who is not safe after all, the numbers to call are one of them.
    """
    given = {answer.path for answer in journey.answers}
    for question in stops(session):
        passed = given if asks(session, question) else journey.seen
        if question.path not in passed or session.problem(question.path) is not None:
            return question
    return None


def answered(session: Session) -> tuple[Question, ...]:
    """The questions that "check your answers" lists: all but information screens."""
    return tuple(question for question in stops(session) if question.kind is not QuestionKind.NOTE)


def documents(session: Session) -> tuple[str, ...]:
    """The evidence this person needs, by catalogue identifier, each once, in the form's order."""
    needed = (question.attributes.get(DOCUMENT, "") for question in session.questions())
    return tuple(dict.fromkeys(identifier for identifier in needed if identifier))


def outcome(session: Session, role: str) -> tuple[Question, ...]:
    """The relevant notes with this role (`title`, `lead`, `step`, `warning`, `where`, `done`, `next`)."""
    return tuple(question for question in session.questions() if question.attributes.get(OUTCOME) == role)


def codes(session: Session) -> tuple[Question, ...]:
    """The notes that stand beside a QR code."""
    return tuple(question for question in session.questions() if question.attributes.get(CODE))


def is_guidance(session: Session) -> bool:
    """Whether these answers end in advice, so that nothing is sent."""
    return bool(outcome(session, "title"))
