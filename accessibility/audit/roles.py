"""Roles: a thing is announced as what it is."""

from __future__ import annotations

from collections.abc import Iterator

from accessibility.audit.rule import Fault, Rule
from accessibility.audit.snapshot import OPERABLE, Kind, Role, Snapshot

FITTING = {
    Kind.BUTTON: frozenset({Role.BUTTON, Role.RADIO, Role.CHECK, Role.LINK}),
    Kind.FIELD: frozenset({Role.FIELD}),
    Kind.SLIDER: frozenset({Role.SLIDER}),
    Kind.MOUSE: OPERABLE,
    Kind.TAP: OPERABLE,
}
"""How each kind of control may be announced."""


def unfit(page: Snapshot) -> Iterator[Fault]:
    """A control's role fits what it does."""
    for control in page.controls:
        if control.node < 0:
            continue
        role = page.nodes[control.node].role
        fitting = FITTING[control.kind]
        if role not in fitting:
            wanted = ", ".join(sorted(each.value for each in fitting))
            yield Fault(
                control.part,
                f"{control.part} is operated as a {control.kind.value}, and announced as {role.value}.",
                f"Set its Accessible.role to one of: {wanted}.",
                control.box,
            )


def states(page: Snapshot) -> Iterator[Fault]:
    """What can be switched says so, and a mark for choosing is never announced without its state."""
    for control in page.controls:
        if control.node < 0:
            continue
        node = page.nodes[control.node]
        marked = node.role in (Role.RADIO, Role.CHECK)
        if (marked or control.checkable) and not node.checkable:
            yield Fault(
                control.part,
                f"{control.part} has a state, and the accessibility tree does not say which.",
                "Set Accessible.checkable and Accessible.checked.",
                control.box,
            )


def heading(page: Snapshot) -> Iterator[Fault]:
    """A page opens with its question or title as a heading."""
    if page.nodes and not any(node.role is Role.HEADING and node.name.strip() for node in page.nodes):
        yield Fault(
            "page",
            "The page has no heading.",
            "Give its question or title Accessible.role: Accessible.Heading.",
        )


RULES = (
    Rule("role-unfit", "W 4.1.2", "Each control is announced as what it is.", unfit),
    Rule("role-state", "EN 5.6", "What has a state tells it to assistive technology.", states),
    Rule("heading", "W 2.4.6", "Each page has a heading.", heading),
)
