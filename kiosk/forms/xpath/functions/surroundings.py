"""What stands around a form: its version, its lists, its device (ODK XForms; JavaRosa's own names)."""

from __future__ import annotations

from kiosk.forms.errors import EvaluationFailed
from kiosk.forms.xpath.focus import Closure, Focus
from kiosk.forms.xpath.functions.registry import Arguments, eager, lazy
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
    for row in _elements(document, "root", "item"):
        if any(cell.string() == query for cell in row.children if cell.local == key):
            return next((cell.string() for cell in row.children if cell.local == result), "")
    return ""


def _elements(top: Node, *path: str) -> list[Node]:
    found = [top]
    for name in path:
        found = [child for each in found for child in each.children if child.local == name]
    return found
