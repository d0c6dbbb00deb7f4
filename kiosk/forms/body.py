"""The body of an XForm: its controls, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from kiosk.forms import names
from kiosk.forms.binds import Bind, find_node, itext_name
from kiosk.forms.choices import Choices, InlineItem, InlineItems, Itemset, column_of, is_whole_list
from kiosk.forms.errors import FormDamaged, NotSupported
from kiosk.forms.expression import ExpressionReader
from kiosk.forms.itext import segments_of
from kiosk.forms.markup import attribute, child, children, line_of, split
from kiosk.forms.questions import Group, Question, kind_of
from kiosk.forms.wording import Computed, Translated, TranslatedByRow, Wording, Written
from kiosk.forms.xpath import ast
from kiosk.forms.xpath.tree import Node

if TYPE_CHECKING:
    from lxml.etree import _Element

_CONTROLS: Final = frozenset({"input", "select", "select1", "rank", "range", "trigger", "upload", "secret"})


@dataclass(frozen=True, slots=True)
class Control:
    """A control of the body: the node it sets, its texts, its choices."""

    index: int
    question: Question
    label: Wording | None
    hint: Wording | None
    choices: Choices | None


@dataclass(frozen=True, slots=True)
class GroupControl:
    """A group of the body that has a node."""

    index: int
    group: Group
    label: Wording | None


@dataclass(frozen=True, slots=True)
class Body:
    """All controls and groups, in document order."""

    controls: tuple[Control, ...]
    groups: tuple[GroupControl, ...]


def read_body(body: _Element | None, binds: tuple[Bind, ...], reader: ExpressionReader) -> Body:
    """The controls of a body. Raises `UnknownPath`, `NotSupported` and expressions' errors."""
    controls: list[Control] = []
    groups: list[GroupControl] = []
    for element, around, here in _walk(body, groups, reader):
        controls.append(_control(element, around, here, binds, reader))
    return Body(tuple(controls), tuple(groups))


def _walk(
    body: _Element | None, groups: list[GroupControl], reader: ExpressionReader
) -> Iterator[tuple[_Element, tuple[Group, ...], Node | None]]:
    """Each control with the groups around it, and the innermost group's node."""
    pending: list[tuple[_Element, tuple[Group, ...], Node | None]] = [(body, (), None)] if body is not None else []
    while pending:
        element, around, here = pending.pop()
        local = split(str(element.tag))[1]
        if local in _CONTROLS:
            yield element, around, here
        elif local == "repeat":
            raise NotSupported("Repeats are not supported.", line=line_of(element))
        elif local in ("group", "body"):
            inner = around
            path = attribute(element, "ref", "nodeset").strip()
            if path:
                here = node = find_node(path, reader, line_of(element), here)
                group = Group(node.path(), attribute(element, "appearance"))
                groups.append(GroupControl(node.index, group, _label(element, "label", node, reader)))
                inner = (*around, group)
            pending.extend((each, inner, here) for each in reversed(children(element)))


def _control(
    element: _Element, around: tuple[Group, ...], here: Node | None, binds: tuple[Bind, ...], reader: ExpressionReader
) -> Control:
    local = split(str(element.tag))[1]
    path = attribute(element, "ref", "nodeset").strip()
    if not path:
        raise FormDamaged(f"A question (`{local}`) does not say which node it sets.", line=line_of(element))
    node = find_node(path, reader, line_of(element), here)
    bind = binds[node.index]
    question = Question(
        path=node.path(),
        name=node.local,
        kind=kind_of(local, bind.data_type, bind.always_readonly),
        data_type=bind.data_type,
        appearance=attribute(element, "appearance"),
        groups=around,
        attributes=bind.attributes,
        media_type=(attribute(element, "mediatype").strip() or "*/*") if local == "upload" else "",
        parameters=_range(element) if local == "range" else MappingProxyType({}),
    )
    return Control(
        index=node.index,
        question=question,
        label=_label(element, "label", node, reader),
        hint=_label(element, "hint", node, reader),
        choices=_choices(element, node, reader) if local in ("select", "select1", "rank") else None,
    )


def _range(element: _Element) -> MappingProxyType[str, str]:
    """Where a range begins and ends, and how far apart its values are."""
    return MappingProxyType({name: attribute(element, name).strip() for name in ("start", "end", "step")})


def _label(parent: _Element, name: str, node: Node | None, reader: ExpressionReader) -> Wording | None:
    element = child(parent, name)
    if element is None:
        return None
    ref = attribute(element, "ref")
    if ref:
        return _referred(ref, node, reader, line_of(element))
    segments = segments_of(element, reader)
    return Written(segments) if segments else None


def _referred(ref: str, node: Node | None, reader: ExpressionReader, line: int | None) -> Wording:
    name = itext_name(ref.strip())
    if name is not None:
        return Translated(name)
    expression = reader.read(ref, node, line=line)
    match expression.tree:
        case ast.Call("jr:itext", (_,)):
            inner = ref.strip().removeprefix("jr:itext").strip()[1:-1]
            name_of = reader.read(inner, node, line=line)
            return TranslatedByRow(name_of, column_of(name_of.tree) if node is None else "")
        case _:
            return Computed(expression, column_of(expression.tree) if node is None else "")


def _choices(element: _Element, node: Node, reader: ExpressionReader) -> Choices | None:
    itemset = child(element, "itemset")
    if itemset is None:
        items = []
        for item in element.iterfind(f"{{{names.XFORMS}}}item"):
            written = str(item.findtext(f"{{{names.XFORMS}}}value") or "")
            items.append(InlineItem(written.strip(), _label(item, "label", node, reader)))
        return InlineItems(tuple(items))
    line = line_of(itemset)
    value = child(itemset, "value")
    value_ref = (attribute(value, "ref") if value is not None else "") or "name"
    label = child(itemset, "label")
    label_ref = attribute(label, "ref") if label is not None else ""
    wording = _referred(label_ref, None, reader, line) if label_ref else None
    own = {value_ref.strip(), label_ref.strip(), label_ref.strip().removeprefix("jr:itext(").removesuffix(")").strip()}
    nodes = reader.read(attribute(itemset, "nodeset", "ref"), node, line=line)
    values = reader.read(value_ref, None, line=line)
    column = column_of(values.tree)
    plain = wording is None or (isinstance(wording, Computed | TranslatedByRow) and wording.column != "")
    return Itemset(
        nodes=nodes,
        value=values,
        label=wording,
        own=frozenset(own),
        column=column,
        whole=bool(column) and plain and is_whole_list(nodes.tree),
    )
