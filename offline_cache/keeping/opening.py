"""Chooses who is asked for the secrets. By name, or by looking where they are; never by an installed priority."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from kiosk.config import SECRET_BACKENDS
from offline_cache.keeping.desktop import DesktopSecrets, has_session_bus
from offline_cache.keeping.places import CredentialSecrets, FileSecrets
from offline_cache.keeping.secret import Name, SecretUnusable


class Secrets(Protocol):
    """The kiosk's secrets, for reading. Nothing of them is kept in memory between two questions."""

    @property
    def backend(self) -> str:
        """ "credentials", "secret-service" or "file"."""
        ...

    def get(self, name: str) -> bytes | None:
        """The secret of this `Name`; None where there is none. Raises `SecretUnusable`."""
        ...


def open_secrets(
    state_root: Path, backend: str = "auto", *, environment: Mapping[str, str] = os.environ, desktop: bool = True
) -> Secrets:
    """The secrets of the kiosk with this state directory. `backend` is `[secrets] backend` of `kiosk.toml`.

    "auto": the credentials that systemd handed to this process, where there is one of ours; else the desktop's Secret
    Service, where it answers and holds the outbox's key; else files. `desktop` false never asks the Secret Service: a
    visit starts no helper, and gets its key from the supervisor. Raises `SecretUnusable`.
    """
    if backend not in SECRET_BACKENDS:
        raise SecretUnusable(f"[secrets] backend must be one of {', '.join(SECRET_BACKENDS)}.")
    handed = CredentialSecrets(environment.get("CREDENTIALS_DIRECTORY", ""))
    files = FileSecrets(state_root)
    match backend:
        case "credentials":
            return handed
        case "file":
            return files
        case "secret-service":
            return DesktopSecrets(environment) if desktop else files
    if handed.any():
        return handed
    if desktop and has_session_bus(environment):
        service = DesktopSecrets(environment)
        try:
            if service.get(Name.OUTBOX_MAC) is not None:
                return service
        except SecretUnusable:
            return files
    return files
