"""Growing the nodes of a session: from the form's own instance, from a restored one, or from a repeat's template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk.forms import datatypes
from kiosk.forms.errors import FormTooLarge
from kiosk.forms.graph import Aspect
from kiosk.forms.items import Frame, Item, Job, Range
from kiosk.forms.templates import is_template
from kiosk.forms.xpath.tree import Kind, Node

if TYPE_CHECKING:
    from kiosk.forms.form import Model
    from kiosk.forms.graph import Cell

_SERIALS: Final = 32
"""Bits of a job's key that say in which frame it is; the bits above are its place in the order."""


class Growth:
    """Makes nodes, frames and jobs, within the bounds of a session.

    `jobs` counts the jobs made so far.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self._shape = model.shape
        self._cells = model.graph.frames
        self._nodes = 0
        self._serial = 0
        self.jobs = 0
        self.root = Node(Kind.ROOT)

    def whole(self, source: Node) -> Frame:
        """The frame of all that is in no repeat, and all frames inside it."""
        frame = Frame(None, None, 0)
        template = self._model.document.children[0]
        frame.node = self._grow(frame, template, source.children[0], self.root)
        self._work(frame)
        return frame

    def instance(self, around: Range, source: Node | None = None) -> Frame:
        """One more instance of a repeat, after its last one; its values from `source`, or its template's.

        Raises `FormTooLarge`.
        """
        limits = self._model.limits
        if len(around.frames) >= limits.repeat_instances:
            raise FormTooLarge(f"A repeat would have more than {limits.repeat_instances} instances.", path=around.path)
        self._serial += 1
        frame = Frame(around.frame, around, self._serial)
        frame.position = len(around.frames) + 1
        template = self._shape.elements[around.repeat]
        holder = around.holder
        before = len(holder.children), self._nodes, self.jobs
        try:
            frame.node = self._grow(frame, template, source or self._model.patterns[around.repeat], holder)
        except FormTooLarge:
            # Half an instance is none.
            children, self._nodes, self.jobs = before
            del holder.children[children:]
            raise
        self._put_in_place(holder, frame.node)
        around.frames.append(frame)
        self._work(frame)
        return frame

    def cut(self, frame: Frame) -> None:
        """Take an instance out of the tree and out of the count."""
        for each in frame.inside():
            self._nodes -= len(each.members)
            self.jobs -= len(each.jobs)
            each.position = 0
        holder = frame.node.parent
        assert holder is not None  # an instance always has a node around it
        holder.children.remove(frame.node)

    def _put_in_place(self, holder: Item, node: Item) -> None:
        """Move the last child before those whose templates come later."""
        children = holder.children
        place = len(children) - 1
        while place and children[place - 1].index > node.index:
            place -= 1
        if place < len(children) - 1:
            children.insert(place, children.pop())

    def _grow(self, frame: Frame, template: Node, source: Node, parent: Node) -> Item:
        top = self._item(frame, template, source, parent)
        repeats = self._shape.spans
        pending: list[tuple[Item, Node, Node]] = [(top, template, source)]
        while pending:
            item, template, source = pending.pop()
            inside: list[tuple[Item, Node, Node]] = []
            given = None if source is template else _by_name(source)
            for child in template.children:
                alike = given.get(child.local) if given is not None else None
                if child.index in repeats:
                    # Where all around it is missing from a restored instance, it is as the form has it.
                    sources = list(self._model.native.get(child.index, ())) if given is None else alike or []
                    self._range(frame, child.index, item, sources)
                    continue
                origin = alike.pop(0) if alike else child
                made = self._item(frame, child, origin, item)
                if child.children:
                    inside.append((made, child, origin))
            pending.extend(reversed(inside))
        return top

    def _item(self, frame: Frame, template: Node, source: Node, parent: Node) -> Item:
        self._nodes += 1
        if self._nodes > self._model.limits.session_nodes:
            raise FormTooLarge(f"A form being answered may have {self._model.limits.session_nodes} nodes, not more.")
        index = template.index
        bind = self._model.binds[index]
        text = "" if template.children else datatypes.initial(source.text, bind.data_type)
        item = Item(template.kind, template.local, prefix=template.prefix, namespace=template.namespace)
        item.index = index
        item.frame = frame
        item.stored = text
        item.own_relevant, item.required, item.own_readonly = self._model.constants[index]
        item.holds = None
        item.parent = parent
        if isinstance(parent, Item):
            item.relevant = item.own_relevant and parent.relevant
            item.readonly = item.own_readonly or parent.readonly
        else:
            item.relevant = item.own_relevant
            item.readonly = item.own_readonly
        item.text = text if item.relevant else ""
        frame.members[index] = item
        if template.kind is Kind.ATTRIBUTE:
            parent.attributes.append(item)
            return item
        parent.children.append(item)
        if template.attributes:
            self._attributes(frame, template, source, item)
        return item

    def _attributes(self, frame: Frame, template: Node, source: Node, item: Item) -> None:
        given = {each.name: each for each in source.attributes}
        for each in template.attributes:
            origin = given.get(each.name, each)
            if each.index >= 0:
                self._item(frame, each, origin, item)
            else:
                copy = Node(each.kind, each.local, prefix=each.prefix, namespace=each.namespace, text=origin.text)
                item.append(copy)

    def _range(self, frame: Frame, repeat: int, holder: Item, sources: list[Node]) -> None:
        around = Range(repeat, frame, holder, self._shape.spans[repeat])
        frame.ranges[repeat] = around
        given = [source for source in sources if not is_template(source)]
        control = self._model.repeats[repeat]
        native = self._model.native.get(repeat, ())
        if control.count is not None:
            around.spare = [*given, *native[len(given) :]]
            return
        if control.fixed:
            # As many as the form has, whatever a restored instance holds.
            wanted = max(1, len(native))
            given = [*given, *native[len(given) :]][:wanted]
            for place in range(wanted):
                self.instance(around, given[place] if place < len(given) else None)
            return
        for source in given:
            self.instance(around, source)

    def _work(self, frame: Frame) -> None:
        """The jobs of a frame."""
        for cell in self._cells.get(frame.repeat, ()):
            self.jobs += 1
            frame.jobs[cell.place] = Job(cell, self._stand(frame, cell), cell.place << _SERIALS | frame.serial)

    def _stand(self, frame: Frame, cell: Cell) -> Item:
        return frame.ranges[cell.index].ghost if cell.aspect is Aspect.COUNT else frame.members[cell.index]


def _by_name(source: Node) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = {}
    for child in source.children:
        if child.kind is Kind.ELEMENT:
            found.setdefault(child.local, []).append(child)
    return found
