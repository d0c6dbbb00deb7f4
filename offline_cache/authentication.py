"""The mark that a visit puts on an envelope, by which the courier sees tampering while the kiosk was off.

HMAC-SHA256 with a key made at enrolment. It does not guard against a bad courier, which has the key too.

The outbox's key is a short list, newest first, written one behind the other: marks are made with the first, and those
made with an earlier one still count, so that a key can be replaced while envelopes wait.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path
from typing import Protocol

from kiosk.errors import ParvisError
from kiosk.ports import Envelope
from offline_cache.files import write_once

KEY_BYTES = 32
MOST_KEYS = 4
"""The newest, and three that envelopes may still wait under."""
_DOMAIN = b"parvis envelope 1"


class Secrets(Protocol):
    """As in `offline_cache.keeping`."""

    @property
    def backend(self) -> str:
        """Who holds them."""
        ...

    def get(self, name: str) -> bytes | None:
        """One of them."""
        ...


class MacKeyUnusable(ParvisError):
    """The outbox's key is missing or damaged."""


def read_mac_key(path: Path) -> bytes:
    """Read `keys/outbox.mac`. Raises `MacKeyUnusable`."""
    try:
        with path.open("rb") as stream:
            key = stream.read(MOST_KEYS * KEY_BYTES + 1)
    except OSError as error:
        raise MacKeyUnusable(f"{path}: {error.strerror}. Enrol this kiosk before it keeps anything.") from error
    return checked(key, str(path))


def mac_key_of(secrets: Secrets) -> bytes:
    """The outbox's key, from whoever holds the kiosk's secrets. Raises `MacKeyUnusable` or `SecretUnusable`."""
    key = secrets.get("outbox-mac")
    if key is None:
        raise MacKeyUnusable(
            f"The outbox's key is missing ([secrets] backend: {secrets.backend}). Enrol this kiosk before it keeps "
            "anything (parvis enrol keys); what waits from before is safe, and can be adopted (parvis enrol adopt)."
        )
    return checked(key, "The outbox's key")


def checked(key: bytes, where: str) -> bytes:
    """`key` if it is a list of `KEY_BYTES` each, `MOST_KEYS` at most. Raises `MacKeyUnusable`."""
    if not key or len(key) % KEY_BYTES or len(key) > MOST_KEYS * KEY_BYTES:
        raise MacKeyUnusable(
            f"{where}: must hold exactly {KEY_BYTES} bytes a key, {MOST_KEYS} keys at most. Restore it, or enrol."
        )
    return key


def single_keys(key: bytes) -> tuple[bytes, ...]:
    """The list's keys, newest first."""
    return tuple(key[start : start + KEY_BYTES] for start in range(0, len(key), KEY_BYTES))


def create_mac_key(path: Path) -> None:
    """Make `keys/outbox.mac` (0600) once; an existing key is left alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_once(path, secrets.token_bytes(KEY_BYTES))


def mac_of(envelope: Envelope, key: bytes) -> bytes:
    """32 bytes over everything that is delivered, by the newest key; each part's length precedes it: none can slide."""
    mac = hmac.new(key[:KEY_BYTES], _DOMAIN, hashlib.sha256)
    parts = [envelope.instance_id.encode(), envelope.form_id.encode(), envelope.version.encode(), envelope.manifest]
    for file in envelope.files:
        parts += [file.name.encode(), file.content]
    for part in parts:
        mac.update(len(part).to_bytes(8, "big"))
        mac.update(part)
    return mac.digest()


def fits(envelope: Envelope, key: bytes, mac: bytes) -> bool:
    """Whether `mac` is the mark of exactly this envelope, by the newest key or an earlier one."""
    return any(hmac.compare_digest(mac_of(envelope, single), mac) for single in single_keys(key))
