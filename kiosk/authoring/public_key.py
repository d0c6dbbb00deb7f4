"""Reads the desk's public key from its PEM file."""

from __future__ import annotations

import base64
import binascii
import hashlib
from pathlib import Path

from kiosk.errors import ParvisError

MAX_PEM_BYTES = 16 * 1024
MIN_KEY_BITS = 2048


class PublicKeyUnfit(ParvisError):
    """The file, or the form, does not hold an RSA public key that submissions can be sealed with."""


def check_public_key(key: str) -> str:
    """The fingerprint of a key as a form carries it, and as `kiosk.toml` pins it: the hex SHA-256 of its DER.

    Raises `PublicKeyUnfit` for what no submission could be sealed with.
    """
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        der = base64.b64decode(key, validate=True)
        loaded = load_der_public_key(der)
    except binascii.Error as error:
        raise PublicKeyUnfit("the form's public key is not base64.") from error
    # The library raises its own, ValueError and TypeError, by kind of damage.
    except Exception as error:
        raise PublicKeyUnfit("the form's public key is damaged.") from error
    if not isinstance(loaded, RSAPublicKey) or loaded.key_size < MIN_KEY_BITS:
        raise PublicKeyUnfit(f"the form's public key is not an RSA key of at least {MIN_KEY_BITS} bits.")
    return hashlib.sha256(der).hexdigest()


def read_public_key(path: Path) -> str:
    """The base64 of the DER SubjectPublicKeyInfo in the PEM file at `path`. Raises `PublicKeyUnfit`."""
    try:
        with path.open("rb") as stream:
            pem = stream.read(MAX_PEM_BYTES + 1)
    except OSError as error:
        raise PublicKeyUnfit(f"{path}: {error.strerror}. Name the file that 'parvis desk keys' wrote.") from error
    if b"PRIVATE KEY" in pem:
        raise PublicKeyUnfit(
            f"{path}: this is a private key, and a private key never comes near a pack. Give the public one."
        )
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

    try:
        key = load_pem_public_key(pem[:MAX_PEM_BYTES])
    # The library raises its own, ValueError and TypeError, by kind of damage.
    except Exception as error:
        raise PublicKeyUnfit(f"{path}: not a public key in PEM. Use the one that 'parvis desk keys' made.") from error
    if not isinstance(key, RSAPublicKey) or key.key_size < MIN_KEY_BITS:
        raise PublicKeyUnfit(
            f"{path}: not an RSA key of at least {MIN_KEY_BITS} bits. Make one with 'parvis desk keys'."
        )
    return base64.b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode("ascii")
