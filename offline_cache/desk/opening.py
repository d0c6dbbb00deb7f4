"""Opens an envelope with the desk's private key: the other half of `offline_cache.sealing`."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.errors import ParvisError
from offline_cache.desk.manifest import read_manifest
from offline_cache.sealing import (
    RECORD_KEY_BYTES,
    SEALED_SUFFIX,
    SUBMISSION_NAME,
    initialisation_vectors,
    signature_source,
)

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

_BLOCK_BYTES = 16


class EnvelopeUnopenable(ParvisError):
    """The envelope cannot be opened: another key, or damaged bytes."""


class AnotherKey(EnvelopeUnopenable):
    """It was sealed for another key: one that was in use before, or is by now."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A submission in the clear: the instance XML and its attachments by name."""

    submission: bytes
    attachments: tuple[tuple[str, bytes], ...]


def open_envelope(private_key: RSAPrivateKey, manifest: bytes, files: dict[str, bytes]) -> Opened:
    """Open what `OdkSealer.seal` closed. `files` are the sealed parts by name.

    Raises `ManifestUnreadable` or `EnvelopeUnopenable`. The digest in the manifest shows damage and mixed-up
    files; it proves no sender, since anyone with the public key can make one.
    """
    record = read_manifest(manifest)
    record_key = _unwrap(private_key, record.encrypted_key)
    if len(record_key) != RECORD_KEY_BYTES:
        raise EnvelopeUnopenable("The key inside the envelope has the wrong length.")
    plain: list[tuple[str, bytes]] = []
    for name, vector in zip(record.files, initialisation_vectors(record.instance_id, record_key), strict=False):
        if name not in files:
            raise EnvelopeUnopenable(f"It has not wholly arrived yet: the part '{name}' is missing.")
        plain.append((name.removesuffix(SEALED_SUFFIX), _decrypt(files[name], record_key, vector)))
    source = signature_source(record.form_id, record.version, record.encrypted_key, record.instance_id, plain)
    expected = hashlib.md5(source, usedforsecurity=False).digest()
    if not hmac.compare_digest(_unwrap(private_key, record.signature), expected):
        raise EnvelopeUnopenable("The envelope's parts do not belong together, or were damaged on the way.")
    if plain[-1][0] != SUBMISSION_NAME:
        raise EnvelopeUnopenable("The envelope holds no submission.")
    return Opened(plain[-1][1], tuple(plain[:-1]))


def _unwrap(private_key: RSAPrivateKey, wrapped: str) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
    from cryptography.hazmat.primitives.hashes import SHA256

    try:
        sealed = base64.b64decode("".join(wrapped.split()), validate=True)
        return private_key.decrypt(sealed, OAEP(mgf=MGF1(SHA256()), algorithm=SHA256(), label=None))
    except (binascii.Error, ValueError) as error:
        raise AnotherKey("This private key does not open the envelope: it was sealed for another.") from error


def _decrypt(content: bytes, key: bytes, vector: bytes) -> bytes:
    from cryptography.hazmat.decrepit.ciphers.modes import CFB
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.algorithms import AES

    decryptor = Cipher(AES(key), CFB(vector)).decryptor()
    padded = decryptor.update(content) + decryptor.finalize()
    length = padded[-1] if padded else 0
    if not 1 <= length <= _BLOCK_BYTES or len(padded) % _BLOCK_BYTES or padded[-length:] != bytes([length]) * length:
        raise EnvelopeUnopenable("A part of the envelope is damaged.")
    return padded[:-length]
