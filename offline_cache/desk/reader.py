"""Reads what has arrived, with the private key: submissions as fields, in the order of the form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import ParvisError
from offline_cache.desk.inbox import INBOX_NAME, Inbox, Received
from offline_cache.desk.manifest import parse_xml
from offline_cache.desk.opening import AnotherKey, open_envelope
from offline_cache.sealing import MAX_ENVELOPE_BYTES

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from lxml import etree

MAX_FIELDS = 5000
MAX_DEPTH = 50


class NothingThere(ParvisError):
    """The directory holds no desk, or no submission under that reference."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One submission in the clear; `problem` says in a sentence why it could not be opened, and then it is empty.

    `fields` are (path, value) for each answer, in the order of the form: names joined by `/` without the
    root's, with `[2]` for the second of several.
    """

    reference: str
    instance_id: str
    form_id: str
    version: str
    kiosk: str
    received_at: str
    fields: tuple[tuple[str, str], ...] = ()
    attachments: tuple[tuple[str, bytes], ...] = ()
    problem: str = ""


def require_inbox(directory: Path) -> None:
    """Raise `NothingThere` where there is nothing to read: worth asking before a passphrase is asked for."""
    if not directory.is_dir():
        raise NothingThere(f"{directory}: there is no desk here. Give --state the desk's directory.")
    if not (directory / INBOX_NAME).exists():
        raise NothingThere(f"{directory}: nothing has arrived here yet, or this is not a desk's directory.")


def read_inbox(
    directory: Path, private_key: RSAPrivateKey, reference: str | None = None, *, older: Sequence[RSAPrivateKey] = ()
) -> Iterator[Submission]:
    """Open all that has arrived, or what has one reference. Raises `NothingThere` and `StoreUnusable`.

    `older` keys are tried on what the first does not open. One that cannot be opened does not keep the others closed.
    """
    require_inbox(directory)
    inbox = Inbox(directory)
    try:
        found = False
        for received in inbox.received(reference):
            found = True
            yield _opened(received, (private_key, *older))
        if reference is not None and not found:
            raise NothingThere(f"No submission has the reference {reference}.")
    finally:
        inbox.close()


def _opened(received: Received, private_keys: Sequence[RSAPrivateKey]) -> Submission:
    fields: tuple[tuple[str, str], ...] = ()
    attachments: tuple[tuple[str, bytes], ...] = ()
    problem = ""
    for private_key in private_keys:
        try:
            opened = open_envelope(private_key, received.manifest, received.files)
            fields, attachments, problem = fields_of(opened.submission), opened.attachments, ""
        except AnotherKey as error:
            problem = str(error)
            continue
        except ParvisError as error:
            problem = str(error)
        break
    return Submission(
        received.reference,
        received.instance_id,
        received.form_id,
        received.version,
        received.kiosk,
        received.received_at,
        fields,
        attachments,
        problem,
    )


class SubmissionUnreadable(ParvisError):
    """What was in the envelope is not an instance."""


def fields_of(submission: bytes) -> tuple[tuple[str, str], ...]:
    """The answers of an instance: its leaves that hold something, without its `meta`. Raises `SubmissionUnreadable`.

    An empty leaf is an information screen, or a question that was not asked or not answered.
    """
    root = parse_xml(submission, MAX_ENVELOPE_BYTES)
    if root is None:
        raise SubmissionUnreadable("The envelope opens, but what is in it is not readable as XML.")
    fields = tuple(_leaves(root, (), 0))
    if len(fields) > MAX_FIELDS:
        raise SubmissionUnreadable(f"The submission has more than {MAX_FIELDS} fields.")
    return fields


def _leaves(element: etree._Element, path: tuple[str, ...], depth: int) -> Iterator[tuple[str, str]]:
    if depth > MAX_DEPTH:
        raise SubmissionUnreadable("The submission is nested too deeply.")
    children = list(element.iterchildren("*"))
    if not children and path and (element.text or "").strip():
        yield "/".join(path), element.text or ""
    seen: Counter[str] = Counter()
    for child in children:
        name = str(child.tag).rpartition("}")[2]
        if name == "meta" and not path:
            continue
        seen[name] += 1
        step = name if seen[name] == 1 else f"{name}[{seen[name]}]"
        yield from _leaves(child, (*path, step), depth + 1)
