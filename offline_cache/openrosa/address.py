"""Where submissions go, from what `kiosk.toml` says."""

from __future__ import annotations

import ipaddress
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from kiosk.errors import ParvisError


class DeskAddressUnusable(ParvisError):
    """`[desk] url` or `token` of `kiosk.toml` cannot be used."""


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
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise DeskAddressUnusable("kiosk.toml: [desk] url is no address: mend its host or its port.") from error
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


def moved(configured: str, location: str, device: str) -> str | None:
    """Where the desk sends its mail from `configured` by this `Location`; None where it may not.

    It may move within its host, and from http to https; nobody may send us elsewhere, or into the clear. `device` is
    the parameter that each request adds by itself: a desk that repeats our question would have it there twice.
    """
    try:
        address = urljoin(configured, location)
        ours, theirs = urlsplit(configured), urlsplit(address)
        # Asked for, since a port that is no number shows only here.
        _ = theirs.port
    except ValueError:
        return None
    if theirs.hostname != ours.hostname or theirs.username or theirs.password or theirs.fragment:
        return None
    clear = theirs.scheme == "http" and ours.scheme == "http" and is_loopback(theirs.hostname or "")
    if theirs.scheme != "https" and not clear:
        return None
    query = "&".join(each for each in theirs.query.split("&") if each.partition("=")[0] != device)
    return urlunsplit(theirs._replace(query=query))
