"""`parvis audit`: look at every page of a pack, and say what would shut somebody out."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accessibility.audit.report import Report
    from accessibility.audit.rule import Rule
    from kiosk.config import Screen
    from ui.inspection.touring import Tour

HELP = "look at every page of a pack, and say what would shut somebody out"
UNKNOWN_DPI = 100.0
SCREENS = ("1080x1920", "1280x800", "800x1280")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("pack", metavar="PACK", type=Path, help="a pack's folder, built or not; or a QML file of yours")
    parser.add_argument("--language", metavar="L", help="only in this language")
    parser.add_argument("--text-size", metavar="S", choices=("small", "medium", "large", "largest"))
    parser.add_argument(
        "--palette", metavar="P", choices=("default", "black-on-white", "white-on-black", "soft"), help="colours"
    )
    parser.add_argument("--screen", metavar="WxH[@DPI]", help="only on this screen: pixels, and dots an inch")
    parser.add_argument(
        "--all", action="store_true", help="all pages, text sizes and palettes (else a sample of the pages)"
    )
    parser.add_argument("--report", metavar="DIR", type=Path, help="write audit.html and audit.json there")
    parser.add_argument("--jobs", metavar="N", type=int, default=0, help="processes at a time (default: one a core)")


def run(arguments: argparse.Namespace) -> int:
    """Audit; 0 where no fault was found, 1 where some were."""
    if arguments.pack.suffix == ".qml":
        return _scene(arguments)
    from accessibility.audit.report import Report
    from accessibility.audit.rules import RULES
    from ui.inspection import touring

    with tempfile.TemporaryDirectory(prefix="parvis-audit-") as own:
        planned = _planned(arguments, Path(own))
        seen = touring.audit(planned, arguments.jobs, _told)
    glasses = [f"{tour.label}, {size.value}" for tour in planned for size in tour.sizes]
    glasses += [f"{tour.label}, {palette.value}" for tour in planned for palette in tour.palettes]
    report = Report(arguments.pack.name, seen.findings, seen.pages, seen.seconds, glasses)
    return _reported(report, (*RULES, touring.WARNED, touring.PLAYED), arguments.report)


def _scene(arguments: argparse.Namespace) -> int:
    """One QML file, on one screen."""
    from accessibility.audit.report import Report
    from accessibility.audit.rules import RULES
    from ui.inspection.scenes import audit_scene

    text = arguments.screen or SCREENS[0]
    found, seconds = audit_scene(arguments.pack, _screen(text))
    return _reported(Report(arguments.pack.name, found, 1, seconds, [text]), RULES, arguments.report)


def _reported(report: Report, rules: Sequence[Rule], folder: Path | None) -> int:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "audit.html").write_text(report.to_html(rules), encoding="utf-8")
        (folder / "audit.json").write_text(report.to_json(rules), encoding="utf-8")
        _told(f"The report is {folder / 'audit.html'}.")
    for line in report.lines():
        print(line)
    return 1 if report.findings else 0


def _planned(arguments: argparse.Namespace, own: Path) -> list[Tour]:
    from kiosk.catalogue.opening import open_pack
    from kiosk.visit.preferences import Palette, TextSize
    from ui.inspection import touring
    from ui.inspection.building import built
    from ui.rehearsal.plan import RehearsalUnfit, written_in

    rehearsals = written_in(arguments.pack)
    folder = built(arguments.pack, own)
    languages = open_pack(folder).town.languages
    if arguments.language and arguments.language not in languages:
        raise RehearsalUnfit(f"The pack has no '{arguments.language}'. It has: {', '.join(languages)}.")
    screens = [_screen(text) for text in ([arguments.screen] if arguments.screen else SCREENS)]
    sizes = list(TextSize) if arguments.all else [TextSize.SMALL, TextSize.LARGEST]
    palettes = list(Palette) if arguments.all else [Palette.DEFAULT, Palette.WHITE_ON_BLACK]
    return list(
        touring.tours(
            folder,
            rehearsals,
            [arguments.language] if arguments.language else list(languages),
            screens,
            [TextSize(arguments.text_size)] if arguments.text_size else sizes,
            [Palette(arguments.palette)] if arguments.palette else palettes,
            whole=arguments.all,
        )
    )


def _screen(text: str) -> Screen:
    from ui.rehearsal.plan import REFERENCE_DENSITIES, RehearsalUnfit, parse_screen

    name, _, density = text.partition("@")
    try:
        dpi = float(density) if density else None
    except ValueError:
        raise RehearsalUnfit(f"'{density}' is not a density. Write dots an inch, like 800x1280@189.") from None
    screen = parse_screen(name, dpi or UNKNOWN_DPI)
    if dpi is None:
        dpi = REFERENCE_DENSITIES.get((screen.width, screen.height))
        if dpi is None:
            raise RehearsalUnfit(f"The density of a {name} screen is not known. Write dots an inch, like {name}@170.")
    return parse_screen(name, dpi)


def _told(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
