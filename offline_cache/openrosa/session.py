"""Requests to one server, each bounded in time and size: what comes back is a `Reply`, or a `LineBroken`."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from http.client import HTTPException
from typing import Self
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase
from requests.hooks import default_hooks
from urllib3.exceptions import HTTPError

from offline_cache.openrosa.address import is_loopback
from offline_cache.openrosa.authorizing import answer_to
from offline_cache.openrosa.connecting import Adapter
from offline_cache.openrosa.limiting import Allowance, TooMuch, TooSlow
from offline_cache.openrosa.security import Security
from offline_cache.openrosa.tls import client_context
from offline_cache.openrosa.troubles import LineBroken, explained

VERSION_HEADER = "X-OpenRosa-Version"
CONNECT_SECONDS = 10.0
"""Also for each piece of what is sent: a line so slow has stopped."""
SILENCE_SECONDS = 30.0
ANSWER_SECONDS = 60.0
"""For a whole answer, however slowly it drips."""
MAX_ANSWER_BYTES = 64 * 1024
MAX_HEADER_BYTES = 32 * 1024
MOST_KINDS = 8
"""Of requests that are kept prepared."""
_CHUNK = 64 * 1024

# urllib3 warns of headers that it cannot read with the whole address, and the token is in the address.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer. Names of `headers` are found in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Body:
    """What is sent, in pieces, so that a slow line makes progress instead of running into the limit of one write.

    `requests` asks for its length, and goes back to its beginning when the server wants a password first.
    """

    def __init__(self, content: bytes, ends: float, sent: Callable[[], object], again: Callable[[], object]) -> None:
        """`ends`: the moment (monotonic) by which the last piece must be on its way; `sent` is called when it is.

        `again` is called when it goes out once more from its beginning.
        """
        self._content = content
        self._position = 0
        self._ends = ends
        self._sent = sent
        self._again = again

    def __len__(self) -> int:
        return len(self._content)

    def read(self, count: int = -1) -> bytes:
        """The next piece. Raises `TooSlow`."""
        if time.monotonic() > self._ends:
            raise TooSlow
        start = self._position
        self._position = len(self._content) if count < 0 else min(start + count, len(self._content))
        if self._position == len(self._content):
            self._sent()
        return self._content[start : self._position]

    def tell(self) -> int:
        """Where it is."""
        return self._position

    def seek(self, position: int, whence: int = 0) -> int:
        """Go to `position` from the start, or to the end."""
        before = self._position
        self._position = len(self._content) if whence == 2 else max(0, min(position, len(self._content)))
        if self._position < before:
            self._again()
        return self._position


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked."""

    method: str
    url: str
    parameters: tuple[tuple[str, str], ...]
    content: bytes | None
    content_type: str


@dataclass(frozen=True, slots=True)
class _Limits:
    """How long what is sent may take, and how much may come back."""

    upload_seconds: float
    most_bytes: int


class Session:
    """Keeps its connection open from one request to the next. For one thread."""

    def __init__(
        self,
        security: Security | None = None,
        *,
        connect_seconds: float = CONNECT_SECONDS,
        silence_seconds: float = SILENCE_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        """Raises `SecurityUnusable`. `silence_seconds`: without a single byte; `answer_seconds`: for a whole answer."""
        self._security = Security() if security is None else security
        self._timeout = (connect_seconds, silence_seconds)
        self._answer_seconds = answer_seconds
        self._allowance = Allowance()
        self._auth: AuthBase | None = None
        self._auth_host = ""
        self._shared: dict[tuple[str, str, tuple[tuple[str, str], ...]], requests.PreparedRequest] = {}
        self._session = requests.Session()
        # Neither proxies from the environment nor a .netrc may decide where sealed mail goes.
        self._session.trust_env = False
        self._meanwhile: Callable[[], object] = _nothing
        context, pinned = client_context(self._security), self._security.pinned_key_sha256
        adapter = Adapter(context, pinned, self._allowance, lambda: self._meanwhile())
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)
        self._session.headers.update(
            {"User-Agent": "Parvis", VERSION_HEADER: "1.0", "Accept-Language": "en", "Accept-Encoding": "identity"}
        )

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def introduce(self, url: str) -> None:
        """Say name and password at once to the host of `url`, by Basic and over a closed line only.

        For a server that does not ask strangers who they are, and shows them less.
        """
        self._auth, self._auth_host = answer_to("", url, self._security), urlsplit(url).hostname or ""

    def request(
        self,
        method: str,
        url: str,
        *,
        parameters: Mapping[str, str] | None = None,
        content: bytes | None = None,
        content_type: str = "",
        upload_seconds: float = 0.0,
        most_bytes: int = MAX_ANSWER_BYTES,
        meanwhile: Callable[[], object] = _nothing,
    ) -> Reply:
        """Ask once; once more with name and password where the server asks for them. Raises `LineBroken`.

        `meanwhile` is called each time while the server makes up its answer; what it raises is taken for the line's.

        Redirects are answers, never followed. `upload_seconds` are allowed for `content` on its way, besides the time
        for the answer. An answer larger than `most_bytes` breaks the line.
        """
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme != "https" and not is_loopback(host):
            raise LineBroken("Nothing is sent by plain http, except to this machine itself.", lasting=True)
        question = _Question(method, url, tuple((parameters or {}).items()), content, content_type)
        limits = _Limits(upload_seconds, most_bytes)
        self._meanwhile = meanwhile
        auth = self._auth if self._auth_host == host else None
        reply = self._once(question, limits, host, auth)
        if reply.status == 401 and auth is None:
            auth = answer_to(reply.headers.get("WWW-Authenticate", ""), url, self._security)
            if auth is not None:
                reply = self._once(question, limits, host, auth)
                if reply.status != 401:
                    self._auth, self._auth_host = auth, host
        elif reply.status == 401:
            # What was right is right no longer, or the server has begun to ask in another way.
            self._auth = None
        return reply

    def _once(self, question: _Question, limits: _Limits, host: str, auth: AuthBase | None) -> Reply:
        self._renew(limits, limits.upload_seconds)
        proxy = "" if is_loopback(host) else self._security.proxy
        try:
            with self._session.send(
                self._prepared(question, limits, auth),
                timeout=self._timeout,
                proxies={"http": proxy, "https": proxy} if proxy else {},
                allow_redirects=False,
                stream=True,
            ) as response:
                body = self._read(response, limits.most_bytes)
                return Reply(response.status_code, response.headers, body)
        # A server's strange headers come out of `requests` as any of these.
        except (requests.RequestException, HTTPError, HTTPException, OSError, ValueError, LookupError) as error:
            raise explained(error, host, proxied=bool(proxy)) from None

    def _renew(self, limits: _Limits, upload_seconds: float) -> None:
        self._allowance.renew(max(0.0, upload_seconds) + self._answer_seconds, limits.most_bytes + MAX_HEADER_BYTES)

    def _prepared(self, question: _Question, limits: _Limits, auth: AuthBase | None) -> requests.PreparedRequest:
        """A copy of what all requests of this kind share: preparing it anew takes longer than a near desk does.

        Cookies are never sent: none is in the copy.
        """
        kind = (question.method, question.url, question.parameters)
        shared = self._shared.get(kind)
        if shared is None:
            made = requests.Request(question.method, question.url, params=dict(question.parameters))
            if len(self._shared) >= MOST_KINDS:
                self._shared.clear()
            shared = self._shared.setdefault(kind, self._session.prepare_request(made))
        prepared = shared.copy()
        prepared.hooks = default_hooks()
        prepared.headers["Date"] = formatdate(usegmt=True)
        if question.content is not None:
            ends = time.monotonic() + limits.upload_seconds
            # `requests` asks for `read`, `tell`, `seek` and a length, no more.
            prepared.body = Body(  # type: ignore[assignment]
                question.content,
                ends,
                lambda: self._allowance.within(self._answer_seconds),
                # Digest asks in the middle: what was left for the first answer is not for the second.
                lambda: self._renew(limits, ends - time.monotonic()),
            )
            prepared.headers["Content-Type"] = question.content_type
            prepared.headers["Content-Length"] = str(len(question.content))
        if auth is not None:
            prepared.prepare_auth(auth)
        return prepared

    def _read(self, response: requests.Response, most_bytes: int) -> bytes:
        """The whole body, to its end, so that the connection can be used again. Raises `TooMuch`, `TooSlow`."""
        body = bytearray()
        for chunk in response.iter_content(_CHUNK):
            body += chunk
            if len(body) > most_bytes:
                raise TooMuch
        self._allowance.seconds()
        return bytes(body)
