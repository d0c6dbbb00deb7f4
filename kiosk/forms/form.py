"""A form, read and checked: what is asked, and the rules. Nothing in it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.forms.actions import Actions
from kiosk.forms.binds import Bind
from kiosk.forms.body import Body, Control, RepeatControl
from kiosk.forms.collecting import collecting_later
from kiosk.forms.errors import FormError
from kiosk.forms.expression import ExpressionReader
from kiosk.forms.graph import Graph
from kiosk.forms.itext import Itext
from kiosk.forms.limits import Limits
from kiosk.forms.questions import Question, Repeat
from kiosk.forms.shape import Shape
from kiosk.forms.wording import Wording
from kiosk.forms.xpath.tree import Node

if TYPE_CHECKING:
    from kiosk.forms.engine import Session


@dataclass(frozen=True, slots=True)
class Model:
    """The parts of a form that the engine works with; indexes are those of `shape.elements`.

    `document` holds the templates and `source` the instance as the form has it; `patterns` and `native`
    are what a repeat's new instances are grown from, and those that the form has (`templates.patterns`).
    `constants` are what a node is when it is made: its own relevance, whether it is required, whether it
    is read-only itself. `last_saved` are the ids of the instances that stand for an earlier submission.
    """

    document: Node
    source: Node
    shape: Shape
    patterns: dict[int, Node]
    native: dict[int, tuple[Node, ...]]
    index_of: dict[str, int]
    binds: tuple[Bind, ...]
    constants: tuple[tuple[bool, bool, bool], ...]
    body: Body
    controls: dict[int, Control]
    repeats: dict[int, RepeatControl]
    group_labels: dict[int, Wording | None]
    itext: Itext
    instances: dict[str, Node]
    last_saved: frozenset[str]
    graph: Graph
    actions: Actions
    reader: ExpressionReader
    limits: Limits


@dataclass(frozen=True, slots=True)
class Form:
    """A form.

    `languages` are named as in the form ("Français (fr)"); `language_codes` beside them are the last
    parentheses; all empty in a form without translations. `public_key` is the base64 of the key to
    which submissions are sealed, "" without one. `questions` are all that have a place in the body,
    notes included, in document order; `calculations` those that have none; `repeats` the
    parts that are answered several times. `warnings` are mistakes
    that do not keep the form from being answered: rules for nodes that do not exist.
    """

    id: str
    version: str
    title: str
    languages: tuple[str, ...]
    language_codes: tuple[str, ...]
    default_language: str
    public_key: str
    submission_url: str
    questions: tuple[Question, ...]
    calculations: tuple[Question, ...]
    repeats: tuple[Repeat, ...]
    warnings: tuple[FormError, ...]
    model: Model = field(repr=False, compare=False)

    def question(self, path: str) -> Question | None:
        """The question at a path, or None."""
        index = self.model.index_of.get(path)
        control = self.model.controls.get(index) if index is not None else None
        return control.question if control is not None else None

    @property
    def media(self) -> tuple[str, ...]:
        """The files that its texts name, in any language: `jr://` URIs of pictures, sounds and films."""
        return self.model.itext.files

    @collecting_later
    def begin(
        self,
        *,
        now: Callable[[], datetime],
        language: str,
        instance_id: str | None = None,
        device_id: str = "",
        instance: bytes | None = None,
        last_saved: bytes | None = None,
    ) -> Session:
        """An instance to be filled in: a new one, or one that was serialised before.

        `now` gives the present moment with a time zone; `language` is a code (the form's default
        where it has no such language); `instance_id` is made up where it is None. `instance` is what
        `Session.serialise` gave for this form: its answers and repeats are taken up again, what is
        calculated is worked out anew. `last_saved` is an earlier instance of this form in the same visit,
        which the form may read (`jr://instance/last-saved`).

        Raises `InstanceRefused` for an instance that cannot be read or is not of this form, and
        `FormTooLarge` where the instance would be larger than the limits allow.
        """
        from kiosk.forms.engine import Session

        return Session(
            self,
            now=now,
            language=language,
            instance_id=instance_id,
            device_id=device_id,
            instance=instance,
            last_saved=last_saved,
        )
