"""Touch by ear: a finger that stays or slides says what is under it, two taps choose what was said last.

As screen readers do it. A single tap says what it touched, once no second one has come. Nothing here needs precision:
both taps may fall anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

REST_SECONDS = 0.2
"""A finger down for longer explores; one lifted before has tapped."""

SECOND_TAP_SECONDS = 0.6
"""How long after a tap another one may begin and still make two (own: twice what screen readers give)."""


class Deed(StrEnum):
    """What the ear is owed."""

    NOTHING = "nothing"
    SAY = "say"
    CHOOSE = "choose"


@dataclass(frozen=True, slots=True)
class Finger:
    """One finger. Times are seconds that only grow; `under` is the part below it, or nothing.

    `wake_at` is when `waited` has to be asked, or None.
    """

    down_at: float | None = None
    under: str = ""
    exploring: bool = False
    tapped: bool = False
    wake_at: float | None = None

    def press(self, under: str, now: float) -> tuple[Finger, Deed]:
        """The finger comes down."""
        second = self.tapped and self.wake_at is not None and now <= self.wake_at
        return Finger(now, under, tapped=second, wake_at=now + REST_SECONDS), Deed.NOTHING

    def move(self, under: str, now: float) -> tuple[Finger, Deed]:
        """It slides; what it comes to is said, and what it leaves behind falls silent with it."""
        if self.down_at is None:
            return self, Deed.NOTHING
        moved = replace(self, under=under)
        if self.exploring and under != self.under:
            return moved, Deed.SAY if under else Deed.NOTHING
        return moved, Deed.NOTHING

    def lift(self, now: float) -> tuple[Finger, Deed]:
        """It is lifted."""
        if self.down_at is None:
            return self, Deed.NOTHING
        if self.exploring or now - self.down_at > REST_SECONDS:
            return Finger(), Deed.NOTHING if self.exploring else Deed.SAY
        if self.tapped:
            return Finger(), Deed.CHOOSE
        return Finger(under=self.under, tapped=True, wake_at=now + SECOND_TAP_SECONDS), Deed.NOTHING

    def waited(self, now: float) -> tuple[Finger, Deed]:
        """Time has passed."""
        if self.wake_at is None or now < self.wake_at:
            return self, Deed.NOTHING
        if self.down_at is not None:
            return replace(self, exploring=True, tapped=False, wake_at=None), Deed.SAY
        return Finger(under=self.under), Deed.SAY
