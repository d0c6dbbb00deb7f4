"""What is known of a form, as lines of text or of Graphviz's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from kiosk.forms import Form, QuestionKind
from kiosk.forms.explaining.explanation import Explained, Explanation, Link

CALCULATION = QuestionKind.CALCULATION
WIDTH = 110
MOST = 5
"""How many of the most expensive answers and of the longest lists are told."""

_DECIDES = {
    "relevant": "whether it is asked",
    "calculate": "its value",
    "choices": "its choices",
    "required": "whether it is required",
    "read-only": "whether it can be changed",
    "constraint": "what is accepted",
    "count": "how often it is repeated",
    "text": "its words",
}


def as_text(form: Form, known: Explanation, begun: float, faults: Sequence[str], loaded: float) -> Iterator[str]:
    """All of it, in lines. `loaded` and `begun` are seconds."""
    yield f"{form.title or form.id}: {len(form.questions)} questions, {len(form.calculations)} calculations."
    yield ""
    yield from _never(known)
    yield from _strange(known)
    yield from _mistakes(form, faults)
    yield from _unused(known)
    yield from _cost(known, begun, loaded)
    yield "WHAT DEPENDS ON WHAT"
    for node in known.nodes:
        yield from _node(node)


def as_dot(form: Form, known: Explanation) -> Iterator[str]:
    """The dependencies as a directed graph: from what is answered to what follows from it."""
    yield f"digraph {_quoted(form.id)} {{"
    yield "  rankdir=LR; node [shape=box];"
    never = {each.path for each in known.unreachable}
    for node in known.nodes:
        kind = node.question.kind if node.question is not None else "group"
        style = ", style=dashed" if node.path in never else ""
        yield f"  {_quoted(node.path)} [label={_quoted(f'{_name(node.path)} ({kind})')}{style}];"
    for node in known.nodes:
        for link in node.depends_on:
            yield f"  {_quoted(link.path)} -> {_quoted(node.path)} [label={_quoted(link.decides)}];"
    yield "}"


def _never(known: Explanation) -> Iterator[str]:
    yield "NEVER ASKED"
    for each in known.unreachable:
        where = "" if each.rule == each.path else f" (by the condition of {each.rule})"
        yield f"  {each.path}: {each.reason}{where}."
    yield from _none(known.unreachable)


def _strange(known: Explanation) -> Iterator[str]:
    if known.no_such_choices:
        yield "COMPARED WITH WHAT IS NO CHOICE"
        for each in known.no_such_choices:
            yield f"  {each.path}, {_DECIDES[each.decides]}: “{each.value}” is no choice of {each.question}."
        yield ""


def _mistakes(form: Form, faults: Sequence[str]) -> Iterator[str]:
    if faults or form.warnings:
        yield "MISTAKES"
        for each in (*form.warnings, *faults):
            yield f"  {each}"
        yield ""


def _unused(known: Explanation) -> Iterator[str]:
    yield "ANSWERS THAT ARE ONLY SENT: no rule and no text uses them"
    for question in known.unused:
        yield f"  {question.path}"
    yield from _none(known.unused)


def _cost(known: Explanation, begun: float, loaded: float) -> Iterator[str]:
    yield "COST"
    yield f"  Loading takes {loaded * 1000:.0f} ms, a new instance {begun * 1000:.1f} ms, on this machine."
    yield f"  {len(known.rules)} rules."
    answered = (n for n in known.nodes if n.recomputed and n.question and n.question.kind is not CALCULATION)
    for node in sorted(answered, key=lambda node: -node.recomputed)[:MOST]:
        yield f"  An answer to {node.path} sets going {_count(node.recomputed, 'rule')} at most."
    if len(known.chain) > 2:
        shown = [_name(path) for path in known.chain]
        if len(shown) > 12:
            shown = [*shown[:6], "…", *shown[-5:]]
        yield f"  The longest chain has {len(known.chain)} links: {' → '.join(shown)}."
    for name, rows in known.lists[:MOST]:
        yield f"  The list {name} has {_count(rows, 'row')}."
    yield ""


def _node(node: Explained) -> Iterator[str]:
    kind = node.question.kind if node.question is not None else "group"
    yield f"{node.path} ({kind})"
    yield from _links("depends on", node.depends_on)
    yield from _links("needed by", node.needed_by)
    if not node.depends_on and not node.needed_by:
        yield "  stands alone"


def _links(what: str, links: Sequence[Link]) -> Iterator[str]:
    """`  depends on where, who (whether it is asked); age (its value)`, in lines of a readable length."""
    by_rule: dict[str, list[str]] = {}
    for link in links:
        by_rule.setdefault(link.decides, []).append(_name(link.path))
    if by_rule:
        said = "; ".join(f"{', '.join(names)} ({_DECIDES[decides]})" for decides, names in by_rule.items())
        yield from wrap(f"{what} {said}", WIDTH, initial_indent="  ", subsequent_indent="    ", break_long_words=False)


def _none(found: Sequence[object]) -> Iterator[str]:
    if not found:
        yield "  none"
    yield ""


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
