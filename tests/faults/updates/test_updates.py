"""Updates under attack, under the axe and by the byte, in short: `python -m tests.faults.updates` does all of it."""

from __future__ import annotations

import resource
import shutil
from pathlib import Path

import pytest

from offline_cache.alarms import Alarms, Kind
from offline_cache.packs.folder import Folder
from offline_cache.packs.updating import Ending, update
from tests.faults.updates.attacks import ATTACKS, Attack
from tests.faults.updates.ground import Prepared
from tests.faults.updates.kills import Scene, chosen, count, in_a_process, killed_at, scenes
from tests.faults.updates.program import LEAST_FILE, MOST_RATIO, cuts, suffer
from tests.faults.updates.repository import same_tree
from tests.faults.updates.weighing import one_word
from tests.visits import Town

KILLS = 5
CUTS = 12


@pytest.fixture(scope="module")
def prepared(rivemont: Town, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A town that published two packs, and a kiosk that took them."""
    return Prepared(tmp_path_factory.mktemp("prepared"), rivemont.state.pack.resolve())


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_is_refused_and_the_old_pack_serves(attack: Attack, prepared: Prepared, tmp_path: Path) -> None:
    sentence, broken = suffer(prepared, attack, tmp_path)
    assert broken == [], sentence


def test_a_kill_at_any_step_leaves_the_old_pack_or_the_new_one(prepared: Prepared, tmp_path: Path) -> None:
    for scene in scenes(prepared, tmp_path):
        place = tmp_path / scene.name
        place.mkdir()
        steps = count(scene, place)
        assert steps.count("open for writing") > 30, "every file of the pack is written anew"
        left = [killed_at(scene, step, place) for step in [*chosen(len(steps), KILLS), after_the_switch(scene, steps)]]
        assert [wrong for _, wrong in left if wrong] == []
        assert {found for found, _ in left} == {"old", "new"}


def test_a_power_cut_leaves_the_old_pack_or_the_new_one(prepared: Prepared, tmp_path: Path) -> None:
    rows, broken = cuts(prepared, tmp_path, CUTS, seed=7)
    assert broken == []
    found = dict(rows)
    assert found["synced: cuts that left the neither pack"] == 0
    assert found["synced: cuts that left the old pack"]
    assert found["synced: cuts that left the new pack"]


def after_the_switch(scene: Scene, steps: list[str]) -> int:
    """The step after the last link was made: visits find the new pack then, and the record does not know it yet."""
    last = len(steps) - steps[::-1].index("os.symlink")
    return last + 2


@pytest.mark.parametrize("file", ["catalogue.jsonld", "forms/identity-card.xml", "forms/town-wifi.xml"])
def test_a_changed_word_costs_little_more_than_its_file(file: str, prepared: Prepared, tmp_path: Path) -> None:
    found = one_word(prepared, file, tmp_path)
    assert found.size >= LEAST_FILE
    assert found.ratio <= MOST_RATIO, f"{found.bodies} bytes were fetched for {found.size}"


def test_a_disk_that_takes_no_more_leaves_the_old_pack(prepared: Prepared, tmp_path: Path) -> None:
    scene = scenes(prepared, tmp_path)[0]
    kiosk = Path(shutil.copytree(scene.kiosk, tmp_path / "kiosk", symlinks=True))

    def with_little_room() -> None:
        # No file may grow beyond this: the kernel answers as it does for a full disk, in the middle of a write.
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        outcome = update(kiosk, Folder(scene.repository))
        assert outcome.ending is Ending.DISK, outcome.sentence

    assert in_a_process(with_little_room) == 0
    assert same_tree(kiosk / "pack" / "current", scene.old)
    (alarm,) = Alarms(kiosk / "alarms").standing()
    assert alarm.kind is Kind.UPDATE_REFUSED
    assert "could not be written" in alarm.sentence
    assert update(kiosk, Folder(scene.repository)).ending is Ending.UPDATED
    assert same_tree(kiosk / "pack" / "current", scene.new)
    assert Alarms(kiosk / "alarms").standing() == ()


def test_an_update_leaves_room_for_what_visitors_send(
    prepared: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = scenes(prepared, tmp_path)[0]
    kiosk = Path(shutil.copytree(scene.kiosk, tmp_path / "kiosk", symlinks=True))
    monkeypatch.setattr("offline_cache.packs.updating.SPARE_BYTES", shutil.disk_usage(kiosk).total)
    outcome = update(kiosk, Folder(scene.repository))
    assert outcome.ending is Ending.REFUSED
    assert "Make room" in outcome.sentence
    assert same_tree(kiosk / "pack" / "current", scene.old)
