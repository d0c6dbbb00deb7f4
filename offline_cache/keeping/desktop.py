"""The desktop's Secret Service, for development, asked through a helper process that is killed when it hangs.

A locked wallet waits for a person, and D-Bus waits for the wallet: within the courier that would be forever. The helper
also keeps `keyring`, which takes 73 ms and 10 MB, out of the processes that live for weeks.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from enum import IntEnum

from offline_cache.keeping.places import named
from offline_cache.keeping.secret import MAX_SECRET_BYTES, Name, SecretUnusable, tidied

HELPER = "offline_cache.keeping.ring"
PATIENCE_SECONDS = 10.0
"""For one secret. A wallet that is open answers within a second."""


class Ending(IntEnum):
    """How the helper says what it found: its exit status."""

    DONE = 0
    NONE = 3
    LOCKED = 4
    UNREACHABLE = 5


def has_session_bus(environment: Mapping[str, str]) -> bool:
    """Whether there may be a desktop to ask at all."""
    return bool(environment.get("DBUS_SESSION_BUS_ADDRESS"))


class DesktopSecrets:
    """Secrets in the wallet of the person who is logged in (GNOME's, KDE's, KeePassXC's)."""

    backend = "secret-service"

    def __init__(self, environment: Mapping[str, str], *, patience_seconds: float = PATIENCE_SECONDS) -> None:
        """`environment` names the session's bus."""
        self._environment = dict(environment)
        self._patience = patience_seconds

    def get(self, name: str) -> bytes | None:
        """The secret of this name. Raises `SecretUnusable` where the wallet is locked, away, or does not answer."""
        wanted = named(name)
        content = self._ask(wanted, "get", b"")
        return None if content is None else tidied(wanted, content)

    def put(self, name: str, content: bytes) -> None:
        """Write it in place of what was there. Raises `SecretUnusable`."""
        self._ask(named(name), "put", content)

    def _ask(self, name: Name, verb: str, content: bytes) -> bytes | None:
        try:
            done = subprocess.run(
                [sys.executable, "-m", HELPER, verb, name],
                input=content,
                capture_output=True,
                timeout=self._patience,
                env=self._environment,
                # Without a terminal, nothing can be asked on one.
                start_new_session=True,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise SecretUnusable(
                f"The desktop's Secret Service did not answer within {self._patience:g} s. Unlock the wallet, or set "
                "[secrets] backend to another one."
            ) from error
        except OSError as error:
            raise SecretUnusable(f"The Secret Service cannot be asked ({error.strerror}).") from error
        match done.returncode:
            case Ending.DONE if len(done.stdout) <= MAX_SECRET_BYTES:
                return done.stdout
            case Ending.NONE:
                return None
            case Ending.LOCKED:
                raise SecretUnusable("The desktop's wallet is locked. Unlock it, then start again.")
            case Ending.UNREACHABLE:
                raise SecretUnusable(
                    "No Secret Service answers on the session's bus. Log in to a desktop that has one, or set "
                    "[secrets] backend to another one."
                )
            case _:
                raise SecretUnusable(f"The Secret Service could not give or take the kiosk's {name}.")
