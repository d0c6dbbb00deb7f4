"""An envelope as it goes over the line: in so many requests, each a multipart body."""

from __future__ import annotations

from collections.abc import Sequence

from urllib3.filepost import encode_multipart_formdata

from kiosk.ports import Envelope, SealedFile

PART_HEADER_BYTES = 512
"""More than what multipart adds to a part."""


def split(envelope: Envelope, most_bytes: int | None) -> list[list[SealedFile]] | None:
    """The envelope's files, in their order, as they go in one request each; None where one is too large by itself."""
    if most_bytes is None:
        return [list(envelope.files)]
    room = most_bytes - len(envelope.manifest) - PART_HEADER_BYTES
    loads: list[list[SealedFile]] = []
    left = 0
    for file in envelope.files:
        size = len(file.content) + PART_HEADER_BYTES
        if size > room:
            return None
        if not loads or size > left:
            loads.append([])
            left = room
        loads[-1].append(file)
        left -= size
    return loads


def multipart(manifest: bytes, files: Sequence[SealedFile]) -> tuple[bytes, str]:
    """The body of one request and its content type: the manifest as OpenRosa calls it, then each file by its name."""
    fields = [("xml_submission_file", ("submission.xml", manifest, "text/xml"))]
    fields += [(file.name, (file.name, file.content, "application/octet-stream")) for file in files]
    return encode_multipart_formdata(fields)
