"""How ODK Central keeps a managed key and opens a submission, for tests.

Written after the encryption section of the ODK XForms specification and what Central's published sources do. It shares
no code with `offline_cache.sealing` or `offline_cache.desk.opening`: what those two agree on may still be wrong, and
would be lost in Central's export.
"""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import dataclass, field
from functools import cache
from xml.etree import ElementTree

from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

ODK = "{http://opendatakit.org/submissions}"
_ROUNDS = 128_000


@dataclass(frozen=True)
class ManagedKey:
    """A key pair that Central made. The private half lies there encrypted with the project's passphrase."""

    public: str
    private: bytes
    salt: bytes
    vector: bytes

    @classmethod
    @cache
    def make(cls, passphrase: str) -> ManagedKey:
        """RSA-2048; its PEM under AES-256-CBC, with a key stretched from the passphrase by PBKDF2-SHA256.

        One for each passphrase, since they take a while.
        """
        pair = generate_private_key(65537, 2048)
        pem = pair.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        spki = pair.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        salt, vector = os.urandom(16), os.urandom(16)
        padder = PKCS7(128).padder()
        encryptor = Cipher(AES(_stretched(passphrase, salt)), CBC(vector)).encryptor()
        private = encryptor.update(padder.update(pem) + padder.finalize()) + encryptor.finalize()
        # What stands in a form is the PEM without its first and last line and without line breaks.
        return cls("".join(spki.splitlines()[1:-1]), private, salt, vector)

    def unlocked(self, passphrase: str) -> RSAPrivateKey:
        """The private key. Raises `ValueError` for another passphrase."""
        decryptor = Cipher(AES(_stretched(passphrase, self.salt)), CBC(self.vector)).decryptor()
        unpadder = PKCS7(128).unpadder()
        padded = decryptor.update(self.private) + decryptor.finalize()
        key = load_pem_private_key(unpadder.update(padded) + unpadder.finalize(), None)
        assert isinstance(key, RSAPrivateKey)
        return key

    @property
    def fingerprint(self) -> str:
        """As `kiosk.toml` pins it."""
        return hashlib.sha256(base64.b64decode(self.public)).hexdigest()


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return PBKDF2HMAC(SHA256(), 32, salt, _ROUNDS).derive(passphrase.encode("utf-8"))


@dataclass
class Stored:
    """A submission as it arrived: its XML as sent, and for an encrypted one its parts in the manifest's order."""

    xml: bytes
    form_id: str
    version: str
    instance_id: str
    wrapped_key: str = ""
    expected: tuple[str, ...] = ()
    files: dict[str, bytes] = field(default_factory=dict)


def record_key(private: RSAPrivateKey, wrapped: str) -> bytes:
    """The AES key of a submission: RSA without padding, then OAEP taken off with SHA-256 for label and mask alike.

    Central takes the last 32 bytes of what comes out and looks at nothing else: a wrong mask gives a wrong key.
    """
    return _data_block(private, wrapped)[-32:]


def _data_block(private: RSAPrivateKey, wrapped: str) -> bytes:
    sealed = base64.b64decode(wrapped)
    assert len(sealed) == 256, "Central opens what was wrapped with its own 2048 bits, and nothing else"
    numbers = private.private_numbers()
    block = pow(int.from_bytes(sealed, "big"), numbers.d, numbers.public_numbers.n).to_bytes(256, "big")
    masked_seed, masked_data = block[1:33], block[33:]
    seed = _xor(masked_seed, _mask(masked_data, 32))
    return _xor(masked_data, _mask(seed, len(masked_data)))


def _mask(seed: bytes, length: int) -> bytes:
    blocks = [hashlib.sha256(seed + count.to_bytes(4, "big")).digest() for count in range(length // 32 + 1)]
    return b"".join(blocks)[:length]


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))


def vector(instance_id: str, key: bytes, index: int) -> bytes:
    """The initialisation vector of the file at `index`: every file before it, and it itself, has moved one byte on."""
    seed = list(hashlib.md5(instance_id.encode("utf-8") + key).digest())
    for moved in range(index + 1):
        seed[moved % 16] = (seed[moved % 16] + 1) & 0xFF
    return bytes(seed)


def cleartext(key: bytes, instance_id: str, index: int, content: bytes) -> bytes:
    """One file in the clear. Raises `ValueError` where the padding is none."""
    decryptor = Cipher(AES(key), CFB(vector(instance_id, key, index))).decryptor()
    padded = decryptor.update(content) + decryptor.finalize()
    count = padded[-1]
    if not 1 <= count <= 16 or padded[-count:] != bytes([count]) * count:
        raise ValueError("undecryptable")
    return padded[:-count]


def signature_is_right(private: RSAPrivateKey, stored: Stored, plain: dict[str, bytes]) -> bool:
    """What the specification calls the signature: whether it is of exactly these files. Central does not look."""
    sealed = ElementTree.fromstring(stored.xml).findtext(f"{ODK}base64EncryptedElementSignature", "")
    numbers = private.private_numbers()
    size = (numbers.public_numbers.n.bit_length() + 7) // 8
    block = pow(int.from_bytes(base64.b64decode(sealed), "big"), numbers.d, numbers.public_numbers.n).to_bytes(
        size, "big"
    )
    seed = _xor(block[1:33], _mask(block[33:], 32))
    digest = _xor(block[33:], _mask(seed, size - 33))[-16:]
    lines = [stored.form_id, stored.version, stored.wrapped_key, stored.instance_id]
    for name in stored.expected:
        lines.append(f"{name.removesuffix('.enc')}::{hashlib.md5(plain[name.removesuffix('.enc')]).hexdigest()}")
    return hashlib.md5("".join(f"{line}\n" for line in lines).encode()).digest() == digest
