"""Whom the kiosk believes, how it shows who it is, and through what: real TLS, a real proxy, real challenges."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import logging
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from urllib.request import parse_http_list, parse_keqv_list

import pytest
from cryptography.hazmat.primitives import serialization

from kiosk.config import Desk
from offline_cache.openrosa import Security, SecurityUnusable, security_of
from offline_cache.openrosa.authorizing import answer_to
from offline_cache.openrosa.session import Session
from offline_cache.openrosa.tls import client_context
from offline_cache.openrosa.troubles import LineBroken
from tests.faults.certificates import Authority, Paper
from tests.faults.network.faulty_desk import Exchange, FaultyDesk

GREETING = {"X-OpenRosa-Version": "1.0"}
TOKEN_PATH = "/v1/key/S3CRET/projects/1/submission"


def _greet(exchange: Exchange) -> None:
    exchange.reply(204, GREETING)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("papers"), "ours")


@pytest.fixture(scope="module")
def right(papers: Authority) -> Paper:
    return papers.paper("right")


@pytest.fixture
def desk(right: Paper) -> Iterator[FaultyDesk]:
    desk = FaultyDesk("http://127.0.0.1:1", right)
    desk.on_head = desk.on_post = _greet
    yield desk
    desk.close()


def test_the_pinned_key_is_looked_at_before_anything_is_asked(
    desk: FaultyDesk, papers: Authority, right: Paper
) -> None:
    with Session(Security(authority=str(papers.path), pinned_key_sha256=right.fingerprint)) as session:
        assert session.request("HEAD", desk.url).status == 204
    other = papers.paper("other").fingerprint
    with Session(Security(authority=str(papers.path), pinned_key_sha256=other)) as session:
        with pytest.raises(LineBroken, match="pinned_key_sha256") as broken:
            session.request("HEAD", desk.url + TOKEN_PATH)
        assert broken.value.lasting
        assert "S3CRET" not in str(broken.value)
    assert (desk.asked, desk.calls) == (1, 2)


def test_a_server_that_changes_its_key_meanwhile_is_found_at_the_next_connection(
    desk: FaultyDesk, papers: Authority, right: Paper
) -> None:
    with Session(Security(authority=str(papers.path), pinned_key_sha256=right.fingerprint)) as session:
        assert session.request("HEAD", desk.url).status == 204

        def hang_up(exchange: Exchange) -> None:
            raise ConnectionAbortedError

        desk.on_head = hang_up
        with pytest.raises(LineBroken):
            session.request("HEAD", desk.url)
        desk.on_head, desk.paper = _greet, papers.paper("changed")
        with pytest.raises(LineBroken, match="another key"):
            session.request("HEAD", desk.url)
    assert desk.asked == 2


def test_a_pin_does_not_stand_for_an_authority(desk: FaultyDesk, right: Paper) -> None:
    with (
        Session(Security(pinned_key_sha256=right.fingerprint)) as session,
        pytest.raises(LineBroken, match="authority"),
    ):
        session.request("HEAD", desk.url)
    assert desk.asked == 0


def test_the_environment_names_no_authority(
    desk: FaultyDesk, papers: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, str(papers.path))
    with Session() as session, pytest.raises(LineBroken, match="authority"):
        session.request("HEAD", desk.url)


def test_one_connection_serves_many_requests(desk: FaultyDesk, papers: Authority) -> None:
    desk.on_post = lambda exchange: exchange.reply(201, GREETING, b"<taken/>")
    with Session(Security(authority=str(papers.path))) as session:
        for _ in range(3):
            assert session.request("HEAD", desk.url).status == 204
            assert session.request("POST", desk.url, content=b"x" * 9000, upload_seconds=60).body == b"<taken/>"
    assert (desk.asked, desk.calls) == (6, 1)


def test_what_is_sent_slowly_but_steadily_arrives(desk: FaultyDesk, papers: Authority) -> None:
    """The limit of one write is for each piece: a photograph over a thin line takes longer than a greeting may."""
    got = bytearray()

    def sips(exchange: Exchange) -> None:
        while exchange.left:
            got.extend(exchange.read(256 * 1024))
            time.sleep(0.13)
        exchange.reply(201, GREETING)

    desk.on_post = sips
    content = bytes(range(256)) * 4096 * 8
    with Session(Security(authority=str(papers.path)), connect_seconds=3.0) as session:
        assert session.request("POST", desk.url, content=content, upload_seconds=60).status == 201
    assert bytes(got) == content


def test_what_takes_too_long_on_its_way_is_given_up(desk: FaultyDesk, papers: Authority) -> None:
    def sips(exchange: Exchange) -> None:
        while exchange.read(16 * 1024):
            time.sleep(0.02)

    desk.on_post = sips
    hasty = Session(Security(authority=str(papers.path)), answer_seconds=0.2)
    with hasty as session, pytest.raises(LineBroken, match="too slow"):
        session.request("POST", desk.url, content=bytes(20_000_000), upload_seconds=0.3)


def test_headers_that_cannot_be_read_do_not_bring_the_token_into_the_log(
    desk: FaultyDesk, papers: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    desk.on_head = lambda exchange: exchange.line.sendall(
        b"HTTP/1.1 204 No Content\r\nX-OpenRosa-Version: 1.0\r\nno colon here\r\n\r\n"
    )
    session = Session(Security(authority=str(papers.path)))
    with caplog.at_level(logging.DEBUG), session, contextlib.suppress(LineBroken):
        session.request("HEAD", desk.url + TOKEN_PATH)
    assert "S3CRET" not in caplog.text


# Client certificates


@pytest.fixture
def strict(papers: Authority, right: Paper, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyDesk]:
    """A desk that talks only to whom its authority knows."""
    context = right.server_context(clients_of=papers.path)
    monkeypatch.setattr(Paper, "server_context", lambda self: context)
    desk = FaultyDesk("http://127.0.0.1:1", right)
    desk.on_head = _greet
    yield desk
    desk.close()


def test_the_kiosk_shows_its_certificate(strict: FaultyDesk, papers: Authority) -> None:
    mine = papers.paper("kiosk")
    as_files = Security(authority=str(papers.path), client_certificate=str(mine.certificate), client_key=str(mine.key))
    with Session(as_files) as session:
        assert session.request("HEAD", strict.url).status == 204
    key = mine.key.read_bytes()
    mine.key.unlink()
    desk = Desk(authority=str(papers.path), client_certificate=str(mine.certificate))
    with Session(security_of(desk, {"desk-client-key": key}.get)) as session:
        assert session.request("HEAD", strict.url).status == 204


def test_a_kiosk_without_one_is_told_what_the_server_misses(strict: FaultyDesk, papers: Authority) -> None:
    session = Session(Security(authority=str(papers.path)))
    with session, pytest.raises(LineBroken, match="client_certificate") as broken:
        session.request("HEAD", strict.url)
    assert broken.value.lasting
    assert strict.asked == 0


def test_keys_and_certificates_that_cannot_be_used_are_told_at_once(papers: Authority, tmp_path: Path) -> None:
    one, two = papers.paper("one"), papers.paper("two")
    locked = tmp_path / "locked.key"
    secret = serialization.load_pem_private_key(one.key.read_bytes(), None)
    locked.write_bytes(
        secret.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"word"),
        )
    )
    certificate = str(one.certificate)
    for wrong in (
        Security(client_certificate=certificate, client_key=str(two.key)),
        Security(client_certificate=certificate, client_key=str(locked)),
        Security(client_certificate=certificate, client_key=str(tmp_path / "none")),
        Security(client_certificate=certificate, client_key_pem=b"not a key"),
        Security(client_certificate=certificate),
        Security(authority=str(tmp_path / "none.pem")),
        Security(authority=str(one.key)),
    ):
        with pytest.raises(SecurityUnusable, match=r"kiosk\.toml"):
            client_context(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"pinned_key_sha256": "abc"},
        {"proxy": "proxy.example.org"},
        {"proxy": "socks5://proxy.example.org"},
        {"proxy": "http://proxy.example.org:port"},
        {"proxy": "http://proxy.example.org/path"},
        {"client_key": "key.pem"},
        {"username": "kiosk:word"},
    ],
)
def test_settings_that_no_server_could_be_reached_with(wrong: dict[str, str]) -> None:
    with pytest.raises(SecurityUnusable, match=r"kiosk\.toml"):
        Security(**wrong)  # type: ignore[arg-type]  # All of these are texts.


def test_secrets_are_in_no_representation() -> None:
    security = security_of(
        Desk(username="kiosk", client_certificate="c", proxy="http://me:PR0XY@p:1"),
        {"desk-password": b"W0RD\n", "desk-client-key": b"K3Y"}.get,
    )
    assert (security.password, security.client_key_pem) == ("W0RD", b"K3Y")
    assert not any(secret in repr(security) for secret in ("W0RD", "K3Y", "PR0XY"))


# Proxies


class Proxy:
    """CONNECTs whoever asks to one port of this machine, whatever name was asked for; `heard` is what it could read."""

    def __init__(self, port: int, wants: str = "") -> None:
        self.heard = bytearray()
        self._port = port
        self._wants = wants.encode()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError), line:
            head = bytearray()
            while not head.endswith(b"\r\n\r\n") and (piece := line.recv(1)):
                head += piece
            self.heard += head
            if self._wants and self._wants not in head:
                line.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
                return
            line.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with socket.create_connection(("127.0.0.1", self._port)) as far:
                ends = {line: far, far: line}
                while True:
                    for end in select.select(list(ends), [], [], 10)[0]:
                        piece = end.recv(65536)
                        self.heard += piece
                        if not piece:
                            return
                        ends[end].sendall(piece)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@pytest.fixture
def behind(papers: Authority) -> Iterator[FaultyDesk]:
    """A desk whose name only the proxy knows."""
    desk = FaultyDesk("http://127.0.0.1:1", papers.paper("far", "desk.test"))
    desk.on_head = _greet
    yield desk
    desk.close()


@pytest.fixture
def through() -> Iterator[Callable[..., Proxy]]:
    made: list[Proxy] = []

    def make(desk: FaultyDesk, wants: str = "") -> Proxy:
        made.append(Proxy(desk.port, wants))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_through_a_proxy_that_learns_the_name_alone(
    behind: FaultyDesk, papers: Authority, through: Callable[..., Proxy]
) -> None:
    proxy = through(behind)
    pin = papers.paper("far-again", "desk.test")
    behind.paper = pin
    security = Security(authority=str(papers.path), proxy=proxy.url, pinned_key_sha256=pin.fingerprint)
    with Session(security) as session:
        assert session.request("HEAD", f"https://desk.test{TOKEN_PATH}").status == 204
    assert proxy.heard.startswith(b"CONNECT desk.test:443 HTTP/1.")
    assert b"S3CRET" not in proxy.heard


def test_a_proxy_in_between_is_not_the_desk(
    behind: FaultyDesk, papers: Authority, through: Callable[..., Proxy]
) -> None:
    """A proxy that opens TLS, as some town halls have, shows another key."""
    security = Security(
        authority=str(papers.path), proxy=through(behind).url, pinned_key_sha256=papers.paper("pinned").fingerprint
    )
    with Session(security) as session, pytest.raises(LineBroken, match="another key"):
        session.request("HEAD", f"https://desk.test{TOKEN_PATH}")
    assert behind.asked == 0


def test_a_proxy_that_wants_a_password_gets_the_one_in_its_address(
    behind: FaultyDesk, papers: Authority, through: Callable[..., Proxy]
) -> None:
    proxy = through(behind, "Proxy-Authorization: Basic " + base64.b64encode(b"me:word").decode())
    session = Session(Security(authority=str(papers.path), proxy=proxy.url))
    with session, pytest.raises(LineBroken, match=r"write them into \[desk\] proxy") as broken:
        session.request("HEAD", f"https://desk.test{TOKEN_PATH}")
    assert broken.value.lasting
    with Session(
        Security(authority=str(papers.path), proxy=proxy.url.replace("http://", "http://me:word@"))
    ) as session:
        assert session.request("HEAD", f"https://desk.test{TOKEN_PATH}").status == 204


def test_a_proxy_that_is_not_there_is_told(papers: Authority) -> None:
    security = Security(authority=str(papers.path), proxy="http://me:PR0XY@127.0.0.1:1")
    with Session(security) as session, pytest.raises(LineBroken, match="proxy") as broken:
        session.request("HEAD", "https://desk.test/submission")
    assert "PR0XY" not in str(broken.value)


def test_to_this_machine_itself_no_proxy_is_asked(desk: FaultyDesk, papers: Authority) -> None:
    with Session(Security(authority=str(papers.path), proxy="http://127.0.0.1:1")) as session:
        assert session.request("HEAD", desk.url).status == 204


def test_nothing_goes_in_the_clear_to_another_machine() -> None:
    with Session() as session, pytest.raises(LineBroken, match="plain http"):
        session.request("HEAD", "http://desk.test/submission")


# Names and passwords


class Guard:
    """A server on loopback that asks for a name and a password, one way or the other."""

    def __init__(
        self,
        challenge: str,
        fits: Callable[[str, str, str], bool],
        halfway: Callable[[str | None], None] = lambda given: None,
    ) -> None:
        """`halfway` through a body, with what was given for the password."""
        guard = self
        self.heard: list[tuple[str, str | None, bytes]] = []

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _answer(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                given = self.headers.get("Authorization")
                body = self.rfile.read(length // 2)
                halfway(given)
                body += self.rfile.read(length - len(body))
                guard.heard.append((self.command, given, body))
                if given is not None and fits(self.command, self.path, given):
                    self.send_response(204)
                    self.send_header("X-OpenRosa-Version", "1.0")
                else:
                    self.send_response(401)
                    self.send_header("WWW-Authenticate", challenge)
                    self.send_header("Content-Length", "0")
                self.end_headers()

            do_HEAD = do_POST = _answer

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/submission?deviceID=k"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _digest_fits(method: str, path: str, given: str) -> bool:
    """RFC 7616, worked out here, for the user "kiosk" with the password "wörd"."""
    scheme, _, rest = given.partition(" ")
    if scheme != "Digest":
        return False
    said = parse_keqv_list(parse_http_list(rest))

    def h(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    first, second = h("kiosk:the desk:wörd"), h(f"{method}:{path}")
    wanted = h(f"{first}:n0nce:{said['nc']}:{said['cnonce']}:auth:{second}")
    return said["response"] == wanted and said["uri"] == path and said["username"] == "kiosk"


def _basic_fits(method: str, path: str, given: str) -> bool:
    return given == "Basic " + base64.b64encode("kiosk:wörd".encode()).decode()


DIGEST = 'Digest realm="the desk", qop="auth", algorithm=SHA-256, nonce="n0nce"'
BASIC = 'Basic realm="the desk"'
KNOWN = Security(username="kiosk", password="wörd")


@pytest.mark.parametrize(("challenge", "fits"), [(BASIC, _basic_fits), (DIGEST, _digest_fits)])
def test_the_password_is_said_only_when_asked_and_the_body_is_sent_again(
    challenge: str, fits: Callable[[str, str, str], bool]
) -> None:
    guard = Guard(challenge, fits)
    content = bytes(range(256)) * 500
    with Session(KNOWN) as session:
        assert session.request("POST", guard.url, content=content, upload_seconds=60).status == 204
        asked = len(guard.heard)
        # From now on it is known that it is asked for, and by whom.
        assert session.request("POST", guard.url, content=content, upload_seconds=60).status == 204
        assert session.request("HEAD", guard.url).status == 204
    guard.close()
    assert guard.heard[0][1] is None
    assert {body for method, _, body in guard.heard if method == "POST"} == {content}
    assert len(guard.heard) == asked + 2


def test_a_body_that_is_sent_again_has_its_own_time_for_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute is for the answer; on a thin line, the body alone takes longer, each time that it goes out."""
    passed = [0.0]

    def halfway(given: str | None) -> None:
        passed[0] += 100

    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + passed[0])
    monkeypatch.setattr("offline_cache.openrosa.session.time", clock)
    monkeypatch.setattr("offline_cache.openrosa.limiting.time", clock)
    guard = Guard(DIGEST, _digest_fits, halfway)
    # More than the sockets of both sides hold: the sender is still at it when the clock moves.
    content = bytes(24 * 1024 * 1024)
    with Session(KNOWN) as session:
        assert session.request("POST", guard.url, content=content, upload_seconds=1000).status == 204
    guard.close()
    assert len(guard.heard) == 3


def test_a_wrong_password_ends_as_a_refusal() -> None:
    guard = Guard(BASIC, _basic_fits)
    with Session(Security(username="kiosk", password="other")) as session:
        assert session.request("HEAD", guard.url).status == 401
    guard.close()
    assert len(guard.heard) == 2


def test_without_a_password_nothing_is_answered() -> None:
    guard = Guard(BASIC, _basic_fits)
    with Session(Security(username="kiosk")) as session:
        assert session.request("HEAD", guard.url).status == 401
    guard.close()
    assert [given for _, given, _ in guard.heard] == [None]


@pytest.mark.parametrize(
    ("challenge", "url", "answered"),
    [
        (BASIC, "https://desk.example/s", True),
        (BASIC, "http://127.0.0.1/s", True),
        # Basic gives the password away: not into the clear.
        (BASIC, "http://desk.example/s", False),
        (DIGEST, "https://desk.example/s", True),
        ('Digest nonce="n"', "https://desk.example/s", False),
        ('Digest realm="r"', "https://desk.example/s", False),
        ('Digest realm="r", nonce="n", algorithm=CRC32', "https://desk.example/s", False),
        ('Digest realm="r", nonce="n", qop="auth-int"', "https://desk.example/s", False),
        ("Digest", "https://desk.example/s", False),
        ("Negotiate", "https://desk.example/s", False),
        # Central asks for nothing, and takes Basic.
        ("", "https://desk.example/s", True),
        ("", "http://desk.example/s", False),
    ],
)
def test_which_challenges_are_answered(challenge: str, url: str, answered: bool) -> None:
    assert (answer_to(challenge, url, KNOWN) is not None) is answered


def test_of_both_ways_the_one_that_keeps_the_password_is_taken() -> None:
    for challenge in (f"{BASIC}, {DIGEST}", f"{DIGEST}, {BASIC}"):
        assert type(answer_to(challenge, "https://desk.example/s", KNOWN)).__name__ == "HTTPDigestAuth"


@pytest.mark.parametrize("challenge", ["Digest", 'Digest realm="r"', "Digest ,,,=", 'Basic realm="', "\xff"])
def test_a_broken_challenge_breaks_nothing(challenge: str) -> None:
    guard = Guard(challenge, lambda method, path, given: False)
    with Session(KNOWN) as session:
        for _ in range(2):
            assert session.request("HEAD", guard.url).status == 401
    guard.close()
