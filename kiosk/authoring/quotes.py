"""Typographic apostrophes and quotation marks, which pyxform straightens in every cell that it reads.

A straight apostrophe after a letter, and a pair of straight double quotes, can only be what the author
meant by the typographic ones, or would have typed with them at hand.
"""

from __future__ import annotations

import re

_APOSTROPHE = re.compile(r"(?<=\w)'")
_QUOTED = re.compile(r'"([^"]*)"')


def curl(text: str) -> str:
    """`text` with its straight quotes curled: `l'acte` is `l’acte`, `"so"` is `“so”`; a lone `"` stays."""
    return _QUOTED.sub("“\\1”", _APOSTROPHE.sub("’", text))
