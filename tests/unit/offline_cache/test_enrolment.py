"""A demonstration's state directory: complete, private, and made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.config import read
from offline_cache.authentication import MacKeyUnusable, create_mac_key, read_mac_key
from offline_cache.desk.keys import public_key_of
from offline_cache.desk.server import read_settings
from offline_cache.desk.tokens import read_tokens
from offline_cache.enrolment import EnrolmentFailed, enrol_demonstration
from offline_cache.files import write_once
from offline_cache.sealing import fingerprint_of


def test_everything_fits_together(tmp_path: Path) -> None:
    made = enrol_demonstration(tmp_path / "state")
    desk = read(tmp_path / "state" / "kiosk.toml").desk
    assert desk.public_key_sha256 == fingerprint_of(public_key_of(made.desk))
    assert desk.url == f"http://127.0.0.1:{read_settings(made.desk).port}"
    assert read_tokens(made.desk).kiosk(desk.token) == "demonstration"
    assert made.public_key.read_text().startswith("-----BEGIN PUBLIC KEY-----")
    assert len(read_mac_key(tmp_path / "state" / "keys" / "outbox.mac")) == 32


def test_secrets_are_for_this_user_alone(tmp_path: Path) -> None:
    enrol_demonstration(tmp_path / "state")
    open_to_others = [
        path.name for path in (tmp_path / "state").rglob("*") if path.is_file() and path.stat().st_mode & 0o077
    ]
    assert open_to_others == ["public.pem"]


def test_again_changes_nothing(tmp_path: Path) -> None:
    first = enrol_demonstration(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert enrol_demonstration(tmp_path) == first
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_two_demonstrations_share_nothing(tmp_path: Path) -> None:
    first, second = enrol_demonstration(tmp_path / "a"), enrol_demonstration(tmp_path / "b")
    assert first.configuration.desk.token != second.configuration.desk.token
    assert first.configuration.desk.public_key_sha256 != second.configuration.desk.public_key_sha256


def test_a_configuration_of_another_desk_is_left_alone_and_told(tmp_path: Path) -> None:
    (tmp_path / "kiosk.toml").write_text('[desk]\nurl = "https://desk.example"\npublic_key_sha256 = "00"\n')
    with pytest.raises(EnrolmentFailed, match="another key"):
        enrol_demonstration(tmp_path)
    assert "desk.example" in (tmp_path / "kiosk.toml").read_text()


def test_mac_key_is_made_once_and_checked(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "outbox.mac"
    with pytest.raises(MacKeyUnusable):
        read_mac_key(path)
    create_mac_key(path)
    key = read_mac_key(path)
    create_mac_key(path)
    assert read_mac_key(path) == key
    for damaged in (b"", key[:-1], key + b"x"):
        path.write_bytes(damaged)
        with pytest.raises(MacKeyUnusable):
            read_mac_key(path)


def test_written_once_means_once(tmp_path: Path) -> None:
    assert write_once(tmp_path / "a", b"1") is True
    assert write_once(tmp_path / "a", b"2") is False
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"1")]
