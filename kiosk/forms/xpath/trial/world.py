"""The world of a lone expression: the document around it, and a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from kiosk.forms.names import XFORMS
from kiosk.forms.xpath.moments import Zone
from kiosk.forms.xpath.tree import Node


@dataclass(frozen=True, slots=True)
class TrialWorld:
    """Answers from the document at `top`: secondary instances by `id`, itext in the default language.

    Documents have no questions, so a choice has no name here.
    """

    top: Node
    moment: datetime
    regex_seconds: float = 0.05
    bound: Sequence[Node] = ()
    language: str = ""

    @property
    def zone(self) -> Zone:
        """The zone of the moment."""
        return Zone.of(self.moment)

    def now(self) -> datetime:
        """The moment."""
        return self.moment

    def instance(self, name: str) -> Node | None:
        """The `instance` element of this id: its child is the root element of the instance."""
        return next((each for each in _named(self.top, "instance") if _attribute(each, "id") == name), None)

    def itext(self, name: str) -> str:
        """The plain value of a text in the default language, or in the first one."""
        languages = list(_named(self.top, "translation"))
        chosen = next((each for each in languages if _has(each, "default")), languages[0] if languages else None)
        for text in _named(chosen, "text") if chosen is not None else ():
            if _attribute(text, "id") == name:
                return next((each.string() for each in _named(text, "value") if not _has(each, "form")), "")
        return ""

    def choice_name(self, value: str, path: str, here: Node) -> str:
        """Always ""."""
        return ""


def _named(top: Node, local: str) -> Iterator[Node]:
    pending = [top]
    while pending:
        node = pending.pop()
        if node.local == local and node.namespace in ("", XFORMS):
            yield node
        pending.extend(reversed(node.children))


def _attribute(node: Node, local: str) -> str:
    return next((each.text for each in node.attributes if each.local == local), "")


def _has(node: Node, local: str) -> bool:
    return any(each.local == local for each in node.attributes)
