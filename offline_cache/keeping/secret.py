"""What a kiosk keeps secret, by name, and how a file with a secret is read: whole, bounded, and without waiting."""

from __future__ import annotations

import os
import stat
from enum import StrEnum
from pathlib import Path

from kiosk.errors import ParvisError

MAX_SECRET_BYTES = 32 * 1024
"""A client's key with its chain is the largest of them."""


class Name(StrEnum):
    """The secrets of one kiosk. None of them opens an envelope."""

    OUTBOX_MAC = "outbox-mac"
    DESK_TOKEN = "desk-token"
    DESK_PASSWORD = "desk-password"
    DESK_CLIENT_KEY = "desk-client-key"


class SecretUnusable(ParvisError):
    """A secret is there and cannot be used. The sentence never holds the secret."""


def tidied(name: Name, content: bytes) -> bytes | None:
    """A secret as it is used: texts lose the line end that editors and shells add; nothing at all is None."""
    # Any byte of a key may be a line end by chance.
    tidy = content if name is Name.OUTBOX_MAC else content.rstrip(b"\r\n")
    return tidy or None


def read_secret(path: Path, name: Name) -> bytes | None:
    """The secret in this file; None when there is no such file. Raises `SecretUnusable`."""
    try:
        # Non-blocking: a pipe under that name must not stop a kiosk.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SecretUnusable(
            f"{path}: cannot be read ({error.strerror}). Let the user that runs this part of the kiosk read it."
        ) from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise SecretUnusable(f"{path}: is not a plain file. Put the secret itself there.")
        content = os.read(descriptor, MAX_SECRET_BYTES + 1)
    except OSError as error:
        raise SecretUnusable(f"{path}: cannot be read ({error.strerror}). Enrol this secret again.") from error
    finally:
        os.close(descriptor)
    if len(content) > MAX_SECRET_BYTES:
        raise SecretUnusable(f"{path}: larger than {MAX_SECRET_BYTES} bytes; this is not the kiosk's {name}.")
    return tidied(name, content)
