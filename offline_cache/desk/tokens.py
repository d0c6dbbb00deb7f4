"""Which kiosks may send: one token each, of which the desk keeps only the SHA-256."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import ParvisError

TOKENS_NAME = "tokens"
MAX_TOKENS_BYTES = 1024 * 1024
_LINE = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]{0,63}) ([0-9a-f]{64})")


class TokensUnusable(ParvisError):
    """The file of tokens cannot be read or written."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Kiosk names by the SHA-256 of their token."""

    kiosks: dict[str, str]

    def kiosk(self, token: str) -> str | None:
        """Whose token this is. Every entry is compared, so the time tells nothing."""
        digest = hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
        found = None
        for known, name in self.kiosks.items():
            if hmac.compare_digest(known, digest):
                found = name
        return found


def read_tokens(directory: Path) -> Tokens:
    """Read `tokens`: a kiosk a line, its name and the SHA-256 of its token. Raises `TokensUnusable`."""
    path = directory / TOKENS_NAME
    try:
        with path.open(encoding="ascii") as stream:
            text = stream.read(MAX_TOKENS_BYTES + 1)
    except FileNotFoundError:
        return Tokens({})
    except (OSError, UnicodeDecodeError) as error:
        raise TokensUnusable(f"{path}: cannot be read ({error}).") from error
    if len(text) > MAX_TOKENS_BYTES:
        raise TokensUnusable(f"{path}: too large.")
    kiosks = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        fitting = _LINE.fullmatch(line)
        if fitting is None:
            raise TokensUnusable(f"{path}, line {number}: write a kiosk's name, a space, and 64 hex digits.")
        kiosks[fitting[2]] = fitting[1]
    return Tokens(kiosks)


def add_token(directory: Path, kiosk: str) -> str:
    """Make a token for `kiosk`, note its digest, and return it: this is the only time that it is seen.

    Raises `TokensUnusable`. An earlier token of the same kiosk stays valid until its line is removed.
    """
    token = secrets.token_urlsafe(32)
    line = f"{kiosk} {hashlib.sha256(token.encode()).hexdigest()}"
    if not _LINE.fullmatch(line):
        raise TokensUnusable("A kiosk's name has letters, digits, dots, hyphens and underscores, 64 at most.")
    path = directory / TOKENS_NAME
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(line + "\n")
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise TokensUnusable(f"{path}: cannot be written ({error.strerror}).") from error
    return token
