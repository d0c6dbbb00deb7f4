"""Python's cyclic garbage collector, told to wait."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def collecting_later(work: Callable[P, R]) -> Callable[P, R]:
    """The same work, with the collector switched off meanwhile.

    For what makes many objects and keeps them: the collector goes through all of them again and again as they
    grow, and finds nothing. That was half of the time to load a form of 1,000 questions.
    """

    @wraps(work)
    def working(*arguments: P.args, **named: P.kwargs) -> R:
        was_on = gc.isenabled()
        gc.disable()
        try:
            return work(*arguments, **named)
        finally:
            if was_on:
                gc.enable()

    return working
