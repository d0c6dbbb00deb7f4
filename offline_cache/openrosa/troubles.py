"""What broke a line, as a sentence for the operator that says what to do. No address beyond a host, and no token."""

from __future__ import annotations

import errno
import http.client
import socket
import ssl
from collections.abc import Iterator

import requests
from urllib3 import exceptions as urllib3

from kiosk.errors import ParvisError
from offline_cache.openrosa.limiting import TooMuch, TooSlow
from offline_cache.openrosa.tls import PinMismatch

_EXPIRED, _NOT_YET = 10, 9
_OTHER_NAME = (62, 64)
_UNKNOWN_AUTHORITY = (2, 18, 19, 20, 21, 22)
_NO_NETWORK = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN)
_ABOUT_OURS = (
    "CERTIFICATE_REQUIRED",
    "BAD_CERTIFICATE",
    "UNKNOWN_CA",
    "HANDSHAKE_FAILURE",
    "CERTIFICATE_REVOKED",
)
MOST_CAUSES = 20
STRANGE = (ValueError, LookupError, http.client.HTTPException)
"""What headers that nobody foresaw come out of `requests` as."""


class LineBroken(ParvisError):
    """No answer came. `lasting`: waiting will not mend it."""

    def __init__(self, sentence: str, *, lasting: bool = False) -> None:
        """`sentence` is for the operator."""
        super().__init__(sentence)
        self.lasting = lasting


def explained(error: BaseException, host: str, *, proxied: bool = False) -> LineBroken:
    """What `requests` raised, in plain words; `proxied` where a proxy stands between."""
    causes = list(_causes(error))
    return _about_tls(causes, host) or _about_proxy(causes, proxied) or _about_the_line(causes, host)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, what it wraps, and what that wraps: `requests` and urllib3 each wrap in a way of their own."""
    waiting, seen = [error], set[int]()
    while waiting and len(seen) < MOST_CAUSES:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        inner = [*one.args, getattr(one, "reason", None), getattr(one, "original_error", None)]
        inner += [one.__cause__, one.__context__]
        waiting += [found for found in inner if isinstance(found, BaseException)]


def _about_tls(causes: list[BaseException], host: str) -> LineBroken | None:
    for error in causes:
        if isinstance(error, PinMismatch):
            return LineBroken(
                f"{host} showed another key than the one pinned in [desk] pinned_key_sha256; nothing was sent. If its "
                "operator changed the key, write the new fingerprint; if not, somebody stands in between.",
                lasting=True,
            )
        if isinstance(error, ssl.SSLCertVerificationError):
            return _about_certificate(error.verify_code, host)
    for error in causes:
        if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
            reason = error.reason or ""
            if reason == "WRONG_VERSION_NUMBER":
                return LineBroken(f"{host} does not speak TLS at this port. Mend the port in [desk] url.", lasting=True)
            if any(alert in reason for alert in _ABOUT_OURS):
                return LineBroken(
                    f"{host} wants to see another certificate of this kiosk ({reason}): "
                    "check [desk] client_certificate and its key.",
                    lasting=True,
                )
            return LineBroken(f"No closed line to {host} could be made ({reason or 'TLS failed'}).")
    return None


def _about_certificate(code: int, host: str) -> LineBroken:
    if code in _OTHER_NAME:
        sentence = (
            f"A server with another name answered in place of {host}, as a login page of the network does. Nothing was "
            "sent. Let the network pass this kiosk, or mend the name in [desk] url."
        )
    elif code == _EXPIRED:
        sentence = f"The certificate of {host} has expired. Renew it there, and check this kiosk's clock."
    elif code == _NOT_YET:
        sentence = f"The certificate of {host} is not valid yet. Set this kiosk's clock."
    elif code in _UNKNOWN_AUTHORITY:
        sentence = (
            f"The certificate of {host} comes from an authority that this kiosk does not know. Name the town's own in "
            "[desk] authority, or let the server send its whole chain; if neither fits, somebody stands in between."
        )
    else:
        sentence = f"The certificate of {host} is not valid (code {code}). Nothing was sent."
    return LineBroken(sentence, lasting=True)


def _about_proxy(causes: list[BaseException], proxied: bool) -> LineBroken | None:
    if not proxied or not any(
        isinstance(error, (requests.exceptions.ProxyError, urllib3.ProxyError)) for error in causes
    ):
        return None
    if any("407" in str(error) for error in causes if isinstance(error, OSError)):
        return LineBroken("The proxy wants a name and a password: write them into [desk] proxy.", lasting=True)
    return LineBroken("The proxy of [desk] proxy does not answer, or does not let this kiosk pass to the desk.")


def _about_the_line(causes: list[BaseException], host: str) -> LineBroken:
    kinds = tuple(type(error) for error in causes)

    def among(*kind: type[BaseException]) -> bool:
        return any(issubclass(one, kind) for one in kinds)

    if among(TooMuch):
        return LineBroken(f"{host} answered with more than any desk says. It may not be the desk.")
    if among(TooSlow):
        return LineBroken(f"{host} was too slow: the line, or the server, did not finish in time.")
    if among(socket.gaierror, urllib3.NameResolutionError):
        return LineBroken(f"The name {host} cannot be found: there is no network, or [desk] url has a mistake.")
    if among(ConnectionRefusedError):
        return LineBroken(f"Nobody answers at {host}: the desk is not running, or a firewall is in between.")
    if any(isinstance(error, OSError) and error.errno in _NO_NETWORK for error in causes):
        return LineBroken("There is no way to the desk: this kiosk has no network.")
    if among(urllib3.ConnectTimeoutError, requests.ConnectTimeout):
        return LineBroken(f"{host} did not take the call in time: it is off, or a firewall is in between.")
    if among(urllib3.ReadTimeoutError, requests.ReadTimeout, TimeoutError):
        return LineBroken(f"{host} took the call and then said nothing.")
    spoke = not among(http.client.RemoteDisconnected)
    if (among(http.client.LineTooLong, http.client.BadStatusLine) and spoke) or isinstance(causes[0], STRANGE):
        return LineBroken(f"What {host} answered is no answer of a web server.")
    return LineBroken(f"The line to {host} was cut.")
