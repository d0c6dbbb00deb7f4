"""The power is cut during an update: visits find the old pack or the new one, whole, whatever was not yet on the disk.

The update is recorded and replayed as in `power_cut.py`. A link is a file whose content is its target and which is made
whole: a file system logs it with the name.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
from collections import Counter
from pathlib import Path

from offline_cache.packs import status
from offline_cache.packs.folder import Folder
from offline_cache.packs.updating import update
from tests.faults.power_cut.system_calls import Call, named, record, text_of
from tests.faults.power_cut.torn_disk import Directory, Disk, Fate, File
from tests.faults.updates.kills import Scene, found_by_visits
from tests.faults.updates.repository import same_tree

ROOT = Path(__file__).resolve().parents[3]
RECORDING_SECONDS = 120.0

PROGRAM = """
import os, sys
if sys.argv[3] == "unsynced":
    os.fsync = lambda descriptor: None
from pathlib import Path
from offline_cache.packs.folder import Folder
from offline_cache.packs.updating import update
outcome = update(Path(sys.argv[1]), Folder(Path(sys.argv[2])))
sys.exit(0 if outcome.ending.good else outcome.sentence)
"""


class Link(File):
    """A symbolic link."""

    def after_a_cut(self, fate: Fate, drawn: random.Random) -> bytes:
        """Its target."""
        return bytes(self.durable)


class LinkedDisk(Disk):
    """The same disk, with links."""

    def _read(self, folder: Path) -> Directory:
        directory = super()._read(folder)
        for path in folder.iterdir():
            if path.is_symlink():
                directory.names[path.name] = directory.durable[path.name] = Link(bytearray(os.readlink(path).encode()))
        return directory

    def _symlink(self, call: Call) -> None:
        folder, name = self._folder(text_of(call.arguments[1]).decode())
        if folder is not None:
            folder.change(call.ended, {name: Link(bytearray(text_of(call.arguments[0])))})

    def _symlinkat(self, call: Call) -> None:
        folder, name = self._folder(named(*call.arguments[1:3]))
        if folder is not None:
            folder.change(call.ended, {name: Link(bytearray(text_of(call.arguments[0])))})

    def _lay(self, folder: Directory, target: Path, drawn: random.Random, fate: object) -> None:
        target.mkdir(parents=True)
        for name, node in folder.after_a_cut(drawn).items():
            if isinstance(node, Directory):
                self._lay(node, target / name, drawn, fate)
            elif isinstance(node, Link):
                (target / name).symlink_to(bytes(node.durable).decode())
            else:
                (target / name).write_bytes(node.after_a_cut(drawn.choice(list(Fate)), drawn))


def cut(scene: Scene, rounds: int, folder: Path, seed: int, *, synced: bool = True) -> tuple[Counter[str], list[str]]:
    """Record one update, cut its power so many times; what visits found, and what was broken.

    Without syncing (`synced`) promises must be found broken, else this could find nothing.
    """
    drawn = random.Random(seed)
    kiosk = Path(shutil.copytree(scene.kiosk, folder / "kiosk", symlinks=True))
    disk = LinkedDisk(folder / "kiosk")
    command = [sys.executable, "-c", PROGRAM, str(kiosk), str(scene.repository), "" if synced else "unsynced"]
    calls = record(command, folder / "log", os.environ | {"PYTHONPATH": str(ROOT)}, ROOT, RECORDING_SECONDS)
    if not any(call.name == "symlink" for call in calls):
        raise AssertionError("the recorded update made no link")
    # Half of the cuts fall where the link changes and what follows.
    late = max(number for number, call in enumerate(calls) if call.name == "mkdir")
    moments = [drawn.randrange(late if drawn.random() < 0.5 else 0, len(calls) + 1) for _ in range(rounds)]
    found: Counter[str] = Counter()
    broken: list[str] = []
    done = 0
    for moment in sorted(moments):
        for call in calls[done:moment]:
            disk.apply(call)
        done = max(done, moment)
        left = folder / "left"
        disk.after_a_cut(str(kiosk), left, drawn, lambda: Fate.LOST)
        pack = found_by_visits(left / "pack" / "current", scene)
        found[pack] += 1
        where = f"{scene.name}, power cut after call {moment} of {len(calls)}, seed {seed}"
        if pack == "neither":
            broken.append(f"{where}: visits find neither the old pack nor the new one")
        outcome = update(left, Folder(scene.repository))
        if not outcome.ending.good or not same_tree(left / "pack" / "current", scene.new):
            broken.append(f"{where}: the next try did not complete: {outcome.sentence}")
        if status(left).version != 2:
            broken.append(f"{where}: the record does not fit the pack")
        shutil.rmtree(left)
    return found, broken
