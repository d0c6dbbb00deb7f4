"""The desk's key pair: RSA-3072, made away from the kiosk, proved to work before anybody relies on it."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import ParvisError
from kiosk.ports import SubmissionForm
from offline_cache.desk.manifest import read_manifest
from offline_cache.desk.oaep import unwrap
from offline_cache.desk.opening import open_envelope
from offline_cache.files import write_once
from offline_cache.sealing import RECORD_KEY_BYTES, OdkSealer, fingerprint_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

KEY_BITS = 3072
LEAST_PASSPHRASE_LENGTH = 16
"""The PEM's own key stretching is weak (PBKDF2, 2,048 rounds), so length has to do its work."""
MAX_PEM_BYTES = 16 * 1024
PUBLIC_NAME = "public.pem"
PRIVATE_NAME = "private.pem"


class DeskKeysUnusable(ParvisError):
    """The desk's keys are missing, damaged, or would be overwritten."""


def create_keys(directory: Path, passphrase: str) -> str:
    """Make `private.pem` (encrypted, 0600) and `public.pem` in `directory`; the public key's fingerprint.

    Seals and opens a trial envelope with what was written, so that a pair that cannot be read back is found
    out today. Raises `DeskKeysUnusable`, also when there is a private key already: it is never overwritten.
    """
    if len(passphrase) < LEAST_PASSPHRASE_LENGTH:
        raise DeskKeysUnusable(f"The passphrase must have at least {LEAST_PASSPHRASE_LENGTH} characters: six words do.")
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    key = generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.encode("utf-8")),
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if (directory / PUBLIC_NAME).exists() or not write_once(directory / PRIVATE_NAME, private):
            raise DeskKeysUnusable(
                f"{directory}: there is a key pair already, and it may be the only way to open what has arrived. "
                "Choose another directory."
            )
        write_once(directory / PUBLIC_NAME, public, mode=0o644)
    except OSError as error:
        raise DeskKeysUnusable(f"{directory}: the keys cannot be written ({error.strerror}).") from error
    return self_test(directory, passphrase)


def public_key_of(directory: Path) -> str:
    """The public key as forms carry it: base64 of its DER SubjectPublicKeyInfo. Raises `DeskKeysUnusable`."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    try:
        key = serialization.load_pem_public_key(_read(directory / PUBLIC_NAME))
    except ValueError as error:
        raise DeskKeysUnusable(f"{directory / PUBLIC_NAME}: not a public key. Restore it from the backup.") from error
    if not isinstance(key, RSAPublicKey):
        raise DeskKeysUnusable(f"{directory / PUBLIC_NAME}: not an RSA key. Restore it from the backup.")
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode("ascii")


def load_private_key(path: Path, passphrase: str) -> RSAPrivateKey:
    """The private key in `path`. Raises `DeskKeysUnusable` without saying which of file and passphrase is wrong."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(_read(path), passphrase.encode("utf-8"))
    except (ValueError, TypeError) as error:
        raise DeskKeysUnusable(f"{path}: does not open with this passphrase, or is damaged.") from error
    if not isinstance(key, RSAPrivateKey):
        raise DeskKeysUnusable(f"{path}: not an RSA key.")
    return key


def self_test(directory: Path, passphrase: str) -> str:
    """Seal a trial envelope for the public key and open it with the private one; the fingerprint.

    The wrapped key is also undone by hand, since two equal mistakes would not show.
    Raises `DeskKeysUnusable` when the two do not belong together. Run it on every backup, too.
    """
    public = public_key_of(directory)
    fingerprint = fingerprint_of(public)
    trial = b"<trial/>"
    sealed = OdkSealer(fingerprint).seal(SubmissionForm("trial", "1", public), "uuid:trial", trial, (("a.bin", b"a"),))
    private = load_private_key(directory / PRIVATE_NAME, passphrase)
    try:
        opened = open_envelope(private, sealed.manifest, {file.name: file.content for file in sealed.files})
    except ParvisError as error:
        raise DeskKeysUnusable(f"{directory}: the private key does not open what the public key seals.") from error
    wrapped = base64.b64decode(read_manifest(sealed.manifest).encrypted_key)
    if len(unwrap(private, wrapped) or b"") != RECORD_KEY_BYTES:
        raise DeskKeysUnusable(
            "What is sealed here is not RSA-OAEP with SHA-256 for both hash and mask: other ODK software could not "
            "open it. Nothing must be sent with this version of Parvis."
        )
    if opened.submission != trial or opened.attachments != (("a.bin", b"a"),):
        raise DeskKeysUnusable(f"{directory}: what comes out of a trial envelope is not what went in.")
    return fingerprint


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_PEM_BYTES + 1)
    except OSError as error:
        raise DeskKeysUnusable(f"{path}: {error.strerror}. Make a pair with 'parvis desk keys'.") from error
    if len(content) > MAX_PEM_BYTES:
        raise DeskKeysUnusable(f"{path}: too large for a key.")
    return content
