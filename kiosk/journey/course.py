"""A journey's way through its form.

A `Course` wraps an engine session and brings it to a journey's log: entry by entry when the log has grown, from the
start when it is another log. It knows nothing of screens; it answers "which question next", "how far", "which
documents".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, assert_never

from kiosk.forms import Question, QuestionKind, RepeatRange
from kiosk.journey import order
from kiosk.visit import paths
from kiosk.visit.state import Added, Answer, Journey, Logged, Removed

if TYPE_CHECKING:
    from kiosk.forms import Form, Session

OUTCOME, DOCUMENT, CODE = "outcome", "document", "qr"
"""The `bind::kiosk:*` columns that make a note part of the outcome instead of a page of its own."""

MOST_ENTRIES = 50
"""The most entries that a visitor may add to one list: no household has more, and no hand comes to an end of it."""

Stop = Question | RepeatRange
"""What has a screen of its own: a question, or the list of what was told several times."""


class Course:
    """One journey's session, kept at the journey's log."""

    def __init__(self, form: Form, now: Callable[[], datetime], device_id: str) -> None:
        self.form = form
        self._now = now
        self._device_id = device_id
        self._followed: tuple[Logged, ...] = ()
        self._instance_id = ""
        self._session: Session | None = None
        self._sent: list[tuple[str, bytes]] = []

    def sent(self, instance_id: str, session: Session) -> None:
        """Remember what was sent, for a form that asks for it (`last-saved`); nothing of it outlives the visit."""
        if self.form.model.last_saved:
            self._sent.append((instance_id, session.serialise()))

    def follow(self, journey: Journey, language: str) -> Session:
        """The session as it stands after the journey's log, speaking `language`."""
        known = len(self._followed)
        session = self._session
        if session is None or self._instance_id != journey.instance_id or journey.answers[:known] != self._followed:
            session = self.form.begin(
                now=self._now,
                language=language,
                instance_id=journey.instance_id,
                device_id=self._device_id,
                last_saved=self._sent_before(journey.instance_id),
            )
            known = 0
        for logged in journey.answers[known:]:
            _replay(session, logged)
        session.language = language
        self._session, self._followed, self._instance_id = session, journey.answers, journey.instance_id
        return session

    def apart(self) -> Course:
        """Another course that knows as much, to try something on."""
        other = Course(self.form, self._now, self._device_id)
        other._sent = self._sent
        return other

    def renew(self) -> None:
        """Forget the session, so that the next one is derived from the log alone."""
        self._session, self._followed = None, ()

    def _sent_before(self, instance_id: str) -> bytes | None:
        """What was sent last before this instance: looked at again, it must not find itself."""
        ids = [each for each, _ in self._sent]
        earlier = self._sent[: ids.index(instance_id)] if instance_id in ids else self._sent
        return earlier[-1][1] if earlier else None


def _replay(session: Session, logged: Logged) -> None:
    match logged:
        case Answer(path, value):
            session.set(path, value)
        case Added(path):
            session.add_repeat(path)
        case Removed(path, index):
            session.remove_repeat(path, index)
        case _:
            assert_never(logged)


def is_page(question: Question) -> bool:
    """Whether the question is a screen of its own: not a part of the outcome, and something to show."""
    return not any(key in question.attributes for key in (OUTCOME, DOCUMENT, CODE))


def asks(session: Session, question: Question) -> bool:
    """Whether the screen waits for an answer: not so for information, nor for a value that is only to be read."""
    return question.kind is not QuestionKind.NOTE and not session.readonly(question.path)


def stop(session: Session, path: str) -> Stop:
    """The question or list at a path. Raises `LookupError` where the form has none."""
    form, template = session.form, paths.template(path)
    if any(repeat.path == template for repeat in form.repeats):
        return next(listing for listing in session.repeats() if listing.path == path)
    question = form.question(template)
    if question is None:
        raise LookupError("the form has no such question")
    return question if path == template else replace(question, path=path)


def tag(question: Question) -> str:
    """A short name that no other question of the session has: "name", and "name.2" in the second entry of a list."""
    return ".".join((question.name, *map(str, paths.positions(question.path))))


def stops(session: Session) -> tuple[Stop, ...]:
    """The screens of the form that matter for this person, in order."""
    return tuple(
        step
        for step in session.steps()
        if (is_page(step) if isinstance(step, Question) else step.relevant and not step.fixed)
    )


def first(session: Session) -> Stop | None:
    """The first screen, or None for a form that asks nothing."""
    return next(iter(stops(session)), None)


def after(session: Session, path: str) -> Stop | None:
    """The screen that follows, or None at the end."""
    way = stops(session)
    behind = _passed(session, way, path)
    behind += behind < len(way) and way[behind].path == path
    return way[behind] if behind < len(way) else None


def before(session: Session, path: str) -> Stop | None:
    """The screen that precedes, or None at the start."""
    way = stops(session)
    behind = _passed(session, way, path)
    return way[behind - 1] if behind else None


def ordinal(session: Session, path: str) -> int:
    """The number of this screen among those on this person's way, from 1."""
    return _passed(session, stops(session), path) + 1


def _passed(session: Session, way: tuple[Stop, ...], path: str) -> int:
    """How many screens lie before this one, which need not be on the way any more."""
    for index, each in enumerate(way):
        if each.path == path:
            return index
    place = order.places(session.form)
    here = place(path)
    return sum(place(each.path) < here for each in way)


def first_of(session: Session, entry: str) -> Stop | None:
    """The first screen of a list's entry, or None where it asks nothing."""
    return next((each for each in stops(session) if paths.inside(each.path, entry)), None)


def unsettled(session: Session, journey: Journey) -> Stop | None:
    """The first screen never passed, or whose answer no longer holds: a changed answer may have opened it.

    Information screens count: to somebody who is not safe after all, the numbers to call are one of them. Lists
    count too: only the person knows whether all entries are told.
    """
    given = journey.given()
    for each in stops(session):
        if isinstance(each, RepeatRange):
            if each.path not in journey.seen:
                return each
            continue
        passed = given if asks(session, each) else journey.seen
        if each.path not in passed or session.problem(each.path) is not None:
            return each
    return None


def answered(session: Session) -> tuple[Question, ...]:
    """The questions that "check your answers" lists: all but information screens."""
    return tuple(each for each in stops(session) if isinstance(each, Question) and each.kind is not QuestionKind.NOTE)


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
