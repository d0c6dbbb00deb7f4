"""Runs many rehearsals, each in a visit process of its own, over one state directory."""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.authoring.building import build, build_time
from kiosk.authoring.finding import PackUnfit
from kiosk.authoring.public_key import read_public_key
from kiosk.errors import ParvisError
from offline_cache.enrolment import enrol_demonstration
from ui.rehearsal.plan import FOLDER, Overrides, Plan, plans, written_in
from ui.state import State

RUN_SECONDS = 240.0
DESK_SECONDS = 15.0


class DeskSilent(ParvisError):
    """The desk that the rehearsals are sent to does not listen."""


@dataclass(frozen=True, slots=True)
class Result:
    """How one run went; `failures` is empty when it went well."""

    plan: Plan
    failures: tuple[str, ...]
    seconds: float


class Company:
    """One pack, one state directory, any number of runs."""

    def __init__(self, pack: Path, record: Path, state: Path, *, send: bool) -> None:
        self._source = pack
        self._record = record
        self._state = State(state)
        self._send = send

    def tour(self, names: Sequence[str], overrides: Overrides, jobs: int) -> int:
        """Run what is asked for; prints a line a run and returns the exit status."""
        wanted = written_in(self._source)
        if names:
            wanted = [self._source / FOLDER / f"{name}.toml" for name in names]
        self._prepare()
        runs = [plan for path in wanted for plan in plans(path, overrides)]
        failed = 0
        with self._desk(), ThreadPoolExecutor(jobs or os.cpu_count() or 1) as pool:
            for result in pool.map(self._run, runs):
                failed += bool(result.failures)
                print(f"{'FAILED' if result.failures else 'ok':6}  {result.plan.label}  {result.seconds:.1f} s")
                for failure in result.failures:
                    print(f"        {failure}", flush=True)
        print(f"{len(runs) - failed} of {len(runs)} rehearsals went as expected.")
        return 1 if failed else 0

    def _prepare(self) -> None:
        self._state.prepare()
        enrolled = enrol_demonstration(self._state.root)
        try:
            build(self._source, read_public_key(enrolled.public_key), self._state.pack, build_time())
        except PackUnfit as error:
            print(*(finding.line() for finding in error.findings), sep="\n")
            raise

    def _run(self, plan: Plan) -> Result:
        folder = self._record / plan.label
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "plan.json").write_text(plan.to_json(), encoding="utf-8")
        if self._send:
            (folder / "send").touch()
        started = time.monotonic()
        command = [sys.executable, "-m", "ui.cli", "visit", "--state", str(self._state.root)]
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
        try:
            done = subprocess.run(
                [*command, "--rehearsal", str(folder / "plan.json")],
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=RUN_SECONDS,
            )
        except subprocess.TimeoutExpired:
            return Result(plan, (f"not over after {RUN_SECONDS:.0f} seconds",), RUN_SECONDS)
        failures = tuple(line for line in done.stdout.splitlines() if line.strip())
        if done.returncode != 0 and not failures:
            last = done.stderr.strip().splitlines()[-1:] or [f"the visit ended with status {done.returncode}"]
            failures = tuple(last)
        return Result(plan, failures, time.monotonic() - started)

    @contextmanager
    def _desk(self) -> Iterator[None]:
        """With `--send`: a desk and a courier of this state directory, for as long as the runs last."""
        if not self._send:
            yield
            return
        base = [sys.executable, "-m", "ui.cli"]
        courier = [*base, "courier", "--state", str(self._state.root)]
        processes = [
            subprocess.Popen(
                [*base, "desk", "serve", "--state", str(self._state.desk)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
            )
        ]
        try:
            wait_for_desk(processes[0])
            # The desk is reached once before anybody looks, so that no first page says that it is not.
            subprocess.run([*courier, "--once"], stdin=subprocess.DEVNULL, capture_output=True, timeout=DESK_SECONDS)
            processes.append(subprocess.Popen(courier, stdin=subprocess.DEVNULL))
            yield
        finally:
            for process in reversed(processes):
                process.terminate()
            for process in reversed(processes):
                try:
                    process.wait(DESK_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def wait_for_desk(desk: subprocess.Popen[bytes]) -> None:
    """Return when the desk says that it listens. Raises `DeskSilent`."""
    assert desk.stdout is not None
    said = b""
    until = time.monotonic() + DESK_SECONDS
    with selectors.DefaultSelector() as selector:
        selector.register(desk.stdout, selectors.EVENT_READ)
        while b"listens" not in said:
            if not selector.select(max(0.0, until - time.monotonic())):
                raise DeskSilent(f"The desk did not start within {DESK_SECONDS:.0f} seconds. Rehearse without --send.")
            chunk = os.read(desk.stdout.fileno(), 4096)
            if not chunk:
                raise DeskSilent("The desk could not start; the reason stands above. Is its port taken?")
            said += chunk
