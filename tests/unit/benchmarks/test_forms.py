"""The forms that engines are measured on are right, and so is what is made of the figures."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks import comparing, form_cases, synthetic
from benchmarks.comparing import OURS, Comparison, Promise
from benchmarks.forms import FIRST, LOAD, SET, Contest, Entrant
from benchmarks.peers import preparing
from benchmarks.peers.preparing import Program
from benchmarks.peers.process import Peer, PeerFailed
from kiosk.forms import Session, load

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def begun(form: str) -> Session:
    return load(form.encode()).begin(now=lambda: NOW, language="")


def test_a_chain_sums_its_answers_and_asks_one_question_after_another() -> None:
    session = begun(synthetic.chain(4))
    assert [question.name for question in session.questions()] == ["q0"]
    for i in range(4):
        session.set(f"/data/q{i}", "2")
    assert session.value("/data/c3") == "8"
    assert session.label("/data/q3").text == "Question 3, so far 6"
    assert session.problems() == ()


def test_a_filled_chain_is_met_with_its_answers() -> None:
    session = begun(synthetic.chain(4, "2"))
    assert session.value("/data/c3") == "8"
    session.set("/data/q0", "3")
    assert session.value("/data/c3") == "9"


def test_what_stands_apart_depends_on_its_neighbour_alone() -> None:
    session = begun(synthetic.separate(4))
    assert [question.name for question in session.questions()] == ["q0", "q2"]
    assert session.set("/data/q0", "5") == {"/data/q0", "/data/c0", "/data/q1"}
    session.language = "fr"
    assert session.label("/data/q1").text == "La question 1: 6"


def test_repeats_sum_over_all_their_instances() -> None:
    session = begun(synthetic.repeats())
    assert session.add_repeat("/data/person") == "/data/person[2]"
    for instance in (1, 2):
        for i in range(synthetic.QUESTIONS_PER_REPEAT):
            session.set(f"/data/person[{instance}]/q{i}", "2")
    # The first, middle and last answer of each.
    assert session.value("/data/total") == "12"
    assert session.label("/data/person[2]/q1").text == "Question 1 after 2"


def test_a_filter_offers_one_group() -> None:
    session = begun(synthetic.filtered(10, 5))
    session.set("/data/group", "1")
    assert [choice.value for choice in session.choices("/data/town")] == ["t5", "t6", "t7", "t8", "t9"]


def test_a_contest_of_our_own_process_finds_the_known_values(tmp_path: Path) -> None:
    case = form_cases.Case(
        "chain",
        "Chain",
        synthetic.chain(5),
        tuple((f"/data/q{i}", "2") for i in range(5)),
        filled=synthetic.chain(5, "2"),
        first=(("/data/q0", "3"), ("/data/q0", "2")),
        known=("/data/c4", "10"),
        known_first=("/data/c4", "11"),
    )
    (tmp_path / "blank.xml").write_text(case.form)
    (tmp_path / "filled.xml").write_text(case.filled)
    entrant = Entrant(OURS, Peer(preparing.ours()))
    try:
        found = {each.measure: each for each in Contest(case, tmp_path, [entrant], 20).run(2, 0.0)}
    finally:
        entrant.peer.end()
    assert entrant.out == ""
    assert {measure: len(found[measure].samples[OURS]) for measure in (LOAD, SET, FIRST)} == {
        LOAD: 2,
        SET: 10,
        FIRST: 4,
    }


def test_an_engine_that_is_wrong_is_out(tmp_path: Path) -> None:
    case = form_cases.Case("chain", "Chain", synthetic.chain(1), (("/data/q0", "2"),), known=("/data/c0", "3"))
    (tmp_path / "blank.xml").write_text(case.form)
    entrant = Entrant(OURS, Peer(preparing.ours()))
    try:
        Contest(case, tmp_path, [entrant], 20).run(1, 0.0)
    finally:
        entrant.peer.end()
    assert entrant.out == "it disagrees: 2 where 3 is right"


def test_a_silent_engine_is_given_up() -> None:
    peer = Peer(Program((sys.executable, "-c", "import time; time.sleep(60)")))
    with pytest.raises(PeerFailed, match="took longer than 0 s"):
        peer.ask(0.1, do="start")


def test_ratios_are_to_ours_and_a_promise_is_an_upper_bound() -> None:
    comparison = Comparison("chain", LOAD)
    comparison.add(OURS, [1.0, 2.0, 9.0])
    comparison.add("other", [10.0, 4.0])
    assert comparison.ratio("other") == 3.5
    assert comparison.cell("other") == "7 (×3.5)"
    assert comparison.cell("absent") == "–"
    assert Promise("load", 2.0, 2.0, "ms").kept is True
    assert Promise("load", 2.1, 2.0, "ms").kept is False
    assert Promise("load", 2.0, None, "ms").kept is None
    assert "MISSED" in Promise("load", 2.1, 2.0, "ms").line()
    assert "| load, ms | 2 | 7 (×3.5) |" in comparing.markdown([("Chain", [comparison])], [])
