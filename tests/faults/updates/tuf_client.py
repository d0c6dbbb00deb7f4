#!/usr/bin/env python3
r"""Our TUF client under the command protocol of tuf-conformance (CLIENT-CLI.md of theupdateframework/tuf-conformance).

    tuf_client.py --metadata-dir DIR init TRUSTED_ROOT
    tuf_client.py --metadata-dir DIR --metadata-url URL refresh
    tuf_client.py --metadata-dir DIR --metadata-url URL --target-name NAME --target-base-url URL \
        --target-dir DIR download

What runs is what the courier runs: its source, its fetcher, its limits, its resumable store of files. Only two things
differ, because the suite asks for them: delegations are followed, and a single file is the goal instead of a pack.
Status 0: done; 1: refused, with the reason on standard error.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tuf.api.exceptions import DownloadError, RepositoryError
from tuf.ngclient.updater import Updater

from kiosk.errors import ParvisError
from offline_cache.packs.fetching import Store, digest_of
from offline_cache.packs.trust import Fetcher, settings
from offline_cache.packs.web import Web

INITIAL_ROOT = "initial-root"
"""In the metadata directory, and not as .json: the suite takes every such file there for trusted metadata."""
DELEGATIONS = 32


def init(metadata: Path, root: Path) -> None:
    """Note whom to trust. Nothing is asked for."""
    (metadata / INITIAL_ROOT).write_bytes(root.read_bytes())
    (metadata / "root.json").write_bytes(root.read_bytes())


def refreshed(metadata: Path, url: str) -> Updater:
    """The newest state, proved."""
    base, _, last = url.rstrip("/").rpartition("/")
    updater = Updater(
        str(metadata),
        last,
        fetcher=Fetcher(Web(base)),
        config=settings(DELEGATIONS),
        bootstrap=(metadata / INITIAL_ROOT).read_bytes(),
    )
    updater.refresh()
    return updater


def download(updater: Updater, name: str, url: str, folder: Path) -> None:
    """One file, unless it lies there already as it was signed."""
    found = updater.get_targetinfo(name)
    if found is None:
        raise RepositoryError(f"nobody signed {name}")
    sha256 = found.hashes["sha256"]
    final = folder / quote(name, "")
    if digest_of(final) == sha256:
        return
    base, _, last = url.rstrip("/").rpartition("/")
    with tempfile.TemporaryDirectory() as temporary:
        got = Store(Path(temporary)).obtain(Web(base), name, sha256, found.length, under=last)
        final.write_bytes(got.read_bytes())


def main(words: Sequence[str] | None = None) -> int:
    """One command of the protocol."""
    parser = argparse.ArgumentParser(description="Parvis's TUF client under tuf-conformance's protocol.")
    for name in ("metadata-dir", "target-dir"):
        parser.add_argument(f"--{name}", type=Path)
    for name in ("metadata-url", "target-name", "target-base-url"):
        parser.add_argument(f"--{name}")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("init").add_argument("trusted_root", type=Path)
    commands.add_parser("refresh")
    commands.add_parser("download")
    given = parser.parse_args(words)
    try:
        if given.command == "init":
            init(given.metadata_dir, given.trusted_root)
            return 0
        updater = refreshed(given.metadata_dir, given.metadata_url)
        if given.command == "download":
            download(updater, given.target_name, given.target_base_url, given.target_dir)
    except (ParvisError, RepositoryError, DownloadError, OSError) as error:
        print(f"refused: {type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
