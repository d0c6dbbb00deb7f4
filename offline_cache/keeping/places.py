"""Secrets that are plain reads: systemd's credentials, decrypted for this service alone, and files in the state."""

from __future__ import annotations

import os
from pathlib import Path

from offline_cache.files import write_whole
from offline_cache.keeping.secret import Name, SecretUnusable, read_secret

PREFIX = "parvis-"
"""Before each name, in systemd's credentials: they lie beside those of other services."""


class CredentialSecrets:
    """What systemd decrypted for this service (`LoadCredentialEncrypted=`): read-only, never swapped."""

    backend = "credentials"

    def __init__(self, directory: str) -> None:
        """`directory` is `$CREDENTIALS_DIRECTORY`; empty where systemd handed over nothing."""
        self._directory = Path(directory) if directory.startswith("/") else None

    def any(self) -> bool:
        """Whether one of ours is among them."""
        return self._directory is not None and any((self._directory / (PREFIX + name)).exists() for name in Name)

    def get(self, name: str) -> bytes | None:
        """The secret of this name. Raises `SecretUnusable`."""
        wanted = named(name)
        return read_secret(self._directory / (PREFIX + wanted), wanted) if self._directory is not None else None


class FileSecrets:
    """Files under the state directory, each readable by its owner alone. Whoever has the disk has them."""

    backend = "file"

    def __init__(self, state_root: Path) -> None:
        """`state_root` is the state directory."""
        self._directory = state_root / "keys"

    def path(self, name: Name) -> Path:
        """Where this secret lies."""
        return self._directory / ("outbox.mac" if name is Name.OUTBOX_MAC else str(name))

    def get(self, name: str) -> bytes | None:
        """The secret of this name. Raises `SecretUnusable`."""
        wanted = named(name)
        return read_secret(self.path(wanted), wanted)

    def put(self, name: str, content: bytes) -> None:
        """Write it (0600), whole and durably, in place of what was there. Raises `SecretUnusable`.

        Where IT let the group read it (visit and courier as two users), the group still does.
        """
        path = self.path(named(name))
        try:
            for folder in (self._directory.parent, self._directory):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            group = path.stat().st_mode & 0o040 if path.exists() else 0
            write_whole(path, content, 0o600 | group)
            if os.geteuid() == 0:
                # Enrolled by root, read by the kiosk's own user.
                owner = self._directory.parent.stat()
                for ours in (path.parent, path):
                    os.chown(ours, owner.st_uid, owner.st_gid)
        except OSError as error:
            raise SecretUnusable(f"{path}: cannot be written ({error.strerror}). Nothing was changed.") from error

    def exposed(self) -> tuple[Path, ...]:
        """Those that every user of the machine may read."""
        return tuple(path for path in map(self.path, Name) if path.exists() and path.stat().st_mode & 0o004)


def named(name: str) -> Name:
    """`name` as one of ours. Raises `SecretUnusable`."""
    try:
        return Name(name)
    except ValueError as error:
        raise SecretUnusable(f"There is no secret of this name. The kiosk's are: {', '.join(Name)}.") from error
