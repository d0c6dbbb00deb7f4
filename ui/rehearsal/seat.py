"""Where a rehearsal sits: the hands, the page before them, and the question on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kiosk.errors import ParvisError
from kiosk.forms import Question, Session
from kiosk.pages.page import Page
from kiosk.visit.attachments import Stroke


class AnswerImpossible(ParvisError):
    """The rehearsal's answer cannot be given on this page."""


class Fingers(Protocol):
    """What does the touching and typing: `ui.rehearsal.hands.Hands` on the glass, a test's own without one."""

    def tap(self, part: str) -> None:
        """Touch a part of the page."""
        ...

    def type(self, part: str, text: str) -> None:
        """Write into a field, in place of what it held."""
        ...

    def draw(self, part: str, stroke: Stroke) -> None:
        """Go with a finger over a pad: shares of its width."""
        ...

    def until(self, met: Callable[[], bool], what: str) -> None:
        """Wait until something is so, which takes a camera or a stick a moment; `what` is said where it never is."""
        ...


@dataclass(frozen=True, slots=True)
class Seat:
    """Where the rehearsal sits: the hands, the page before them, and the question on it."""

    hands: Fingers
    page: Callable[[], Page]
    session: Session
    question: Question
    places: bytes = b""

    def until(self, met: Callable[[], bool], what: str) -> None:
        """Wait until something is so."""
        self.hands.until(met, what)

    def choice(self, value: str) -> str:
        """The label of a choice. Raises `AnswerImpossible`, naming those there are."""
        offered = {choice.value: choice.label.text for choice in self.session.choices(self.question.path)}
        if value not in offered:
            known = ", ".join(sorted(offered)[:20])
            raise AnswerImpossible(f"'{self.question.name}' has no choice '{value}'. It has: {known}.")
        return offered[value]
