"""`parvis enrol`: the kiosk's own secrets, made and stored by IT on the kiosk itself."""

from __future__ import annotations

import argparse
from pathlib import Path

from ui import state as states

HELP = "make, store, rotate and check the kiosk's own secrets"

TAKEN = ("desk-token", "desk-password", "desk-client-key")
PLACES = ("credentials", "secret-service", "file")
KEYS = ("auto", "tpm2", "host+tpm2", "host")
DIRECTORY = "/etc/credstore.encrypted"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs and their arguments."""
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    keys = _verb(verbs, "keys", "make the outbox's key where there is none, and store what the desk gave")
    for name in TAKEN:
        keys.add_argument(f"--{name}", metavar="FILE", help=f"the {name}; - reads it from standard input")
    _verb(verbs, "rotate", "a new key for the outbox; what waits under the old ones is still delivered")
    check = _verb(verbs, "check", "read every secret back, and say who could open it")
    check.add_argument(
        "--set-aside", action="store_true", help="rename credentials that do not open, so that the kiosk starts"
    )
    adopt = _verb(verbs, "adopt", "after the outbox's key was lost: list what bears no mark of ours, and send it")
    adopt.add_argument("sequence", nargs="*", type=int, metavar="N", help="which; none: only list them")
    adopt.add_argument("--all", action="store_true", help="all of them")


def _verb(verbs: argparse._SubParsersAction[argparse.ArgumentParser], name: str, line: str) -> argparse.ArgumentParser:
    verb = verbs.add_parser(name, help=line, description=line[0].upper() + line[1:] + ".")
    verb.set_defaults(verb=name)
    states.add_argument(verb)
    verb.add_argument(
        "--into",
        choices=PLACES,
        default="credentials",
        help="who holds them: systemd's encrypted credentials (default; as root), the desktop's wallet, or files",
    )
    verb.add_argument("--to", metavar="DIR", default=DIRECTORY, help=f"the store of credentials (default: {DIRECTORY})")
    verb.add_argument("--with-key", choices=KEYS, default="auto", help="what encrypts them (default: auto)")
    verb.add_argument("--tpm2-device", default="", help=argparse.SUPPRESS)
    return verb


def run(arguments: argparse.Namespace) -> int:
    """Do it. 0: all is well. 1: something is missing or does not open."""
    from ui.enrolling import Enrolment, Place
    from ui.hardening import forbid_cores

    # It holds every secret of the kiosk.
    forbid_cores()
    enrolment = Enrolment(
        states.locate(arguments.state),
        Place(arguments.into, Path(arguments.to), arguments.with_key, arguments.tpm2_device),
    )
    match arguments.verb:
        case "keys":
            given = {name: getattr(arguments, name.replace("-", "_")) for name in TAKEN}
            return enrolment.keys({name: source for name, source in given.items() if source is not None})
        case "rotate":
            return enrolment.rotate()
        case "check":
            return enrolment.check(set_aside=arguments.set_aside)
        case _:
            return enrolment.adopt(None if arguments.all else frozenset(arguments.sequence))
