"""`parvis enrol` from the command line: what it takes, what it says, and what it never says."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from offline_cache.authentication import KEY_BYTES
from offline_cache.keeping.places import FileSecrets
from ui import cli
from ui.state import State

TOKEN = "t0ken-that-must-not-be-seen"


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "state")


def enrol(state: State, *words: str) -> int:
    return cli.main(["enrol", *words, "--state", str(state.root), "--into", "file"])


def test_secrets_come_from_files_and_standard_input(
    state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    state.prepare()
    password = tmp_path / "password"
    password.write_text("passw0rd-that-must-not-be-seen\n")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{TOKEN}\n".encode())))
    assert enrol(state, "keys", "--desk-token", "-", "--desk-password", str(password)) == 0
    files = FileSecrets(state.root)
    assert files.get("desk-token") == TOKEN.encode()
    assert files.get("desk-password") == b"passw0rd-that-must-not-be-seen"
    assert len(files.get("outbox-mac") or b"") == KEY_BYTES
    said = "".join(capsys.readouterr())
    assert "must-not-be-seen" not in said
    assert "Whoever takes the disk reads these" in said


def test_enrolling_again_keeps_the_outboxs_key(state: State) -> None:
    state.prepare()
    assert enrol(state, "keys") == 0
    made = state.mac_key.read_bytes()
    assert enrol(state, "keys") == 0
    assert state.mac_key.read_bytes() == made
    assert enrol(state, "rotate") == 0
    assert state.mac_key.read_bytes()[KEY_BYTES:] == made


def test_a_missing_or_damaged_key_is_status_1(state: State, capsys: pytest.CaptureFixture[str]) -> None:
    state.prepare()
    assert enrol(state, "check") == 1
    assert "outbox-mac" in capsys.readouterr().err
    FileSecrets(state.root).put("outbox-mac", bytes(31))
    for verb in ("keys", "rotate", "check"):
        assert enrol(state, verb) == 1
    assert state.mac_key.read_bytes() == bytes(31)


@pytest.mark.parametrize("content", [b"", b"\n", bytes(32 * 1024 + 1)])
def test_what_is_no_secret_is_refused_before_anything_is_made(state: State, tmp_path: Path, content: bytes) -> None:
    state.prepare()
    source = tmp_path / "source"
    source.write_bytes(content)
    assert enrol(state, "keys", "--desk-token", str(source)) == 1
    assert enrol(state, "keys", "--desk-token", str(tmp_path / "none")) == 1
    assert not state.mac_key.exists()


@pytest.mark.parametrize(
    "pasted", [f'token = "{TOKEN}"', f'"{TOKEN}"', f"For this kiosk, or its kiosk.toml:\ntoken = {TOKEN}", f"{TOKEN} x"]
)
def test_a_token_pasted_with_what_stood_around_it_is_refused(
    state: State, tmp_path: Path, pasted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    state.prepare()
    source = tmp_path / "source"
    source.write_text(pasted + "\n")
    assert enrol(state, "keys", "--desk-token", str(source)) == 1
    said = "".join(capsys.readouterr())
    assert "a token is one word" in said
    assert TOKEN not in said
    assert not state.keys.joinpath("desk-token").exists()


def test_a_file_that_is_not_there_is_named(state: State, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state.prepare()
    assert enrol(state, "keys", "--desk-token", str(tmp_path / "none")) == 1
    assert "none: is not there" in capsys.readouterr().err


def test_one_secret_at_most_from_standard_input(state: State, capsys: pytest.CaptureFixture[str]) -> None:
    state.prepare()
    assert enrol(state, "keys", "--desk-token", "-", "--desk-password", "-") == 1
    assert "Only one" in capsys.readouterr().err


def test_without_an_outbox_there_is_nothing_to_adopt(state: State, capsys: pytest.CaptureFixture[str]) -> None:
    state.prepare()
    assert enrol(state, "keys") == 0
    assert enrol(state, "adopt") == 1
    assert "outbox.sqlite" in capsys.readouterr().err


def test_a_state_directory_that_enrolling_makes_is_for_its_user_alone(state: State) -> None:
    assert enrol(state, "keys") == 0
    for path in (state.root, state.keys):
        assert path.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can enrol for another user")
def test_what_root_enrols_belongs_to_the_kiosks_own_user(state: State) -> None:
    state.prepare()
    os.chown(state.root, 12345, 12346)
    assert enrol(state, "keys") == 0
    for path in (state.keys, state.mac_key):
        found = path.stat()
        assert (found.st_uid, found.st_gid) == (12345, 12346)
