"""What an answer sets going: which rules are worked out again, and how long their chains are.

An upper bound: at run time a rule whose inputs did not change is left alone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.forms.explaining.rules import CONSTRAINT, TEXT, Rule


@dataclass(frozen=True, slots=True)
class Costs:
    """`recomputed` is the number of rules that an answer at a path may set going; `chain` the longest path of
    values and conditions that wait for one another."""

    recomputed: dict[str, int]
    chain: tuple[str, ...]


def costs(rules: Sequence[Rule], paths: Sequence[str]) -> Costs:
    """The costs of a form's rules; `paths` are those of all its nodes, in the order of the form."""
    # Constraints and texts are worked out when somebody looks, not when an answer comes.
    cells = [rule for rule in rules if rule.decides not in (CONSTRAINT, TEXT)]
    readers: dict[str, list[int]] = {}
    for number, cell in enumerate(cells):
        for path in cell.reads:
            readers.setdefault(path, []).append(number)
    below = _below(paths)
    after = [_after(cell, readers, below) for cell in cells]
    order = _order(after)
    reached = [0] * len(cells)
    length = [1] * len(cells)
    following = [-1] * len(cells)
    place = {number: position for position, number in enumerate(order)}
    for number in reversed(order):
        bits = 1 << number
        for next_one in after[number]:
            if place[next_one] <= place[number]:
                continue  # back round a circle
            bits |= reached[next_one]
            if length[next_one] + 1 > length[number]:
                length[number], following[number] = length[next_one] + 1, next_one
        reached[number] = bits
    recomputed = {}
    for path, numbers in readers.items():
        bits = 0
        for number in numbers:
            bits |= reached[number]
        recomputed[path] = bits.bit_count()
    return Costs(recomputed, _chain(cells, length, following))


def _below(paths: Sequence[str]) -> dict[str, list[str]]:
    """For each node, itself and all nodes within it."""
    found: dict[str, list[str]] = {path: [path] for path in paths}
    for path in paths:
        around = path.rpartition("/")[0]
        while around:
            if around in found:
                found[around].append(path)
            around = around.rpartition("/")[0]
    return found


def _after(cell: Rule, readers: dict[str, list[int]], below: dict[str, list[str]]) -> list[int]:
    """The cells that a change of this one sets going."""
    match cell.decides:
        case "relevant":
            changed = below.get(cell.path, [cell.path])
        case "calculate" | "choices" | "count":
            changed = [cell.path]
        case _:
            return []
    return list(dict.fromkeys(number for path in changed for number in readers.get(path, ())))


def _order(after: Sequence[Sequence[int]]) -> list[int]:
    """The cells so that each comes before those it sets going; of a circle, some one first."""
    waiting = [0] * len(after)
    for followers in after:
        for follower in followers:
            waiting[follower] += 1
    ready = deque(number for number, count in enumerate(waiting) if count == 0)
    order: list[int] = []
    placed = [False] * len(after)
    rest = 0
    while len(order) < len(after):
        if not ready:
            while placed[rest]:
                rest += 1
            ready.append(rest)
        number = ready.popleft()
        if placed[number]:
            continue
        placed[number] = True
        order.append(number)
        for follower in after[number]:
            waiting[follower] -= 1
            if waiting[follower] == 0 and not placed[follower]:
                ready.append(follower)
    return order


def _chain(cells: Sequence[Rule], length: Sequence[int], following: Sequence[int]) -> tuple[str, ...]:
    if not cells:
        return ()
    here = max(range(len(cells)), key=lambda number: length[number])
    first = min(cells[here].reads, default="")
    found = [first] if first else []
    while here >= 0:
        if not found or found[-1] != cells[here].path:
            found.append(cells[here].path)
        here = following[here]
    return tuple(found)
