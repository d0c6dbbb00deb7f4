"""Delivery over OpenRosa: is this the desk, did it take the envelope, and if not, is it worth trying again?

Follows the OpenRosa HTTP and form submission pages of the ODK documentation, read with suspicion: a captive
portal answers 200 to everything, so only 201 or 202 with an `OpenRosaResponse` counts as taken.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from typing import Self
from urllib.parse import quote, urlsplit, urlunsplit

import requests
from lxml import etree

from kiosk.errors import ParvisError
from kiosk.ports import Envelope, SealedFile

VERSION_HEADER = "X-OpenRosa-Version"
LENGTH_HEADER = "X-OpenRosa-Accept-Content-Length"
CONNECT_SECONDS = 10.0
SILENCE_SECONDS = 30.0
ANSWER_SECONDS = 60.0
"""For a whole answer, however slowly it drips."""
MAX_ANSWER_BYTES = 64 * 1024
LEAST_ACCEPTED_LENGTH = 64 * 1024
"""A server that accepts less than this a request is wrongly configured."""
PART_HEADER_BYTES = 512
"""More than what multipart adds to a part."""
_SYSTEM_AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
_RESPONSE = "{http://openrosa.org/http/response}OpenRosaResponse"


class DeskAddressUnusable(ParvisError):
    """`[desk] url` or `token` of `kiosk.toml` cannot be used."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The desk has it, durably."""


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: `remark` for the operator, and the seconds that the desk asked to wait, if it did."""

    remark: str
    wait_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Never, as it is: an operator has to look."""

    remark: str


Answer = Accepted | Later | Refused


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine itself, without asking a name server."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def submission_url(url: str, token: str) -> str:
    """Where submissions go, from `[desk] url` and `token`. Raises `DeskAddressUnusable`.

    The token goes where ODK Central's application users have it: `/v1/key/TOKEN/projects/N/submission`. `url`
    may be the bare address of the desk (project 1), `https://HOST/v1/projects/N`, or, with an empty token, the
    whole address that Central shows for an application user, with the token in it.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not host or parts.username or parts.query or parts.fragment:
        raise DeskAddressUnusable("kiosk.toml: [desk] url must be an address like https://desk.example.org")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise DeskAddressUnusable(
            f"kiosk.toml: the desk at {host} must be reached by https. Plain http is for this machine itself only."
        )
    path = parts.path.rstrip("/").removesuffix("/submission")
    if token:
        before, found, project = path.rpartition("/projects/")
        if not found:
            before, project = path, "1"
        if "/key/" in before:
            raise DeskAddressUnusable("kiosk.toml: [desk] url already has a token in it: leave token empty.")
        path = f"{before.removesuffix('/v1')}/v1/key/{quote(token, safe='!$')}/projects/{project}"
    return urlunsplit((parts.scheme, parts.netloc, f"{path}/submission", "", ""))


class OpenRosaClient:
    """Speaks to one desk. Redirects are not followed, but for HEAD's `Location` on the same host."""

    def __init__(self, url: str, token: str, device_id: str, *, answer_seconds: float = ANSWER_SECONDS) -> None:
        """`url`, `token`: see `submission_url`. Raises `DeskAddressUnusable`."""
        self._configured = submission_url(url, token)
        self._target = self._configured
        self._accepted_length: int | None = None
        self._answer_seconds = answer_seconds
        self._parameters = {"deviceID": device_id}
        self._session = requests.Session()
        # Neither proxies from the environment nor a .netrc may decide where sealed mail goes.
        self._session.trust_env = False
        if _SYSTEM_AUTHORITIES.exists():
            # The system's own list, so that a town can add its authority the way it does everywhere else.
            self._session.verify = str(_SYSTEM_AUTHORITIES)
        self._session.headers.update({"User-Agent": "Parvis", VERSION_HEADER: "1.0", "Accept-Language": "en"})

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def probe(self) -> Later | None:
        """HEAD: None when the desk answers as a desk; otherwise why not. Run it before delivering."""
        self._target, self._accepted_length = self._configured, None
        try:
            with self._send("HEAD", None) as response:
                status, headers = response.status_code, response.headers
        except requests.RequestException as error:
            return Later(f"The desk cannot be reached ({type(error).__name__}).")
        if status in (401, 403):
            return Later(f"The desk does not know this kiosk's token ({status}). Enrol the kiosk again.")
        if status != 204 or VERSION_HEADER not in headers:
            return _busy(status, headers.get("Retry-After"), "Something answered that is not the desk")
        return self._heed(headers.get("Location"), headers.get(LENGTH_HEADER))

    def _heed(self, location: str | None, length: str | None) -> Later | None:
        if location:
            ours, theirs = urlsplit(self._configured), urlsplit(location)
            # The desk may move within its host, and from http to https, but nobody may send us elsewhere.
            if theirs.hostname != ours.hostname or theirs.scheme not in ("https", ours.scheme) or theirs.username:
                return Later("The desk sends its mail to another host. Ask its operator before anything is sent.")
            self._target = location
        if length is not None:
            if not length.isascii() or not length.isdigit() or int(length[:12]) < LEAST_ACCEPTED_LENGTH:
                return Later(f"The desk says that it accepts only '{length[:12]}' bytes. Ask its operator.")
            self._accepted_length = int(length[:12])
        return None

    def deliver(self, envelope: Envelope) -> Answer:
        """POST the envelope, byte for byte; in several requests where the desk takes less at a time.

        Each request repeats the manifest, as OpenRosa asks. The desk has the envelope when it has taken the last of
        them; what broke off is sent again from the start, which a desk takes as what it has already.
        """
        loads = split(envelope, self._accepted_length)
        if loads is None:
            return Later(
                f"The desk accepts {self._accepted_length} bytes at a time; this envelope has a part that is larger."
            )
        answer: Answer = Accepted()
        for load in loads:
            answer = self._post(envelope.manifest, load)
            if not isinstance(answer, Accepted):
                break
        return answer

    def _post(self, manifest: bytes, files: Sequence[SealedFile]) -> Answer:
        parts = [("xml_submission_file", ("submission.xml", manifest, "text/xml"))]
        parts += [(file.name, (file.name, file.content, "application/octet-stream")) for file in files]
        try:
            with self._send("POST", parts) as response:
                body = self._read(response)
                status, headers = response.status_code, response.headers
        except (requests.RequestException, TimeoutError) as error:
            return Later(f"The line broke while an envelope was sent ({type(error).__name__}).")
        return judge(status, body, VERSION_HEADER in headers, headers.get("Retry-After"))

    def _send(self, method: str, files: list[tuple[str, tuple[str, bytes, str]]] | None) -> requests.Response:
        return self._session.request(
            method,
            self._target,
            params=self._parameters,
            files=files,
            headers={"Date": formatdate(usegmt=True)},
            timeout=(CONNECT_SECONDS, SILENCE_SECONDS),
            allow_redirects=False,
            stream=True,
        )

    def _read(self, response: requests.Response) -> bytes:
        """The answer's body, cut at `MAX_ANSWER_BYTES`. Raises `TimeoutError` when it drips for too long."""
        ends = time.monotonic() + self._answer_seconds
        body = bytearray()
        for chunk in response.iter_content(1024):
            body += chunk
            if len(body) > MAX_ANSWER_BYTES:
                break
            if time.monotonic() > ends:
                raise TimeoutError
        return bytes(body[:MAX_ANSWER_BYTES])


def split(envelope: Envelope, most_bytes: int | None) -> list[list[SealedFile]] | None:
    """The envelope's files, in their order, as they go in one request each; None where one is too large by itself."""
    if most_bytes is None:
        return [list(envelope.files)]
    room = most_bytes - len(envelope.manifest) - PART_HEADER_BYTES
    loads: list[list[SealedFile]] = []
    left = 0
    for file in envelope.files:
        size = len(file.content) + PART_HEADER_BYTES
        if size > room:
            return None
        if not loads or size > left:
            loads.append([])
            left = room
        loads[-1].append(file)
        left -= size
    return loads


def judge(status: int, body: bytes, is_openrosa: bool, retry_after: str | None = None) -> Answer:
    """What a status and a body mean. 404 and 409 count only from a server that shows that it is a desk:

    a proxy's own 404 while the desk restarts must not turn mail into dead letters.
    """
    answered = _is_response(body)
    match status:
        case 201 | 202 if answered:
            return Accepted()
        case 201 | 202:
            return Later(f"The desk's answer broke off ({status} without an OpenRosaResponse).")
        case 404 if answered or is_openrosa:
            return Refused("The desk does not know this form or this version (404). Publish it there.")
        case 409 if answered or is_openrosa:
            return Refused("The desk has another submission under this identifier (409). Compare the two.")
        case 401 | 403:
            return Later(f"The desk does not know this kiosk's token ({status}). Enrol the kiosk again.")
        case _:
            return _busy(status, retry_after, "The desk did not take an envelope")


def _busy(status: int, retry_after: str | None, what: str) -> Later:
    wait = float(retry_after[:6]) if retry_after and retry_after[:6].isascii() and retry_after[:6].isdigit() else None
    if status == 200:
        return Later("A login page answered in the desk's place (200): the network wants somebody to sign in.")
    return Later(f"{what} ({status}).", wait)


def _is_response(body: bytes) -> bool:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return False
    return bool(root.tag == _RESPONSE)
