"""What a check found: how grave, in a sentence, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ui.logs import told

Fact = str | int | float | bool | None


class Level(StrEnum):
    """How grave a finding is, for the person at the kiosk."""

    OK = "ok"
    """As it should be; or not known, where not knowing hurts nobody."""
    LOOK = "look"
    """Somebody should look at it; visitors are served."""
    HARM = "harm"
    """A visitor is hurt by it, now or at the next mishap."""


_ORDER = tuple(Level)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `says` and `do` are the operator's, and hold no secret; `facts` are for machines."""

    level: Level
    says: str
    do: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """All that one check found; at least one finding."""

    check: str
    findings: tuple[Finding, ...]

    @property
    def level(self) -> Level:
        """The gravest."""
        return worst(finding.level for finding in self.findings)


def worst(levels: Iterable[Level]) -> Level:
    """The gravest of some levels; ok for none."""
    return max(levels, key=_ORDER.index, default=Level.OK)


def ok(says: str, **facts: Fact) -> Finding:
    """As it should be."""
    return Finding(Level.OK, told(says), "", facts)


def look(says: str, do: str = "", **facts: Fact) -> Finding:
    """To be looked at."""
    return Finding(Level.LOOK, told(says), told(do), facts)


def harm(says: str, do: str = "", **facts: Fact) -> Finding:
    """Hurts a visitor."""
    return Finding(Level.HARM, told(says), told(do), facts)


def or_ok(findings: Sequence[Finding], says: str, **facts: Fact) -> list[Finding]:
    """These findings; or, where there are none, that all is well."""
    return list(findings) or [ok(says, **facts)]
