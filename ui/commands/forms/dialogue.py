"""A form as a conversation in plain text: one question, one answer, until there is nothing left to ask.

Nothing here draws or moves a cursor: each line can be read by a screen reader, a pipe or a test.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk.forms import Choice, FormError, Media, Problem, Question, QuestionKind, RepeatRange, Session
from ui.commands.forms.answers import NotUnderstood, answer, matching, yes_or_no

LONG_LIST = 30
"""A list of more choices is not read out: part of a name finds them."""

HELP = (
    "Type your answer and press Enter. An empty line keeps what is there.\n"
    ":back goes back, :clear empties the answer, :why says why this is asked, :lang CODE changes the language,\n"
    ":remove N takes out the N-th of a repeated part, :quit leaves without an instance, :help says this."
)
_FORMATS = {
    QuestionKind.SELECT_MULTIPLE: "numbers, with blanks between them",
    QuestionKind.RANK: "all numbers, the first choice first",
    QuestionKind.INTEGER: "a whole number",
    QuestionKind.DECIMAL: "a number",
    QuestionKind.RANGE: "a number",
    QuestionKind.DATE: "year-month-day or day/month/year",
    QuestionKind.TIME: "hours:minutes",
    QuestionKind.DATETIME: "year-month-day hours:minutes",
    QuestionKind.GEOPOINT: "latitude longitude",
    QuestionKind.FILE: "the name of a file",
    QuestionKind.ACKNOWLEDGE: "y to agree",
}

Step = Question | RepeatRange


class Left(Exception):
    """The conversation ended before the form did: `reason` says how."""


class Dialogue:
    """One session, asked in the order of the form. `say` writes a line; `ask` reads one, None at the end of input."""

    def __init__(self, session: Session, say: Callable[[str], None], ask: Callable[[str], str | None]) -> None:
        self._session = session
        self._say = say
        self._ask = ask
        self._trail: list[str] = []
        self._groups: tuple[str, ...] = ()

    def run(self) -> None:
        """Ask until every question was passed. Raises `Left`."""
        step = self._first()
        while step is not None:
            if isinstance(step, RepeatRange):
                step = self._repeat(step)
            else:
                self._heading(step)
                step = self._question(step)

    # Where we are

    def _steps(self) -> list[Step]:
        return list(self._session.steps())

    def _first(self) -> Step | None:
        return next(iter(self._steps()), None)

    def _after(self, here: Step, place: int) -> Step | None:
        """The step after `here`; where it is gone, what now stands at its place."""
        steps = self._steps()
        for number, step in enumerate(steps):
            if _key(step) == _key(here):
                return steps[number + 1] if number + 1 < len(steps) else None
        return steps[place] if place < len(steps) else None

    def _place(self, here: Step) -> int:
        return next((n for n, step in enumerate(self._steps()) if _key(step) == _key(here)), 0)

    def _back(self, here: Step) -> Step:
        while self._trail:
            wanted = self._trail.pop()
            for step in self._steps():
                if _key(step) == wanted:
                    self._groups = ()
                    return step
        self._say("This is the first question.")
        return here

    # Asking

    def _question(self, question: Question) -> Step | None:
        session, path = self._session, question.path
        place = self._place(question)
        self._show(question)
        if question.kind is QuestionKind.NOTE or session.readonly(path):
            return self._after(question, place)
        while True:
            typed = self._read("> ", question.name)
            if typed.startswith(":"):
                moved = self._command(typed, question)
                if moved is not None:
                    return moved
                continue
            if self._answered(question, typed):
                self._trail.append(_key(question))
                return self._after(question, place)

    def _answered(self, question: Question, typed: str) -> bool:
        """Take what was typed; False, and the reason said, where it cannot stand."""
        session, path = self._session, question.path
        if typed.strip():
            choices = session.choices(path)
            if self._searched(typed, question, choices):
                return False
            try:
                session.set(path, answer(typed, question, choices))
            except NotUnderstood as error:
                self._say(str(error))
                return False
            except FormError as error:
                self._say(error.message)
                return False
        match session.problem(path):
            case Problem.REQUIRED:
                self._say(session.required_message(path).text or "An answer is needed here.")
                return False
            case Problem.CONSTRAINT:
                self._say(session.constraint_message(path).text or "This answer does not fit. Try another one.")
                return False
            case None:
                return True

    def _searched(self, typed: str, question: Question, choices: Sequence[Choice]) -> bool:
        """In a long list, what is no number and no name finds the names that hold it; whether it was such a search."""
        if len(choices) <= LONG_LIST or question.kind is not QuestionKind.SELECT_ONE:
            return False
        try:
            answer(typed, question, choices)
        except NotUnderstood:
            found = matching(typed, choices)
            self._say(f"{len(found)} of {len(choices)} match." if found else "Nothing matches.")
            for number, choice in found[:LONG_LIST]:
                self._say(_choice_line(number, choice))
            if len(found) > LONG_LIST:
                self._say("Type more of the name to see fewer.")
            return True
        return False

    def _repeat(self, part: RepeatRange) -> Step | None:
        session = self._session
        place = self._place(part)
        self._groups = ()
        if part.fixed:
            return self._after(part, place)
        name = session.group_label(part.path).text or part.repeat.name
        self._say("")
        while True:
            typed = self._read(f"Add {'another' if part.count else 'one'}: {name}? (y/n) ", part.repeat.name)
            if typed.startswith(":"):
                moved = self._command(typed, part)
                if moved is not None:
                    return moved
                continue
            try:
                more = yes_or_no(typed)
            except NotUnderstood as error:
                self._say(str(error))
                continue
            self._trail.append(_key(part))
            if not more:
                return self._after(part, place)
            fresh = session.add_repeat(part.path)
            return next((s for s in self._steps() if _key(s).startswith((f"{fresh}/", f"+{fresh}/"))), part)

    # Commands

    def _command(self, typed: str, here: Step) -> Step | None:
        """Do what a line that begins with a colon says; the step to go to, or None to stay."""
        word, _, rest = typed[1:].strip().partition(" ")
        match word.lower(), here:
            case "back", _:
                return self._back(here)
            case "quit", _:
                raise Left("Left without an instance.")
            case "lang", _:
                return self._language(rest.strip(), here)
            case "why", Question():
                self._say(self._session.guidance(here.path).text or "The form does not say why this is asked.")
            case "clear", Question():
                try:
                    self._session.set(here.path, "")
                except FormError as error:
                    self._say(error.message)
                else:
                    self._say("The answer is empty now.")
            case "remove", RepeatRange():
                return self._remove(rest.strip(), here)
            case _:
                self._say(HELP)
        return None

    def _language(self, code: str, here: Step) -> Step | None:
        codes = self._session.form.language_codes
        if code not in codes:
            self._say(f"The form has: {', '.join(codes)}." if codes else "The form has one language only.")
            return None
        self._session.language = code
        self._groups = ()
        return here

    def _remove(self, number: str, part: RepeatRange) -> Step | None:
        if not number.isdecimal() or not 1 <= int(number[:9]) <= part.count:
            self._say(f"Type :remove and a number from 1 to {part.count}." if part.count else "There is none.")
            return None
        self._session.remove_repeat(part.path, int(number))
        self._say("Taken out.")
        return next((step for step in self._steps() if _key(step) == _key(part)), None)

    # Showing

    def _heading(self, question: Question) -> None:
        """The headings of the groups that begin here."""
        parts = question.path.split("/")
        around = tuple("/".join(parts[: group.path.count("/") + 1]) for group in question.groups)
        for path in around:
            if path not in self._groups:
                label = self._session.group_label(path).text
                if label:
                    self._say("")
                    self._say(label)
        self._groups = around

    def _show(self, question: Question) -> None:
        session, path = self._session, question.path
        mark = " (required)" if session.required(path) and question.kind is not QuestionKind.NOTE else ""
        self._say("")
        self._say(f"{session.label(path).text or question.name}{mark}")
        hint = session.hint(path).text
        if hint:
            self._say(hint)
        self._say_media(session.media(path))
        choices = session.choices(path)
        if len(choices) > LONG_LIST:
            self._say(f"There are {len(choices)} choices. Type part of a name to find yours.")
        else:
            for number, choice in enumerate(choices, 1):
                self._say(_choice_line(number, choice))
        if question.kind in _FORMATS:
            self._say(f"({_FORMATS[question.kind]})")
        value = session.value(path)
        if value:
            self._say(f"Now: {_shown(value, choices)}")

    def _say_media(self, media: Media) -> None:
        for line in _media_lines(media):
            self._say(line)

    def _read(self, prompt: str, name: str) -> str:
        typed = self._ask(prompt)
        if typed is None:
            raise Left(f"The input ended at “{name}”.")
        return typed


def _key(step: Step) -> str:
    # A repeat's range and its first instance can have the same path.
    return f"+{step.path}" if isinstance(step, RepeatRange) else step.path


def _choice_line(number: int, choice: Choice) -> str:
    media = "".join(f" {line}" for line in _media_lines(choice.media))
    return f"  {number}. {choice.label.text or choice.value}{media}"


def _media_lines(media: Media) -> list[str]:
    shown = (("picture", media.image), ("sound", media.audio), ("film", media.video))
    return [f"[{what}: {uri.rpartition('/')[2]}]" for what, uri in shown if uri]


def _shown(value: str, choices: Sequence[Choice]) -> str:
    if not choices:
        return value
    labels = {choice.value: choice.label.text or choice.value for choice in choices}
    return labels.get(value) or ", ".join(labels.get(each, each) for each in value.split())
