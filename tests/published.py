"""A town that publishes its packs, for tests: a repository with keys of its own, made in a tenth of a second.

`Publisher(folder, now=clock)` begins it; `publish(pack)` adds, signs and refreshes. `publisher.root` is what a kiosk is
enrolled with. `changed(pack, to, {"places.csv": b"..."})` builds the next pack from one that is there, and `serving`
gives a folder over HTTP. `Client` is python-tuf's own.
"""

from __future__ import annotations

import functools
import hashlib
import json
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from offline_cache.publishing import packing, release, rotation, signing, terms
from offline_cache.publishing.beginning import Wanted, begin
from offline_cache.publishing.keys import make_key, public_path, read_public
from offline_cache.publishing.layout import Repository, read_targets, write

if TYPE_CHECKING:
    from securesystemslib.signer import Signer
    from tuf.ngclient import Updater

PASSPHRASE = "four words and more"
ONLINE_PASSPHRASE = "four other words and more"


class Publisher:
    """The people and the server of one town. Keys lie in `folder/keys`: root-1, root-2, targets-1, online-1."""

    def __init__(
        self,
        folder: Path,
        *,
        now: Callable[[], datetime] = terms.utc_now,
        root: Wanted | None = None,
        targets: Wanted | None = None,
    ) -> None:
        self.folder = folder
        self.now = now
        self.keys = folder / "keys"
        self.repository = Repository(folder / "repository")
        wanted = {"root": root or Wanted(2), "targets": targets or Wanted(), "online": Wanted()}
        begin(self.repository, self.keys, wanted, self._secret_of, now())

    @property
    def root(self) -> bytes:
        """Root 1, which a kiosk is enrolled with."""
        for folder in (self.repository.metadata, self.repository.staged):
            if (folder / "1.root.json").exists():
                return (folder / "1.root.json").read_bytes()
        raise FileNotFoundError("1.root.json")

    def key(self, name: str) -> str:
        """The path of a key, by its name ("root-1")."""
        return str(self.keys / f"{name}.pem")

    def new_key(self, name: str) -> Path:
        """Make another key; its public half."""
        make_key(self.keys / f"{name}.pem", self._secret_of(f"{name}.pem"))
        return public_path(self.keys / f"{name}.pem")

    def add(self, pack: Path) -> None:
        """Prepare a pack."""
        packing.stage_pack(self.repository, pack, self.now())

    def sign(self, *names: str) -> None:
        """Sign what is prepared, one key after the other."""
        for name in names:
            signing.sign(self.repository, self.key(name), self._secret_of)

    def refresh(self, name: str = "online-1", *, source: Repository | None = None) -> release.Release:
        """Release what is ready."""
        return release.refresh(self.repository, self.key(name), self._secret_of, self.now(), source=source)

    def publish(self, pack: Path, *names: str) -> release.Release:
        """Add, sign (by default with targets-1) and refresh."""
        self.add(pack)
        self.sign(*(names or ("targets-1",)))
        return self.refresh()

    def rotate(
        self,
        add: Sequence[tuple[str, Path]] = (),
        remove: Sequence[tuple[str, str]] = (),
        thresholds: Mapping[str, int] | None = None,
    ) -> None:
        """Prepare the next root: `add` has public halves, `remove` names."""
        keys = [(role, read_public(path)) for role, path in add]
        rotation.rotate(self.repository, self.now(), keys, remove, thresholds)

    @staticmethod
    def _secret_of(name: str) -> str:
        return ONLINE_PASSPHRASE if name.startswith("online") else PASSPHRASE


def changed(pack: Path, to: Path, files: Mapping[str, bytes | None]) -> Path:
    """A copy of a built pack with other files in it, whole again; None takes a file out."""
    shutil.copytree(pack, to, symlinks=False)
    index = json.loads((to / "pack.json").read_bytes())
    listed = {entry["path"]: entry for entry in index["files"]}
    for path, content in files.items():
        if content is None:
            (to / path).unlink()
            del listed[path]
            continue
        (to / path).parent.mkdir(parents=True, exist_ok=True)
        (to / path).write_bytes(content)
        listed[path] = {"path": path, "sha256": hashlib.sha256(content).hexdigest(), "length": len(content)}
    index["files"] = [listed[path] for path in sorted(listed)]
    (to / "pack.json").write_text(json.dumps(index, ensure_ascii=False), encoding="utf-8")
    return to


def run_ahead(repository: Repository, signer: Signer, now: datetime) -> None:
    """What a thief of the online key does: signs snapshot and timestamp one million, of the same targets."""
    from tuf.api.metadata import Metadata, MetaFile, Snapshot, Timestamp

    end = now + terms.ONLINE_LIFE
    targets = read_targets(repository.metadata, 1)
    snapshot = Metadata(Snapshot(1_000_000, None, end, {"targets.json": MetaFile(targets.signed.version)}))
    snapshot.sign(signer)
    timestamp = Metadata(Timestamp(1_000_000, None, end, MetaFile(1_000_000)))
    timestamp.sign(signer)
    write(repository.metadata, snapshot)
    write(repository.metadata, timestamp)


class Client:
    """python-tuf's own client as a kiosk uses it: enrolled once with a root, keeping what it trusts in between."""

    def __init__(self, folder: Path, root: bytes) -> None:
        self.folder = folder
        self.root = root
        (folder / "metadata").mkdir(parents=True)

    def update(self, repository: Path, into: str = "pack") -> Path:
        """Fetch the whole pack from a repository; its folder. Raises what TUF raises."""
        from tuf.ngclient import Updater

        with serving(repository) as address:
            updater = Updater(
                str(self.folder / "metadata"),
                f"{address}/metadata/",
                target_base_url=f"{address}/targets/",
                bootstrap=self.root,
            )
            updater.refresh()
            goal = self.folder / into
            self._fetch(updater, "pack.json", goal)
            for entry in json.loads((goal / "pack.json").read_bytes())["files"]:
                self._fetch(updater, entry["path"], goal)
        return goal

    @staticmethod
    def _fetch(updater: Updater, path: str, goal: Path) -> None:
        target = updater.get_targetinfo(path)
        assert target is not None, path
        (goal / path).parent.mkdir(parents=True, exist_ok=True)
        updater.download_target(target, str(goal / path))


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address under which a folder is served on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
