"""What doctor says: a page for people, or JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from kiosk.terminal import for_terminal
from ui.doctor.finding import Level, Result, worst

FORMAT = 1
"""Of the JSON. It is raised when something a machine reads changes its name or meaning; more may be added without."""

_CLOSING = {
    Level.OK: "All is well.",
    Level.LOOK: "Visitors are served. Look at what is marked 'look' when you can.",
    Level.HARM: "Something here hurts visitors. Mend what is marked 'harm' first.",
}


def page(results: Sequence[Result], device: str) -> str:
    """A line for each check, and below it what else it found and what to do; the verdict last."""
    width = max((len(result.check) for result in results), default=0)
    lines = [f"Parvis doctor: {device}", ""]
    for result in results:
        grave = sorted(result.findings, key=lambda finding: finding.level is not result.level)
        for number, finding in enumerate(grave):
            name = result.check if number == 0 else ""
            lines.append(f"{finding.level:<4}  {name:<{width}}  {finding.says}")
            if finding.do:
                lines.append(f"{'':<4}  {'':<{width}}    -> {finding.do}")
    lines += ["", _CLOSING[worst(result.level for result in results)]]
    return "\n".join(map(for_terminal, lines)) + "\n"


def as_json(results: Sequence[Result], device: str, now: datetime) -> str:
    """`{"format", "at", "device", "level", "checks": [{"check", "level", "findings": [{"level", "says", "do",
    "facts"}]}]}`; levels are "ok", "look" and "harm".
    """
    checks = [
        {
            "check": result.check,
            "level": result.level,
            "findings": [
                {"level": one.level, "says": one.says, "do": one.do, "facts": dict(one.facts)}
                for one in result.findings
            ],
        }
        for result in results
    ]
    whole = {
        "format": FORMAT,
        "at": now.isoformat(timespec="seconds"),
        "device": device,
        "level": worst(result.level for result in results),
        "checks": checks,
    }
    # ASCII alone: nothing in it can act on a terminal.
    return json.dumps(whole, indent=2) + "\n"
