"""When the courier looks for updates, where it finds sticks, and what it makes of its clock."""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.config import Updates
from offline_cache import clock_floor
from offline_cache.alarms import Alarms, Kind
from offline_cache.packs import status, sticks
from offline_cache.packs.folder import Folder
from offline_cache.packs.looping import FIRST_BACKOFF_SECONDS, ROUND_SECONDS, START_SECONDS, Watch, pause, watching
from offline_cache.packs.sources import Reply
from offline_cache.packs.updating import Ending, update
from offline_cache.packs.web import Web
from tests.faults.updates.repository import Repository, Server, days, same_tree, served
from tests.visits import Town


@pytest.fixture
def repository(rivemont: Town, tmp_path: Path) -> Repository:
    repository = Repository(tmp_path / "repository")
    repository.add(rivemont.state.pack.resolve())
    repository.publish()
    return repository


@pytest.fixture
def kiosk(repository: Repository, tmp_path: Path) -> Path:
    state = tmp_path / "state"
    (state / "updates").mkdir(parents=True)
    (state / "updates" / "root.json").write_bytes(repository.trust)
    return state


@pytest.fixture
def server(repository: Repository) -> Iterator[Server]:
    with served(repository.folder) as server:
        yield server


class Time:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def watch(kiosk: Path, settings: Updates, roots: list[str], now: Time, draw: float = 0.5) -> Watch:
    return Watch(kiosk, settings, roots, threading.Event(), draw=lambda: draw, now=now)


def test_a_kiosk_asleep_for_two_years_follows_every_root(repository: Repository, kiosk: Path, server: Server) -> None:
    assert update(kiosk, Web(server.url)).ending is Ending.UPDATED
    for number in range(8):
        # Each of them had expired long before this kiosk saw it; only the last one counts.
        repository.rotate("root", "targets", "snapshot", "timestamp", expires=days(-700 + 90 * number))
    repository.rotate("root", expires=days(700))
    repository.publish()
    assert update(kiosk, Web(server.url)).ending is Ending.CURRENT
    assert [path for path in server.asked if path.endswith("root.json")][-2:] == [
        "metadata/10.root.json",
        "metadata/11.root.json",
    ]
    assert status(kiosk).version == 2


def test_without_one_of_the_roots_the_way_is_closed(repository: Repository, kiosk: Path, server: Server) -> None:
    for _ in range(3):
        repository.rotate("root", "timestamp")
    repository.publish()
    (repository.folder / "metadata" / "3.root.json").unlink()
    outcome = update(kiosk, Web(server.url))
    assert outcome.ending is Ending.REFUSED
    assert "not signed by enough keys" in outcome.sentence


def test_the_repository_is_asked_soon_after_the_start_and_then_every_hour(kiosk: Path, server: Server) -> None:
    now = Time()
    looking = watch(kiosk, Updates(url=server.url, stick="no"), ["/media"], now, draw=0.5)
    assert looking.step() == []
    now.now += START_SECONDS / 2
    assert [done.ending for done in looking.step()] == [Ending.UPDATED]
    assert looking.step() == []
    now.now += ROUND_SECONDS - 1
    assert looking.step() == []
    now.now += 1
    assert [done.ending for done in looking.step()] == [Ending.CURRENT]


def test_a_year_of_rounds_leaves_nothing_open(kiosk: Path, server: Server, repository: Repository) -> None:
    now = Time()
    looking = watch(kiosk, Updates(url=server.url, stick="no"), [], now)

    def rounds(number: int) -> int:
        for _ in range(number):
            now.now += 2 * ROUND_SECONDS
            assert all(done.ending.good for done in looking.step())
        return len(os.listdir("/proc/self/fd"))

    before = rounds(2)
    # The server has threads in this process, which close their end when they come to it.
    most, ends = before + 2, time.monotonic() + 60
    found = rounds(20)
    while found > most and time.monotonic() < ends:
        time.sleep(0.05)
        found = len(os.listdir("/proc/self/fd"))
    assert found <= most
    assert [path.name for path in (kiosk / "updates" / "metadata").glob("tmp*")] == []
    assert list((kiosk / "updates" / "files").iterdir()) == []


def test_a_line_that_is_down_is_tried_again_sooner(kiosk: Path, server: Server) -> None:
    server.close()
    now = Time()
    looking = watch(kiosk, Updates(url=server.url, stick="no"), [], now)
    now.now += START_SECONDS
    assert [done.ending for done in looking.step()] == [Ending.UNREACHABLE]
    now.now += FIRST_BACKOFF_SECONDS
    assert [done.ending for done in looking.step()] == [Ending.UNREACHABLE]
    now.now += FIRST_BACKOFF_SECONDS
    assert looking.step() == [], "twice as long the second time"


def test_kiosks_do_not_come_back_together() -> None:
    assert pause(0, lambda: 0.0) == 0.75 * ROUND_SECONDS
    assert pause(0, lambda: 0.999) == pytest.approx(1.25 * ROUND_SECONDS, rel=0.001)
    assert [pause(failures, lambda: 0.5) for failures in (1, 2, 3, 50)] == [300, 600, 1200, 3600]


def test_a_stick_is_taken_up_once(repository: Repository, kiosk: Path, tmp_path: Path, rivemont: Town) -> None:
    media = tmp_path / "media"
    media.mkdir()
    now = Time()
    looking = watch(kiosk, Updates(), [str(media)], now)
    assert looking.step() == []
    stick = media / "user" / "STICK"
    repository.copied(stick / "parvis-updates")
    assert [done.ending for done in looking.step()] == [Ending.UPDATED]
    assert same_tree(kiosk / "pack" / "current", rivemont.state.pack)
    assert looking.step() == []
    stick.rename(tmp_path / "pulled out")
    assert looking.step() == []
    (tmp_path / "pulled out").rename(stick)
    assert [done.ending for done in looking.step()] == [Ending.CURRENT]
    assert watch(kiosk, Updates(stick="no"), [str(media)], now).step() == []


def test_a_stick_pulled_in_the_middle_is_no_attack_and_is_taken_up_when_it_comes_again(
    repository: Repository, kiosk: Path, tmp_path: Path, rivemont: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes again before the next look: the same stick, with the same list, at the same place."""
    media, away = tmp_path / "media", tmp_path / "away"
    repository.copied(media / "STICK" / "parvis-updates")
    looking = watch(kiosk, Updates(), [str(media)], Time())
    opened: list[str] = []
    really = Folder.open

    def pulled(self: Folder, path: str, most: int, offset: int = 0) -> Reply:
        opened.append(path)
        if len(opened) == 8:
            (media / "STICK").rename(away)
        return really(self, path, most, offset)

    monkeypatch.setattr(Folder, "open", pulled)
    (outcome,) = looking.step()
    assert outcome.ending is Ending.UNREACHABLE
    assert "pulled out" in outcome.sentence
    assert Alarms(kiosk / "alarms").standing() == ()
    away.rename(media / "STICK")
    fetched = [path for path in opened[:7] if path.startswith("targets/")]
    opened[:] = ["again"] * 8
    assert [done.ending for done in looking.step()] == [Ending.UPDATED]
    assert same_tree(kiosk / "pack" / "current", rivemont.state.pack)
    assert fetched, "files had come before it was pulled"
    assert set(fetched).isdisjoint(opened), "and came once"


def test_a_stick_with_a_short_file_can_be_taken_out(repository: Repository, kiosk: Path, tmp_path: Path) -> None:
    stick = repository.copied(tmp_path / "stick" / "parvis-updates").folder
    (index,) = (stick / "targets").glob("*.pack.json")
    index.write_bytes(index.read_bytes()[:-1])
    assert update(kiosk, Folder(stick)).ending is Ending.REFUSED
    still_open = [os.path.realpath(f"/proc/self/fd/{number}") for number in os.listdir("/proc/self/fd")]
    assert [path for path in still_open if path.startswith(str(stick))] == []


def test_a_server_that_says_gone_of_the_next_root_has_none(kiosk: Path, server: Server) -> None:
    server.faults["metadata/2.root.json"] = 410
    assert update(kiosk, Web(server.url)).ending is Ending.UPDATED


def test_sticks_are_seen_at_the_depths_where_systems_mount(tmp_path: Path) -> None:
    wanted = []
    for place in ("parvis-updates", "STICK/parvis-updates", "user/STICK/parvis-updates"):
        (tmp_path / place / "metadata").mkdir(parents=True)
        (tmp_path / place / "metadata" / "timestamp.json").write_text("{}")
        wanted.append(tmp_path / place)
    (tmp_path / "a" / "b" / "c").mkdir(parents=True)
    shutil.copytree(wanted[0], tmp_path / "a" / "b" / "c" / "parvis-updates")
    (tmp_path / "linked").symlink_to(wanted[1].parent)
    (tmp_path / "LINK").mkdir()
    (tmp_path / "LINK" / "parvis-updates").symlink_to(wanted[1])
    assert sorted(sticks.look([str(tmp_path), "/nowhere"]).values()) == sorted(wanted)


def test_the_thread_takes_a_stick_and_ends_when_told(
    repository: Repository, kiosk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("offline_cache.packs.looping.STICK_SECONDS", 0.05)
    repository.copied(tmp_path / "media" / "parvis-updates")
    stop = threading.Event()
    looking = Watch(kiosk, Updates(), [str(tmp_path / "media")], stop)
    with watching(looking, stop):
        for _ in range(600):
            if status(kiosk).version == 1 or stop.wait(0.05):
                break
    assert status(kiosk).version == 1
    # What it had in its hand it may finish, on a slow disk after the courier has stopped waiting for it.
    for thread in [thread for thread in threading.enumerate() if thread.name == "updates"]:
        thread.join(60)
        assert not thread.is_alive()


def test_what_nobody_foresaw_does_not_end_updates_for_good(
    repository: Repository, kiosk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("offline_cache.packs.looping.STICK_SECONDS", 0.01)
    monkeypatch.setattr("offline_cache.packs.looping.AGAIN_SECONDS", 0.01)
    stop, steps = threading.Event(), []

    def step(self: Watch) -> list[object]:
        steps.append(1)
        if len(steps) == 3:
            stop.set()
        raise ZeroDivisionError

    monkeypatch.setattr(Watch, "step", step)
    with watching(Watch(kiosk, Updates(), [str(tmp_path)], stop), stop):
        assert stop.wait(60)


def test_a_courier_without_updates_has_no_second_thread(kiosk: Path) -> None:
    stop = threading.Event()
    with watching(Watch(kiosk, Updates(stick="no"), ["/media"], stop), stop):
        assert not [thread for thread in threading.enumerate() if thread.name == "updates"]
    assert not stop.is_set()


def test_a_pack_that_broke_while_the_kiosk_was_off_gives_way_at_the_start(
    kiosk: Path, repository: Repository, server: Server, rivemont: Town, tmp_path: Path
) -> None:
    update(kiosk, Web(server.url))
    older = Path(shutil.copytree(kiosk / "pack" / "current", kiosk / "pack" / "versions" / "0-older"))
    (kiosk / "pack" / "previous").symlink_to("versions/0-older")
    (kiosk / "pack" / "current" / "town.json").write_bytes(b"{}")
    stop = threading.Event()
    stop.set()
    watch(kiosk, Updates(url=server.url), [], Time())
    Watch(kiosk, Updates(url=server.url), [], stop).run()
    assert (kiosk / "pack" / "current").resolve() == older


def test_the_floor_is_the_last_proof_and_never_below_this_code(kiosk: Path, server: Server) -> None:
    assert clock_floor.floor(kiosk) == clock_floor.WRITTEN
    assert not clock_floor.trusted(kiosk, datetime(1970, 1, 1, tzinfo=UTC))
    assert "1970" in clock_floor.complaint(kiosk, datetime(1970, 1, 1, tzinfo=UTC))
    update(kiosk, Web(server.url))
    proved = status(kiosk).verified_at
    assert proved is not None
    assert clock_floor.floor(kiosk) == max(proved, clock_floor.WRITTEN)
    path = kiosk / "updates" / "record.json"
    later = clock_floor.WRITTEN + timedelta(days=100)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"verified_at": later.isoformat()}))
    assert not clock_floor.trusted(kiosk, later - timedelta(days=2))
    assert clock_floor.trusted(kiosk, later - timedelta(minutes=10)), "a clock that was set right is no broken one"


def test_below_the_floor_no_version_is_deleted(repository: Repository, kiosk: Path, server: Server) -> None:
    update(kiosk, Web(server.url))
    left = kiosk / "pack" / "versions" / "0-left"
    shutil.copytree(kiosk / "pack" / "current", left)
    repository.publish()
    outcome = update(kiosk, Web(server.url), clock=lambda: datetime(1999, 12, 31, tzinfo=UTC))
    assert outcome.ending is Ending.CLOCK
    assert left.is_dir()
    assert [alarm.kind for alarm in Alarms(kiosk / "alarms").standing()] == [Kind.CLOCK]


def test_a_clock_that_the_server_contradicts_is_told_though_all_else_is_well(kiosk: Path, server: Server) -> None:
    server.date = days(-3)
    assert update(kiosk, Web(server.url)).ending is Ending.UPDATED
    (alarm,) = Alarms(kiosk / "alarms").standing()
    assert alarm.kind is Kind.CLOCK
    server.date = None
    update(kiosk, Web(server.url))
    assert Alarms(kiosk / "alarms").standing() == ()
