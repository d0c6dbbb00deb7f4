"""Brings the kiosk's secrets to the processes that need them, and tells the operator where they lie openly.

Supervisor and courier ask whoever holds the secrets. A visit reads a plain file or a credential by itself; what the
desktop's Secret Service holds, the supervisor hands to its visits in an inherited file without a name, in memory:
neither arguments nor environment ever hold a secret.
"""

from __future__ import annotations

import fcntl
import logging
import os
from pathlib import Path

from kiosk import config
from offline_cache.alarms import Alarms, Kind
from offline_cache.authentication import KEY_BYTES, MOST_KEYS, MacKeyUnusable, checked, mac_key_of
from offline_cache.enrolment import is_demonstration
from offline_cache.keeping import Secrets, SecretUnusable, open_secrets
from offline_cache.keeping.places import FileSecrets
from offline_cache.keeping.secret import Name
from ui.state import State

PLAIN_FILES = (
    "This kiosk's own secrets lie in plain files, so whoever takes its disk has them. Move them to systemd's "
    "credentials (parvis enrol keys --into credentials), then remove the files."
)

_log = logging.getLogger("parvis.keys")


def open_watched(state: State, configuration: config.Configuration) -> Secrets:
    """The secrets, for a process that stays: what is wrong with their place is logged, and stands as an alarm."""
    alarms = Alarms(state.alarms)
    try:
        secrets = open_secrets(state.root, configuration.secrets.backend)
        mac_key_of(secrets)
    except (SecretUnusable, MacKeyUnusable) as error:
        alarms.raise_(Kind.KEYS, str(error))
        raise
    if secrets.backend == "file" and not is_demonstration(state.root):
        _log.warning("%s", PLAIN_FILES)
        alarms.raise_(Kind.KEYS, PLAIN_FILES)
    else:
        alarms.settle(Kind.KEYS)
    if secrets.backend != "file":
        for path in left_over(state):
            _log.warning("%s is no longer used and lies in the clear: remove it.", path)
    for path in exposed(state, configuration):
        _log.warning("%s can be read by other users of this machine: chmod 600 it.", path)
    return secrets


def left_over(state: State) -> tuple[str, ...]:
    """Plain files with a secret, for where they are not what is read."""
    files = FileSecrets(state.root)
    return tuple(str(path) for path in map(files.path, Name) if path.exists())


def exposed(state: State, configuration: config.Configuration) -> tuple[str, ...]:
    """Files with a secret that others than their owner may read."""
    found = [str(path) for path in FileSecrets(state.root).exposed()]
    if told_in(configuration) and _open_to(state.configuration, 0o077):
        found.append(str(state.configuration))
    if (key := configuration.desk.client_key) and _open_to(Path(key), 0o007):
        found.append(key)
    return tuple(found)


def told_in(configuration: config.Configuration) -> tuple[str, ...]:
    """The settings of `kiosk.toml` that hold a secret in the clear: a token, or the password of a proxy."""
    desk, updates = configuration.desk, configuration.updates
    return tuple(
        name
        for name, secret in (
            ("[desk] token", bool(desk.token)),
            ("[desk] url", "/key/" in desk.url),
            ("[desk] proxy", "@" in desk.proxy),
            ("[updates] proxy", "@" in updates.proxy),
        )
        if secret
    )


def _open_to(path: Path, others: int) -> bool:
    try:
        return bool(path.stat().st_mode & others)
    except OSError:
        return False


def for_visits(state: State, configuration: config.Configuration) -> tuple[int, ...]:
    """What the supervisor lets its visits inherit: nothing, or one nameless file with the outbox's key.

    Never fails: where there is no key, visits say that requests cannot be sent, and the operator reads why.
    """
    try:
        secrets = open_watched(state, configuration)
        if secrets.backend != "secret-service":
            return ()
        key = mac_key_of(secrets)
    except (SecretUnusable, MacKeyUnusable) as error:
        _log.error("%s", error)
        return ()
    handle = os.memfd_create("parvis", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.write(handle, key)
    fcntl.fcntl(handle, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE)
    return (handle,)


def take(handle: int) -> bytes:
    """The key that the supervisor left in this inherited file, which is closed: nothing that we start has it."""
    try:
        # At a place of its own: the position in the file is shared by all who inherited it.
        return os.pread(handle, MOST_KEYS * KEY_BYTES + 1, 0)
    finally:
        os.close(handle)


def visits_key(state: State, backend: str, handed: bytes | None) -> bytes:
    """The outbox's key in a visit: what was handed over, else its credential or file.

    Raises `MacKeyUnusable` or `SecretUnusable`.
    """
    if handed is not None:
        return checked(handed, "The key that the supervisor handed over")
    return mac_key_of(open_secrets(state.root, backend, desktop=False))
