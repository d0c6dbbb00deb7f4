"""Where submissions go, from what `kiosk.toml` says."""

from __future__ import annotations

import ipaddress
from urllib.parse import quote, urlsplit, urlunsplit

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


def may_move(configured: str, location: str) -> bool:
    """Whether the desk may send its mail from `configured` to `location`.

    It may move within its host, and from http to https; nobody may send us elsewhere, or into the clear.
    """
    try:
        ours, theirs = urlsplit(configured), urlsplit(location)
        # Asked for, since a port that is no number shows only here.
        _ = theirs.port
    except ValueError:
        return False
    if theirs.hostname != ours.hostname or theirs.username or theirs.password or theirs.fragment:
        return False
    return theirs.scheme == "https" or (
        theirs.scheme == "http" and ours.scheme == "http" and is_loopback(theirs.hostname or "")
    )
