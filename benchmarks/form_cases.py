"""The forms that engines are measured on, and what is done with each."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import synthetic

SOURCE = Path(__file__).resolve().parent.parent
Answer = tuple[str, str]

SMALL, LARGER, CHAIN_200, CHAIN_1000 = "small", "larger", "chain-200", "chain-1000"
SEPARATE_200, SEPARATE_1000, REPEATS, FILTER = "separate-200", "separate-1000", "repeats", "filter"
INSTANCES, ROWS, PER_GROUP = 10, 20_000, 200


@dataclass(frozen=True, slots=True)
class Case:
    """One form. `answers` are given in turn; `filled` is the form as it is when all of them stand.

    `first` are answers to the question that most depends on, given by turns in the filled form. `choose` are answers
    of which one decides what `choices` offers: `offered` of them. `add` is a repeat that is grown to `INSTANCES`
    before anything is answered. `known` says which value must stand at a path once all answers are given.
    """

    name: str
    title: str
    form: str
    answers: tuple[Answer, ...] = ()
    filled: str = ""
    first: tuple[Answer, ...] = ()
    languages: int = 0
    add: str = ""
    choose: tuple[Answer, ...] = ()
    choices: str = ""
    offered: int = 0
    known: Answer | None = None
    known_first: Answer | None = None


def cases() -> Iterator[Case]:
    """All of them, made when asked for."""
    yield real(SMALL, "town-wifi", "town-wifi")
    yield real(LARGER, "identity-card", "identity-card-stolen")
    for name, questions in ((CHAIN_200, 200), (CHAIN_1000, 1000)):
        yield Case(
            name,
            f"A chain of {questions:,} questions",
            synthetic.chain(questions),
            tuple((f"/data/q{i}", "2") for i in range(questions)),
            filled=synthetic.chain(questions, "2"),
            first=(("/data/q0", "3"), ("/data/q0", "2")),
            known=(f"/data/c{questions - 1}", str(2 * questions)),
            known_first=(f"/data/c{questions - 1}", str(2 * questions + 1)),
        )
    for name, questions in ((SEPARATE_200, 200), (SEPARATE_1000, 1000)):
        yield Case(
            name,
            f"{questions:,} questions without a chain, two languages",
            synthetic.separate(questions),
            tuple((f"/data/q{i}", "2") for i in range(questions)),
            languages=len(synthetic.LANGUAGES),
            known=(f"/data/c{questions - 1}", "3"),
        )
    yield Case(
        REPEATS,
        f"{INSTANCES} repeats of {synthetic.QUESTIONS_PER_REPEAT} questions",
        synthetic.repeats(),
        tuple(
            (f"/data/person[{instance}]/q{i}", "2")
            for instance in range(1, INSTANCES + 1)
            for i in range(synthetic.QUESTIONS_PER_REPEAT)
        ),
        add="/data/person",
        known=("/data/total", str(INSTANCES * 3 * 2)),
    )
    yield Case(
        FILTER,
        f"A choice filter over {ROWS:,} rows",
        synthetic.filtered(ROWS, PER_GROUP),
        choose=tuple(("/data/group", str(group)) for group in (3, 70, 42)),
        choices="/data/town",
        offered=PER_GROUP,
    )


def real(name: str, form: str, rehearsal: str) -> Case:
    """A form of the demonstration town, answered as in one of its rehearsals."""
    from kiosk.authoring.compiling import compile_form
    from kiosk.forms import load

    town = SOURCE / "packs" / "rivemont"
    xml = compile_form((town / "forms" / f"{form}.xlsx").read_bytes())
    answers = tomllib.loads((town / "rehearsals" / f"{rehearsal}.toml").read_text(encoding="utf-8"))["answers"]
    read = load(xml)
    paths = {question.name: question.path for question in read.questions}
    return Case(
        name,
        f"The form “{read.id}”: {len(read.questions)} questions and notes in {len(read.languages)} languages",
        xml.decode(),
        tuple((paths[name], str(value)) for name, value in answers.items()),
        languages=len(read.languages),
    )
