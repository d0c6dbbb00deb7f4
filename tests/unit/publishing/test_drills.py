"""A drill for each key that may be lost or stolen, as docs/updates.md has them: a real client goes through each."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tuf.api.exceptions import RepositoryError

from kiosk.catalogue.opening import open_pack
from offline_cache.publishing import terms
from offline_cache.publishing.keys import KeyUnusable, open_key, read_public
from offline_cache.publishing.layout import Repository, RepositoryUnusable
from tests.published import ONLINE_PASSPHRASE, Client, Publisher, run_ahead

Enrol = Callable[[Publisher], Client]


def digest(pack: Path) -> str:
    return open_pack(pack).digest


@pytest.fixture
def client(publisher: Publisher, pack: Path, kiosk: Enrol) -> Client:
    """A kiosk that had the first pack before anything was lost."""
    publisher.publish(pack)
    found = kiosk(publisher)
    found.update(publisher.repository.base)
    return found


def test_one_of_two_root_keys_is_lost(publisher: Publisher, client: Client, other_packs: Iterator[Path]) -> None:
    Path(publisher.key("root-1")).unlink()
    publisher.rotate(add=[("root", publisher.new_key("root-3"))], remove=[("root", "root-1")])
    publisher.sign("root-2")
    done = publisher.publish(second := next(other_packs))
    assert (done.root, done.held_back) == (2, ())
    assert digest(client.update(publisher.repository.base)) == digest(second)


def test_a_root_key_that_was_taken_out_signs_no_more(publisher: Publisher, client: Client) -> None:
    publisher.rotate(add=[("root", publisher.new_key("root-3"))], remove=[("root", "root-1")])
    publisher.sign("root-2")
    publisher.refresh()
    publisher.rotate()
    with pytest.raises(KeyUnusable, match="nothing to sign"):
        publisher.sign("root-1")


def test_all_root_keys_are_lost(publisher: Publisher, client: Client, pack: Path, tmp_path: Path, kiosk: Enrol) -> None:
    """Nothing signs for the old kiosks any more: a new repository, and each kiosk is given its root by hand."""
    new = Publisher(tmp_path / "new")
    new.publish(pack)
    with pytest.raises(RepositoryError):
        client.update(new.repository.base)
    assert digest(kiosk(new).update(new.repository.base)) == digest(pack)


def test_the_targets_key_is_lost(publisher: Publisher, client: Client, other_packs: Iterator[Path], pack: Path) -> None:
    Path(publisher.key("targets-1")).unlink()
    publisher.rotate(add=[("targets", publisher.new_key("targets-2"))], remove=[("targets", "targets-1")])
    publisher.sign("root-1")
    # Halfway: the pack that is there has no signature under the new root yet. The server goes on with the old one.
    done = publisher.refresh()
    assert done.root == 1
    assert "root 2 is held back" in " ".join(done.held_back)
    assert digest(client.update(publisher.repository.base)) == digest(pack)
    publisher.sign("targets-2")
    done = publisher.refresh()
    assert (done.root, done.targets, done.held_back) == (2, 2, ())
    assert digest(client.update(publisher.repository.base, "same")) == digest(pack)
    publisher.publish(second := next(other_packs), "targets-2")
    assert digest(client.update(publisher.repository.base, "next")) == digest(second)


def test_the_targets_key_is_lost_where_the_repository_is_on_a_stick(
    tmp_path: Path, pack: Path, kiosk: Enrol, other_packs: Iterator[Path]
) -> None:
    """The stick does not know what was released: a number that kiosks have must not be given again."""
    office = Publisher(tmp_path / "office")
    server = Publisher.__new__(Publisher)
    server.__dict__.update(office.__dict__, repository=Repository(tmp_path / "server"))
    office.add(pack)
    office.sign("targets-1")
    server.refresh(source=office.repository)
    client = kiosk(server)
    client.update(server.repository.base)
    office.rotate(add=[("targets", office.new_key("targets-2"))], remove=[("targets", "targets-1")])
    office.sign("root-2", "targets-2")
    done = server.refresh(source=office.repository)
    assert (done.root, done.targets, done.held_back) == (2, 2, ())
    assert digest(client.update(server.repository.base)) == digest(pack)
    office.add(second := next(other_packs))
    office.sign("targets-2")
    assert server.refresh(source=office.repository).held_back == ()
    assert digest(client.update(server.repository.base, "next")) == digest(second)


def test_the_server_is_lost(tmp_path: Path, pack: Path, kiosk: Enrol) -> None:
    """Roots and packs come back from the stick; the server's own numbers do not, so its key is replaced."""
    office = Publisher(tmp_path / "office")
    server = Publisher.__new__(Publisher)
    server.__dict__.update(office.__dict__, repository=Repository(tmp_path / "server"))
    office.add(pack)
    office.sign("targets-1")
    for _ in range(3):
        server.refresh(source=office.repository)
    client = kiosk(server)
    client.update(server.repository.base)
    shutil.rmtree(server.repository.base)
    server.refresh(source=office.repository)
    with pytest.raises(RepositoryError):
        client.update(server.repository.base)
    office.rotate(add=[("online", office.new_key("online-2"))], remove=[("online", "online-1")])
    office.sign("root-2")
    done = server.refresh("online-2", source=office.repository)
    assert (done.root, done.held_back) == (2, ())
    assert digest(client.update(server.repository.base)) == digest(pack)


def test_the_stick_is_lost(tmp_path: Path, publisher: Publisher, client: Client, other_packs: Iterator[Path]) -> None:
    """A copy of the server's repository is a new one."""
    office = Publisher.__new__(Publisher)
    office.__dict__.update(publisher.__dict__, repository=Repository(tmp_path / "stick"))
    shutil.copytree(publisher.repository.base, office.repository.base)
    office.add(second := next(other_packs))
    office.sign("targets-1")
    done = publisher.refresh(source=office.repository)
    assert (done.targets, done.held_back) == (2, ())
    assert digest(client.update(publisher.repository.base)) == digest(second)


def test_a_stolen_targets_key_publishes_nothing_after_the_drill(
    publisher: Publisher, client: Client, other_packs: Iterator[Path], tmp_path: Path
) -> None:
    """The thief also has a copy of the server, with its online key."""
    thief = Publisher.__new__(Publisher)
    publisher.rotate(add=[("targets", publisher.new_key("targets-2"))], remove=[("targets", "targets-1")])
    publisher.sign("root-1", "targets-2")
    shutil.copytree(publisher.repository.base, tmp_path / "copy")
    for file in (tmp_path / "copy" / "staged").iterdir():
        file.unlink()
    thief.__dict__.update(publisher.__dict__, repository=Repository(tmp_path / "copy"))
    publisher.refresh()
    client.update(publisher.repository.base)
    for _ in range(2):
        thief.publish(next(other_packs), "targets-1")
    with pytest.raises(RepositoryError):
        client.update(thief.repository.base)


def test_the_online_key_is_lost(publisher: Publisher, client: Client, other_packs: Iterator[Path]) -> None:
    Path(publisher.key("online-1")).unlink()
    publisher.rotate(add=[("online", publisher.new_key("online-2"))], remove=[("online", "online-1")])
    publisher.sign("root-1")
    publisher.add(second := next(other_packs))
    publisher.sign("targets-1")
    done = publisher.refresh("online-2")
    assert (done.root, done.targets, done.held_back) == (2, 2, ())
    assert digest(client.update(publisher.repository.base)) == digest(second)


def test_a_new_root_waits_while_the_server_still_has_the_old_online_key(publisher: Publisher, client: Client) -> None:
    publisher.rotate(add=[("online", publisher.new_key("online-2"))], remove=[("online", "online-1")])
    publisher.sign("root-1")
    done = publisher.refresh("online-1")
    assert done.root == 1
    assert "another online key" in " ".join(done.held_back)
    client.update(publisher.repository.base)


def test_a_stolen_online_key_that_ran_ahead_is_undone_by_a_new_one(
    publisher: Publisher, client: Client, other_packs: Iterator[Path], tmp_path: Path
) -> None:
    """The thief signs version one million, which no honest number would reach; kiosks believe it until the drill."""
    shutil.copytree(publisher.repository.base, tmp_path / "stolen")
    signer = open_key(Path(publisher.key("online-1")), ONLINE_PASSPHRASE)
    run_ahead(Repository(tmp_path / "stolen"), signer, terms.utc_now())
    client.update(tmp_path / "stolen")
    publisher.refresh()
    with pytest.raises(RepositoryError):
        client.update(publisher.repository.base)

    publisher.rotate(add=[("online", publisher.new_key("online-2"))], remove=[("online", "online-1")])
    publisher.sign("root-1")
    publisher.add(second := next(other_packs))
    publisher.sign("targets-1")
    publisher.refresh("online-2")
    assert digest(client.update(publisher.repository.base)) == digest(second)
    with pytest.raises(RepositoryError):
        client.update(tmp_path / "stolen")


def test_a_lost_passphrase_is_a_lost_key_and_a_wrong_one_tells_nothing(
    publisher: Publisher, client: Client, other_packs: Iterator[Path]
) -> None:
    with pytest.raises(KeyUnusable, match="does not open with this passphrase") as caught:
        open_key(Path(publisher.key("root-1")), "something else entirely")
    assert "something else" not in str(caught.value)
    publisher.rotate(add=[("root", publisher.new_key("root-3"))], remove=[("root", "root-1")])
    publisher.sign("root-2")
    publisher.publish(second := next(other_packs))
    assert digest(client.update(publisher.repository.base)) == digest(second)


def test_a_kiosk_that_slept_through_four_roots_follows(
    publisher: Publisher, client: Client, other_packs: Iterator[Path]
) -> None:
    signing = "root-1"
    for number in (3, 4, 5, 6):
        added = f"root-{number}"
        publisher.rotate(add=[("root", publisher.new_key(added))], remove=[("root", signing)])
        publisher.sign(signing, added)
        publisher.refresh()
        signing = added
    done = publisher.publish(last := next(other_packs))
    assert done.root == 5
    assert digest(client.update(publisher.repository.base)) == digest(last)


def test_a_root_without_the_old_keys_is_never_released(publisher: Publisher, client: Client, pack: Path) -> None:
    publisher.rotate(add=[("root", publisher.new_key("root-3"))], remove=[("root", "root-1"), ("root", "root-2")])
    publisher.sign("root-3")
    assert publisher.refresh().root == 1
    assert digest(client.update(publisher.repository.base)) == digest(pack)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"thresholds": {"root": 3}}, "3 of 2 keys"),
        ({"remove": [("targets", "targets-1")]}, "1 of 0 keys"),
        ({"remove": [("root", "root-9")]}, "not one of the keys"),
        ({"thresholds": {"snapshots": 1}}, "not a role"),
    ],
)
def test_a_root_that_could_not_be_signed_is_not_prepared(
    publisher: Publisher, change: dict[str, object], words: str
) -> None:
    with pytest.raises(RepositoryUnusable, match=words):
        publisher.rotate(**change)  # type: ignore[arg-type]


def test_a_key_of_the_server_never_signs_for_people(publisher: Publisher) -> None:
    with pytest.raises(RepositoryUnusable, match="on the server"):
        publisher.rotate(add=[("targets", publisher.keys / "online-1.pub.pem")])


def test_keys_are_never_overwritten(publisher: Publisher) -> None:
    before = Path(publisher.key("root-1")).read_bytes()
    with pytest.raises(KeyUnusable, match="never overwritten"):
        publisher.new_key("root-1")
    assert Path(publisher.key("root-1")).read_bytes() == before
    Path(publisher.key("root-2")).unlink()
    with pytest.raises(KeyUnusable, match="never overwritten"):
        publisher.new_key("root-2")
    assert not Path(publisher.key("root-2")).exists()
    assert Path(publisher.key("root-1")).stat().st_mode & 0o777 == 0o600
    assert b"ENCRYPTED" in before
    assert (
        read_public(publisher.keys / "root-1.pub.pem").keyid
        == open_key(Path(publisher.key("root-1")), "four words and more").public_key.keyid
    )
