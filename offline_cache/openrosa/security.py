"""With what trust and under what name a server is spoken to: `[desk]` of `kiosk.toml`, and the kiosk's secrets."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from kiosk.config import Desk
from kiosk.errors import ParvisError

_PIN = re.compile(r"[0-9a-f]{64}")


class SecurityUnusable(ParvisError):
    """A certificate, key, pin, name or proxy of `kiosk.toml` cannot be used."""


@dataclass(frozen=True, slots=True)
class Security:
    """How the line to a server is closed, and who the kiosk says it is.

    `authority`, `client_certificate` and `client_key` are paths of PEM files; `client_key_pem` is the key itself,
    where it is one of the kiosk's secrets. `pinned_key_sha256`: hex, of the SubjectPublicKeyInfo in the server's
    certificate. The name and the password are said only after the server asked for them.
    """

    username: str = ""
    password: str = field(default="", repr=False)
    authority: str = ""
    pinned_key_sha256: str = ""
    client_certificate: str = ""
    client_key: str = ""
    client_key_pem: bytes = field(default=b"", repr=False)
    proxy: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        """Raises `SecurityUnusable` for what no server could be reached with."""
        if self.pinned_key_sha256 and not _PIN.fullmatch(self.pinned_key_sha256.lower()):
            raise SecurityUnusable(
                "kiosk.toml: [desk] pinned_key_sha256 must be 64 hexadecimal digits: the SHA-256 of the public key "
                "(SubjectPublicKeyInfo, DER) in the server's certificate."
            )
        if self.proxy and not _is_proxy(self.proxy):
            raise SecurityUnusable('kiosk.toml: [desk] proxy must be an address like "http://proxy.example.org:3128".')
        if not self.client_certificate and self.client_key:
            raise SecurityUnusable("kiosk.toml: [desk] client_key needs its client_certificate.")
        if ":" in self.username:
            raise SecurityUnusable("kiosk.toml: [desk] username must not hold a colon.")


def _is_proxy(address: str) -> bool:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return False
    # Its path and query would be left out silently.
    plain = parts.path in ("", "/") and not parts.query and not parts.fragment
    return parts.scheme in ("http", "https") and bool(parts.hostname) and plain


def security_of(desk: Desk, secret: Callable[[str], bytes | None] = lambda name: None) -> Security:
    """From `[desk]` and the kiosk's secrets (`desk-password`, `desk-client-key`). Raises `SecurityUnusable`."""
    password = secret("desk-password") if desk.username else None
    key = secret("desk-client-key") if desk.client_certificate and not desk.client_key else None
    try:
        spoken = (password or b"").decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise SecurityUnusable("The secret desk-password is not a text in UTF-8. Store it again.") from error
    return Security(
        username=desk.username,
        password=spoken,
        authority=desk.authority,
        pinned_key_sha256=desk.pinned_key_sha256.lower(),
        client_certificate=desk.client_certificate,
        client_key=desk.client_key,
        client_key_pem=key or b"",
        proxy=desk.proxy,
    )
