"""What can be wrong between kiosk and desk, one by one: how it is brought about, and what must come of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kiosk.ports import Delivery
from tests.faults.network.faulty_desk import Exchange, Reply, Spoil, close

DESK = {"X-OpenRosa-Version": "1.0"}
LOGIN = b"<html><body><form action='/login'>Please sign in to this network</form></body></html>"
PORTAL = {"Location": "https://portal.example/login"}
TAKEN = b'<OpenRosaResponse xmlns="http://openrosa.org/http/response"><message>taken</message></OpenRosaResponse>'


class Show(StrEnum):
    """Which certificate the server shows, where that is what is wrong."""

    RIGHT = "right"
    WRONG_HOST = "wrong host"
    EXPIRED = "expired"
    NOT_YET = "not yet valid"
    STRANGER = "of an unknown authority"
    OTHER_KEY = "with another key"
    NONE = "no TLS"


class Where(StrEnum):
    """Which address the courier is given."""

    SERVER = "server"
    CLOSED_PORT = "closed port"
    NO_NAME = "no name"


class Limit(StrEnum):
    """Which limit of the kiosk ends a fault."""

    SILENCE = "not a single byte for so long"
    WHOLE = "the whole answer not within so long"


@dataclass(frozen=True, slots=True)
class Fault:
    """`head` and `post` answer in the desk's place. `arrives`: the desk has it all the same, and the kiosk cannot know.

    `ends_as`: the envelope's state while the fault lasts. `loses_line`: visitors see that the desk is not reached.
    `large`: the request holds more than the line's own buffers. `ended_by`: the limit of time that alone ends it.
    """

    name: str
    head: Spoil | None = None
    post: Spoil | None = None
    show: Show = Show.RIGHT
    where: Where = Where.SERVER
    ends_as: Delivery = Delivery.KEPT
    arrives: bool = False
    loses_line: bool = True
    large: bool = False
    ended_by: Limit | None = None


def says(status: int, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Spoil:
    """Answer this, whatever was asked."""
    return lambda exchange: exchange.reply(status, headers, body)


def says_raw(content: bytes) -> Spoil:
    """Write these bytes, then end the line."""

    def spoil(exchange: Exchange) -> None:
        exchange.read(exchange.left)
        exchange.line.sendall(content)
        close(exchange)

    return spoil


def hangs(exchange: Exchange) -> None:
    """Take it, and say nothing."""
    exchange.read(exchange.left)
    exchange.silence()


def hangs_after_headers(exchange: Exchange) -> None:
    """Begin an answer."""
    exchange.read(exchange.left)
    exchange.line.sendall(b"HTTP/1.1 201 Created\r\nX-OpenRosa-Version: 1.0\r\nContent-Length: 300\r\n\r\n<Open")
    exchange.silence()


def drips(head: bytes, body: bytes) -> Spoil:
    """`head` at once, `body` byte by byte."""

    def spoil(exchange: Exchange) -> None:
        exchange.read(exchange.left)
        exchange.line.sendall(head)
        exchange.drip(body)
        close(exchange)

    return spoil


def reads_slowly(exchange: Exchange) -> None:
    """Take nothing more of the body than a little now and then."""
    exchange.read(1000)
    exchange.silence_without_reading()


def resets_in_body(exchange: Exchange) -> None:
    """Read half."""
    exchange.read(exchange.length // 2)
    exchange.reset()


def resets_at_once(exchange: Exchange) -> None:
    """Read nothing of the body."""
    exchange.reset()


def accepts_then(what: Callable[[Exchange, bytes], None]) -> Spoil:
    """The real desk takes it; then something happens to its answer."""

    def spoil(exchange: Exchange) -> None:
        what(exchange, exchange.written(exchange.forward()))

    return spoil


def _reset(exchange: Exchange, answer: bytes) -> None:
    exchange.reset()


def _cut(exchange: Exchange, answer: bytes) -> None:
    exchange.line.sendall(answer[:-40])
    close(exchange)


def _garbled(exchange: Exchange, answer: bytes) -> None:
    exchange.line.sendall(exchange.written(_created(LOGIN)))


def _created(body: bytes) -> Reply:
    return Reply(201, {}, body)


def _flood(exchange: Exchange) -> None:
    exchange.read(exchange.left)
    exchange.line.sendall(b"HTTP/1.1 201 Created\r\nX-OpenRosa-Version: 1.0\r\n\r\n")
    while True:
        exchange.line.sendall(b"x" * 65536)


def _many_headers(exchange: Exchange) -> None:
    exchange.read(exchange.left)
    exchange.line.sendall(b"HTTP/1.1 204 No Content\r\n")
    for number in range(90):
        exchange.line.sendall(f"X-Filler-{number}: {'x' * 2000}\r\n".encode())
    exchange.line.sendall(b"\r\n")


def _one_long_header(exchange: Exchange) -> None:
    exchange.read(exchange.left)
    exchange.line.sendall(b"HTTP/1.1 204 No Content\r\nX-Filler: ")
    while True:
        exchange.line.sendall(b"x" * 65536)


FAULTS = (
    Fault("the address cannot be found", where=Where.NO_NAME),
    Fault("nobody listens", where=Where.CLOSED_PORT),
    Fault("the question is never answered", head=hangs, ended_by=Limit.SILENCE),
    Fault("the line is cut after the question", head=close),
    Fault("the line is reset after the question", head=resets_at_once),
    Fault("the certificate is another server's", show=Show.WRONG_HOST),
    Fault("the certificate has expired", show=Show.EXPIRED),
    Fault("the certificate is not valid yet", show=Show.NOT_YET),
    Fault("the certificate is of an unknown authority", show=Show.STRANGER),
    Fault("the certificate has another key than the pinned one", show=Show.OTHER_KEY),
    Fault("the server speaks no TLS", show=Show.NONE),
    Fault("a login page answers the question (200)", head=says(200, {"Content-Type": "text/html"}, LOGIN)),
    Fault("the question is sent to a login page (302)", head=says(302, PORTAL)),
    Fault("the network wants a sign-in (511)", head=says(511, {"Content-Type": "text/html"}, LOGIN)),
    Fault("the question is answered without OpenRosa's header", head=says(204)),
    Fault("the token is not known (401)", head=says(401, DESK)),
    Fault("the question is forbidden (403)", head=says(403)),
    Fault("there is nothing at this address (404)", head=says(404)),
    Fault("the server knows no such question (405)", head=says(405)),
    Fault("the server fails at the question (500)", head=says(500)),
    Fault("the server is overloaded (503, Retry-After: 120)", head=says(503, {"Retry-After": "120"})),
    Fault("the server asks for a week's rest (503, Retry-After: 604800)", head=says(503, {"Retry-After": "604800"})),
    Fault(
        "the desk sends its mail to another host",
        head=says(204, DESK | {"Location": "https://elsewhere.example/submission"}),
    ),
    Fault("the desk sends its mail into the clear", head=says(204, DESK | {"Location": "http://127.0.0.1/submission"})),
    Fault(
        "the desk says that it accepts 100 bytes", head=says(204, DESK | {"X-OpenRosa-Accept-Content-Length": "100"})
    ),
    Fault("the answer to the question is not HTTP", head=says_raw(b"220 mail.example ESMTP\r\n")),
    Fault(
        "the headers of the answer drip in",
        head=drips(b"HTTP/1.1 204 No Content\r\n", b"X-Filler: " + b"x" * 400),
        ended_by=Limit.WHOLE,
    ),
    Fault("the headers of the answer are endless", head=_many_headers),
    Fault("one header of the answer is endless", head=_one_long_header),
    Fault("the request is never answered", post=hangs, ended_by=Limit.SILENCE),
    Fault("the server stops reading the request", post=reads_slowly, large=True, ended_by=Limit.SILENCE),
    Fault("the answer stops after its headers", post=hangs_after_headers, ended_by=Limit.SILENCE),
    Fault(
        "the answer drips in",
        post=drips(b"HTTP/1.1 201 Created\r\nContent-Length: 3000\r\n\r\n", b"x" * 3000),
        ended_by=Limit.WHOLE,
    ),
    Fault("the line is reset before the request", post=resets_at_once),
    Fault("the line is reset in the middle of the request", post=resets_in_body, large=True),
    Fault("the desk takes it, and the line is reset before it can say so", post=accepts_then(_reset), arrives=True),
    Fault("the desk takes it, and its answer is cut short", post=accepts_then(_cut), arrives=True),
    Fault("the desk takes it, and the answer is garbled (201)", post=accepts_then(_garbled), arrives=True),
    Fault("the answer says taken, and nobody took it (201, no OpenRosaResponse)", post=says(201, DESK)),
    Fault("the answer is endless", post=_flood),
    Fault("a login page answers the request (200)", post=says(200, {"Content-Type": "text/html"}, LOGIN)),
    Fault("a page says 200 in the desk's own words", post=says(200, DESK, TAKEN)),
    Fault("the request is sent to a login page (302)", post=says(302, PORTAL)),
    Fault("the desk fails at every request, and greets well (500)", post=says(500)),
    Fault("the desk's disk is full (507)", post=says(507, DESK)),
    Fault("the desk asks for patience (429, Retry-After: 120)", post=says(429, DESK | {"Retry-After": "120"})),
    Fault("the request is too large for a proxy (413)", post=says(413)),
    Fault("the token was withdrawn meanwhile (401)", post=says(401, DESK)),
    Fault("a proxy knows no such address (404)", post=says(404, {}, LOGIN)),
    Fault(
        "the desk knows no such form (404)",
        post=says(404, DESK, TAKEN.replace(b"taken", b"no such form")),
        ends_as=Delivery.REFUSED,
        loses_line=False,
    ),
    Fault(
        "the desk has another submission under this identifier (409)",
        post=says(409, DESK, TAKEN.replace(b"taken", b"conflict")),
        ends_as=Delivery.REFUSED,
        loses_line=False,
    ),
    Fault("something says 409 that is no desk", post=says(409, {}, LOGIN)),
)
"""In the order of a delivery: the line, its lock, the question whether this is the desk (HEAD), the request (POST)."""
