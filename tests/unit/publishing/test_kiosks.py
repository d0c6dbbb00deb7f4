"""The same drills with the kiosk's own client: what people do in the office ends in the pack that visits open."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.catalogue.opening import open_pack
from offline_cache.packs.folder import Folder
from offline_cache.packs.updating import Ending, Outcome, update
from offline_cache.publishing import terms
from offline_cache.publishing.keys import open_key
from offline_cache.publishing.layout import Repository
from tests.published import ONLINE_PASSPHRASE, Publisher, run_ahead


@pytest.fixture
def state(publisher: Publisher, pack: Path, tmp_path: Path) -> Path:
    """A kiosk that was enrolled and has the first pack."""
    root = tmp_path / "state"
    (root / "updates").mkdir(parents=True)
    (root / "updates" / "root.json").write_bytes(publisher.root)
    publisher.publish(pack)
    assert update(root, Folder(publisher.repository.base)).ending is Ending.UPDATED
    return root


def fetched(state: Path, publisher: Publisher) -> Outcome:
    return update(state, Folder(publisher.repository.base))


def serves(state: Path) -> str:
    return open_pack(state / "pack" / "current").digest


def test_every_key_is_replaced_one_after_the_other(
    publisher: Publisher, state: Path, other_packs: Iterator[Path]
) -> None:
    publisher.rotate(add=[("root", publisher.new_key("root-3"))], remove=[("root", "root-1")])
    publisher.sign("root-2")
    publisher.refresh()
    publisher.rotate(add=[("targets", publisher.new_key("targets-2"))], remove=[("targets", "targets-1")])
    publisher.sign("root-3", "targets-2")
    publisher.refresh()
    assert fetched(state, publisher).ending is Ending.CURRENT
    publisher.rotate(add=[("online", publisher.new_key("online-2"))], remove=[("online", "online-1")])
    publisher.sign("root-3")
    publisher.add(newest := next(other_packs))
    publisher.sign("targets-2")
    publisher.refresh("online-2")
    assert fetched(state, publisher).ending is Ending.UPDATED
    assert serves(state) == open_pack(newest).digest


def test_a_kiosk_that_was_led_ahead_comes_back(
    publisher: Publisher, state: Path, other_packs: Iterator[Path], pack: Path, tmp_path: Path
) -> None:
    shutil.copytree(publisher.repository.base, tmp_path / "stolen")
    signer = open_key(Path(publisher.key("online-1")), ONLINE_PASSPHRASE)
    run_ahead(Repository(tmp_path / "stolen"), signer, terms.utc_now())
    update(state, Folder(tmp_path / "stolen"))
    publisher.publish(next(other_packs))
    assert fetched(state, publisher).ending is not Ending.UPDATED
    assert serves(state) == open_pack(pack).digest

    publisher.rotate(add=[("online", publisher.new_key("online-2"))], remove=[("online", "online-1")])
    publisher.sign("root-1")
    publisher.add(newest := next(other_packs))
    publisher.sign("targets-1")
    publisher.refresh("online-2")
    assert fetched(state, publisher).ending is Ending.UPDATED
    assert serves(state) == open_pack(newest).digest
