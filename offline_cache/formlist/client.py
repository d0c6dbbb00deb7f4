"""GET the form list, forms and files of one server: each body bounded in size and time, and held against its hash."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Collection
from typing import Self
from urllib.parse import urljoin

from kiosk.errors import ParvisError
from offline_cache.formlist.address import form_list_url, host_of, may_fetch
from offline_cache.formlist.documents import ListedForm, ListedMedia, read_list, read_manifest
from offline_cache.openrosa.security import Security
from offline_cache.openrosa.session import Reply, Session
from offline_cache.openrosa.troubles import LineBroken

MAX_LIST_BYTES = 1024 * 1024
MAX_FORM_BYTES = 4 * 1024 * 1024
"""What `parvis pack check` reads of a form."""
MAX_MEDIA_BYTES = 16 * 1024 * 1024
MAX_MOVES = 3
BODY_SECONDS = 120.0
WHOLE_SECONDS = 900.0
_MOVED = (301, 302, 303, 307, 308)


class ServerUnhelpful(ParvisError):
    """The server did not give what was asked for. `missing`: it has no such thing (404)."""

    def __init__(self, sentence: str, *, missing: bool = False) -> None:
        """`sentence` says what to do; no token is in it."""
        super().__init__(sentence)
        self.missing = missing


class FormListClient:
    """Asks one server for what it lists. For one thread."""

    def __init__(
        self,
        url: str,
        token: str = "",
        *,
        security: Security | None = None,
        also_from: Collection[str] = (),
        body_seconds: float = BODY_SECONDS,
        whole_seconds: float = WHOLE_SECONDS,
    ) -> None:
        """`url`, `token`: see `form_list_url`. `also_from`: hosts that files may come from besides the server's own.

        `whole_seconds`: for all that this client ever asks. Raises `AddressUnusable` and `SecurityUnusable`.
        """
        self.list_url = form_list_url(url, token)
        self.host = host_of(self.list_url)
        self._also = frozenset(also_from)
        self._session = Session(security, answer_seconds=body_seconds)
        # Central lists nothing for strangers, and does not ask them who they are.
        self._session.introduce(self.list_url)
        # Another host gets no name, no password and no client certificate.
        self._foreign = Session(
            Security(authority=security.authority, proxy=security.proxy) if security else None,
            answer_seconds=body_seconds,
        )
        self._ends = time.monotonic() + whole_seconds

    def close(self) -> None:
        """Close the connections."""
        self._session.close()
        self._foreign.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def forms(self, *, all_versions: bool = False) -> tuple[ListedForm, ...]:
        """All that the server lists; also older versions, where it keeps them.

        Raises `ServerUnhelpful` and `ListUnusable`.
        """
        parameters = {"listAllVersions": "true"} if all_versions else None
        return read_list(self._get(self.list_url, MAX_LIST_BYTES, "the form list", parameters))

    def form(self, listed: ListedForm) -> bytes:
        """A form's XML, as the list says that it is. Raises `ServerUnhelpful`."""
        what = f"the form '{listed.form_id[:64]}'"
        return self._checked(self._get(self._near(listed.download_url, what), MAX_FORM_BYTES, what), listed.md5, what)

    def manifest(self, listed: ListedForm) -> tuple[ListedMedia, ...]:
        """The files that belong to a form. Raises `ServerUnhelpful` and `ListUnusable`."""
        if not listed.manifest_url:
            return ()
        what = f"the manifest of '{listed.form_id[:64]}'"
        return read_manifest(self._get(self._near(listed.manifest_url, what), MAX_LIST_BYTES, what), listed.form_id)

    def media(self, listed: ListedMedia) -> bytes:
        """A file's bytes, as the manifest says that they are. Raises `ServerUnhelpful`."""
        what = f"the file {listed.name}"
        return self._checked(self._get(self._near(listed.download_url, what), MAX_MEDIA_BYTES, what), listed.md5, what)

    def _near(self, url: str, what: str) -> str:
        wanted = urljoin(self.list_url, url)
        if not may_fetch(self.list_url, wanted, self._also):
            there = _shown_host(wanted)
            raise ServerUnhelpful(
                f"{self.host} sends us to {there} for {what}, and nothing is fetched from another host unasked. "
                f"Where that is right, as with files that Central keeps in S3, say so with --also-from {there}."
            )
        return wanted

    def _get(self, url: str, most_bytes: int, what: str, parameters: dict[str, str] | None = None) -> bytes:
        for _ in range(MAX_MOVES + 1):
            if time.monotonic() > self._ends:
                raise ServerUnhelpful(f"{self.host} is too slow: the whole took too long. Try again later.")
            session = self._session if may_fetch(self.list_url, url) else self._foreign
            try:
                reply = session.request("GET", url, parameters=parameters, most_bytes=most_bytes)
                if reply.status == 401 and "WWW-Authenticate" in reply.headers:
                    # To what was said unasked; now it may be answered as the server asks, by Digest say.
                    reply = session.request("GET", url, parameters=parameters, most_bytes=most_bytes)
            except LineBroken as error:
                sentence = str(error).replace("[desk] url", "the address")
                raise ServerUnhelpful(f"{what[0].upper()}{what[1:]} did not come. {sentence}") from None
            if reply.status not in _MOVED:
                return self._body(reply, what)
            url, parameters = self._near(urljoin(url, reply.headers.get("Location", "")), what), None
        raise ServerUnhelpful(f"{self.host} sends us round in circles for {what}. Ask its operator.")

    def _body(self, reply: Reply, what: str) -> bytes:
        match reply.status:
            case 200:
                return reply.body
            case 401 | 403:
                raise ServerUnhelpful(
                    f"{self.host} does not let us have {what} ({reply.status}). Check the token, or name and password, "
                    "and in Central that the application user was given access to the form."
                )
            case 404:
                raise ServerUnhelpful(f"{self.host} has no such thing: {what} (404). Check the address.", missing=True)
            case _:
                raise ServerUnhelpful(f"{self.host} did not give {what} ({reply.status}). Try again later.")

    def _checked(self, content: bytes, md5: str, what: str) -> bytes:
        if md5 and hashlib.md5(content, usedforsecurity=False).hexdigest() != md5:
            raise ServerUnhelpful(
                f"{what[0].upper()}{what[1:]} is not what {self.host} lists: its md5 is another. "
                "It may have been published this minute: try again."
            )
        return content


def _shown_host(url: str) -> str:
    try:
        return host_of(url) or "nowhere"
    except ValueError:
        return "nowhere"
