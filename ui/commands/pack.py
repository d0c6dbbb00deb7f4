"""`parvis pack`: check and build a town's pack, import forms into it, and bring a kiosk its newest."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from kiosk.errors import ParvisError
from kiosk.terminal import for_terminal
from ui import state
from ui.commands.packs import importing

if TYPE_CHECKING:
    from kiosk.authoring.finding import Finding

HELP = "check or build a town's pack, import forms into it, or bring a kiosk its newest"


class NoRepository(ParvisError):
    """Nobody said where packs come from."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`pack check DIR`, `pack build DIR --public-key FILE -o OUT`, `pack import forms URL`, `pack update`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("check", help="say what is wrong with a pack's source, and how to mend it")
    check.add_argument("directory", type=Path, metavar="DIR", help="the pack's source, with town.toml in it")
    build = actions.add_parser("build", help="check the source, then build what a kiosk opens")
    build.add_argument("directory", type=Path, metavar="DIR", help="the pack's source, with town.toml in it")
    build.add_argument(
        "--public-key",
        type=Path,
        metavar="FILE",
        help="the desk's public key (PEM), from 'parvis desk keys'; needed unless each form came with its server's key",
    )
    build.add_argument("-o", "--output", type=Path, required=True, metavar="OUT", help="the built pack's directory")
    update = actions.add_parser(
        "update", help="on a kiosk: take the newest signed pack now, instead of within the hour"
    )
    state.add_argument(update)
    update.add_argument(
        "--from",
        dest="source",
        metavar="URL|DIR",
        help="address or folder of the repository (default: kiosk.toml's [updates] url)",
    )
    update.add_argument("--another-pack", action="store_true", help="also take the pack of another town than before")
    importing.add_arguments(actions.add_parser("import", help="bring in what a server publishes"))


def run(arguments: argparse.Namespace) -> int:
    """Check, import or build; 1 when there are errors."""
    if arguments.action == "check":
        return _check(arguments.directory)
    if arguments.action == "update":
        return _update(state.locate(arguments.state), arguments.source, another=arguments.another_pack)
    if arguments.action == "import":
        return importing.run(arguments)
    return _build(arguments.directory, arguments.public_key, arguments.output)


def _check(directory: Path) -> int:
    from kiosk.authoring.checking import check
    from kiosk.authoring.finding import has_errors

    findings = check(directory)
    _print(findings, sys.stdout)
    failed = has_errors(findings)
    if not failed:
        warnings = f" ({len(findings)} warnings)" if findings else ""
        print(f"{directory}: nothing stops this pack from being built{warnings}.")
    return 1 if failed else 0


def _build(directory: Path, public_key: Path | None, output: Path) -> int:
    from kiosk.authoring.building import build, build_time
    from kiosk.authoring.finding import PackUnfit
    from kiosk.authoring.keys import keys_of
    from kiosk.authoring.public_key import read_public_key

    try:
        key = read_public_key(public_key) if public_key is not None else ""
        warnings = build(directory, key, output, build_time())
    except PackUnfit as unfit:
        _print(unfit.findings, sys.stderr)
        raise
    _print(warnings, sys.stderr)
    print(f"{output}: built from {directory}.")
    for fingerprint, forms in keys_of(output).items():
        print(for_terminal(f"Sealed for the key {fingerprint}: {', '.join(forms)}"))
    return 0


def _update(place: state.State, given: str | None, *, another: bool) -> int:
    from kiosk import config
    from offline_cache.packs.folder import Folder
    from offline_cache.packs.sources import Source
    from offline_cache.packs.updating import update
    from offline_cache.packs.web import Web

    settings = config.read(place.configuration).updates
    address = given or settings.url
    if not address:
        raise NoRepository("kiosk.toml has no [updates] url. Write it there, or give --from with an address or folder.")
    # What is said of it below is in its log too, which would come out a second time where nobody listens to logs.
    logging.getLogger("offline_cache.packs").addHandler(logging.NullHandler())
    web = "://" in address
    source: Source = Web(address, settings.authority, settings.proxy) if web else Folder(Path(address).absolute())
    place.prepare()
    outcome = update(place.root, source, thorough=True, another=another)
    print(for_terminal(outcome.sentence), file=sys.stdout if outcome.ending.good else sys.stderr)
    return 0 if outcome.ending.good else 1


def _print(findings: Iterable[Finding], stream: TextIO) -> None:
    for finding in findings:
        print(for_terminal(finding.line()), file=stream)
