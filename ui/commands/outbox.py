"""`parvis outbox`: what waits on this kiosk. Nothing here shows an answer, for nothing here can open one.

Run it as the kiosk's user, or as root.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui import state

if TYPE_CHECKING:
    from offline_cache.outbox.looking import Entry

HELP = "what waits on this kiosk: look, try again, take it away on a stick"
MOST_LISTED = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    areas = parser.add_subparsers(metavar="WHAT", required=True)
    status = areas.add_parser("status", help="how much waits, since when, what stands in the way (ends with 1: alarms)")
    show = areas.add_parser("show", help="what is known of one envelope")
    show.add_argument("wanted", metavar="NUMBER|REFERENCE", help="its number here, or the nine digits the visitor has")
    retry = areas.add_parser("retry", help="let the desk be asked again for what it refused")
    retry.add_argument("wanted", metavar="NUMBER|REFERENCE", nargs="*", help="which (see 'status')")
    retry.add_argument("--all", action="store_true", help="all that the desk refused")
    export = areas.add_parser("export", help="write what waits to a stick, for 'parvis desk import'")
    export.add_argument("folder", metavar="DIR", type=Path, help="a folder that is there")
    export.add_argument("wanted", metavar="NUMBER|REFERENCE", nargs="*", help="which (default: all)")
    export.add_argument("--remove", action="store_true", help="then forget it here, once it was read back whole")
    runners: dict[argparse.ArgumentParser, Callable[[argparse.Namespace, state.State], int]] = {
        status: _status,
        show: _show,
        retry: _retry,
        export: _export,
    }
    for area, runner in runners.items():
        state.add_argument(area)
        area.set_defaults(run_area=runner)
    for area in (status, show):
        area.add_argument("--json", action="store_true", help="for machines")


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked."""
    area: Callable[[argparse.Namespace, state.State], int] = arguments.run_area
    return area(arguments, state.locate(arguments.state))


def _status(arguments: argparse.Namespace, place: state.State) -> int:
    from kiosk import config
    from offline_cache.alarms import Alarms
    from offline_cache.outbox.looking import looking
    from offline_cache.outbox.telling import overview_lines, overview_record
    from offline_cache.store.replacing import set_aside
    from offline_cache.store.reserve import free_bytes

    settings = config.read(place.configuration).store
    with looking(place.outbox) as lying:
        overview = lying.overview()
        aside = [entry for entry, _ in zip(lying.set_aside(), range(MOST_LISTED), strict=False)]
    alarms = Alarms(place.alarms).standing()
    disk = free_bytes(place.root)
    reserve = place.reserve.stat().st_size if place.reserve.exists() else 0
    damaged = [path.name for path in set_aside(place.outbox)]
    if arguments.json:
        _print_json(overview_record(overview, aside, alarms, disk, reserve, settings, damaged))
    else:
        _print_lines(overview_lines(overview, aside, alarms, disk, reserve, settings, damaged))
    return 1 if alarms else 0


def _show(arguments: argparse.Namespace, place: state.State) -> int:
    from offline_cache.outbox.looking import looking
    from offline_cache.outbox.telling import entry_lines, entry_record

    with looking(place.outbox) as lying:
        found = lying.find(arguments.wanted)
    if arguments.json:
        _print_json([entry_record(entry) for entry in found])
    else:
        for entry in found:
            _print_lines(entry_lines(entry))
    return 0


def _retry(arguments: argparse.Namespace, place: state.State) -> int:
    from offline_cache.alarms import Alarms
    from offline_cache.courier.bell import COURIER, ring
    from offline_cache.outbox.looking import NoSuchEnvelope, looking
    from offline_cache.outbox.telling import tell

    if bool(arguments.wanted) == arguments.all:
        raise NoSuchEnvelope("Say which, or --all. 'parvis outbox status' lists what was set aside.")
    with looking(place.outbox, writing=True) as lying:
        chosen = list(lying.set_aside()) if arguments.all else _chosen(lying.find, arguments.wanted)
        dead = [entry.sequence for entry in chosen if entry.condition == "refused"]
        changed = lying.retry(dead)
        tell(Alarms(place.alarms), lying.overview())
    ring(place.run, COURIER)
    print(f"{changed} wait again.")
    left = len(chosen) - changed
    if left:
        print(
            f"parvis: {left} were left: they are not dead letters. What was changed on the disk: 'parvis enrol adopt'.",
            file=sys.stderr,
        )
    return 1 if left else 0


def _chosen(find: Callable[[str], list[Entry]], wanted: list[str]) -> list[Entry]:
    return list({entry.sequence: entry for word in wanted for entry in find(word)}.values())


def _export(arguments: argparse.Namespace, place: state.State) -> int:
    from kiosk import config
    from offline_cache.alarms import Alarms
    from offline_cache.outbox.looking import looking
    from offline_cache.outbox.sealed_folder import FolderUnusable, sweep, write
    from offline_cache.outbox.telling import tell

    kiosk = config.read(place.configuration).device_id
    if not arguments.folder.is_dir():
        raise FolderUnusable(f"{arguments.folder}: is not there. Is the stick mounted? Nothing is made in its place.")
    sweep(arguments.folder)
    written = gone = 0
    with looking(place.outbox, writing=arguments.remove) as lying:
        numbers = [e.sequence for e in _chosen(lying.find, arguments.wanted)] or list(lying.identities().values())
        try:
            for number in numbers:
                if (sealed := lying.sealed(number, kiosk)) is None:
                    gone += 1
                    continue
                write(arguments.folder, sealed)
                written += 1
                if arguments.remove:
                    lying.remove(number)
        finally:
            print(f"{written} of {len(numbers)} envelopes are in {arguments.folder}, sealed.")
            if gone:
                print(f"{gone} had been delivered over the line already, or meanwhile: the desk has them.")
            if arguments.remove:
                tell(Alarms(place.alarms), lying.overview())
    print("At the desk: parvis desk import DIR. What also arrives over the line is taken once.")
    return 0


def _print_lines(lines: list[str]) -> None:
    from kiosk.terminal import for_terminal

    for line in lines:
        print(for_terminal(line))


def _print_json(record: Any) -> None:
    # ASCII alone: nothing in it can act on a terminal.
    print(json.dumps(record, indent=1))
