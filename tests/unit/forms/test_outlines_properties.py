"""A closure that is shared gives what one of the expression's own would give, whatever the expressions are."""

from __future__ import annotations

from datetime import UTC, datetime
from unittest.mock import patch
from xml.sax.saxutils import quoteattr

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.forms import FormError, Session, load
from kiosk.forms.expression import ExpressionReader

HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
    ' xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>T</h:title><model><instance><data id="t">'
)
INSTANCE = (
    "<a>1</a><b>x</b><g><c>2026-03-04</c><d>x y</d></g>"
    '<r jr:template=""><e/><f/><x0/><x1/><x2/></r>'
    "<r><e>1</e><f>x</f><x0/><x1/><x2/></r><r><e>2</e><f/><x0/><x1/><x2/></r>"
    "<y0/><y1/><y2/><y3/>"
)
# Where the rules stand: in a repeat, and outside of all.
PLACES = tuple(f"/data/r/x{i}" for i in range(3)) + tuple(f"/data/y{i}" for i in range(4))
PATHS = (
    "/data/a", "/data/b", "/data/g/c", "/data/g/d", "/data/g", "/data/r/e", "/data/r/f", "/data/r",
    "../e", "../f", "../a", "../g/d", "../../a", "../../r/e", "../../g/c", ".", "..", "*", "../*", "/data/r[1]/e",
    "/data/*/e", "current()/../f",
)  # fmt: skip
TEXTS = ("'x'", '"x"', "'2026-03-04'", "'/data/a'", "''", "'y'")
FUNCTIONS = (
    "string({0})", "count({0})", "concat({0}, {1})", "if({0}, {1}, {0})", "coalesce({0}, {1})", "sum({0})",
    "selected({0}, {1})", "string-length({0})", "not({0})", "once({0})", "count-selected({0})", "digest({0}, 'MD5')",
)  # fmt: skip
OPERATORS = ("{0} = {1}", "{0} != {1}", "{0} > {1}", "{0} + {1}", "{0} and {1}", "{0} | {1}", "({0})[1] = {1}", "-{0}")

# Holes for a path and for a text, filled in for each rule.
leaves = st.sampled_from(("@", "@", "@", "#", "2", "'x'"))
templates = st.recursive(
    leaves,
    lambda inner: st.builds(str.format, st.sampled_from(FUNCTIONS + OPERATORS), inner, inner),
    max_leaves=4,
)


@st.composite
def rules_of_few_kinds(draw: st.DrawFn) -> list[str]:
    """A rule for each place, from two templates."""
    kinds = draw(st.lists(templates, min_size=2, max_size=2))
    # Mostly paths that mean one node: those are the ones that can be shared.
    paths = st.sampled_from(PATHS[:4] + PATHS[:4] + PATHS)
    rules = []
    for _ in range(2 * len(PLACES)):
        rule = draw(st.sampled_from(kinds))
        while "@" in rule or "#" in rule:
            rule = rule.replace("@", draw(paths), 1).replace("#", draw(st.sampled_from(TEXTS)), 1)
        rules.append(rule)
    return rules


def loaded(form: bytes) -> Session | str:
    try:
        return load(form).begin(now=lambda: datetime(2026, 3, 4, 12, 0, tzinfo=UTC), language="")
    except FormError as error:
        return str(error)


def told(session: Session) -> object:
    """All that can be seen of a session."""
    faults = [(fault.path, fault.expression, fault.column, fault.message) for fault in session.faults]
    nodes = [(node.path, node.value, node.relevant, node.required, node.problem) for node in session.nodes()]
    return faults, nodes


@settings(max_examples=100, deadline=None)
@given(rules_of_few_kinds(), st.sampled_from(["calculate", "relevant"]))
def test_sharing_changes_nothing(rules: list[str], aspect: str) -> None:
    binds = "".join(
        f"<bind nodeset='{place}' {aspect}={quoteattr(rule)} constraint={quoteattr(other)}/>"
        for place, rule, other in zip(PLACES, rules, rules[len(PLACES) :], strict=False)
    )
    body = '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/e"/></repeat></group>'
    form = f"{HEAD}{INSTANCE}</data></instance>{binds}</model></h:head><h:body>{body}</h:body></h:html>".encode()
    shared = loaded(form)
    with patch.object(ExpressionReader, "_pattern", lambda *_: None):
        alone = loaded(form)
        if isinstance(shared, str) or isinstance(alone, str):
            assert shared == alone
            return
        steps = (("/data/a", "3"), ("/data/b", "y"), ("/data/r[2]/e", "5"), ("/data/g/d", ""))
        assert told(shared) == told(alone)
        for path, value in steps:
            assert shared.set(path, value) == alone.set(path, value)
            assert told(shared) == told(alone)
