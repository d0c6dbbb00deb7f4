"""How a pack comes to a kiosk, and which one a visit reads."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.catalogue.opening import open_pack
from kiosk.forms.resources import Resources
from offline_cache.alarms import Alarms, Kind
from offline_cache.packs import shelf, status
from offline_cache.packs.folder import Folder
from offline_cache.packs.holding import hold, unheld
from offline_cache.packs.mending import mend
from offline_cache.packs.sources import Patience
from offline_cache.packs.updating import Ending, Outcome, update
from offline_cache.packs.web import Web
from tests.faults.updates.repository import Repository, Server, changed, same_tree, served
from tests.visits import Town

ROOT = Path(__file__).parents[3]
STREETS = "forms/leisure-centre-media/streets.csv"


@pytest.fixture
def pack(rivemont: Town, tmp_path: Path) -> Path:
    """A built pack to copy from."""
    return Path(shutil.copytree(rivemont.state.pack, tmp_path / "pack"))


@pytest.fixture
def repository(pack: Path, tmp_path: Path) -> Repository:
    """That pack, published."""
    repository = Repository(tmp_path / "repository")
    repository.add(pack)
    repository.publish()
    return repository


@pytest.fixture
def kiosk(repository: Repository, tmp_path: Path) -> Path:
    """A state directory that trusts the repository's root, and has no pack."""
    state = tmp_path / "state"
    (state / "updates").mkdir(parents=True)
    (state / "updates" / "root.json").write_bytes(repository.trust)
    return state


@pytest.fixture
def server(repository: Repository) -> Iterator[Server]:
    """The repository on a web server."""
    with served(repository.folder) as server:
        yield server


@pytest.fixture
def next_pack(repository: Repository, pack: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Publishes a pack whose list of streets has one more."""

    def publish(street: str) -> Path:
        fresh = changed(
            pack, tmp_path / street, {STREETS: lambda content: content + f"x-{street},{street},{street}\n".encode()}
        )
        repository.add(fresh)
        repository.publish()
        return fresh

    return publish


def take(kiosk: Path, server: Server) -> Outcome:
    return update(kiosk, Web(server.url, patience=Patience(silence=60.0)))


def test_the_first_pack_comes_whole(kiosk: Path, server: Server, pack: Path) -> None:
    outcome = take(kiosk, server)
    assert outcome.ending is Ending.UPDATED
    assert (kiosk / "pack" / "current").is_symlink()
    assert same_tree(kiosk / "pack" / "current", pack)
    assert open_pack(kiosk / "pack" / "current").town.id == "rivemont"
    digest = hashlib.sha256((pack / "pack.json").read_bytes()).hexdigest()
    assert os.readlink(kiosk / "pack" / "current") == f"versions/1-{digest[:12]}"
    known = status(kiosk)
    assert (known.version, known.pack) == (1, "rivemont")
    assert known.installed_at is not None
    assert known.installed_at == known.verified_at


def test_what_is_here_is_not_fetched_again(
    kiosk: Path, server: Server, pack: Path, next_pack: Callable[[str], Path]
) -> None:
    take(kiosk, server)
    server.asked.clear()
    fresh = next_pack("rue-neuve")
    assert take(kiosk, server).ending is Ending.UPDATED
    assert same_tree(kiosk / "pack" / "current", fresh)
    assert same_tree(kiosk / "pack" / "previous", pack)
    files = [path for path in server.asked if path.startswith("targets/")]
    assert sorted(path.rpartition(".")[0].rpartition(".")[2] for path in files) == ["streets"], (
        "pack.json is made from what the town signed"
    )
    server.asked.clear()
    assert take(kiosk, server).ending is Ending.CURRENT
    assert not [path for path in server.asked if path.startswith("targets/")]


def test_a_list_written_in_another_way_is_fetched(
    kiosk: Path, server: Server, pack: Path, repository: Repository, tmp_path: Path
) -> None:
    take(kiosk, server)
    fresh = changed(pack, tmp_path / "fresh", {STREETS: lambda content: content.replace(b"Cloche", b"Clochette")})
    index = fresh / "pack.json"
    index.write_text(json.dumps(json.loads(index.read_text())))
    repository.add(fresh)
    repository.publish()
    server.asked.clear()
    assert take(kiosk, server).ending is Ending.UPDATED
    assert same_tree(kiosk / "pack" / "current", fresh)
    assert any(path.endswith(".pack.json") for path in server.asked)


def test_what_broke_off_is_taken_up(kiosk: Path, server: Server, pack: Path) -> None:
    def half(content: bytes) -> Iterator[bytes]:
        yield content[: len(content) // 2]

    length = (pack / "spoken.json").stat().st_size
    server.faults["spoken.json"] = half
    server.declared["spoken.json"] = length
    assert take(kiosk, server).ending is Ending.UNREACHABLE
    assert not (kiosk / "pack" / "current").exists()
    server.faults.clear()
    server.declared.clear()
    server.bodies = 0
    assert take(kiosk, server).ending is Ending.UPDATED
    assert same_tree(kiosk / "pack" / "current", pack)
    everything = sum(path.stat().st_size for path in pack.rglob("*") if path.is_file())
    assert server.bodies < everything - length // 2, "the first half was not fetched again"


def test_a_torn_part_is_fetched_anew(kiosk: Path, server: Server, pack: Path) -> None:
    digest = hashlib.sha256((pack / "catalogue.jsonld").read_bytes()).hexdigest()
    (kiosk / "updates" / "files").mkdir()
    (kiosk / "updates" / "files" / f"{digest}.part").write_bytes(bytes(5000))
    assert take(kiosk, server).ending is Ending.UPDATED
    assert same_tree(kiosk / "pack" / "current", pack)


def test_a_pack_laid_there_by_hand_becomes_a_version(
    kiosk: Path, server: Server, pack: Path, next_pack: Callable[[str], Path]
) -> None:
    (kiosk / "pack").mkdir()
    shutil.copytree(pack, kiosk / "pack" / "current")
    held = hold(kiosk / "pack" / "current")
    assert held is not None
    begun = open_pack(held.path)
    fresh = next_pack("rue-neuve")
    assert take(kiosk, server).ending is Ending.UPDATED
    assert (kiosk / "pack" / "current").is_symlink()
    assert same_tree(kiosk / "pack" / "current", fresh)
    assert same_tree(kiosk / "pack" / "previous", pack)
    assert streets(begun) == (pack / STREETS).read_bytes(), "the visit under way reads on where it began"
    held.close()


def streets(pack: object) -> bytes:
    resources: Resources = pack.resources("leisure-centre")  # type: ignore[attr-defined]
    return resources.read("jr://file-csv/streets.csv")


def test_a_visit_reads_the_pack_it_began_with(
    kiosk: Path, server: Server, pack: Path, next_pack: Callable[[str], Path]
) -> None:
    take(kiosk, server)
    held = hold(kiosk / "pack" / "current")
    assert held is not None
    begun = open_pack(held.path)
    first = held.path
    for street in ("one", "two", "three"):
        next_pack(street)
        assert take(kiosk, server).ending is Ending.UPDATED
    assert streets(begun) == (pack / STREETS).read_bytes()
    assert first.is_dir(), "three updates later, a version that a visit holds is still there"
    held.close()
    next_pack("four")
    take(kiosk, server)
    assert not first.exists()
    versions = [path.name for path in (kiosk / "pack" / "versions").iterdir()]
    assert sorted(name.partition("-")[0] for name in versions) == ["4", "5"], "two are kept"


def test_nobody_can_hold_what_is_being_deleted(kiosk: Path, server: Server) -> None:
    take(kiosk, server)
    current = kiosk / "pack" / "current"
    with unheld(current.resolve()) as free:
        assert free
        assert hold(current) is None
    held = hold(current)
    assert held is not None
    with unheld(current.resolve()) as free:
        assert not free
    held.close()


def test_a_hold_ends_with_its_process(kiosk: Path, server: Server) -> None:
    take(kiosk, server)
    current = kiosk / "pack" / "current"
    program = (
        "import sys, time; from pathlib import Path; from offline_cache.packs.holding import hold\n"
        "hold(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(current)], stdout=subprocess.PIPE, cwd=ROOT) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"held\n"
        descriptor = os.open(current.resolve(), os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        child.kill()
        child.wait()
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(descriptor)


def test_a_stick_updates_a_kiosk_without_a_network(
    kiosk: Path, repository: Repository, tmp_path: Path, next_pack: Callable[[str], Path]
) -> None:
    stick = repository.copied(tmp_path / "stick" / "parvis-updates")
    assert update(kiosk, Folder(stick.folder)).ending is Ending.UPDATED
    fresh = next_pack("by-stick")
    older = stick.folder
    newer = repository.copied(tmp_path / "stick-2" / "parvis-updates")
    assert update(kiosk, Folder(newer.folder)).ending is Ending.UPDATED
    assert same_tree(kiosk / "pack" / "current", fresh)
    assert update(kiosk, Folder(older)).ending is Ending.OLD_STICK
    assert same_tree(kiosk / "pack" / "current", fresh)
    assert Alarms(kiosk / "alarms").standing() == (), "a stick from last month is no alarm"


def test_a_rotten_file_is_found_and_fetched_again(kiosk: Path, server: Server, pack: Path) -> None:
    take(kiosk, server)
    current = kiosk / "pack" / "current"
    (current / "glossary.json").write_bytes(b"{}")
    assert take(kiosk, server).ending is Ending.CURRENT, "each hour its list alone is read"
    server.asked.clear()
    outcome = update(kiosk, Web(server.url), thorough=True)
    assert outcome.ending is Ending.UPDATED
    assert same_tree(current, pack)
    assert [path.rpartition("/")[2].partition(".")[2] for path in server.asked if "targets/" in path] == [
        "glossary.json"
    ]


def test_without_a_network_a_rotten_pack_gives_way_to_the_one_before(
    kiosk: Path, server: Server, pack: Path, next_pack: Callable[[str], Path]
) -> None:
    take(kiosk, server)
    next_pack("two")
    take(kiosk, server)
    current = kiosk / "pack" / "current"
    assert not mend(kiosk), "nothing is wrong yet"
    (current / "catalogue.jsonld").write_bytes(b"{}")
    assert mend(kiosk)
    assert same_tree(current, pack)
    assert [alarm.kind for alarm in Alarms(kiosk / "alarms").standing()] == [Kind.UPDATE_REFUSED]


@pytest.mark.parametrize("after", [0, 5, 10])
def test_a_disk_that_fills_while_a_pack_is_put_together_keeps_nothing_of_it(
    kiosk: Path,
    server: Server,
    pack: Path,
    next_pack: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
    after: int,
) -> None:
    """What is left of the disk is for what visitors send."""
    take(kiosk, server)
    next_pack("two")
    left = [after]
    really = shelf._place

    def full(lies: Path, target: Path) -> None:
        left[0] -= 1
        if left[0] < 0:
            target.write_bytes(b"as far as it went")
            raise OSError(errno.ENOSPC, "No space left on device")
        really(lies, target)

    monkeypatch.setattr(shelf, "_place", full)
    outcome = take(kiosk, server)
    monkeypatch.undo()
    assert outcome.ending is Ending.DISK
    assert same_tree(kiosk / "pack" / "current", pack)
    assert [path.name for path in (kiosk / "pack" / "versions").iterdir()] == [
        (kiosk / "pack" / "current").resolve().name
    ]
    assert [alarm.kind for alarm in Alarms(kiosk / "alarms").standing()] == [Kind.UPDATE_REFUSED]
    assert take(kiosk, server).ending is Ending.UPDATED
    assert Alarms(kiosk / "alarms").standing() == ()


def test_two_updates_at_once_are_one(kiosk: Path, server: Server) -> None:
    descriptor = os.open(kiosk / "updates" / "lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    assert take(kiosk, server).ending is Ending.BUSY
    os.close(descriptor)
    assert take(kiosk, server).ending is Ending.UPDATED


def test_a_dead_line_is_no_alarm_until_what_was_proved_is_stale(kiosk: Path, server: Server) -> None:
    take(kiosk, server)
    server.close()
    assert take(kiosk, server).ending is Ending.UNREACHABLE
    assert Alarms(kiosk / "alarms").standing() == ()
    path = kiosk / "updates" / "record.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"expires_at": "2026-11-01T00:00:00+00:00"}))
    assert take(kiosk, server).ending is Ending.UNREACHABLE
    (alarm,) = Alarms(kiosk / "alarms").standing()
    assert alarm.kind is Kind.UPDATE_REFUSED
    assert "2026-11-01" in alarm.sentence


def test_the_command_updates_by_hand(kiosk: Path, repository: Repository, pack: Path) -> None:
    command = [sys.executable, "-m", "ui.cli", "pack", "update", "--state", str(kiosk)]
    done = subprocess.run([*command, "--from", str(repository.folder)], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert "State 1" in done.stdout
    assert same_tree(kiosk / "pack" / "current", pack)
    nowhere = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert nowhere.returncode == 1
    assert "[updates] url" in nowhere.stderr


def test_where_two_names_cannot_change_places_a_pack_laid_there_by_hand_is_moved_all_the_same(
    kiosk: Path, server: Server, pack: Path, next_pack: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(one: Path, other: Path) -> None:
        raise OSError(errno.EINVAL, "not on this file system")

    monkeypatch.setattr("offline_cache.packs.shelf._exchange", cannot)
    (kiosk / "pack").mkdir()
    shutil.copytree(pack, kiosk / "pack" / "current")
    fresh = next_pack("rue-neuve")
    assert take(kiosk, server).ending is Ending.UPDATED
    assert same_tree(kiosk / "pack" / "current", fresh)
    assert same_tree(kiosk / "pack" / "previous", pack)


def test_a_kiosk_that_lost_its_link_finds_its_pack(kiosk: Path, server: Server, pack: Path) -> None:
    take(kiosk, server)
    (kiosk / "pack" / "current").unlink()
    assert mend(kiosk)
    assert same_tree(kiosk / "pack" / "current", pack)


def test_without_the_towns_root_nothing_is_believed(kiosk: Path, server: Server) -> None:
    (kiosk / "updates" / "root.json").unlink()
    outcome = take(kiosk, server)
    assert outcome.ending is Ending.REFUSED
    assert "1.root.json" in outcome.sentence
    assert server.asked == []


@pytest.mark.parametrize("damage", [b"", b"{}", b"\x00" * 900])
def test_a_root_that_rotted_here_is_not_laid_to_the_repositorys_charge(
    kiosk: Path, server: Server, damage: bytes
) -> None:
    (kiosk / "updates" / "root.json").write_bytes(damage)
    outcome = take(kiosk, server)
    assert outcome.ending is Ending.REFUSED
    assert outcome.sentence.startswith("This kiosk's own updates/root.json")
    assert server.asked == []


def test_what_came_can_be_read_by_visits_of_another_user(kiosk: Path, server: Server) -> None:
    before = os.umask(0o077)
    try:
        take(kiosk, server)
    finally:
        os.umask(before)
    versions = kiosk / "pack" / "versions"
    for path in (versions, *versions.rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path


def test_what_nobody_foresaw_is_refused_and_told(
    kiosk: Path, server: Server, pack: Path, next_pack: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    take(kiosk, server)

    def stumble(*_: object) -> None:
        raise ZeroDivisionError("never told")

    monkeypatch.setattr("offline_cache.packs.updating.read_index", stumble)
    next_pack("rue-neuve")
    outcome = take(kiosk, server)
    assert outcome.ending is Ending.REFUSED
    assert "ZeroDivisionError" in outcome.sentence
    assert "never told" not in outcome.sentence
    assert same_tree(kiosk / "pack" / "current", pack)


def test_nothing_in_the_log_moves_a_cursor(
    kiosk: Path, server: Server, pack: Path, repository: Repository, tmp_path: Path
) -> None:
    take(kiosk, server)
    fresh = changed(pack, tmp_path / "fresh", {})
    index = fresh / "pack.json"
    index.write_text(json.dumps(json.loads(index.read_text()) | {"id": "\x1b[2J\nparvis: all is well" + "x" * 5000}))
    repository.add(fresh)
    repository.publish()
    outcome = take(kiosk, server)
    assert outcome.ending is Ending.REFUSED
    assert outcome.sentence.isprintable()
    assert len(outcome.sentence) <= 500
