"""Instances of a repeat, added and removed; and how many a counted one has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.forms.errors import FormTooLarge
from kiosk.forms.items import Frame, Range
from kiosk.forms.xpath.tree import Node
from kiosk.forms.xpath.values import Value, to_number

if TYPE_CHECKING:
    from kiosk.forms.state import State


def add(state: State, around: Range) -> Frame:
    """One more instance of a repeat, and what is to be worked out for it. Raises `FormTooLarge`."""
    frame = _grown(state, around, None)
    state.resized(around)
    return frame


def remove(state: State, around: Range, position: int) -> None:
    """Take out the instance at a position, from 1."""
    _cut(state, around, position)
    for place, following in enumerate(around.frames[position - 1 :], position):
        following.renumber(place)
        # Its position is what it reads of itself.
        state.spread(following.node)
    state.resized(around)


def count(state: State, around: Range, value: Value | None) -> None:
    """Bring a counted repeat to its number. A count that is no number (an empty answer) leaves it as it is."""
    number = to_number(value, state.zone) if value is not None else float("nan")
    if number != number:
        return
    limit = state.model.limits.repeat_instances
    if number > limit:
        state.refused = FormTooLarge(
            f"The form wants more than {limit} instances of a repeat, which is refused.", path=around.path
        )
        return
    wanted = max(0, int(number))
    if wanted == len(around.frames):
        return
    try:
        while len(around.frames) < wanted:
            place = len(around.frames)
            spare = around.spare[place] if place < len(around.spare) else None
            frame = _grown(state, around, spare)
            if spare is None or state.opened:
                state.fresh.append(frame)
    except FormTooLarge as error:
        state.refused = error
    while len(around.frames) > wanted:
        _cut(state, around, len(around.frames))
    state.resized(around)


def _grown(state: State, around: Range, source: Node | None) -> Frame:
    frame = state.growth.instance(around, source)
    for each in frame.inside():
        state.begin(each)
    return frame


def _cut(state: State, around: Range, position: int) -> None:
    frame = around.frames.pop(position - 1)
    state.growth.cut(frame)
    state.forget(frame)
