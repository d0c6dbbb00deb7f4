"""Whatever is answered, added and removed: what was worked out step by step is what working everything out gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from kiosk.forms import DependencyCycle, Form, FormError, Session, load
from kiosk.forms.graph import Aspect
from kiosk.forms.state import State

Xform = Callable[..., bytes]

INSTANCE = "<n>1</n><a/><sum/><r><x/><y/><z/><s><p/><q/></s></r><other><x/><y/></other><last/>"
BODY = (
    '<input ref="/data/n"/><input ref="/data/a"/>'
    '<repeat nodeset="/data/r"><input ref="x"/><input ref="y"/>'
    '<repeat nodeset="/data/r/s"><input ref="p"/></repeat></repeat>'
    '<repeat nodeset="/data/other" jr:count="/data/n"><input ref="/data/other/x"/></repeat>'
)
NODES = (
    *("/data/sum", "/data/last", "/data/r/y", "/data/r/z", "/data/r/s/q", "/data/other/y"),
    *("/data/r", "/data/r/s", "/data/r/x", "/data/other", "/data/r/s/p", "/data/a"),
)
RULES = (
    *("count(/data/r)", "sum(/data/r/x)", "sum(/data/r/s/p)", "count(/data/r/s)", "position(..)", "position(../..)"),
    *("/data/r/x", "../x", "../../x", "/data/r/s/p", "/data/n", "/data/a", "/data/other/x", "count(/data/other)"),
    *("count(../s)", "sum(../s/p)", "../../../n", "/data/r[1]/x", "/data/r[position() = last()]/x", "string-length(.)"),
    *("/data/r[x = /data/a]/y", "/data/r[position() = position(current()/..) - 1]/x", "count(//p)", "count(../*)"),
    *("indexed-repeat(/data/r/x, /data/r, /data/n)", "indexed-repeat(/data/r/s/p, /data/r, 1, /data/r/s, 1)"),
    *(
        "count(/data/r/following-sibling::*)",
        "sum(../following-sibling::r/x)",
        "count(preceding::x)",
        "count(/data/r[s/p > 1])",
        "/data/sum + 1",
        "/data/last",
        "current()/../y",
    ),
)
VALUES = ("", "0", "1", "2", "3")


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Binds for some of the nodes."""
    binds = []
    for node in draw(st.lists(st.sampled_from(NODES), min_size=1, max_size=5, unique=True)):
        written = ""
        kinds = ["relevant", "constraint", "required", "readonly"]
        if node in NODES[:6]:
            kinds += ["calculate", "calculate", "calculate"]
        for kind in draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=2, unique=True)):
            rule = draw(st.sampled_from(RULES))
            if kind != "calculate":
                rule = f"{rule} {draw(st.sampled_from(['&lt; 2', '!= 1', '= 2']))}"
            written += f' {kind}="{rule}"'
        binds.append(f'<bind nodeset="{node}"{written}/>')
    return "".join(binds)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("set"), st.integers(0, 60), st.sampled_from(VALUES)),
        st.tuples(st.just("add"), st.integers(0, 10), st.just("")),
        st.tuples(st.just("remove"), st.integers(0, 10), st.sampled_from(("1", "2"))),
    ),
    max_size=12,
)


@pytest.fixture(scope="module")
def hold() -> list[Form]:
    return []


def _do(session: Session, step: tuple[str, int, str]) -> None:
    what, which, value = step
    if what == "set":
        # What is calculated may be overwritten until its sources change: working it out again tells another story.
        paths = [question.path for question in session.questions() if question.name != "y"]
        if paths:
            session.set(paths[which % len(paths)], value)
        return
    ranges = [each for each in session.repeats() if not each.fixed]
    if not ranges:
        return
    around = ranges[which % len(ranges)]
    if what == "add" and around.count < 4:
        session.add_repeat(around.path)
    elif what == "remove" and int(value) <= around.count:
        session.remove_repeat(around.path, int(value))


def _goes_in_circles(form: Form) -> bool:
    """Whether a rule may come to depend on itself: then what came before decides, and once more is another story."""
    graph, elements = form.model.graph, form.model.shape.elements
    makers: dict[int, set[int]] = {}
    for cell in graph.cells:
        if cell.aspect is Aspect.RELEVANT:
            for inside in elements[cell.index].elements():
                makers.setdefault(inside.index, set()).add(cell.place)
        elif cell.aspect in (Aspect.VALUE, Aspect.COUNT):
            makers.setdefault(cell.index, set()).add(cell.place)
    before = {
        cell.place: set().union(
            *(makers.get(read.template, set()) for read in cell.expression.reads),
            *(makers.get(repeat, set()) for repeat, _ in cell.expression.crosses),
            makers.get(cell.index, set()) - {cell.place} if cell.aspect is Aspect.VALUE else set(),
        )
        for cell in graph.cells
    }
    while free := [place for place, sources in before.items() if not sources & before.keys()]:
        for place in free:
            del before[place]
    return bool(before)


def _everything(state: State) -> None:
    """Work out all there is once more, forgetting what is known of constraints."""
    for frame in state.root.inside():
        for item in frame.members.values():
            item.holds = None
    state.start()


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(rules(), steps)
def test_step_by_step_is_all_at_once(xform: Xform, now: Any, binds: str, todo: list[tuple[str, int, str]]) -> None:
    try:
        form = load(xform(INSTANCE, binds=binds, body=BODY))
    except DependencyCycle:
        event("a circle")
        return
    if _goes_in_circles(form):
        event("perhaps a circle")
        return
    session = form.begin(now=now, language="")
    for step in todo:
        try:
            _do(session, step)
        except FormError:
            event("refused")
        known = list(session.nodes())
        _everything(session._state)
        assert list(session.nodes()) == known
        assert session.problems() == tuple((node.path, node.problem) for node in known if node.problem)
