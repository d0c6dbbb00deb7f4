"""What a session asks now, and the state of its nodes, in document order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.forms.body import Control, RepeatControl
from kiosk.forms.items import Frame, Item, Range
from kiosk.forms.locating import path_of
from kiosk.forms.questions import Question, QuestionKind, RepeatRange
from kiosk.forms.state import State
from kiosk.forms.xpath.values import to_boolean


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


def steps(state: State) -> Iterator[Question | RepeatRange]:
    """The questions that count, and the repeats, each after its last instance."""
    return _steps(state, state.model.body.order, state.root)


def _steps(state: State, order: Sequence[Control | RepeatControl], frame: Frame) -> Iterator[Question | RepeatRange]:
    for entry in order:
        if isinstance(entry, RepeatControl):
            around = _range(frame, entry.index)
            if around is None:
                continue
            for inside in around.frames:
                yield from _steps(state, entry.order, inside)
            shown = range_of(state, around)
            if shown.relevant:
                yield shown
            continue
        item = _member(frame, entry.index)
        if item is not None and item.relevant:
            yield question_of(entry, item, state)


def _member(frame: Frame, index: int) -> Item | None:
    """The node of a question: in its repeat's instance, or around it."""
    return next((here.members[index] for here in _outwards(frame) if index in here.members), None)


def _range(frame: Frame, index: int) -> Range | None:
    """The instances of a repeat, likewise."""
    return next((here.ranges[index] for here in _outwards(frame) if index in here.ranges), None)


def _outwards(frame: Frame) -> Iterator[Frame]:
    here: Frame | None = frame
    while here is not None:
        yield here
        here = here.parent


def question_of(control: Control, item: Item, state: State) -> Question:
    """The question as it is asked at one place."""
    if not item.frame.depth:
        return control.question
    return replace(control.question, path=path_of(state.model, item))


def range_of(state: State, around: Range) -> RepeatRange:
    """What a visitor can do with a repeat at one place."""
    control = state.model.repeats[around.repeat]
    return RepeatRange(
        path=around.path,
        repeat=control.repeat,
        count=len(around.frames),
        fixed=control.fixed or around.holder.readonly,
        relevant=_is_relevant(state, around),
    )


def _is_relevant(state: State, around: Range) -> bool:
    if around.frames:
        return any(frame.node.relevant for frame in around.frames)
    if not around.holder.relevant:
        return False
    rule = state.model.binds[around.repeat].relevant
    if rule is None:
        return True
    if any(slot.depth > around.frame.depth for slot in rule.slots):
        return True  # it depends on what an instance would hold
    value = state.evaluate(rule, around.ghost)
    return value is None or to_boolean(value)


def problem_of(state: State, item: Item) -> Problem | None:
    """What is wrong with an answer; None for a node that does not count, or has no answer of its own."""
    if not item.relevant or item.children:
        return None
    if item.text == "":
        return Problem.REQUIRED if item.required else None
    return None if state.holds(item) else Problem.CONSTRAINT


def items(state: State) -> Iterator[Item]:
    """All nodes but the root element, in document order, without attributes."""
    pending = [*reversed(state.root.node.children)]
    while pending:
        item = pending.pop()
        assert isinstance(item, Item)
        yield item
        pending.extend(reversed(item.children))


def nodes(state: State) -> Iterator[NodeState]:
    """The state of each of them."""
    for item in items(state):
        control = state.model.controls.get(item.index)
        kind = QuestionKind.CALCULATION if control is None else control.question.kind
        group = bool(state.model.shape.elements[item.index].children)
        yield NodeState(
            path=path_of(state.model, item),
            kind=None if group else kind,
            data_type=state.model.binds[item.index].data_type,
            value="" if group else item.text,
            relevant=item.relevant,
            required=item.required,
            readonly=item.readonly,
            problem=problem_of(state, item),
        )
