"""What the visits promised, held against what lies at the desk."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from offline_cache.desk.opening import Opened
from tests.faults.crash.counter import Arrived

_NUMBER = re.compile(rb"<number>\s*(\d+)\s*</number>")
"""Every request of these programs carries a number of its own."""


@dataclass
class Balance:
    """The account of one run."""

    promised: int = 0
    arrived: int = 0
    untold: int = 0
    """Arrived whole though the visit was killed before it could say so: harmless, and to be expected."""
    missing: int = 0
    twice: int = 0
    broken: list[str] = field(default_factory=list)


def compare(promised: Mapping[int, str], arrived: Sequence[Arrived], same: Callable[[int, Opened], bool]) -> Balance:
    """`promised` has the instance's identifier, or its reference, by number. `same`: whether it is what was put in."""
    balance = Balance(promised=len(promised), arrived=len(arrived))
    by_number: dict[int, list[Arrived]] = {}
    for one in arrived:
        found = _NUMBER.search(one.opened.submission) if one.opened is not None else None
        if one.opened is None or found is None:
            balance.broken.append(f"{one.instance_id} cannot be read at the desk: {one.problem or 'it has no number'}")
            continue
        number = int(found[1])
        by_number.setdefault(number, []).append(one)
        if not same(number, one.opened):
            balance.broken.append(f"request {number} ({one.instance_id}) is not what was put in")
        if number in promised and promised[number] not in (one.instance_id, one.reference):
            balance.broken.append(f"request {number} ({one.instance_id}) was not promised so")
    for number, name in promised.items():
        if number not in by_number:
            balance.missing += 1
            balance.broken.append(f"request {number} ({name}) was promised, and is not at the desk")
    doubled = {number: found for number, found in by_number.items() if len(found) > 1}
    balance.twice = sum(len(found) - 1 for found in doubled.values())
    balance.broken += [f"request {number} is at the desk {len(found)} times" for number, found in doubled.items()]
    balance.untold = len(set(by_number) - set(promised))
    return balance
