"""Where a server's form list is, and which other addresses it may send us to."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import quote, urlsplit, urlunsplit

from kiosk.errors import ParvisError
from offline_cache.openrosa import is_loopback

FORM_LIST = "/formList"


class AddressUnusable(ParvisError):
    """The address is not one that forms may be fetched from."""


def form_list_url(url: str, token: str = "") -> str:
    """The address of the form list that belongs to `url`. Raises `AddressUnusable`.

    `url` is a project's address, with or without `/formList` at its end: `https://HOST/v1/projects/N` of ODK Central,
    with `token` that of an application user, whose place is in the path; the whole address that Central shows for an
    application user, with the token in it; or a Kobo account's, `https://HOST/USER`.
    """
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise AddressUnusable("This is no address: mend its host or its port.") from error
    if not host or parts.username or parts.password or parts.query or parts.fragment:
        raise AddressUnusable("Give an address like https://central.example.org/v1/projects/7, without name or query.")
    if not is_closed(parts.scheme, host):
        raise AddressUnusable(f"{host} must be reached by https. Plain http is for this machine itself only.")
    path = parts.path.rstrip("/").removesuffix(FORM_LIST)
    if "/draft" in path or "/test/" in path:
        raise AddressUnusable(
            "This is the address of a draft, and what is sent to a draft is deleted when it is published. "
            "Publish the form, and give the project's address."
        )
    if token:
        before, found, project = path.rpartition("/projects/")
        if "/key/" in path:
            raise AddressUnusable("The address has a token in it already: leave --token away.")
        if not found:
            before, project = path, "1"
        path = f"{before.removesuffix('/v1')}/v1/key/{quote(token, safe='!$')}/projects/{project}"
    return urlunsplit((parts.scheme, parts.netloc, f"{path}{FORM_LIST}", "", ""))


def is_closed(scheme: str, host: str) -> bool:
    """Whether nobody on the way can read or change what comes from there."""
    return scheme == "https" or (scheme == "http" and is_loopback(host))


def host_of(url: str) -> str:
    """The host, and the port where it is not the scheme's own: all of an address that may be shown or noted."""
    parts = urlsplit(url)
    return (parts.hostname or "") + (f":{parts.port}" if parts.port else "")


def public_part(url: str) -> str:
    """The address without a token in it, to be noted: `/v1/key/TOKEN/projects/7/formList` is `/v1/projects/7`."""
    parts = urlsplit(url)
    before, found, after = parts.path.removesuffix(FORM_LIST).partition("/key/")
    path = before + (f"/{after.partition('/')[2]}" if found else "")
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def may_fetch(listed: str, wanted: str, also: Collection[str] = ()) -> bool:
    """Whether a list at `listed` may send us to `wanted`: on its own host, or one that was allowed by name.

    Never into the clear, and never with a name or password in the address.
    """
    try:
        ours, theirs = urlsplit(listed), urlsplit(wanted)
        # Asked for, since a port that is no number shows only here.
        ours_port, theirs_port = ours.port, theirs.port
    except ValueError:
        return False
    host = theirs.hostname or ""
    if theirs.username or theirs.password or not is_closed(theirs.scheme, host):
        return False
    if ours.scheme == "https" and theirs.scheme != "https":
        return False
    return (host == ours.hostname and theirs_port == ours_port) or host in also
