"""What the town's people and its server do, seen by a real TUF client over a real web server."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tuf.ngclient import Updater

from kiosk.catalogue.opening import open_pack
from tests.published import Publisher, serving
from tests.visits import Town

NOW = datetime.now(UTC).replace(microsecond=0)


class Client:
    """python-tuf's own client, as a kiosk would use it: enrolled once, and what it trusts kept between its goes."""

    def __init__(self, folder: Path, root: bytes) -> None:
        self.folder = folder
        self.root = root
        (folder / "metadata").mkdir(parents=True)

    def update(self, publisher: Publisher, into: str = "pack") -> Path:
        """Fetch the whole pack; raises what TUF raises."""
        with serving(publisher.repository.base) as address:
            updater = Updater(
                str(self.folder / "metadata"),
                f"{address}/metadata/",
                target_base_url=f"{address}/targets/",
                bootstrap=self.root,
            )
            updater.refresh()
            goal = self.folder / into
            index = updater.get_targetinfo("pack.json")
            assert index is not None
            updater.download_target(index, str(_made(goal / "pack.json")))
            for entry in json.loads((goal / "pack.json").read_bytes())["files"]:
                info = updater.get_targetinfo(entry["path"])
                assert info is not None
                updater.download_target(info, str(_made(goal / entry["path"])))
        return goal


def _made(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    return Publisher(tmp_path / "town")


@pytest.fixture
def pack(rivemont: Town) -> Path:
    return rivemont.state.pack


def test_a_kiosk_gets_the_pack_as_it_was_built(publisher: Publisher, pack: Path, tmp_path: Path) -> None:
    done = publisher.publish(pack)
    fetched = Client(tmp_path / "kiosk", publisher.root).update(publisher)
    assert open_pack(fetched).digest == open_pack(pack).digest
    assert (done.root, done.targets, done.held_back) == (1, 1, ())
