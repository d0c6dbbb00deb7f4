"""Bounds on what a form may cost, so that no form can stop a kiosk."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a form may be, and how long one of its expressions may run.

    `form_bytes` bounds the XForm; `element_depth` and `elements` its tree; `expression_characters`
    and `expression_nesting` one XPath expression; `regex_seconds` one call of `regex()`. `resource_bytes`
    bounds one file beside the form, `resource_rows` and `resource_columns` a list in it;
    `value_characters` one answer, and one cell of a list.
    `session_nodes` bounds the nodes of one session, `repeat_instances` the instances of a repeat at one
    place, `settle_seconds` the time to work out what follows from one answer; `instance_bytes` and
    `cascade` an instance that is restored, and how many actions one answer may set off.
    """

    form_bytes: int = 5 * 1024 * 1024
    element_depth: int = 100
    elements: int = 500_000
    expression_characters: int = 100_000
    expression_nesting: int = 100
    regex_seconds: float = 0.05
    value_characters: int = 100_000
    resource_bytes: int = 16 * 1024 * 1024
    resource_rows: int = 200_000
    resource_columns: int = 250
    session_nodes: int = 200_000
    repeat_instances: int = 10_000
    settle_seconds: float = 5.0
    instance_bytes: int = 5 * 1024 * 1024
    cascade: int = 10_000


DEFAULT_LIMITS = Limits()
