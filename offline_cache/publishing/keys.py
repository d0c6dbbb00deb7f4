"""Keys that sign: ed25519 in an encrypted file by default, or whatever a URI of securesystemslib reaches (a token)."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer import CryptoSigner, Key, Signer, SSlibKey

from kiosk.errors import ParvisError
from offline_cache.files import sync_directory

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

LEAST_PASSPHRASE_LENGTH = 16
"""As at the desk: the file's own stretching is weak, so length has to do its work."""
MAX_PEM_BYTES = 16 * 1024
NAME_FIELD = "x-parvis-name"
"""TUF lets a key carry fields of one's own: by this one people know it again."""
_URI = re.compile(r"[a-z][a-z0-9.+-]+:.*", re.DOTALL)

Ask = Callable[[str], str]
"""Asks for the secret of the key named, and gives it."""


class KeyUnusable(ParvisError):
    """A key is missing, damaged, does not open, or is not the one that is asked for."""


def make_key(path: Path, passphrase: str) -> Key:
    """Make an encrypted ed25519 key at `path` (0600) and its public half beside it; the public key, named.

    Nothing is ever overwritten. Raises `KeyUnusable`.
    """
    check_new(path, passphrase)
    private = Ed25519PrivateKey.generate()
    secret = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.encode("utf-8")),
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_new(path, secret, 0o600)
        _write_new(public_path(path), public, 0o644)
    except FileExistsError:
        raise KeyUnusable(f"{path}: there is a key already, and it is never overwritten.") from None
    except OSError as error:
        raise KeyUnusable(f"{path}: the key cannot be written ({error.strerror}).") from error
    open_key(path, passphrase)
    return read_public(public_path(path))


def check_new(path: Path, passphrase: str) -> None:
    """Whether a key can be made there, with this passphrase. Raises `KeyUnusable`."""
    if len(passphrase) < LEAST_PASSPHRASE_LENGTH:
        raise KeyUnusable(
            f"{path.name}: the passphrase must have at least {LEAST_PASSPHRASE_LENGTH} characters: six words do."
        )
    if taken := next((one for one in (path, public_path(path)) if os.path.lexists(one)), None):
        raise KeyUnusable(f"{taken}: there is a key already, and it is never overwritten. Choose another place for it.")


def public_path(path: Path) -> Path:
    """Where the public half of a key file lies: `root-1.pem` has `root-1.pub.pem`."""
    return path.with_name(f"{path.name.removesuffix('.pem')}.pub.pem")


def read_public(path: Path) -> Key:
    """A public key (PEM) of any kind that TUF knows, named after its file. Raises `KeyUnusable`."""
    try:
        key = SSlibKey.from_crypto(serialization.load_pem_public_key(_read(path)))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyUnusable(
            f"{path}: not a public key that can sign updates: a .pub.pem (ed25519, ECDSA or RSA)."
        ) from error
    key.unrecognized_fields[NAME_FIELD] = path.name.removesuffix(".pem").removesuffix(".pub")[:60]
    return key


def called(key: Key) -> str:
    """How people know a key: its name, and the beginning of its identifier."""
    name = key.unrecognized_fields.get(NAME_FIELD)
    return f"{name} ({key.keyid[:8]})" if isinstance(name, str) else key.keyid[:8]


def is_uri(key: str) -> bool:
    """Whether this names a key by URI ("hsm:2?label=Token") and not by file."""
    return bool(_URI.fullmatch(key)) and not Path(key).exists()


def open_key(path: Path, passphrase: str | None) -> Signer:
    """A signer from an encrypted file. Raises `KeyUnusable` without saying which of file and passphrase is wrong."""
    try:
        private: PrivateKeyTypes = serialization.load_pem_private_key(
            _read(path), None if passphrase is None else passphrase.encode("utf-8")
        )
        return CryptoSigner(private)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyUnusable(f"{path}: does not open with this passphrase, or is no private key.") from error


def signers(key: str, wanted: list[Key], ask: Ask) -> list[Signer]:
    """Signers that may sign as one of the `wanted` keys, from a file's path or a URI. Raises `KeyUnusable`.

    A file says itself whose key it is. A token does not, so it is offered every key that its kind of key could be:
    whether it was that one shows when its signature is verified.
    """
    if not is_uri(key):
        path = Path(key)
        signer = open_key(path, ask(path.name))
        if signer.public_key.keyid not in {one.keyid for one in wanted}:
            names = ", ".join(called(one) for one in wanted) or "none"
            raise KeyUnusable(
                f"{path}: this key ({signer.public_key.keyid[:8]}) has nothing to sign here; waited for: {names}."
            )
        return [signer]
    given: dict[str, str] = {}

    def asked_once(what: str) -> str:
        if what not in given:
            given[what] = ask(what)
        return given[what]

    found: list[Signer] = []
    trouble = ""
    for one in wanted:
        try:
            found.append(Signer.from_priv_key_uri(key, one, asked_once))
        except Exception as error:  # Each kind of signer has errors of its own, and documents that it does.
            trouble = str(error) or type(error).__name__
    if not found:
        raise KeyUnusable(f"{key.partition(':')[0]}: no key is reached by this URI ({trouble or 'nothing to sign'}).")
    return found


def _write_new(path: Path, content: bytes, mode: int) -> None:
    """A new file, without a link: sticks have file systems that know none. What is half written is found at once."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    sync_directory(path.parent)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_PEM_BYTES + 1)
    except OSError as error:
        raise KeyUnusable(f"{path}: cannot be read ({error.strerror}).") from error
    if len(content) > MAX_PEM_BYTES:
        raise KeyUnusable(f"{path}: too large for a key.")
    return content
