"""The desktop's Secret Service: a real D-Bus, GNOME's real keyring on it, and a service that never answers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kiosk.config import Configuration, Secrets
from offline_cache.alarms import Alarms
from offline_cache.keeping import SecretUnusable, open_secrets
from offline_cache.keeping.desktop import DesktopSecrets
from ui.children import Child
from ui.keeping import for_visits, visits_key
from ui.state import State

ROOT = Path(__file__).parents[3]
KEY = bytes(range(224, 256))
PATIENCE_SECONDS = 90.0


def program(name: str) -> str:
    found = shutil.which(name)
    assert found, f"{name} is missing: deploy/setup.sh test installs it"
    return found


def until(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < ends, f"it did not come up within {PATIENCE_SECONDS:.0f} seconds"
        time.sleep(0.02)


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A session bus with a home of its own; what it starts by itself goes with it."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    environment = {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={home}/bus",
        **dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"), str(home)),
    }
    # A configuration of its own: with the system's, asking would start whatever wallet is installed.
    configuration = home / "bus.conf"
    configuration.write_text(
        f"<busconfig><type>session</type><listen>unix:path={home}/bus</listen><auth>EXTERNAL</auth>"
        '<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>'
        '<allow own="*"/></policy></busconfig>'
    )
    command = [program("dbus-daemon"), f"--config-file={configuration}", "--nofork"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as daemon:
        try:
            until((home / "bus").exists)
            yield environment
        finally:
            daemon.kill()


@pytest.fixture
def wallet(bus: dict[str, str]) -> Iterator[DesktopSecrets]:
    """GNOME's keyring, unlocked."""
    command = [program("gnome-keyring-daemon"), "--unlock", "--components=secrets", "--foreground"]
    with subprocess.Popen(
        command, env=bus, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as daemon:
        try:
            assert daemon.stdin is not None
            daemon.stdin.write(b"a test's password")
            daemon.stdin.close()
            until(lambda: b"true" in asked(bus, "NameHasOwner"))
            yield DesktopSecrets(bus)
        finally:
            daemon.kill()


def asked(bus: dict[str, str], method: str) -> bytes:
    command = [
        *(program("dbus-send"), "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"),
        *(f"org.freedesktop.DBus.{method}", "string:org.freedesktop.secrets"),
    ]
    return subprocess.run(command, env=bus, capture_output=True, check=False, timeout=60).stdout


def test_what_is_put_there_is_found_there(wallet: DesktopSecrets, bus: dict[str, str], tmp_path: Path) -> None:
    assert wallet.get("outbox-mac") is None
    wallet.put("outbox-mac", KEY)
    wallet.put("desk-token", "jeton-é".encode())
    assert DesktopSecrets(bus).get("outbox-mac") == KEY
    assert DesktopSecrets(bus).get("desk-token") == "jeton-é".encode()
    wallet.put("desk-token", b"second")
    assert wallet.get("desk-token") == b"second"
    assert wallet.get("desk-password") is None
    # Now that it holds the outbox's key, "auto" finds it by itself.
    found = open_secrets(tmp_path, environment=bus)
    assert (found.backend, found.get("outbox-mac")) == ("secret-service", KEY)
    # A visit asks no wallet.
    assert open_secrets(tmp_path, environment=bus, desktop=False).backend == "file"


def test_a_wallet_without_our_key_is_not_taken_by_itself(
    wallet: DesktopSecrets, bus: dict[str, str], tmp_path: Path
) -> None:
    assert open_secrets(tmp_path, environment=bus).backend == "file"


def test_a_locked_wallet_is_said_and_nobody_is_asked(wallet: DesktopSecrets, bus: dict[str, str]) -> None:
    wallet.put("outbox-mac", KEY)
    lock = "import secretstorage as s\nwith s.dbus_init() as bus: s.get_default_collection(bus).lock()"
    subprocess.run([sys.executable, "-c", lock], env=bus, check=True, timeout=60)
    with pytest.raises(SecretUnusable, match="locked"):
        wallet.get("outbox-mac")


def test_a_service_that_never_answers_is_given_up(bus: dict[str, str], tmp_path: Path) -> None:
    silent = (
        "import time\n"
        "from jeepney import DBusAddress, new_method_call\n"
        "from jeepney.io.blocking import open_dbus_connection\n"
        "from jeepney.bus_messages import message_bus\n"
        "connection = open_dbus_connection('SESSION')\n"
        "connection.send_and_get_reply(message_bus.RequestName('org.freedesktop.secrets'))\n"
        "time.sleep(600)\n"
    )
    with ExitStack() as stack:
        service = stack.enter_context(subprocess.Popen([sys.executable, "-c", silent], env=bus))
        stack.callback(service.kill)
        until(lambda: b"true" in asked(bus, "NameHasOwner"))
        with pytest.raises(SecretUnusable, match="did not answer within 1 s"):
            DesktopSecrets(bus, patience_seconds=1).get("outbox-mac")


CHILD = """
import os, sys
from pathlib import Path
from ui.keeping import take
handle = int(sys.argv[1])
key = take(handle)
seen = Path('/proc/self/cmdline').read_bytes() + Path('/proc/self/environ').read_bytes()
print(key.hex(), key in seen or key.hex().encode() in seen)
try:
    os.fstat(handle)
except OSError:
    print('closed')
"""


def test_a_visit_gets_the_wallets_key_by_an_inherited_handle(
    wallet: DesktopSecrets, bus: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wallet.put("outbox-mac", KEY)
    for name, value in bus.items():
        monkeypatch.setenv(name, value)
    state, configuration = State(tmp_path / "state"), Configuration(secrets=Secrets("secret-service"))
    handed = for_visits(state, configuration)
    assert len(handed) == 1
    try:
        # One after the other, as visits come and go.
        for _ in range(2):
            visit = Child("visit", [sys.executable, "-c", CHILD, str(handed[0])], bus, piped=True, pass_fds=handed)
            assert visit.process.stdout is not None
            said = visit.process.stdout.read().decode().split()
            assert visit.bury() == 0
            assert said == [KEY.hex(), "False", "closed"]
        with pytest.raises(OSError, match="not permitted"):
            os.pwrite(handed[0], bytes(32), 0)
    finally:
        os.close(handed[0])
    assert visits_key(state, "secret-service", KEY) == KEY
    assert Alarms(state.alarms).standing() == ()
    assert "keyring" not in sys.modules
