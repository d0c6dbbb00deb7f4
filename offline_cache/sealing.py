"""Closes a submission so that only the desk can open it: an ODK encrypted submission, to the letter.

Source: the encryption part of the ODK XForms specification, as ODK Central and Briefcase read it. Whatever
the letter leaves open was checked against what they decrypt, because both accept what they cannot open.
There is no opening here: the kiosk writes and cannot read (`offline_cache.desk.opening` is the desk's).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from kiosk.ports import Envelope, SealedFile, SealingRefused, SubmissionForm

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

MAX_ENVELOPE_BYTES = 30 * 1024 * 1024
MAX_ATTACHMENTS = 20
MAX_NAME_LENGTH = 120
MIN_KEY_BITS = 2048
RECORD_KEY_BYTES = 32
SUBMISSION_NAME = "submission.xml"
SEALED_SUFFIX = ".enc"
_BLOCK_BYTES = 16


def fingerprint_of(public_key: str) -> str:
    """Hex SHA-256 of a key given as base64 of its DER SubjectPublicKeyInfo; what `kiosk.toml` pins.

    Raises `SealingRefused` when it is not base64.
    """
    try:
        return hashlib.sha256(base64.b64decode(public_key, validate=True)).hexdigest()
    except (binascii.Error, ValueError) as error:
        raise SealingRefused("The form's public key is damaged. Build the pack again.") from error


def initialisation_vectors(instance_id: str, record_key: bytes) -> Iterator[bytes]:
    """The IV of each file of a record, in order: a seed whose bytes are stepped, one more for each file.

    The seed is MD5(instanceID and key); before file n, byte n mod 16 grows by one, modulo 256, and stays grown.
    """
    seed = bytearray(hashlib.md5(instance_id.encode("utf-8") + record_key, usedforsecurity=False).digest())
    position = 0
    while True:
        index = position % len(seed)
        seed[index] = (seed[index] + 1) % 256
        yield bytes(seed)
        position += 1


def signature_source(
    form_id: str, version: str, encrypted_key: str, instance_id: str, files: Sequence[tuple[str, bytes]]
) -> bytes:
    """What the manifest's "signature" digests: identity, then `name::md5` of each plain file, a line each."""
    lines = [form_id, *([version] if version else []), encrypted_key, instance_id]
    lines += [f"{name}::{hashlib.md5(content, usedforsecurity=False).hexdigest()}" for name, content in files]
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


def pinned_keys(text: str) -> frozenset[str]:
    """The fingerprints in `[desk] public_key_sha256` of `kiosk.toml`: one, or several with commas or blanks between.

    Several where a desk's key is being changed, or where forms of ODK Central come with a key of Central's own. What is
    no fingerprint fits no key, so a spelling mistake closes, and never opens.
    """
    return frozenset(one.replace(":", "").lower() for one in re.split(r"[\s,]+", text) if one)


class OdkSealer:
    """Implements `kiosk.ports.Sealer` for the pinned desk keys."""

    def __init__(self, pinned_sha256: str) -> None:
        """`pinned_sha256` is `[desk] public_key_sha256` of `kiosk.toml`: see `pinned_keys`."""
        self._pinned = pinned_keys(pinned_sha256)

    def check(self, form: SubmissionForm) -> None:
        """Compare the form's key with the pins. Raises `SealingRefused`.

        Cheap enough for a spare: the library that knows whether the pinned key is a good one is left to `seal`.
        """
        if not self._pinned:
            raise SealingRefused("kiosk.toml pins no desk key. Set [desk] public_key_sha256 to its fingerprint.")
        if not form.public_key:
            raise SealingRefused(
                f"The form '{form.form_id}' carries no public key. Build the pack with --public-key FILE."
            )
        if (fingerprint := fingerprint_of(form.public_key)) not in self._pinned:
            raise SealingRefused(
                f"The form '{form.form_id}' carries another key ({fingerprint}) than kiosk.toml pins. Build the pack "
                "with the desk's own key, or, if this key is right, have IT add it to [desk] public_key_sha256."
            )

    def seal(
        self,
        form: SubmissionForm,
        instance_id: str,
        submission: bytes,
        attachments: tuple[tuple[str, bytes], ...] = (),
    ) -> Envelope:
        """Seal the instance XML and its attachments. Raises `SealingRefused`; nothing leaves a visit unsealed."""
        public_key = self._trusted_key(form)
        _check_parts(form, instance_id, submission, attachments)
        record_key = os.urandom(RECORD_KEY_BYTES)
        plain = (*attachments, (SUBMISSION_NAME, submission))
        vectors = initialisation_vectors(instance_id, record_key)
        files = tuple(
            SealedFile(name + SEALED_SUFFIX, _encrypt(content, record_key, next(vectors))) for name, content in plain
        )
        encrypted_key = _wrap(public_key, record_key)
        source = signature_source(form.form_id, form.version, encrypted_key, instance_id, plain)
        signature = _wrap(public_key, hashlib.md5(source, usedforsecurity=False).digest())
        manifest = _manifest(form, instance_id, encrypted_key, signature, [file.name for file in files])
        return Envelope(instance_id, form.form_id, form.version, manifest, files)

    def _trusted_key(self, form: SubmissionForm) -> RSAPublicKey:
        self.check(form)
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
        from cryptography.hazmat.primitives.serialization import load_der_public_key

        try:
            key = load_der_public_key(base64.b64decode(form.public_key))
        # The library raises its own, ValueError and TypeError, by kind of damage.
        except Exception as error:
            raise SealingRefused("The form's public key is damaged. Build the pack again.") from error
        if not isinstance(key, RSAPublicKey) or key.key_size < MIN_KEY_BITS:
            raise SealingRefused(f"The desk key must be RSA with at least {MIN_KEY_BITS} bits.")
        return key


def _check_parts(
    form: SubmissionForm, instance_id: str, submission: bytes, attachments: Sequence[tuple[str, bytes]]
) -> None:
    for text in (form.form_id, form.version, instance_id):
        if not text.isprintable() or text != text.strip() or len(text) > MAX_NAME_LENGTH:
            raise SealingRefused("The form's identifier, its version or the instance's identifier is not usable.")
    if not form.form_id or not instance_id:
        raise SealingRefused("A submission needs the identifiers of its form and of its instance.")
    names = [name for name, _ in attachments]
    if len(names) > MAX_ATTACHMENTS or len(set(names)) != len(names) or not all(map(is_plain_name, names)):
        raise SealingRefused(f"At most {MAX_ATTACHMENTS} attachments, each with a plain name of its own.")
    if len(submission) + sum(len(content) for _, content in attachments) > MAX_ENVELOPE_BYTES - 64 * 1024:
        raise SealingRefused(f"A submission may weigh at most {MAX_ENVELOPE_BYTES // 1024 // 1024} MB.")


def is_plain_name(name: str) -> bool:
    """Whether an attachment may be called so, in a manifest, in a multipart header and in a folder."""
    # ASCII alone: clients and servers disagree on how any other letter is written in a multipart header.
    fits = 0 < len(name) <= MAX_NAME_LENGTH and name.isascii() and name.isprintable() and not name.startswith(".")
    return fits and not set(name) & set('/\\":') and name.lower() != SUBMISSION_NAME


def _encrypt(content: bytes, key: bytes, vector: bytes) -> bytes:
    """AES-256 in CFB128 over PKCS#7 padding, which the letter asks for though CFB would not need it."""
    from cryptography.hazmat.decrepit.ciphers.modes import CFB
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.algorithms import AES

    missing = _BLOCK_BYTES - len(content) % _BLOCK_BYTES
    encryptor = Cipher(AES(key), CFB(vector)).encryptor()
    return encryptor.update(content + bytes([missing]) * missing) + encryptor.finalize()


def _wrap(public_key: RSAPublicKey, secret: bytes) -> str:
    """RSA-OAEP with SHA-256 for both hash and mask; with MGF1-SHA1 the data would be lost at the desk."""
    from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
    from cryptography.hazmat.primitives.hashes import SHA256

    sealed = public_key.encrypt(secret, OAEP(mgf=MGF1(SHA256()), algorithm=SHA256(), label=None))
    return base64.b64encode(sealed).decode("ascii")


def _manifest(
    form: SubmissionForm, instance_id: str, encrypted_key: str, signature: str, names: Sequence[str]
) -> bytes:
    # `xml.sax.saxutils` would load the whole of `urllib.request`; `html.escape` is as right for XML.
    version = f' version="{escape(form.version)}"' if form.version else ""
    media = "".join(f"<media><file>{escape(name)}</file></media>" for name in names[:-1])
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<data xmlns="http://opendatakit.org/submissions" id="{escape(form.form_id)}"{version} encrypted="yes">'
        f"<base64EncryptedKey>{encrypted_key}</base64EncryptedKey>"
        '<orx:meta xmlns:orx="http://openrosa.org/xforms">'
        f"<orx:instanceID>{escape(instance_id)}</orx:instanceID></orx:meta>"
        f"{media}<encryptedXmlFile>{escape(names[-1])}</encryptedXmlFile>"
        f"<base64EncryptedElementSignature>{signature}</base64EncryptedElementSignature>"
        "</data>\n"
    ).encode()
