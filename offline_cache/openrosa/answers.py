"""What the desk's answer means for an envelope. No network here: whoever only reads answers imports little."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.ports import Envelope


@dataclass(frozen=True, slots=True)
class Accepted:
    """The desk has it, durably."""


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: `remark` for the operator, and the seconds that the desk asked to wait, if it did.

    `lasting`: waiting will not mend it (a wrong certificate, an unknown token): somebody has to do something.
    """

    remark: str
    wait_seconds: float | None = None
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Never, as it is: an operator has to look."""

    remark: str


Answer = Accepted | Later | Refused


@dataclass(frozen=True, slots=True)
class Ready:
    """An envelope as it goes over the line: the body and content type of each request, in their order."""

    envelope: Envelope
    requests: tuple[tuple[bytes, str], ...] = ()
