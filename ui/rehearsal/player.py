"""Plays a rehearsal: at each page does what its kind asks, until the visit has ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from kiosk.catalogue.pack import Pack
from kiosk.conductor import Conductor
from kiosk.errors import ParvisError
from kiosk.forms import Question, QuestionKind, RepeatRange, Session
from kiosk.journey import course
from kiosk.journey.rehearsed import Rehearsed
from kiosk.pages.page import Page, PageKind
from kiosk.ports import Delivery
from ui.rehearsal import answering
from ui.rehearsal.plan import KEPT, Plan
from ui.rehearsal.seat import Fingers

MOST_PAGES = 150
STILL_SECONDS = 0.4
"""Twice the length of a transition."""


class RehearsalFailed(ParvisError):
    """The journey did not go as the rehearsal says."""


class Shown(Protocol):
    """Where the page is."""

    @property
    def page(self) -> Page:
        """The one that is shown."""
        ...


class Theatre(Protocol):
    """What a rehearsal is played in: the application with its window, or a visit that has none."""

    @property
    def page(self) -> Shown:
        """What is seen."""
        ...

    @property
    def conductor(self) -> Conductor:
        """The visit."""
        ...

    @property
    def pack(self) -> Pack:
        """What it offers."""
        ...


class Player(Fingers, Protocol):
    """Hands that also wait."""

    def settle(self, seconds: float = 0.02) -> None:
        """Let things come to rest."""
        ...

    def wait(self, met: Callable[[], bool], what: str) -> None:
        """Wait until something is so."""
        ...


class Rehearsal:
    """One run of a plan. `seen` is told of every page once it has settled."""

    def __init__(self, application: Theatre, plan: Plan, hands: Player, seen: Callable[[Page], None]) -> None:
        self._app = application
        self._plan = plan
        self._hands = hands
        self._seen = seen
        self._rehearsed = Rehearsed(plan.answers)
        self.await_delivery = False

    def play(self) -> None:
        """Go from the first touch to the goodbye. Raises `RehearsalFailed` or `NotFound`."""
        # The window has only just been put up: what moves on it comes to rest.
        self._hands.settle(STILL_SECONDS)
        for _ in range(MOST_PAGES):
            page = self._app.page.page
            self._hands.settle(0.05)
            self._seen(page)
            if page.kind is PageKind.ERASED:
                self._check_all_used()
                return
            self._act(page)
            self._turned(page.id)
        raise RehearsalFailed(f"{self._plan.name}: more than {MOST_PAGES} pages; the form goes in a circle.")

    def _turned(self, identifier: str) -> None:
        self._hands.wait(lambda: self._app.page.page.id != identifier, f"the page '{identifier}' stays")

    def _act(self, page: Page) -> None:
        match page.kind:
            case PageKind.HOME:
                self._hands.tap(f"service.{self._plan.service}")
            case PageKind.QUESTION:
                if self._plan.errors:
                    self._err()
                onwards = self._answer()
                if self._plan.answered:
                    self._hands.settle(STILL_SECONDS)
                    self._seen(self._app.page.page)
                self._hands.tap(onwards)
                self._complain_of_errors()
            case PageKind.OUTCOME:
                self._check_outcome()
                self._hands.tap("forward")
            case PageKind.NEXT:
                self._check_kept()
                self._hands.tap("forward")
            case PageKind.TROUBLE:
                raise RehearsalFailed(f"{self._plan.name}: the kiosk could not go on ({page.id}).")
            case _:
                self._hands.tap("forward")

    def _stop(self) -> course.Stop:
        journey = self._app.conductor.visit.journey
        assert journey is not None
        return course.stop(self._session(), journey.at)

    def _session(self) -> Session:
        return self._app.conductor.session()

    def _answer(self) -> str:
        """Do what the page asks for; the part that leads onwards."""
        stop = self._stop()
        if isinstance(stop, RepeatRange):
            return "add" if stop.count < (self._rehearsed.entries(stop) or 0) else "forward"
        if stop.kind is not QuestionKind.NOTE:
            self._give(stop)
            if self._rehearsed.answer(stop) is None and "without" in self._app.conductor.screen.intents:
                # On a page with a camera, the button that leads onwards takes a picture.
                return "without"
        return "forward"

    def _give(self, question: Question) -> None:
        value = self._rehearsed.answer(question)
        if value is None:
            if self._session().required(question.path):
                raise RehearsalFailed(
                    f"{self._plan.name}: the question '{question.name}' is asked and [answers] has nothing for it. "
                    f"Add a line: {question.name} = ..."
                )
            if self._plan.errors:
                answering.clear(self._seat(question))
            return
        try:
            answering.answer(self._seat(question), value)
        except answering.AnswerImpossible as impossible:
            raise RehearsalFailed(f"{self._plan.name}: {impossible}") from None

    def _seat(self, question: Question) -> answering.Seat:
        return answering.Seat(
            self._hands, lambda: self._app.page.page, self._session(), question, self._app.pack.places
        )

    def _err(self) -> None:
        """Where the plan asks for it: be wrong first, and have what the page then says seen too."""
        question = self._stop()
        if isinstance(question, RepeatRange) or not course.asks(self._session(), question):
            return
        if self._rehearsed.answer(question) is None or not answering.err(self._seat(question)):
            # Where nothing is answered, nothing right would follow what is wrong.
            return
        self._hands.tap("forward")
        self._hands.settle(STILL_SECONDS)
        journey = self._app.conductor.visit.journey
        if journey is None or journey.refusal is None:
            raise RehearsalFailed(f"{self._plan.name}: '{question.name}' took an answer that is none.")
        self._seen(self._app.page.page)

    def _complain_of_errors(self) -> None:
        journey = self._app.conductor.visit.journey
        if journey is not None and journey.refusal is not None:
            name = journey.at.rsplit("/", 1)[-1]
            raise RehearsalFailed(f"{self._plan.name}: the answer to '{name}' was refused ({journey.refusal.value}).")

    def _check_outcome(self) -> None:
        session = self._session()
        titles = [note.name for note in course.outcome(session, "title")]
        if titles != [self._plan.outcome]:
            raise RehearsalFailed(
                f"{self._plan.name}: the outcome is {', '.join(titles) or 'none'}, expected {self._plan.outcome}."
            )
        self._check_documents(session)

    def _check_documents(self, session: Session) -> None:
        documents = course.documents(session)
        if documents != self._plan.documents:
            raise RehearsalFailed(
                f"{self._plan.name}: the documents are {', '.join(documents) or 'none'}; "
                f"expected {', '.join(self._plan.documents) or 'none'}."
            )

    def _check_kept(self) -> None:
        if self._plan.outcome != KEPT:
            raise RehearsalFailed(f"{self._plan.name}: a request was made, expected {self._plan.outcome}.")
        if self.await_delivery:
            self._hands.wait(self._sent, "the desk did not acknowledge the request")
            self._hands.settle(STILL_SECONDS)
            # The page says now that it was sent, and is seen once more.
            self._seen(self._app.page.page)

    def _sent(self) -> bool:
        journey = self._app.conductor.visit.journey
        return journey is not None and journey.delivery is Delivery.SENT

    def _check_all_used(self) -> None:
        if unused := self._rehearsed.unused():
            raise RehearsalFailed(
                f"{self._plan.name}: never asked on this way: {', '.join(sorted(unused))}. "
                "Take these answers out, or mend the form's relevance."
            )
