"""What can be chosen: items written in the question, or rows of a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from kiosk.forms.expression import Expression
from kiosk.forms.wording import NO_MEDIA, Media, Text, Wording
from kiosk.forms.xpath import ast
from kiosk.forms.xpath.rows import text_of
from kiosk.forms.xpath.tree import Kind, Node


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: its value, its label, the other columns of its row ("picture" ...), and its media."""

    value: str
    label: Text
    properties: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    media: Media = NO_MEDIA


class Columns(Mapping[str, str]):
    """The columns of a row, but for those in `hidden`: read from the row when somebody asks."""

    __slots__ = ("_hidden", "_row")

    def __init__(self, row: Node, hidden: frozenset[str]) -> None:
        self._row = row
        self._hidden = hidden

    def __getitem__(self, name: str) -> str:
        if name not in tuple(self):
            raise KeyError(name)
        return text_of(self._row, name)

    def __iter__(self) -> Iterator[str]:
        seen = set(self._hidden)
        for leaf in self._row.children:
            if leaf.kind is Kind.ELEMENT and leaf.local not in seen and not leaf.prefix:
                seen.add(leaf.local)
                yield leaf.local

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return repr(dict(self))


@dataclass(frozen=True, slots=True)
class InlineItem:
    """A choice written in the question."""

    value: str
    label: Wording | None


@dataclass(frozen=True, slots=True)
class InlineItems:
    """All choices written in the question."""

    items: tuple[InlineItem, ...]


@dataclass(slots=True)
class Kept:
    """What a whole list offers, worked out once for all sessions: it depends on nothing but the language."""

    by_value: dict[str, Node] | None = None
    values: frozenset[str] | None = None
    choices: dict[str, tuple[Choice, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Itemset:
    """Choices that are rows of a list: `nodes` gives the rows, filtered; the rest stands on a row.

    `own` are the names of the columns that the value and label take up; `column` is that of the value
    where it is simply a column. `whole` says that the rows are always all of a list, in its order, and
    that value and label are columns of theirs (or texts that a column names). `before` are choices that
    come before those of the list.
    """

    nodes: Expression
    value: Expression
    label: Wording | None
    own: frozenset[str]
    column: str = ""
    whole: bool = False
    before: tuple[InlineItem, ...] = ()
    kept: Kept = field(default_factory=Kept, compare=False, repr=False)


Choices = InlineItems | Itemset


def is_whole_list(tree: ast.Expression) -> bool:
    """Whether the nodes are always the same: `instance('x')/root/item`."""
    match tree:
        case ast.Path(False, ast.Call("instance", (ast.Text(),)), steps):
            return all(step.axis == "child" and not step.predicates for step in steps)
        case _:
            return False
