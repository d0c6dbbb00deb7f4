"""Performing actions: what `setvalue` does at the events of a session."""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.forms import datatypes
from kiosk.forms.actions import SetValue
from kiosk.forms.errors import EvaluationFailed
from kiosk.forms.items import Frame, Item
from kiosk.forms.state import State


def opened(state: State, *, first: bool) -> None:
    """The instance was opened; `first` for one that is new."""
    actions = state.model.actions
    for action in [*(actions.first_load if first else ()), *actions.load]:
        for frame in list(state.root.under(state.model.shape.chains[action.around])):
            _set(state, action, frame.members[action.around])
            state.settle()


def added(state: State, frame: Frame) -> set[Item]:
    """An instance of a repeat came to be, and maybe others inside it; the nodes that changed.

    What it holds is worked out first: what is not relevant in it is not set.
    """
    changed: set[Item] = set()
    for each in list(frame.inside()):
        for action in state.model.actions.added.get(each.repeat, ()):
            changed |= state.settle()
            _set(state, action, each.members[action.around])
    return changed


def follow(state: State) -> set[Item]:
    """All that the actions set off which are due, until none is; the nodes that changed."""
    changed: set[Item] = set()
    left = state.model.limits.cascade
    while state.events or state.fresh:
        left -= 1
        if not left:
            state.events.clear()
            state.fresh.clear()
            state.faults.append(EvaluationFailed("Actions of the form set each other off without an end."))
            break
        if state.fresh:
            frame = state.fresh.pop(0)
            if frame.position:
                changed |= added(state, frame)
        else:
            item = state.events.pop(0)
            if item.frame.position:
                _all(state, state.model.actions.changed[item.index], item)
        changed |= state.settle()
    return changed


def _all(state: State, actions: Iterable[SetValue], around: Item) -> None:
    for action in actions:
        _set(state, action, around)


def _set(state: State, action: SetValue, around: Item) -> None:
    found = state.evaluate(action.target, around)
    if not isinstance(found, list) or not found:
        return
    target = found[0]
    if len(found) > 1 or not isinstance(target, Item):
        fault = EvaluationFailed("An action names several nodes where it can set only one.")
        state.faults.append(fault.located(path=around.path(), expression=action.target.source))
        return
    if not target.relevant or target.children:
        return
    text = action.text
    if action.value is not None:
        value = state.evaluate(action.value, target)
        data_type = state.model.binds[target.index].data_type
        text = "" if value is None else datatypes.cast(value, data_type, state.zone)
    state.put(target, text)
    state.choose(target)
