"""`keyring`, with its backend chosen by name: systemd's credentials, or the desktop's Secret Service.

Nothing of a kiosk imports this module but the helper process that it is (`python -m offline_cache.keeping.ring`).
`CredentialsKeyring` lets other programs of IT read the same credentials in `keyring`'s own way:
`PYTHON_KEYRING_BACKEND=offline_cache.keeping.ring.CredentialsKeyring keyring get parvis desk-token`.
"""

from __future__ import annotations

import base64
import binascii
import os
import sys
from contextlib import closing

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError, PasswordSetError

from offline_cache.keeping.desktop import Ending
from offline_cache.keeping.places import CredentialSecrets
from offline_cache.keeping.secret import MAX_SECRET_BYTES, Name, SecretUnusable

SERVICE = "parvis"


class CredentialsKeyring(KeyringBackend):
    """The kiosk's credentials, for reading. Its priority is below that of "no keyring": it is chosen, never found."""

    priority = -1.0

    def get_password(self, service: str, username: str) -> str | None:
        """The secret named `username` of the service "parvis"; None for anything else."""
        if service != SERVICE or username not in list(Name):
            return None
        content = CredentialSecrets(os.environ.get("CREDENTIALS_DIRECTORY", "")).get(username)
        return None if content is None else as_text(Name(username), content)

    def set_password(self, service: str, username: str, password: str) -> None:
        """Never: systemd's credentials are read-only to the service. Raises `PasswordSetError`."""
        raise PasswordSetError("The kiosk's credentials are read-only here. As root: parvis enrol keys")

    def delete_password(self, service: str, username: str) -> None:
        """Never. Raises `PasswordDeleteError`."""
        raise PasswordDeleteError("The kiosk's credentials are read-only here. As root, remove the file.")


def as_text(name: Name, content: bytes) -> str:
    """How a secret is written where only text fits: the outbox's key in base64. Raises `SecretUnusable`."""
    if name is Name.OUTBOX_MAC:
        return base64.b64encode(content).decode("ascii")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SecretUnusable(f"The kiosk's {name} is not text.") from error


def as_bytes(name: Name, text: str) -> bytes:
    """`as_text`, undone. Raises `SecretUnusable`."""
    try:
        return base64.b64decode(text, validate=True) if name is Name.OUTBOX_MAC else text.encode("utf-8")
    except (binascii.Error, UnicodeEncodeError) as error:
        raise SecretUnusable(f"The kiosk's {name} in the wallet is damaged. Enrol it again.") from error


def secret_service() -> KeyringBackend:
    """The wallet that is open now. Raises `KeyringLocked`; `SecretStorageException` where there is none.

    `keyring` itself would make a missing wallet and unlock a locked one: either opens a window and waits for it.
    """
    import secretstorage
    from keyring.backends.SecretService import Keyring

    with closing(secretstorage.dbus_init()) as connection:
        collection = secretstorage.get_any_collection(connection)
        if collection.is_locked():
            raise KeyringLocked("The wallet is locked.")
        plain = Keyring()  # type: ignore[no-untyped-call]
        return plain.with_properties(preferred_collection=collection.collection_path)


def main(verb: str, name: Name) -> Ending:
    """Get a secret to standard output, or put one from standard input."""
    from secretstorage.exceptions import SecretStorageException

    try:
        keyring.set_keyring(secret_service())
        if verb == "put":
            content = sys.stdin.buffer.read(MAX_SECRET_BYTES + 1)
            keyring.set_password(SERVICE, name, as_text(name, content))
            return Ending.DONE
        found = keyring.get_password(SERVICE, name)
    except KeyringLocked:
        return Ending.LOCKED
    except (SecretStorageException, OSError):
        return Ending.UNREACHABLE
    if found is None:
        return Ending.NONE
    sys.stdout.buffer.write(as_bytes(name, found))
    return Ending.DONE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Name(sys.argv[2])))
