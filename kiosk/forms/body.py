"""The body of an XForm: its controls, in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from kiosk.forms import names
from kiosk.forms.binds import Bind, find_node, itext_name
from kiosk.forms.choices import Choices, InlineItem, InlineItems, Itemset, is_whole_list
from kiosk.forms.errors import FormDamaged, FormError, UnknownPath
from kiosk.forms.expression import Expression, ExpressionReader
from kiosk.forms.itext import segments_of
from kiosk.forms.markup import attribute, child, children, line_of, split
from kiosk.forms.questions import Group, Question, Repeat, kind_of
from kiosk.forms.searching import itemset as searched
from kiosk.forms.searching import search_in
from kiosk.forms.wording import Computed, Translated, TranslatedByRow, Wording, Written
from kiosk.forms.xpath import ast
from kiosk.forms.xpath.sameness import column_of
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
class RepeatControl:
    """A repeat of the body: what it repeats, its heading, how many instances it has.

    `count` gives the number of instances (`jr:count`), None where the visitor adds them; `fixed` says
    that the visitor may neither add nor remove any. `order` is what it asks, in order.
    """

    index: int
    repeat: Repeat
    label: Wording | None
    count: Expression | None
    fixed: bool
    order: list[Control | RepeatControl] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Body:
    """All controls, groups and repeats, in document order; `order` has those in a repeat inside it."""

    controls: tuple[Control, ...]
    groups: tuple[GroupControl, ...]
    repeats: tuple[RepeatControl, ...]
    order: tuple[Control | RepeatControl, ...]


def read_body(
    body: _Element | None, binds: tuple[Bind, ...], reader: ExpressionReader, warnings: list[FormError]
) -> Body:
    """The controls of a body; one for a node that the form does not have is passed over with a warning.

    Raises expressions' errors.
    """
    reading = _Reading(binds, reader, warnings)
    if body is not None:
        reading.walk(body)
    return Body(tuple(reading.controls), tuple(reading.groups.values()), tuple(reading.repeats), tuple(reading.order))


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around a place of the body: groups and repeats outermost first, and the innermost node."""

    groups: tuple[Group, ...] = ()
    repeats: tuple[RepeatControl, ...] = ()
    here: Node | None = None


class _Reading:
    """The walk over a body."""

    def __init__(self, binds: tuple[Bind, ...], reader: ExpressionReader, warnings: list[FormError]) -> None:
        self._binds = binds
        self._reader = reader
        self._warnings = warnings
        self.controls: list[Control] = []
        self.groups: dict[int, GroupControl] = {}
        self.repeats: list[RepeatControl] = []
        self.order: list[Control | RepeatControl] = []

    def walk(self, body: _Element) -> None:
        pending = [(body, _Around())]
        while pending:
            element, around = pending.pop()
            local = split(str(element.tag))[1]
            if local not in _CONTROLS and local not in ("group", "body", "repeat"):
                continue
            path = attribute(element, "ref", "nodeset").strip()
            node = around.here
            if path:
                try:
                    node = find_node(path, self._reader, line_of(element), around.here)
                except UnknownPath as warning:
                    self._warnings.append(warning)
                    if local in _CONTROLS:
                        continue
            if local in _CONTROLS:
                self._control(element, local, path, node, around)
                continue
            inside = around
            if path and node is not None and local == "repeat" and self._reader.is_repeat(node):
                inside = self._repeat(element, node, around)
            elif path and node is not None:
                inside = self._group(element, node, around)
            pending.extend((each, inside) for each in reversed(children(element)))

    def _place(self, around: _Around, entry: Control | RepeatControl) -> None:
        (around.repeats[-1].order if around.repeats else self.order).append(entry)

    def _group(self, element: _Element, node: Node, around: _Around) -> _Around:
        group = Group(node.path(), attribute(element, "appearance"))
        label = _label(element, "label", node, self._reader)
        known = self.groups.get(node.index)
        if known is None or known.label is None:
            self.groups[node.index] = GroupControl(node.index, group, label)
        return _Around((*around.groups, group), around.repeats, node)

    def _repeat(self, element: _Element, node: Node, around: _Around) -> _Around:
        count = attribute(element, f"{{{names.JAVAROSA}}}count").strip()
        outer = self.groups.get(node.index)
        own = _label(element, "label", node, self._reader)
        control = RepeatControl(
            index=node.index,
            repeat=Repeat(
                path=node.path(),
                name=node.local,
                appearance=attribute(element, "appearance"),
                counted=bool(count),
                groups=around.groups,
                attributes=self._binds[node.index].attributes,
            ),
            label=own or (outer.label if outer is not None else None),
            count=self._reader.read(count, node, line=line_of(element), before=True) if count else None,
            fixed=bool(count) or attribute(element, f"{{{names.JAVAROSA}}}noAddRemove").strip() == "true()",
        )
        self.repeats.append(control)
        self._place(around, control)
        return _Around(around.groups, (*around.repeats, control), node)

    def _control(self, element: _Element, local: str, path: str, node: Node | None, around: _Around) -> None:
        if not path or node is None:
            raise FormDamaged(f"A question (`{local}`) does not say which node it sets.", line=line_of(element))
        bind = self._binds[node.index]
        question = Question(
            path=node.path(),
            name=node.local,
            kind=kind_of(local, bind.data_type, bind.always_readonly),
            data_type=bind.data_type,
            appearance=attribute(element, "appearance"),
            groups=around.groups,
            attributes=bind.attributes,
            repeats=tuple(each.repeat.path for each in around.repeats),
            media_type=(attribute(element, "mediatype").strip() or "*/*") if local == "upload" else "",
            parameters=_range(element) if local == "range" else MappingProxyType({}),
        )
        control = Control(
            index=node.index,
            question=question,
            label=_label(element, "label", node, self._reader),
            hint=_label(element, "hint", node, self._reader),
            choices=_choices(element, node, self._reader) if local in ("select", "select1", "rank") else None,
        )
        self.controls.append(control)
        self._place(around, control)


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
        search = search_in(attribute(element, "appearance"), line_of(element))
        rows = reader.list_named(search.file) if search is not None else None
        if search is not None and rows is not None:
            return searched(search, items, node, rows, reader, line_of(element))
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
