"""What is not sealed does not leave, whoever put it into the outbox: seen at the last door, on a real socket."""

from __future__ import annotations

import base64
import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from kiosk.ports import Envelope, SealedFile, SubmissionForm
from offline_cache.openrosa import OpenRosaClient, Refused
from offline_cache.openrosa.closed import why_open
from offline_cache.sealing import OdkSealer, fingerprint_of

PLAIN = b'<data id="f" version="1"><name>Ada</name></data>'
"""By chance of the length of something encrypted."""


@pytest.fixture(scope="module")
def sealed() -> Envelope:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    public = base64.b64encode(der).decode()
    form = SubmissionForm("f", "1", public)
    return OdkSealer(fingerprint_of(public)).seal(form, "uuid:1", PLAIN, (("photo.jpg", b"JPEG"), ("b.png", b"")))


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        yield listener


def _spoilt(sealed: Envelope) -> dict[str, Envelope]:
    manifest, files = sealed.manifest, sealed.files
    photo, picture, xml = files
    return {
        "a plain submission": replace(sealed, manifest=PLAIN, files=()),
        "a plain submission with files": replace(sealed, manifest=PLAIN, files=(SealedFile("photo.jpg", b"JPEG"),)),
        "encrypted no": replace(sealed, manifest=manifest.replace(b'encrypted="yes"', b'encrypted="no"')),
        "no word of it": replace(sealed, manifest=manifest.replace(b' encrypted="yes"', b"")),
        "no key": replace(
            sealed, manifest=manifest.replace(b"<base64EncryptedKey>", b"<base64EncryptedKey>AAAA<!--", 1)
        ),
        "no files": replace(sealed, files=()),
        "a file missing": replace(sealed, files=(photo, xml)),
        "one too many": replace(sealed, files=(*files, SealedFile("more.enc", bytes(16)))),
        "in another order": replace(sealed, files=(picture, photo, xml)),
        "the submission in the clear": replace(sealed, files=(photo, picture, SealedFile(xml.name, PLAIN))),
        "a photograph in the clear": replace(sealed, files=(SealedFile(photo.name, b"JPEG"), picture, xml)),
        "a photograph as long as something encrypted": replace(
            sealed, files=(SealedFile(photo.name, b"\xff\xd8\xff\xe0" + bytes(28)), picture, xml)
        ),
        "an empty file": replace(sealed, files=(photo, SealedFile(picture.name, b""), xml)),
        "another request's": replace(sealed, instance_id="uuid:2"),
        "another form's": replace(sealed, form_id="g"),
    }


def test_what_is_sealed_is_so(sealed: Envelope) -> None:
    assert why_open(sealed) == ""


def test_what_is_not_is_refused_without_a_byte_on_the_line(sealed: Envelope, listener: socket.socket) -> None:
    with OpenRosaClient(f"http://127.0.0.1:{listener.getsockname()[1]}", "T", "k") as client:
        for name, envelope in _spoilt(sealed).items():
            answer = client.deliver(envelope)
            assert isinstance(answer, Refused), name
            assert "not sealed" in answer.remark, name
            assert "Ada" not in answer.remark
    with pytest.raises(TimeoutError):
        listener.accept()
