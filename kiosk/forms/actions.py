"""Actions: `setvalue` when the form is first opened, or when an answer changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kiosk.forms import names
from kiosk.forms.binds import find_node
from kiosk.forms.expression import Expression, ExpressionReader
from kiosk.forms.markup import attribute, line_of
from kiosk.forms.xpath.tree import Node

if TYPE_CHECKING:
    from lxml.etree import _Element

_LOAD: Final = frozenset({"odk-instance-first-load", "odk-instance-load", "xforms-ready"})
_CHANGED: Final = "xforms-value-changed"


@dataclass(frozen=True, slots=True)
class SetValue:
    """Sets the node `target` to what `value` gives (None: to `text`)."""

    target: int
    value: Expression | None
    text: str


@dataclass(frozen=True, slots=True)
class Actions:
    """`on_load` in order; `on_change` by the index of the node whose answer changed."""

    on_load: tuple[SetValue, ...]
    on_change: dict[int, tuple[SetValue, ...]]


def read_actions(model: _Element, body: _Element | None, reader: ExpressionReader) -> Actions:
    """The actions of a form; those of events that are not known here are passed over."""
    on_load: list[SetValue] = []
    on_change: dict[int, list[SetValue]] = {}
    tag = f"{{{names.XFORMS}}}setvalue"
    sources = [*model.iterfind(tag), *(body.iter(tag) if body is not None else ())]
    for source in sources:
        around = _around(source, reader)
        target = find_node(attribute(source, "ref").strip(), reader, line_of(source), around)
        written = attribute(source, "value")
        value = reader.read(written, target, line=line_of(source)) if written else None
        action = SetValue(target.index, value, (source.text or "").strip())
        events = set(attribute(source, "event", f"{{{names.EVENTS}}}event").split())
        if events & _LOAD:
            on_load.append(action)
        if _CHANGED in events and around is not None:
            on_change.setdefault(around.index, []).append(action)
    return Actions(tuple(on_load), {index: tuple(each) for index, each in on_change.items()})


def _around(source: _Element, reader: ExpressionReader) -> Node | None:
    """The node of the question or group that an action is written in, or None in the model."""
    refs: list[tuple[str, int | None]] = []
    for parent in source.iterancestors():
        ref = attribute(parent, "ref", "nodeset").strip()
        if ref:
            refs.append((ref, line_of(parent)))
    here: Node | None = None
    for ref, line in reversed(refs):
        here = find_node(ref, reader, line, here)
    return here
