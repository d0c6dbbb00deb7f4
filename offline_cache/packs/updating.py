"""One try at an update, from the proof to the switch. Whatever happens, a pack that served before serves after."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from kiosk.catalogue.opening import INDEX, MAX_INDEX_BYTES, MAX_PACK_BYTES, ListedFile, PackDamaged, read_index
from offline_cache import clock_floor
from offline_cache.alarms import Alarms, Kind
from offline_cache.packs import record, trust
from offline_cache.packs.fetching import Store, free_bytes
from offline_cache.packs.mending import alone, not_written
from offline_cache.packs.relisting import relisted
from offline_cache.packs.shelf import Shelf, Standing
from offline_cache.packs.sources import Source
from offline_cache.packs.trouble import ClockWrong, OldStick, Refused, Stopped, Unreachable, UpdateTrouble

SPARE_BYTES = 64 * 1024 * 1024
"""No update takes the last of the disk: what a visitor sends has the first claim to it."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_log = logging.getLogger(__name__)


class Ending(StrEnum):
    """How a try ended."""

    UPDATED = "updated"
    CURRENT = "current"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    CLOCK = "clock"
    OLD_STICK = "old stick"
    BUSY = "busy"
    STOPPED = "stopped"
    DISK = "disk"

    @property
    def good(self) -> bool:
        """Whether the newest pack is in place."""
        return self in (Ending.UPDATED, Ending.CURRENT)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended, in a sentence; `version` is the repository's state where it was proved."""

    ending: Ending
    sentence: str
    version: int | None = None


def update(
    state_root: Path,
    source: Source,
    *,
    thorough: bool = False,
    another: bool = False,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Outcome:
    """Bring the newest pack that `source` offers, if it is newer, and say how that went: in the log, to the alarms, to
    the record. `thorough` also reads the pack that is there, and mends it. `another` takes a pack of another
    identifier, too. Never raises for what others do.
    """
    updates = state_root / record.FOLDER
    try:
        updates.mkdir(mode=0o700, exist_ok=True)
        with alone(updates) as we_are:
            if not we_are:
                return Outcome(Ending.BUSY, "Another update is under way on this kiosk.")
            outcome = _try(_Update(state_root, source, clock, another), thorough)
            _tell(state_root, source, outcome, clock())
    except OSError as error:
        outcome = Outcome(Ending.DISK, not_written(state_root, error))
    return outcome


def _try(work: _Update, thorough: bool) -> Outcome:
    try:
        return work.run(thorough)
    except ClockWrong as error:
        return Outcome(Ending.CLOCK, _plain(error))
    except Stopped as error:
        return Outcome(Ending.STOPPED, _plain(error))
    except OldStick as error:
        return Outcome(Ending.OLD_STICK, _plain(error))
    except Unreachable as error:
        return Outcome(Ending.UNREACHABLE, _plain(error))
    except UpdateTrouble as error:
        return Outcome(Ending.REFUSED, _plain(error))
    except OSError:
        raise
    except Exception as error:
        # What nobody foresaw, in what somebody else wrote: refused like the rest, and the courier lives.
        return Outcome(Ending.REFUSED, f"What was offered could not be understood ({type(error).__name__}).")


def _plain(error: Exception) -> str:
    """The sentence, without what would move a terminal's cursor: names in it are others' words."""
    return "".join(letter for letter in str(error)[: record.MAX_REMARK] if letter.isprintable())


class _Update:
    def __init__(self, state_root: Path, source: Source, clock: Callable[[], datetime], another: bool) -> None:
        self._root, self._source, self._clock, self._another = state_root, source, clock, another
        self._updates = state_root / record.FOLDER
        self._shelf = Shelf(state_root / "pack")

    def run(self, thorough: bool) -> Outcome:
        now = self._clock()
        if complaint := clock_floor.complaint(self._root, now):
            raise ClockWrong(complaint)
        trusted = trust.refresh(self._source, self._updates, now)
        index_target = self._target(trusted, INDEX, MAX_INDEX_BYTES)
        digest = index_target.sha256
        standing = self._shelf.standing()
        if standing is not None and standing.digest == digest and not (thorough and not self._shelf.whole_here()):
            self._note(trusted, digest, now, installed=False)
            return Outcome(Ending.CURRENT, f"{self._source.name}: the pack here is the newest.", trusted.version)
        name = f"{trusted.version}-{digest[:12]}"
        ready = self._shelf.ready(name, digest)
        if ready is None:
            ready = self._build(trusted, index_target, name, standing)
        self._shelf.switch(ready)
        self._note(trusted, digest, now, installed=True)
        self._shelf.clean()
        Store(self._updates).clear()
        return Outcome(
            Ending.UPDATED,
            f"State {trusted.version} of the town's pack came from {self._source.name}. Visits that begin now open it.",
            trusted.version,
        )

    def _build(self, trusted: trust.Trusted, index_target: trust.Target, name: str, standing: Standing | None) -> Path:
        store = Store(self._updates)
        digest = index_target.sha256
        if standing is not None and (made := relisted(standing, trusted.targets)) is not None:
            store.put(made, digest)
        index = store.obtain(self._source, INDEX, digest, index_target.length)
        try:
            listed = read_index(index.read_bytes(), f"{self._source.name}: {INDEX}")
        except PackDamaged as error:
            raise Refused(str(error)) from error
        self._same_town(index_target, listed.id, standing.index.id if standing else "")
        wanted = {file.sha256: file for file in listed.files if self._signed(trusted, file)}
        store.clear(frozenset(wanted) | {digest})
        here = dict(self._shelf.known(besides=self._shelf.current))
        missing = [file for sha256, file in wanted.items() if sha256 not in here]
        to_come = sum(file.length - store.so_far(file.sha256) for file in missing if not store.has(file.sha256))
        self._room_for(to_come + sum(file.length for file in listed.files))
        for file in missing:
            here[file.sha256] = store.obtain(self._source, file.path, file.sha256, file.length)
        try:
            return self._shelf.assemble(name, index, {file.path: here[file.sha256] for file in listed.files})
        except PackDamaged as error:
            raise Refused(f"State {trusted.version} is signed, but does not serve. {error}") from error

    def _target(self, trusted: trust.Trusted, path: str, most: int) -> trust.Target:
        found = trusted.targets.get(path)
        if found is None:
            raise Refused(f"{self._source.name}: the town's list has no {path}. Publish the whole pack again.")
        if found.length > most or not _DIGEST.fullmatch(found.sha256):
            raise Refused(f"{self._source.name}: {path} is larger than any may be, or has no SHA-256.")
        return found

    def _signed(self, trusted: trust.Trusted, file: ListedFile) -> bool:
        target = self._target(trusted, file.path, MAX_PACK_BYTES)
        if (target.sha256, target.length) != (file.sha256, file.length):
            raise Refused(f"{self._source.name}: {file.path} is another file in {INDEX} than in the town's list.")
        return True

    def _same_town(self, index_target: trust.Target, identifier: str, serves: str) -> None:
        if index_target.pack not in ("", identifier):
            raise Refused(f"{self._source.name}: the list is of another town than its {INDEX}.")
        if serves not in ("", identifier) and not self._another:
            raise Refused(
                f"{self._source.name} has the pack of '{identifier}', and this kiosk serves '{serves}'. If that is "
                "meant: 'parvis pack update --another-pack'."
            )

    def _room_for(self, wanted: int) -> None:
        free = free_bytes(self._updates)
        if free < wanted + SPARE_BYTES:
            raise Refused(
                f"The update needs {wanted // 1_000_000 + SPARE_BYTES // 1_000_000} MB of this kiosk's disk, and "
                f"{free // 1_000_000} MB are free. Make room."
            )

    def _note(self, trusted: trust.Trusted, digest: str, now: datetime, *, installed: bool) -> None:
        before = record.read(self._root)
        fresh = installed or before.digest != digest
        record.write(
            self._root,
            replace(
                before,
                version=trusted.version,
                digest=digest,
                installed_at=now.isoformat() if fresh else before.installed_at,
                verified_at=now.isoformat(),
                expires_at=trusted.expires_at.isoformat(),
            ),
        )


def _tell(state_root: Path, source: Source, outcome: Outcome, now: datetime) -> None:
    """Log, alarms and record. A line that is down is no alarm until what was proved grows stale."""
    before = record.read(state_root)
    alarms = Alarms(state_root / "alarms")
    match outcome.ending:
        case Ending.UPDATED | Ending.CURRENT:
            alarms.settle(Kind.UPDATE_REFUSED)
            if source.date is None or abs(source.date - now) <= trust.CLOCKS_AGREE:
                alarms.settle(Kind.CLOCK)
            else:
                alarms.raise_(
                    Kind.CLOCK,
                    f"This kiosk's clock says {now:%Y-%m-%d %H:%M} UTC, and {source.name} says "
                    f"{source.date:%Y-%m-%d %H:%M}. Set the clock.",
                )
        case Ending.CLOCK:
            alarms.raise_(Kind.CLOCK, outcome.sentence)
        case Ending.REFUSED:
            alarms.raise_(Kind.UPDATE_REFUSED, outcome.sentence)
        case Ending.UNREACHABLE if (until := record.moment(before.expires_at)) is not None and until < now:
            alarms.raise_(
                Kind.UPDATE_REFUSED,
                f"Since {until:%Y-%m-%d} nothing proves that this kiosk's pack is the newest. {outcome.sentence}",
            )
        case _:
            pass
    if outcome.ending in (Ending.STOPPED, Ending.BUSY):
        return
    if outcome.sentence != before.remark:
        level = logging.INFO if outcome.ending in (Ending.UPDATED, Ending.CURRENT) else logging.WARNING
        _log.log(logging.ERROR if outcome.ending in (Ending.REFUSED, Ending.CLOCK) else level, outcome.sentence)
    record.write(state_root, replace(before, remark=outcome.sentence, tried_at=now.isoformat()))
