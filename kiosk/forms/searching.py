"""`search()` in a select's appearance: ODK Collect's older way to take choices from a CSV file.

`search('fruits', 'matches', 'region', /data/region)` stands for a list in `fruits.csv`. What the form has
as a choice then names columns: its value the column of the values, its label those of the labels, divided
by commas. Choices whose value is a whole number are choices as they are, and come first. `matches` compares
letter for letter, so that an index answers; the other ways do not distinguish small letters from capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kiosk.forms import instances, names
from kiosk.forms.choices import InlineItem, Itemset, is_whole_list
from kiosk.forms.errors import NotSupported, UnknownPath, WrongArguments, XPathSyntax
from kiosk.forms.expression import ExpressionReader
from kiosk.forms.limits import Limits
from kiosk.forms.lists.naming import element_name
from kiosk.forms.markup import attribute, line_of
from kiosk.forms.resources import Resources
from kiosk.forms.wording import NamedColumns
from kiosk.forms.xpath import ast
from kiosk.forms.xpath.parser import parse
from kiosk.forms.xpath.rows import Row
from kiosk.forms.xpath.sameness import column_of
from kiosk.forms.xpath.tree import Node

if TYPE_CHECKING:
    from lxml.etree import _Element

_CALL: Final = re.compile(r"(?:^|\s)search\s*\(")
_WAYS: Final = {"contains": "contains", "startswith": "starts-with", "endswith": "ends-with", "matches": ""}
_CAPITALS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZÀÂÄÆÇÉÈÊËÎÏÑÔÖŒÙÛÜ"
_NUMBER: Final = re.compile(r"-?\d+")


@dataclass(frozen=True, slots=True)
class Search:
    """The call as it is written: the list's name, and its other arguments as expressions."""

    file: str
    arguments: tuple[str, ...]

    @property
    def uri(self) -> str:
        """What the form calls the file."""
        return f"jr://file-csv/{self.file}.csv"


def search_in(appearance: str, line: int | None = None) -> Search | None:
    """The call in an appearance, or None. Raises `XPathSyntax` and `WrongArguments`."""
    begins = _CALL.search(appearance)
    if begins is None:
        return None
    written = tuple(_arguments(appearance, begins.end(), line))
    if len(written) not in (1, 4, 6):
        raise WrongArguments(
            "“search” takes a list; or a list, a way, columns and a text; or these, a column and a text.", line=line
        )
    file = _text(written[0], line)
    return Search(file.removesuffix(".csv"), written[1:])


def add_lists(body: _Element | None, found: dict[str, Node], files: Resources | None, limits: Limits) -> None:
    """Read the lists that searches name and that the form does not have as instances anyway.

    Raises `MissingResource` and `ResourceDamaged`.
    """
    for element in body.iter(f"{{{names.XFORMS}}}select", f"{{{names.XFORMS}}}select1") if body is not None else ():
        search = search_in(attribute(element, "appearance"), line_of(element))
        if search is not None and search.file not in found:
            found[search.file] = instances.external(search.uri, files, limits, line_of(element))


def itemset(
    search: Search, items: Sequence[InlineItem], node: Node, rows: Node, reader: ExpressionReader, line: int | None
) -> Itemset:
    """The choices of a question with a search; `items` are those that the form writes, `rows` the list.

    Raises `UnknownPath` for a column that the list does not have, and the errors of expressions.
    """
    fixed = tuple(item for item in items if _NUMBER.fullmatch(item.value))
    named = [item for item in items if not _NUMBER.fullmatch(item.value)]
    if len(named) != 1:
        raise NotSupported(
            "A question with “search” needs one choice that names columns of the list: its name that of the"
            " values, its label those of the labels.",
            path=node.path(),
            line=line,
        )
    columns = _Columns(search, rows, node.path(), line)
    value = columns.known(named[0].value)
    nodes = reader.read(f"instance('{search.file}')/root/item{_predicate(search, columns, line)}", node, line=line)
    values = reader.read(value, None, line=line)
    return Itemset(
        nodes=nodes,
        value=values,
        label=NamedColumns(named[0].label),
        own=frozenset((value,)),
        column=column_of(values.tree),
        whole=is_whole_list(nodes.tree) and not fixed,
        before=fixed,
    )


@dataclass(frozen=True, slots=True)
class _Columns:
    search: Search
    rows: Node
    path: str
    line: int | None

    def known(self, name: str) -> str:
        """The column as expressions find it. Raises `UnknownPath` where the list has none of that name."""
        wanted = element_name(name)
        for top in self.rows.children:
            for row in top.children[:1]:
                has = row.names if isinstance(row, Row) else tuple(leaf.local for leaf in row.children)
                if wanted not in has:
                    raise UnknownPath(
                        f"The list “{self.search.file}” has no column “{name[:60]}”.", path=self.path, line=self.line
                    )
        return wanted


def _predicate(search: Search, columns: _Columns, line: int | None) -> str:
    if not search.arguments:
        return ""
    way, among, text, *rest = search.arguments
    function = _WAYS.get(_text(way, line).lower())
    if function is None:
        raise WrongArguments(f"“search” can go by {', '.join(_WAYS)}, and not otherwise.", line=line)
    wanted = _from_question(text, line)
    names_of = [columns.known(name) for name in _text(among, line).split(",")]
    if function:
        tests = [f"{function}({_small(name)}, {_small(wanted)})" for name in names_of]
    else:
        tests = [f"{name} = string({wanted})" for name in names_of]
    conditions = [f"({' or '.join(tests)})"]
    if rest:
        column, value = rest
        conditions.append(f"{columns.known(_text(column, line))} = string({_from_question(value, line)})")
    # The exact comparison first: an index answers it.
    return f"[{' and '.join(reversed(conditions))}]"


def _small(text: str) -> str:
    return f"translate({text}, '{_CAPITALS}', '{_CAPITALS.lower()}')"


def _from_question(source: str, line: int | None) -> str:
    """An argument as it must be written inside the predicate, where one stands on a row of the list."""
    tree = parse(source)
    if isinstance(tree, ast.Path) and not tree.absolute and tree.start is None:
        return f"current()/{source}"
    if re.search(r"(?<![\w)\]])\.\.?(?!\d)", source) and "current()" not in source:
        raise NotSupported("“search” takes a reference, a text or a number, and no reckoning with them.", line=line)
    return source


def _text(source: str, line: int | None) -> str:
    tree = parse(source)
    if not isinstance(tree, ast.Text):
        raise WrongArguments("“search” needs the names of its list, way and columns in quotation marks.", line=line)
    return tree.value.strip()


def _arguments(appearance: str, begins: int, line: int | None) -> Iterator[str]:
    """The arguments of the call whose bracket opens before `begins`."""
    depth, quote, start = 0, "", begins
    for place in range(begins, len(appearance)):
        sign = appearance[place]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign in "([":
            depth += 1
        elif sign in ")]" and depth:
            depth -= 1
        elif sign == "," and not depth:
            yield appearance[start:place].strip()
            start = place + 1
        elif sign == ")":
            yield appearance[start:place].strip()
            return
    raise XPathSyntax("The bracket of “search” is never closed.", line=line, expression=appearance)
