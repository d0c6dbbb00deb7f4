"""The answers of one session and all that follows from them, kept up to date.

`State` holds the queue of what is to be worked out again, and goes through it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import datetime
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from kiosk.forms import choosing, datatypes, resizing
from kiosk.forms.errors import CalculationTooSlow, FormError
from kiosk.forms.graph import Aspect, Far
from kiosk.forms.items import Frame, Item, Job, Range
from kiosk.forms.questions import QuestionKind
from kiosk.forms.surroundings import Surroundings, slots_of
from kiosk.forms.xpath.focus import Focus
from kiosk.forms.xpath.tree import Node
from kiosk.forms.xpath.values import Value, to_boolean

if TYPE_CHECKING:
    from kiosk.forms.form import Form, Model

# Relevances that depend on one another settle in a few rounds, or never.
_MOST_ROUNDS = 20
# Where what is no choice is no answer. An order of choices is completed where it is shown.
_CHOOSING = frozenset({QuestionKind.SELECT_ONE, QuestionKind.SELECT_MULTIPLE})
# How often the clock is looked at.
_BETWEEN_LOOKS = 8


class State(Surroundings):
    """The values of a session, and the queue of what is to be worked out again."""

    def __init__(
        self, form: Form, now: Callable[[], datetime], language: str, source: Node, last_saved: Node | None = None
    ) -> None:
        super().__init__(form, now, language, source, last_saved)
        self.events: list[Item] = []
        """Nodes that actions wait for and whose answer changed, in the order in which it happened."""
        self.fresh: list[Frame] = []
        """Instances of repeats that came to be by a count, and for which `odk-new-repeat` is yet to happen."""
        self.refused: FormError | None = None
        """Why the number of a repeat's instances could not become what the form wants."""
        model = form.model
        self._graph = model.graph
        self._readers = model.graph.readers
        self._watched = model.actions.watched
        self.opened = False
        """Whether all was worked out once: from then on, what a count lets appear is new."""
        self._listed = _listed(model)
        self._always_listed = frozenset(index for each in self._listed.values() for index in each)
        self._queue: list[int] = []
        self._waiting: dict[int, Job] = {}
        self._changed: set[Item] = set()

    # Working out

    def start(self) -> None:
        """Work everything out."""
        for frame in self.root.inside():
            self.begin(frame)
        self.settle()
        self.opened = True

    def begin(self, frame: Frame) -> None:
        """Note all that is to be worked out in a new frame."""
        for index in self._listed.get(frame.repeat, ()):
            item = frame.members[index]
            if item.text:
                item.text = self._offered(item, item.text)
        for job in frame.jobs.values():
            self._push(job)

    def put(self, item: Item, text: str) -> None:
        """Set what is answered at a node, and note what depends on it."""
        if item.stored == text:
            return
        item.stored = text
        if item.index in self._watched:
            self.events.append(item)
        if item.relevant:
            self._show(item, text)

    def choose(self, item: Item) -> None:
        """Note that an answer which nobody chose is to be looked for among the choices."""
        place = self._graph.choosing.get(item.index)
        if place is not None:
            self._push(item.frame.jobs[place])

    def language_changed(self) -> None:
        """Note all that depends on the language."""
        for place in self._graph.speaking:
            self._push_under(self.root, place)

    def settle(self) -> set[Item]:
        """Work out what was noted, each thing after those it depends on; the nodes that changed.

        Raises `CalculationTooSlow` where it takes longer than the limits allow.
        """
        queue, waiting = self._queue, self._waiting
        looks = _BETWEEN_LOOKS
        patience = 0
        begun = time.monotonic()
        while queue:
            job = waiting.pop(heappop(queue), None)
            if job is None:
                continue  # of an instance that was removed
            self._work_out(job)
            looks -= 1
            if not looks:
                looks = _BETWEEN_LOOKS
                patience += _BETWEEN_LOOKS
                if patience > _MOST_ROUNDS * self.growth.jobs or self._is_late(begun):
                    queue.clear()
                    waiting.clear()
        changed, self._changed = self._changed, set()
        return changed

    def holds(self, item: Item) -> bool:
        """Whether the node's constraint holds; worked out when asked, and kept until it may change."""
        known = item.holds
        if known is None:
            constraint = self.model.binds[item.index].constraint
            value = self.evaluate(constraint, item) if constraint is not None else True
            known = item.holds = value is not None and to_boolean(value)
        return known

    def _is_late(self, begun: float) -> bool:
        if time.monotonic() - begun <= self.model.limits.settle_seconds:
            return False
        self.refused = CalculationTooSlow(
            f"Working the form out took longer than {self.model.limits.settle_seconds:g} seconds, and was given up."
        )
        return True

    def _push(self, job: Job) -> None:
        key = job.key
        if key not in self._waiting:
            self._waiting[key] = job
            heappush(self._queue, key)

    def _push_under(self, frame: Frame, place: int) -> None:
        for each in frame.under(self._graph.cells[place].chain):
            self._push(each.jobs[place])

    def forget(self, frame: Frame) -> None:
        """Note that nothing is to be worked out any more in a frame that was removed."""
        for each in frame.inside():
            for job in each.jobs.values():
                self._waiting.pop(job.key, None)

    def resized(self, around: Range) -> None:
        """Note all that reads several instances of a repeat."""
        graph = self._graph
        checks = graph.crossing_checks.get(around.repeat, ())
        self._push_far(around.frame, graph.crossing.get(around.repeat, ()), checks)

    def _push_far(self, frame: Frame, far: Iterable[Far], checks: Iterable[Far]) -> None:
        for place, depth in far:
            self._push_under(frame.climb(depth), place)
        for index, depth in checks:
            for each in frame.climb(depth).under(self.model.shape.chains[index]):
                each.members[index].holds = None

    def _show(self, item: Item, text: str) -> None:
        """Make `text` the effective value of a node."""
        if text and item.index in self._always_listed:
            text = self._offered(item, text)
        if item.text != text:
            item.text = text
            self._changed.add(item)
            self.spread(item)

    def spread(self, item: Item) -> None:
        """Note all that reads a node."""
        readers = self._readers[item.index]
        frame = item.frame
        if readers.near:
            jobs, waiting = frame.jobs, self._waiting
            for place in readers.near:
                job = jobs[place]
                key = job.key
                if key not in waiting:
                    waiting[key] = job
                    heappush(self._queue, key)
        for index in readers.checks:
            frame.members[index].holds = None
        if readers.far or readers.far_checks:
            self._push_far(frame, readers.far, readers.far_checks)

    def _work_out(self, job: Job) -> None:
        cell, node = job.cell, job.node
        aspect = cell.aspect
        if aspect is Aspect.VALUE:
            if not node.relevant:
                return
        elif aspect is Aspect.CHOICES:
            self._prune(node)
            return
        focus = job.focus
        if focus is None:
            focus = job.focus = Focus(node, self, slots=slots_of(cell.expression, node.frame))
        value: Value | None
        try:
            value = cell.expression.closure(focus)
        except FormError as error:
            self.fault(error, cell.expression, node)
            value = None
        match aspect:
            case Aspect.VALUE:
                text = "" if value is None else datatypes.cast(value, self.model.binds[cell.index].data_type, self.zone)
                self.put(node, text)
                self.choose(node)
            case Aspect.RELEVANT:
                own = value is None or to_boolean(value)
                if own is not node.own_relevant:
                    node.own_relevant = own
                    self._inherit_relevance(node)
            case Aspect.REQUIRED:
                required = value is not None and to_boolean(value)
                if node.required is not required:
                    node.required = required
                    self._changed.add(node)
            case Aspect.READONLY:
                node.own_readonly = value is not None and to_boolean(value)
                self._inherit_readonly(node)
            case _:
                resizing.count(self, node.frame.ranges[cell.index], value)

    # What follows from what is around

    def _inherit_relevance(self, top: Item) -> None:
        pending: list[Node] = [top]
        places = self._graph.calculation, self._graph.choosing
        while pending:
            node = pending.pop()
            if not isinstance(node, Item):
                continue
            parent = node.parent
            around = parent.relevant if isinstance(parent, Item) else True
            now = around and node.own_relevant
            if node.relevant is now:
                continue
            node.relevant = now
            self._changed.add(node)
            if not node.children:
                self._show(node, node.stored if now else "")
            if now:
                # What was not kept up to date while it did not count.
                for table in places:
                    place = table.get(node.index)
                    if place is not None:
                        self._push(node.frame.jobs[place])
            pending.extend(node.children)
            pending.extend(node.attributes)

    def _inherit_readonly(self, top: Item) -> None:
        pending: list[Node] = [top]
        while pending:
            node = pending.pop()
            if not isinstance(node, Item):
                continue
            parent = node.parent
            now = node.own_readonly or (isinstance(parent, Item) and parent.readonly)
            if node.readonly is not now:
                node.readonly = now
                self._changed.add(node)
                pending.extend(node.children)
                pending.extend(node.attributes)

    def _prune(self, node: Item) -> None:
        """Show of an answer what is offered now; the rest waits, as what is not relevant does.

        An order of choices takes up, at its end, those that it did not have.
        """
        if not node.stored or not node.relevant:
            return
        kept = self._offered(node, node.stored)
        control = self.model.controls[node.index]
        if kept and control.question.kind is QuestionKind.RANK:
            every = (choice.value for choice in choosing.offered(self, control, node))
            kept = " ".join(dict.fromkeys([*kept.split(), *every]))
        self._show(node, kept)

    def _offered(self, node: Item, text: str) -> str:
        """What of an answer is among the choices; of a question with one answer, all of it or nothing."""
        control = self.model.controls[node.index]
        offered = choosing.values(self, control, node)
        if control.question.kind is QuestionKind.SELECT_ONE:
            return text.strip() if text.strip() in offered else ""
        return " ".join(value for value in text.split() if value in offered)


def _listed(model: Model) -> dict[int, tuple[int, ...]]:
    """The templates, by the repeat around them, that are chosen from a list which no answer changes.

    The others have a cell for their choices.
    """
    found: dict[int, list[int]] = {}
    for index, control in model.controls.items():
        if control.choices is not None and control.question.kind in _CHOOSING and index not in model.graph.choosing:
            chain = model.shape.chains[index]
            found.setdefault(chain[-1] if chain else -1, []).append(index)
    return {repeat: tuple(indexes) for repeat, indexes in found.items()}
