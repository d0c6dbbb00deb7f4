"""Puts secrets into systemd's store of encrypted credentials, as root, and says what each is bound to.

A credential is encrypted on the kiosk that will read it: with the host's key (a file of root's on the same disk), with
the TPM, or with both. Its name is part of what is authenticated, so one cannot be passed off as another.
"""

from __future__ import annotations

import base64
import binascii
import shutil
import subprocess
from enum import StrEnum
from pathlib import Path

from offline_cache.files import sync_directory, write_whole
from offline_cache.keeping.places import PREFIX, named
from offline_cache.keeping.secret import MAX_SECRET_BYTES, Name, SecretUnusable, tidied

DIRECTORY = Path("/etc/credstore.encrypted")
"""Where systemd 252 and later looks for `LoadCredentialEncrypted=NAME` by itself; a missing one stops no unit."""
KEYS = ("auto", "tpm2", "host+tpm2", "host")
SET_ASIDE = ".unreadable"
PATIENCE_SECONDS = 60.0
"""A TPM in hardware takes a second or two."""
_MAX_CREDENTIAL_BYTES = 4 * MAX_SECRET_BYTES


class Binding(StrEnum):
    """What a credential cannot be opened without."""

    HOST = "host"
    TPM2 = "tpm2"
    HOST_AND_TPM2 = "host+tpm2"
    OTHER = "other"


# The first 16 bytes of a credential say how it was sealed (systemd's src/shared/creds-util.h).
_KINDS = {
    "5a1c6a86df9d4096b1d5a65e0862f19a": Binding.HOST,
    "0c7cc07b117645919c4b0bea08bc20fe": Binding.TPM2,
    "93a894094874449090caf2fc93cab553": Binding.HOST_AND_TPM2,
}


class Credstore:
    """One directory of encrypted credentials."""

    backend = "credentials"

    def __init__(self, directory: Path = DIRECTORY, *, with_key: str = "auto", tpm2_device: str = "") -> None:
        """`with_key` is one of `KEYS`, for what is put; `tpm2_device` as in `systemd-creds --tpm2-device`."""
        self.directory = directory
        self._with_key = with_key
        self._device = (f"--tpm2-device={tpm2_device}",) if tpm2_device else ()

    def path(self, name: Name) -> Path:
        """Where this credential lies."""
        return self.directory / (PREFIX + name)

    def get(self, name: str) -> bytes | None:
        """Open a credential under its own name. Raises `SecretUnusable` where this machine cannot."""
        path = self.path(named(name))
        return tidied(Name(name), self._open(path, Name(name))) if path.exists() else None

    def put(self, name: str, content: bytes) -> Binding:
        """Encrypt, read back under the right name, and only then put it in the place of what was there.

        Raises `SecretUnusable`; then nothing was changed.
        """
        wanted = named(name)
        if not content or len(content) > MAX_SECRET_BYTES:
            raise SecretUnusable(f"The kiosk's {wanted} must hold 1 to {MAX_SECRET_BYTES} bytes.")
        label = f"--name={PREFIX}{wanted}"
        sealed = self._run("encrypt", f"--with-key={self._with_key}", label, "-", "-", given=content)
        try:
            self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = self.directory / f".{PREFIX}{wanted}.new"
            write_whole(draft, sealed)
            try:
                if self._open(draft, wanted) != content:
                    raise SecretUnusable(f"The kiosk's {wanted} was not read back as it was written: nothing changed.")
                draft.replace(self.path(wanted))
            finally:
                draft.unlink(missing_ok=True)
            sync_directory(self.directory)
        except OSError as error:
            raise SecretUnusable(f"{self.directory}: cannot be written ({error.strerror}). Be root.") from error
        return binding_of(sealed)

    def binding(self, name: Name) -> Binding | None:
        """What the credential is bound to; None where there is none."""
        try:
            with self.path(name).open("rb") as stream:
                return binding_of(stream.read(_MAX_CREDENTIAL_BYTES))
        except OSError:
            return None

    def set_aside(self, name: Name) -> Path:
        """Put an unreadable credential out of the units' way: a bad one would keep the whole kiosk from starting.

        Raises `SecretUnusable` where this user may not.
        """
        aside = self.path(name).with_name(self.path(name).name + SET_ASIDE)
        try:
            self.path(name).replace(aside)
            sync_directory(self.directory)
        except OSError as error:
            raise SecretUnusable(f"{self.directory}: cannot be changed ({error.strerror}). Be root.") from error
        return aside

    def take_up(self, name: Name) -> bool:
        """Put back what was set aside, where it opens again after all. Whether it did."""
        aside = self.path(name).with_name(self.path(name).name + SET_ASIDE)
        if self.path(name).exists() or not aside.exists():
            return False
        try:
            self._open(aside, name)
        except SecretUnusable:
            return False
        aside.replace(self.path(name))
        sync_directory(self.directory)
        return True

    def _open(self, path: Path, name: Name) -> bytes:
        return self._run("decrypt", f"--name={PREFIX}{name}", str(path), "-")

    def _run(self, verb: str, *words: str, given: bytes = b"") -> bytes:
        program = shutil.which("systemd-creds")
        if program is None:
            raise SecretUnusable("systemd-creds is not here: encrypted credentials need systemd 250 or later.")
        command = [program, verb, *self._device, *words]
        try:
            done = subprocess.run(
                command, input=given, capture_output=True, timeout=PATIENCE_SECONDS, check=False, start_new_session=True
            )
        except subprocess.TimeoutExpired as error:
            raise SecretUnusable(f"systemd-creds {verb} did not end within {PATIENCE_SECONDS:g} s.") from error
        if done.returncode != 0:
            # What systemd says of a failure names files, devices and reasons, never the secret.
            reason = " ".join(done.stderr.decode("utf-8", "replace").split())[-200:]
            raise SecretUnusable(f"systemd-creds cannot {verb} here ({reason or 'no reason given'}).")
        return done.stdout


def binding_of(credential: bytes) -> Binding:
    """What an encrypted credential is bound to, by its header."""
    try:
        return _KINDS.get(base64.b64decode(credential[:64], validate=False)[:16].hex(), Binding.OTHER)
    except binascii.Error:
        return Binding.OTHER
