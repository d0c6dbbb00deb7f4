"""Text of others on a terminal: an answer, or a form from elsewhere, could move the cursor or turn the text around."""

from __future__ import annotations

import re

ACTING = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u2028\u2029]")
"""C0 and C1 controls, and the marks that reorder text (as in "Trojan Source")."""


def for_terminal(text: str) -> str:
    """One line without anything that a terminal would obey; line breaks become spaces."""
    return ACTING.sub(lambda found: " " if found[0] in "\t\n\r" else "", text)


def lines_for_terminal(text: str) -> str:
    """The same, its line breaks kept."""
    return "\n".join(map(for_terminal, text.split("\n")))
