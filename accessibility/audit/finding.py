"""Findings: faults with where they were found, and those alike put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from accessibility.audit.rule import Fault, Rule
from accessibility.audit.snapshot import Box


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault on one page, on each glass in `where`. `picture` is a JPEG of the first, `box` its place there."""

    rule: str
    row: str
    page: str
    part: str
    wrong: str
    mend: str
    where: tuple[str, ...]
    box: Box | None = None
    picture: bytes = b""

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two findings one."""
        return self.rule, self.page, self.part


def finding(rule: Rule, fault: Fault, page: str, where: str) -> Finding:
    """A fault as it was found, without a picture."""
    return Finding(rule.id, rule.row, page, fault.part, fault.wrong, fault.mend, (where,), fault.box)


def together(findings: Iterable[Finding]) -> list[Finding]:
    """Those of one rule, page and part as one, in the order of rules, pages and parts."""
    found: dict[tuple[str, str, str], Finding] = {}
    for each in findings:
        known = found.get(each.key)
        if known is None:
            found[each.key] = each
            continue
        where = (*known.where, *(place for place in each.where if place not in known.where))
        pictured = each if each.picture and not known.picture else known
        found[each.key] = replace(pictured, where=where)
    return sorted(found.values(), key=lambda each: each.key)
