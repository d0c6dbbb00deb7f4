"""An update that is killed before each of its steps in turn.

A step is a change on the disk (a file opened for writing, a name made, changed or removed) or a piece of a file
that came. The update runs in a process of its own, which counts its steps and kills itself, with SIGKILL, before the
one that was asked for. What it leaves is then looked at, and the next try is let run to its end.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kiosk.catalogue.opening import PackDamaged, open_pack
from offline_cache.packs import sources, status
from offline_cache.packs.folder import Folder
from offline_cache.packs.mending import mend
from offline_cache.packs.sources import Reply
from offline_cache.packs.updating import Ending, update
from tests.faults.updates.ground import Prepared
from tests.faults.updates.repository import same_tree

PIECE_BYTES = 16 * 1024
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_CHANGES = {
    "os.rename",
    "os.mkdir",
    "os.rmdir",
    "os.remove",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.chmod",
    "shutil.rmtree",
    "ctypes.dlsym",
}
"""Audit events of changes on the disk; `ctypes.dlsym` stands right before two names change places."""


@dataclass
class Steps:
    """Counts the steps of this process, and ends it before step `last`; 0 lets all of them be."""

    last: int
    done: int = 0
    names: list[str] | None = None

    def step(self, name: str) -> None:
        """One more."""
        self.done += 1
        if self.names is not None:
            self.names.append(name)
        if self.done == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(self, event: str, words: tuple[object, ...]) -> None:
        """An audit event of the interpreter."""
        if event in _CHANGES:
            self.step(event)
        elif event == "open" and len(words) == 3 and isinstance(words[2], int) and words[2] & _WRITES:
            self.step("open for writing")


class Pieces(Folder):
    """A repository in a folder, of which every piece that comes is a step."""

    steps: Steps

    def open(self, path: str, most: int, offset: int = 0) -> Reply:
        """The same, counted."""
        reply = Folder.open(self, path, most, offset)

        def counted() -> Iterator[bytes]:
            for chunk in reply.chunks:
                self.steps.step(f"a piece of {path.partition('/')[0]}")
                yield chunk

        return replace(reply, chunks=counted())


@dataclass(frozen=True, slots=True)
class Scene:
    """A kiosk before an update, as a directory to copy; and the packs that visits find before and after it."""

    name: str
    kiosk: Path
    repository: Path
    old: Path
    new: Path


def scenes(prepared: Prepared, folder: Path) -> list[Scene]:
    """A kiosk that has had updates, and one whose pack IT laid there by hand."""
    by_hand = Path(shutil.copytree(prepared.first_kiosk, folder / "by-hand", symlinks=True))
    shutil.rmtree(by_hand / "pack")
    (by_hand / "pack").mkdir()
    shutil.copytree(prepared.packs[0], by_hand / "pack" / "current")
    old, new = prepared.packs[:2]
    return [
        Scene("after an update", prepared.first_kiosk, prepared.town.folder, old, new),
        Scene("laid there by hand", by_hand, prepared.town.folder, old, new),
    ]


def in_a_process(work: Callable[[], object]) -> int:
    """Fork, work, and end; the status of the child as `os.waitpid` has it."""
    child = os.fork()
    if child == 0:
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            work()
            os._exit(0)
        except BaseException:
            os._exit(1)
    return os.waitpid(child, 0)[1]


def update_until(kiosk: Path, repository: Path, last: int, report: Path | None = None) -> int:
    """An update in a process of its own that is killed before step `last`; its status. `report` gets their names."""

    def work() -> None:
        sources.CHUNK_BYTES = PIECE_BYTES
        steps = Steps(last, names=[] if report is not None else None)
        source = Pieces(repository)
        object.__setattr__(source, "steps", steps)
        sys.addaudithook(steps.heard)
        outcome = update(kiosk, source)
        if outcome.ending is not Ending.UPDATED:
            raise AssertionError(outcome.sentence)
        names = list(steps.names or ())
        steps.last = 0
        if report is not None:
            report.write_text("\n".join(names))

    return in_a_process(work)


def count(scene: Scene, folder: Path) -> list[str]:
    """The names of all steps of this scene's update."""
    kiosk = Path(shutil.copytree(scene.kiosk, folder / "whole", symlinks=True))
    report = folder / "steps"
    if update_until(kiosk, scene.repository, 0, report) != 0:
        raise AssertionError(f"{scene.name}: the update does not come even when nobody kills it")
    shutil.rmtree(kiosk)
    return report.read_text().splitlines()


def killed_at(scene: Scene, step: int, folder: Path) -> tuple[str, list[str]]:
    """Kill an update before this step: which pack visits found then, and what was broken."""
    kiosk = Path(shutil.copytree(scene.kiosk, folder / f"killed-{step}", symlinks=True))
    broken = []
    where = f"{scene.name}, killed before step {step}"
    if os.WTERMSIG(update_until(kiosk, scene.repository, step)) != signal.SIGKILL:
        broken.append(f"{where}: was not killed")
    found = found_by_visits(kiosk / "pack" / "current", scene)
    if found == "neither":
        broken.append(f"{where}: visits find neither the old pack nor the new one")
    if status(kiosk).pack != "rivemont":
        broken.append(f"{where}: the status knows of no pack")
    if mend(kiosk):
        broken.append(f"{where}: something had to be mended")
    outcome = update(kiosk, Folder(scene.repository))
    if not outcome.ending.good or not same_tree(kiosk / "pack" / "current", scene.new):
        broken.append(f"{where}: the next try did not complete: {outcome.sentence}")
    if status(kiosk).version != 2:
        broken.append(f"{where}: the record does not fit the pack")
    # What was left half made goes with the next pack at the latest; a try that finds all done leaves it be.
    shutil.rmtree(kiosk)
    return found, broken


def found_by_visits(current: Path, scene: Scene) -> str:
    """Which of the two packs `current` leads to, opened and compared; or neither."""
    try:
        open_pack(current)
    except PackDamaged:
        return "neither"
    if same_tree(current, scene.old):
        return "old"
    return "new" if same_tree(current, scene.new) else "neither"


def chosen(steps: int, kills: int) -> list[int]:
    """So many steps, evenly over all of them, the last ones always among them; 0 for all."""
    if kills <= 0 or kills >= steps:
        return list(range(1, steps + 1))
    return sorted({1 + round(number * (steps - 1) / max(kills - 1, 1)) for number in range(kills)})
