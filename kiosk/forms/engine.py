"""A session: a form being answered."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Set
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.forms import choosing, datatypes, itext, listing, performing, preloading, resizing, restoring, submission
from kiosk.forms.body import Control
from kiosk.forms.choices import Choice
from kiosk.forms.errors import FormError, InvalidValue, ReadOnlyValue, UnknownPath
from kiosk.forms.items import Item, Range
from kiosk.forms.listing import NodeState, Problem
from kiosk.forms.locating import find, find_range, path_of
from kiosk.forms.questions import Question, QuestionKind, RepeatRange
from kiosk.forms.state import State
from kiosk.forms.wording import EMPTY, NO_MEDIA, Media, Text

if TYPE_CHECKING:
    from kiosk.forms.form import Form


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
        instance: bytes | None = None,
        last_saved: bytes | None = None,
    ) -> None:
        self.form = form
        self._model = form.model
        self._now = now
        source = self._model.source if instance is None else restoring.restored(form, instance)
        saved = restoring.restored(form, last_saved) if last_saved is not None else None
        self._state = State(form, now, self._known(language), source, saved)
        self._identifier = self._instance_id_item()
        identity = self._identifier.stored if instance is not None else ""
        self._begin(identity, device_id, first=instance is None)
        if instance_id is not None:
            self._identify(instance_id)

    # Answers

    @property
    def instance_id(self) -> str:
        """The instance's identifier: "uuid:...", made when it is first asked for where the form makes none itself."""
        if not self._identifier.stored:
            self._identify(f"uuid:{uuid.uuid4()}")
        return self._identifier.stored

    def set(self, path: str, value: str) -> frozenset[str]:
        """Answer a question; the paths whose value, relevance, required or read-only state changed.

        `value` is canonical: ISO dates and times, choices separated by spaces, "" for no answer.
        Raises `UnknownPath`, `ReadOnlyValue` or `InvalidValue`, or `FormTooLarge` where a repeat would have
        too many instances, and leaves the session as it was.
        """
        item = self._item(path)
        state = self._state
        if item.readonly:
            raise ReadOnlyValue("This value is read-only.", path=path)
        model = self._model
        index = item.index
        if model.shape.elements[index].children:
            raise UnknownPath("This is a group: it has no value.", path=path)
        control = model.controls.get(index)
        kind = control.question.kind if control is not None else QuestionKind.OTHER
        text = datatypes.canonical(value, model.binds[index].data_type, kind, state.zone, model.limits, path)
        if control is not None and control.choices is not None and text:
            chosen = text.split() if kind is not QuestionKind.SELECT_ONE else [text]
            if not choosing.values(state, control, item).issuperset(chosen):
                raise InvalidValue("The value is not one of the choices.", path=path)
        before = item.stored
        state.put(item, text)
        changed = self._settled()
        self._check(lambda: state.put(item, before))
        tails = model.shape.tails
        return frozenset(
            each.frame.path + tails[each.index] if each.frame.depth else tails[each.index]
            for each in changed
            if each.frame.position
        )

    def value(self, path: str) -> str:
        """The answer at a path; "" where there is none, or where it does not count."""
        return self._item(path).text

    def relevant(self, path: str) -> bool:
        """Whether the node counts: its own condition and those of all groups around it hold."""
        return self._item(path).relevant

    def required(self, path: str) -> bool:
        """Whether an answer is needed."""
        return self._item(path).required

    def readonly(self, path: str) -> bool:
        """Whether the answer cannot be changed now."""
        return self._item(path).readonly

    def problem(self, path: str) -> Problem | None:
        """What is wrong with the answer at a path; None for a node that does not count."""
        return listing.problem_of(self._state, self._item(path))

    def problems(self) -> tuple[tuple[str, Problem], ...]:
        """All that is wrong, in document order."""
        state = self._state
        found = ((item, listing.problem_of(state, item)) for item in listing.items(state))
        return tuple((path_of(self._model, item), problem) for item, problem in found if problem is not None)

    def questions(self) -> Iterator[Question]:
        """The questions that count now, in document order, notes included."""
        return (step for step in listing.steps(self._state) if isinstance(step, Question))

    # Repeats

    def steps(self) -> Iterator[Question | RepeatRange]:
        """The questions that count now and the repeats among them, in document order.

        A repeat's range comes after its last instance: there one more can be added.
        """
        return listing.steps(self._state)

    def repeats(self) -> Iterator[RepeatRange]:
        """The repeats that count now, in document order, one for each place where they stand."""
        return (step for step in listing.steps(self._state) if isinstance(step, RepeatRange))

    def add_repeat(self, path: str) -> str:
        """Add an instance to a repeat, after its last one; the path of the new instance.

        `path` is the range's: "/data/house[1]/child". Raises `UnknownPath` for what is no repeat,
        `ReadOnlyValue` for one that is fixed, and `FormTooLarge` where there are too many already.
        """
        around = self._changeable(path)
        state = self._state
        frame = resizing.add(state, around)
        performing.added(state, frame)
        self._settled()
        self._check(lambda: resizing.remove(state, around, frame.position))
        return frame.path

    def remove_repeat(self, path: str, index: int) -> None:
        """Remove an instance of a repeat, counted from 1.

        Raises `UnknownPath` for what does not exist and `ReadOnlyValue` for a repeat that is fixed.
        """
        around = self._changeable(path)
        if not 1 <= index <= len(around.frames):
            raise UnknownPath("This repeat has no such instance now.", path=path)
        resizing.remove(self._state, around, index)
        self._settled()
        self._state.refused = None

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
            self._settled()

    def label(self, path: str) -> Text:
        """What the question asks."""
        item, control = self._control(path)
        return choosing.resolved(self._state, control.label, item) if control else EMPTY

    def hint(self, path: str) -> Text:
        """The line of help of a question."""
        item, control = self._control(path)
        return choosing.resolved(self._state, control.hint, item) if control else EMPTY

    def guidance(self, path: str) -> Text:
        """Why the question is asked: the `guidance` form of its hint."""
        item, control = self._control(path)
        return choosing.resolved(self._state, control.hint, item, itext.GUIDANCE) if control else EMPTY

    def constraint_message(self, path: str) -> Text:
        """What to say where the answer does not hold."""
        item = self._item(path)
        return choosing.resolved(self._state, self._model.binds[item.index].constraint_message, item)

    def required_message(self, path: str) -> Text:
        """What to say where an answer is missing."""
        item = self._item(path)
        return choosing.resolved(self._state, self._model.binds[item.index].required_message, item)

    def media(self, path: str) -> Media:
        """The picture, sound and film that go with what the question asks."""
        item, control = self._control(path)
        return choosing.media(self._state, control.label, item) if control else NO_MEDIA

    def group_label(self, path: str) -> Text:
        """The heading of a group, of a repeat (its path without a position), or of an instance of one."""
        try:
            node = self._item(path)
        except UnknownPath:
            # A repeat without instances has its heading all the same.
            node = find_range(self._model, self._state.root, path).ghost
        label = self._model.group_labels.get(node.index)
        if label is None and node.index in self._model.repeats:
            label = self._model.repeats[node.index].label
        return choosing.resolved(self._state, label, node)

    def choices(self, path: str) -> tuple[Choice, ...]:
        """What can be chosen now, in order; empty for a question without choices."""
        item, control = self._control(path)
        return choosing.offered(self._state, control, item) if control is not None else ()

    # The instance

    def serialise(self) -> bytes:
        """The instance as XML in UTF-8, ready to be submitted.

        Sets the end time where the form keeps one, and the identifier where there is none yet.
        """
        self._identify(self.instance_id)
        ends = [i for i, b in enumerate(self._model.binds) if (b.preload, b.preload_parameter) == ("timestamp", "end")]
        for index in ends:
            for frame in self._state.root.under(self._model.shape.chains[index]):
                self._state.put(frame.members[index], preloading.timestamp(self._now()))
        if ends:
            self._settled()
        return submission.serialise(self._state)

    def nodes(self) -> Iterator[NodeState]:
        """The state of every node below the root, in document order; repeats' instances with their position."""
        return listing.nodes(self._state)

    def attachments(self) -> tuple[str, ...]:
        """The names of the files that the instance speaks of: relevant binary answers, in document order, each once."""
        files = (n.value for n in self.nodes() if n.data_type == "binary" and n.relevant and n.value)
        return tuple(dict.fromkeys(files))

    # Within

    def _item(self, path: str) -> Item:
        return find(self._model, self._state.root, path)

    def _control(self, path: str) -> tuple[Item, Control | None]:
        item = self._item(path)
        return item, self._model.controls.get(item.index)

    def _changeable(self, path: str) -> Range:
        around = find_range(self._model, self._state.root, path)
        if listing.range_of(self._state, around).fixed:
            raise ReadOnlyValue("The form itself says how often this is asked.", path=path)
        return around

    def _settled(self) -> Set[Item]:
        """Work out what was noted, and let the actions happen that follow; the nodes that changed."""
        state = self._state
        changed: Set[Item] = state.settle()
        if state.events or state.fresh:
            changed = changed | performing.follow(state)
        return changed

    def _check(self, undo: Callable[[], None]) -> None:
        """Take a change back that the form's own rules make impossible, and say so."""
        error = self._state.refused
        if error is not None:
            undo()
            self._settled()
            self._state.refused = None
            raise error

    def _known(self, code: str) -> str:
        return code if code in self.form.language_codes else self.form.default_language

    def _begin(self, identity: str, device_id: str, *, first: bool) -> None:
        state = self._state
        if first:
            self._preload(device_id)
        state.start()
        if identity:
            # Taken up again, it stays the same instance, whatever calculates its identifier.
            state.put(self._identifier, identity)
        # What was worked out just now is no change that anybody made.
        state.events.clear()
        performing.opened(state, first=first)
        self._settled()
        self._check(lambda: None)

    def _preload(self, device_id: str) -> None:
        now = self._now()
        for index, bind in enumerate(self._model.binds):
            if bind.preload:
                value = preloading.preloaded(bind, now, device_id)
                if value is not None:
                    for frame in self._state.root.under(self._model.shape.chains[index]):
                        self._state.put(frame.members[index], value)

    def _instance_id_item(self) -> Item:
        meta = next(child for child in self._state.root.node.children if child.local == "meta")
        found = next(child for child in meta.children if child.local == "instanceID")
        assert isinstance(found, Item)
        return found

    def _identify(self, identifier: str) -> None:
        self._state.put(self._identifier, identifier)
        self._settled()
