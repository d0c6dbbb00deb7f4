"""The forms engine beside others, in one run: `make bench-forms`, or `python -m benchmarks.forms`.

Prints medians, how many times ours each other engine takes, and which promises hold. A missed promise is said and
changes nothing else. Method: docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks import comparing, form_cases, processes, table
from benchmarks.comparing import OURS, Comparison, Promise
from benchmarks.form_cases import CHAIN_1000, LARGER, SEPARATE_200, SEPARATE_1000, SMALL, Case
from benchmarks.machine import processor
from benchmarks.peers import preparing
from benchmarks.peers.preparing import Program, Unprepared
from benchmarks.peers.process import Peer, PeerFailed, weigh_bare

SOURCE = Path(__file__).resolve().parent.parent
LOAD = "load"
SET, FIRST, LANGUAGE = "set, over all questions in turn", "set of the first, form filled", "language, every label read"
SERIALISE, ADD, CHOOSE = "serialise", "add an instance", "answer, then read what is offered"
MEMORY = "memory above the bare runtime"
CLOCKS = {"wall": "ms", "processor": "cpu"}
ANSWER_SECONDS = 60.0
"""A request that takes longer is given up, and so is its engine for that form."""


@dataclass
class Entrant:
    """An engine at work on one form: its process, and what it has used of its time."""

    name: str
    peer: Peer
    spent: float = 0.0
    out: str = ""


@dataclass
class Contest:
    """All engines on one form."""

    case: Case
    place: Path
    entrants: list[Entrant]
    seconds: float
    clock: str = "ms"
    found: dict[str, Comparison] = field(default_factory=dict)

    def note(self, measure: str, entrant: Entrant, values: Sequence[float]) -> None:
        """Keep what was measured."""
        self.found.setdefault(measure, Comparison(self.case.name, measure)).add(entrant.name, values)

    def run(self, rounds: int, warm: float) -> list[Comparison]:
        """Warm each engine up, then let all take turns, measure by measure."""
        for entrant in self.entrants:
            began = time.monotonic()
            while not entrant.out and time.monotonic() - began < warm:
                for request in self.turn(entrant):
                    self.step(entrant, request)
                    if time.monotonic() - began > 2 * warm:
                        break
            entrant.spent = 0.0
        self.found.clear()
        for _ in range(rounds):
            going = [(each, self.turn(each)) for each in self.entrants if not each.out and each.spent < self.seconds]
            while going:
                going = [(each, turn) for each, turn in going if self.step(each, next(turn, None))]
        for entrant in self.entrants:
            if entrant.out:
                for comparison in self.found.values():
                    comparison.missing.setdefault(entrant.name, entrant.out)
        return list(self.found.values())

    def step(self, entrant: Entrant, request: tuple[str, dict[str, Any]] | None) -> bool:
        """Ask one thing and keep its time; whether there may be more to ask in this round."""
        if request is None or entrant.out:
            return False
        measure, words = request
        began = time.monotonic()
        try:
            said = entrant.peer.ask(ANSWER_SECONDS, **words)
        except PeerFailed as failure:
            if words["do"] == "language":
                self.found.setdefault(measure, Comparison(self.case.name, measure)).missing[entrant.name] = str(failure)
                return True
            entrant.out = str(failure)
            return False
        finally:
            entrant.spent += time.monotonic() - began
        if measure:
            spent = said[self.clock]
            self.note(measure, entrant, spent if isinstance(spent, list) else [spent])
            for part, took in said.get("parts", {}).items():
                self.note(part, entrant, [took[self.clock]])
        wanted = words.get("wanted")
        if wanted is not None and said.get("value", said.get("count")) != wanted:
            entrant.out = f"it disagrees: {said.get('value', said.get('count'))} where {wanted} is right"
            return False
        return True

    def turn(self, entrant: Entrant) -> Iterator[tuple[str, dict[str, Any]]]:
        """One round of one engine: (measure, request) by and by; a request without a measure is not timed."""
        case = self.case
        yield LOAD, {"do": "load", "form": str(self.place / "blank.xml")}
        if case.add:
            for _ in range(form_cases.INSTANCES - 1):
                yield ADD, {"do": "add", "path": case.add}
        if case.answers:
            yield SET, {"do": "set", "answers": case.answers, "seconds": self.seconds / 6}
        count = len(self.found[SET].samples.get(entrant.name, ())) if SET in self.found else 0
        if case.known is not None and count and count % len(case.answers) == 0:
            yield "", {"do": "get", "path": case.known[0], "wanted": case.known[1]}
        if case.choose:
            for answer in case.choose:
                yield CHOOSE, {"do": "choose", "answer": answer, "path": case.choices, "wanted": case.offered}
        if case.filled:
            yield "", {"do": "load", "form": str(self.place / "filled.xml")}
            yield FIRST, {"do": "set", "answers": case.first[:1], "seconds": self.seconds}
            if case.known_first is not None:
                yield "", {"do": "get", "path": case.known_first[0], "wanted": case.known_first[1]}
            yield FIRST, {"do": "set", "answers": case.first[1:], "seconds": self.seconds}
        if case.languages > 1:
            for number in (1, 0):
                yield LANGUAGE, {"do": "language", "number": number}
        yield SERIALISE, {"do": "serialise"}


def main() -> int:
    """0, whatever the figures are."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.forms", description=__doc__)
    parser.add_argument("--json", metavar="FILE", type=Path, help="also write every figure there")
    parser.add_argument("--only", metavar="CASE", action="append", help="a form, by name; may be given again")
    parser.add_argument("--without", metavar="ENGINE", action="append", default=[], help="leave an engine out")
    parser.add_argument("--rounds", metavar="N", type=int, default=7, help="how often all engines take turns")
    parser.add_argument("--warm", metavar="SECONDS", type=float, default=5.0, help="warming up, each engine and form")
    parser.add_argument("--seconds", metavar="S", type=float, default=40.0, help="most time of an engine on one form")
    parser.add_argument("--clock", choices=CLOCKS, default="wall", help="processor: for a machine that others use too")
    parser.add_argument("--table", metavar="PAGE", type=Path, help="write the dated table into this Markdown page")
    arguments = parser.parse_args()
    programs, absent = prepare(arguments.without)
    engines = [OURS, *(name for name in preparing.PEERS if name in programs)]
    versions = {name: version(program) for name, program in programs.items()}
    report = heading(processes.two_cores(), versions, arguments.clock)
    for line in report.values():
        print(line)
    for name, reason in absent.items():
        print(f"{name}: not run: {reason}")
    sections: list[tuple[str, list[Comparison]]] = []
    for case in form_cases.cases():
        if arguments.only and case.name not in arguments.only:
            continue
        found, out = contest(case, programs, arguments)
        sections.append((case.title, found))
        print("\n" + "\n".join(comparing.lines(case.title, found, engines)), flush=True)
        for name, reason in out.items():
            print(f"  {name}: given up: {reason}")
            absent[f"{name}, {case.title.lower()}"] = reason
    promised = promises({(each.case, each.measure): each for _, found in sections for each in found})
    print("\nPromised")
    for promise in promised:
        print("  " + promise.line())
    if arguments.json:
        figures = [each.as_json() for _, found in sections for each in found]
        kept = {**report, "not_run": absent, "figures": figures, "promises": [each.as_json() for each in promised]}
        arguments.json.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if arguments.table:
        rows = ["; ".join(report.values()) + ".", "", *comparing.markdown(sections, promised)]
        rows += ["", *(f"Not run: {name}: {reason}." for name, reason in absent.items())] if absent else []
        table.write(arguments.table, "\n".join(rows), by="benchmarks.forms")
    return 0


def prepare(without: Sequence[str]) -> tuple[dict[str, Program], dict[str, str]]:
    """The engines that can be run here, and why the others cannot."""
    programs, absent = {OURS: preparing.ours()}, dict.fromkeys(without, "left out by request")
    for name, ready in preparing.PEERS.items():
        if name in absent:
            continue
        try:
            programs[name] = ready()
        except (Unprepared, OSError) as error:
            absent[name] = str(error)
    return programs, absent


def version(program: Program) -> str:
    """What an engine says of itself."""
    peer = Peer(program)
    try:
        said = peer.ask(ANSWER_SECONDS, do="start")
        return f"{said['name']} {said['version']}"
    except PeerFailed as failure:
        return str(failure)
    finally:
        peer.end()


def contest(
    case: Case, programs: Mapping[str, Program], arguments: argparse.Namespace
) -> tuple[list[Comparison], dict[str, str]]:
    """All measures of one form, each engine in a process of its own; and who gave up, with the reason."""
    with tempfile.TemporaryDirectory(prefix="parvis-bench-") as name:
        place = Path(name)
        (place / "blank.xml").write_text(case.form, encoding="utf-8")
        (place / "filled.xml").write_text(case.filled, encoding="utf-8")
        found: list[Comparison] = []
        if case.name == CHAIN_1000:
            found.append(memory(programs, place / "blank.xml"))
        entrants = [Entrant(name, Peer(program)) for name, program in programs.items()]
        try:
            for entrant in entrants:
                try:
                    entrant.peer.ask(ANSWER_SECONDS, do="start")
                except PeerFailed as failure:
                    entrant.out = str(failure)
            found = (
                Contest(case, place, entrants, arguments.seconds, CLOCKS[arguments.clock]).run(
                    arguments.rounds, arguments.warm
                )
                + found
            )
        finally:
            for entrant in entrants:
                entrant.peer.end()
        return found, {each.name: each.out for each in entrants if each.out}


def memory(programs: Mapping[str, Program], form: Path, times: int = 3) -> Comparison:
    """What a form takes in a fresh process, above its runtime alone."""
    found = Comparison(CHAIN_1000, MEMORY, "MiB")
    for name, program in programs.items():
        try:
            for _ in range(times):
                peer = Peer(program)
                try:
                    bare = peer.memory() if program.bare is None else weigh_bare(program.bare)
                    peer.ask(ANSWER_SECONDS, do="start")
                    peer.ask(ANSWER_SECONDS, do="load", form=str(form))
                    found.add(name, [peer.memory() - bare])
                finally:
                    peer.end()
        except PeerFailed as failure:
            found.missing[name] = str(failure)
    return found


def promises(found: Mapping[tuple[str, str], Comparison]) -> list[Promise]:
    """What is held against what."""

    def took(case: str, measure: str, engine: str = OURS) -> float | None:
        comparison = found.get((case, measure))
        return comparison.median(engine) if comparison is not None else None

    def times(value: float | None, factor: float) -> float | None:
        return None if value is None else value * factor

    def held(name: str, measure: str, engine: str, factor: float) -> Promise:
        return Promise(name, took(CHAIN_1000, measure), times(took(CHAIN_1000, measure, engine), factor), "ms")

    chain = "1,000-question chain"
    return [
        Promise(
            f"{chain}: load, 1.5 × rxeval's", took(CHAIN_1000, LOAD), times(took(CHAIN_1000, LOAD, "rxeval"), 1.5), "ms"
        ),
        *(
            held(f"{chain}: {measure}, a tenth of {engine}'s", measure, engine, 0.1)
            for measure in (SET, FIRST)
            for engine in ("rxeval", "JavaRosa")
        ),
        Promise("small form: load", took(SMALL, LOAD), 3.0, "ms"),
        Promise("small form: set", took(SMALL, SET), 0.2, "ms"),
        Promise("the same of a form four times as large: load", took(LARGER, LOAD), 3.0, "ms"),
        Promise("the same of a form four times as large: set", took(LARGER, SET), 0.2, "ms"),
        Promise(f"{chain}: memory above the interpreter", took(CHAIN_1000, MEMORY), 40.0, "MiB"),
        Promise(
            "set without a chain: 1,000 questions, 1.25 × that of 200",
            took(SEPARATE_1000, SET),
            times(took(SEPARATE_200, SET), 1.25),
            "ms",
        ),
    ]


def heading(cores: int, versions: Mapping[str, str], clock: str) -> dict[str, str]:
    """What was measured, where and when."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=SOURCE, capture_output=True, text=True)
    one, five, _ = os.getloadavg()
    return {
        "when": f"{datetime.now().astimezone():%Y-%m-%d %H:%M %Z}",
        "engines": "; ".join(
            [f"commit {commit.stdout.strip()}, Python {platform.python_version()}", *versions.values()]
        ),
        "machine": f"{cores} cores of {os.cpu_count()}, {processor()}",
        "clock": "wall time" if clock == "wall" else "processor time of the engine's own thread (node: its process)",
        "load": f"load average before: {one:.1f} (1 min), {five:.1f} (5 min)",
    }


if __name__ == "__main__":
    sys.exit(main())
