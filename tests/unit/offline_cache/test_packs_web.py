"""The line to a repository: whom it believes, what it takes, and what it says when it does not."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.config import Updates
from offline_cache.alarms import Alarms, Kind
from offline_cache.packs.looping import START_SECONDS, Watch
from offline_cache.packs.trouble import Missing, Refused, TooMuch, Unreachable, UpdateTrouble
from offline_cache.packs.updating import Ending, Outcome, update
from offline_cache.packs.web import Web
from tests.faults.certificates import Authority, Paper
from tests.faults.updates.repository import Repository, served

DAY = timedelta(days=1)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "town")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path / "repository")
    repository.add_file("pack.json", b"no pack")
    repository.publish()
    return repository


@pytest.fixture
def kiosk(repository: Repository, tmp_path: Path) -> Path:
    state = tmp_path / "state"
    (state / "updates").mkdir(parents=True)
    (state / "updates" / "root.json").write_bytes(repository.trust)
    return state


def over_tls(kiosk: Path, repository: Repository, paper: Paper, believed: str) -> Outcome:
    with served(repository.folder, paper.server_context()) as server:
        return update(kiosk, Web(server.url, believed))


def test_a_towns_own_authority_is_believed(kiosk: Path, repository: Repository, authority: Authority) -> None:
    outcome = over_tls(kiosk, repository, authority.paper("server"), str(authority.path))
    assert outcome.ending is Ending.REFUSED
    assert "pack.json" in outcome.sentence, "the line was good; what came over it is no pack"


def test_nobody_elses_is(kiosk: Path, repository: Repository, authority: Authority) -> None:
    outcome = over_tls(kiosk, repository, authority.paper("server"), "")
    assert outcome.ending is Ending.UNREACHABLE
    assert "certificate" in outcome.sentence
    assert not (kiosk / "updates" / "metadata" / "timestamp.json").exists()


def test_a_certificate_of_the_past_may_be_the_clocks_fault(
    kiosk: Path, repository: Repository, authority: Authority
) -> None:
    outcome = over_tls(kiosk, repository, authority.paper("old", since=-9 * DAY, until=-DAY), str(authority.path))
    assert outcome.ending is Ending.UNREACHABLE
    assert "clock" in outcome.sentence


def test_a_certificate_of_the_future_is_the_clocks_fault(
    kiosk: Path, repository: Repository, authority: Authority
) -> None:
    outcome = over_tls(kiosk, repository, authority.paper("new", since=DAY, until=9 * DAY), str(authority.path))
    assert outcome.ending is Ending.CLOCK
    assert [alarm.kind for alarm in Alarms(kiosk / "alarms").standing()] == [Kind.CLOCK]


@pytest.mark.parametrize("url", ["packs.example.org", "ftp://example.org", "https://a:b@example.org", "http://[::1"])
def test_an_address_that_is_none_is_told_and_the_courier_lives(kiosk: Path, url: str) -> None:
    moments = iter([0.0, *[START_SECONDS * 2] * 10])
    watch = Watch(kiosk, Updates(url=url, stick="no"), [], threading.Event(), now=lambda: next(moments))
    assert [done.ending for done in watch.step()] == [Ending.REFUSED]
    (alarm,) = Alarms(kiosk / "alarms").standing()
    assert "[updates] url" in alarm.sentence


def test_an_authority_that_cannot_be_read_is_told(kiosk: Path, tmp_path: Path) -> None:
    outcome = update(kiosk, Web("https://127.0.0.1:9", str(tmp_path / "none.pem")))
    assert outcome.ending is Ending.REFUSED
    assert "[updates] authority" in outcome.sentence


def test_the_rest_of_a_file_is_asked_for_and_no_more(repository: Repository) -> None:
    lies = repository.add_file("list.txt", b"0123456789")
    with served(repository.folder) as server:
        web = Web(server.url)
        path = lies.relative_to(repository.folder).as_posix()
        reply = web.open(path, 10, 4)
        assert (reply.offset, reply.total) == (4, 10)
        assert b"".join(reply.chunks) == b"456789"
        assert (web.fetched, server.bodies) == (6, 6)
        with pytest.raises(TooMuch):
            web.open(path, 9)
        with pytest.raises(Missing):
            web.open("targets/none", 10)


@pytest.mark.parametrize(
    ("status", "trouble"), [(500, Unreachable), (503, Unreachable), (301, Unreachable), (204, Unreachable)]
)
def test_other_answers_are_no_file(repository: Repository, status: int, trouble: type[UpdateTrouble]) -> None:
    with served(repository.folder) as server:
        server.faults["list"] = status
        with pytest.raises(trouble, match=str(status)):
            Web(server.url).open("list", 10)


def test_a_proxy_that_is_none_is_told() -> None:
    with pytest.raises(Refused, match=r"\[updates\] proxy"):
        Web("https://packs.example.org", proxy="socks://nowhere").open("list", 10)
