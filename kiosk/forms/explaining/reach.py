"""What can never be asked, and conditions on answers that nobody can give.

Only what is certain is told: a condition that cannot be looked into may be true.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kiosk.forms.actions import SetValue
from kiosk.forms.choices import InlineItems, Itemset, is_whole_list
from kiosk.forms.explaining.paths import parts, resolved
from kiosk.forms.explaining.rules import CALCULATE, RELEVANT, Rule, indexes
from kiosk.forms.form import Form
from kiosk.forms.xpath import ast
from kiosk.forms.xpath.rows import text_of
from kiosk.forms.xpath.tree import Kind, Node

Allowed = Mapping[str, frozenset[str]]
"""By the path of a question, the answers of which one must be given ("" stands for none)."""

_COMPARE = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A question that nobody is ever asked; `rule` is the path whose relevance is at fault."""

    path: str
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class NoSuchChoice:
    """A rule that compares an answer with what is no choice of its question."""

    path: str
    decides: str
    question: str
    value: str


@dataclass(frozen=True, slots=True)
class Reach:
    """What is known of the answers of a form: `offered` has the choices of each question whose list is always whole."""

    form: Form
    rules: tuple[Rule, ...]
    offered: Mapping[str, frozenset[str]]

    def unreachable(self) -> tuple[Unreachable, ...]:
        """The questions that are never asked, in the order of the form."""
        conditions = {rule.path: rule for rule in self.rules if rule.decides == RELEVANT}
        found = []
        for question in self.form.questions:
            reason = self._impossible(question.path, conditions)
            if reason is not None:
                found.append(Unreachable(question.path, *reason))
        return tuple(found)

    def no_such_choices(self) -> tuple[NoSuchChoice, ...]:
        """The comparisons with values that no list has, in the order of the form."""
        found: dict[NoSuchChoice, None] = {}
        for rule in self.rules:
            for question, value in self._compared(rule.expression.tree, rule.path):
                if self._lacks(question, value):
                    found[NoSuchChoice(rule.path, rule.decides, question, value)] = None
        return tuple(found)

    # Conditions

    def _impossible(self, path: str, conditions: Mapping[str, Rule]) -> tuple[str, str] | None:
        """The path of the rule and the reason why the node at `path` can never count, or None."""
        allowed: dict[str, frozenset[str]] = {}
        pending = [path]
        seen: set[str] = set()
        while pending:
            here = pending.pop(0)
            if here in seen:
                continue
            seen.add(here)
            around = here.rpartition("/")[0]
            if around:
                pending.append(around)
            rule = conditions.get(here)
            if rule is None:
                continue
            if self._truth(rule.expression.tree, here) is False:
                return here, self._because(rule)
            for question, values in self._needed(rule.expression.tree, here).items():
                both = allowed.get(question, values) & values
                if not both:
                    return here, f"it asks for two different answers to {question} at once"
                allowed[question] = both
                if "" not in both:
                    # There must be an answer, and so the question must be asked.
                    pending.append(question)
        return None

    def _because(self, rule: Rule) -> str:
        for question, value in self._compared(rule.expression.tree, rule.path):
            if self._lacks(question, value):
                return f"“{value}” is no choice of {question}"
        return "its condition is never true"

    def _needed(self, tree: ast.Expression, here: str) -> Allowed:
        """What must have been answered for the condition to hold: only what is certain."""
        match tree:
            case ast.Logic("and", operands):
                merged: dict[str, frozenset[str]] = {}
                for operand in operands:
                    for question, values in self._needed(operand, here).items():
                        merged[question] = merged.get(question, values) & values
                return merged
            case ast.Logic("or", operands):
                ways = [self._needed(o, here) for o in operands if self._truth(o, here) is not False]
                shared = set.intersection(*(set(way) for way in ways)) if ways else set()
                return {q: frozenset().union(*(way[q] for way in ways)) for q in shared}
            case ast.Comparison("=", ast.Path() as path, ast.Text(value)) | ast.Comparison(
                "=", ast.Text(value), ast.Path() as path
            ):
                single = self._single(path, here)
                return {single: frozenset((value,))} if single is not None else {}
            case _:
                return {}

    def _truth(self, tree: ast.Expression, here: str) -> bool | None:
        """Whether a condition always holds, never does, or may do either."""
        match tree:
            case ast.Number(value):
                return value != 0 and not math.isnan(value)
            case ast.Text(text):
                return text != ""
            case ast.Call("true", ()):
                return True
            case ast.Call("false", ()):
                return False
            case ast.Call("not", (operand,)):
                truth = self._truth(operand, here)
                return None if truth is None else not truth
            case ast.Call("boolean", (operand,)):
                return self._truth(operand, here)
            case ast.Call("selected", (ast.Path() as path, ast.Text(value))):
                return False if self._lacks(resolved(path, here), value.strip()) else None
            case ast.Logic(operator, operands):
                decides = operator == "or"
                truths = [self._truth(operand, here) for operand in operands]
                if decides in truths:
                    return decides
                return None if None in truths else not decides
            case ast.Comparison(operator, left, right):
                return self._comparison(operator, left, right, here)
            case _:
                return None

    def _comparison(self, operator: str, left: ast.Expression, right: ast.Expression, here: str) -> bool | None:
        match left, right:
            case (ast.Number(a), ast.Number(b)) | (ast.Text(a), ast.Text(b)) if operator in ("=", "!="):
                return bool(_COMPARE[operator](a, b))
            case ast.Number(a), ast.Number(b):
                return bool(_COMPARE[operator](a, b))
            case (ast.Path() as path, ast.Text(value)) | (ast.Text(value), ast.Path() as path) if operator == "=":
                return False if self._lacks(resolved(path, here), value) else None
            case _:
                return None

    def _lacks(self, question: str | None, value: str) -> bool:
        """Whether a value can never be the answer to a question, or (of several choices) part of it."""
        offered = self.offered.get(question or "")
        return offered is not None and value != "" and not offered.issuperset(value.split() or (value,))

    def _single(self, path: ast.Path, here: str) -> str | None:
        """The question that a path names, where it is one outside all repeats: there it has one answer."""
        named = resolved(path, here)
        question = self.form.question(named) if named is not None else None
        return named if question is not None and not question.repeats else None

    def _compared(self, tree: ast.Expression, here: str) -> Iterator[tuple[str, str]]:
        """The questions that an expression compares with a text, and the text."""
        for part in parts(tree):
            match part:
                case (
                    ast.Comparison("=" | "!=", ast.Path() as path, ast.Text(value))
                    | ast.Comparison("=" | "!=", ast.Text(value), ast.Path() as path)
                    | ast.Call("selected", (ast.Path() as path, ast.Text(value)))
                ):
                    named = resolved(path, here)
                    if named is not None:
                        yield named, value.strip()


def reach(form: Form, rules: tuple[Rule, ...]) -> Reach:
    """What is known of the answers of a form."""
    decided = {rule.path for rule in rules if rule.decides == CALCULATE}
    decided |= {path for path, index in form.model.index_of.items() if index in _set_by_actions(form)}
    offered = {}
    for control in form.model.controls.values():
        values = _values(form, control.choices)
        # What the form itself puts there need not be a choice.
        if values is not None and control.question.path not in decided:
            offered[control.question.path] = values | frozenset(_default(form, control.index).split())
    return Reach(form, rules, offered)


def _default(form: Form, index: int) -> str:
    pending = [form.model.document]
    while pending:
        node = pending.pop()
        if node.index == index and node.kind is Kind.ELEMENT:
            return node.text
        pending.extend(node.children)
    return ""


def _set_by_actions(form: Form) -> frozenset[int]:
    """The elements that actions set."""
    found: set[int] = set()
    for name in form.model.actions.__dataclass_fields__:
        actions: list[SetValue] | dict[int, list[SetValue]] = getattr(form.model.actions, name)
        for each in actions.values() if isinstance(actions, dict) else (actions,):
            for action in each:
                found |= indexes(action.target)
    return frozenset(found)


def _values(form: Form, choices: object) -> frozenset[str] | None:
    match choices:
        case InlineItems(items):
            return frozenset(item.value for item in items)
        case Itemset(column=column, nodes=nodes) if column:
            rows = _rows(form, nodes.tree)
            if rows is None or len(rows) > _MOST_ROWS:
                return None
            return frozenset(text_of(row, column).strip() for row in rows)
        case _:
            return None


def _rows(form: Form, tree: ast.Expression) -> list[Node] | None:
    """The rows of which a question's choices are some; None where that cannot be told."""
    match tree:
        case ast.Call("randomize", (inner, *_)):
            return _rows(form, inner)
        case ast.Path(False, ast.Call("instance", (ast.Text(name),)), steps):
            bare = ast.Path(False, tree.start, tuple(ast.Step(s.axis, s.test) for s in steps), tree.at)
            document = form.model.instances.get(name)
            if document is None or not is_whole_list(bare):
                return None
            found = [document]
            for step in steps:
                local = step.test.local if isinstance(step.test, ast.NameTest) else "*"
                found = [
                    child
                    for node in found
                    for child in node.children
                    if child.kind is Kind.ELEMENT and local in ("*", child.local)
                ]
            return found
        case _:
            return None
