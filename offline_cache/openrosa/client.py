"""Delivery over OpenRosa: is this the desk, did it take the envelope, and if not, is it worth trying again?"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Self

from kiosk.ports import Envelope
from offline_cache.openrosa.address import moved, submission_url
from offline_cache.openrosa.answers import Accepted, Answer, Later, Ready, Refused
from offline_cache.openrosa.closed import why_open
from offline_cache.openrosa.judging import judge, not_now
from offline_cache.openrosa.parts import multipart, split
from offline_cache.openrosa.security import Security
from offline_cache.openrosa.session import ANSWER_SECONDS, CONNECT_SECONDS, SILENCE_SECONDS, VERSION_HEADER, Session
from offline_cache.openrosa.troubles import LineBroken

DEVICE = "deviceID"
LENGTH_HEADER = "X-OpenRosa-Accept-Content-Length"
LEAST_ACCEPTED_LENGTH = 64 * 1024
"""A server that accepts less than this a request is wrongly configured."""
DELIVERY_SECONDS = 220.0
"""For all bytes of one envelope: 30 MB at a megabit a second. With the answer, less than the outbox's lease."""


class OpenRosaClient:
    """Speaks to one desk. Redirects are not followed, but for HEAD's `Location` on the same host."""

    def __init__(
        self,
        url: str,
        token: str,
        device_id: str,
        *,
        security: Security | None = None,
        answer_seconds: float = ANSWER_SECONDS,
        connect_seconds: float = CONNECT_SECONDS,
        silence_seconds: float = SILENCE_SECONDS,
        delivery_seconds: float = DELIVERY_SECONDS,
    ) -> None:
        """`url`, `token`: see `submission_url`. Raises `DeskAddressUnusable` and `SecurityUnusable`."""
        self._configured = submission_url(url, token)
        self._target = self._configured
        self._accepted_length: int | None = None
        self._delivery_seconds = delivery_seconds
        self._parameters = {DEVICE: device_id}
        self._session = Session(
            security,
            connect_seconds=connect_seconds,
            silence_seconds=silence_seconds,
            answer_seconds=answer_seconds,
        )

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
            reply = self._session.request("HEAD", self._target, parameters=self._parameters)
        except LineBroken as error:
            return Later(f"The desk cannot be reached. {error}", lasting=error.lasting)
        if reply.status != 204 or VERSION_HEADER not in reply.headers:
            what = "Something answered that is not the desk"
            if reply.status == 405 or reply.status == 501:
                return Later(
                    f"{what} ({reply.status}): an OpenRosa server answers HEAD with 204. Mend [desk] url.", lasting=True
                )
            if reply.status == 204:
                return Later(f"{what}: it does not speak OpenRosa (204 without {VERSION_HEADER}).")
            return not_now(reply.status, reply.headers.get("Retry-After"), what)
        return self._heed(reply.headers.get("Location"), reply.headers.get(LENGTH_HEADER))

    def _heed(self, location: str | None, length: str | None) -> Later | None:
        if location:
            target = moved(self._configured, location, DEVICE)
            if target is None:
                return Later(
                    "The desk sends its mail to another host, or into the clear. Ask its operator before anything is "
                    "sent.",
                    lasting=True,
                )
            self._target = target
        if length is not None:
            if not length.isascii() or not length.isdigit() or int(length[:12]) < LEAST_ACCEPTED_LENGTH:
                return Later(
                    f"The desk says that it accepts only '{length[:12]}' bytes. Ask its operator.", lasting=True
                )
            self._accepted_length = int(length[:12])
        return None

    def deliver(self, envelope: Envelope) -> Answer:
        """Make it ready and send it."""
        made = self.prepare(envelope)
        return self.send(made) if isinstance(made, Ready) else made

    def prepare(self, envelope: Envelope) -> Ready | Later | Refused:
        """The envelope as it goes over the line; in several requests where the desk takes less at a time.

        What is not sealed is refused here, whatever the desk would say to it. Uses no line.
        """
        if reason := why_open(envelope):
            return Refused(f"It is not sealed, so it does not leave this kiosk: {reason}.")
        loads = split(envelope, self._accepted_length)
        if loads is None:
            return Later(
                f"The desk accepts {self._accepted_length} bytes at a time; this envelope has a part that is larger. "
                "Ask its operator to raise the limit.",
                lasting=True,
            )
        return Ready(envelope, tuple(multipart(envelope.manifest, load) for load in loads))

    def send(self, ready: Ready, meanwhile: Callable[[], object] = lambda: None) -> Answer:
        """POST it, byte for byte; `meanwhile` is called while the desk makes up an answer, and must not raise.

        Each request repeats the manifest, as OpenRosa asks. The desk has the envelope when it has taken the last of
        them; what broke off is sent again from the start, which a desk takes as what it has already.
        """
        ends = time.monotonic() + self._delivery_seconds
        answer: Answer = Accepted()
        for content, content_type in ready.requests:
            answer = self._post(content, content_type, ends, meanwhile)
            if not isinstance(answer, Accepted):
                break
        return answer

    def _post(self, content: bytes, content_type: str, ends: float, meanwhile: Callable[[], object]) -> Answer:
        try:
            reply = self._session.request(
                "POST",
                self._target,
                parameters=self._parameters,
                content=content,
                content_type=content_type,
                upload_seconds=max(0.0, ends - time.monotonic()),
                meanwhile=meanwhile,
            )
        except LineBroken as error:
            return Later(f"The line broke while an envelope was sent. {error}", lasting=error.lasting)
        return judge(reply.status, reply.body, VERSION_HEADER in reply.headers, reply.headers.get("Retry-After"))
