"""`parvis publish`: a town's packs, signed for its kiosks. docs/updates.md says who does what, and where."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from kiosk.terminal import for_terminal
from ui.passphrases import passphrase

if TYPE_CHECKING:
    from offline_cache.publishing.layout import Repository

HELP = "sign a town's packs and publish them to its kiosks"
PASSPHRASE_VARIABLE = "PARVIS_PUBLISH_PASSPHRASE"
ONLINE_VARIABLE = "PARVIS_PUBLISH_ONLINE_PASSPHRASE"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    def area(name: str, words: str, runner: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=words)
        made.set_defaults(run_action=runner)
        if name != "key":
            made.add_argument("repository", type=Path, metavar="REPO", help="the repository's directory")
        if name in ("init", "key", "sign", "refresh"):
            what = f"with the key's passphrase (else ${PASSPHRASE_VARIABLE}, else asked for)"
            made.add_argument("--passphrase-file", type=Path, metavar="FILE", help=what)
        return made

    init = area("init", "begin a repository, with its keys (on a computer without a network)", _init)
    init.add_argument("--keys", type=Path, required=True, metavar="DIR", help="where the new keys are put")
    for role, count in (("root", 2), ("targets", 1)):
        init.add_argument(f"--{role}-keys", type=int, default=count, metavar="N", help=f"default: {count}")
        init.add_argument(f"--{role}-threshold", type=int, default=1, metavar="N", help="how many must sign (1)")
        what = "a public key that its owner made with 'publish key', in place of new ones; may be repeated"
        init.add_argument(f"--{role}-key", type=Path, action="append", default=[], metavar="PUB", help=what)
    init.add_argument("--online-key", type=Path, metavar="PUB", help="the server's own, in place of a new one")
    what = f"the passphrase that the server will have (else ${ONLINE_VARIABLE}, else asked for)"
    init.add_argument("--online-passphrase-file", type=Path, metavar="FILE", help=what)

    key = area("key", "make one encrypted key, and its public half beside it", _key)
    key.add_argument("file", type=Path, metavar="FILE", help="for example stick/root-3.pem")

    add = area("add", "prepare a built pack for signing", _add)
    add.add_argument("pack", type=Path, nargs="?", metavar="PACKDIR", help="what 'parvis pack build' made")
    add.add_argument("--again", action="store_true", help="the pack of last time, for another term")
    add.add_argument("--another-pack", action="store_true", help="its identifier may differ from the last one's")
    add.set_defaults(parser_of_add=add)

    sign = area("sign", "sign what is prepared, with one key", _sign)
    sign.add_argument("--key", required=True, metavar="KEY", help="a key file, or a token's URI (hsm:2?label=...)")

    refresh = area("refresh", "release what is signed, and vouch for another month: every day", _refresh)
    refresh.add_argument("--key", required=True, metavar="KEY", help="the online key: a file, or a URI")
    refresh.add_argument("--from", type=Path, dest="source", metavar="STICK", help="take over this repository first")
    refresh.add_argument("--prune", action="store_true", help="delete files that no kiosk can ask for any more")

    root = area("root", "prepare the next root: for another term, and with other keys if you say which", _root)
    for option, value in (("--add-key", "PUB"), ("--remove-key", "NAME"), ("--threshold", "N")):
        what = "ROLE is root, targets or online; may be repeated"
        root.add_argument(option, nargs=2, action="append", default=[], metavar=("ROLE", value), help=what)
    root.add_argument("--cancel", action="store_true", help="drop the root that is prepared")

    area("status", "say who signs, what expires when, what waits (status 1: something is due)", _status)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked of the repository."""
    runner: Callable[[argparse.Namespace], int] = arguments.run_action
    return runner(arguments)


def _repository(arguments: argparse.Namespace) -> Repository:
    from offline_cache.publishing.layout import Repository

    return Repository(arguments.repository.absolute())


def _ask(arguments: argparse.Namespace) -> Callable[[str], str]:
    return lambda what: passphrase(what, arguments.passphrase_file, PASSPHRASE_VARIABLE)


def _init(arguments: argparse.Namespace) -> int:
    from offline_cache.publishing.beginning import Wanted, begin
    from offline_cache.publishing.terms import utc_now

    repository = _repository(arguments)

    def secret_of(name: str) -> str:
        if name.startswith("online-"):
            return passphrase(name, arguments.online_passphrase_file, ONLINE_VARIABLE, twice=True)
        return passphrase(name, arguments.passphrase_file, PASSPHRASE_VARIABLE, twice=True)

    wanted = {
        "root": Wanted(arguments.root_keys, arguments.root_threshold, tuple(arguments.root_key)),
        "targets": Wanted(arguments.targets_keys, arguments.targets_threshold, tuple(arguments.targets_key)),
        "online": Wanted(public=(arguments.online_key,) if arguments.online_key else ()),
    }
    for path in begin(repository, arguments.keys, wanted, secret_of, utc_now()):
        place = "to the server, with its own passphrase" if path.name.startswith("online-") else "to a safe of its own"
        print(f"{path}: {place}")
    print("Copy each root key to a second place that does not burn with the first, its passphrase apart from both.")
    print(f"Next: parvis publish add {repository.base} PACKDIR")
    _say_waiting(repository)
    return 0


def _key(arguments: argparse.Namespace) -> int:
    from offline_cache.publishing.keys import make_key, public_path

    path: Path = arguments.file
    make_key(path, passphrase(path.name, arguments.passphrase_file, PASSPHRASE_VARIABLE, twice=True))
    print(f"{path}: keep it; only you need it")
    print(f"{public_path(path)}: give it to whoever runs 'publish init' or 'publish root --add-key'")
    return 0


def _add(arguments: argparse.Namespace) -> int:
    from offline_cache.publishing import packing
    from offline_cache.publishing.terms import utc_now

    repository = _repository(arguments)
    if arguments.again == (arguments.pack is not None):
        arguments.parser_of_add.error("give either PACKDIR or --again")
    with repository.alone():
        if arguments.again:
            packing.stage_again(repository, utc_now())
        else:
            packing.stage_pack(repository, arguments.pack, utc_now(), another=arguments.another_pack)
    _say_waiting(repository)
    return _warn(repository)


def _sign(arguments: argparse.Namespace) -> int:
    from offline_cache.publishing import signing

    repository = _repository(arguments)
    # Shown before the passphrase is asked for: whoever signs shall know what.
    _say_waiting(repository)
    with repository.alone():
        for one in signing.sign(repository, arguments.key, _ask(arguments)):
            _print([f"{one.title}: signed" + (f", {one.lacking} more to go" if one.lacking else ", complete")])
    return _warn(repository)


def _refresh(arguments: argparse.Namespace) -> int:
    from offline_cache.publishing import pruning, release
    from offline_cache.publishing.layout import Repository
    from offline_cache.publishing.terms import utc_now

    repository = _repository(arguments)
    source = Repository(arguments.source.absolute()) if arguments.source else None
    if source is not None:
        repository.prepare()
    with repository.alone():
        done = release.refresh(repository, arguments.key, _ask(arguments), utc_now(), source=source)
        pruned = pruning.prune(repository) if arguments.prune else 0
    print(
        f"released: root {done.root}, targets {done.targets}, snapshot {done.snapshot}, timestamp {done.timestamp}"
        + (f"; {pruned} old files deleted" if pruned else "")
    )
    if done.snapshot == 1 and source is not None:
        begun = (
            f"{repository.base} is new, and its numbers begin at 1. Where kiosks had another repository of this "
            "town, they take nothing from it until the online key is replaced: docs/updates.md, Drills."
        )
        _print([begun])
    _print((f"parvis: {sentence}" for sentence in done.held_back), sys.stderr)
    _warn(repository)
    return 1 if done.held_back else 0


def _root(arguments: argparse.Namespace) -> int:
    from offline_cache.publishing import roots
    from offline_cache.publishing.keys import read_public
    from offline_cache.publishing.rotation import rotate
    from offline_cache.publishing.terms import utc_now

    repository = _repository(arguments)
    with repository.alone():
        if arguments.cancel:
            print("The root that was prepared is dropped." if roots.cancel(repository) else "No root was prepared.")
            return 0
        add = [(role, read_public(Path(file))) for role, file in arguments.add_key]
        thresholds = {role: _number(number) for role, number in arguments.threshold}
        rotate(repository, utc_now(), add, [(role, name) for role, name in arguments.remove_key], thresholds)
    _say_waiting(repository)
    return 0


def _number(text: str) -> int:
    from offline_cache.publishing.layout import RepositoryUnusable

    if not text.isdecimal() or len(text) > 2:
        raise RepositoryUnusable(f"--threshold: '{text}' is not a number of keys.")
    return int(text)


def _status(arguments: argparse.Namespace) -> int:
    from offline_cache.publishing.standing import describe
    from offline_cache.publishing.terms import utc_now

    repository = _repository(arguments)
    _print(describe(repository, utc_now()))
    return _warn(repository, status=1)


def _say_waiting(repository: Repository) -> None:
    from offline_cache.publishing.standing import waiting_lines

    _print(waiting_lines(repository))


def _print(lines: Iterable[str], stream: TextIO | None = None) -> None:
    # A stick came round with it: what somebody signs must be what they read.
    for line in lines:
        print(for_terminal(line), file=stream)


def _warn(repository: Repository, *, status: int = 0) -> int:
    """Say on standard error what is due; `status` when something is."""
    from offline_cache.publishing.standing import warnings
    from offline_cache.publishing.terms import utc_now

    due = warnings(repository, utc_now())
    _print((f"parvis: {sentence}" for sentence in due), sys.stderr)
    return status if due else 0
