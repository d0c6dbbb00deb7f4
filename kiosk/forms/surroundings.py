"""What the expressions of a session can ask: the clock, the lists, the texts; and how they are worked out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from kiosk.forms import choosing
from kiosk.forms.errors import FormError
from kiosk.forms.expression import Expression
from kiosk.forms.growth import Growth
from kiosk.forms.items import Frame, Item
from kiosk.forms.xpath.focus import Focus
from kiosk.forms.xpath.moments import Zone
from kiosk.forms.xpath.tree import Node
from kiosk.forms.xpath.values import Value

if TYPE_CHECKING:
    from kiosk.forms.form import Form

# The most faults that are kept: one rule in a thousand instances fails a thousand times.
_MOST_FAULTS: Final = 100


class Surroundings:
    """The tree of a session's nodes, and what is around it. It is the `World` that the form's expressions ask."""

    def __init__(
        self, form: Form, now: Callable[[], datetime], language: str, source: Node, last_saved: Node | None = None
    ) -> None:
        self.form = form
        self.model = form.model
        self.language = language
        self.faults: list[FormError] = []
        self.growth = Growth(form.model)
        self.root = self.growth.whole(source)
        self._now = now
        # A plain attribute, for every sum and comparison asks for it: a property took a fifth of a long recompute.
        self.zone = Zone.of(now())
        """The local time zone, as `now` tells it."""
        self._last_saved = last_saved

    @property
    def regex_seconds(self) -> float:
        """How long one regular expression may run."""
        return self.model.limits.regex_seconds

    def now(self) -> datetime:
        """The present moment."""
        return self._now()

    def instance(self, name: str) -> Node | None:
        """The document of a secondary instance."""
        if self._last_saved is not None and name in self.model.last_saved:
            return self._last_saved
        return self.model.instances.get(name)

    def itext(self, name: str) -> str:
        """The text with this id in the session's language."""
        return choosing.translated(self, name, self.root.node).text

    def choice_name(self, value: str, path: str, here: Node) -> str:
        """The label of a choice of the question at `path`, seen from `here`."""
        if not path:
            return ""
        template = self.model.shape.elements[here.index] if isinstance(here, Item) else None
        found = self.evaluate(self.model.reader.read(path, template), here)
        if not isinstance(found, list) or not found:
            return ""
        node = found[0]
        control = self.model.controls.get(node.index)
        return choosing.label_of(self, control, node, value) if control is not None else ""

    def evaluate(self, expression: Expression, node: Node) -> Value | None:
        """The value of an expression standing on `node`; None, and a fault noted, where it fails."""
        frame = self.root
        if isinstance(node, Item):
            frame = node.frame
            if expression.floating and frame.depth:
                expression = self.model.reader.read(expression.source, self.model.shape.elements[node.index])
        try:
            return expression.closure(Focus(node, self, slots=slots_of(expression, frame)))
        except FormError as error:
            self.fault(error, expression, node)
            return None

    def fault(self, error: FormError, expression: Expression, node: Node) -> None:
        """Note that a rule failed."""
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(error)
            error.column = expression.column(error.column)
            error.located(path=node.path(), expression=expression.source)


def slots_of(expression: Expression, frame: Frame) -> list[Value]:
    """What stands in the slots of an expression in this frame: the nodes that its paths begin at, then its texts."""
    found: list[Value] = [[frame.climb(depth).members[index]] for depth, index in expression.slots]
    found.extend(expression.texts)
    return found
