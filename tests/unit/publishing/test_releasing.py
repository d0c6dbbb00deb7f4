"""What people prepare and a server releases, seen by a real TUF client over a real web server."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tuf.api.exceptions import RepositoryError

from kiosk.catalogue.opening import PackDamaged, open_pack
from offline_cache.publishing import layout, packing, pruning, release, signing, standing, terms
from offline_cache.publishing.beginning import Wanted
from offline_cache.publishing.layout import Repository, RepositoryUnusable, versions
from tests.published import Client, Publisher

Enrol = Callable[[Publisher], Client]


def digest(pack: Path) -> str:
    return open_pack(pack).digest


def test_a_kiosk_gets_the_pack_as_it_was_built(publisher: Publisher, pack: Path, kiosk: Enrol) -> None:
    done = publisher.publish(pack)
    assert digest(kiosk(publisher).update(publisher.repository.base)) == digest(pack)
    assert (done.root, done.targets, done.held_back) == (1, 1, ())


def test_the_targets_are_the_packs_files_and_nothing_else(publisher: Publisher, pack: Path) -> None:
    publisher.publish(pack)
    released = packing.released(publisher.repository)
    assert released is not None
    index = json.loads((pack / "pack.json").read_bytes())
    assert released.signed.targets.keys() == {entry["path"] for entry in index["files"]} | {"pack.json"}
    assert released.signed.targets["pack.json"].custom == {"pack": "rivemont", "built": index["built"]}


def test_nothing_is_seen_before_it_is_released(
    publisher: Publisher, pack: Path, other_packs: Iterator[Path], kiosk: Enrol
) -> None:
    publisher.publish(pack)
    client = kiosk(publisher)
    publisher.add(next(other_packs))
    publisher.sign("targets-1")
    assert digest(client.update(publisher.repository.base)) == digest(pack)


def test_an_unsigned_pack_is_not_released_and_does_not_stop_the_daily_signature(
    publisher: Publisher, pack: Path, other_packs: Iterator[Path], kiosk: Enrol
) -> None:
    publisher.publish(pack)
    publisher.add(next(other_packs))
    done = publisher.refresh()
    assert (done.targets, done.timestamp, done.held_back) == (1, 2, ())
    assert digest(kiosk(publisher).update(publisher.repository.base)) == digest(pack)


def test_two_of_three_sign_one_after_the_other(tmp_path: Path, pack: Path, kiosk: Enrol) -> None:
    town = Publisher(tmp_path / "strict", root=Wanted(3, 2), targets=Wanted(3, 2))
    town.add(pack)
    town.sign("targets-3")
    (one,) = [each for each in signing.waiting(town.repository) if each.title == "targets 1"]
    assert one.lacking == 1
    with pytest.raises(RepositoryUnusable, match="nothing can be released"):
        town.refresh()
    town.sign("targets-1")
    assert town.refresh().targets == 1
    assert digest(kiosk(town).update(town.repository.base)) == digest(pack)


def test_a_pack_changed_after_the_first_signature_needs_all_of_them_again(
    tmp_path: Path, pack: Path, other_packs: Iterator[Path]
) -> None:
    town = Publisher(tmp_path / "strict", targets=Wanted(2, 2))
    town.add(pack)
    town.sign("targets-1")
    town.add(next(other_packs))
    (one,) = [each for each in signing.waiting(town.repository) if each.title == "targets 1"]
    assert one.lacking == 2


def test_a_number_that_was_signed_is_never_given_twice(
    publisher: Publisher, pack: Path, other_packs: Iterator[Path]
) -> None:
    publisher.add(pack)
    publisher.sign("targets-1")
    publisher.add(next(other_packs))
    assert versions(publisher.repository.staged, "targets") == [1, 2]


def test_a_damaged_pack_is_refused(publisher: Publisher, pack: Path, tmp_path: Path) -> None:
    spoiled = tmp_path / "spoiled"
    shutil.copytree(pack, spoiled)
    (spoiled / "places.csv").write_bytes((spoiled / "places.csv").read_bytes()[:-1] + b"x")
    with pytest.raises(PackDamaged, match=r"places\.csv"):
        publisher.add(spoiled)
    assert versions(publisher.repository.staged, "targets") == []


def test_another_towns_pack_is_refused_unless_it_is_meant(publisher: Publisher, pack: Path, tmp_path: Path) -> None:
    publisher.publish(pack)
    other = tmp_path / "other"
    shutil.copytree(pack, other)
    index = json.loads((other / "pack.json").read_bytes())
    (other / "pack.json").write_text(json.dumps({**index, "id": "elsewhere"}))
    with pytest.raises(RepositoryUnusable, match=r"elsewhere.*rivemont"):
        publisher.add(other)
    packing.stage_pack(publisher.repository, other, publisher.now(), another=True)
    publisher.sign("targets-1")
    assert publisher.refresh().targets == 2


def test_nobody_signs_for_files_that_are_damaged(publisher: Publisher, pack: Path) -> None:
    publisher.add(pack)
    spoil(publisher.repository, "places.csv")
    with pytest.raises(RepositoryUnusable, match=r"places\.csv is missing or damaged"):
        publisher.sign("targets-1")


def test_a_copy_that_came_damaged_to_the_server_is_held_back(
    publisher: Publisher, pack: Path, other_packs: Iterator[Path], kiosk: Enrol
) -> None:
    publisher.publish(pack)
    publisher.add(next(other_packs))
    publisher.sign("targets-1")
    spoil(publisher.repository, "places.csv")
    done = publisher.refresh()
    assert done.targets == 1
    assert "places.csv" in " ".join(done.held_back)
    assert digest(kiosk(publisher).update(publisher.repository.base)) == digest(pack)


def spoil(repository: Repository, path: str) -> None:
    newest = packing.newest(repository)
    assert newest is not None
    file = repository.path_of(newest.signed.targets[path])
    file.write_bytes(file.read_bytes()[:-1] + b"x")


def test_a_stick_brings_roots_and_packs_to_the_server(
    tmp_path: Path, pack: Path, other_packs: Iterator[Path], kiosk: Enrol
) -> None:
    office = Publisher(tmp_path / "office")
    server = Publisher.__new__(Publisher)
    server.__dict__.update(office.__dict__, repository=Repository(tmp_path / "server"))
    office.add(pack)
    office.sign("targets-1")
    assert server.refresh(source=office.repository).targets == 1
    client = kiosk(server)
    assert digest(client.update(server.repository.base)) == digest(pack)

    second = next(other_packs)
    office.add(second)
    office.rotate(add=[("root", office.new_key("root-3"))])
    office.sign("targets-1", "root-2")
    done = server.refresh(source=office.repository)
    assert (done.root, done.targets, done.held_back) == (2, 2, ())
    assert digest(client.update(server.repository.base)) == digest(second)


def test_a_stick_of_another_town_is_refused(
    publisher: Publisher, pack: Path, tmp_path: Path, other_packs: Iterator[Path]
) -> None:
    publisher.publish(pack)
    stranger = Publisher(tmp_path / "stranger")
    stranger.publish(next(other_packs))
    with pytest.raises(RepositoryUnusable, match="another town"):
        publisher.refresh(source=stranger.repository)


def test_a_stick_says_what_is_new_since_the_pack_before(
    publisher: Publisher, pack: Path, other_packs: Iterator[Path]
) -> None:
    """Nothing is ever released on a stick: who signs there compares with what was signed last."""
    publisher.add(pack)
    publisher.sign("targets-1")
    publisher.add(next(other_packs))
    lines = standing.waiting_lines(publisher.repository)
    assert [line.strip() for line in lines if line.strip()[:1] in "+~-"] == ["~ pack.json", "~ places.csv"]


def test_whoever_signs_a_root_sees_its_keys(publisher: Publisher, pack: Path) -> None:
    publisher.publish(pack)
    publisher.rotate(add=[("root", publisher.new_key("root-3"))], remove=[("root", "root-1")], thresholds={"root": 2})
    lines = [line.partition(" (")[0].strip() for line in standing.waiting_lines(publisher.repository)]
    assert lines[1:] == [
        "root: 2 of 2 sign", "root-2", "+ root-3", "- root-1",
        "targets: 1 of 1 sign", "targets-1", "online: 1 of 1 sign", "online-1",
    ]  # fmt: skip
    assert "    root: 2 of 2 sign (before: 1)" in standing.waiting_lines(publisher.repository)


def server_of(office: Publisher, folder: Path) -> Publisher:
    """The server of the same town, which has none of the office's files."""
    server = Publisher.__new__(Publisher)
    server.__dict__.update(office.__dict__, repository=Repository(folder))
    return server


def test_a_pack_that_nobody_signed_on_the_stick_is_told_at_the_server(
    tmp_path: Path, pack: Path, other_packs: Iterator[Path]
) -> None:
    office = Publisher(tmp_path / "office")
    server = server_of(office, tmp_path / "server")
    office.add(pack)
    office.sign("targets-1")
    assert server.refresh(source=office.repository).held_back == ()
    assert server.refresh(source=office.repository).held_back == ()
    office.add(next(other_packs))
    done = server.refresh(source=office.repository)
    assert done.targets == 1
    assert len(done.held_back) == 1
    assert "targets 2 of" in done.held_back[0]
    assert "waits for 1 more signature (by targets-1" in done.held_back[0]


def test_packs_signed_on_two_sticks_apart_are_refused(
    tmp_path: Path, pack: Path, other_packs: Iterator[Path], kiosk: Enrol
) -> None:
    one = Publisher(tmp_path / "one")
    server = server_of(one, tmp_path / "server")
    one.add(pack)
    one.sign("targets-1")
    server.refresh(source=one.repository)
    two = server_of(one, tmp_path / "two")
    shutil.copytree(one.repository.base, two.repository.base)
    first = next(other_packs)
    for stick in (one, two):
        stick.add(first if stick is one else next(other_packs))
        stick.sign("targets-1")
    assert server.refresh(source=one.repository).targets == 2
    # Also when the other has gone one further: its third does not know what is in the server's second.
    for _ in range(2):
        with pytest.raises(RepositoryUnusable, match="two sticks apart"):
            server.refresh(source=two.repository)
        two.add(next(other_packs))
        two.sign("targets-1")
    assert versions(server.repository.staged, "targets") == []
    assert digest(kiosk(server).update(server.repository.base)) == digest(first)
    # The way out that the sentence names.
    three = server_of(one, tmp_path / "three")
    shutil.copytree(server.repository.base, three.repository.base)
    three.add(last := next(other_packs))
    three.sign("targets-1")
    done = server.refresh(source=three.repository)
    assert (done.targets, done.held_back) == (3, ())
    assert digest(kiosk(server).update(server.repository.base)) == digest(last)
    assert "old copy" in " ".join(server.refresh(source=one.repository).held_back)


def test_a_root_that_somebody_signed_once_more_is_the_same_root(tmp_path: Path, pack: Path) -> None:
    office = Publisher(tmp_path / "office")
    server = server_of(office, tmp_path / "server")
    office.rotate(add=[("root", office.new_key("root-3"))])
    office.add(pack)
    office.sign("root-1", "targets-1")
    assert server.refresh(source=office.repository).root == 2
    office.sign("root-2")
    assert server.refresh(source=office.repository).held_back == ()


def test_a_release_without_any_pack_says_to_add_one(publisher: Publisher) -> None:
    with pytest.raises(RepositoryUnusable, match="publish add"):
        publisher.refresh()


def test_the_source_of_a_pack_is_not_a_built_one(publisher: Publisher, tmp_path: Path) -> None:
    with pytest.raises(RepositoryUnusable, match="parvis pack build"):
        publisher.add(tmp_path)


@pytest.mark.parametrize("writes", range(5))
def test_an_interrupted_release_leaves_the_old_or_the_new(
    publisher: Publisher,
    pack: Path,
    other_packs: Iterator[Path],
    kiosk: Enrol,
    monkeypatch: pytest.MonkeyPatch,
    writes: int,
) -> None:
    """A release with a new list and a new root writes four files; it stops after `writes` of them."""
    publisher.publish(pack)
    client = kiosk(publisher)
    second = next(other_packs)
    publisher.add(second)
    publisher.rotate(add=[("root", publisher.new_key("root-3"))])
    publisher.sign("targets-1", "root-1")
    left = writes

    def failing(folder: Path, metadata: object) -> object:
        nonlocal left
        if not left:
            raise OSError("the plug")
        left -= 1
        return really(folder, metadata)  # type: ignore[arg-type]

    really = layout.write
    monkeypatch.setattr(release, "write", failing)
    if writes < 4:
        with pytest.raises(OSError, match="the plug"):
            publisher.refresh()
    else:
        publisher.refresh()
    monkeypatch.undo()
    assert digest(client.update(publisher.repository.base)) == digest(second if writes == 4 else pack)
    publisher.refresh()
    assert digest(client.update(publisher.repository.base, "again")) == digest(second)


def test_what_no_kiosk_asks_for_is_deleted_and_nothing_else(
    publisher: Publisher, pack: Path, other_packs: Iterator[Path], kiosk: Enrol
) -> None:
    publisher.publish(pack)
    sleeper = kiosk(publisher)
    last = pack
    for number in (2, 3, 4):
        publisher.rotate()
        last = next(other_packs)
        publisher.add(last)
        publisher.sign("root-1", "targets-1")
        assert publisher.refresh().root == number
    stranger = publisher.repository.targets / "README.txt"
    stranger.write_text("the town's own")
    publisher.add(next(other_packs))
    assert pruning.prune(publisher.repository) == 7  # two lists, a snapshot; places.csv and pack.json of two packs
    assert versions(publisher.repository.metadata, "root") == [1, 2, 3, 4]
    assert versions(publisher.repository.metadata, "targets") == [3, 4]
    assert stranger.exists()
    assert digest(sleeper.update(publisher.repository.base)) == digest(last)
    publisher.sign("targets-1")
    assert publisher.refresh().held_back == ()


def test_two_at_once_do_not_mix(publisher: Publisher) -> None:
    with (
        publisher.repository.alone(),
        pytest.raises(RepositoryUnusable, match="another 'parvis publish'"),
        Repository(publisher.repository.base).alone(),
    ):
        pass


def test_a_repository_is_begun_once(publisher: Publisher, tmp_path: Path) -> None:
    (tmp_path / "again").symlink_to(tmp_path / "town", target_is_directory=True)
    with pytest.raises(RepositoryUnusable, match="already"):
        Publisher(tmp_path / "again")


@pytest.mark.parametrize(
    ("later", "roles"),
    [
        (timedelta(days=0), set()),
        (timedelta(days=8), {"snapshot", "timestamp"}),
        (timedelta(days=306), {"targets", "snapshot", "timestamp"}),
        (timedelta(days=551), {"root", "targets", "snapshot", "timestamp"}),
    ],
)
def test_what_ends_is_said_in_time(publisher: Publisher, pack: Path, later: timedelta, roles: set[str]) -> None:
    publisher.publish(pack)
    found = standing.warnings(publisher.repository, publisher.now() + later)
    assert {sentence.split()[0] for sentence in found} == roles


def test_an_expired_signature_is_refused_by_kiosks_and_called_expired(tmp_path: Path, pack: Path, kiosk: Enrol) -> None:
    then = terms.utc_now() - timedelta(days=31)

    def now() -> datetime:
        return then

    town = Publisher(tmp_path / "asleep", now=now)
    town.publish(pack)
    with pytest.raises(RepositoryError, match="expired"):
        kiosk(town).update(town.repository.base)
    assert any("expired on" in sentence for sentence in standing.warnings(town.repository, terms.utc_now()))


def test_a_timestamp_that_was_damaged_is_signed_anew(publisher: Publisher, pack: Path, kiosk: Enrol) -> None:
    publisher.publish(pack)
    client = kiosk(publisher)
    client.update(publisher.repository.base)
    publisher.refresh()
    (publisher.repository.metadata / "timestamp.json").write_bytes(b"\x00" * 300)
    assert publisher.refresh().timestamp == 3
    assert digest(client.update(publisher.repository.base)) == digest(pack)
