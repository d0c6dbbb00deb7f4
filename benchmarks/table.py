"""The figures as a dated Markdown table, written into a page of the documentation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- measured: written by python -m {by} --table -->", "<!-- end of what was measured -->"


class NoPlace(Exception):
    """The page has no place for the table."""


def markdown(report: Mapping[str, str], figures: Sequence[Mapping[str, Any]]) -> str:
    """What was measured where, and a row for each figure."""
    rows = [
        f"{report['when']}: {report['parvis']}; {report['beside']}; {report['machine']}; {report['load']}.",
        "",
        "| figure | measured | at most | Chromium | others' use of the processors |",
        "|---|---|---|---|---|",
    ]
    for figure in figures:
        unit = figure["unit"]
        limit = "" if figure["limit"] is None else f"{figure['limit']:.1f} {unit}: {verdict(figure['kept'])}"
        beside = "" if figure["beside"] is None else f"{figure['beside']:.1f} {unit}"
        name = figure["name"].strip()
        rows.append(f"| {name} | {figure['value']:.1f} {unit} | {limit} | {beside} | {figure['busy_percent']} % |")
    return "\n".join(rows)


def verdict(kept: bool) -> str:
    """A word for whether a promise holds."""
    return "kept" if kept else "**missed**"


def write(page: Path, table: str, *, by: str = "benchmarks") -> None:
    """Put the table between the page's two marks for that program. Raises `NoPlace` where they are missing."""
    text = page.read_text(encoding="utf-8")
    mark = BEGIN.format(by=by)
    before, begin, rest = text.partition(mark)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise NoPlace(f"{page}: write a line {mark} and below it a line {END}; the table goes between them.")
    page.write_text(f"{before}{mark}\n{table}\n{END}{after}", encoding="utf-8")
