"""Actions: `setvalue` at the events of a form's life (ODK XForms, "Events and Actions").

Actions that need what a kiosk does not have or must not use by surprise (`odk:setgeopoint`,
`odk:recordaudio`) are no error: they do nothing, and so the form is asked without them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kiosk.forms import names
from kiosk.forms.binds import find_node
from kiosk.forms.errors import FormError, UnknownPath
from kiosk.forms.expression import Expression, ExpressionReader
from kiosk.forms.markup import attribute, line_of
from kiosk.forms.shape import Shape
from kiosk.forms.xpath.tree import Node

if TYPE_CHECKING:
    from lxml.etree import _Element

# `xforms-ready` was once what `odk-instance-first-load` is now.
_FIRST_LOAD: Final = frozenset({"odk-instance-first-load", "xforms-ready"})
_LOAD: Final = "odk-instance-load"
_CHANGED: Final = "xforms-value-changed"
_NEW_REPEAT: Final = "odk-new-repeat"


@dataclass(frozen=True, slots=True)
class SetValue:
    """Sets the node that `target` names to what `value` gives (None: to `text`).

    `around` is the template of the question, group or repeat that it is written in (the root
    element's for one in the model): `target` is read from there, `value` from the target.
    """

    around: int
    target: Expression
    value: Expression | None
    text: str


@dataclass(frozen=True, slots=True)
class Actions:
    """`first_load` happen when an instance is made, `load` whenever it is opened, each in order; `changed` by the
    template of the question whose answer changes, `added` by the repeat that gets an instance.

    `watched` are the templates in `changed`.
    """

    first_load: list[SetValue] = field(default_factory=list)
    load: list[SetValue] = field(default_factory=list)
    changed: dict[int, list[SetValue]] = field(default_factory=dict)
    added: dict[int, list[SetValue]] = field(default_factory=dict)

    @property
    def watched(self) -> frozenset[int]:
        return frozenset(self.changed)


def number_attributes(model: _Element, body: _Element | None, reader: ExpressionReader) -> None:
    """Number the attributes that actions set, before any rule is read."""
    for source in _sources(model, body):
        path = attribute(source, "ref").strip()
        if "@" in path:
            try:
                reader.nodes(path, _around(source, reader))
            except FormError:
                continue  # told, with its place, when the action is read


def read_actions(
    model: _Element, body: _Element | None, shape: Shape, reader: ExpressionReader, warnings: list[FormError]
) -> Actions:
    """The actions of a form; those of events that are not known here are passed over."""
    actions = Actions()
    for source in _sources(model, body):
        events = set(attribute(source, "event", f"{{{names.EVENTS}}}event").split())
        try:
            around = _around(source, reader)
            action = _set_value(source, around, shape, reader)
        except UnknownPath as warning:
            warnings.append(warning)
            continue
        if events & _FIRST_LOAD:
            actions.first_load.append(action)
        if _LOAD in events:
            actions.load.append(action)
        if _CHANGED in events and around is not None:
            actions.changed.setdefault(around.index, []).append(action)
        if _NEW_REPEAT in events and around is not None and shape.chains[around.index]:
            actions.added.setdefault(shape.frame(around.index), []).append(action)
    return actions


def _sources(model: _Element, body: _Element | None) -> list[_Element]:
    tag = f"{{{names.XFORMS}}}setvalue"
    return [*model.iterfind(tag), *(body.iter(tag) if body is not None else ())]


def _set_value(source: _Element, around: Node | None, shape: Shape, reader: ExpressionReader) -> SetValue:
    line = line_of(source)
    here = around if around is not None else shape.elements[0]
    path = attribute(source, "ref").strip()
    target = find_node(path, reader, line, here)
    written = attribute(source, "value")
    return SetValue(
        around=here.index,
        target=reader.read(path, here, line=line),
        value=reader.read(written, target, line=line) if written.strip() else None,
        text=(source.text or "").strip(),
    )


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
