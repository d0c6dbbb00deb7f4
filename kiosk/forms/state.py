"""The answers of one session and all that follows from them, kept up to date.

`State` holds the instance tree and, by element index, what the cells of the graph have worked out.
The text of a node is always its effective value: a node that is not relevant reads as empty, and
what was answered there waits in `stored`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from kiosk.forms import choosing, datatypes
from kiosk.forms.errors import FormError
from kiosk.forms.expression import Expression
from kiosk.forms.graph import Aspect, Cell
from kiosk.forms.instance import copied
from kiosk.forms.xpath.compile import Scope, compile_expression
from kiosk.forms.xpath.focus import Closure, Focus
from kiosk.forms.xpath.moments import Zone
from kiosk.forms.xpath.parser import parse
from kiosk.forms.xpath.tree import Node
from kiosk.forms.xpath.values import Value, to_boolean

if TYPE_CHECKING:
    from kiosk.forms.form import Form

# Relevances that depend on one another settle in a few rounds, or never.
_MOST_ROUNDS = 20


class State:
    """The values of a session. It is the `World` that the form's expressions ask."""

    def __init__(self, form: Form, now: Callable[[], datetime], language: str) -> None:
        model = form.model
        self.form = form
        self.language = language
        self.faults: list[FormError] = []
        self._now = now
        self._zone: Zone | None = None
        self._graph = model.graph
        self._binds = model.binds
        _, self.bound = copied(model.document)
        size = len(self.bound)
        self.stored = [
            datatypes.initial(node.text, bind.data_type) for node, bind in zip(self.bound, self._binds, strict=True)
        ]
        for node, text in zip(self.bound, self.stored, strict=True):
            node.text = text
        self.relevant = [True] * size
        self.required = [False] * size
        self.readonly = [False] * size
        # Each node's own flag, before what is inherited from the groups around it.
        self._own_relevant = [True] * size
        self._own_readonly = [False] * size
        self._satisfied: list[bool | None] = [None] * size
        self._queue: list[int] = []
        self._queued = [False] * len(self._graph.cells)
        self._changed: set[int] = set()

    # The world of expressions

    @property
    def zone(self) -> Zone:
        """The local time zone, as `now` tells it."""
        if self._zone is None:
            self._zone = Zone.of(self._now())
        return self._zone

    @property
    def regex_seconds(self) -> float:
        """How long one regular expression may run."""
        return self.form.model.limits.regex_seconds

    def now(self) -> datetime:
        """The present moment."""
        return self._now()

    def instance(self, name: str) -> Node | None:
        """The document of a secondary instance."""
        return self.form.model.instances.get(name)

    def itext(self, name: str) -> str:
        """The text with this id in the session's language."""
        return choosing.translated(self, name, self.bound[0]).text

    def choice_name(self, value: str, path: str, here: Node) -> str:
        """The label of a choice of the question at `path`."""
        found = _path_closure(path)(Focus(here, self)) if path else []
        if not isinstance(found, list) or not found:
            return ""
        control = self.form.model.controls.get(found[0].index)
        return choosing.label_of(self, control, found[0], value) if control is not None else ""

    # Working out

    def evaluate(self, expression: Expression, node: Node) -> Value | None:
        """The value of an expression standing on `node`; None, and a fault noted, where it fails."""
        try:
            bound = self.bound
            return expression.closure(Focus(node, self, slots=[[bound[index]] for index in expression.slots]))
        except FormError as error:
            if len(self.faults) < 100:
                self.faults.append(error)
                error.located(path=node.path(), expression=expression.source)
            return None

    def start(self) -> None:
        """Work everything out."""
        count = len(self._graph.cells)
        self._queue = list(range(count))  # in order: already a heap
        self._queued = [True] * count
        self.settle()

    def put(self, index: int, text: str) -> None:
        """Set what is answered at a node, and note what depends on it."""
        if self.stored[index] == text:
            return
        self.stored[index] = text
        if self.relevant[index]:
            self._show(index, text)

    def language_changed(self) -> None:
        """Note all that depends on the language."""
        self._push(self._graph.speaking)

    def settle(self) -> frozenset[int]:
        """Work out what was noted, each cell after those it depends on; the nodes that changed."""
        queue, queued, cells = self._queue, self._queued, self._graph.cells
        patience = len(cells) * _MOST_ROUNDS
        while queue:
            place = heappop(queue)
            queued[place] = False
            self._work_out(cells[place])
            patience -= 1
            if patience < 0:
                queue.clear()
                self._queued = [False] * len(cells)
        changed = frozenset(self._changed)
        self._changed.clear()
        return changed

    def satisfied(self, index: int) -> bool:
        """Whether the node's constraint holds; worked out when asked, and kept until it may change."""
        known = self._satisfied[index]
        if known is None:
            constraint = self._binds[index].constraint
            value = self.evaluate(constraint, self.bound[index]) if constraint is not None else True
            known = self._satisfied[index] = value is not None and to_boolean(value)
        return known

    def _push(self, places: Iterable[int]) -> None:
        queue, queued = self._queue, self._queued
        for place in places:
            if not queued[place]:
                queued[place] = True
                heappush(queue, place)

    def _show(self, index: int, text: str) -> None:
        """Make `text` the effective value of a node."""
        node = self.bound[index]
        if node.text != text:
            node.text = text
            self._changed.add(index)
            self._push(self._graph.readers[index])

    def _work_out(self, cell: Cell) -> None:
        index = cell.index
        node = self.bound[index]
        match cell.aspect:
            case Aspect.RELEVANT:
                value = self.evaluate(cell.expression, node)
                own = value is None or to_boolean(value)
                if own is not self._own_relevant[index]:
                    self._own_relevant[index] = own
                    self._inherit_relevance(node)
            case Aspect.VALUE:
                if self.relevant[index]:
                    value = self.evaluate(cell.expression, node)
                    text = "" if value is None else datatypes.cast(value, self._binds[index].data_type, self.zone)
                    self.put(index, text)
            case Aspect.CHOICES:
                self._prune(index)
            case Aspect.REQUIRED:
                value = self.evaluate(cell.expression, node)
                self._flag(self.required, index, value is not None and to_boolean(value))
            case Aspect.READONLY:
                value = self.evaluate(cell.expression, node)
                self._own_readonly[index] = value is not None and to_boolean(value)
                self._inherit_readonly(node)
            case Aspect.CONSTRAINT:
                self._satisfied[index] = None

    def _flag(self, flags: list[bool], index: int, value: bool) -> None:
        if flags[index] is not value:
            flags[index] = value
            self._changed.add(index)

    def _inherit_relevance(self, top: Node) -> None:
        pending = [top]
        while pending:
            node = pending.pop()
            index = node.index
            around = node.parent is None or node.parent.index < 0 or self.relevant[node.parent.index]
            now = around and self._own_relevant[index]
            if self.relevant[index] is now:
                continue
            self._flag(self.relevant, index, now)
            if not node.children:
                self._show(index, self.stored[index] if now else "")
            if now:
                # What was not kept up to date while it did not count.
                self._push(p for p in (self._graph.calculation.get(index),) if p is not None)
                self._push(p for p in (self._graph.choosing.get(index),) if p is not None)
            pending.extend(node.children)

    def _inherit_readonly(self, top: Node) -> None:
        pending = [top]
        while pending:
            node = pending.pop()
            index = node.index
            around = node.parent is not None and node.parent.index >= 0 and self.readonly[node.parent.index]
            now = around or self._own_readonly[index]
            if self.readonly[index] is not now:
                self._flag(self.readonly, index, now)
                pending.extend(node.children)

    def _prune(self, index: int) -> None:
        """Drop from an answer the choices that are no longer offered."""
        chosen = self.stored[index].split()
        if not chosen or not self.relevant[index]:
            return
        offered = choosing.values(self, self.form.model.controls[index], self.bound[index])
        kept = [value for value in chosen if value in offered]
        if len(kept) != len(chosen):
            self.put(index, " ".join(kept))


@lru_cache(maxsize=512)
def _path_closure(path: str) -> Closure:
    return compile_expression(parse(path), Scope())
