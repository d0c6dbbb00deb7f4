"""Where attacks on updates take place: a town with keys, its server, and a kiosk that has its pack."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kiosk.catalogue.opening import open_pack
from offline_cache.packs.folder import Folder
from offline_cache.packs.sources import Patience, Source
from offline_cache.packs.updating import Ending, Outcome, update
from offline_cache.packs.web import Web
from tests.faults.updates.repository import Repository, Server, changed, same_tree, served

FILE = "glossary.json"


def stamped(stamp: bytes) -> Callable[[bytes], bytes]:
    """A change of a pack's file that leaves it sound: white space of another length."""
    return lambda content: content + b" " * len(stamp) + b"\n"


class Prepared:
    """Three packs, a town that has published two of them, and a kiosk that has taken both: made once, then copied."""

    def __init__(self, folder: Path, pack: Path) -> None:
        self.folder = folder
        self.packs = [
            changed(pack, folder / f"pack-{number}", {FILE: stamped(b"x" * number)}) for number in range(1, 4)
        ]
        self.town = Repository(folder / "town")
        self.town.add(self.packs[0])
        self.town.publish()
        self.before = self.town.copied(folder / "town-before")
        self.kiosk = folder / "kiosk"
        (self.kiosk / "updates").mkdir(parents=True)
        (self.kiosk / "updates" / "root.json").write_bytes(self.town.trust)
        self._take()
        self.first_kiosk = Path(shutil.copytree(self.kiosk, folder / "kiosk-before", symlinks=True))
        self.town.add(self.packs[1])
        self.town.publish()
        self._take()

    def _take(self) -> None:
        outcome = update(self.kiosk, Folder(self.town.folder))
        if outcome.ending is not Ending.UPDATED:
            raise AssertionError(outcome.sentence)


@dataclass
class Ground:
    """One attack's own copies. `old` is what the kiosk serves, `new` what the town publishes when all is over."""

    folder: Path
    town: Repository
    before: Repository
    server: Server
    kiosk: Path
    old: Path
    new: Path
    patience: Patience
    stick: bool = False
    now: datetime | None = None

    def __post_init__(self) -> None:
        self.stolen = self.town

    def evil(self) -> Repository:
        """A copy of the town's repository, keys and all, that is served from now on."""
        self.stolen = self.town.copied(self.folder / "evil")
        self.server.folder = self.stolen.folder
        return self.stolen

    def source(self) -> Source:
        """Where the kiosk looks."""
        return Folder(self.server.folder) if self.stick else Web(self.server.url, patience=self.patience)

    def attack(self) -> Outcome:
        """The kiosk tries."""
        moment = self.now
        clock = (lambda: moment) if moment is not None else (lambda: datetime.now(UTC))
        return update(self.kiosk, self.source(), clock=clock)

    def serves_old(self) -> bool:
        """Whether the pack that visits open is, byte for byte, the one from before, and opens."""
        return same_tree(self.kiosk / "pack" / "current", self.old) and bool(open_pack(self.kiosk / "pack" / "current"))

    def heal(self) -> Outcome:
        """The attack is over, and the town publishes its next pack under numbers that it never used."""
        self.server.folder, self.stick, self.now, self.server.date = self.town.folder, False, None, None
        self.patience, self.server.raw = Patience(), None
        self.server.faults.clear()
        self.server.declared.clear()
        for part in (self.town.targets, self.town.snapshot, self.town.timestamp):
            part.version += 10
        self.town.add(self.new)
        self.town.publish()
        return update(self.kiosk, self.source())

    def serves_new(self) -> bool:
        """Whether visits open the town's next pack."""
        return same_tree(self.kiosk / "pack" / "current", self.new)


@contextmanager
def ground(prepared: Prepared, folder: Path) -> Iterator[Ground]:
    """Copies in `folder`, and a server, for one attack."""
    town = prepared.town.copied(folder / "town")
    before = prepared.before.copied(folder / "before")
    kiosk = Path(shutil.copytree(prepared.kiosk, folder / "kiosk", symlinks=True))
    with served(town.folder) as server:
        yield Ground(folder, town, before, server, kiosk, prepared.packs[1], prepared.packs[2], Patience(silence=60.0))
