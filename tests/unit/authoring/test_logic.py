from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.authoring.checks import logic
from kiosk.authoring.checks.expressions import named, parse, read_expressions
from kiosk.authoring.checks.logic import All, Assignment, Formula, Is, Not, Opaque, Scope, Some, evaluate, satisfiable
from kiosk.authoring.source import read_source
from kiosk.authoring.xlsform import XLSForm

DOMAINS = {"a": ("", "x", "y"), "b": ("", "x", "y"), "c": ("", "x")}

formulas = st.recursive(
    st.builds(Is, st.sampled_from(["a", "b", "c"]), st.sampled_from(["", "x", "y"]))
    | st.builds(Opaque, st.sampled_from(["p", "q"])),
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(All, st.lists(inner, max_size=3).map(tuple))
        | st.builds(Some, st.lists(inner, max_size=3).map(tuple))
    ),
    max_leaves=12,
)


def every_assignment() -> list[Assignment]:
    opaque = (Opaque("p"), Opaque("q"))
    found: list[Assignment] = []
    for values in itertools.product(*DOMAINS.values()):
        for truths in itertools.product((True, False), repeat=2):
            found.append({**dict(zip(DOMAINS, values, strict=True)), **dict(zip(opaque, truths, strict=True))})
    return found


@given(formulas)
def test_the_search_agrees_with_trying_everything(wanted: Formula) -> None:
    possible = any(evaluate(wanted, assignment) for assignment in every_assignment())
    found = satisfiable(wanted, DOMAINS, {})
    assert (found is not None) is possible
    if found:
        assert evaluate(wanted, found) is True


@given(formulas, formulas)
def test_an_answer_implies_that_its_question_was_reached(wanted: Formula, condition: Formula) -> None:
    possible = any(
        evaluate(wanted, assignment) and (assignment["a"] == "" or evaluate(condition, assignment))
        for assignment in every_assignment()
    )
    # Where `a` does not matter, neither does what it takes to reach it.
    matters = "a" in logic.variables(wanted)
    found = satisfiable(wanted, DOMAINS, {"a": condition})
    if matters:
        assert (found is not None) is possible
    else:
        assert (found is not None) is any(evaluate(wanted, assignment) for assignment in every_assignment())


@given(st.lists(formulas, max_size=4))
def test_simplifying_changes_nothing(operands: list[Formula]) -> None:
    for assignment in every_assignment()[::7]:
        assert evaluate(logic.both(tuple(operands)), assignment) is evaluate(All(tuple(operands)), assignment)
        assert evaluate(logic.either(tuple(operands)), assignment) is evaluate(Some(tuple(operands)), assignment)


@pytest.fixture
def form(pack: Any, tmp_path: Path) -> XLSForm:
    pack.forms["permit"]["survey"][2:2] = [
        {"type": "calculate", "name": "sort", "calculation": "if(${why} = 'work', 'job', 'other')"},
        {"type": "select_multiple why", "name": "many", "label::Français (fr)": "x", "label::English (en)": "x"},
    ]
    return read_source(pack.write()).forms["forms/permit.xlsx"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${why} = 'work'", Is("why", "work")),
        ("'work' = ${why}", Is("why", "work")),
        ("${why} != 'work'", Not(Is("why", "work"))),
        ("${why} = ''", Is("why", "")),
        ("selected(${why}, 'home')", Is("why", "home")),
        ("not(${why} = 'home')", Not(Is("why", "home"))),
        ("${why} = 'nowhere'", Some(())),
        ("true()", All(())),
        ("${sort} = 'job'", Is("why", "work")),
        ("${sort} = 'other'", Not(Is("why", "work"))),
        ("${sort} = 'neither'", Some(())),
        ("${why} = 'work' and ${why} = 'home'", All((Is("why", "work"), Is("why", "home")))),
    ],
)
def test_conditions_on_choices_are_understood(form: XLSForm, text: str, expected: Formula) -> None:
    read, _ = read_expressions(form)
    scope = Scope(form, {one.question.name: one.tree for one in read if one.column == "calculation"})
    assert logic.formula(parse(text), scope) == expected


@pytest.mark.parametrize("text", ["${name} = 'Ada'", "today() > '2026-01-01'", "count-selected(${many}) > 1"])
def test_other_conditions_stay_opaque(form: XLSForm, text: str) -> None:
    assert isinstance(logic.formula(parse(text), Scope(form, {})), Opaque)


def test_the_same_condition_twice_is_one_condition(form: XLSForm) -> None:
    tree = parse("${name} = 'Ada' and not( ${name} = 'Ada')")
    assert satisfiable(logic.formula(tree, Scope(form, {})), {}, {}) is None


def test_a_reference_keeps_the_columns_of_what_follows() -> None:
    from kiosk.forms import FormError

    with pytest.raises(FormError) as raised:
        parse("${a_long_name} = = 1")
    assert raised.value.column == 18


def test_names_in_an_expression() -> None:
    assert named(parse("${a} = 1 or concat(${b}, /data/g/c) = '${d}'")) == {"a", "b", "c"}
