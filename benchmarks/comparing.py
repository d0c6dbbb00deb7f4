"""What was measured of several engines, side by side, and what was promised of ours."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

OURS = "Parvis"


@dataclass
class Comparison:
    """One measure of one form: the samples of each engine, or why it has none. `whole` is how many a full run has."""

    case: str
    measure: str
    unit: str = "ms"
    samples: dict[str, list[float]] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    def add(self, engine: str, values: Iterable[float]) -> None:
        """Note what an engine took."""
        self.samples.setdefault(engine, []).extend(values)

    def median(self, engine: str) -> float | None:
        """The middle of an engine's samples; None without any."""
        found = self.samples.get(engine)
        return statistics.median(found) if found else None

    def ratio(self, engine: str) -> float | None:
        """How many times ours the engine takes."""
        ours, theirs = self.median(OURS), self.median(engine)
        return theirs / ours if ours and theirs is not None else None

    def cell(self, engine: str) -> str:
        """The engine's median, how many times ours it is, and how many samples there are where they are few."""
        value = self.median(engine)
        if value is None:
            return "–"
        text = f"{value:.3g}" if value < 100 else f"{value:.0f}"
        ratio = self.ratio(engine)
        if engine != OURS and ratio is not None:
            text += f" (×{ratio:.2g})" if ratio < 100 else f" (×{ratio:.0f})"
        return text

    def as_json(self) -> dict[str, Any]:
        """For programs: medians, numbers of samples, ratios to ours."""
        return {
            "case": self.case,
            "measure": self.measure,
            "unit": self.unit,
            "engines": {
                engine: {
                    "median": self.median(engine),
                    "best": min(values),
                    "worst": max(values),
                    "samples": len(values),
                    "times_ours": self.ratio(engine),
                }
                for engine, values in self.samples.items()
                if values
            },
            "missing": self.missing,
        }


@dataclass(frozen=True, slots=True)
class Promise:
    """`value`, of ours, is to be at most `limit`."""

    name: str
    value: float | None
    limit: float | None
    unit: str

    @property
    def kept(self) -> bool | None:
        """None where it could not be measured."""
        return None if self.value is None or self.limit is None else self.value <= self.limit

    def line(self) -> str:
        """For people."""
        if self.value is None or self.limit is None:
            return f"{self.name:<66} not measured"
        verdict = "kept" if self.kept else "MISSED"
        return f"{self.name:<66} {self.value:8.3g} of at most {self.limit:8.3g} {self.unit}: {verdict}"

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {**asdict(self), "kept": self.kept}


def lines(title: str, found: Sequence[Comparison], engines: Sequence[str]) -> list[str]:
    """The comparisons of one form as a table for a terminal."""
    rows = [f"{title:<62}" + "".join(f"{engine:>18}" for engine in engines)]
    rows += [
        f"  {each.measure + ', ' + each.unit:<60}" + "".join(f"{each.cell(engine):>18}" for engine in engines)
        for each in found
    ]
    return rows


def markdown(sections: Sequence[tuple[str, Sequence[Comparison]]], promises: Sequence[Promise]) -> list[str]:
    """All tables, for a page."""
    engines = list(dict.fromkeys(e for _, found in sections for each in found for e in (OURS, *each.samples)))
    rows = ["| | " + " | ".join(engines) + " |", "|---" * (len(engines) + 1) + "|"]
    for title, found in sections:
        rows.append(f"| **{title}** |" + " |" * len(engines))
        rows += [
            f"| {each.measure}, {each.unit} | " + " | ".join(each.cell(engine) for engine in engines) + " |"
            for each in found
        ]
    rows += ["", "| promised | measured | at most | |", "|---|---|---|---|"]
    for promise in promises:
        value = "–" if promise.value is None else f"{promise.value:.3g} {promise.unit}"
        limit = "–" if promise.limit is None else f"{promise.limit:.3g} {promise.unit}"
        verdict = {True: "kept", False: "**missed**", None: "not measured"}[promise.kept]
        rows.append(f"| {promise.name} | {value} | {limit} | {verdict} |")
    return rows
