"""States: chosen, switched on, wrong. Told by more than colour, and by the voice as well as to the eye."""

from __future__ import annotations

from collections.abc import Iterator

from accessibility.audit.rule import Fault, Rule
from accessibility.audit.snapshot import Control, Kind, Role, Snapshot


def colour_alone(page: Snapshot) -> Iterator[Fault]:
    """What is on differs from its like that is off in a picture, a weight or the width of a border."""
    for control in page.controls:
        if control.checkable and control.on:
            yield from _told_apart(control, _counterparts(page, control, lambda c: not c.on and c.checkable), "on")
        if control.invalid:
            yield from _told_apart(control, _counterparts(page, control, lambda c: not c.invalid), "wrong")


def _counterparts(page: Snapshot, control: Control, other: object) -> list[Control]:
    assert callable(other)
    return [c for c in page.controls if c.type_name == control.type_name and c is not control and other(c)]


def _told_apart(control: Control, others: list[Control], state: str) -> Iterator[Fault]:
    marks = {look for look in control.looks if look == "bold" or look.startswith("picture")}
    if others:
        least = min(others, key=lambda other: len(control.looks ^ other.looks))
        enough = bool(control.looks - least.looks)
    else:
        enough = bool(marks)
    if not enough:
        yield Fault(
            control.part,
            f"That {control.part} is {state} shows by colour alone.",
            "Add a mark, a bolder text or a wider border to the state.",
            control.box,
        )


def unsaid(page: Snapshot) -> Iterator[Fault]:
    """The voice says whether a toggle is on, and never says the opposite."""
    if page.voice is None or not page.voice.on_words:
        return
    for control in page.controls:
        if not control.checkable or control.kind is Kind.FIELD:
            continue
        said = {u.speech for u in page.voice.said if u.part == control.part and not u.text}
        role = page.nodes[control.node].role if control.node >= 0 else Role.BUTTON
        wanted, opposite = page.voice.on_words, page.voice.off_words
        if not control.on:
            wanted, opposite = opposite, wanted
        # A single choice that is not taken needs no word: the one that is says so.
        silent = not said & wanted and (control.on or role is not Role.RADIO)
        if silent or said & opposite:
            yield Fault(
                control.part,
                f"{control.part} is {'on' if control.on else 'off'}, and the voice "
                f"{'says the opposite' if said & opposite else 'does not say so'}.",
                "Let the script say the state after the label.",
                control.box,
            )


RULES = (
    Rule("state-colour", "W 1.4.1, V 7.1-E", "No state is told by colour alone.", colour_alone),
    Rule("state-sound", "EN 5.6", "A toggle says its state by sight and by sound.", unsaid),
)
