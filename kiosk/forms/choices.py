"""What can be chosen: items written in the question, or rows of a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from kiosk.forms.expression import Expression
from kiosk.forms.wording import Text, Wording


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: its value, its label, and the other columns of its row ("picture" ...)."""

    value: str
    label: Text
    properties: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class InlineItem:
    """A choice written in the question."""

    value: str
    label: Wording | None


@dataclass(frozen=True, slots=True)
class InlineItems:
    """All choices written in the question."""

    items: tuple[InlineItem, ...]


@dataclass(frozen=True, slots=True)
class Itemset:
    """Choices that are rows of a list: `nodes` gives the rows, filtered; the rest stands on a row.

    `own` are the names of the columns that the value and label take up.
    """

    nodes: Expression
    value: Expression
    label: Wording | None
    own: frozenset[str]


Choices = InlineItems | Itemset
