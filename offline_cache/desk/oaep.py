"""RSA-OAEP undone by hand, step by step as RFC 8017 (7.1.2) has it, for the self-test of the desk's keys alone.

Sealing and opening use the same library with the same two words "SHA-256". If one of them were wrong in both places,
the pair would still fit each other, and every submission would be lost in ODK Central's export. This shares nothing
with them but the key. It takes no care against timing: it is only ever given what the self-test has sealed itself.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

_HASH_BYTES = 32


def _mask(seed: bytes, length: int) -> bytes:
    """MGF1 with SHA-256 (B.2.1)."""
    blocks = (hashlib.sha256(seed + number.to_bytes(4, "big")).digest() for number in range(-(-length // _HASH_BYTES)))
    return b"".join(blocks)[:length]


def _mixed(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def unwrap(key: RSAPrivateKey, sealed: bytes) -> bytes | None:
    """What was wrapped with SHA-256 for both the label and the mask; None where it was not wrapped so."""
    numbers = key.private_numbers()
    modulus = numbers.public_numbers.n
    length = (modulus.bit_length() + 7) // 8
    block = pow(int.from_bytes(sealed, "big"), numbers.d, modulus).to_bytes(length, "big")
    seed_masked, data_masked = block[1 : 1 + _HASH_BYTES], block[1 + _HASH_BYTES :]
    seed = _mixed(seed_masked, _mask(data_masked, _HASH_BYTES))
    data = _mixed(data_masked, _mask(seed, len(data_masked)))
    label, rest = data[:_HASH_BYTES], data[_HASH_BYTES:]
    padding, found, secret = rest.partition(b"\x01")
    if block[0] or label != hashlib.sha256(b"").digest() or not found or padding.strip(b"\x00"):
        return None
    return secret
