"""What keys and switches may do to a visit: given by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.visit.preferences import Preferences

Change = Callable[[Preferences], Preferences]


@dataclass(frozen=True, slots=True)
class Hands:
    """`preferences` are the person's as they stand; `prefer` changes them.

    `moved`: a key went down, so somebody is here. `point` says the part that focus or scan has come to; its accessible
    name serves where the page does not have the part (a key of the keyboard). `sweep` says the names of several.
    `wake` is asked first for every key: true if the key did no more than start the voice. `answer`: the key that
    selects, while the voice invites in one language after the other; true if that was answered. `volume` changes the
    volume by a step and lets it be heard; `again` says the page again; `headphones` hears of a socket that tells by a
    key. `speaking`: the voice is saying something now.
    """

    preferences: Callable[[], Preferences]
    prefer: Callable[[Change], None]
    moved: Callable[[], None] = lambda: None
    point: Callable[[str, str], None] = lambda part, name: None
    sweep: Callable[[Sequence[tuple[str, str]]], None] = lambda named: None
    wake: Callable[[], bool] = lambda: False
    answer: Callable[[], bool] = lambda: False
    volume: Callable[[int], None] = lambda by: None
    again: Callable[[], None] = lambda: None
    headphones: Callable[[bool], None] = lambda there: None
    speaking: Callable[[], bool] = lambda: False
