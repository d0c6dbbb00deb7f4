"""What counts as the desk, and as taken. Real sockets, a server that says what it is told to say."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from kiosk.ports import Envelope, SubmissionForm
from offline_cache.openrosa import (
    Accepted,
    DeskAddressUnusable,
    Later,
    OpenRosaClient,
    Refused,
    judge,
    submission_url,
)
from offline_cache.openrosa.answers import Ready
from offline_cache.sealing import OdkSealer, fingerprint_of

TAKEN = b'<OpenRosaResponse xmlns="http://openrosa.org/http/response"><message>ok</message></OpenRosaResponse>'
DESK_HEADERS = {"X-OpenRosa-Version": "1.0"}


def _sealed(instance: str, submission: bytes, *attachments: tuple[str, bytes]) -> Envelope:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    public = base64.b64encode(
        key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    ).decode()
    return OdkSealer(fingerprint_of(public)).seal(
        SubmissionForm("birth-certificate", "3", public), instance, submission, attachments
    )


PATIENCE_SECONDS = 60.0
LETTER = _sealed("uuid:1", bytes(range(256)) * 20)


@dataclass
class Script:
    """What the server answers, and what it was asked."""

    head: tuple[int, dict[str, str]] = (204, DESK_HEADERS)
    post: tuple[int, dict[str, str], bytes] = (201, DESK_HEADERS, TAKEN)
    asked: list[tuple[str, str, Message, bytes]] = field(default_factory=list)
    url: str = ""
    awaited: threading.Event | None = None
    """What a POST waits for, once it has come whole, before it is answered."""


@pytest.fixture
def script() -> Iterator[Script]:
    script = Script()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            script.asked.append((self.command, self.path, self.headers, sent))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def do_HEAD(self) -> None:
            self._answer(*script.head, b"")

        def do_POST(self) -> None:
            self._answer(*script.post)

        def end_headers(self) -> None:
            if self.command == "POST" and script.awaited is not None and not script.awaited.wait(PATIENCE_SECONDS):
                self.close_connection = True
                return
            super().end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    script.url = f"http://127.0.0.1:{server.server_port}"
    yield script
    server.shutdown()
    server.server_close()


def _probe(script: Script) -> Later | None:
    with OpenRosaClient(script.url, "T0KEN", "kiosk-7") as client:
        return client.probe()


@pytest.mark.parametrize(
    ("url", "token", "expected"),
    [
        ("https://d.example", "T", "https://d.example/v1/key/T/projects/1/submission"),
        ("https://d.example/", "T", "https://d.example/v1/key/T/projects/1/submission"),
        ("https://d.example:8443", "a!b$c-_", "https://d.example:8443/v1/key/a!b$c-_/projects/1/submission"),
        ("https://d.example/v1/projects/7", "T", "https://d.example/v1/key/T/projects/7/submission"),
        ("https://d.example/odk/v1/projects/7/", "T", "https://d.example/odk/v1/key/T/projects/7/submission"),
        ("https://d.example/v1/key/T/projects/7", "", "https://d.example/v1/key/T/projects/7/submission"),
        ("https://d.example/v1/key/T/projects/7/submission", "", "https://d.example/v1/key/T/projects/7/submission"),
        ("https://d.example", "a/../b", "https://d.example/v1/key/a%2F..%2Fb/projects/1/submission"),
        ("http://127.0.0.1:8384", "T", "http://127.0.0.1:8384/v1/key/T/projects/1/submission"),
        ("http://[::1]:8384", "T", "http://[::1]:8384/v1/key/T/projects/1/submission"),
        ("http://localhost", "T", "http://localhost/v1/key/T/projects/1/submission"),
    ],
)
def test_where_submissions_go(url: str, token: str, expected: str) -> None:
    assert submission_url(url, token) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "d.example",
        "ftp://d.example",
        "http://d.example",
        "http://192.168.1.5",
        "http://localhost.evil.example",
        "https://user:word@d.example",
        "https://d.example/?a=b",
        "https://d.example/v1/key/SECRET/projects/1",
    ],
)
def test_addresses_that_are_refused_without_repeating_the_token(url: str) -> None:
    with pytest.raises(DeskAddressUnusable) as refused:
        submission_url(url, "T0KEN")
    assert "T0KEN" not in str(refused.value)
    assert "SECRET" not in str(refused.value)


def test_the_desk_is_recognised_and_greeted_properly(script: Script) -> None:
    assert _probe(script) is None
    ((method, path, headers, _),) = script.asked
    assert (method, path) == ("HEAD", "/v1/key/T0KEN/projects/1/submission?deviceID=kiosk-7")
    assert headers["X-OpenRosa-Version"] == "1.0"
    assert headers["Date"].endswith("GMT")
    assert headers["Accept-Language"]


@pytest.mark.parametrize(
    ("head", "remark"),
    [
        ((200, {"Content-Type": "text/html"}), "login page"),
        ((200, DESK_HEADERS), "login page"),
        ((204, {}), "not the desk"),
        ((302, {"Location": "https://portal.example/"}), "not the desk"),
        ((401, DESK_HEADERS), "token"),
        ((404, {}), "not the desk"),
        ((503, {}), "out of order or overloaded"),
        ((204, {**DESK_HEADERS, "Location": "https://elsewhere.example/submission"}), "another host"),
        ((204, {**DESK_HEADERS, "Location": "ftp://127.0.0.1/submission"}), "another host"),
        ((204, {**DESK_HEADERS, "Location": "//elsewhere.example/submission"}), "another host"),
        ((204, {**DESK_HEADERS, "Location": "https://[127.0.0.1/submission"}), "another host"),
        ((204, {**DESK_HEADERS, "X-OpenRosa-Accept-Content-Length": "100"}), "only '100'"),
        ((204, {**DESK_HEADERS, "X-OpenRosa-Accept-Content-Length": "lots"}), "only 'lots'"),
    ],
)
def test_what_is_not_the_desk(script: Script, head: tuple[int, dict[str, str]], remark: str) -> None:
    script.head = head
    problem = _probe(script)
    assert problem is not None
    assert remark in problem.remark
    assert "T0KEN" not in problem.remark


def test_nobody_listens() -> None:
    with OpenRosaClient("http://127.0.0.1:1", "T0KEN", "kiosk-7") as client:
        problem = client.probe()
        assert problem is not None
        assert "cannot be reached" in problem.remark
        assert isinstance(client.deliver(LETTER), Later)


def test_retry_after_is_heard(script: Script) -> None:
    script.head = (503, {"Retry-After": "120"})
    problem = _probe(script)
    assert problem is not None
    assert problem.wait_seconds == 120


def test_delivery_is_byte_for_byte(script: Script) -> None:
    with OpenRosaClient(script.url, "T0KEN", "kiosk-7") as client:
        assert client.probe() is None
        assert client.deliver(LETTER) == Accepted()
    _, path, headers, body = script.asked[-1]
    assert path == "/v1/key/T0KEN/projects/1/submission?deviceID=kiosk-7"
    message = BytesParser().parsebytes(b"Content-Type: " + headers["Content-Type"].encode() + b"\r\n\r\n" + body)
    parts = {
        str(part.get_param("name", header="Content-Disposition")): (
            part.get_content_type(),
            part.get_payload(decode=True),
        )
        for part in message.get_payload()
        if isinstance(part, Message)
    }
    assert parts == {
        "xml_submission_file": ("text/xml", LETTER.manifest),
        "submission.xml.enc": ("application/octet-stream", LETTER.files[0].content),
    }


def test_while_the_desk_makes_up_its_answer_there_is_time_for_something_else(script: Script) -> None:
    """The desk answers only after it: before the request is whole it would be too early, after the answer never."""
    script.awaited = threading.Event()
    done: list[int] = []

    def meanwhile() -> None:
        done.append(1)
        assert script.awaited is not None
        script.awaited.set()

    with OpenRosaClient(script.url, "T0KEN", "kiosk-7", answer_seconds=10) as client:
        ready = client.prepare(LETTER)
        assert isinstance(ready, Ready)
        assert client.send(ready, meanwhile) == Accepted()
        assert client.send(ready) == Accepted()
    assert len(done) == 1


def test_location_on_the_same_host_is_followed(script: Script) -> None:
    script.head = (204, {**DESK_HEADERS, "Location": f"{script.url}/moved/submission"})
    with OpenRosaClient(script.url, "T0KEN", "kiosk-7") as client:
        assert client.probe() is None
        assert client.deliver(LETTER) == Accepted()
    assert script.asked[-1][1].startswith("/moved/submission")


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/moved/submission", "/moved/submission?deviceID=kiosk-7"),
        ("submission2", "/v1/key/T0KEN/projects/1/submission2?deviceID=kiosk-7"),
        ("{url}/moved?a=%2B&deviceID=kiosk-7&b=", "/moved?a=%2B&b=&deviceID=kiosk-7"),
    ],
)
def test_a_location_may_be_short_and_may_repeat_our_question(script: Script, location: str, expected: str) -> None:
    script.head = (204, {**DESK_HEADERS, "Location": location.format(url=script.url)})
    with OpenRosaClient(script.url, "T0KEN", "kiosk-7") as client:
        assert client.probe() is None
        assert client.deliver(LETTER) == Accepted()
    assert script.asked[-1][1] == expected


def _parts(asked: tuple[str, str, Message, bytes]) -> dict[str, bytes]:
    _, _, headers, body = asked
    message = BytesParser().parsebytes(b"Content-Type: " + headers["Content-Type"].encode() + b"\r\n\r\n" + body)
    return {
        str(part.get_param("name", header="Content-Disposition")): bytes(part.get_payload(decode=True))
        for part in message.get_payload()
        if isinstance(part, Message)
    }


ALBUM = _sealed("uuid:3", b"<x/>", ("one.jpg", b"1" * 40_000), ("two.jpg", b"2" * 20_000), ("three.png", b"3" * 30_000))


def test_what_the_desk_does_not_take_at_once_goes_in_several_requests(script: Script) -> None:
    script.head = (204, {**DESK_HEADERS, "X-OpenRosa-Accept-Content-Length": "65536"})
    with OpenRosaClient(script.url, "T0KEN", "kiosk-7") as client:
        assert client.probe() is None
        assert client.deliver(ALBUM) == Accepted()
    posts = [_parts(asked) for asked in script.asked if asked[0] == "POST"]
    assert [set(post) for post in posts] == [
        {"xml_submission_file", "one.jpg.enc", "two.jpg.enc"},
        {"xml_submission_file", "three.png.enc", "submission.xml.enc"},
    ]
    assert all(post["xml_submission_file"] == ALBUM.manifest for post in posts)
    assert {name: data for post in posts for name, data in post.items() if name != "xml_submission_file"} == {
        file.name: file.content for file in ALBUM.files
    }
    assert all(len(asked[3]) <= 65536 for asked in script.asked)


def test_where_one_of_several_requests_fails_the_envelope_is_not_delivered(script: Script) -> None:
    script.head = (204, {**DESK_HEADERS, "X-OpenRosa-Accept-Content-Length": "65536"})
    script.post = (503, {}, b"")
    with OpenRosaClient(script.url, "T0KEN", "kiosk-7") as client:
        assert client.probe() is None
        assert isinstance(client.deliver(ALBUM), Later)
    assert [asked[0] for asked in script.asked] == ["HEAD", "POST"]


def test_without_a_limit_all_goes_at_once(script: Script) -> None:
    with OpenRosaClient(script.url, "T0KEN", "kiosk-7") as client:
        assert client.probe() is None
        assert client.deliver(ALBUM) == Accepted()
    assert len(_parts(script.asked[-1])) == 5


def test_an_envelope_with_a_part_beyond_what_the_desk_accepts_waits(script: Script) -> None:
    script.head = (204, {**DESK_HEADERS, "X-OpenRosa-Accept-Content-Length": "65536"})
    large = _sealed("uuid:2", bytes(70_000))
    with OpenRosaClient(script.url, "T0KEN", "kiosk-7") as client:
        assert client.probe() is None
        assert isinstance(client.deliver(large), Later)
        assert client.deliver(LETTER) == Accepted()


LOGIN = b"<html><body>Sign in</body></html>"


@pytest.mark.parametrize(
    ("status", "body", "is_openrosa", "expected"),
    [
        (201, TAKEN, True, Accepted),
        (202, TAKEN, False, Accepted),
        (201, TAKEN[:-3], True, Later),
        (201, b"", True, Later),
        (201, LOGIN, False, Later),
        (201, TAKEN.replace(b"openrosa.org", b"evil.example"), True, Later),
        (201, b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + TAKEN, True, Accepted),
        (200, TAKEN, True, Later),
        (200, LOGIN, False, Later),
        (204, b"", True, Later),
        (302, b"", False, Later),
        (400, TAKEN, True, Later),
        (401, TAKEN, True, Later),
        (403, LOGIN, False, Later),
        (404, TAKEN, True, Refused),
        (404, b"{}", True, Refused),
        (404, LOGIN, False, Later),
        (409, TAKEN, True, Refused),
        (409, b"", False, Later),
        (413, LOGIN, False, Later),
        (429, TAKEN, True, Later),
        (500, b"", False, Later),
        (500, TAKEN, True, Later),
        (503, TAKEN, True, Later),
    ],
)
def test_what_an_answer_means(status: int, body: bytes, is_openrosa: bool, expected: type) -> None:
    assert type(judge(status, body, is_openrosa)) is expected


@pytest.mark.parametrize(("header", "expected"), [("30", 30.0), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("-5", None)])
def test_retry_after_only_as_seconds(header: str, expected: float | None) -> None:
    answer = judge(503, b"", True, header)
    assert isinstance(answer, Later)
    assert answer.wait_seconds == expected


def _raw_server(answer: Callable[[object], None]) -> tuple[str, Callable[[], None]]:
    import socket

    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                answer(connection)

    threading.Thread(target=run, daemon=True).start()

    def close() -> None:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()

    return f"http://127.0.0.1:{listener.getsockname()[1]}", close


def test_an_endless_answer_is_cut() -> None:
    import socket

    def flood(connection: object) -> None:
        assert isinstance(connection, socket.socket)
        connection.recv(65536)
        try:
            connection.sendall(b"HTTP/1.1 201 Created\r\nX-OpenRosa-Version: 1.0\r\n\r\n")
            while True:
                connection.sendall(b"x" * 65536)
        except OSError:
            return

    url, close = _raw_server(flood)
    with OpenRosaClient(url, "T", "k") as client:
        answer = client.deliver(LETTER)
    assert isinstance(answer, Later)
    assert "more than any desk says" in answer.remark
    close()


def test_an_answer_that_drips_is_given_up() -> None:
    import socket
    import time

    def drip(connection: object) -> None:
        assert isinstance(connection, socket.socket)
        connection.recv(65536)
        try:
            connection.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 60000\r\n\r\n")
            while True:
                connection.sendall(b"x")
                time.sleep(0.02)
        except OSError:
            return

    url, close = _raw_server(drip)
    # Each byte comes in good time: only the limit of the whole ends it.
    with OpenRosaClient(url, "T", "k", answer_seconds=0.5) as client:
        answer = client.deliver(LETTER)
    assert isinstance(answer, Later)
    assert "too slow" in answer.remark
    close()


def test_the_environment_does_not_redirect_mail(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert _probe(script) is None
