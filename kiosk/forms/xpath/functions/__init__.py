"""The functions of the ODK dialect, in one registry.

A function is added by a module here that registers it, and by naming that module below.
"""

from __future__ import annotations

from kiosk.forms.xpath.functions import (
    chance,
    checklists,
    dates,
    encoding,
    geography,
    localisation,
    logic,
    nodes,
    numbers,
    patterns,
    repeats,
    selection,
    strings,
    surroundings,
    trigonometry,
)
from kiosk.forms.xpath.functions.registry import FUNCTIONS, Arguments, Function

__all__ = [
    "FUNCTIONS",
    "Arguments",
    "Function",
    "chance",
    "checklists",
    "dates",
    "encoding",
    "geography",
    "localisation",
    "logic",
    "nodes",
    "numbers",
    "patterns",
    "repeats",
    "selection",
    "strings",
    "surroundings",
    "trigonometry",
]
