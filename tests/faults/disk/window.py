"""A person at a kiosk whose disk is full: the real visit process, in its window, asked for a certificate."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kiosk import config
from offline_cache.alarms import Alarms, Kind
from offline_cache.authentication import read_mac_key
from offline_cache.outbox.looking import looking
from offline_cache.outbox.sqlite import Counts
from offline_cache.store.reserve import MIB, Reserve
from tests.faults.disk.steps import fill
from tests.faults.parties import ENVIRONMENT
from ui.demonstration import SOURCE, prepare
from ui.outbox import open_outbox
from ui.rehearsal.plan import Overrides, plans
from ui.state import State

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 400
RESERVE_MB = 2


@dataclass(frozen=True, slots=True)
class Scene:
    """How the kiosk stands, and what the person must see last: the kind of page."""

    name: str
    reserve_mb: int
    spent: bool
    """The reserve is gone, as a visit before this one needed it."""
    page: str
    kept: int
    asked: bool = True
    """Whether the person is asked anything."""


SCENES = (
    Scene("the disk fills up under the visit: kept", RESERVE_MB, False, "next", 1),
    Scene("the reserve is gone: told before the first question", RESERVE_MB, True, "trouble", 0, asked=False),
    Scene("the disk fills up, and no reserve: told at the end", 0, False, "trouble", 0),
)


def visits(disk: Path, town: Path | None = None) -> tuple[list[tuple[str, object]], list[str]]:
    """Play the scenes on this small disk; `town` is a prepared state directory, else one is made."""
    rows: list[tuple[str, object]] = []
    broken: list[str] = []
    with tempfile.TemporaryDirectory(prefix="parvis-full-") as name:
        work = Path(name)
        if town is None:
            town = work / "town"
            prepare(State(town))
        for number, scene in enumerate(SCENES):
            saw, wrong = _play(scene, State(disk / f"town-{number}"), town, work / str(number))
            rows.append((scene.name, saw))
            broken += [f"{scene.name}: {each}" for each in wrong]
    return rows, broken


def _play(scene: Scene, state: State, town: Path, record: Path) -> tuple[str, list[str]]:
    shutil.copytree(town, state.root)
    text = state.configuration.read_text().replace("reserve_mb = 1", f"reserve_mb = {scene.reserve_mb}")
    state.configuration.write_text(text)
    configuration = config.read(state.configuration)
    assert configuration.store.reserve_mb == scene.reserve_mb
    with closing(open_outbox(state, configuration, read_mac_key(state.mac_key))) as outbox:
        outbox.usable()
    plan = next(plans(SOURCE / "rehearsals" / "birth-certificate.toml", Overrides()))
    record.mkdir()
    (record / "plan.json").write_text(plan.to_json(), encoding="utf-8")
    if scene.spent:
        fill(state.root, 0)
        reserve = Reserve(state.reserve, scene.reserve_mb * MIB, Alarms(state.alarms))
        assert reserve.give_up()
        fill(state.root, 0, "more")
    try:
        ended = subprocess.run(
            [
                *(sys.executable, "-m", "tests.faults.disk.visit", str(state.root), str(record / "plan.json")),
            ],
            cwd=ROOT,
            env=os.environ | ENVIRONMENT,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        return _judge(scene, state, record, ended)
    finally:
        shutil.rmtree(state.root, ignore_errors=True)


def _judge(scene: Scene, state: State, record: Path, ended: subprocess.CompletedProcess[str]) -> tuple[str, list[str]]:
    wrong = []
    if ended.returncode < 0 or "Traceback" in ended.stderr:
        wrong.append(f"it crashed ({ended.returncode}): {ended.stderr[-300:]}")
    try:
        pages = json.loads((record / "transcript.json").read_text())["pages"]
    except (OSError, ValueError):
        pages = []
    kinds = [page["kind"] for page in pages]
    saw = "trouble" if "trouble" in kinds else "next" if "next" in kinds else "nothing"
    if saw == "nothing" and "could not go on (trouble)" in ended.stdout:
        saw = "trouble"
    if saw != scene.page:
        wrong.append(f"the person saw {saw} and not {scene.page}: {ended.stdout[-200:]}")
    if ("question" in kinds) is not scene.asked:
        wrong.append("the person was asked" if "question" in kinds else f"the person was not asked: {kinds}")
    for name in ("filler", "more"):
        (state.root / name).unlink(missing_ok=True)
    with looking(state.outbox) as lying:
        overview = lying.overview()
    if Counts(overview.waiting, overview.sent, overview.refused) != Counts(scene.kept, 0, 0):
        wrong.append(f"{overview.waiting} are kept and not {scene.kept}")
    full = [alarm for alarm in Alarms(state.alarms).standing() if alarm.kind is Kind.DISK_FULL]
    if bool(full) != bool(scene.reserve_mb):
        wrong.append("the operator was not told" if scene.reserve_mb else "an alarm of a reserve that is not there")
    return saw, wrong
