"""Opens an envelope with the desk's private key: the other half of `offline_cache.sealing`."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from kiosk.errors import ParvisError
from offline_cache.sealing import (
    MAX_ATTACHMENTS,
    RECORD_KEY_BYTES,
    SEALED_SUFFIX,
    SUBMISSION_NAME,
    initialisation_vectors,
    signature_source,
)

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

MAX_MANIFEST_BYTES = 256 * 1024
_ODK = "{http://opendatakit.org/submissions}"
_ORX = "{http://openrosa.org/xforms}"
_BLOCK_BYTES = 16


class ManifestUnreadable(ParvisError):
    """The XML is not the manifest of an encrypted submission."""


class EnvelopeUnopenable(ParvisError):
    """The envelope cannot be opened: another key, or damaged bytes."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """An encrypted submission's manifest. `files` are the names of the sealed parts, media first."""

    instance_id: str
    form_id: str
    version: str
    encrypted_key: str
    signature: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A submission in the clear: the instance XML and its attachments by name."""

    submission: bytes
    attachments: tuple[tuple[str, bytes], ...]


def parse_xml(content: bytes, most_bytes: int) -> etree._Element | None:
    """The root of a small untrusted document; None when it is not well-formed, too large, or has a DTD."""
    if len(content) > most_bytes:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return None if root.getroottree().docinfo.internalDTD is not None else root


def read_manifest(content: bytes) -> Manifest:
    """Read a manifest. Raises `ManifestUnreadable`, also for a submission that nobody sealed."""
    root = parse_xml(content, MAX_MANIFEST_BYTES)
    if root is None or root.tag != f"{_ODK}data" or root.get("encrypted") != "yes":
        raise ManifestUnreadable("Only encrypted submissions are taken here: this one is not, or its XML is damaged.")
    media = [_text(element) for element in root.findall(f"{_ODK}media/{_ODK}file")]
    manifest = Manifest(
        instance_id=_text(root.find(f"{_ORX}meta/{_ORX}instanceID")),
        form_id=root.get("id", ""),
        version=root.get("version", ""),
        encrypted_key=_text(root.find(f"{_ODK}base64EncryptedKey")),
        signature=_text(root.find(f"{_ODK}base64EncryptedElementSignature")),
        files=(*media, _text(root.find(f"{_ODK}encryptedXmlFile"))),
    )
    complete = manifest.instance_id and manifest.form_id and manifest.encrypted_key and all(manifest.files)
    if not complete or len(set(manifest.files)) != len(manifest.files) or len(manifest.files) > MAX_ATTACHMENTS + 1:
        raise ManifestUnreadable("The manifest lacks its identifiers, its key, or the names of its files.")
    return manifest


def _text(element: etree._Element | None) -> str:
    return "" if element is None else (element.text or "").strip()


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
            raise EnvelopeUnopenable(f"The part '{name}' is missing.")
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
        raise EnvelopeUnopenable("This private key does not open the envelope: it was sealed for another.") from error


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
