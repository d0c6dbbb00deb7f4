"""A repository on a static web server: every byte of an answer, headers included, within one limit of time and size."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from urllib.parse import quote, urlsplit

import requests
from urllib3.exceptions import HTTPError

from offline_cache.openrosa.address import is_loopback
from offline_cache.openrosa.connecting import Adapter
from offline_cache.openrosa.limiting import Allowance, TooSlow
from offline_cache.openrosa.security import Security, SecurityUnusable
from offline_cache.openrosa.tls import client_context
from offline_cache.packs.sources import CHUNK_BYTES, Patience, Reply
from offline_cache.packs.trouble import ClockWrong, Missing, Refused, Stopped, TooMuch, Unreachable, UpdateTrouble

MAX_HEADER_BYTES = 32 * 1024
_BROKEN = (requests.RequestException, HTTPError, HTTPException, OSError, ValueError, LookupError)
"""A server's strange headers come out of `requests` as any of these."""


@dataclass(slots=True)
class Web:
    """Redirects are not followed. `authority` and `proxy` are as in `kiosk.toml`. For one thread."""

    url: str
    authority: str = ""
    proxy: str = ""
    patience: Patience = field(default_factory=Patience)
    stop: threading.Event = field(default_factory=threading.Event)
    portable: bool = False
    fetched: int = 0
    date: datetime | None = None
    _session: requests.Session | None = None
    _allowance: Allowance = field(default_factory=Allowance)

    @property
    def name(self) -> str:
        """The host."""
        try:
            return urlsplit(self.url).hostname or "the repository"
        except ValueError:
            return "the repository"

    def close(self) -> None:
        """Close the connection."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def open(self, path: str, most: int, offset: int = 0) -> Reply:
        """GET, from `offset` on where the server can."""
        session = self._ready()
        # python-tuf has put the names of roles into URL form already; a file of a pack has no sign that needs it.
        address = f"{self.url.rstrip('/')}/{quote(path, safe='/%')}"
        proxy = "" if is_loopback(self.name) else self.proxy
        self._allowance.renew(self.patience.for_bytes(most), most + MAX_HEADER_BYTES)
        try:
            reply = session.get(
                address,
                headers={"Range": f"bytes={offset}-"} if offset else {},
                timeout=(self.patience.connect, self.patience.silence),
                proxies={"http": proxy, "https": proxy} if proxy else {},
                allow_redirects=False,
                stream=True,
            )
        except _BROKEN as error:
            raise self._unreached(error) from error
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
        return Reply(begins, total, self._take(reply, most - begins), reply.close)

    def _ready(self) -> requests.Session:
        """The session, made when it is first needed: what is wrong with the settings is then told like all else."""
        if self._session is not None:
            return self._session
        try:
            parts = urlsplit(self.url)
            sound = parts.scheme in ("http", "https") and parts.hostname and not parts.username and not parts.query
        except ValueError:
            sound = False
        if not sound:
            raise Refused("kiosk.toml: [updates] url must be like https://packs.example.org/rivemont.")
        try:
            security = Security(authority=self.authority, proxy=self.proxy)
            adapter = Adapter(client_context(security), "", self._allowance)
        except SecurityUnusable as error:
            raise Refused(str(error).replace("[desk]", "[updates]")) from error
        session = requests.Session()
        # Neither proxies from the environment nor a .netrc decide where packs come from.
        session.trust_env = False
        for scheme in ("http://", "https://"):
            session.mount(scheme, adapter)
        session.headers.update({"User-Agent": "Parvis", "Accept-Encoding": "identity"})
        self._session = session
        return session

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

    def _take(self, reply: requests.Response, most: int) -> Iterator[bytes]:
        taken = 0
        with reply:
            while True:
                if self.stop.is_set():
                    raise Stopped("The courier stops.")
                try:
                    # What has come is taken at once, however little, and kept if the rest does not come.
                    chunk = reply.raw.read1(min(CHUNK_BYTES, most - taken + 1), decode_content=False)
                except _BROKEN as error:
                    raise self._unreached(error) from error
                if not chunk:
                    return
                taken += len(chunk)
                self.fetched += len(chunk)
                if taken > most:
                    raise TooMuch
                yield chunk

    def _heed_date(self, text: str | None) -> None:
        try:
            said = parsedate_to_datetime(text or "")
            self.date = said if said.tzinfo is not None else said.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            return

    def _unreached(self, error: Exception) -> UpdateTrouble:
        """What a line that failed means. A certificate's dates are a word on the clock, too."""
        try:
            self._allowance.seconds()
        except TooSlow:
            return Refused(f"{self.name} gives its files too slowly, drop by drop: they are not waited for.")
        if isinstance(error, requests.exceptions.SSLError):
            if "not yet valid" in str(error):
                return ClockWrong(
                    f"The certificate of {self.name} is not valid yet by this kiosk's clock. Set the clock."
                )
            why = (
                "it has expired, or this kiosk's clock is wrong"
                if "expired" in str(error)
                else "nobody trusted made it"
            )
            return Unreachable(f"The certificate of {self.name} was not accepted: {why}.")
        return Unreachable(f"{self.name} cannot be reached, or the line broke ({type(error).__name__}).")
