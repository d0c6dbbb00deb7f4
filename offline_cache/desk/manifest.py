"""Reads the manifest of an encrypted submission. Opens nothing: this is all that the inbox needs."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from kiosk.errors import ParvisError
from offline_cache.sealing import MAX_ATTACHMENTS

MAX_MANIFEST_BYTES = 256 * 1024
_ODK = "{http://opendatakit.org/submissions}"
_ORX = "{http://openrosa.org/xforms}"


class ManifestUnreadable(ParvisError):
    """The XML is not the manifest of an encrypted submission."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """An encrypted submission's manifest. `files` are the names of the sealed parts, media first."""

    instance_id: str
    form_id: str
    version: str
    encrypted_key: str
    signature: str
    files: tuple[str, ...]


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
