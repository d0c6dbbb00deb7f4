"""What the modules of the kinds share: the question being asked, and the answer to be worded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kiosk.forms import Question
from kiosk.journey import taking
from kiosk.pages.page import Action, Phrase
from kiosk.pages.sheet import Sheet
from kiosk.visit.state import Journey

if TYPE_CHECKING:
    from kiosk.forms import Choice, Session


@dataclass(frozen=True, slots=True)
class Asking:
    """One question on its page: where its controls are written, and what is known of its answer."""

    sheet: Sheet
    session: Session
    question: Question
    journey: Journey

    @property
    def path(self) -> str:
        """The question's path in the form."""
        return self.question.path

    @property
    def value(self) -> str:
        """What stands on the page so far, canonical: the answer taken, or one told before that is to be changed."""
        return taking.standing(self.session, self.journey, self.path)

    @property
    def required(self) -> bool:
        """Whether the form waits for an answer here."""
        return self.session.required(self.path)

    @property
    def refused(self) -> bool:
        """Whether the page says that something is wrong with the answer."""
        return self.journey.refusal is not None

    def draft(self, slot: str = "") -> str | None:
        """What is typed into a field and not yet taken, or None."""
        return self.journey.draft(self.path, slot)


@dataclass(frozen=True, slots=True)
class Given:
    """An answer to be read back: it is never empty. `part` is where the page says it."""

    sheet: Sheet
    session: Session
    question: Question
    part: str
    value: str

    @property
    def private(self) -> bool:
        """Whether the answer is said to headphones only."""
        return not is_public(self.question)

    def phrase(self, text: str, spoken: str = "") -> Phrase:
        """The answer in these words, kept from mixing its direction with that of the page."""
        sheet = self.sheet
        return Phrase(self.part, sheet.context.words.isolate(text), sheet.language, self.private, spoken)


@dataclass(frozen=True, slots=True)
class Manner:
    """How one kind of question is answered: `ask` writes the page's controls, `tell` words the answer.

    `missing` gives the key of what is said where a required answer is not there. `heading` gives the key of the page's
    heading where the question's own words stand on its control, and is empty where they are the heading.

    `ask` may give the one next thing to do, where that is not simply to continue.
    """

    ask: Callable[[Asking], Action | None]
    tell: Callable[[Given], Phrase]
    missing: Callable[[Asking], str] = lambda asking: "error.required"
    heading: Callable[[Asking], str] = lambda asking: ""


def is_public(question: Question) -> bool:
    """Whether the author marked the answer as safe to say aloud (`bind::kiosk:privacy`)."""
    return question.attributes.get("privacy") == "public"


def label_phrase(sheet: Sheet, session: Session, question: Question, part: str) -> Phrase:
    """What the question asks, with the author's recording of it where there is one."""
    asked = sheet.form(part, session.label(question.path), f"{question.name}/label")
    return replace(asked, recording=sheet.recording(session.media(question.path).audio))


def choice_phrase(sheet: Sheet, question: Question, choice: Choice, part: str, *, private: bool = False) -> Phrase:
    """A choice's label; the possible answers are the form's words, the answer given is the person's."""
    label = sheet.form(part, choice.label, f"{question.name}/{choice.value}", private=private)
    return replace(label, recording=sheet.recording(choice.media.audio))
