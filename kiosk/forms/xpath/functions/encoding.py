"""Digests, base64, and signed contents (ODK XForms `digest`; ODK's `base64-decode` and `extract-signed`)."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Final

from kiosk.forms.errors import EvaluationFailed
from kiosk.forms.xpath.focus import Focus
from kiosk.forms.xpath.functions.registry import eager
from kiosk.forms.xpath.values import Value, to_string

# The names of XForms 1.1, section 7.8.3.
_ALGORITHMS: Final = {
    "MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512",
}  # fmt: skip
_SIGNATURE: Final = 64
"""Bytes of an Ed25519 signature (RFC 8032, section 5.1.6)."""


@eager("digest", 2, 3)
def _digest(focus: Focus, text: Value, algorithm: Value, *encoding: Value) -> Value:
    name = _ALGORITHMS.get(to_string(algorithm).upper())
    if name is None:
        raise EvaluationFailed("“digest” knows MD5, SHA-1, SHA-256, SHA-384 and SHA-512, and no other algorithm.")
    written = to_string(encoding[0]).lower() if encoding else "base64"
    # Not for security here: the form says what it compares with.
    digest = hashlib.new(name, to_string(text).encode("utf-8", "surrogatepass"), usedforsecurity=False).digest()
    if written == "hex":
        return digest.hex()
    if written == "base64":
        return base64.b64encode(digest).decode("ascii")
    raise EvaluationFailed("“digest” writes its result as base64 or hex, and in no other way.")


@eager("base64-decode", 1, 1)
def _base64_decode(focus: Focus, text: Value) -> Value:
    return (_decoded(to_string(text)) or b"").decode("utf-8", "replace")


@eager("extract-signed", 2, 2)
def _extract_signed(focus: Focus, contents: Value, key: Value) -> Value:
    """The message that follows its Ed25519 signature, or "" where the signature is not the key's."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    signed, public = _decoded(to_string(contents)), _decoded(to_string(key))
    if signed is None or public is None or len(signed) < _SIGNATURE:
        return ""
    message = signed[_SIGNATURE:]
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signed[:_SIGNATURE], message)
        return message.decode("utf-8")
    except (InvalidSignature, ValueError):
        return ""


def _decoded(text: str) -> bytes | None:
    plain = "".join(text.split())
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
