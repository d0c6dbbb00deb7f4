"""Paths of answers, where a part of a form is answered several times.

A form's own paths have no positions ("/data/child/name"); those of a session carry one, from 1, for every repeat
around the answer ("/data/child[2]/name"). An entry is one instance of a repeat: "/data/child[2]".
"""

from __future__ import annotations

import re

_POSITION = re.compile(r"\[(\d+)\]")


def template(path: str) -> str:
    """The form's own path, without positions."""
    return _POSITION.sub("", path)


def positions(path: str) -> tuple[int, ...]:
    """The positions in a path, outermost first."""
    return tuple(int(number) for number in _POSITION.findall(path))


def entry(listing: str, index: int) -> str:
    """The path of a list's entry, counted from 1."""
    return f"{listing}[{index}]"


def listing(entry: str) -> str:
    """The path of the list in which an entry stands."""
    return entry.rsplit("[", 1)[0]


def inside(path: str, entry: str) -> bool:
    """Whether the path leads into the entry."""
    return path.startswith(f"{entry}/")


def entry_of(path: str) -> str:
    """The innermost entry in which a path stands, or "" outside all."""
    end = path.rfind("]/")
    return path[: end + 1] if end >= 0 else ""


def without(path: str, listing: str, index: int) -> str | None:
    """Where what stood at `path` stands once an entry of the list is removed; None if it was in that entry."""
    head = f"{listing}["
    if not path.startswith(head):
        return path
    number, rest = path[len(head) :].split("]", 1)
    if int(number) == index:
        return None
    return f"{head}{int(number) - (int(number) > index)}]{rest}"
