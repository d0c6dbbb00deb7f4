"""The kiosk's name and password, said only to a server that has asked for them, and only over a closed line."""

from __future__ import annotations

from urllib.parse import urlsplit
from urllib.request import parse_http_list

from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth

from offline_cache.openrosa.address import is_loopback
from offline_cache.openrosa.security import Security

DIGESTS = ("MD5", "MD5-SESS", "SHA", "SHA-256", "SHA-512")
"""What `requests` can do of RFC 7616 and its predecessors."""


def answer_to(challenge: str, url: str, security: Security) -> AuthBase | None:
    """How to answer a 401 with this `WWW-Authenticate`; None where it cannot or must not be answered.

    Digest is preferred: it does not give the password away. Basic does, so it goes over https, or to this machine
    itself. What cannot be understood of the challenge is not answered. A 401 without any challenge is ODK Central's,
    which takes Basic and never says so (getodk/central-backend, issue 851).
    """
    if not security.username or not security.password:
        return None
    asked = challenge.lower()
    if "digest" in asked and _is_answerable(challenge):
        return HTTPDigestAuth(security.username, security.password)
    parts = urlsplit(url)
    if ("basic" in asked or not asked.strip()) and (parts.scheme == "https" or is_loopback(parts.hostname or "")):
        # As bytes: `requests` would write a name beyond Latin-1 wrongly.
        return HTTPBasicAuth(security.username.encode("utf-8"), security.password.encode("utf-8"))
    return None


def _is_answerable(challenge: str) -> bool:
    start = challenge.lower().find("digest ")
    if start < 0:
        return False
    split = (item.partition("=") for item in parse_http_list(challenge[start + 7 :]))
    fields = {name.strip(): value.strip().strip('"') for name, _, value in split}
    algorithm = (fields.get("algorithm") or "MD5").upper()
    qop = fields.get("qop")
    offers_auth = not qop or "auth" in qop.split(",")
    return bool(fields.get("realm") and fields.get("nonce")) and algorithm in DIGESTS and offers_auth
