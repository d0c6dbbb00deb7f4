"""Regular expressions, with a bound on time: `regex()` looks anywhere in the text unless anchored."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from kiosk.forms.errors import EvaluationFailed, RegexTooSlow, WrongArguments
from kiosk.forms.xpath import ast
from kiosk.forms.xpath.focus import Closure, Focus
from kiosk.forms.xpath.functions.registry import Arguments, lazy
from kiosk.forms.xpath.values import Value, to_string

if TYPE_CHECKING:
    import regex


# Counted repetitions are unrolled when a pattern is compiled: `a{1000000000}` would take all memory.
_COUNT: Final = re.compile(r"\{(\d+)(?:,\d*)?\}", re.ASCII)
_MOST_UNROLLED: Final = 100_000
_LONGEST: Final = 2_000


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> regex.Pattern[str] | str:
    """The pattern, or what is wrong with it."""
    import regex  # 20 ms that most forms need not spend

    if len(pattern) > _LONGEST:
        return f"it is longer than {_LONGEST} characters"
    unrolled = 1
    for count in _COUNT.findall(pattern):
        unrolled *= max(int(count), 1) if len(count) < 9 else _MOST_UNROLLED + 1
        if unrolled > _MOST_UNROLLED:
            return "its counted repetitions are too many"
    try:
        return regex.compile(pattern, regex.VERSION0)
    except regex.error as error:
        return str(error)
    except RecursionError:
        return "it is nested too deep"


@lazy("regex", 2, 2)
def _regex(given: Arguments) -> Closure:
    text, pattern = given.closures
    written = given.trees[1]
    if isinstance(written, ast.Text):
        compiled = _compiled(written.value)
        if isinstance(compiled, str):
            raise WrongArguments(f"The regular expression cannot be read: {compiled}.", column=given.call.at + 1)

    def matches(focus: Focus) -> Value:
        compiled = _compiled(to_string(pattern(focus)))
        if isinstance(compiled, str):
            raise EvaluationFailed(
                "The regular expression that an answer takes part in cannot be read.", column=given.call.at + 1
            )
        try:
            found = compiled.search(to_string(text(focus)), timeout=focus.world.regex_seconds)
        except TimeoutError:
            raise RegexTooSlow(
                "A regular expression took too long: it tries too many ways. Write it with fewer nested repetitions.",
                column=given.call.at + 1,
            ) from None
        return found is not None

    return matches
