"""`parvis desk`: its keys, its kiosks' tokens, its inbox and its reader.

`--state` is the desk's own directory here; without it, `desk` under the user's state directory.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from kiosk.errors import ParvisError
from ui import state
from ui.passphrases import first_line, passphrase

HELP = "keys, inbox and reader of the built-in desk"
PASSPHRASE_VARIABLE = "PARVIS_DESK_PASSPHRASE"


class NoFile(ParvisError):
    """What was read has nowhere to go."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    areas = parser.add_subparsers(metavar="WHAT", required=True)

    keys = areas.add_parser("keys", help="make the key pair that submissions are sealed for, or test one")
    keys.add_argument("--test", action="store_true", help="test the pair that is there, or a backup of it")
    _passphrase_arguments(keys)

    token = areas.add_parser("token", help="make a token for a kiosk")
    token.add_argument("kiosk", metavar="KIOSK", help="the kiosk's name, as the desk shall show it")

    serve = areas.add_parser("serve", help="run the inbox; it never touches the private key")
    serve.add_argument("--host", help="address to listen on (default: desk.toml's, else 127.0.0.1)")
    serve.add_argument("--port", type=int, help="port; 0 takes any free one (default: desk.toml's, else 8384)")
    serve.add_argument("--tls-certificate", metavar="FILE", help="PEM file with the certificate and its chain")
    serve.add_argument("--tls-key", metavar="FILE", help="PEM file with the certificate's key")

    forms = areas.add_parser("forms", help="keep a built pack's forms, so that kiosks notice when theirs are others")
    forms.add_argument("pack", type=Path, metavar="PACK", help="the built pack's directory")

    read = areas.add_parser("read", help="open what has arrived, with the private key")
    read.add_argument("reference", nargs="?", help="one reference, as the visitor has it (default: all)")
    read.add_argument("--format", choices=("table", "json", "csv", "xlsx"), default="table", help="default: table")
    read.add_argument("-o", "--output", metavar="FILE", type=Path, help="write it there (default: standard output)")
    read.add_argument("--private-key", metavar="FILE", help="default: private.pem in the desk's directory")
    read.add_argument(
        "--older-key",
        metavar="FILE",
        action="append",
        default=[],
        type=Path,
        help="a private key from before, for what was sealed for it; may be given again",
    )
    read.add_argument("--attachments", metavar="DIR", type=Path, help="also write their files to DIR/REFERENCE/NAME")
    _passphrase_arguments(read)

    imports = areas.add_parser("import", help="take in what 'parvis outbox export' wrote to a stick")
    imports.add_argument("folder", metavar="DIR", type=Path, help="the folder with one folder for each envelope")
    imports.add_argument("--kiosk", metavar="NAME", help="whose they are (default: as the folders say)")

    runners: dict[argparse.ArgumentParser, Callable[[argparse.Namespace], int]] = {
        keys: _keys,
        token: _token,
        serve: _serve,
        forms: _forms,
        read: _read,
        imports: _import,
    }
    for area, runner in runners.items():
        area.add_argument("--state", metavar="DIR", help="the desk's state directory")
        area.set_defaults(run_area=runner)


def _passphrase_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-file",
        metavar="FILE",
        type=Path,
        help="file with the private key's passphrase, and a line more for each older key that has another "
        f"(else ${PASSPHRASE_VARIABLE}, else asked for)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked of the desk."""
    area: Callable[[argparse.Namespace], int] = arguments.run_area
    return area(arguments)


def _directory(arguments: argparse.Namespace) -> Path:
    return Path(arguments.state).absolute() if arguments.state else state.locate(None).desk


def _passphrase(arguments: argparse.Namespace, directory: Path, *, twice: bool = False, older: int = 0) -> str:
    """From the file named, the environment, a demonstration's own file, or the terminal, in this order.

    `older` counts the keys from before: the file's first line is for all whose own line it has not.
    """
    from offline_cache.enrolment import PASSPHRASE_NAME

    given = arguments.passphrase_file
    if given is None and PASSPHRASE_VARIABLE not in os.environ and (directory / PASSPHRASE_NAME).exists():
        print(
            "parvis: warning: this is a demonstration key. Its passphrase lies beside it, so it keeps nothing secret.",
            file=sys.stderr,
        )
        return first_line(directory / PASSPHRASE_NAME)
    what = f"older key {older}" if older else "the private key"
    return passphrase(what, given, PASSPHRASE_VARIABLE, twice=twice, line=older)


def _keys(arguments: argparse.Namespace) -> int:
    from offline_cache.desk.keys import PRIVATE_NAME, PUBLIC_NAME, create_keys, self_test

    directory = _directory(arguments)
    if arguments.test:
        fingerprint = self_test(directory, _passphrase(arguments, directory))
        print(f"{directory / PRIVATE_NAME} opens what {directory / PUBLIC_NAME} seals.")
    else:
        fingerprint = create_keys(directory, _passphrase(arguments, directory, twice=True))
        print(f"Private key: {directory / PRIVATE_NAME} (back it up, and test the backup with --test)")
        print(f"Public key:  {directory / PUBLIC_NAME} (for 'parvis pack build --public-key')")
    print(f'For kiosk.toml, under [desk]:  public_key_sha256 = "{fingerprint}"')
    return 0


def _token(arguments: argparse.Namespace) -> int:
    from offline_cache.desk.tokens import add_token

    token = add_token(_directory(arguments), arguments.kiosk)
    print("For this kiosk ('parvis enrol keys --desk-token -' there), or its kiosk.toml; it is not shown again:")
    print(f'token = "{token}"')
    return 0


def _serve(arguments: argparse.Namespace) -> int:
    from dataclasses import replace

    from offline_cache.desk.server import read_settings, serve
    from offline_cache.desk.tokens import TOKENS_NAME
    from ui import faultlines
    from ui.hardening import forbid_cores

    forbid_cores()
    faultlines.install()
    directory = _directory(arguments)
    given = {
        name: getattr(arguments, name)
        for name in ("host", "port", "tls_certificate", "tls_key")
        if getattr(arguments, name) is not None
    }
    settings = replace(read_settings(directory), **given)
    if not (directory / TOKENS_NAME).exists():
        print(
            f"parvis: no kiosk has a token in {directory}: is it the right one? Make one: 'parvis desk token KIOSK'.",
            file=sys.stderr,
            flush=True,
        )
    serve(directory, settings, lambda address: print(f"The desk listens at {address}", flush=True))
    return 0


def _give(content: bytes, output: Path | None) -> None:
    """To standard output, or into a new file that only this user may read: the answers are in the clear in it."""
    if output is None:
        sys.stdout.flush()
        stream = getattr(sys.stdout, "buffer", None)
        if stream is None:
            sys.stdout.write(content.decode("utf-8"))
        else:
            stream.write(content)
            stream.flush()
        return
    try:
        with open(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(content)
    except OSError as error:
        raise NoFile(f"{output}: cannot be written ({error.strerror}). Name a file that is not there yet.") from error
    print(f"parvis: {output} has the answers in the clear.", file=sys.stderr)


def _forms(arguments: argparse.Namespace) -> int:
    from kiosk.catalogue import open_pack
    from offline_cache.desk.forms import take_forms
    from offline_cache.desk.keys import PUBLIC_NAME, public_key_of
    from offline_cache.sealing import fingerprint_of

    directory = _directory(arguments)
    own = fingerprint_of(public_key_of(directory)) if (directory / PUBLIC_NAME).exists() else ""
    new = take_forms(directory, open_pack(arguments.pack).forms, own)
    print(f"New at this desk: {', '.join(new)}" if new else "This desk has these forms already.")
    return 0


def _read(arguments: argparse.Namespace) -> int:
    from kiosk.takeaway.reference import read_reference
    from offline_cache.desk import presenting
    from offline_cache.desk.keys import PRIVATE_NAME, load_private_key
    from offline_cache.desk.reader import NothingThere, read_inbox, require_inbox
    from ui import faultlines
    from ui.hardening import harden

    # Here answers are in the clear: no core of them, and what fails quotes none.
    harden(None)
    faultlines.install()
    directory = _directory(arguments)
    reference = None
    if arguments.format == "xlsx" and arguments.output is None and sys.stdout.isatty():
        raise NoFile("A workbook is not for a terminal. Name a file for it: --output requests.xlsx")
    if arguments.reference is not None and (reference := read_reference(arguments.reference)) is None:
        raise NothingThere("A reference has nine digits, and these do not fit together. Ask for it again.")
    require_inbox(directory)
    path = Path(arguments.private_key) if arguments.private_key else directory / PRIVATE_NAME
    private_key = load_private_key(path, _passphrase(arguments, directory))
    older = [
        load_private_key(file, _passphrase(arguments, file.parent, older=number))
        for number, file in enumerate(arguments.older_key, 1)
    ]
    submissions = list(read_inbox(directory, private_key, reference, older=older))
    text: str | bytes
    match arguments.format:
        case "json":
            text = presenting.as_json(submissions)
        case "csv":
            text = presenting.as_csv(submissions)
        case "xlsx":
            text = presenting.as_xlsx(submissions)
        case _:
            text = presenting.table(submissions)
    _give(text if isinstance(text, bytes) else text.encode("utf-8"), arguments.output)
    if arguments.attachments is not None:
        from offline_cache.desk.unpacking import write_attachments

        written = write_attachments(submissions, arguments.attachments)
        print(f"parvis: {len(written)} files are in {arguments.attachments}, in the clear.", file=sys.stderr)
    unopened = sum(1 for submission in submissions if submission.problem)
    if unopened:
        print(f"parvis: {unopened} of {len(submissions)} could not be opened.", file=sys.stderr)
    return 1 if unopened else 0


def _import(arguments: argparse.Namespace) -> int:
    from kiosk.terminal import for_terminal
    from offline_cache.desk.importing import import_envelopes

    done = import_envelopes(_directory(arguments), arguments.folder, arguments.kiosk)
    for sentence in done.problems:
        print(f"parvis: {for_terminal(sentence)}", file=sys.stderr)
    print(f"{done.taken} taken in, {done.known} were here already, {len(done.problems)} not taken.")
    return 1 if done.problems else 0
