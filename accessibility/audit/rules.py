"""Every rule of the audit, and all that they find on a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from accessibility.audit import (
    contrast,
    focus,
    gestures,
    language,
    layout,
    lines,
    mirroring,
    names,
    ordering,
    roles,
    speech,
    states,
    targets,
)
from accessibility.audit.rule import Fault, Rule
from accessibility.audit.snapshot import Snapshot

RULES: tuple[Rule, ...] = (
    *names.RULES,
    *roles.RULES,
    *ordering.RULES,
    *focus.RULES,
    *targets.RULES,
    *layout.RULES,
    *lines.RULES,
    *contrast.RULES,
    *states.RULES,
    *speech.RULES,
    *gestures.RULES,
    *mirroring.RULES,
    *language.RULES,
)

BY_ID = {rule.id: rule for rule in RULES}


def check(page: Snapshot, rules: Iterable[Rule] = RULES) -> Iterator[tuple[Rule, Fault]]:
    """All faults of a page, rule by rule."""
    for rule in rules:
        for fault in rule.check(page):
            yield rule, fault
