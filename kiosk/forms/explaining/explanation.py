"""All that can be told of a form without answering it."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.forms.explaining.costs import costs
from kiosk.forms.explaining.reach import NoSuchChoice, Unreachable, reach
from kiosk.forms.explaining.rules import Rule, rules
from kiosk.forms.form import Form
from kiosk.forms.questions import Question, QuestionKind
from kiosk.forms.xpath.tree import Kind, Node


@dataclass(frozen=True, slots=True)
class Link:
    """One rule between two nodes: `path` is the other one, `decides` what the rule decides."""

    path: str
    decides: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A question, calculation or group: what it depends on, what depends on it, and how many rules
    an answer to it may set going."""

    path: str
    question: Question | None
    depends_on: tuple[Link, ...]
    needed_by: tuple[Link, ...]
    recomputed: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """`nodes` are in the order of the form, without those that no rule touches and nobody answers.

    `unused` are the questions whose answers no rule and no text reads: they are only sent. `chain` is the
    longest chain of rules that wait for one another. `lists` are the form's lists with their numbers of
    rows, the longest first.
    """

    nodes: tuple[Explained, ...]
    rules: tuple[Rule, ...]
    unreachable: tuple[Unreachable, ...]
    no_such_choices: tuple[NoSuchChoice, ...]
    unused: tuple[Question, ...]
    chain: tuple[str, ...]
    lists: tuple[tuple[str, int], ...]


def explain(form: Form) -> Explanation:
    """What the rules of a form come to."""
    found = rules(form)
    place = form.model.index_of
    paths = tuple(sorted(place, key=place.__getitem__))
    cost = costs(found, paths)
    on: dict[str, dict[Link, None]] = {}
    by: dict[str, dict[Link, None]] = {}
    for rule in found:
        for path in sorted(rule.reads, key=place.__getitem__):
            on.setdefault(rule.path, {})[Link(path, rule.decides)] = None
            by.setdefault(path, {})[Link(rule.path, rule.decides)] = None
    asked = {question.path: question for question in (*form.questions, *form.calculations)}
    known = reach(form, found)
    return Explanation(
        nodes=tuple(
            Explained(
                path, asked.get(path), tuple(on.get(path, ())), tuple(by.get(path, ())), cost.recomputed.get(path, 0)
            )
            for path in paths
            if path in asked or path in on or path in by
        ),
        rules=found,
        unreachable=known.unreachable(),
        no_such_choices=known.no_such_choices(),
        unused=tuple(q for q in form.questions if q.kind is not QuestionKind.NOTE and q.path not in by),
        chain=cost.chain,
        lists=_lists(form),
    )


def _lists(form: Form) -> tuple[tuple[str, int], ...]:
    sizes = ((name, _rows(document)) for name, document in form.model.instances.items())
    return tuple(sorted(sizes, key=lambda each: (-each[1], each[0])))


def _rows(document: Node) -> int:
    """The number of rows of a list: the elements below its one top element."""
    tops = [node for node in document.children if node.kind is Kind.ELEMENT]
    return sum(1 for top in tops for node in top.children if node.kind is Kind.ELEMENT)
