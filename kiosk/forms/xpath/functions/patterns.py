"""Regular expressions, with a bound on time: `regex()` looks anywhere in the text unless anchored."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from kiosk.forms.errors import EvaluationFailed, RegexTooSlow, WrongArguments
from kiosk.forms.xpath import ast
from kiosk.forms.xpath.focus import Closure, Focus
from kiosk.forms.xpath.functions.registry import Arguments, lazy
from kiosk.forms.xpath.values import Value, to_string

if TYPE_CHECKING:
    import regex


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> regex.Pattern[str] | str:
    """The pattern, or what is wrong with it."""
    import regex  # 20 ms that most forms need not spend

    try:
        return regex.compile(pattern, regex.VERSION0)
    except regex.error as error:
        return str(error)


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
            raise EvaluationFailed("The regular expression that an answer takes part in cannot be read.")
        try:
            found = compiled.search(to_string(text(focus)), timeout=focus.world.regex_seconds)
        except TimeoutError:
            raise RegexTooSlow(
                "A regular expression took too long: it tries too many ways. Write it with fewer nested repetitions.",
                column=given.call.at + 1,
            ) from None
        return found is not None

    return matches
