"""`parvis pack`: check and build a town's pack."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from kiosk.authoring.finding import Finding

HELP = "check or build a town's pack"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`pack check DIR` and `pack build DIR --public-key FILE -o OUT`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("check", help="say what is wrong with a pack's source, and how to mend it")
    check.add_argument("directory", type=Path, metavar="DIR", help="the pack's source, with town.toml in it")
    build = actions.add_parser("build", help="check the source, then build what a kiosk opens")
    build.add_argument("directory", type=Path, metavar="DIR", help="the pack's source, with town.toml in it")
    build.add_argument(
        "--public-key",
        type=Path,
        required=True,
        metavar="FILE",
        help="the desk's public key (PEM), from 'parvis desk keys'",
    )
    build.add_argument("-o", "--output", type=Path, required=True, metavar="OUT", help="the built pack's directory")


def run(arguments: argparse.Namespace) -> int:
    """Check or build; 1 when there are errors."""
    if arguments.action == "check":
        return _check(arguments.directory)
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


def _build(directory: Path, public_key: Path, output: Path) -> int:
    from kiosk.authoring.building import build, build_time
    from kiosk.authoring.finding import PackUnfit
    from kiosk.authoring.public_key import read_public_key

    try:
        warnings = build(directory, read_public_key(public_key), output, build_time())
    except PackUnfit as unfit:
        _print(unfit.findings, sys.stderr)
        raise
    _print(warnings, sys.stderr)
    print(f"{output}: built from {directory}.")
    return 0


def _print(findings: Iterable[Finding], stream: TextIO) -> None:
    for finding in findings:
        print(finding.line(), file=stream)
