"""What a typesetter would do to an author's text: quotes, French spacing, soft hyphens."""

from __future__ import annotations

import re

from kiosk.authoring.hyphens import hyphenate
from kiosk.authoring.quotes import curl

_NO_BREAK, _NARROW_NO_BREAK = "\u00a0", "\u202f"
_BEFORE_HIGH_MARK = re.compile(r" (?=[?!;])")
_BEFORE_COLON_OR_SIGN = re.compile(r" (?=[:»%€])")
_AFTER_OPENING = re.compile(r"(?<=«) ")


def finish(text: str, language: str) -> str:
    """`text` as it is to be shown. Finishing what is finished changes nothing."""
    return hyphenate(_french_spaces(curl(text), language), language)


def _french_spaces(text: str, language: str) -> str:
    """French puts a blank before ? ! ; : » % € and after «; one that breaks would leave the mark on a line alone.

    Only blanks that the author typed are changed; none is added.
    """
    if language.split("-")[0] != "fr":
        return text
    text = _BEFORE_HIGH_MARK.sub(_NARROW_NO_BREAK, text)
    return _AFTER_OPENING.sub(_NO_BREAK, _BEFORE_COLON_OR_SIGN.sub(_NO_BREAK, text))
