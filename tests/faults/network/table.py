"""The table of behaviour, as docs/delivery.md has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.ports import Delivery

HEAD = """# What the courier does when the line fails

Made by `python -m tests.faults.network --write docs/delivery.md`; a test compares it with a run. For each fault, a \
request with a photograph was on its way to the built-in desk, and a server in between did what the first column says. \
After each fault, and after rounds of faults drawn by lot, everything arrived, once.

"kept": it waits on the kiosk, and the visitor is told so. "set aside": it is kept with every byte, and waits for you \
(`parvis outbox`). "Tries again" is the first time, by chance between the two; the waits then double, up to two \
minutes, unless the desk asks for more. An alarm is shown by `parvis doctor` until it is over. No visitor ever sees a \
login page, or any of these sentences: what the screen shows is that the line is gone.

| fault | the courier says | the request | tries again | alarm |
|---|---|---|---|---|
"""
STATES = {Delivery.KEPT: "kept", Delivery.REFUSED: "set aside", Delivery.SENT: "sent", Delivery.UNKNOWN: "unknown"}
HOSTS = {"127.0.0.1": "desk.example.org", "desk.invalid": "desk.example.org"}


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one fault. `soonest`, `latest`: seconds until the next try; None: not by itself."""

    fault: str
    said: str
    state: Delivery
    soonest: float | None
    latest: float | None
    alarm: bool

    def line(self) -> str:
        """As a row of the table."""
        said = self.said
        for ours, told in HOSTS.items():
            said = said.replace(ours, told)
        again = "when you say so"
        if self.soonest is not None and self.latest is not None:
            again = f"in {_span(self.soonest)} to {_span(self.latest)}"
        return f"| {self.fault} | {said} | {STATES[self.state]} | {again} | {'yes' if self.alarm else ''} |"


def _span(seconds: float) -> str:
    return f"{seconds / 60:g} min" if seconds >= 60 else f"{seconds:g} s"


def document(rows: Sequence[Row]) -> str:
    """The whole page."""
    return HEAD + "".join(f"{row.line()}\n" for row in rows)
