"""Sealing, verified by opening with code of its own, written from the specification and not from ours."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree

import pytest
from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from cryptography.hazmat.primitives.padding import PKCS7

from kiosk.ports import Envelope, SealingRefused, SubmissionForm
from offline_cache.desk.manifest import ManifestUnreadable
from offline_cache.desk.opening import EnvelopeUnopenable, open_envelope
from offline_cache.sealing import MAX_ENVELOPE_BYTES, OdkSealer, fingerprint_of, initialisation_vectors

INSTANCE = "uuid:0d3f1b9c-8a3e-4c55-9a51-6d2f6a7c1e10"
SUBMISSION = "<data id='birth-certificate'><name>Zoé</name></data>".encode()
ODK = "{http://opendatakit.org/submissions}"
ORX = "{http://openrosa.org/xforms}"


def _public(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    der = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


@pytest.fixture(scope="module")
def private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 3072)


@pytest.fixture(scope="module")
def form(private_key: rsa.RSAPrivateKey) -> SubmissionForm:
    return SubmissionForm("birth-certificate", "2026-11", _public(private_key))


@pytest.fixture
def sealer(form: SubmissionForm) -> OdkSealer:
    return OdkSealer(fingerprint_of(form.public_key))


def decrypt_by_the_book(private_key: rsa.RSAPrivateKey, envelope: Envelope) -> dict[str, bytes]:
    """A straight reading of the ODK encryption specification; also checks the element signature."""
    manifest = ElementTree.fromstring(envelope.manifest)
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    key_text = manifest.findtext(f"{ODK}base64EncryptedKey", "")
    key = private_key.decrypt(base64.b64decode(key_text), oaep)
    instance = manifest.findtext(f"{ORX}meta/{ORX}instanceID", "")
    names = [element.text or "" for element in manifest.findall(f"{ODK}media/{ODK}file")]
    names.append(manifest.findtext(f"{ODK}encryptedXmlFile", ""))
    seed = list(hashlib.md5(instance.encode() + key).digest())
    contents = {file.name: file.content for file in envelope.files}
    plain: dict[str, bytes] = {}
    lines = [manifest.attrib["id"]]
    if "version" in manifest.attrib:
        lines.append(manifest.attrib["version"])
    lines += [key_text, instance]
    for number, name in enumerate(names):
        seed[number % 16] = (seed[number % 16] + 1) & 0xFF
        decryptor = Cipher(algorithms.AES256(key), CFB(bytes(seed))).decryptor()
        unpadder = PKCS7(128).unpadder()
        content = unpadder.update(decryptor.update(contents[name]) + decryptor.finalize()) + unpadder.finalize()
        plain[name.removesuffix(".enc")] = content
        lines.append(f"{name.removesuffix('.enc')}::{hashlib.md5(content).hexdigest()}")
    signed = private_key.decrypt(base64.b64decode(manifest.findtext(f"{ODK}base64EncryptedElementSignature", "")), oaep)
    assert signed == hashlib.md5(("\n".join(lines) + "\n").encode()).digest()
    return plain


def test_opens_by_the_book(private_key: rsa.RSAPrivateKey, form: SubmissionForm, sealer: OdkSealer) -> None:
    envelope = sealer.seal(form, INSTANCE, SUBMISSION)
    assert decrypt_by_the_book(private_key, envelope) == {"submission.xml": SUBMISSION}


@pytest.mark.parametrize("count", [1, 2, 17, 20])
def test_attachments_open_by_the_book(
    private_key: rsa.RSAPrivateKey, form: SubmissionForm, sealer: OdkSealer, count: int
) -> None:
    # 17 and more: the stepping of the IV comes round to its first byte again.
    attachments = tuple((f"photo-{n}.jpg", bytes([n]) * (n * 7)) for n in range(count))
    envelope = sealer.seal(form, INSTANCE, SUBMISSION, attachments)
    assert [file.name for file in envelope.files] == [f"photo-{n}.jpg.enc" for n in range(count)] + [
        "submission.xml.enc"
    ]
    assert decrypt_by_the_book(private_key, envelope) == {**dict(attachments), "submission.xml": SUBMISSION}


def test_seed_bytes_step_one_after_the_other_and_wrap() -> None:
    key = bytes(32)
    # An instance whose seed has a 255 in it, so that the step from 255 to 0 is really taken.
    instance = next(name for name in map(str, range(1000)) if 255 in hashlib.md5(name.encode() + key).digest()[:3])
    seed = hashlib.md5(instance.encode() + key).digest()
    vectors = list(islice(initialisation_vectors(instance, key), 40))
    for index, vector in enumerate(vectors):
        steps = [len([n for n in range(index + 1) if n % 16 == position]) for position in range(16)]
        assert vector == bytes((byte + step) % 256 for byte, step in zip(seed, steps, strict=True))
    assert len(set(vectors)) == 40


def test_manifest_says_who_and_nothing_more(form: SubmissionForm, sealer: OdkSealer) -> None:
    envelope = sealer.seal(form, INSTANCE, SUBMISSION)
    root = ElementTree.fromstring(envelope.manifest)
    assert root.tag == f"{ODK}data"
    assert root.attrib == {"id": "birth-certificate", "version": "2026-11", "encrypted": "yes"}
    assert [child.tag for child in root] == [
        f"{ODK}base64EncryptedKey",
        f"{ORX}meta",
        f"{ODK}encryptedXmlFile",
        f"{ODK}base64EncryptedElementSignature",
    ]
    assert root.findtext(f"{ORX}meta/{ORX}instanceID") == INSTANCE
    everything = envelope.manifest + b"".join(file.content for file in envelope.files)
    assert "Zoé".encode() not in everything


def test_a_form_without_version_has_no_version_line(private_key: rsa.RSAPrivateKey, form: SubmissionForm) -> None:
    plain = SubmissionForm(form.form_id, "", form.public_key)
    envelope = OdkSealer(fingerprint_of(form.public_key)).seal(plain, INSTANCE, SUBMISSION)
    assert b"version=" not in re.sub(rb"<\?xml[^>]*>", b"", envelope.manifest)
    assert decrypt_by_the_book(private_key, envelope)["submission.xml"] == SUBMISSION


def test_two_seals_of_the_same_differ(form: SubmissionForm, sealer: OdkSealer) -> None:
    first, second = (sealer.seal(form, INSTANCE, SUBMISSION) for _ in range(2))
    assert first.files[0].content != second.files[0].content


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command as a foreign implementation")
def test_openssl_opens_it(
    private_key: rsa.RSAPrivateKey, form: SubmissionForm, sealer: OdkSealer, tmp_path: Path
) -> None:
    envelope = sealer.seal(form, INSTANCE, SUBMISSION)
    pem = private_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "key.pem").write_bytes(pem)
    wrapped = ElementTree.fromstring(envelope.manifest).findtext(f"{ODK}base64EncryptedKey", "")
    options = ("rsa_padding_mode:oaep", "rsa_oaep_md:sha256", "rsa_mgf1_md:sha256")
    key = subprocess.run(
        ["openssl", "pkeyutl", "-decrypt", "-inkey", str(tmp_path / "key.pem")]
        + [word for option in options for word in ("-pkeyopt", option)],
        input=base64.b64decode(wrapped),
        capture_output=True,
        check=True,
    ).stdout
    seed = bytearray(hashlib.md5(INSTANCE.encode() + key).digest())
    seed[0] = (seed[0] + 1) % 256
    padded = subprocess.run(
        ["openssl", "enc", "-d", "-aes-256-cfb", "-K", key.hex(), "-iv", seed.hex()],
        input=envelope.files[0].content,
        capture_output=True,
        check=True,
    ).stdout
    assert padded[: -padded[-1]] == SUBMISSION


@pytest.mark.parametrize("size", [0, 1, 15, 16, 17, 4096])
def test_every_length_comes_back(
    private_key: rsa.RSAPrivateKey, form: SubmissionForm, sealer: OdkSealer, size: int
) -> None:
    content = b"\x10" * size
    envelope = sealer.seal(form, INSTANCE, SUBMISSION, (("a.bin", content),))
    assert len(envelope.files[0].content) == size + 16 - size % 16
    opened = open_envelope(private_key, envelope.manifest, {file.name: file.content for file in envelope.files})
    assert opened.submission == SUBMISSION
    assert opened.attachments == (("a.bin", content),)


def _refusal(sealer: OdkSealer, form: SubmissionForm, **more: object) -> str:
    with pytest.raises(SealingRefused) as refused:
        sealer.seal(form, INSTANCE, SUBMISSION, **more)  # type: ignore[arg-type]
    return str(refused.value)


def test_another_key_is_refused(form: SubmissionForm, sealer: OdkSealer) -> None:
    foreign = SubmissionForm(form.form_id, form.version, _public(rsa.generate_private_key(65537, 2048)))
    assert "another key" in _refusal(sealer, foreign)


def test_no_key_is_refused(form: SubmissionForm, sealer: OdkSealer) -> None:
    assert "--public-key" in _refusal(sealer, SubmissionForm(form.form_id, form.version, ""))


def test_no_pin_is_refused(form: SubmissionForm) -> None:
    assert "public_key_sha256" in _refusal(OdkSealer(""), form)


def test_pin_may_be_written_with_colons_and_capitals(form: SubmissionForm) -> None:
    digest = fingerprint_of(form.public_key).upper()
    written = ":".join(digest[n : n + 2] for n in range(0, len(digest), 2))
    assert OdkSealer(written).seal(form, INSTANCE, SUBMISSION).files


def test_a_key_too_short_or_of_another_kind_is_refused() -> None:
    for key in (rsa.generate_private_key(65537, 1024), ec.generate_private_key(ec.SECP256R1())):
        public = _public(key)
        assert "2048" in _refusal(OdkSealer(fingerprint_of(public)), SubmissionForm("f", "1", public))


@pytest.mark.parametrize("damaged", ["not base64!", base64.b64encode(b"not a key").decode()])
def test_a_damaged_key_is_refused(damaged: str) -> None:
    pin = hashlib.sha256(base64.b64decode(damaged, validate=False)).hexdigest() if "!" not in damaged else "00"
    assert "damaged" in _refusal(OdkSealer(pin), SubmissionForm("f", "1", damaged))


@pytest.mark.parametrize(
    "name",
    [
        "",
        "../a",
        "a/b",
        "a\\b",
        'a"b',
        "a\nb",
        ".hidden",
        "submission.xml",
        "Submission.XML",
        "x" * 121,
        "a:b",
        "photo-é.jpg",
    ],
)
def test_names_that_could_do_harm_are_refused(form: SubmissionForm, sealer: OdkSealer, name: str) -> None:
    assert "plain name" in _refusal(sealer, form, attachments=((name, b""),))


def test_bounds(form: SubmissionForm, sealer: OdkSealer) -> None:
    assert "own" in _refusal(sealer, form, attachments=(("a", b""), ("a", b"")))
    assert "20" in _refusal(sealer, form, attachments=tuple((f"a{n}", b"") for n in range(21)))
    assert "30 MB" in _refusal(sealer, form, attachments=(("a", bytes(MAX_ENVELOPE_BYTES)),))


def test_a_damaged_part_is_noticed(private_key: rsa.RSAPrivateKey, form: SubmissionForm, sealer: OdkSealer) -> None:
    envelope = sealer.seal(form, INSTANCE, SUBMISSION, (("a.bin", b"abc" * 50),))
    files = {file.name: file.content for file in envelope.files}
    turned = bytearray(files["a.bin.enc"])
    turned[3] ^= 1
    for spoiled in (
        {**files, "a.bin.enc": bytes(turned)},
        {"a.bin.enc": files["a.bin.enc"]},
        {**files, "a.bin.enc": b""},
    ):
        with pytest.raises(EnvelopeUnopenable):
            open_envelope(private_key, envelope.manifest, spoiled)


def test_another_private_key_does_not_open(form: SubmissionForm, sealer: OdkSealer) -> None:
    envelope = sealer.seal(form, INSTANCE, SUBMISSION)
    with pytest.raises(EnvelopeUnopenable):
        open_envelope(rsa.generate_private_key(65537, 3072), envelope.manifest, {})


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"<data/>",
        SUBMISSION,
        b'<data xmlns="http://opendatakit.org/submissions" id="a" encrypted="yes"/>',
        b'<!DOCTYPE data [<!ENTITY a "b">]><data xmlns="http://opendatakit.org/submissions" encrypted="yes">&a;</data>',
        b"<a>" * 300 + b"</a>" * 300,
        b"x" * 1_000_000,
    ],
)
def test_what_is_no_manifest(private_key: rsa.RSAPrivateKey, manifest: bytes) -> None:
    with pytest.raises(ManifestUnreadable):
        open_envelope(private_key, manifest, {})


def test_a_check_refuses_what_the_seal_would_refuse_and_needs_no_cryptography(form: SubmissionForm) -> None:
    OdkSealer(fingerprint_of(form.public_key)).check(form)
    without = SubmissionForm(form.form_id, form.version, "")
    refused = {
        "pins no desk key": (OdkSealer(""), form),
        "another key": (OdkSealer("0" * 64), form),
        "no public key": (OdkSealer("0" * 64), without),
        "damaged": (OdkSealer("0" * 64), SubmissionForm(form.form_id, form.version, "not base64")),
    }
    for words, (sealer, what) in refused.items():
        with pytest.raises(SealingRefused, match=words):
            sealer.check(what)
