"""Regular expressions, with a bound on time: `regex()` looks anywhere in the text unless anchored."""

from __future__ import annotations

from functools import lru_cache

import regex

from kiosk.forms.errors import EvaluationFailed, RegexTooSlow, WrongArguments
from kiosk.forms.xpath import ast
from kiosk.forms.xpath.focus import Closure, Focus
from kiosk.forms.xpath.functions.registry import Arguments, lazy
from kiosk.forms.xpath.values import Value, to_string


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern, regex.VERSION0)


@lazy("regex", 2, 2)
def _regex(given: Arguments) -> Closure:
    text, pattern = given.closures
    written = given.trees[1]
    if isinstance(written, ast.Text):
        try:
            _compiled(written.value)
        except regex.error as error:
            raise WrongArguments(f"The regular expression cannot be read: {error}.", column=given.call.at + 1) from None

    def matches(focus: Focus) -> Value:
        try:
            found = _compiled(to_string(pattern(focus))).search(
                to_string(text(focus)), timeout=focus.world.regex_seconds
            )
        except TimeoutError:
            raise RegexTooSlow(
                "A regular expression took too long: it tries too many ways. Write it with fewer nested repetitions.",
                column=given.call.at + 1,
            ) from None
        except regex.error as error:
            raise EvaluationFailed(f"The regular expression cannot be read: {error}.") from None
        return found is not None

    return matches
