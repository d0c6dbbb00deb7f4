"""What QR codes and pictures hold, kept out of the URLs that fetch them."""

from __future__ import annotations

import secrets

MOST_PICTURES = 16
"""Of the visitor's own pictures on one page, as many are held; one that was taken again gives way."""


class Payloads:
    """Texts and pictures by an unguessable token that may stand in a URL. Emptied at each page."""

    def __init__(self) -> None:
        self._by_token: dict[str, str | bytes] = {}
        self._by_payload: dict[str | bytes, str] = {}

    def token(self, payload: str | bytes) -> str:
        """The payload's token, the same one while the page stays."""
        token = self._by_payload.get(payload)
        if token is None:
            token = secrets.token_hex(8)
            self._by_payload[payload] = token
            self._by_token[token] = payload
            if isinstance(payload, bytes):
                self._make_room()
        return token

    def payload(self, token: str) -> str:
        """What a token stands for, or nothing for an old page's token."""
        found = self._by_token.get(token, "")
        return found if isinstance(found, str) else ""

    def content(self, token: str) -> bytes:
        """The picture that a token stands for, or nothing."""
        found = self._by_token.get(token, b"")
        return found if isinstance(found, bytes) else b""

    def clear(self) -> None:
        """Forget every payload."""
        self._by_token.clear()
        self._by_payload.clear()

    def _make_room(self) -> None:
        pictures = [payload for payload in self._by_payload if isinstance(payload, bytes)]
        for payload in pictures[:-MOST_PICTURES]:
            del self._by_token[self._by_payload.pop(payload)]
