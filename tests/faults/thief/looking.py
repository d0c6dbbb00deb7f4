"""What somebody does who has a kiosk's disk on a table, all the time in the world, and these tools."""

from __future__ import annotations

import base64
import itertools
import json
import re
import shutil
import sqlite3
import subprocess
import tomllib
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from os import environ
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_pem_private_key

from kiosk.errors import ParvisError
from offline_cache.desk.opening import open_envelope
from offline_cache.keeping.secret import Name
from tests.faults.thief.disk import Disk

PEM = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----[\x20-\x7e\s]{1,20000}?-----END [A-Z ]*PRIVATE KEY-----")
DER = re.compile(rb"\x30\x82..\x02\x01\x00(?:\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01|\x02\x82)", re.DOTALL)
"""PKCS#8 with RSA's object identifier, or PKCS#1 with a long modulus."""
LONGEST_DER = 8192
MOST_PASSPHRASES = 5000
INCOMPRESSIBLE_FROM = 4096
"""Bytes; fewer say nothing."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One row of the outbox: what is not sealed, and the parts that are."""

    form_id: str
    version: str
    kept_at: float
    state: str
    manifest: bytes
    files: dict[str, bytes]


class Thief:
    """Has the disk; with `tpm2_device` the machine's TPM too, or another one."""

    def __init__(self, disk: Disk, workshop: Path, tpm2_device: str = "") -> None:
        """`workshop` is where the thief works on copies."""
        self._disk = disk
        self._device = (f"--tpm2-device={tpm2_device}",) if tpm2_device else ()
        self._workshop = workshop
        workshop.mkdir()

    def files(self) -> Iterator[tuple[Path, bytes]]:
        """Every file of the disk, byte for byte: databases with their free pages, logs, drafts, locks."""
        for path in sorted(self._disk.root.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path, path.read_bytes()

    def finds(self, needles: tuple[bytes, ...]) -> list[str]:
        """Where one of these stands, in any usual encoding; also within what was compressed."""
        forms = tuple(itertools.chain.from_iterable(map(encodings, needles)))
        return [
            str(path.relative_to(self._disk.root))
            for path, content in self.files()
            if any(form in content or form in inflated for form in forms for inflated in inflations(content))
        ]

    def pack(self) -> int:
        """How many of the town's forms are readable."""
        listed = json.loads((self._disk.state.pack / "pack.json").read_bytes())["files"]
        return sum(1 for entry in listed if (self._disk.state.pack / entry["path"]).suffix == ".xml")

    def settings(self) -> dict[str, str]:
        """`[desk]` of kiosk.toml."""
        return dict(tomllib.loads(self._disk.state.configuration.read_text())["desk"])

    def outbox(self) -> list[Kept]:
        """Every row, from a copy with its write-ahead log."""
        kept = []
        with closing(sqlite3.connect(self._copied(self._disk.state.outbox))) as connection:
            query = "SELECT sequence, form_id, version, kept_at, state, manifest FROM envelope ORDER BY sequence"
            for sequence, form, version, kept_at, state, manifest in connection.execute(query).fetchall():
                parts = connection.execute("SELECT name, content FROM file WHERE sequence = ?", (sequence,)).fetchall()
                kept.append(Kept(form, version, kept_at, state, manifest, dict(parts)))
        return kept

    def slips(self) -> int:
        """How many times of printed slips are readable."""
        with closing(sqlite3.connect(self._copied(self._disk.state.slips))) as connection:
            return int(connection.execute("SELECT count(*) FROM done").fetchone()[0])

    def _copied(self, path: Path) -> Path:
        copy = self._workshop / path.name
        for ending in ("", "-wal", "-shm"):
            if Path(f"{path}{ending}").exists():
                shutil.copyfile(f"{path}{ending}", f"{copy}{ending}")
        return copy

    def secrets(self) -> dict[Name, bytes]:
        """The kiosk's own secrets: from plain files, from the settings, from credentials that open here."""
        found: dict[Name, bytes] = {}
        if token := self.settings().get("token"):
            found[Name.DESK_TOKEN] = token.encode()
        for name in Name:
            plain = self._disk.state.keys / ("outbox.mac" if name is Name.OUTBOX_MAC else str(name))
            sealed = self._disk.credstore / f"parvis-{name}"
            if plain.exists():
                found[name] = plain.read_bytes()
            elif sealed.exists():
                done = subprocess.run(
                    ["systemd-creds", "decrypt", *self._device, f"--name={sealed.name}", str(sealed), "-"],
                    env=dict(environ) | {"SYSTEMD_CREDENTIAL_SECRET": str(self._disk.host_key)},
                    capture_output=True,
                    check=False,
                    timeout=60,
                )
                if done.returncode == 0:
                    found[name] = done.stdout
        return found

    def private_keys(self) -> list[RSAPrivateKey]:
        """Every RSA private key on the disk, in the clear or under a passphrase that lies there too."""
        found = []
        for path, content in self.files():
            for written in PEM.findall(content):
                found += [key for word in (None, *self._passphrases(path)) if (key := pem_key(written, word))]
            for place in DER.finditer(content):
                piece = content[place.start() : place.start() + LONGEST_DER]
                length = int.from_bytes(piece[2:4], "big") + 4
                if key := der_key(piece[:length]):
                    found.append(key)
        return found

    def _passphrases(self, path: Path) -> list[bytes]:
        near = [file for file in path.parent.iterdir() if file.is_file() and file.stat().st_size < 4096]
        lines = [line.strip() for file in near for line in file.read_bytes().splitlines()]
        # A PEM's own lines are no passphrases, and each try costs a stretching.
        return [line for line in lines if 8 <= len(line) <= 60 and b"-----" not in line][:MOST_PASSPHRASES]

    def opened(self) -> list[bytes]:
        """The submissions of every envelope that opens with any key of the disk."""
        found = []
        keys = self.private_keys()
        for kept in self.outbox():
            for key in keys:
                try:
                    found.append(open_envelope(key, kept.manifest, kept.files).submission)
                except ParvisError:
                    continue
        return found

    def regular(self) -> int:
        """How many sealed parts can be made smaller by a compressor: a cipher's output cannot."""
        parts = [content for kept in self.outbox() for content in kept.files.values()]
        return sum(1 for part in parts if len(part) >= INCOMPRESSIBLE_FROM and len(zlib.compress(part)) < len(part))


def pem_key(written: bytes, passphrase: bytes | None) -> RSAPrivateKey | None:
    """The key, where this is one and the passphrase is right."""
    try:
        key = load_pem_private_key(written, passphrase)
    except (ValueError, TypeError):
        return None
    return key if isinstance(key, RSAPrivateKey) else None


def der_key(written: bytes) -> RSAPrivateKey | None:
    """The key, where this is one."""
    try:
        key = load_der_private_key(written, None)
    except (ValueError, TypeError):
        return None
    return key if isinstance(key, RSAPrivateKey) else None


def encodings(text: bytes) -> set[bytes]:
    """The ways in which a text may lie about: itself, UTF-16, hexadecimal, base64 at three places."""
    forms = {text, text.hex().encode(), text.hex().upper().encode()}
    with suppress(UnicodeDecodeError):
        forms.add(text.decode("utf-8").encode("utf-16-le"))
    for shift in range(3):
        # Without the characters that the bytes before and after have a share in.
        forms.add(base64.b64encode(bytes(shift) + text)[(0, 2, 3)[shift] : -4])
    return forms


def inflations(content: bytes) -> Iterator[bytes]:
    """The content, and what is compressed in it."""
    yield content
    for head in re.finditer(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08", content):
        unpacker = zlib.decompressobj(wbits=47)
        try:
            found = unpacker.decompress(content[head.start() :], 1 << 20)
        except zlib.error:
            continue
        if len(found) > 16:
            yield found
