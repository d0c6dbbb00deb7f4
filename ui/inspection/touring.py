"""Audits a whole pack: one process for each language on each screen, so that no window lives longer than its tour."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from accessibility.audit.finding import Finding, together
from accessibility.audit.rule import Fault, Rule
from kiosk.config import Screen
from kiosk.visit.preferences import Palette, Preferences, TextSize

WARNED = Rule("warning", "own", "The view does not warn.", lambda page: iter(()))
PLAYED = Rule("rehearsal", "own", "The pack's rehearsals can be played.", lambda page: iter(()))


@dataclass(frozen=True, slots=True)
class Tour:
    """What one process looks at. `folder` is the built pack, `rehearsals` those that lead to its pages.

    `sizes` are those in which all pages are measured; under `moved` of them the keys are walked and the mirror is held
    up; under each of `palettes` a sample of the pages is looked at pixel by pixel. `whole`: all pages, not a sample.
    """

    folder: Path
    rehearsals: tuple[Path, ...]
    language: str
    screen: Screen
    sizes: tuple[TextSize, ...]
    moved: tuple[TextSize, ...]
    palettes: tuple[Palette, ...]
    whole: bool = True
    extras: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """In words."""
        return f"{self.language} on {self.screen.width}x{self.screen.height}"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a tour found, of how many pages shown, in how many seconds."""

    findings: tuple[Finding, ...]
    pages: int
    seconds: float


EXTRAS: dict[str, Callable[[Preferences], Preferences]] = {
    "wide spacing": lambda person: replace(person, spacing=True),
    "low reach": lambda person: replace(person, low_reach=True),
}
"""Settings that change where things stand, by the name that a report gives them."""


def tours(
    folder: Path,
    rehearsals: Sequence[Path],
    languages: Sequence[str],
    screens: Sequence[Screen],
    sizes: Sequence[TextSize],
    palettes: Sequence[Palette],
    *,
    whole: bool,
) -> Iterator[Tour]:
    """Geometry in each language on each screen; pixels once a palette, and once more on each screen and direction."""
    for screen in screens:
        for language in languages:
            first = screen is screens[0] and language == languages[0]
            once = screen is screens[0] or language == languages[0]
            yield Tour(
                folder=folder,
                rehearsals=tuple(rehearsals),
                language=language,
                screen=screen,
                sizes=tuple(sizes),
                moved=tuple(sizes[-1:]),
                palettes=tuple(palettes) if first else tuple(palettes[:1]) if once else (),
                whole=whole,
                extras=tuple(EXTRAS) if whole else (),
            )


def audit(all_tours: Sequence[Tour], jobs: int, told: Callable[[str], None]) -> Seen:
    """Go on every tour, so many at a time; `told` hears how far it is. Raises what a tour raises."""
    started = time.monotonic()
    findings: list[Finding] = []
    pages = 0
    # Each process draws offscreen, whatever the display; it must know that before it loads Qt.
    os.environ.update(QT_QPA_PLATFORM="offscreen", QT_QUICK_BACKEND="software")
    with ProcessPoolExecutor(
        min(jobs or os.cpu_count() or 1, len(all_tours)), mp_context=get_context("spawn"), max_tasks_per_child=1
    ) as pool:
        under_way = {pool.submit(go, tour): tour for tour in all_tours}
        for number, done in enumerate(as_completed(under_way), start=1):
            seen = done.result()
            findings += seen.findings
            pages += seen.pages
            told(
                f"{number} of {len(all_tours)}: {under_way[done].label}, {seen.pages} pages in {seen.seconds:.0f} s, "
                f"{len(seen.findings)} faults"
            )
    return Seen(tuple(together(findings)), pages, time.monotonic() - started)


def go(tour: Tour) -> Seen:
    """One tour, in this process."""
    from PySide6.QtGui import QGuiApplication

    from accessibility.audit.finding import finding
    from kiosk.catalogue.opening import open_pack
    from ui.camera.sources import painted
    from ui.inspection.auditing import Auditor
    from ui.inspection.collecting import Unplayable, collect
    from ui.inspection.looking import jpeg
    from ui.inspection.room import Room
    from ui.inspection.sampling import sample, typed
    from ui.window import prepare_environment

    started = time.monotonic()
    # Collected in a cycle while QML runs, the wrapper of an item takes the item with it (see ui.rehearsal.stage).
    gc.disable()
    prepare_environment()
    gui = QGuiApplication.instance() or QGuiApplication([])
    pack = open_pack(tour.folder)
    try:
        pages = collect(pack, tour.rehearsals, tour.language, jpeg(painted(), 1.0))
    except Unplayable as error:
        fault = Fault(tour.language, str(error), "Mend the rehearsal; `parvis rehearse` shows where it goes wrong.")
        return Seen((finding(PLAYED, fault, "rehearsals", tour.label),), 0, time.monotonic() - started)
    few = sample(pages)
    room = Room(tour.screen, pack.town.accent, pack.town.logo)
    auditor = Auditor(room, tuple(pack.town.languages))
    found: list[Finding] = []
    for size in tour.sizes:
        person = Preferences(language=tour.language, text_size=size, motion=False)
        found += auditor.shapes(pages if tour.whole else few, person)
        if size in tour.moved:
            found += auditor.movements(few, person)
            found += auditor.keyboards(typed(few), person)
            for extra in tour.extras:
                found += auditor.shapes(few, EXTRAS[extra](person), extra)
        print(f"  {tour.label}, {size.value} text: {len(found)} faults so far", file=sys.stderr, flush=True)
    for palette in tour.palettes:
        person = Preferences(language=tour.language, text_size=TextSize.MEDIUM, palette=palette, motion=False)
        found += auditor.colours(few, person)
        print(f"  {tour.label}, {palette.value}: {len(found)} faults so far", file=sys.stderr, flush=True)
    for warning in dict.fromkeys(room.warnings):
        fault = Fault(
            "QML", f"The view warned: {warning[:200]}", "Mend the QML; a visit tells the operator only where."
        )
        found.append(finding(WARNED, fault, "any", tour.label))
    room.close()
    del gui
    return Seen(tuple(together(found)), auditor.pages, time.monotonic() - started)
