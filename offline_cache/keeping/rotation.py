"""A new key for the outbox in front of the old ones, of which those are kept that an envelope still waits under."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Protocol

from offline_cache.authentication import KEY_BYTES, MOST_KEYS, checked, single_keys
from offline_cache.keeping.secret import Name, SecretUnusable


class Holder(Protocol):
    """Where secrets are both read and put: files, the wallet, or systemd's store."""

    @property
    def backend(self) -> str:
        """Its name in `kiosk.toml`."""
        ...

    def get(self, name: str) -> bytes | None:
        """A secret."""
        ...

    def put(self, name: str, content: bytes) -> object:
        """Write a secret."""
        ...


def rotated(key: bytes, needed: Iterable[bytes]) -> bytes:
    """A new key, then the newest old one, then those of `needed`: under which an envelope waits.

    The newest old one stays in any case: a kiosk that runs on uses it until its next start. Raises `SecretUnusable`
    where envelopes wait under more keys than a list holds.
    """
    old = single_keys(key)
    wanted = set(needed)
    kept = [single for number, single in enumerate(old) if number == 0 or single in wanted]
    if len(kept) >= MOST_KEYS:
        raise SecretUnusable(
            f"Envelopes wait under {len(kept)} keys already. Let the courier deliver what waits, then rotate again."
        )
    return b"".join([secrets.token_bytes(KEY_BYTES), *kept])


def ensure_key(holder: Holder, older: bytes | None = None) -> bool:
    """Make the outbox's key where there is none; whether one was made.

    `older` is a key from another place, which what waits was marked with: the new one comes before it. Raises
    `SecretUnusable` or `MacKeyUnusable`.
    """
    found = holder.get(Name.OUTBOX_MAC)
    if found is not None:
        checked(found, "The outbox's key")
        return False
    before = single_keys(older)[: MOST_KEYS - 1] if older else ()
    holder.put(Name.OUTBOX_MAC, b"".join([secrets.token_bytes(KEY_BYTES), *before]))
    return True
