"""A server in front of the real desk that speaks HTTPS as badly as it is told to; without a fault, it passes all on."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import requests

from tests.faults.certificates import Paper

MOST_HEADERS = 32 * 1024
PATIENCE_SECONDS = 10.0
"""For which it takes no more, where it is to hang."""
IDLE_SECONDS = 120.0
"""Longer than a client waits before it asks again: a line that ends meanwhile would be a fault of its own."""
DRIP_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server says."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Exchange:
    """One request as it came, and the line to whoever asked."""

    def __init__(self, line: socket.socket, desk: str, method: str, path: str, headers: Mapping[str, str]) -> None:
        """`desk` is the address of the real one."""
        self.line = line
        self.method = method
        self.path = path
        self.headers = headers
        self.length = int(headers.get("content-length", "0"))
        self.left = self.length
        self._desk = desk

    def read(self, count: int) -> bytes:
        """So many bytes of the body, or what there is of it."""
        found = bytearray()
        while len(found) < count and self.left:
            piece = self.line.recv(min(count - len(found), self.left))
            if not piece:
                break
            found += piece
            self.left -= len(piece)
        return bytes(found)

    def forward(self) -> Reply:
        """What the real desk says to it."""
        body = self.read(self.left)
        headers = {name: value for name, value in self.headers.items() if name not in ("host", "connection")}
        said = requests.request(self.method, self._desk + self.path, data=body, headers=headers, timeout=IDLE_SECONDS)
        kept = {name: value for name, value in said.headers.items() if name.lower().startswith("x-openrosa")}
        return Reply(said.status_code, kept, said.content)

    def reply(self, status: int, headers: Mapping[str, str] | None = None, body: bytes = b"") -> None:
        """An answer, after the body was read."""
        self.read(self.left)
        self.line.sendall(self.written(Reply(status, headers or {}, body)))

    def written(self, reply: Reply) -> bytes:
        """An answer as it stands on the line."""
        lines = [f"HTTP/1.1 {reply.status} Said", *(f"{name}: {value}" for name, value in reply.headers.items())]
        if reply.status != 204:
            lines.append(f"Content-Length: {len(reply.body)}")
        head = "\r\n".join((*lines, "", "")).encode("latin-1")
        return head if self.method == "HEAD" else head + reply.body

    def drip(self, content: bytes) -> None:
        """Byte after byte, slowly, until the other side has had enough."""
        for byte in content:
            self.line.sendall(bytes([byte]))
            time.sleep(DRIP_SECONDS)

    def silence(self) -> None:
        """Say nothing until the other side goes."""
        while self.line.recv(65536):
            """What is left of the body."""
        raise ConnectionAbortedError

    def silence_without_reading(self) -> None:
        """Take no more, so that the other side's writing comes to a stop, and hold the line."""
        time.sleep(PATIENCE_SECONDS)
        raise ConnectionAbortedError

    def reset(self) -> None:
        """Break the line hard, as a router does that forgot it."""
        self.line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise ConnectionResetError


Spoil = Callable[[Exchange], None]
"""Answers in the desk's place. Raises `ConnectionError` to end the line; else it goes on."""


def close(exchange: Exchange) -> None:
    """End the line politely, without a word."""
    raise ConnectionAbortedError


def _shake_hands(line: ssl.SSLSocket) -> bool:
    """Whether both agree. If not, the other side is left the time to read why."""
    try:
        line.do_handshake()
    except ssl.SSLError:
        plain = socket.socket(fileno=line.detach())
        with contextlib.suppress(OSError), plain:
            plain.settimeout(PATIENCE_SECONDS)
            plain.shutdown(socket.SHUT_WR)
            while plain.recv(65536):
                """What it said before it knew."""
        return False
    return True


class FaultyDesk:
    """Listens on loopback. `on_head`, `on_post` answer in the desk's place while they are set."""

    def __init__(self, desk: str, paper: Paper) -> None:
        """`desk`: the real one's address; `paper`: the certificate that it shows."""
        self.on_head: Spoil | None = None
        self.on_post: Spoil | None = None
        self.paper: Paper | None = paper
        """None: it speaks no TLS."""
        self.asked = 0
        """Requests that came through TLS, of which at least the first line was read."""
        self.calls = 0
        """Connections."""
        self._desk = desk
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"https://127.0.0.1:{self.port}"

    def mend(self) -> None:
        """No fault any more."""
        self.on_head = self.on_post = None

    def close(self) -> None:
        """Listen no more."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _listen(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            self.calls += 1
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        line.settimeout(IDLE_SECONDS)
        with contextlib.suppress(OSError), line:
            if self.paper is None:
                line.recv(1024)
                line.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
                return
            context = self.paper.server_context()
            with context.wrap_socket(line, server_side=True, do_handshake_on_connect=False) as closed:
                if not _shake_hands(closed):
                    return
                while (exchange := self._request(closed)) is not None:
                    self.asked += 1
                    spoil = self.on_head if exchange.method == "HEAD" else self.on_post
                    if spoil is None:
                        closed.sendall(exchange.written(exchange.forward()))
                    else:
                        spoil(exchange)

    def _request(self, line: ssl.SSLSocket) -> Exchange | None:
        head = bytearray()
        while not head.endswith(b"\r\n\r\n"):
            byte = line.recv(1)
            if not byte or len(head) > MOST_HEADERS:
                return None
            head += byte
        first, *rest = head.decode("latin-1").split("\r\n")
        method, path, _ = first.split(" ")
        headers = {
            name.strip().lower(): value.strip() for name, _, value in (one.partition(":") for one in rest if one)
        }
        return Exchange(line, self._desk, method, path, headers)
