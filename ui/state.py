"""The state directory: everything a kiosk keeps between two starts, and where each thing lies in it."""

from __future__ import annotations

import argparse
import os
import pwd
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import ParvisError

Mark = tuple[object, ...]
"""What tells one state of some files from another; only to be compared."""


class StateUnusable(ParvisError):
    """The state directory cannot be made or written."""


def fingerprint(paths: Sequence[Path]) -> Mark:
    """What tells that a file was changed or replaced: device, inode, size and time, through links; None if absent."""
    marks: list[object] = []
    for path in paths:
        try:
            found = path.stat()
        except OSError:
            marks.append(None)
        else:
            marks.append((found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns))
    return tuple(marks)


@dataclass(frozen=True, slots=True)
class State:
    """Paths under one state directory. Nothing here creates a file."""

    root: Path

    @property
    def configuration(self) -> Path:
        """`kiosk.toml`, which IT owns."""
        return self.root / "kiosk.toml"

    @property
    def pack(self) -> Path:
        """The built pack that visits open: a directory, or a link to one. A visit opens it through `hold`."""
        return self.root / "pack" / "current"

    @property
    def outbox(self) -> Path:
        """SQLite file of the sealed submissions."""
        return self.root / "outbox.sqlite"

    @property
    def reserve(self) -> Path:
        """Room set aside for the outbox: `offline_cache.store.reserve`."""
        return self.root / "outbox.reserve"

    @property
    def slips(self) -> Path:
        """SQLite file of the last hour's printed slips: only when."""
        return self.root / "slips.sqlite"

    @property
    def keys(self) -> Path:
        """Directory of this kiosk's own keys."""
        return self.root / "keys"

    @property
    def mac_key(self) -> Path:
        """The outbox's key, made at enrolment."""
        return self.keys / "outbox.mac"

    @property
    def desk(self) -> Path:
        """State of the built-in desk, where one is run on this machine."""
        return self.root / "desk"

    @property
    def qml_cache(self) -> Path:
        """Compiled QML, for `QML_DISK_CACHE_PATH`."""
        return self.root / "qmlcache"

    @property
    def alarms(self) -> Path:
        """What the operator must know of: `offline_cache.alarms`."""
        return self.root / "alarms"

    @property
    def updates(self) -> Path:
        """What the courier keeps of the town's TUF repository: trusted metadata, and files on their way."""
        return self.root / "updates"

    @property
    def run(self) -> Path:
        """Sockets."""
        return self.root / "run"

    def bell_of(self, pid: int) -> Path:
        """The socket at which the visit of this process hears of news."""
        return self.run / f"visit-{pid}.sock"

    @property
    def watched(self) -> tuple[Path, ...]:
        """The files that a visit is made from: when one of them changes, a visit that waits is made anew."""
        return self.pack, self.pack / "pack.json", self.configuration, self.mac_key

    def prepare(self) -> None:
        """Create the directories that are missing, for this user alone. Raises `StateUnusable`.

        Directories that IT made with other rights (shared by two users) are left as they are. Root is refused where
        the kiosk has a user of its own: what root makes here, that user could neither read nor replace.
        """
        if (owner := self._owner()) and os.geteuid() == 0:
            raise StateUnusable(
                f"The state directory {self.root} belongs to the user '{owner}', and this would leave files of root's"
                f" in it. Run it as that user: runuser -u {owner} -- parvis ..."
            )
        try:
            for directory in (self.root, self.root / "pack", self.keys, self.qml_cache, self.run):
                directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StateUnusable(
                f"The state directory {self.root} cannot be used ({error.strerror}). "
                "Give --state a directory that this user may write to."
            ) from error

    def _owner(self) -> str:
        """The user whose kiosk this is; empty for root's own, and where there is none yet."""
        try:
            number = self.root.stat().st_uid
        except OSError:
            return ""
        try:
            return pwd.getpwuid(number).pw_name if number else ""
        except KeyError:
            return f"#{number}"


def locate(given: str | None, environment: Mapping[str, str] = os.environ) -> State:
    """Find the state directory: `--state`, else `$STATE_DIRECTORY` (systemd), else the user's XDG state home."""
    if given:
        return State(Path(given).absolute())
    if from_systemd := environment.get("STATE_DIRECTORY", ""):
        # systemd joins several directories with colons; the first one is the unit's main one.
        return State(Path(from_systemd.split(":")[0]).absolute())
    home = environment.get("XDG_STATE_HOME", "")
    # The XDG base directory specification: a relative path is to be ignored.
    base = Path(home) if home.startswith("/") else Path.home() / ".local" / "state"
    return State(base / "parvis")


def add_argument(parser: argparse.ArgumentParser) -> None:
    """Declare `--state DIR`; read it back with `locate(arguments.state)`."""
    parser.add_argument("--state", metavar="DIR", help="state directory (default: the user's own)")
