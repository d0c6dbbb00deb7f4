"""The mark that a visit puts on an envelope, by which the courier sees tampering while the kiosk was off.

HMAC-SHA256 with a key made at enrolment. It does not guard against a bad courier, which has the key too.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

from kiosk.errors import ParvisError
from kiosk.ports import Envelope
from offline_cache.files import write_once

KEY_BYTES = 32
_DOMAIN = b"parvis envelope 1"


class MacKeyUnusable(ParvisError):
    """The outbox's key is missing or damaged."""


def read_mac_key(path: Path) -> bytes:
    """Read `keys/outbox.mac`. Raises `MacKeyUnusable`."""
    try:
        with path.open("rb") as stream:
            key = stream.read(KEY_BYTES + 1)
    except OSError as error:
        raise MacKeyUnusable(f"{path}: {error.strerror}. Enrol this kiosk before it keeps anything.") from error
    if len(key) != KEY_BYTES:
        raise MacKeyUnusable(f"{path}: must hold exactly {KEY_BYTES} bytes. Restore it from enrolment.")
    return key


def create_mac_key(path: Path) -> None:
    """Make `keys/outbox.mac` (0600) once; an existing key is left alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_once(path, secrets.token_bytes(KEY_BYTES))


def mac_of(envelope: Envelope, key: bytes) -> bytes:
    """32 bytes over everything that is delivered; each part is preceded by its length, so none can slide."""
    mac = hmac.new(key, _DOMAIN, hashlib.sha256)
    parts = [envelope.instance_id.encode(), envelope.form_id.encode(), envelope.version.encode(), envelope.manifest]
    for file in envelope.files:
        parts += [file.name.encode(), file.content]
    for part in parts:
        mac.update(len(part).to_bytes(8, "big"))
        mac.update(part)
    return mac.digest()


def fits(envelope: Envelope, key: bytes, mac: bytes) -> bool:
    """Whether `mac` is the mark of exactly this envelope."""
    return hmac.compare_digest(mac_of(envelope, key), mac)
