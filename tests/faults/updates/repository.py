"""A town's repository of packs for tests: real keys, real signatures, and every lie that can be told with them.

`Repository` writes what a town publishes and what a thief of this or that key would; `Server` hands it out over HTTP as
a static web server does, or as a broken one.
"""

from __future__ import annotations

import contextlib
import copy
import hashlib
import json
import shutil
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from securesystemslib.signer._crypto_signer import CryptoSigner
from tuf.api._payload import MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.metadata import Metadata

ROLES = ("root", "targets", "snapshot", "timestamp")


def days(number: float) -> datetime:
    """So many days from now."""
    return datetime.now(UTC).replace(microsecond=0) + timedelta(days=number)


def new_key() -> CryptoSigner:
    """An ed25519 key pair."""
    return CryptoSigner.generate_ed25519()


@dataclass
class Repository:
    """`metadata/` and `targets/` below `folder`. `publish` writes each change; all is there to be tampered with."""

    folder: Path
    keys: dict[str, list[CryptoSigner]] = field(default_factory=dict)
    threshold: int = 1
    root: Root = field(default_factory=lambda: Root(expires=days(730), consistent_snapshot=True))
    targets: Targets = field(default_factory=lambda: Targets(expires=days(365)))
    snapshot: Snapshot = field(default_factory=lambda: Snapshot(expires=days(30)))
    timestamp: Timestamp = field(default_factory=lambda: Timestamp(expires=days(30)))

    def __post_init__(self) -> None:
        for name in ("metadata", "targets"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        if not self.keys:
            self.keys = {role: [new_key()] for role in ROLES}
            for role, signers in self.keys.items():
                for signer in signers:
                    self.root.add_key(signer.public_key, role)
            self.write_root()

    @property
    def trust(self) -> bytes:
        """What a kiosk gets at enrolment: version 1 of the root."""
        return (self.folder / "metadata" / "1.root.json").read_bytes()

    def signed(self, part: Root | Targets | Snapshot | Timestamp, signers: Sequence[CryptoSigner]) -> bytes:
        """The bytes of a metadata file with these signatures."""
        metadata: Metadata[Any] = Metadata(part)
        for signer in signers:
            metadata.sign(signer, append=True)
        return metadata.to_bytes()

    def write(self, name: str, content: bytes) -> bytes:
        """One file of `metadata/`."""
        (self.folder / "metadata" / name).write_bytes(content)
        return content

    def write_root(self, also: Sequence[CryptoSigner] = ()) -> None:
        """The root as it is now; `also` are keys that it had before."""
        self.write(f"{self.root.version}.root.json", self.signed(self.root, [*self.keys["root"], *also]))

    def rotate(self, *roles: str, expires: datetime | None = None) -> None:
        """New keys for these roles, in the next root, signed by old and new."""
        before = list(self.keys["root"])
        for role in roles:
            for signer in self.keys[role]:
                self.root.revoke_key(signer.public_key.keyid, role)
            self.keys[role] = [new_key()]
            self.root.add_key(self.keys[role][0].public_key, role)
        self.root.version += 1
        if expires is not None:
            self.root.expires = expires
        self.write_root([signer for signer in before if signer not in self.keys["root"]])

    def add(self, pack: Path) -> None:
        """The files of a built pack become the targets."""
        self.targets.targets.clear()
        for path in sorted(path for path in pack.rglob("*") if path.is_file()):
            self.add_file(path.relative_to(pack).as_posix(), path.read_bytes())
        index = json.loads((pack / "pack.json").read_bytes())
        custom = {"pack": index["id"], "built": index["built"]}
        self.targets.targets["pack.json"].unrecognized_fields["custom"] = custom

    def add_file(self, path: str, content: bytes) -> Path:
        """One target; where its bytes lie."""
        target = TargetFile.from_data(path, content, ["sha256"])
        self.targets.targets[path] = target
        return self.lay(path, content)

    def path_of(self, path: str) -> Path:
        """Where the bytes of a target lie that is on the list."""
        folder, slash, name = path.rpartition("/")
        return self.folder / "targets" / f"{folder}{slash}{self.targets.targets[path].hashes['sha256']}.{name}"

    def lay(self, path: str, content: bytes, digest: str | None = None) -> Path:
        """Bytes under the hash-prefixed name of a target, whatever is signed of it."""
        folder, slash, name = path.rpartition("/")
        lies = self.folder / "targets" / f"{folder}{slash}{digest or hashlib.sha256(content).hexdigest()}.{name}"
        lies.parent.mkdir(parents=True, exist_ok=True)
        lies.write_bytes(content)
        return lies

    def publish(self, *, new_targets: bool = True) -> None:
        """The next version of targets, snapshot and timestamp, as the town does it."""
        if new_targets and (self.folder / "metadata" / f"{self.targets.version}.targets.json").exists():
            self.targets.version += 1
        content = self.write(f"{self.targets.version}.targets.json", self.signed(self.targets, self.keys["targets"]))
        self.snapshot.meta["targets.json"] = MetaFile.from_data(self.targets.version, content, ["sha256"])
        self.refresh()

    def refresh(self) -> None:
        """The next snapshot and timestamp."""
        if (self.folder / "metadata" / f"{self.snapshot.version}.snapshot.json").exists():
            self.snapshot.version += 1
        content = self.write(
            f"{self.snapshot.version}.snapshot.json", self.signed(self.snapshot, self.keys["snapshot"])
        )
        self.timestamp.snapshot_meta = MetaFile.from_data(self.snapshot.version, content, ["sha256"])
        if (self.folder / "metadata" / "timestamp.json").exists():
            self.timestamp.version += 1
        self.write("timestamp.json", self.signed(self.timestamp, self.keys["timestamp"]))

    def copied(self, folder: Path) -> Repository:
        """The same repository with the same keys elsewhere: what an attacker copied, or a stick."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        parts = copy.deepcopy((self.root, self.targets, self.snapshot, self.timestamp))
        return Repository(folder, {role: list(keys) for role, keys in self.keys.items()}, self.threshold, *parts)


def changed(pack: Path, folder: Path, change: Mapping[str, Callable[[bytes], bytes]], built: str = "") -> Path:
    """A copy of a built pack in which these files are changed, and `pack.json` with them, as if built then."""
    shutil.copytree(pack, folder)
    for path, edit in change.items():
        (folder / path).write_bytes(edit((folder / path).read_bytes()))
    relist(folder, built)
    return folder


def relist(folder: Path, built: str = "") -> None:
    """Write `pack.json` anew for the files that are there."""
    index: dict[str, Any] = json.loads((folder / "pack.json").read_bytes())
    index["built"] = built or index["built"]
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "pack.json")
    index["files"] = [
        {
            "path": path.relative_to(folder).as_posix(),
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "length": path.stat().st_size,
        }
        for path in files
    ]
    (folder / "pack.json").write_text(json.dumps(index, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def same_tree(one: Path, other: Path) -> bool:
    """Whether two directories hold the same files with the same bytes."""

    def content(folder: Path) -> dict[str, str]:
        return {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*")
            if path.is_file()
        }

    return content(one.resolve()) == content(other.resolve())


class Server:
    """A static web server on loopback that can be told to misbehave, path by path.

    `faults[part]` applies to every path with this part in it: a function from the file's bytes to the pieces that are
    sent, or a status. `raw` answers every request in place of a server. `bodies` and `asked` tell what went out.
    """

    def __init__(self, folder: Path, context: ssl.SSLContext | None = None) -> None:
        """`context`: with TLS."""
        self.folder = folder
        self._scheme = "http" if context is None else "https"
        self.faults: dict[str, Callable[[bytes], Iterator[bytes]] | int] = {}
        self.declared: dict[str, int] = {}
        self.date: datetime | None = None
        self.raw: Callable[[], Iterator[bytes]] | None = None
        self.bodies = 0
        self.asked: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        """Its address."""
        return f"{self._scheme}://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

            def date_time_string(self, timestamp: float | None = None) -> str:
                moment = server.date or datetime.now(UTC)
                return moment.strftime("%a, %d %b %Y %H:%M:%S GMT")

            def do_GET(self) -> None:
                path = unquote(self.path.lstrip("/"))
                server.asked.append(path)
                if server.raw is not None:
                    self.close_connection = True
                    with contextlib.suppress(OSError):
                        for piece in server.raw():
                            self.wfile.write(piece)
                            self.wfile.flush()
                    return
                fault = next((fault for part, fault in server.faults.items() if part in path), None)
                lies = server.folder / path
                if isinstance(fault, int) or (fault is None and not lies.is_file()):
                    self.send_response(fault if isinstance(fault, int) else 404)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                content = lies.read_bytes() if lies.is_file() else b""
                begins = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").removesuffix("-"))
                self.send_response(206 if begins else 200)
                if begins:
                    self.send_header("Content-Range", f"bytes {begins}-{len(content) - 1}/{len(content)}")
                declared = next((length for part, length in server.declared.items() if part in path), None)
                if declared is not None or fault is None:
                    self.send_header("Content-Length", str(declared if declared is not None else len(content) - begins))
                self.end_headers()
                pieces = fault(content[begins:]) if fault is not None else iter([content[begins:]])
                try:
                    for piece in pieces:
                        self.wfile.write(piece)
                        self.wfile.flush()
                        server.bodies += len(piece)
                except OSError:
                    return

        return Handler


@contextmanager
def served(folder: Path, context: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server for a while."""
    server = Server(folder, context)
    try:
        yield server
    finally:
        server.close()
