"""Questions that no visitor can ever come to, and answers that lead to no outcome or to two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kiosk.authoring.checks.expressions import Expression, walk
from kiosk.authoring.checks.logic import (
    All,
    Assignment,
    Formula,
    Is,
    Not,
    Opaque,
    Scope,
    Some,
    both,
    evaluate,
    formula,
    reference,
    satisfiable,
    variables,
)
from kiosk.authoring.checks.report import at_cell, at_line
from kiosk.authoring.finding import Finding
from kiosk.authoring.xlsform import Question, XLSForm
from kiosk.forms.xpath import ast


def reach(form: XLSForm, read: tuple[Expression, ...]) -> Iterator[Finding]:
    """Values that are in no list, relevances that can never hold, outcomes that are not exactly one."""
    for expression in read:
        yield from _strange_values(form, expression)
    conditions = _conditions(form, read)
    domains = _domains(form)
    unreachable: set[str] = set()
    for question in form.questions:
        if any(group.name in unreachable for group in question.groups):
            unreachable.add(question.name)
            continue
        if satisfiable(conditions[question.name], domains, conditions) is None:
            unreachable.add(question.name)
            message = f"nobody can ever reach '{question.name}': no answers make its relevance true."
            mend = "Mend its relevant, or that of the questions it names."
            yield at_line(form, form.survey, question.line, "relevant", message, mend)
    yield from _outcomes(form, conditions, domains)


def _strange_values(form: XLSForm, expression: Expression) -> Iterator[Finding]:
    """`${where} = 'lots'` where the list has no `lots`."""
    lists = form.lists()
    for node in walk(expression.tree):
        match node:
            case ast.Comparison(operator="=" | "!=", left=path, right=ast.Text(value=value)):
                pass
            case ast.Comparison(operator="=" | "!=", left=ast.Text(value=value), right=path):
                pass
            case ast.Call(name="selected", arguments=(path, ast.Text(value=value))):
                pass
            case _:
                continue
        question = form.question(reference(path))
        if question is None or not question.kind.startswith("select_") or not value:
            continue
        names = [line.text("name") for line in lists.get(question.list_name, ())]
        # A select_multiple may be compared with several names at once.
        if names and any(one not in names for one in value.split()):
            message = f"'{value[:40]}' is no choice of '{question.name}'."
            mend = f"The list {question.list_name} has: {', '.join(names)}."
            yield at_cell(form, form.survey, expression.cell, message, mend)


def _conditions(form: XLSForm, read: tuple[Expression, ...]) -> dict[str, Formula]:
    # A calculation that counts only sometimes is empty at other times: it is not looked into.
    conditional = {expression.question.name for expression in read if expression.column == "relevant"}
    scope = Scope(
        form,
        {
            expression.question.name: expression.tree
            for expression in read
            if expression.column == "calculation"
            and expression.question.kind == "calculate"
            and not {expression.question.name, *(group.name for group in expression.question.groups)} & conditional
        },
    )
    own = {
        expression.question.name: formula(expression.tree, scope)
        for expression in read
        if expression.column == "relevant"
    }
    return {
        question.name: both(
            tuple(own[name] for name in (*(group.name for group in question.groups), question.name) if name in own)
        )
        for question in form.questions
    }


def _domains(form: XLSForm) -> dict[str, tuple[str, ...]]:
    lists = form.lists()
    return {
        question.name: ("", *dict.fromkeys(line.text("name") for line in lists.get(question.list_name, ())))
        for question in form.questions
        if question.kind == "select_one" and question.list_name in lists and not question.repeats
    }


def _outcomes(
    form: XLSForm, conditions: Mapping[str, Formula], domains: Mapping[str, tuple[str, ...]]
) -> Iterator[Finding]:
    """Where the endings hang on choices alone, every complete set of answers must lead to exactly one.

    A request ends with its `done` notes, which may be several; guidance ends with one `title`.
    """
    titles = [question for question in form.questions if question.outcome == "title"]
    done = Some(tuple(conditions[question.name] for question in form.questions if question.outcome == "done"))
    endings = [*(conditions[question.name] for question in titles), done]
    complete = _complete(form, conditions, endings)
    if not titles or any(isinstance(variable, Opaque) for variable in variables(All((complete, *endings)))):
        return
    none = satisfiable(All((complete, Not(Some(tuple(endings))))), domains, conditions)
    if none:
        message = f"there is no outcome for {_said(none)}."
        mend = "Add a note with kiosk:outcome title for it."
        yield at_line(form, form.survey, titles[-1].line, "relevant", message, mend)
    for place, first in enumerate(titles):
        others = titles[place + 1 :]
        rest = Some(tuple(conditions[question.name] for question in others))
        double = satisfiable(All((complete, conditions[first.name], rest)), domains, conditions)
        if double:
            second = next(question for question in others if evaluate(conditions[question.name], double))
            message = f"'{first.name}' and '{second.name}' are both the outcome for {_said(double)}."
            yield at_line(form, form.survey, second.line, "relevant", message, "Make one exclude the other.")


def _complete(form: XLSForm, conditions: Mapping[str, Formula], wanted: list[Formula]) -> Formula:
    """Every question that matters, is required and is reached, has an answer."""
    matter: set[str] = set()
    waiting = [name for one in wanted for name in variables(one) if isinstance(name, str)]
    while waiting:
        name = waiting.pop()
        if name not in matter:
            matter.add(name)
            waiting += [one for one in variables(conditions[name]) if isinstance(one, str)]
    return All(
        tuple(
            Some((Not(conditions[name]), Not(Is(name, ""))))
            for name in sorted(matter)
            if _is_required(form.question(name))
        )
    )


def _is_required(question: Question | None) -> bool:
    return question is not None and question.line.text("required").lower() in ("yes", "true", "true()")


def _said(assignment: Assignment) -> str:
    """The answers of an assignment, as an author would write them."""
    given = [f"{name} = {value}" for name, value in sorted(assignment.items(), key=str) if value]
    return ", ".join(given) or "someone who answers nothing"
