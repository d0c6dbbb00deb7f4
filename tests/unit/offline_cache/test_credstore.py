"""Encrypted credentials, by the real systemd-creds: with the host's key, and with a TPM in software."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from offline_cache.authentication import KEY_BYTES
from offline_cache.keeping import SecretUnusable
from offline_cache.keeping.credstore import Binding, Credstore, binding_of
from offline_cache.keeping.places import FileSecrets
from offline_cache.keeping.rotation import ensure_key, rotated
from offline_cache.keeping.secret import Name
from tests.faults.thief.tpm import SoftwareTpm

KEY = bytes(range(32))


@pytest.fixture(autouse=True)
def host_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A host key of the test's own, in place of /var/lib/systemd/credential.secret."""
    assert shutil.which("systemd-creds"), "systemd-creds is missing: deploy/setup.sh test installs it"
    path = tmp_path / "credential.secret"
    monkeypatch.setenv("SYSTEMD_CREDENTIAL_SECRET", str(path))
    return path


@pytest.fixture
def tpm(tmp_path: Path) -> Iterator[SoftwareTpm]:
    with SoftwareTpm(tmp_path / "tpm") as running:
        yield running


def test_what_is_put_opens_under_its_own_name_alone(tmp_path: Path) -> None:
    store = Credstore(tmp_path / "store", with_key="host")
    assert store.put("outbox-mac", KEY) is Binding.HOST
    assert store.put("desk-token", b"abc123") is Binding.HOST
    assert (store.get("outbox-mac"), store.get("desk-token"), store.get("desk-password")) == (KEY, b"abc123", None)
    path = store.path(Name.DESK_TOKEN)
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"abc123" not in path.read_bytes()
    path.rename(store.path(Name.DESK_PASSWORD))
    with pytest.raises(SecretUnusable, match="does not match"):
        store.get("desk-password")


def test_a_put_that_fails_changes_nothing(tmp_path: Path) -> None:
    good = Credstore(tmp_path / "store", with_key="host")
    good.put("desk-token", b"abc123")
    bad = Credstore(tmp_path / "store", with_key="tpm2", tpm2_device="swtpm:host=127.0.0.1,port=1")
    with pytest.raises(SecretUnusable, match="encrypt"):
        bad.put("desk-token", b"another")
    for content in (b"", bytes(32 * 1024 + 1)):
        with pytest.raises(SecretUnusable):
            good.put("desk-token", content)
    assert good.get("desk-token") == b"abc123"
    assert [path.name for path in (tmp_path / "store").iterdir()] == ["parvis-desk-token"]


def test_what_is_not_read_back_as_it_was_is_not_put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Credstore(tmp_path / "store", with_key="host")
    store.put("desk-token", b"abc123")
    wrapper = tmp_path / "bin" / "systemd-creds"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\n[ "$1" = encrypt ] && exec {shutil.which("systemd-creds")} "$@"\necho other\n')
    wrapper.chmod(0o700)
    with monkeypatch.context() as patched:
        patched.setenv("PATH", f"{wrapper.parent}:/usr/bin:/bin")
        with pytest.raises(SecretUnusable, match="not read back"):
            store.put("desk-token", b"another")
    assert store.get("desk-token") == b"abc123"
    assert [path.name for path in (tmp_path / "store").iterdir()] == ["parvis-desk-token"]


def test_what_another_machine_sealed_is_set_aside_and_taken_up_again(tmp_path: Path, host_key: Path) -> None:
    store = Credstore(tmp_path / "store", with_key="host")
    store.put("desk-token", b"abc123")
    kept = host_key.read_bytes()
    host_key.unlink()
    with pytest.raises(SecretUnusable, match="decrypt"):
        store.get("desk-token")
    store.set_aside(Name.DESK_TOKEN)
    assert store.get("desk-token") is None
    assert not store.take_up(Name.DESK_TOKEN)
    host_key.unlink(missing_ok=True)
    host_key.write_bytes(kept)
    host_key.chmod(0o400)
    assert store.take_up(Name.DESK_TOKEN)
    assert store.get("desk-token") == b"abc123"


@pytest.mark.parametrize(("with_key", "binding"), [("tpm2", Binding.TPM2), ("host+tpm2", Binding.HOST_AND_TPM2)])
def test_with_a_tpm_another_machine_opens_nothing(
    tpm: SoftwareTpm, tmp_path: Path, with_key: str, binding: Binding
) -> None:
    store = Credstore(tmp_path / "store", with_key=with_key, tpm2_device=tpm.device)
    assert store.put("desk-token", b"abc123") is binding
    assert store.binding(Name.DESK_TOKEN) is binding
    assert store.get("desk-token") == b"abc123"
    # The same disk, host key included, before another TPM.
    with SoftwareTpm(tmp_path / "other") as other, pytest.raises(SecretUnusable, match="decrypt"):
        Credstore(tmp_path / "store", tpm2_device=other.device).get("desk-token")


def test_another_boot_chain_on_the_same_machine_opens_nothing(tmp_path: Path) -> None:
    with SoftwareTpm(tmp_path / "tpm") as tpm:
        tpm.measure(1)
        store = Credstore(tmp_path / "store", with_key="tpm2", tpm2_device=tpm.device)
        store.put("desk-token", b"abc123")
    # PCRs begin anew at each start; the same measurement leads to the same state.
    with SoftwareTpm(tmp_path / "tpm") as tpm:
        tpm.measure(1)
        assert Credstore(tmp_path / "store", tpm2_device=tpm.device).get("desk-token") == b"abc123"
    with SoftwareTpm(tmp_path / "tpm") as tpm:
        tpm.measure(2)
        with pytest.raises(SecretUnusable, match="decrypt"):
            Credstore(tmp_path / "store", tpm2_device=tpm.device).get("desk-token")


def test_no_credential_at_all_has_no_known_binding(tmp_path: Path) -> None:
    assert Credstore(tmp_path).binding(Name.DESK_TOKEN) is None
    for content in (b"", b"rubbish", b"\xff" * 100, b"Whx"):
        assert binding_of(content) is Binding.OTHER


def test_a_key_is_made_once_before_one_from_a_plain_file(tmp_path: Path) -> None:
    store = Credstore(tmp_path / "store", with_key="host")
    assert ensure_key(store, KEY)
    made = store.get("outbox-mac")
    assert made is not None
    assert (len(made), made[KEY_BYTES:]) == (2 * KEY_BYTES, KEY)
    assert not ensure_key(store, KEY)
    assert store.get("outbox-mac") == made
    files = FileSecrets(tmp_path)
    assert ensure_key(files)
    assert len(files.get("outbox-mac") or b"") == KEY_BYTES


def test_rotation_keeps_what_is_needed_and_the_newest() -> None:
    keys = [bytes([number]) * KEY_BYTES for number in range(4)]
    whole = b"".join(keys)
    assert rotated(whole, [])[KEY_BYTES:] == keys[0]
    assert rotated(whole, [keys[2]])[KEY_BYTES:] == keys[0] + keys[2]
    assert rotated(whole, keys[:3])[KEY_BYTES:] == b"".join(keys[:3])
    with pytest.raises(SecretUnusable, match="Let the courier deliver"):
        rotated(whole, keys)
    assert rotated(keys[0], [])[:KEY_BYTES] != rotated(keys[0], [])[:KEY_BYTES]
