"""Headings and property names to names that a path can hold."""

from __future__ import annotations

import re
from typing import Final

_ALLOWED: Final = re.compile(r"[^\w.·-]")
_START: Final = re.compile(r"[^\W\d]")


UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold, and so no answer that comes from a list."""


def element_name(heading: str) -> str:
    """The name under which expressions find a column: what no XML name can hold becomes "_"; "" stays ""."""
    name = _ALLOWED.sub("_", heading.strip())
    return name if not name or _START.match(name) else f"_{name}"
