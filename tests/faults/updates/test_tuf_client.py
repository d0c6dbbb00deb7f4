"""The client that tuf-conformance drives, driven by its protocol against repositories of our own.

The suite itself is not on the package index (docs/updates.md says how to run it). Here is what its cases ask for.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.updates.repository import Repository, Server, days, served

CLIENT = Path(__file__).with_name("tuf_client.py")
NAME = "path/to/a file.txt"
CONTENT = b"what was signed"


@dataclass
class Client:
    """Runs the commands as the suite does: a process each, only paths and addresses given."""

    folder: Path
    repository: Repository
    server: Server

    def __post_init__(self) -> None:
        self.metadata, self.targets = self.folder / "metadata", self.folder / "artifacts"
        self.metadata.mkdir()
        self.targets.mkdir()
        root = self.folder / "initial_root.json"
        root.write_bytes(self.repository.trust)
        assert self.run("--metadata-dir", str(self.metadata), "init", str(root)) == 0

    def run(self, *words: str) -> int:
        # The repository must not be found by accident of where the suite stands.
        return subprocess.run([sys.executable, str(CLIENT), *words], cwd="/", stderr=subprocess.DEVNULL).returncode

    def refresh(self) -> int:
        url = f"{self.server.url}/metadata/"
        return self.run("--metadata-url", url, "--metadata-dir", str(self.metadata), "refresh")

    def download(self, name: str = NAME) -> int:
        return self.run(
            *("--metadata-url", f"{self.server.url}/metadata/", "--metadata-dir", str(self.metadata)),
            *("--target-name", name, "--target-dir", str(self.targets)),
            *("--target-base-url", f"{self.server.url}/targets/", "download"),
        )

    def version(self, role: str) -> int:
        return int(json.loads((self.metadata / f"{role}.json").read_bytes())["signed"]["version"])

    def downloaded(self) -> list[bytes]:
        return [path.read_bytes() for path in self.targets.rglob("*") if path.is_file()]


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    repository = Repository(tmp_path / "repository")
    repository.add_file(NAME, CONTENT)
    repository.publish()
    with served(repository.folder) as server:
        yield Client(tmp_path, repository, server)


def test_nothing_is_asked_for_before_the_first_refresh(client: Client) -> None:
    assert client.server.asked == []


def test_metadata_stands_under_names_without_versions(client: Client) -> None:
    assert client.refresh() == 0
    assert [path.name for path in sorted(client.metadata.glob("*.json"))] == [
        "root.json",
        "snapshot.json",
        "targets.json",
        "timestamp.json",
    ]
    assert client.downloaded() == []
    assert [path.partition("/")[2] for path in client.server.asked] == [
        "2.root.json",
        "timestamp.json",
        "1.snapshot.json",
        "1.targets.json",
    ]


def test_a_file_is_downloaded_once(client: Client) -> None:
    assert client.download() == 0
    assert client.downloaded() == [CONTENT]
    client.server.asked.clear()
    assert client.download() == 0
    assert not [path for path in client.server.asked if path.startswith("targets/")]
    assert client.download("nobody-signed-this") == 1


def test_a_changed_file_takes_the_place_of_the_old_one(client: Client) -> None:
    client.download()
    client.repository.add_file(NAME, b"signed anew")
    client.repository.publish()
    assert client.download() == 0
    assert client.downloaded() == [b"signed anew"]


def test_a_substituted_file_is_not_stored(client: Client) -> None:
    client.repository.path_of(NAME).write_bytes(CONTENT.upper())
    assert client.download() == 1
    assert client.downloaded() == []


def test_a_root_that_rotated_is_followed(client: Client) -> None:
    client.repository.rotate("root", "targets", "snapshot", "timestamp")
    client.repository.rotate("root")
    client.repository.publish()
    assert client.refresh() == 0
    assert client.version("root") == 3
    assert client.version("targets") == 2


def test_what_was_trusted_stays_when_the_newer_is_refused(client: Client) -> None:
    client.repository.publish()
    assert client.refresh() == 0
    assert client.version("timestamp") == 2
    client.repository.timestamp.version = 0
    client.repository.refresh()
    assert client.refresh() == 1
    assert client.version("timestamp") == 2
    client.repository.timestamp.version = 8
    client.repository.snapshot.expires = days(-1)
    client.repository.refresh()
    assert client.refresh() == 1
    assert client.version("snapshot") == 2
    assert client.version("targets") == 2
