"""Where a path stands in a form, also one that does not count any more, or is not there yet."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.visit import paths

if TYPE_CHECKING:
    from kiosk.forms import Form

Place = tuple[float, ...]
"""Compares as the screens follow each other: of two places, the smaller comes first."""

LAST = float("inf")
"""The position of a list itself: it comes after its last entry."""


def places(form: Form) -> Callable[[str], Place]:
    """The place of each path of a session of this form; a path that the form does not have comes last."""
    ordinals = {question.path: number for number, question in enumerate(form.questions)}
    lists = {
        repeat.path: min(
            (number for path, number in ordinals.items() if path.startswith(f"{repeat.path}/")), default=LAST
        )
        for repeat in form.repeats
    }

    def place(path: str) -> Place:
        found: list[float] = []
        for match in re.finditer(r"(?:/[^/]+?)(?:\[(\d+)\])?(?=/|$)", path):
            template = paths.template(path[: match.end()])
            if template in lists:
                found += [lists[template], int(match[1]) if match[1] else LAST if match.end() == len(path) else 1]
        template = paths.template(path)
        return (*found, *(() if template in lists else (ordinals.get(template, LAST),)))

    return place
