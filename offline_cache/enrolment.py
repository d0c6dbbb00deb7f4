"""Makes a state directory ready: the outbox's key always, and for a demonstration a whole desk beside it."""

from __future__ import annotations

import json
import secrets
import socket
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk import config
from kiosk.errors import ParvisError
from offline_cache.authentication import create_mac_key
from offline_cache.files import write_once
from offline_cache.sealing import pinned_keys

MAC_KEY = Path("keys") / "outbox.mac"
PASSPHRASE_NAME = "passphrase"
DEMONSTRATION_KIOSK = "demonstration"
PORTS = range(20_000, 30_000)
"""For the desk: below those that Linux gives to outgoing connections, one of which may last while the desk is away."""


class EnrolmentFailed(ParvisError):
    """The state directory holds half of something else, or there is no room for a desk here."""


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What `enrol_demonstration` leaves behind.

    `desk` is the desk's state directory (serve it with `parvis desk serve --state`), `public_key` the file for
    `pack build --public-key`, `configuration` is what `kiosk.toml` now says.
    """

    desk: Path
    public_key: Path
    configuration: config.Configuration


def enrol_demonstration(state: Path) -> Demonstration:
    """Set up kiosk and desk for a demonstration under `state`; what is there already stays. Idempotent.

    The desk's private key lies here with its passphrase beside it, which is what makes it a demonstration: a
    real desk's key is made elsewhere. Raises `EnrolmentFailed`, `DeskKeysUnusable` or `ConfigurationError`.
    """
    from offline_cache.desk.keys import PRIVATE_NAME, PUBLIC_NAME, create_keys, self_test
    from offline_cache.desk.server import SETTINGS_NAME
    from offline_cache.desk.tokens import add_token

    desk = state / "desk"
    for directory in (state, desk):
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    create_mac_key(state / MAC_KEY)
    write_once(desk / PASSPHRASE_NAME, f"{secrets.token_urlsafe(32)}\n".encode())
    passphrase = (desk / PASSPHRASE_NAME).read_text(encoding="ascii").strip()
    prepare = self_test if (desk / PRIVATE_NAME).exists() else create_keys
    fingerprint = prepare(desk, passphrase)
    configured = state / "kiosk.toml"
    if not configured.exists():
        port = _port_of(desk / SETTINGS_NAME)
        token = add_token(desk, DEMONSTRATION_KIOSK)
        lines = (
            "# Made for a demonstration: the desk of this kiosk lies beside it, and so does its private key.",
            f"device_id = {json.dumps(DEMONSTRATION_KIOSK)}",
            "",
            "[desk]",
            f"url = {json.dumps(f'http://127.0.0.1:{port}')}",
            f"token = {json.dumps(token)}",
            f"public_key_sha256 = {json.dumps(fingerprint)}",
            "",
            "[store]",
            "reserve_mb = 1",
            "",
            "[secrets]",
            'backend = "file"',
        )
        # 0600, for the token is in it.
        write_once(configured, ("\n".join(lines) + "\n").encode())
    configuration = config.read(configured)
    if fingerprint not in pinned_keys(configuration.desk.public_key_sha256):
        raise EnrolmentFailed(
            f"{configured} pins another key than the one in {desk}. Start the demonstration on a directory of its own."
        )
    return Demonstration(desk, desk / PUBLIC_NAME, configuration)


def is_demonstration(state: Path) -> bool:
    """Whether the desk's private key lies here with its passphrase beside it: then no other secret is worth a word."""
    return (state / "desk" / PASSPHRASE_NAME).exists()


def _port_of(settings: Path) -> int:
    """The desk's port: the one it has, else one that is free now, noted for the desk to use from now on."""
    if not settings.exists():
        write_once(settings, f"# Where the desk listens.\nport = {_free_port()}\n".encode())
    return int(tomllib.loads(settings.read_text(encoding="utf-8"))["port"])


def _free_port() -> int:
    for port in secrets.SystemRandom().sample(PORTS, 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise EnrolmentFailed(f"No port is free for the desk between {PORTS.start} and {PORTS.stop - 1}. Close a program.")
