"""Where a repository lies: on a web server, or in a folder of a stick. Bytes come bounded in number and time.

Nothing that a source says is believed: what comes is proved by signatures and digests, later. Here is only seen to it
that no source can hold the courier up for long or fill its disk.
"""

from __future__ import annotations

import os
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, urlsplit

import requests
import urllib3

from offline_cache.packs.trouble import ClockWrong, Missing, Refused, Stopped, TooMuch, Unreachable, UpdateTrouble

CHUNK_BYTES = 64 * 1024
_SYSTEM_AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_PLAIN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to a connection, of silence, and for a file as such; and the bytes a second that a line must give."""

    connect: float = 10.0
    silence: float = 20.0
    a_file: float = 60.0
    least_rate: float = 2000.0

    def for_bytes(self, most: int) -> float:
        """Seconds in which so many bytes must have come."""
        return self.a_file + most / self.least_rate


@dataclass(frozen=True, slots=True)
class Reply:
    """A file on its way: the offset that the bytes begin at, the whole length if it is known, and the bytes."""

    offset: int
    total: int | None
    chunks: Iterator[bytes]


class Source(Protocol):
    """A TUF repository's files, by their path below its base ("metadata/timestamp.json")."""

    @property
    def name(self) -> str:
        """What the operator knows it by."""
        ...

    @property
    def portable(self) -> bool:
        """Whether somebody carried it here."""
        ...

    @property
    def fetched(self) -> int:
        """Bytes of files that came so far."""
        ...

    @property
    def date(self) -> datetime | None:
        """What time it says it is, if it says."""
        ...

    def open(self, path: str, most: int, offset: int = 0) -> Reply:
        """At most `most` bytes in all. Raises `Missing`, `TooMuch` and `UpdateTrouble`, also while bytes are taken."""
        ...


@dataclass(slots=True)
class Web:
    """A static web server. Redirects are not followed; `authority` and `proxy` are as in `kiosk.toml`."""

    url: str
    authority: str = ""
    proxy: str = ""
    patience: Patience = field(default_factory=Patience)
    stop: threading.Event = field(default_factory=threading.Event)
    portable: bool = False
    fetched: int = 0
    date: datetime | None = None
    _session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
            raise Unreachable("kiosk.toml: [updates] url must be like https://packs.example.org/rivemont.")
        # Neither proxies from the environment nor a .netrc decide where packs come from.
        self._session.trust_env = False
        if self.authority or _SYSTEM_AUTHORITIES.exists():
            self._session.verify = self.authority or str(_SYSTEM_AUTHORITIES)
        if self.proxy:
            self._session.proxies = {"http": self.proxy, "https": self.proxy}
        self._session.headers.update({"User-Agent": "Parvis", "Accept-Encoding": "identity"})

    @property
    def name(self) -> str:
        """The host."""
        return urlsplit(self.url).hostname or "the repository"

    def open(self, path: str, most: int, offset: int = 0) -> Reply:
        """GET, from `offset` on where the server can."""
        ends = time.monotonic() + self.patience.for_bytes(most)
        # python-tuf has put the names of roles into URL form already; a file of a pack has no sign that needs it.
        address = f"{self.url.rstrip('/')}/{quote(path, safe='/%')}"
        wanted = {"Range": f"bytes={offset}-"} if offset else {}
        limits = (self.patience.connect, self.patience.silence)
        try:
            reply = self._session.get(address, headers=wanted, timeout=limits, allow_redirects=False, stream=True)
        except (requests.RequestException, OSError) as error:
            raise _unreached(self.name, error) from error
        self._heed_date(reply.headers.get("Date"))
        try:
            begins = self._begins(reply, path, offset)
            length = reply.headers.get("Content-Length", "")
            total = begins + int(length) if length.isascii() and length.isdigit() and len(length) < 16 else None
            if total is not None and total > most:
                raise TooMuch
        except BaseException:
            reply.close()
            raise
        return Reply(begins, total, self._take(reply, most - begins, ends))

    def _begins(self, reply: requests.Response, path: str, offset: int) -> int:
        match reply.status_code:
            case 200:
                return 0
            case 206 if offset and reply.headers.get("Content-Range", "").startswith(f"bytes {offset}-"):
                return offset
            case 403 | 404 | 410:
                raise Missing(path, reply.status_code)
            case status if 300 <= status < 400:
                raise Unreachable(
                    f"{self.name} sends elsewhere ({status}). Write the address it means into kiosk.toml."
                )
            case status:
                raise Unreachable(f"{self.name} does not give its files now ({status}).")

    def _take(self, reply: requests.Response, most: int, ends: float) -> Iterator[bytes]:
        taken = 0
        with reply:
            while True:
                if self.stop.is_set():
                    raise Stopped("The courier stops.")
                try:
                    # What has come is taken at once, however little: a line that drips is seen to drip.
                    chunk = reply.raw.read1(CHUNK_BYTES, decode_content=False)
                except (urllib3.exceptions.HTTPError, OSError) as error:
                    raise Unreachable(f"The line to {self.name} broke ({type(error).__name__}).") from error
                if not chunk:
                    return
                taken += len(chunk)
                self.fetched += len(chunk)
                if taken > most:
                    raise TooMuch
                yield chunk
                if time.monotonic() > ends:
                    raise Refused(f"{self.name} gives its files too slowly, drop by drop: they are not waited for.")

    def _heed_date(self, text: str | None) -> None:
        try:
            said = parsedate_to_datetime(text or "")
        except ValueError:
            return
        self.date = said if said.tzinfo is not None else said.replace(tzinfo=UTC)


def _unreached(name: str, error: Exception) -> UpdateTrouble:
    """What a connection that failed means. A certificate's dates are a word on the clock, too."""
    if isinstance(error, requests.exceptions.SSLError):
        if "not yet valid" in str(error):
            return ClockWrong(f"The certificate of {name} is not valid yet by this kiosk's clock. Set the clock.")
        why = "it has expired, or this kiosk's clock is wrong" if "expired" in str(error) else "nobody trusted made it"
        return Unreachable(f"The certificate of {name} was not accepted: {why}.")
    return Unreachable(f"{name} cannot be reached ({type(error).__name__}).")


@dataclass(slots=True)
class Folder:
    """A repository in a folder, on a stick as a rule. No link is followed below it, nothing but plain files is read."""

    path: Path
    patience: Patience = field(default_factory=Patience)
    stop: threading.Event = field(default_factory=threading.Event)
    portable: bool = True
    fetched: int = 0
    date: datetime | None = None

    @property
    def name(self) -> str:
        """The folder."""
        return str(self.path)

    def open(self, path: str, most: int, offset: int = 0) -> Reply:
        """Read on from `offset`."""
        descriptor = self._enter(path)
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise Refused(f"{self.name}: {path} is not a plain file.")
            if status.st_size > most:
                raise TooMuch
            offset = min(offset, status.st_size)
        except BaseException:
            os.close(descriptor)
            raise
        return Reply(offset, status.st_size, self._take(descriptor, offset, most))

    def _enter(self, path: str) -> int:
        *folders, last = path.split("/")
        try:
            with _opened(os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)) as at:
                for name in folders:
                    at.append(os.open(name, _FOLDER, dir_fd=at[-1]))
                return os.open(last, _PLAIN, dir_fd=at[-1])
        except FileNotFoundError as error:
            raise Missing(path) from error
        except OSError as error:
            raise Refused(
                f"{self.name}: {path} cannot be read ({error.strerror}). A repository has no links."
            ) from error

    def _take(self, descriptor: int, offset: int, most: int) -> Iterator[bytes]:
        ends, taken = time.monotonic() + self.patience.for_bytes(most), offset
        with os.fdopen(descriptor, "rb", buffering=0) as stream:
            try:
                stream.seek(offset)
                while chunk := stream.read(CHUNK_BYTES):
                    taken += len(chunk)
                    self.fetched += len(chunk)
                    if taken > most:
                        raise TooMuch
                    yield chunk
                    if self.stop.is_set():
                        raise Stopped("The courier stops.")
                    if time.monotonic() > ends:
                        raise Refused(f"{self.name} is too slow.")
            except OSError as error:
                raise Unreachable(f"{self.name} was pulled out, or is broken ({error.strerror}).") from error


@contextmanager
def _opened(first: int) -> Iterator[list[int]]:
    descriptors = [first]
    try:
        yield descriptors
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
