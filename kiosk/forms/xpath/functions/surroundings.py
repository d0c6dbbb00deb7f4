"""What stands around a form: its version, its lists, its device (ODK XForms; JavaRosa's own names)."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.forms.errors import EvaluationFailed
from kiosk.forms.xpath.focus import Closure, Focus
from kiosk.forms.xpath.functions.registry import Arguments, eager, lazy
from kiosk.forms.xpath.rows import Row, Table
from kiosk.forms.xpath.tree import Kind, Node
from kiosk.forms.xpath.values import Value, to_string


@eager("version", 0, 0)
def _version(focus: Focus) -> Value:
    top = focus.root or focus.origin.root()
    root = next((each for each in top.children if each.kind is Kind.ELEMENT), top)
    return next((each.text for each in root.attributes if each.local == "version"), "")


@eager("property", 1, 1)
def _property(focus: Focus, name: Value) -> Value:
    # A kiosk tells a form nothing of its device or of the person before it.
    return ""


@lazy("depend", 1, None)
def _depend(given: Arguments) -> Closure:
    # The other arguments only say what the first is to be worked out again for.
    return given.closures[0]


@eager("pulldata", 4, 4)
def _pulldata(focus: Focus, instance: Value, wanted: Value, column: Value, value: Value) -> Value:
    document = focus.world.instance(to_string(instance))
    if document is None:
        raise EvaluationFailed("“pulldata” names a list that the form does not have.")
    key, query, result = to_string(column).strip(), to_string(value), to_string(wanted).strip()
    for root in document.children:
        if root.local == "root":
            row = _first(root, key, query)
            return next(_cells(row, result), "") if row is not None else ""
    return ""


def _first(root: Node, key: str, query: str) -> Node | None:
    """The first `item` that holds a text in a column."""
    if isinstance(root, Table) and not key.startswith("@"):
        places = root.holding("item", key, (query,))
        return root.rows("item")[places[0]] if places else None
    return next((row for row in root.children if row.local == "item" and query in _cells(row, key)), None)


def _cells(row: Node, column: str) -> Iterator[str]:
    """What a row holds under a name: in children of that name, or with "@" before it in an attribute."""
    if column.startswith("@"):
        return (each.text for each in row.attributes if each.local == column[1:])
    if isinstance(row, Row):
        return (cell for name, cell in zip(row.names, row.cells, strict=True) if name == column)
    return (each.string() for each in row.children if each.local == column and each.kind is Kind.ELEMENT)
