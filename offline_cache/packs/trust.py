"""The TUF client: which state of the town's packs is the newest, proved by the signatures of the town.

python-tuf does the proving (its client workflow is the specification's); here it gets its bytes from a `Source`, within
limits, and its errors become sentences that tell a clock from an attack from a dead line.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tuf.api import exceptions
from tuf.api._payload import TargetFile
from tuf.api.metadata import Metadata
from tuf.ngclient.config import UpdaterConfig
from tuf.ngclient.fetcher import FetcherInterface
from tuf.ngclient.updater import Updater

from offline_cache.files import sync_directory
from offline_cache.packs.sources import Source
from offline_cache.packs.trouble import ClockWrong, Missing, OldStick, Refused, TooMuch, Unreachable, UpdateTrouble

METADATA = "metadata"
ROOT = "root.json"
MAX_ROOT_BYTES = 512_000
MAX_TARGETS_BYTES = 2_000_000
"""A pack of 2,000 files has some 400 kB of them."""
MAX_DETAIL = 160
CLOCKS_AGREE = timedelta(days=1)


def settings(max_delegations: int = 0) -> UpdaterConfig:
    """The limits of a town's repository: one root, no delegations, small lists."""
    return UpdaterConfig(
        max_root_rotations=256,
        max_delegations=max_delegations,
        root_max_length=MAX_ROOT_BYTES,
        timestamp_max_length=16_384,
        snapshot_max_length=65_536,
        targets_max_length=MAX_TARGETS_BYTES,
    )


@dataclass(frozen=True, slots=True)
class Target:
    """What the town signed of one file. `sha256` may be empty; of `pack.json` whose it is and when it was built."""

    sha256: str
    length: int
    pack: str = ""
    built: str = ""


@dataclass(frozen=True, slots=True)
class Trusted:
    """A state of the repository that was proved now: what the town signed, by path."""

    version: int
    expires_at: datetime
    targets: Mapping[str, Target]


class Fetcher(FetcherInterface):
    """Gives python-tuf the files of a source. `asked` is the name of the last one."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.asked = ""

    def _fetch(self, url: str) -> Iterator[bytes]:
        self.asked = url.rpartition("/")[2]
        begun = False
        try:
            with contextlib.closing(self._source.open(url, MAX_TARGETS_BYTES)) as reply:
                for chunk in reply.chunks:
                    if not begun and not chunk.lstrip().startswith(b"{"):
                        raise Unreachable(
                            f"{self._source.name} answered with something else than a repository's list: "
                            "a login page, perhaps."
                        )
                    begun = True
                    yield chunk
        except Missing as missing:
            # Of these alone python-tuf takes it that there is no newer root: 410 says the same.
            status = missing.status if missing.status in (403, 404) else 404
            raise exceptions.DownloadHTTPError(f"no {missing.path}", status) from missing
        except TooMuch as much:
            raise exceptions.DownloadLengthMismatchError(f"{self.asked} is larger than any may be") from much


def refresh(source: Source, updates: Path, now: datetime) -> Trusted:
    """Prove the newest state that `source` offers. Raises `UpdateTrouble`, or `OSError` for this kiosk's own disk.

    `updates` is the state's folder with `root.json`, version 1 of the town's root, which came at enrolment.
    """
    folder = updates / METADATA
    folder.mkdir(mode=0o700, exist_ok=True)
    for left in folder.glob("tmp*"):
        left.unlink()
    fetcher = Fetcher(source)
    root = _root(updates / ROOT)
    try:
        with _in_sentences(source, fetcher, now):
            Updater(str(folder), METADATA, fetcher=fetcher, config=settings(), bootstrap=root).refresh()
    finally:
        _make_durable(folder)
    # What python-tuf keeps there is what it has just proved.
    parts = [Metadata[Any].from_file(str(folder / f"{role}.json")).signed for role in _ROLES]
    expires = min(part.expires for part in parts)
    targets = {path: _target(found) for path, found in parts[-1].targets.items()}
    return Trusted(parts[-1].version, expires.astimezone(UTC), MappingProxyType(targets))


_ROLES = ("root", "timestamp", "snapshot", "targets")


def _target(found: TargetFile) -> Target:
    custom = found.unrecognized_fields.get("custom")
    said = custom if isinstance(custom, dict) else {}
    pack, built = said.get("pack"), said.get("built")
    return Target(
        str(found.hashes.get("sha256", "")),
        found.length,
        pack if isinstance(pack, str) else "",
        built if isinstance(built, str) else "",
    )


def _root(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_ROOT_BYTES + 1)
    except OSError as error:
        raise Refused(
            f"{path}: {error.strerror}. Without the town's root this kiosk cannot tell whose packs to take: "
            "copy the repository's 1.root.json there, as at enrolment."
        ) from error
    if len(content) > MAX_ROOT_BYTES:
        raise Refused(f"{path}: too large for a root. Copy the repository's 1.root.json there again.")
    return content


@contextlib.contextmanager
def _in_sentences(source: Source, fetcher: Fetcher, now: datetime) -> Iterator[None]:
    """python-tuf's errors as ours."""
    try:
        yield
    except exceptions.RepositoryError as error:
        if not fetcher.asked:
            raise Refused(
                "This kiosk's own updates/root.json is no root of a town, or damaged. Copy the repository's "
                "1.root.json there, as at enrolment."
            ) from error
        raise _unproved(source, fetcher.asked, now, error) from error
    except exceptions.DownloadHTTPError as error:
        if fetcher.asked == "timestamp.json":
            raise Unreachable(f"{source.name} has no repository of packs there ({error.status_code}).") from error
        raise Refused(
            f"{source.name}: {fetcher.asked} is missing, though the town signed that there is one."
        ) from error
    except exceptions.DownloadLengthMismatchError as error:
        raise Refused(f"{source.name}: {fetcher.asked} does not end where it should (endless data).") from error
    except exceptions.DownloadError as error:
        raise Unreachable(f"{source.name}: {fetcher.asked} did not come ({type(error).__name__}).") from error


def _unproved(source: Source, asked: str, now: datetime, error: exceptions.RepositoryError) -> UpdateTrouble:
    """What is wrong with a list that came."""
    match error:
        case exceptions.ExpiredMetadataError():
            return _expired(source, now, error)
        case exceptions.UnsignedMetadataError():
            return Refused(
                f"{source.name}: {asked} is not signed by enough keys of this town. It comes from somebody else, or "
                "was changed."
            )
        case exceptions.LengthOrHashMismatchError():
            return Refused(
                f"{source.name}: {asked} is not the one that was signed with the rest (mix-and-match, or changed on "
                "its way)."
            )
        case exceptions.BadVersionNumberError():
            return _misnumbered(source, asked, str(error))
        case _:
            return Refused(f"{source.name}: {asked} cannot be used ({_detail(error)}).")


def _expired(source: Source, now: datetime, error: Exception) -> ClockWrong | Refused:
    if source.date is not None and abs(source.date - now) > CLOCKS_AGREE:
        return ClockWrong(
            f"This kiosk's clock says {now:%Y-%m-%d}, {source.name} says {source.date:%Y-%m-%d}: by ours the town's "
            "list has expired. Set the clock. Until then no update is taken."
        )
    if source.portable:
        return Refused(
            f"{source.name}: {_detail(error)}; here it is {now:%Y-%m-%d} (freeze). The stick was copied too long ago: "
            "copy the repository to it again. Or this kiosk's clock runs ahead."
        )
    return Refused(
        f"{source.name}: {_detail(error)}; here it is {now:%Y-%m-%d} (freeze). Nobody refreshed the repository "
        "('parvis publish refresh'), or somebody holds newer states back, or this kiosk's clock runs ahead."
    )


def _misnumbered(source: Source, asked: str, detail: str) -> OldStick | Refused:
    if asked == "timestamp.json":
        if source.portable:
            return OldStick(f"{source.name} holds an older state than this kiosk has seen. Copy the repository again.")
        return Refused(f"{source.name} offers an older state than this kiosk has already seen (rollback). {detail}.")
    if asked.endswith(ROOT):
        return Refused(f"{source.name}: {asked} does not follow the root before it (broken chain). {detail}.")
    return Refused(
        f"{source.name}: {asked} does not belong to the state that was signed (rollback or mix-and-match). {detail}"
    )


def _detail(error: Exception) -> str:
    return str(error)[:MAX_DETAIL].rstrip(". \n")


def _make_durable(folder: Path) -> None:
    """What protects from a rollback must itself survive a power cut: python-tuf renames without syncing."""
    for directory in (folder / "root_history", folder):
        for path in directory.glob("*.json"):
            with contextlib.suppress(FileNotFoundError):
                descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
                try:
                    os.fsync(descriptor)
                finally:
                    os.close(descriptor)
        if directory.is_dir():
            sync_directory(directory)
