"""From the path of a node in a session to the node: "/data/child[2]/name"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from kiosk.forms.errors import UnknownPath
from kiosk.forms.items import Frame, Item, Range

if TYPE_CHECKING:
    from kiosk.forms.form import Model

_STEP: Final = re.compile(r"([^\[\]]+)(?:\[(\d{1,9})\])?")


def path_of(model: Model, item: Item) -> str:
    """The path of a node, with the position of every repeat's instance on the way."""
    return item.frame.path + model.shape.tails[item.index]


def find(model: Model, root: Frame, path: str) -> Item:
    """The node at a path; a repeat without a position means its first instance. Raises `UnknownPath`."""
    index = model.index_of.get(path)
    if index is not None and not model.shape.chains[index]:
        return root.members[index]
    template, positions = _read(model, path)
    return _inside(root, model.shape.chains[template], positions, path).members[template]


def find_range(model: Model, root: Frame, path: str) -> Range:
    """The instances of the repeat at a path without its own position. Raises `UnknownPath`."""
    template, positions = _read(model, path)
    if template not in model.repeats:
        raise UnknownPath("The form has no such repeat.", path=path)
    return _inside(root, model.shape.chains[template][:-1], positions, path).ranges[template]


def _inside(frame: Frame, repeats: Sequence[int], positions: Mapping[int, int], path: str) -> Frame:
    """The instance that one comes to through these repeats, outermost first. Raises `UnknownPath`."""
    for repeat in repeats:
        frames = frame.ranges[repeat].frames
        position = positions.get(repeat, 1)
        if not 1 <= position <= len(frames):
            raise UnknownPath("This repeat has no such instance now.", path=path)
        frame = frames[position - 1]
    return frame


def _read(model: Model, path: str) -> tuple[int, dict[int, int]]:
    """The template that a path names, and the positions in it by repeat."""
    above = ""
    positions: dict[int, int] = {}
    for step in path.split("/")[1:]:
        match = _STEP.fullmatch(step)
        if match is None:
            raise UnknownPath("This is not the path of a question.", path=path)
        above = f"{above}/{match[1]}"
        if match[2] is None:
            continue
        index = model.index_of.get(above, -1)
        if index in model.shape.spans:
            positions[index] = int(match[2])
        elif match[2] != "1":
            raise UnknownPath("The form has no such question.", path=path)
    template = model.index_of.get(above)
    if template is None:
        raise UnknownPath("The form has no such question.", path=path)
    return template, positions
