"""What a visit reaches for beyond itself, gathered in one frozen value."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.catalogue.model import Contact
from kiosk.ports import Clock, Outbox, Printer, Sealer, Tally
from kiosk.takeaway.slip import Slip
from kiosk.visit.intents import Voice

if TYPE_CHECKING:
    from kiosk.places.hours import Day, Opening


@dataclass(frozen=True, slots=True)
class Outside:
    """The ports of one visit. `typeset` makes a PDF of a slip in memory; `voice` steers the speech.

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
    paused: Callable[[], bool] = lambda: False
    tell_operator: Callable[[str], None] = lambda sentence: None
    new_instance_id: Callable[[], str] = lambda: f"uuid:{uuid.uuid4()}"
