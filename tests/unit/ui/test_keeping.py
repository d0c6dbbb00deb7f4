"""What the kiosk says about where its secrets lie, and what it hands to visits."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from kiosk.config import Configuration, Desk, Secrets, Updates
from offline_cache.alarms import Alarms, Kind
from offline_cache.authentication import MacKeyUnusable
from offline_cache.keeping.places import FileSecrets
from ui.keeping import exposed, for_visits, open_watched, visits_key
from ui.state import State

KEY = bytes(range(32))


@pytest.fixture
def state(tmp_path: Path) -> State:
    state = State(tmp_path / "state")
    state.prepare()
    FileSecrets(state.root).put("outbox-mac", KEY)
    return state


@pytest.fixture
def handed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    directory = tmp_path / "credentials"
    directory.mkdir()
    (directory / "parvis-outbox-mac").write_bytes(KEY)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(directory))
    return directory


def standing(state: State) -> list[tuple[Kind, str]]:
    return [(alarm.kind, alarm.sentence) for alarm in Alarms(state.alarms).standing()]


def test_plain_files_are_complained_of_at_each_start(state: State, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(2):
        caplog.clear()
        assert open_watched(state, Configuration()).backend == "file"
        assert [record.levelno for record in caplog.records] == [logging.WARNING]
        assert "plain files" in caplog.text
    [(kind, sentence)] = standing(state)
    assert kind is Kind.KEYS
    assert "enrol" in sentence


def test_a_demonstration_is_not_nagged(state: State, caplog: pytest.LogCaptureFixture) -> None:
    state.desk.mkdir()
    (state.desk / "passphrase").write_text("beside the key")
    open_watched(state, Configuration())
    assert not caplog.records
    assert standing(state) == []


def test_the_alarm_settles_once_credentials_are_there(
    state: State, handed: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert open_watched(state, Configuration(secrets=Secrets("file"))).backend == "file"
    assert standing(state)
    caplog.clear()
    assert open_watched(state, Configuration()).backend == "credentials"
    assert standing(state) == []
    # What it was read from before still lies there.
    assert f"{state.mac_key} is no longer used" in caplog.text


def test_without_a_key_the_alarm_says_so_and_the_kiosk_starts(state: State) -> None:
    state.mac_key.unlink()
    with pytest.raises(MacKeyUnusable):
        open_watched(state, Configuration())
    [(kind, sentence)] = standing(state)
    assert kind is Kind.KEYS
    assert "parvis enrol" in sentence
    assert for_visits(state, Configuration()) == ()


def test_a_visit_reads_credentials_and_files_by_itself(
    state: State, handed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (handed / "parvis-outbox-mac").write_bytes(KEY[::-1])
    assert for_visits(state, Configuration()) == ()
    assert visits_key(state, "auto", None) == KEY[::-1]
    monkeypatch.delenv("CREDENTIALS_DIRECTORY")
    assert visits_key(state, "auto", None) == KEY


def test_a_damaged_handed_key_is_refused(state: State) -> None:
    with pytest.raises(MacKeyUnusable, match="handed over"):
        visits_key(state, "auto", b"")


def test_a_token_that_others_can_read_is_named(state: State, caplog: pytest.LogCaptureFixture) -> None:
    configuration = Configuration(desk=Desk(token="t0ken-of-this-kiosk"))
    state.configuration.write_text('[desk]\ntoken = "t0ken-of-this-kiosk"\n')
    state.configuration.chmod(0o600)
    assert exposed(state, configuration) == ()
    state.configuration.chmod(0o644)
    state.mac_key.chmod(0o644)
    open_watched(state, configuration)
    assert f"{state.configuration} can be read" in caplog.text
    assert f"{state.mac_key} can be read" in caplog.text
    assert "t0ken" not in caplog.text


@pytest.mark.parametrize(
    "configuration",
    [
        Configuration(desk=Desk(url="https://central.example/v1/key/4711/projects/7")),
        Configuration(desk=Desk(proxy="http://name:4711@proxy.example:3128")),
        Configuration(updates=Updates(proxy="http://name:4711@proxy.example:3128")),
    ],
    ids=["token in the address", "proxy of the desk", "proxy of the updates"],
)
def test_settings_with_a_secret_in_an_address_are_for_their_owner_alone(
    state: State, configuration: Configuration
) -> None:
    state.configuration.write_text("")
    state.configuration.chmod(0o640)
    assert exposed(state, configuration) == (str(state.configuration),)
    assert exposed(state, Configuration(desk=Desk(url="https://central.example", proxy="http://proxy:1"))) == ()
    state.configuration.chmod(0o600)
    assert exposed(state, configuration) == ()


def test_a_clients_key_that_everybody_may_read(state: State, tmp_path: Path) -> None:
    key = tmp_path / "client.pem"
    configuration = Configuration(desk=Desk(client_key=str(key)))
    assert exposed(state, configuration) == ()
    key.write_text("")
    key.chmod(0o644)
    assert exposed(state, configuration) == (str(key),)
    key.chmod(0o640)
    assert exposed(state, configuration) == ()
