"""What a visit reaches for beyond itself, gathered in one frozen value."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.catalogue.model import Contact
from kiosk.ports import Camera, Clock, Outbox, Printer, Sealer, Shelf, Sight, Sticks, Tally
from kiosk.takeaway.slip import Slip
from kiosk.visit.attachments import Stroke
from kiosk.visit.intents import Voice

if TYPE_CHECKING:
    from kiosk.places.hours import Day, Opening


class NoCamera:
    """Stands in where there is no camera."""

    def sight(self) -> Sight:
        """Nothing, ever."""
        return Sight.ABSENT

    def open(self, told: Callable[[], None]) -> None:
        """Nothing begins."""

    def close(self) -> None:
        """Nothing ends."""

    def take(self, told: Callable[[bytes], None]) -> None:
        """No picture."""
        told(b"")

    def watch(self, read: Callable[[str], None]) -> None:
        """No codes."""


class NoSticks:
    """Stands in where no files are taken."""

    def allowed(self) -> bool:
        """Never."""
        return False

    def shelf(self) -> Shelf:
        """Empty."""
        return Shelf()

    def open(self, told: Callable[[], None]) -> None:
        """Nothing begins."""

    def close(self) -> None:
        """Nothing ends."""

    def read(self, key: str, told: Callable[[str, bytes], None]) -> None:
        """No file."""
        told("", b"")


@dataclass(frozen=True, slots=True)
class Outside:
    """The ports of one visit. `typeset` makes a PDF of a slip in memory; `voice` steers the speech.

    `ink` makes a PNG of a signature: of its strokes, or of the name that was typed in their place.
    `verified`: when it was last proved that the pack is the town's newest; None where nobody can tell.
    `tell_operator` takes one sentence about this kiosk, never about its visitor.
    """

    clock: Clock
    sealer: Sealer
    outbox: Outbox
    printer: Printer
    slips: Tally
    typeset: Callable[[Slip, str], bytes]
    voice: Callable[[Voice], None]
    online: Callable[[], bool | None]
    opening: Callable[[], Opening | None]
    week: Callable[[Contact], tuple[Day, ...]]
    verified: Callable[[], datetime | None] = lambda: None
    paused: Callable[[], bool] = lambda: False
    tell_operator: Callable[[str], None] = lambda sentence: None
    camera: Camera = field(default_factory=NoCamera)
    sticks: Sticks = field(default_factory=NoSticks)
    ink: Callable[[tuple[Stroke, ...], str], bytes] = lambda strokes, name: b""
    new_instance_id: Callable[[], str] = lambda: f"uuid:{uuid.uuid4()}"
