"""The desk over real HTTP: who may send, what is taken, what is said."""

from __future__ import annotations

import asyncio
import os
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import uvicorn
from lxml import etree

from kiosk.takeaway.reference import reference_of
from offline_cache.desk import application as module
from offline_cache.desk.application import DeskApplication
from offline_cache.desk.forms import FormNotTaken, Forms, take_forms
from offline_cache.desk.inbox import Inbox
from offline_cache.desk.limits import RateLimit
from offline_cache.desk.server import DeskRefused, Listening, address_of, bind, check, make_server, read_settings
from offline_cache.desk.tokens import Tokens, TokensUnusable, add_token, read_tokens
from offline_cache.formlist.client import FormListClient
from offline_cache.store.replacing import MOST_SET_ASIDE

INSTANCE = "uuid:0d3f1b9c-8a3e-4c55-9a51-6d2f6a7c1e10"


def manifest(instance: str = INSTANCE, media: tuple[str, ...] = ()) -> bytes:
    files = "".join(f"<media><file>{name}</file></media>" for name in media)
    return (
        '<data xmlns="http://opendatakit.org/submissions" id="birth-certificate" version="3" encrypted="yes">'
        "<base64EncryptedKey>AAAA</base64EncryptedKey>"
        f'<meta xmlns="http://openrosa.org/xforms"><instanceID>{instance}</instanceID></meta>{files}'
        "<encryptedXmlFile>submission.xml.enc</encryptedXmlFile>"
        "<base64EncryptedElementSignature>AAAA</base64EncryptedElementSignature></data>"
    ).encode()


class Served:
    """A desk in a thread, its token, and a way to post to it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.token = add_token(directory, "kiosk-7")
        self.server = make_server(directory, Listening(port=0))
        listener = bind(Listening(port=0))
        self.url = address_of(Listening(), listener)
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [listener]}, daemon=True)
        self.thread.start()

    @property
    def submission(self) -> str:
        return f"{self.url}/v1/key/{self.token}/projects/1/submission"

    def post(self, xml: bytes, files: dict[str, bytes] | None = None, **more: Any) -> requests.Response:
        parts = [("xml_submission_file", ("submission.xml", xml, "text/xml"))]
        for name, content in ({"submission.xml.enc": b"sealed"} if files is None else files).items():
            parts.append((name, (name, content, "application/octet-stream")))
        more.setdefault("url", self.submission)
        return requests.post(files=parts, timeout=60, **more)

    def rows(self) -> list[tuple[object, ...]]:
        with sqlite3.connect(self.directory / "desk.sqlite") as connection:
            return connection.execute(
                "SELECT instance_id, reference, form_id, version, kiosk, manifest FROM submission"
            ).fetchall()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Served]:
    served = Served(tmp_path)
    yield served
    served.server.should_exit = True
    served.thread.join(60)


def _is_openrosa(response: requests.Response) -> bool:
    root = etree.fromstring(response.content)
    return (
        root.tag == "{http://openrosa.org/http/response}OpenRosaResponse" and "X-OpenRosa-Version" in response.headers
    )


def test_head_shows_that_it_is_a_desk(desk: Served) -> None:
    response = requests.head(desk.submission, timeout=60)
    assert response.status_code == 204
    assert response.headers["X-OpenRosa-Version"] == "1.0"
    assert int(response.headers["X-OpenRosa-Accept-Content-Length"]) == 30 * 1024 * 1024
    assert "server" not in response.headers


def test_takes_a_sealed_submission_and_knows_its_reference(desk: Served) -> None:
    response = desk.post(manifest())
    assert response.status_code == 201
    assert _is_openrosa(response)
    assert desk.rows() == [(INSTANCE, reference_of(INSTANCE), "birth-certificate", "3", "kiosk-7", manifest())]


def test_the_same_bytes_twice_are_there_once(desk: Served) -> None:
    assert [desk.post(manifest()).status_code for _ in range(3)] == [201, 201, 201]
    assert len(desk.rows()) == 1


@pytest.mark.parametrize("other", [{"xml": manifest() + b"<!-- x -->"}, {"files": {"submission.xml.enc": b"other"}}])
def test_other_bytes_under_the_same_identifier_are_a_conflict(desk: Served, other: dict[str, Any]) -> None:
    assert desk.post(manifest()).status_code == 201
    response = desk.post(**{"xml": manifest(), **other})
    assert response.status_code == 409
    assert _is_openrosa(response)
    assert len(desk.rows()) == 1


def _files(desk: Served) -> dict[str, bytes]:
    with sqlite3.connect(desk.directory / "desk.sqlite") as connection:
        return dict(connection.execute("SELECT name, content FROM file").fetchall())


def test_attachments_must_be_among_those_named(desk: Served) -> None:
    named = manifest(media=("photo.jpg.enc",))
    sealed = {"submission.xml.enc": b"s", "photo.jpg.enc": b"p" * 2_000_000}
    assert desk.post(named, {}).status_code == 400
    assert desk.post(named, {**sealed, "more.enc": b""}).status_code == 400
    assert desk.rows() == []
    assert desk.post(named, sealed).status_code == 201
    assert _files(desk) == sealed


def test_what_is_too_large_for_one_request_comes_in_several(desk: Served) -> None:
    named = manifest(media=("photo.jpg.enc", "sign.png.enc"))
    assert desk.post(named, {"photo.jpg.enc": b"p"}).status_code == 201
    assert desk.post(named, {"photo.jpg.enc": b"p", "sign.png.enc": b"s"}).status_code == 201
    assert desk.post(named, {"submission.xml.enc": b"x"}).status_code == 201
    whole = {"photo.jpg.enc": b"p", "sign.png.enc": b"s", "submission.xml.enc": b"x"}
    assert _files(desk) == whole
    assert len(desk.rows()) == 1
    # A part under a name that is taken, and a manifest of another making, change nothing.
    assert desk.post(named, {"sign.png.enc": b"other", "submission.xml.enc": b"x"}).status_code == 409
    assert desk.post(named + b" ", {"photo.jpg.enc": b"p"}).status_code == 409
    assert _files(desk) == whole


def test_in_several_requests_no_more_arrives_than_in_one(desk: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offline_cache.desk.inbox.MAX_ENVELOPE_BYTES", 100)
    named = manifest(media=("a.enc", "b.enc"))
    assert desk.post(named, {"a.enc": b"a" * 60}).status_code == 201
    assert desk.post(named, {"b.enc": b"b" * 41}).status_code == 413
    assert _files(desk) == {"a.enc": b"a" * 60}
    assert desk.post(named, {"b.enc": b"b" * 40}).status_code == 201


@pytest.mark.parametrize(
    "xml", [b"<data id='f'><name>Zoe</name></data>", b"", b"<a", manifest().replace(b"yes", b"no")]
)
def test_what_is_not_sealed_is_not_taken(desk: Served, xml: bytes) -> None:
    response = desk.post(xml, {})
    assert response.status_code == 400
    assert b"Zoe" not in response.content
    assert desk.rows() == []


@pytest.mark.parametrize("path", ["/v1/key/wrong/projects/1/submission", "/v1/projects/1/submission", "/submission"])
def test_without_a_token_nothing(desk: Served, path: str) -> None:
    assert desk.post(manifest(), url=desk.url + path).status_code == 401
    assert requests.head(desk.url + path, timeout=60).status_code == 401
    assert desk.rows() == []


@pytest.mark.parametrize("path", ["/v1/projects/1/submission", "/submission"])
def test_the_token_may_come_in_a_header(desk: Served, path: str) -> None:
    headers = {"Authorization": f"Bearer {desk.token}"}
    assert desk.post(manifest(), url=desk.url + path, headers=headers).status_code == 201


def test_a_token_withdrawn_stops_working_at_once(desk: Served) -> None:
    assert requests.head(desk.submission, timeout=60).status_code == 204
    (desk.directory / "tokens").write_text("# none\n")
    assert requests.head(desk.submission, timeout=60).status_code == 401


def test_guessing_tokens_is_slowed(desk: Served) -> None:
    wrong = f"{desk.url}/v1/key/wrong/projects/1/submission"
    codes = [requests.head(wrong, timeout=60).status_code for _ in range(module.BAD_TOKENS_A_MINUTE + 20)]
    assert codes[:30] == [401] * 30
    assert codes[-1] == 429


def _form(version: str = "3", key: str = "AAAA") -> bytes:
    return (
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><model>'
        f'<submission base64RsaPublicKey="{key}"/><instance><data id="permit" version="{version}"/></instance>'
        "</model></h:head></h:html>"
    ).encode()


def test_without_forms_there_is_no_list(desk: Served) -> None:
    response = requests.get(f"{desk.url}/v1/key/{desk.token}/projects/1/formList", timeout=60)
    assert (response.status_code, _is_openrosa(response)) == (404, True)


def test_the_forms_are_listed_newest_first_and_given_as_they_are(desk: Served) -> None:
    assert take_forms(desk.directory, {"permit": _form("3"), "advice": _form(key="")}) == ("permit",)
    (only,) = (desk.directory / "forms").iterdir()
    os.utime(only, (1, 1))
    assert take_forms(desk.directory, {"permit": _form("4&lt;&amp;[encrypted:a+b/]")}) == ("permit",)
    assert take_forms(desk.directory, {"permit": _form("3")}) == ()
    with FormListClient(f"{desk.url}/v1/key/{desk.token}/projects/1") as client:
        (newest,) = client.forms()
        assert newest.version == "4<&[encrypted:a+b/]"
        every = client.forms(all_versions=True)
        assert [form.version for form in every] == ["4<&[encrypted:a+b/]", "3"]
        assert [client.form(form) for form in every] == [_form("4&lt;&amp;[encrypted:a+b/]"), _form("3")]


def test_the_list_and_the_forms_need_the_token(desk: Served) -> None:
    take_forms(desk.directory, {"permit": _form()})
    for path in ("formList", f"forms/permit.{'0' * 32}.xml"):
        assert requests.get(f"{desk.url}/v1/key/wrong/projects/1/{path}", timeout=60).status_code == 401


@pytest.mark.parametrize("name", ["..%2f..%2ftokens", "permit", "permit.%00"])
def test_no_other_file_is_given_for_a_form(desk: Served, name: str) -> None:
    take_forms(desk.directory, {"permit": _form()})
    url = f"{desk.url}/v1/key/{desk.token}/projects/1/forms/{name}.{'0' * 32}.xml"
    assert requests.get(url, timeout=60).status_code == 404


def test_a_form_that_was_changed_in_its_folder_is_not_listed(desk: Served) -> None:
    take_forms(desk.directory, {"permit": _form()})
    (only,) = (desk.directory / "forms").iterdir()
    only.write_bytes(_form("5"))
    assert Forms(desk.directory).kept() == ()


def test_a_form_for_another_key_is_not_taken(tmp_path: Path) -> None:
    with pytest.raises(FormNotTaken, match="sealed for another key"):
        take_forms(tmp_path, {"permit": _form()}, "0" * 64)
    assert not (tmp_path / "forms").exists()


def test_nothing_else_is_served(desk: Served) -> None:
    assert requests.get(f"{desk.url}/private.pem", timeout=60).status_code == 404
    assert requests.get(desk.submission, timeout=60).status_code == 405


def test_too_large_is_refused_declared_or_not(desk: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BODY_BYTES", 100_000)
    assert desk.post(manifest(), {"submission.xml.enc": bytes(200_000)}).status_code == 413

    def chunks() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="submission.xml.enc"; filename="a"\r\n\r\n'
        for _ in range(50):
            yield bytes(10_000)

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    assert requests.post(desk.submission, data=chunks(), headers=headers, timeout=60).status_code == 413
    assert desk.rows() == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [("text/plain", b"hello"), ("multipart/form-data", b"x"), ("multipart/form-data; boundary=b", b"--b\r\nbroken")],
)
def test_what_is_not_multipart(desk: Served, kind: str, body: bytes) -> None:
    response = requests.post(desk.submission, data=body, headers={"Content-Type": kind}, timeout=60)
    assert response.status_code == 400
    assert _is_openrosa(response)


def _in_a_thread(application: DeskApplication) -> tuple[str, uvicorn.Server]:
    server = uvicorn.Server(uvicorn.Config(application.application(), lifespan="off", log_level="critical"))
    listener = bind(Listening(port=0))
    threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True).start()
    return address_of(Listening(), listener), server


def test_a_kiosk_that_floods_is_slowed(tmp_path: Path) -> None:
    token = add_token(tmp_path, "kiosk-7")
    tokens = read_tokens(tmp_path)
    url, server = _in_a_thread(DeskApplication(Inbox(tmp_path), lambda: tokens, submissions_a_minute=3))
    parts = {"xml_submission_file": ("s.xml", manifest()), "submission.xml.enc": ("submission.xml.enc", b"s")}
    answers = [requests.post(f"{url}/v1/key/{token}/projects/1/submission", files=parts, timeout=60) for _ in range(4)]
    assert [response.status_code for response in answers] == [201, 201, 201, 429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 20
    server.should_exit = True


def test_a_slow_sender_is_cut_off(tmp_path: Path) -> None:
    token = add_token(tmp_path, "kiosk-7")
    tokens = read_tokens(tmp_path)
    url, server = _in_a_thread(DeskApplication(Inbox(tmp_path), lambda: tokens, upload_seconds=0.3))

    def slowly() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\n'
        time.sleep(1.0)
        yield b"x"

    response = requests.post(
        f"{url}/v1/key/{token}/projects/1/submission",
        data=slowly(),
        headers={"Content-Type": "multipart/form-data; boundary=b"},
        timeout=60,
    )
    assert response.status_code == 408
    server.should_exit = True


def test_a_full_desk_says_so_and_keeps_nothing_half(tmp_path: Path) -> None:
    token = add_token(tmp_path, "kiosk-7")
    tokens = read_tokens(tmp_path)
    url, server = _in_a_thread(DeskApplication(Inbox(tmp_path, quota_bytes=128 * 1024), lambda: tokens))
    parts = {"xml_submission_file": ("s.xml", manifest()), "submission.xml.enc": ("submission.xml.enc", bytes(300_000))}
    response = requests.post(f"{url}/v1/key/{token}/projects/1/submission", files=parts, timeout=60)
    assert response.status_code == 507
    with sqlite3.connect(tmp_path / "desk.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM submission").fetchone() == (0,)
    server.should_exit = True


def test_a_desk_that_can_no_longer_be_mended_says_why(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    token = add_token(tmp_path, "kiosk-7")
    tokens = read_tokens(tmp_path)
    inbox = Inbox(tmp_path)
    inbox.close()
    for number in range(MOST_SET_ASIDE):
        (tmp_path / f"desk.sqlite.damaged-{number}").touch()
    path = tmp_path / "desk.sqlite"
    inbox = Inbox(tmp_path)
    path.write_bytes(path.read_bytes()[:4096] + bytes(path.stat().st_size - 4096))
    url, server = _in_a_thread(DeskApplication(inbox, lambda: tokens))
    parts = {"xml_submission_file": ("s.xml", manifest()), "submission.xml.enc": ("submission.xml.enc", b"s")}
    response = requests.post(f"{url}/v1/key/{token}/projects/1/submission", files=parts, timeout=20)
    assert response.status_code == 500
    assert _is_openrosa(response)
    assert "Have the disk looked at" in caplog.text
    server.should_exit = True


def test_at_the_same_moment_still_once(tmp_path: Path) -> None:
    desk = Served(tmp_path)
    codes: list[int] = []
    threads = [threading.Thread(target=lambda: codes.append(desk.post(manifest()).status_code)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    desk.server.should_exit = True
    assert codes == [201] * 8
    assert len(desk.rows()) == 1


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "desk.example"])
def test_never_in_the_clear_beyond_this_machine(host: str) -> None:
    with pytest.raises(DeskRefused, match="TLS"):
        check(Listening(host=host))


def test_tls_needs_both_files_and_they_must_exist(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text("x")
    with pytest.raises(DeskRefused, match="both"):
        check(Listening(host="0.0.0.0", tls_key=str(tmp_path / "key.pem")))
    with pytest.raises(DeskRefused, match=r"none\.pem"):
        check(Listening("0.0.0.0", 1, str(tmp_path / "none.pem"), str(tmp_path / "key.pem")))
    check(Listening("0.0.0.0", 1, str(tmp_path / "key.pem"), str(tmp_path / "key.pem")))


def test_settings(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == Listening("127.0.0.1", 8384, "", "")
    (tmp_path / "desk.toml").write_text('port = 9000\nhost = "::1"\n')
    assert read_settings(tmp_path) == Listening("::1", 9000)
    for wrong in ("porte = 1", 'port = "1"', "port = true", "port ="):
        (tmp_path / "desk.toml").write_text(wrong)
        with pytest.raises(DeskRefused, match=r"desk\.toml"):
            read_settings(tmp_path)


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    taken = bind(Listening(port=0))
    with pytest.raises(DeskRefused, match="listened"):
        bind(Listening(port=taken.getsockname()[1]))
    taken.close()


def test_tokens(tmp_path: Path) -> None:
    assert read_tokens(tmp_path) == Tokens({})
    first, second = add_token(tmp_path, "kiosk-1"), add_token(tmp_path, "kiosk-2")
    tokens = read_tokens(tmp_path)
    assert [tokens.kiosk(first), tokens.kiosk(second), tokens.kiosk("x"), tokens.kiosk("é\udcff")] == [
        "kiosk-1", "kiosk-2", None, None,
    ]  # fmt: skip
    text = (tmp_path / "tokens").read_text()
    assert first not in text
    assert (tmp_path / "tokens").stat().st_mode & 0o777 == 0o600
    with pytest.raises(TokensUnusable):
        add_token(tmp_path, "two words")
    assert (tmp_path / "tokens").read_text() == text
    (tmp_path / "tokens").write_text("kiosk-1 abc\n")
    with pytest.raises(TokensUnusable, match="line 1"):
        read_tokens(tmp_path)


def test_rate_limit_fills_again() -> None:
    seconds = [0.0]
    limit = RateLimit(60, now=lambda: seconds[0])
    for _ in range(60):
        assert limit.wait_seconds("a") == 0
        limit.count("a")
    assert limit.wait_seconds("a") == pytest.approx(1.0)
    assert limit.wait_seconds("b") == 0
    seconds[0] = 0.5
    assert limit.wait_seconds("a") == pytest.approx(0.5)
    seconds[0] = 1.0
    assert limit.wait_seconds("a") == 0


def test_an_answer_does_not_wait_for_an_acknowledgement() -> None:
    """asyncio switches Nagle off only where the listener names its protocol; else each 201 takes 40 ms more."""

    async def accepted() -> int:
        heard: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            line = writer.get_extra_info("socket")
            heard.set_result(line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        with bind(Listening(port=0)) as listener:
            async with await asyncio.start_server(greet, sock=listener):
                _, writer = await asyncio.open_connection("127.0.0.1", listener.getsockname()[1])
                found = await heard
                writer.close()
        return found

    assert asyncio.run(accepted()) == 1
