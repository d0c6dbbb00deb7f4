"""What QR codes carry, kept out of the URLs that fetch their pictures."""

from __future__ import annotations

import secrets


class Payloads:
    """What phones read from QR codes, by an unguessable token that may stand in a URL. Emptied at each page."""

    def __init__(self) -> None:
        self._by_token: dict[str, str] = {}
        self._by_payload: dict[str, str] = {}

    def token(self, payload: str) -> str:
        """The payload's token, the same one while the page stays."""
        token = self._by_payload.get(payload)
        if token is None:
            token = secrets.token_hex(8)
            self._by_payload[payload] = token
            self._by_token[token] = payload
        return token

    def payload(self, token: str) -> str:
        """What a token stands for, or nothing for an old page's token."""
        return self._by_token.get(token, "")

    def clear(self) -> None:
        """Forget every payload."""
        self._by_token.clear()
        self._by_payload.clear()
