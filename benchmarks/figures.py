"""What was measured, beside what was promised: printed for people, written as JSON for programs."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least so many percent of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]


@dataclass(frozen=True, slots=True)
class Figure:
    """One quantity. `value` is held against `target` (at most), or against `share` of `beside`, Chromium's value.

    `unit` belongs to every number of the figure; `note` says what a reader must know to trust it.
    """

    name: str
    value: float
    unit: str
    samples: int = 1
    target: float | None = None
    beside: float | None = None
    share: float | None = None
    spread: Mapping[str, float] = field(default_factory=dict)
    note: str = ""

    @property
    def limit(self) -> float | None:
        """The most that was promised, or None where nothing was."""
        if self.beside is not None and self.share is not None:
            return self.beside * self.share
        return self.target

    @property
    def kept(self) -> bool | None:
        """Whether the promise holds; None where there is none."""
        return None if self.limit is None else self.value <= self.limit

    def line(self) -> str:
        """The figure for people."""
        text = f"{self.name:<46} {self.value:8.1f} {self.unit:<3}"
        if self.beside is not None:
            text += f" Chromium {self.beside:8.1f} {self.unit}, ratio {self.value / self.beside:.2f}"
            if self.share is not None:
                text += f" of at most {self.share:.2f}"
        elif self.target is not None:
            text += f" of at most {self.target:g} {self.unit}"
            if self.target:
                text += f", ratio {self.value / self.target:.2f}"
        if self.kept is not None:
            text += ": kept" if self.kept else ": MISSED"
        extra = [f"{name} {value:.1f}" for name, value in self.spread.items()]
        if self.samples > 1:
            extra.append(f"{self.samples} times")
        if extra:
            text += f"\n{'':<8}{', '.join(extra)}"
        if self.note:
            text += f"\n{'':<8}{self.note}"
        return text

    def as_json(self) -> dict[str, Any]:
        """The figure for programs."""
        return {**asdict(self), "spread": dict(self.spread), "limit": self.limit, "kept": self.kept}


def timed(name: str, milliseconds: Sequence[float], *, target: float | None = None, note: str = "") -> Figure:
    """The median of durations, with best and worst."""
    return Figure(
        name,
        statistics.median(milliseconds),
        "ms",
        len(milliseconds),
        target,
        spread={"best": min(milliseconds), "worst": max(milliseconds)},
        note=note,
    )
