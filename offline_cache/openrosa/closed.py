"""The last look before an envelope leaves: is it sealed? What is not is never sent, whoever put it there.

A server that is told to encrypt a form still takes plain submissions to an older version, so nobody else would notice.
"""

from __future__ import annotations

import base64
import binascii

from kiosk.ports import Envelope
from offline_cache.desk.manifest import ManifestUnreadable, read_manifest

BLOCK_BYTES = 16
"""AES-256-CFB in ODK's form pads to whole blocks: nothing sealed has another length."""
SUBMISSION = "submission.xml.enc"
_PICTURES = (b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xe1", b"\xff\xd8\xff\xdb", b"\x89PNG\r\n\x1a\n", b"%PDF-")
"""How the files begin that a visit takes. Something encrypted begins so once in a thousand million times."""


def why_open(envelope: Envelope) -> str:
    """Why this is not a sealed submission with all of its files; empty where it is.

    What can be seen without the key: the manifest says `encrypted="yes"` and carries a wrapped key, it is this
    envelope's, and each file is named in it and has the length of something encrypted.
    """
    try:
        manifest = read_manifest(envelope.manifest)
    except ManifestUnreadable:
        return "it has no manifest of an encrypted submission"
    try:
        key = base64.b64decode(manifest.encrypted_key, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) < 256:
        return "its manifest carries no wrapped key"
    ours = (envelope.instance_id, envelope.form_id, envelope.version)
    if (manifest.instance_id, manifest.form_id, manifest.version) != ours:
        return "its manifest is another submission's"
    names = [file.name for file in envelope.files]
    if tuple(names) != manifest.files or names[-1] != SUBMISSION:
        return "its files are not those that its manifest names"
    for file in envelope.files:
        whole = file.content and len(file.content) % BLOCK_BYTES == 0
        if not file.name.endswith(".enc") or not whole or _is_readable(file.content):
            return "one of its files is not encrypted"
    return ""


def _is_readable(content: bytes) -> bool:
    """Whether this is XML, or a picture, for anybody to read."""
    if content.startswith(_PICTURES):
        return True
    if not content.startswith((b"<", b"\xef\xbb\xbf<")):
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
