"""A session: a form being answered."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.forms import choosing, datatypes, itext, preloading, submission
from kiosk.forms.actions import SetValue
from kiosk.forms.body import Control
from kiosk.forms.choices import Choice
from kiosk.forms.errors import FormError, InvalidValue, ReadOnlyValue, UnknownPath
from kiosk.forms.questions import Question, QuestionKind, RepeatRange
from kiosk.forms.state import State
from kiosk.forms.wording import EMPTY, NO_MEDIA, Media, Text

if TYPE_CHECKING:
    from kiosk.forms.form import Form


class Problem(StrEnum):
    """Why an answer cannot stand as it is."""

    REQUIRED = "required"
    CONSTRAINT = "constraint"


@dataclass(frozen=True, slots=True)
class NodeState:
    """All that is known of one node of the instance at this moment. `kind` is None for a group."""

    path: str
    kind: QuestionKind | None
    data_type: str
    value: str
    relevant: bool
    required: bool
    readonly: bool
    problem: Problem | None


class Session:
    """One instance being filled in, always consistent: every `set` works out all that follows.

    Paths are those of the form's questions ("/data/group/question"); a path that the form does not
    have raises `UnknownPath`.
    """

    def __init__(
        self,
        form: Form,
        *,
        now: Callable[[], datetime],
        language: str,
        instance_id: str | None = None,
        device_id: str = "",
    ) -> None:
        self.form = form
        self._model = form.model
        self._now = now
        self._state = State(form, now, self._known(language))
        self._preload(device_id)
        self._state.start()
        for action in self._model.actions.on_load:
            self._run(action)
        self._identify(instance_id)

    # Answers

    @property
    def instance_id(self) -> str:
        """The instance's identifier: "uuid:..."."""
        return self._state.stored[self._instance_id_index()]

    def set(self, path: str, value: str) -> frozenset[str]:
        """Answer a question; the paths whose value, relevance, required or read-only state changed.

        `value` is canonical: ISO dates and times, choices separated by spaces, "" for no answer.
        Raises `UnknownPath`, `ReadOnlyValue` or `InvalidValue`, and leaves the session as it was.
        """
        index = self._index(path)
        state = self._state
        if state.readonly[index]:
            raise ReadOnlyValue("This value is read-only.", path=path)
        if state.bound[index].children:
            raise UnknownPath("This is a group: it has no value.", path=path)
        control = self._model.controls.get(index)
        kind = control.question.kind if control is not None else QuestionKind.OTHER
        text = datatypes.canonical(
            value, self._model.binds[index].data_type, kind, state.zone, self._model.limits, path
        )
        if control is not None and control.choices is not None and text:
            chosen = text.split() if kind is not QuestionKind.SELECT_ONE else [text]
            if not choosing.values(state, control, state.bound[index]).issuperset(chosen):
                raise InvalidValue("The value is not one of the choices.", path=path)
        before = state.stored[index]
        state.put(index, text)
        changed = state.settle()
        if text != before:
            for action in self._model.actions.on_change.get(index, ()):
                changed |= self._run(action)
        paths = self._model.paths
        return frozenset(paths[each] for each in changed)

    def value(self, path: str) -> str:
        """The answer at a path; "" where there is none, or where it does not count."""
        return self._state.bound[self._index(path)].text

    def relevant(self, path: str) -> bool:
        """Whether the node counts: its own condition and those of all groups around it hold."""
        return self._state.relevant[self._index(path)]

    def required(self, path: str) -> bool:
        """Whether an answer is needed."""
        return self._state.required[self._index(path)]

    def readonly(self, path: str) -> bool:
        """Whether the answer cannot be changed now."""
        return self._state.readonly[self._index(path)]

    def problem(self, path: str) -> Problem | None:
        """What is wrong with the answer at a path; None for a node that does not count."""
        return self._problem(self._index(path))

    def problems(self) -> tuple[tuple[str, Problem], ...]:
        """All that is wrong, in document order."""
        found = ((path, self._problem(index)) for index, path in enumerate(self._model.paths))
        return tuple((path, problem) for path, problem in found if problem is not None)

    def questions(self) -> Iterator[Question]:
        """The questions that count now, in document order, notes included."""
        relevant = self._state.relevant
        for control in self._model.body.controls:
            if relevant[control.index]:
                yield control.question

    def steps(self) -> Iterator[Question | RepeatRange]:
        """The questions that count now and the repeats among them, in document order.

        A repeat's range comes after its last instance: there one more can be added.
        """
        return self.questions()

    def repeats(self) -> Iterator[RepeatRange]:
        """The repeats that count now, in document order, one for each place where they stand."""
        return iter(())

    def add_repeat(self, path: str) -> str:
        """Add an instance to a repeat, after its last one; the path of the new instance.

        `path` is the range's: "/data/house[1]/child". Raises `UnknownPath` for what is no repeat and
        `ReadOnlyValue` for one that is fixed.
        """
        raise UnknownPath("The form has no such repeat.", path=path)

    def remove_repeat(self, path: str, index: int) -> None:
        """Remove an instance of a repeat, counted from 1.

        Raises `UnknownPath` for what does not exist and `ReadOnlyValue` for a repeat that is fixed.
        """
        raise UnknownPath("The form has no such repeat.", path=path)

    @property
    def faults(self) -> tuple[FormError, ...]:
        """Expressions that could not be worked out: mistakes of the form, for its author."""
        return tuple(self._state.faults)

    # Words

    @property
    def language(self) -> str:
        """The code of the language that texts are in. Setting one that the form lacks gives its default."""
        return self._state.language

    @language.setter
    def language(self, code: str) -> None:
        known = self._known(code)
        if known != self._state.language:
            self._state.language = known
            self._state.language_changed()
            self._state.settle()

    def label(self, path: str) -> Text:
        """What the question asks."""
        index, control = self._control(path)
        return choosing.resolved(self._state, control.label, self._state.bound[index]) if control else EMPTY

    def hint(self, path: str) -> Text:
        """The line of help of a question."""
        index, control = self._control(path)
        return choosing.resolved(self._state, control.hint, self._state.bound[index]) if control else EMPTY

    def guidance(self, path: str) -> Text:
        """Why the question is asked: the `guidance` form of its hint."""
        index, control = self._control(path)
        if control is None:
            return EMPTY
        return choosing.resolved(self._state, control.hint, self._state.bound[index], itext.GUIDANCE)

    def constraint_message(self, path: str) -> Text:
        """What to say where the answer does not hold."""
        index = self._index(path)
        message = self._model.binds[index].constraint_message
        return choosing.resolved(self._state, message, self._state.bound[index])

    def required_message(self, path: str) -> Text:
        """What to say where an answer is missing."""
        index = self._index(path)
        message = self._model.binds[index].required_message
        return choosing.resolved(self._state, message, self._state.bound[index])

    def media(self, path: str) -> Media:
        """The picture, sound and film that go with what the question asks."""
        index, control = self._control(path)
        return choosing.media(self._state, control.label, self._state.bound[index]) if control else NO_MEDIA

    def group_label(self, path: str) -> Text:
        """The heading of a group."""
        index = self._index(path)
        return choosing.resolved(self._state, self._model.group_labels.get(path), self._state.bound[index])

    def choices(self, path: str) -> tuple[Choice, ...]:
        """What can be chosen now, in order; empty for a question without choices."""
        index, control = self._control(path)
        return choosing.offered(self._state, control, self._state.bound[index]) if control is not None else ()

    # The instance

    def serialise(self) -> bytes:
        """The instance as XML in UTF-8, ready to be submitted. Sets the end time where the form keeps one."""
        ends = [i for i, b in enumerate(self._model.binds) if (b.preload, b.preload_parameter) == ("timestamp", "end")]
        for index in ends:
            self._state.put(index, preloading.timestamp(self._now()))
        if ends:
            self._state.settle()
        return submission.serialise(self._state)

    def nodes(self) -> Iterator[NodeState]:
        """The state of every node below the root, in document order."""
        state = self._state
        for index in range(1, len(state.bound)):
            node, control = state.bound[index], self._model.controls.get(index)
            kind = QuestionKind.CALCULATION if control is None else control.question.kind
            yield NodeState(
                path=self._model.paths[index],
                kind=None if node.children else kind,
                data_type=self._model.binds[index].data_type,
                value="" if node.children else node.text,
                relevant=state.relevant[index],
                required=state.required[index],
                readonly=state.readonly[index],
                problem=self._problem(index),
            )

    def attachments(self) -> tuple[str, ...]:
        """The names of the files that the instance speaks of: relevant binary answers, in document order, each once."""
        files = (n.value for n in self.nodes() if n.data_type == "binary" and n.relevant and n.value)
        return tuple(dict.fromkeys(files))

    # Within

    def _index(self, path: str) -> int:
        index = self._model.index_of.get(path)
        if index is None:
            raise UnknownPath("The form has no such question.", path=path)
        return index

    def _control(self, path: str) -> tuple[int, Control | None]:
        index = self._index(path)
        return index, self._model.controls.get(index)

    def _problem(self, index: int) -> Problem | None:
        state = self._state
        node = state.bound[index]
        if not state.relevant[index] or node.children:
            return None
        if node.text == "":
            return Problem.REQUIRED if state.required[index] else None
        return None if state.satisfied(index) else Problem.CONSTRAINT

    def _known(self, code: str) -> str:
        return code if code in self.form.language_codes else self.form.default_language

    def _preload(self, device_id: str) -> None:
        now = self._now()
        for index, bind in enumerate(self._model.binds):
            if bind.preload:
                value = preloading.preloaded(bind, now, device_id)
                if value is not None:
                    self._state.put(index, value)

    def _run(self, action: SetValue) -> frozenset[int]:
        state = self._state
        if not state.relevant[action.target]:
            return frozenset()
        if action.value is None:
            text = action.text
        else:
            value = state.evaluate(action.value, state.bound[action.target])
            data_type = self._model.binds[action.target].data_type
            text = "" if value is None else datatypes.cast(value, data_type, state.zone)
        state.put(action.target, text)
        return state.settle()

    def _instance_id_index(self) -> int:
        top = self._state.bound[0]
        meta = next(child for child in top.children if child.local == "meta")
        return next(child.index for child in meta.children if child.local == "instanceID")

    def _identify(self, instance_id: str | None) -> None:
        index = self._instance_id_index()
        if instance_id is not None or not self._state.stored[index]:
            self._state.put(index, instance_id or f"uuid:{uuid.uuid4()}")
            self._state.settle()
