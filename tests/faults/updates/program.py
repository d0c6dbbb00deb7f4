"""Updates under attack, under the axe, and by the byte: `python -m tests.faults.updates`.

- Attacks: whatever is done to the repository, the pack that serves goes on serving, the operator reads why, and when
  the attack is over the town's next pack comes.
- Kills: SIGKILL before every single step that an update takes on the disk, and after every piece of a file: visits find
  the old pack or the new one, whole, and the next try completes.
- Power cuts: the same for the disk that a cut leaves, with whatever was not synced lost, torn or kept.
- Bytes: what is fetched when one word changes.
"""

from __future__ import annotations

import logging
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from offline_cache.alarms import Alarms, Kind
from offline_cache.packs import record
from offline_cache.packs.updating import Ending
from tests.faults.reporting import arguments, conclude
from tests.faults.updates.attacks import ATTACKS, Attack
from tests.faults.updates.cuts import cut
from tests.faults.updates.ground import Prepared, ground
from tests.faults.updates.kills import chosen, count, killed_at, scenes
from tests.faults.updates.weighing import WORDS, one_word

UNSYNCED_CUTS = 30
MOST_RATIO = 1.2
LEAST_FILE = 20_000
"""Bytes of a file from which on the promise holds: below, the lists that prove it weigh more than a fifth of it."""

ALARM = {Ending.REFUSED: {Kind.UPDATE_REFUSED}, Ending.CLOCK: {Kind.CLOCK}}


def suffer(prepared: Prepared, attack: Attack, folder: Path) -> tuple[str, list[str]]:
    """Carry out one attack: the sentence that the operator reads, and the promises that were broken."""
    broken = []
    with ground(prepared, folder) as place:
        attack.do(place)
        outcome = place.attack()
        if outcome.ending is not attack.ending:
            broken.append(f"{attack.name}: ended as {outcome.ending}: {outcome.sentence}")
        if attack.words not in outcome.sentence:
            broken.append(f"{attack.name}: the log does not say '{attack.words}' but: {outcome.sentence}")
        if record.read(place.kiosk).remark != outcome.sentence:
            broken.append(f"{attack.name}: the record does not have the reason")
        if not place.serves_old():
            broken.append(f"{attack.name}: the old pack does not serve")
        standing = {alarm.kind for alarm in Alarms(place.kiosk / "alarms").standing()}
        if standing != ALARM.get(attack.ending, set()):
            broken.append(f"{attack.name}: alarms {sorted(standing)}")
        attack.mend(place)
        after = place.heal()
        if after.ending is not Ending.UPDATED or not place.serves_new():
            broken.append(f"{attack.name}: the town's next pack did not come afterwards: {after.sentence}")
        if Alarms(place.kiosk / "alarms").standing():
            broken.append(f"{attack.name}: an alarm stands after all is well")
    return outcome.sentence, broken


def attacks(prepared: Prepared, folder: Path) -> tuple[list[tuple[str, object]], list[str]]:
    """All of them: a table, and what was broken."""
    rows: list[tuple[str, object]] = []
    broken: list[str] = []
    for number, each in enumerate(ATTACKS):
        sentence, wrong = suffer(prepared, each, folder / f"attack-{number}")
        broken += wrong
        rows.append((each.name, f"{'BROKEN' if wrong else 'old pack serves'}; {each.ending}: {sentence}"))
    return rows, broken


def kills(prepared: Prepared, folder: Path, most: int) -> tuple[list[tuple[str, object]], list[str]]:
    """Kill an update before each of its steps (at most so many a scene; 0: all)."""
    rows: list[tuple[str, object]] = []
    broken: list[str] = []
    for scene in scenes(prepared, folder):
        place = folder / scene.name.replace(" ", "-")
        place.mkdir()
        steps = count(scene, place)
        found: Counter[str] = Counter()
        for step in chosen(len(steps), most):
            left, wrong = killed_at(scene, step, place)
            found[left] += 1
            broken += wrong
        if not (found["old"] and found["new"]):
            broken.append(f"{scene.name}: only one of both packs was ever found: {dict(found)}")
        rows.append((f"{scene.name}: steps", len(steps)))
        rows += [(f"{scene.name}: kills that left the {name} pack", found[name]) for name in ("old", "new", "neither")]
    return rows, broken


def cuts(prepared: Prepared, folder: Path, rounds: int, seed: int) -> tuple[list[tuple[str, object]], list[str]]:
    """Cut the power during an update so many times, and some times more during one that syncs nothing."""
    scene = scenes(prepared, folder)[0]
    rows: list[tuple[str, object]] = []
    wrong: dict[str, list[str]] = {}
    for name, synced in (("synced", True), ("not synced", False)):
        place = folder / name.replace(" ", "-")
        place.mkdir()
        found, wrong[name] = cut(scene, rounds if synced else UNSYNCED_CUTS, place, seed, synced=synced)
        rows += [(f"{name}: cuts that left the {left} pack", found[left]) for left in ("old", "new", "neither")]
    broken = wrong["synced"]
    if not wrong["not synced"]:
        broken.append("an update that syncs nothing was found whole each time: this program finds nothing")
    return rows, broken


def fetched(prepared: Prepared, folder: Path, files: Sequence[str]) -> tuple[list[tuple[str, object]], list[str]]:
    """Change one word of each file."""
    rows: list[tuple[str, object]] = []
    broken: list[str] = []
    for number, file in enumerate(files):
        found = one_word(prepared, file, folder / f"bytes-{number}")
        promised = found.size >= LEAST_FILE
        rows.append(
            (file, f"{found.size:,} bytes, fetched {found.bodies:,} in {found.requests} requests: {found.ratio:.2f} x")
        )
        if promised and found.ratio > MOST_RATIO:
            broken.append(f"{file}: {found.ratio:.2f} times the changed file was fetched")
    return rows, broken


def main(words: Sequence[str] | None = None) -> int:
    """All four parts; 1 when a promise was broken."""
    given = arguments("Updates under attack, under the axe, and by the byte.", kills=0, cuts=100).parse_args(words)
    from ui.demonstration import prepare
    from ui.state import State

    # What the kiosk says of each attack is in the table.
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="parvis-updates-") as name:
        folder = Path(name)
        state = State(folder / "rivemont")
        prepare(state)
        prepared = Prepared(folder / "prepared", state.pack)
        # Kills first: a process that forks should have no threads, and servers have some.
        status = conclude("Kills", *kills(prepared, folder, given.kills))
        (folder / "cuts").mkdir()
        status |= conclude("Power cuts", *cuts(prepared, folder / "cuts", given.cuts, given.seed))
        status |= conclude("Attacks", *attacks(prepared, folder))
        return status | conclude("One word changed", *fetched(prepared, folder, list(WORDS)))
