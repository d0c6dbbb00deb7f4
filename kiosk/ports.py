"""What a visit needs from the outside world, as Protocols.

`accessibility` and `offline_cache` implement these; `ui.application` joins them. Nothing in `kiosk`
imports an implementation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from kiosk.errors import ParvisError


class Clock(Protocol):
    """The time of day and the time that passes."""

    def now(self) -> datetime:
        """The present moment, with a time zone."""
        ...

    def monotonic(self) -> float:
        """Seconds since an arbitrary moment; never goes backwards."""
        ...


@dataclass(frozen=True, slots=True)
class SubmissionForm:
    """The form that a submission answers, as the desk knows it.

    `public_key` is the base64 of the DER SubjectPublicKeyInfo that `pack build` wrote into the
    compiled form (`submission/@base64RsaPublicKey`); empty when the form was built without one.
    """

    form_id: str
    version: str
    public_key: str


@dataclass(frozen=True, slots=True)
class SealedFile:
    """One encrypted part of an envelope: its name at the desk (`*.enc`) and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """A sealed submission: what the outbox keeps and the courier delivers, byte for byte.

    `manifest` is the OpenRosa encrypted-submission manifest (it is what is POSTed as
    `xml_submission_file`); `files` are the encrypted parts, media first and `submission.xml.enc` last.
    """

    instance_id: str
    form_id: str
    version: str
    manifest: bytes
    files: tuple[SealedFile, ...]


class Sealer(Protocol):
    """Closes a submission so that only the desk can open it."""

    def check(self, form: SubmissionForm) -> None:
        """Whether this form can be sealed here at all, asked before the first question. Raises `SealingRefused`."""
        ...

    def seal(
        self,
        form: SubmissionForm,
        instance_id: str,
        submission: bytes,
        attachments: tuple[tuple[str, bytes], ...] = (),
    ) -> Envelope:
        """Seal `submission` (instance XML) and its attachments. Raises `SealingRefused`."""
        ...


class SealingRefused(ParvisError):
    """The form carries no key, or another key than the one this kiosk is told to trust."""


class Delivery(StrEnum):
    """Where an envelope is now, as far as this kiosk knows."""

    UNKNOWN = "unknown"
    KEPT = "kept"
    SENT = "sent"
    REFUSED = "refused"


class Outbox(Protocol):
    """Envelopes that wait for the line, durable before `keep` returns."""

    def usable(self) -> bool:
        """Whether envelopes can be kept here at all, asked before the first question."""
        ...

    def keep(self, envelope: Envelope) -> None:
        """Store the envelope; when this returns, no crash or power cut undoes it.

        Keeping the same instance again is harmless. Raises `OutboxFull`, or its kind `OutboxBroken`.
        """
        ...

    def delivery(self, instance_id: str) -> Delivery:
        """Whether the desk has acknowledged the envelope."""
        ...

    def roomy(self) -> bool:
        """Whether there is room for files too: the last fifth is for requests without any."""
        ...

    def kept_within(self, seconds: float) -> int:
        """How many envelopes were kept on this kiosk in the last so many seconds."""
        ...


class OutboxFull(ParvisError):
    """The disk or the outbox's quota is full; the envelope was not kept."""


class OutboxBroken(OutboxFull):
    """The envelope was not kept, and not for want of room: the outbox cannot be opened, read or written."""


class Printer(Protocol):
    """The paper that a visitor takes home."""

    def available(self) -> bool:
        """Whether paper can be promised now."""
        ...

    def print(self, document: bytes, told: Callable[[bool], None]) -> None:
        """Print a PDF document held in memory, under a constant job title, and return at once.

        `told` hears, in the caller's own thread, whether the printer took the job: later, or before this returns.
        """
        ...


class Sight(StrEnum):
    """What the camera has to show now. `CLOSED`: nobody asked it; `LOST`: it was there, and shows nothing."""

    CLOSED = "closed"
    ABSENT = "absent"
    STARTING = "starting"
    LIVE = "live"
    LOST = "lost"


class Camera(Protocol):
    """The kiosk's camera. It looks only between `open` and `close`, and keeps nothing after that."""

    def sight(self) -> Sight:
        """What it has to show; asks no device."""
        ...

    def open(self, told: Callable[[], None]) -> None:
        """Begin to look and return at once. `told` is called, in the caller's own thread, when `sight` has changed."""
        ...

    def close(self) -> None:
        """Look no more, and forget what was seen."""
        ...

    def take(self, told: Callable[[bytes], None]) -> None:
        """Take a picture: `told` gets a JPEG without metadata, at most a megabyte; or nothing where it failed."""
        ...

    def watch(self, read: Callable[[str], None]) -> None:
        """Until it is closed, look for bar codes and QR codes too: `read` gets the text of each that is seen."""
        ...


@dataclass(frozen=True, slots=True)
class Offered:
    """One file that the person may give. `key` finds it again; `name` is shown; `size` in bytes."""

    key: str
    name: str = field(repr=False)
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """What lies on the person's stick, newest first. `there`: a stick is in; `more`: not all of it is listed."""

    there: bool = False
    files: tuple[Offered, ...] = ()
    more: bool = False


class Sticks(Protocol):
    """Where the person's own files may come from: a stick, or a folder that IT has chosen."""

    def allowed(self) -> bool:
        """Whether files are taken at this kiosk at all."""
        ...

    def shelf(self) -> Shelf:
        """What was seen last; asks no device."""
        ...

    def open(self, told: Callable[[], None]) -> None:
        """Begin to look, and look again every second or so; `told` is called when `shelf` has changed."""
        ...

    def close(self) -> None:
        """Look no more, and forget what was seen."""
        ...

    def read(self, key: str, told: Callable[[str, bytes], None]) -> None:
        """Read one file of the shelf: `told` gets its media type and bytes; no bytes where it cannot be taken.

        A picture comes as a JPEG without metadata. Nothing else is ever read, and nothing is written.
        """
        ...


class Tally(Protocol):
    """How often something was done on this kiosk lately, over all visits."""

    def note(self) -> None:
        """It was done once more, now."""
        ...

    def within(self, seconds: float) -> int:
        """How often it was done in the last so many seconds, at most an hour."""
        ...
