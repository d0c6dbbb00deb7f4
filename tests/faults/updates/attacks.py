"""What can be done to a kiosk's updates by whoever holds the line, the server, a stick, or some of the town's keys.

Each attack changes what the kiosk finds; the words are those that its log must have.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tuf.api._payload import MetaFile, TargetFile

from offline_cache.packs.sources import Patience
from offline_cache.packs.updating import Ending
from tests.faults.updates.ground import FILE, Ground, stamped
from tests.faults.updates.repository import Repository, changed, days, new_key


@dataclass(frozen=True, slots=True)
class Attack:
    """`do` prepares it. `words` are in the sentence for the operator. `mend` is what the town does afterwards."""

    name: str
    do: Callable[[Ground], object]
    words: str
    ending: Ending = Ending.REFUSED
    mend: Callable[[Ground], object] = lambda ground: None


ATTACKS: list[Attack] = []


def attack(
    name: str, words: str, ending: Ending = Ending.REFUSED, mend: Callable[[Ground], object] = lambda ground: None
) -> Callable[[Callable[[Ground], object]], Callable[[Ground], object]]:
    """Put a function on the list."""

    def listed(do: Callable[[Ground], object]) -> Callable[[Ground], object]:
        ATTACKS.append(Attack(name, do, words, ending, mend))
        return do

    return listed


def new_online_keys(ground: Ground) -> None:
    """What a town does whose online key was stolen."""
    ground.town.rotate("snapshot", "timestamp")


def newer_root(ground: Ground) -> None:
    """The town goes on from the root that kiosks have learnt."""
    learnt = Repository(ground.folder / "evil", dict(ground.stolen.keys), root=ground.stolen.root)
    learnt.rotate("root", expires=days(730))
    ground.town.root, ground.town.keys = learnt.root, learnt.keys
    for path in (learnt.folder / "metadata").glob("*.root.json"):
        ground.town.write(path.name, path.read_bytes())


def next_pack(ground: Ground, change: Callable[[bytes], bytes] | None = None, file: str = FILE) -> Path:
    """A pack that was never published."""
    change = change or stamped(b"yyyyyyyy")
    return changed(ground.old, ground.folder / "next", {file: change})


# Time


@attack("rollback: the repository of last month", "older state")
def _(ground: Ground) -> None:
    ground.server.folder = ground.before.folder


@attack("rollback by the online key's thief", "rollback", mend=new_online_keys)
def _(ground: Ground) -> None:
    evil = ground.evil()
    evil.snapshot.meta["targets.json"] = ground.before.snapshot.meta["targets.json"]
    evil.refresh()


@attack("freeze: the timestamp has expired", "expired")
def _(ground: Ground) -> None:
    evil = ground.evil()
    evil.timestamp.expires = days(-1)
    evil.refresh()


@attack("freeze: the snapshot has expired", "expired")
def _(ground: Ground) -> None:
    evil = ground.evil()
    evil.snapshot.expires = days(-1)
    evil.refresh()


@attack("expired targets", "expired")
def _(ground: Ground) -> None:
    evil = ground.evil()
    evil.targets.expires = days(-1)
    evil.publish()


@attack("expired root", "expired", mend=newer_root)
def _(ground: Ground) -> None:
    ground.evil().rotate("root", expires=days(-1))


@attack("fast-forward by the online key's thief", "missing", mend=new_online_keys)
def _(ground: Ground) -> None:
    evil = ground.evil()
    evil.snapshot.version = evil.timestamp.version = 2**31 - 2
    evil.snapshot.meta["targets.json"] = MetaFile(2**31 - 1)
    evil.refresh()


@attack("the kiosk's clock stands in 2020", "clock says 2020", Ending.CLOCK)
def _(ground: Ground) -> None:
    ground.evil()
    ground.now = datetime(2020, 1, 1, tzinfo=UTC)


@attack("the kiosk's clock runs a year ahead", "Set the clock", Ending.CLOCK)
def _(ground: Ground) -> None:
    # The same as seen from the kiosk: all has expired, and the server's own clock is a year behind ours.
    evil = ground.evil()
    evil.timestamp.expires = days(-330)
    evil.refresh()
    ground.server.date = days(-365)


# Combinations


@attack("mix-and-match: old targets under a new snapshot", "mix-and-match")
def _(ground: Ground) -> None:
    evil = ground.evil()
    evil.add(next_pack(ground))
    evil.publish()
    old = (evil.folder / "metadata" / "1.targets.json").read_bytes()
    evil.write(f"{evil.targets.version}.targets.json", old)


@attack("mix-and-match: an old snapshot under a new timestamp", "mix-and-match")
def _(ground: Ground) -> None:
    evil = ground.evil()
    evil.refresh()
    old = (evil.folder / "metadata" / "1.snapshot.json").read_bytes()
    evil.write(f"{evil.snapshot.version}.snapshot.json", old)


@attack("pack.json and the town's list disagree", "another file")
def _(ground: Ground) -> None:
    evil = ground.evil()
    pack = next_pack(ground)
    evil.add(pack)
    evil.add_file(FILE, b"{}")
    evil.publish()


# Keys


@attack("another town's repository", "not signed by enough keys")
def _(ground: Ground) -> None:
    other = Repository(ground.folder / "other")
    other.add(next_pack(ground))
    for _ in range(5):
        other.publish()
    ground.server.folder = other.folder


@attack("a root that only its own keys signed", "not signed by enough keys")
def _(ground: Ground) -> None:
    evil = ground.evil()
    evil.keys["root"] = [new_key()]
    evil.root.roles["root"].keyids.clear()
    evil.root.add_key(evil.keys["root"][0].public_key, "root")
    evil.root.version += 1
    evil.write_root()


@attack("a root is skipped", "broken chain")
def _(ground: Ground) -> None:
    evil = ground.evil()
    evil.root.version += 1
    evil.rotate("timestamp")
    metadata = evil.folder / "metadata"
    (metadata / f"{evil.root.version}.root.json").rename(metadata / f"{evil.root.version - 1}.root.json")


@attack("one signature where two are wanted", "not signed by enough keys")
def _(ground: Ground) -> None:
    # The kiosk learns this root, so the town must have it too.
    evil = ground.evil()
    evil.keys["targets"].append(new_key())
    evil.root.add_key(evil.keys["targets"][1].public_key, "targets")
    evil.root.roles["targets"].threshold = 2
    evil.root.version += 1
    evil.write_root()
    ground.town.root, ground.town.keys["targets"] = evil.root, list(evil.keys["targets"])
    ground.town.write_root()
    evil.add(next_pack(ground))
    evil.keys["targets"].pop()
    evil.publish()


@attack("metadata edited after it was signed", "not signed by enough keys")
def _(ground: Ground) -> None:
    evil = ground.evil()
    evil.refresh()
    path = evil.folder / "metadata" / "timestamp.json"
    path.write_bytes(path.read_bytes().replace(b'"version":', b'"version":1', 1))


@attack("another town's pack, signed by this one", "this kiosk serves 'rivemont'")
def _(ground: Ground) -> None:
    evil = ground.evil()
    pack = next_pack(ground)
    index = json.loads((pack / "pack.json").read_bytes())
    (pack / "pack.json").write_text(json.dumps(index | {"id": "elsewhere"}))
    evil.add(pack)
    evil.publish()


# Bytes


@attack("a file changed on its way", "changed")
def _(ground: Ground) -> None:
    evil = ground.evil()
    evil.add(next_pack(ground))
    evil.publish()
    lies = evil.path_of(FILE)
    content = bytearray(lies.read_bytes())
    content[100] ^= 1
    lies.write_bytes(content)


@attack("a file of another length", "another length")
def _(ground: Ground) -> None:
    evil = ground.evil()
    evil.add(next_pack(ground))
    evil.publish()
    lies = evil.path_of(FILE)
    lies.write_bytes(lies.read_bytes()[:-7])


@attack("endless data: the timestamp", "endless data")
def _(ground: Ground) -> None:
    ground.evil()
    ground.server.faults["timestamp.json"] = endless


@attack("endless data: a file", "endless data")
def _(ground: Ground) -> None:
    evil = ground.evil()
    evil.add(next_pack(ground))
    evil.publish()
    ground.server.faults[FILE] = endless


def endless(content: bytes) -> Iterator[bytes]:
    """A file that never ends."""
    yield b'{"signatures": [], "signed": "'
    while True:
        yield b"x" * 4096


@attack("slow drip", "too slowly")
def _(ground: Ground) -> None:
    evil = ground.evil()
    evil.add(next_pack(ground))
    evil.publish()
    ground.patience = Patience(silence=60.0, a_file=0.2, least_rate=1e6)
    ground.server.faults[FILE] = drip


def drip(content: bytes) -> Iterator[bytes]:
    """A few bytes, again and again, always before anybody loses patience with a silence."""
    import time

    for start in range(0, len(content), 16):
        time.sleep(0.02)
        yield content[start : start + 16]


@attack("slow drip: headers without end", "too slowly")
def _(ground: Ground) -> None:
    ground.patience = Patience(silence=60.0, a_file=0.5, least_rate=1e9)
    ground.server.raw = dripping_headers


def dripping_headers() -> Iterator[bytes]:
    """An answer that never comes to its body, and never falls silent."""
    import time

    yield b"HTTP/1.0 200 OK\r\nX-Long: "
    while True:
        time.sleep(0.02)
        yield b"x"


@attack("a header of a megabyte", "cannot be reached", Ending.UNREACHABLE)
def _(ground: Ground) -> None:
    ground.server.raw = lambda: iter(
        [b"HTTP/1.0 200 OK\r\n", b"".join(b"X-%d: %s\r\n" % (n, b"x" * 9000) for n in range(110))]
    )


@attack("a file is missing", "is missing")
def _(ground: Ground) -> None:
    evil = ground.evil()
    evil.add(next_pack(ground))
    evil.publish()
    evil.path_of(FILE).unlink()


@attack("rubbish instead of a timestamp", "cannot be used")
def _(ground: Ground) -> None:
    ground.evil().write("timestamp.json", b'{"a":' * 2500 + b"1" + b"}" * 2500)


@attack("a login page in the repository's place", "login page", Ending.UNREACHABLE)
def _(ground: Ground) -> None:
    ground.evil()
    ground.server.faults["/"] = lambda content: iter([b"<!doctype html><p>Welcome to our network"])


@attack("sent elsewhere", "sends elsewhere", Ending.UNREACHABLE)
def _(ground: Ground) -> None:
    ground.evil()
    ground.server.faults["/"] = 302


# Content, with all signatures


@attack("signed, but a file of the pack is broken", "does not serve")
def _(ground: Ground) -> None:
    evil = ground.evil()
    evil.add(next_pack(ground, lambda content: content[:-500], "catalogue.jsonld"))
    evil.publish()


@attack("signed, but a form cannot be asked", "does not serve")
def _(ground: Ground) -> None:
    evil = ground.evil()
    form = "forms/town-wifi.xml"
    evil.add(next_pack(ground, lambda content: content.replace(b"<bind ", b'<bind relevant="nonsense(" ', 1), form))
    evil.publish()


def listing(ground: Ground, edit: Callable[[list[dict[str, Any]]], None]) -> None:
    """Publish a pack whose list of files was edited, with targets to match."""
    evil = ground.evil()
    pack = next_pack(ground)
    index = json.loads((pack / "pack.json").read_bytes())
    edit(index["files"])
    (pack / "pack.json").write_text(json.dumps(index))
    evil.add(pack)
    for line in index["files"]:
        # It is signed, as if the town's own computer were the attacker's; the server need not have it.
        evil.targets.targets[line["path"]] = TargetFile(line["length"], {"sha256": line["sha256"]}, line["path"])
    evil.publish()


def entry(path: str, length: int = 1) -> dict[str, Any]:
    """A line of pack.json for a file with the letter x."""
    return {
        "path": path,
        "sha256": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
        "length": length,
    }


@attack("path trick: ../../../outside", "pack.json")
def _(ground: Ground) -> None:
    listing(ground, lambda files: files.append(entry("../../../outside")))


@attack("path trick: /tmp/outside", "pack.json")
def _(ground: Ground) -> None:
    listing(ground, lambda files: files.append(entry("/tmp/outside")))


@attack("path trick: a name of 300 letters", "pack.json")
def _(ground: Ground) -> None:
    listing(ground, lambda files: files.append(entry("n" * 300)))


@attack("path trick: a file inside a file", "listed as a file")
def _(ground: Ground) -> None:
    listing(ground, lambda files: files.append(entry(f"{FILE}/inside")))


@attack("path trick: a file inside the pack's own list", "listed as a file")
def _(ground: Ground) -> None:
    listing(ground, lambda files: files.append(entry("pack.json/inside")))


@attack("path trick: a digest that is a path", "no SHA-256")
def _(ground: Ground) -> None:
    evil = ground.evil()
    evil.add(next_pack(ground))
    evil.targets.targets["pack.json"].hashes["sha256"] = "../" * 21 + "x"
    evil.publish()


@attack("2,001 files", "more than 2000 files")
def _(ground: Ground) -> None:
    listing(ground, lambda files: files.extend(entry(f"file-{number}") for number in range(2001)))


@attack("a pack of 2 GB", "too large")
def _(ground: Ground) -> None:
    listing(ground, lambda files: files.extend(entry(f"film-{number}", 16 * 1024 * 1024) for number in range(128)))


@attack("a pack.json of 2 MB", "larger than any may be")
def _(ground: Ground) -> None:
    evil = ground.evil()
    pack = next_pack(ground)
    path = pack / "pack.json"
    path.write_bytes(path.read_bytes() + b" " * 2_000_000)
    evil.add(pack)
    evil.publish()


# Sticks


@attack("a stick whose file is a link", "no links")
def _(ground: Ground) -> None:
    evil = ground.evil()
    ground.stick = True
    evil.add(next_pack(ground))
    evil.publish()
    lies = evil.path_of(FILE)
    lies.rename(lies.with_name("elsewhere"))
    lies.symlink_to(lies.with_name("elsewhere"))


@attack("a stick whose file is a pipe", "not a plain file")
def _(ground: Ground) -> None:
    evil = ground.evil()
    ground.stick = True
    path = evil.folder / "metadata" / "timestamp.json"
    path.unlink()
    os.mkfifo(path)


@attack("a stick of last month", "older state", Ending.OLD_STICK)
def _(ground: Ground) -> None:
    ground.stick = True
    ground.server.folder = ground.before.folder
