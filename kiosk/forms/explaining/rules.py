"""The rules of a form, one by one: where each stands, what it decides, what it reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.forms.choices import InlineItems, Itemset
from kiosk.forms.explaining.paths import parts, resolved
from kiosk.forms.expression import Expression
from kiosk.forms.form import Form
from kiosk.forms.wording import Computed, NamedColumns, Translated, TranslatedByRow, Wording, Written
from kiosk.forms.xpath import ast

RELEVANT = "relevant"
CALCULATE = "calculate"
CHOICES = "choices"
REQUIRED = "required"
READONLY = "read-only"
CONSTRAINT = "constraint"
COUNT = "count"
TEXT = "text"
"""What a rule decides. A `TEXT` is a label, hint, message or choice with an answer in it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One expression of a form: the node that it is about, what it decides there, the nodes that it reads.

    Paths are those of the form's questions; a rule that asks for its own node does not read it.
    """

    path: str
    decides: str
    expression: Expression
    reads: frozenset[str]


def rules(form: Form) -> tuple[Rule, ...]:
    """All rules, in the order of the form."""
    model = form.model
    paths: dict[int, str] = {}
    for path, index in model.index_of.items():
        paths.setdefault(index, path)
    found = []
    for index, path in sorted(paths.items()):
        for decides, expression in _of_node(form, index):
            read = {paths[each] for each in indexes(expression) if each in paths}
            # A text that several nodes may share is not bound to one: its relative paths are followed from here.
            read |= {named for named in _written(expression, path) if named in model.index_of}
            found.append(Rule(path, decides, expression, frozenset(read - {path})))
    return tuple(found)


def indexes(expression: Expression) -> frozenset[int]:
    """The elements of the instance that an expression may read."""
    return frozenset(index for index, _, _ in expression.reads)


def _written(expression: Expression, path: str) -> Iterator[str]:
    for part in parts(expression.tree):
        if isinstance(part, ast.Path) and not part.absolute:
            named = resolved(part, path)
            if named is not None:
                yield named


def _of_node(form: Form, index: int) -> Iterator[tuple[str, Expression]]:
    model = form.model
    bind = model.binds[index]
    control = model.controls.get(index)
    repeat = model.repeats.get(index)
    itemset = control.choices if control is not None and isinstance(control.choices, Itemset) else None
    written = (
        (RELEVANT, bind.relevant),
        (CALCULATE, bind.calculate),
        (CHOICES, itemset.nodes if itemset is not None else None),
        (REQUIRED, bind.required),
        (READONLY, bind.readonly),
        (CONSTRAINT, bind.constraint),
        (COUNT, repeat.count if repeat is not None else None),
    )
    for decides, expression in written:
        if expression is not None:
            yield decides, expression
    wordings: list[Wording | None] = [bind.required_message, bind.constraint_message]
    if control is not None:
        wordings += [control.label, control.hint]
        match control.choices:
            case InlineItems(items):
                wordings += [item.label for item in items]
            case Itemset(label=label):
                wordings.append(label)
    wordings += [group.label for group in model.body.groups if group.index == index]
    if repeat is not None:
        wordings.append(repeat.label)
    for wording in wordings:
        for expression in _spoken(form, wording):
            yield TEXT, expression


def _spoken(form: Form, wording: Wording | None) -> Iterator[Expression]:
    match wording:
        case Written(segments):
            yield from (each for each in segments if isinstance(each, Expression))
        case Translated(name):
            for texts in form.model.itext.texts.get(name, {}).values():
                for segments in texts.values():
                    yield from (each for each in segments if isinstance(each, Expression))
        case Computed(expression):
            yield expression
        case TranslatedByRow() | NamedColumns() | None:
            # A row's text can only speak of the row.
            return
