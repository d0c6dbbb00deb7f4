"""Who is asked for the kiosk's secrets, and what is taken for one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from offline_cache.authentication import MacKeyUnusable, mac_key_of
from offline_cache.keeping import SecretUnusable, open_secrets
from offline_cache.keeping.desktop import DesktopSecrets
from offline_cache.keeping.places import CredentialSecrets, FileSecrets
from offline_cache.keeping.secret import MAX_SECRET_BYTES, Name

ROOT = Path(__file__).parents[3]
KEY = bytes(range(32))


@pytest.fixture
def handed(tmp_path: Path) -> Path:
    """A credentials directory as systemd makes it: read-only files beside those of others."""
    directory = tmp_path / "credentials"
    directory.mkdir()
    (directory / "other.service-thing").write_bytes(b"not ours")
    return directory


def put(directory: Path, name: str, content: bytes) -> Path:
    path = directory / f"parvis-{name}"
    path.write_bytes(content)
    path.chmod(0o400)
    return path


def test_credentials_are_plain_reads(tmp_path: Path, handed: Path) -> None:
    put(handed, "outbox-mac", KEY)
    put(handed, "desk-token", b"abc123\n")
    secrets = open_secrets(tmp_path, "credentials", environment={"CREDENTIALS_DIRECTORY": str(handed)})
    assert secrets.backend == "credentials"
    assert secrets.get("outbox-mac") == KEY
    # An editor's line end is no part of a token; any byte is part of a key.
    assert secrets.get("desk-token") == b"abc123"
    assert secrets.get("desk-password") is None
    put(handed, "desk-password", b"two words \r\n")
    assert secrets.get("desk-password") == b"two words "


def test_a_keys_last_byte_may_be_a_line_end(tmp_path: Path) -> None:
    key = KEY[:31] + b"\n"
    FileSecrets(tmp_path).put("outbox-mac", key)
    assert mac_key_of(FileSecrets(tmp_path)) == key


def test_auto_takes_credentials_where_one_is_ours(tmp_path: Path, handed: Path) -> None:
    environment = {"CREDENTIALS_DIRECTORY": str(handed)}
    assert open_secrets(tmp_path, environment=environment).backend == "file"
    put(handed, "desk-token", b"abc123")
    assert open_secrets(tmp_path, environment=environment).backend == "credentials"
    assert open_secrets(tmp_path, "file", environment=environment).backend == "file"


def test_a_relative_credentials_directory_is_none(
    tmp_path: Path, handed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(handed, "desk-token", b"abc123")
    monkeypatch.chdir(handed)
    assert not CredentialSecrets(".").any()
    assert CredentialSecrets("").get("desk-token") is None


@pytest.mark.parametrize("name", ["", "outbox.mac", "../outbox-mac", "desk-token\n"])
def test_only_our_names(tmp_path: Path, name: str) -> None:
    with pytest.raises(SecretUnusable, match="desk-token"):
        FileSecrets(tmp_path).get(name)


def test_unknown_backends_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SecretUnusable, match="auto, credentials"):
        open_secrets(tmp_path, "vault")


def test_what_is_no_secret_is_refused_at_once(tmp_path: Path, handed: Path) -> None:
    secrets = CredentialSecrets(str(handed))
    put(handed, "desk-client-key", bytes(MAX_SECRET_BYTES + 1))
    with pytest.raises(SecretUnusable, match="larger than"):
        secrets.get("desk-client-key")
    # Nobody writes into this pipe: a read that waits would stop the kiosk.
    os.mkfifo(handed / "parvis-desk-token")
    with pytest.raises(SecretUnusable, match="plain file"):
        secrets.get("desk-token")
    (handed / "parvis-desk-password").mkdir()
    with pytest.raises(SecretUnusable):
        secrets.get("desk-password")


def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    secrets = FileSecrets(tmp_path)
    for name in Name:
        secrets.put(name, KEY)
        assert secrets.path(name).stat().st_mode & 0o777 == 0o600
    assert secrets.path(Name.OUTBOX_MAC) == tmp_path / "keys" / "outbox.mac"
    assert secrets.exposed() == ()
    secrets.path(Name.DESK_TOKEN).chmod(0o644)
    assert secrets.exposed() == (tmp_path / "keys" / "desk-token",)
    secrets.put("desk-token", b"new")
    assert (secrets.get("desk-token"), secrets.exposed()) == (b"new", ())
    # Two users of one group: IT's leave for the group is kept.
    secrets.path(Name.OUTBOX_MAC).chmod(0o644)
    secrets.put("outbox-mac", KEY)
    assert secrets.path(Name.OUTBOX_MAC).stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == sorted(
        ["desk-client-key", "desk-password", "desk-token", "outbox.mac"]
    )


@pytest.mark.parametrize("key", [None, b"", KEY[:31], KEY + b"x", KEY * 5])
def test_a_key_is_whole_or_said_to_be_missing(tmp_path: Path, key: bytes | None) -> None:
    if key is not None:
        FileSecrets(tmp_path).put("outbox-mac", key)
    with pytest.raises(MacKeyUnusable, match="nrol"):
        mac_key_of(FileSecrets(tmp_path))


def test_reading_is_light() -> None:
    program = (
        "import sys, tempfile, pathlib\n"
        "from offline_cache.keeping import open_secrets\n"
        "with tempfile.TemporaryDirectory() as empty:\n"
        "    assert open_secrets(pathlib.Path(empty), 'auto').get('outbox-mac') is None\n"
        "print([name for name in ('keyring', 'secretstorage', 'jeepney', 'cryptography') if name in sys.modules])\n"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == "[]"


def test_a_bus_that_never_answers_is_given_up(tmp_path: Path) -> None:
    address = tmp_path / "bus"
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(address))
        silent.listen()
        environment = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": f"unix:path={address}", "PYTHONPATH": str(ROOT)}
        with pytest.raises(SecretUnusable, match="answer"):
            DesktopSecrets(environment).get("desk-token")


def test_no_bus_no_wallet(tmp_path: Path) -> None:
    environment = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/none", "PYTHONPATH": str(ROOT)}
    with pytest.raises(SecretUnusable, match="No Secret Service"):
        open_secrets(tmp_path, "secret-service", environment=environment).get("desk-token")
    # On its own, "auto" goes on to the files.
    assert open_secrets(tmp_path, environment=environment).backend == "file"


def test_keyring_reads_the_same_credentials(handed: Path) -> None:
    put(handed, "outbox-mac", KEY)
    put(handed, "desk-token", b"abc123\n")
    program = (
        "import keyring, keyring.errors\n"
        "from keyring.backends import fail\n"
        "print(type(keyring.get_keyring()).__name__, keyring.get_password('parvis', 'desk-token'))\n"
        "print(keyring.get_password('parvis', 'outbox-mac'))\n"
        "print(keyring.get_password('other', 'desk-token'), keyring.get_password('parvis', 'other'))\n"
        "for change in (lambda: keyring.set_password('parvis', 'desk-token', 'x'),"
        " lambda: keyring.delete_password('parvis', 'desk-token')):\n"
        "    try: change()\n"
        "    except keyring.errors.KeyringError: print('refused')\n"
        "print(keyring.get_keyring().priority < fail.Keyring.priority)\n"
    )
    environment = {
        **os.environ,
        "CREDENTIALS_DIRECTORY": str(handed),
        "PYTHON_KEYRING_BACKEND": "offline_cache.keeping.ring.CredentialsKeyring",
    }
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT, env=environment
    )
    assert found.stdout.splitlines() == [
        "CredentialsKeyring abc123",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "None None",
        "refused",
        "refused",
        "True",
    ]


def test_credentials_are_never_found_by_themselves(handed: Path) -> None:
    put(handed, "desk-token", b"abc123\n")
    program = "import keyring, offline_cache.keeping.ring\nprint(type(keyring.get_keyring()).__module__)\n"
    environment = {**os.environ, "CREDENTIALS_DIRECTORY": str(handed)}
    environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT, env=environment
    )
    assert found.stdout.strip() == "keyring.backends.fail"
