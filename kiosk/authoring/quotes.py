"""The typography that pyxform takes out of every cell it reads, given back.

pyxform straightens quotes and turns no-break spaces into plain ones: right for expressions, where a
spreadsheet program put them in by itself, wrong for words that people read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " "})
_APOSTROPHE = re.compile(r"(?<=\w)'")
_QUOTED = re.compile(r'"([^"]*)"')


def as_pyxform_reads(text: str) -> str:
    """`text` without what pyxform takes out of it."""
    return re.sub(" +", " ", text.translate(_STRAIGHT)).strip()


def originals(cells: Iterable[str]) -> Mapping[str, str]:
    """The cells that pyxform changes, by what it makes of them."""
    return {read: cell for cell in cells if (read := as_pyxform_reads(cell)) != cell}


def curl(text: str) -> str:
    """`text` with its straight quotes curled: `l'acte` is `l’acte`, `"so"` is `“so”`; a lone `"` stays.

    A straight apostrophe after a letter, and a pair of straight double quotes, can only be what the author
    meant by the typographic ones, or would have typed with them at hand.
    """
    return _QUOTED.sub("“\\1”", _APOSTROPHE.sub("’", text))
