"""`parvis pack import forms` from servers that mean harm, or are not well, or keep their files elsewhere."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from offline_cache.formlist import fetching
from offline_cache.formlist.address import AddressUnusable, form_list_url, may_fetch, public_part
from offline_cache.formlist.client import FormListClient, ServerUnhelpful
from offline_cache.openrosa import Security
from tests.central import PERMIT as FORM
from tests.central import STREETS, TOKEN, Central, serving
from ui.cli import main

PASSPHRASE = "six random words of the town's own"


@pytest.fixture
def central() -> Iterator[Central]:
    with serving(Central()) as central:
        central.publish(FORM, {"streets.csv": STREETS})
        yield central


@pytest.fixture
def source(pack: Any) -> Path:
    """The sound pack without its form `permit`, which is to come from the server."""
    del pack.forms["permit"]
    pack.rehearsals["permit"] = (
        'service = "permit"\n[answers]\nwhy = "work"\nstreet = "ardennes"\n[expect]\noutcome = "sent"\n'
    )
    directory: Path = pack.write()
    return directory


def _import(central: Central, source: Path, *more: str) -> int:
    return main(["pack", "import", "forms", central.url, "--pack", str(source), *more])


def _snapshot(directory: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(directory)): path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file()
    }


def _entry(central: Central, **changed: str) -> tuple[int, dict[str, str], bytes]:
    """A form list with one entry, in which something is otherwise."""
    form = central.forms["permit"][-1]
    texts = {
        "formID": "permit",
        "version": form.version,
        "hash": f"md5:{form.md5}",
        "downloadUrl": f"{central.url}/forms/permit.xml",
    } | changed
    inner = "".join(f"<{name}>{text}</{name}>" for name, text in texts.items())
    return 200, {}, f'<xforms xmlns="http://openrosa.org/xforms/xformsList"><xform>{inner}</xform></xforms>'.encode()


def _file(central: Central, name: str, url: str = "") -> tuple[int, dict[str, str], bytes]:
    """A manifest with one file."""
    at = url or f"{central.url}/forms/permit/attachments/streets.csv"
    inner = (
        f"<filename>{name}</filename><hash>md5:{hashlib.md5(STREETS).hexdigest()}</hash><downloadUrl>{at}</downloadUrl>"
    )
    text = f'<manifest xmlns="http://openrosa.org/xforms/xformsManifest"><mediaFile>{inner}</mediaFile></manifest>'
    return 200, {}, text.encode()


BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "' + b"h" * 1000 + b'">'
    b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><xforms xmlns="http://openrosa.org/xforms/xformsList">&b;</xforms>'
)


def _endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(64):
            handler.wfile.write(b"<!--" + bytes(1024 * 1024))
    except OSError:
        pass


def _list(answer: Callable[[Central], Any]) -> Callable[[Central], dict[str, Any]]:
    return lambda central: {f"{central.base}/formList": answer(central)}


def _manifest(answer: Callable[[Central], Any]) -> Callable[[Central], dict[str, Any]]:
    return lambda central: {f"{central.base}/forms/permit/manifest": answer(central)}


HOSTILE: dict[str, tuple[Callable[[Central], dict[str, Any]], str]] = {
    "login page": (_list(lambda c: (200, {}, b"<html><body>Sign in</body></html>")), "is not a form list"),
    "bomb": (_list(lambda c: (200, {}, BOMB)), "is not a form list"),
    "broken xml": (_list(lambda c: (200, {}, b"<xforms")), "is not a form list"),
    "endless list": (_list(lambda c: _endless), "answered with more than"),
    "too many forms": (
        _list(
            lambda c: (
                200,
                {},
                b'<xforms xmlns="http://openrosa.org/xforms/xformsList">' + b"<xform/>" * 2000 + b"</xforms>",
            )
        ),
        "lacks its formID",
    ),
    "no hash": (_list(lambda c: _entry(c, hash="sha1:00")), "lacks its formID, its md5 hash"),
    "wrong md5": (_list(lambda c: _entry(c, hash="md5:" + "0" * 32)), "its md5 is another"),
    "path in the id": (_list(lambda c: _entry(c, formID="../../town")), "letters, digits"),
    "another id": (_list(lambda c: _entry(c, formID="other")), "says of itself"),
    "another version": (_list(lambda c: _entry(c, version="9")), "says of itself"),
    "form on another host": (
        _list(lambda c: _entry(c, downloadUrl="https://elsewhere.example/permit.xml")),
        "sends us to elsewhere.example",
    ),
    "form from a file": (_list(lambda c: _entry(c, downloadUrl="file:///etc/passwd")), "sends us to nowhere"),
    "form with a name in it": (
        _list(lambda c: _entry(c, downloadUrl=f"http://me:pw@{c.host.removeprefix('http://')}/x")),
        "nothing is fetched from another host",
    ),
    "redirect elsewhere": (
        lambda c: {f"{c.base}/forms/permit.xml": (302, {"Location": "https://elsewhere.example/x"}, b"")},
        "sends us to elsewhere.example",
    ),
    "redirect for ever": (
        lambda c: {f"{c.base}/forms/permit.xml": (302, {"Location": f"{c.url}/forms/permit.xml"}, b"")},
        "round in circles",
    ),
    "path in a name": (_manifest(lambda c: _file(c, "../../../town.toml")), "no plain file name"),
    "backslash in a name": (_manifest(lambda c: _file(c, "..\\town.toml")), "no plain file name"),
    "hidden name": (_manifest(lambda c: _file(c, ".htaccess")), "no plain file name"),
    "program": (_manifest(lambda c: _file(c, "run.sh")), "of a kind that a form at a kiosk cannot use"),
    "file elsewhere": (_manifest(lambda c: _file(c, "streets.csv", "https://s3.example/x")), "--also-from s3.example"),
    "file of other bytes": (
        lambda c: {f"{c.base}/forms/permit/attachments/streets.csv": (200, {}, b"name,label\nx,Y\n")},
        "The file streets.csv is not what",
    ),
    "form that is none": (lambda c: {f"{c.base}/forms/permit.xml": (200, {}, b"<html/>")}, "its md5 is another"),
    "no leave": (_list(lambda c: (403, {}, b"")), "application user was given access"),
    "broken": (_list(lambda c: (502, {}, b"")), "did not give the form list (502)"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_server_that_means_harm_changes_nothing(
    central: Central, source: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    central.encrypt(PASSPHRASE)
    answers, said = HOSTILE[case]
    central.instead.update(answers(central))
    before = _snapshot(source.parent)
    assert _import(central, source) == 1
    told = capsys.readouterr().err
    assert said in told
    assert "k3Y" not in told
    assert _snapshot(source.parent) == before


def test_files_from_another_host_come_when_the_author_says_so(central: Central, source: Path) -> None:
    """Central keeps files in S3 where it is told to, and sends us there; the hash proves them all the same."""
    central.encrypt(PASSPHRASE)
    there = central.host.replace("127.0.0.1", "localhost")
    central.instead[f"{central.base}/forms/permit/attachments/streets.csv"] = (
        307,
        {"Location": f"{there}/bucket/1"},
        b"",
    )
    central.instead["/bucket/1"] = (200, {}, STREETS)
    assert _import(central, source) == 1
    assert _import(central, source, "--also-from", "localhost") == 0
    assert (source / "forms" / "permit-media" / "streets.csv").read_bytes() == STREETS


def test_name_and_password(
    central: Central, source: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Central shows strangers an empty list and asks nobody who they are, so the name is said first."""
    central.encrypt(PASSPHRASE)
    central.password = "hunter2 hunter2"
    arguments = ["pack", "import", "forms", f"{central.host}/v1/projects/7", "--pack", str(source)]
    assert main(arguments) == 1
    assert "lists no forms for this user" in capsys.readouterr().err
    assert main([*arguments, "--username", "author"]) == 1
    assert "$PARVIS_SERVER_PASSWORD" in capsys.readouterr().err
    monkeypatch.setenv("PARVIS_SERVER_PASSWORD", "wrong")
    assert main([*arguments, "--username", "author"]) == 1
    assert "Check the token, or name and password" in capsys.readouterr().err
    monkeypatch.setenv("PARVIS_SERVER_PASSWORD", "hunter2 hunter2")
    assert main([*arguments, "--username", "author"]) == 0


def test_a_server_that_wants_digest_gets_it() -> None:
    """As Kobo's older ones: what was said by Basic is refused, with the question that Digest answers."""
    given: list[str] = []

    def guard(handler: BaseHTTPRequestHandler) -> None:
        said = handler.headers.get("Authorization", "")
        given.append(said.partition(" ")[0])
        body = b'<xforms xmlns="http://openrosa.org/xforms/xformsList"/>'
        handler.send_response(200 if said.startswith("Digest ") else 401)
        handler.send_header("WWW-Authenticate", 'Digest realm="r", nonce="n", qop="auth"')
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    with serving(Central(instead={"/town/formList": guard})) as kobo:
        security = Security(username="town", password="secret")
        with FormListClient(f"{kobo.host}/town", security=security) as client:
            assert client.forms() == ()
    assert (given[0], given[-1]) == ("Basic", "Digest")


def test_a_token_beside_the_address(central: Central, source: Path) -> None:
    central.encrypt(PASSPHRASE)
    arguments = ["pack", "import", "forms", f"{central.host}/v1/projects/7", "--pack", str(source)]
    assert main([*arguments, "--token", "wrong"]) == 1
    assert main([*arguments, "--token", TOKEN]) == 0


def test_more_than_a_pack_can_hold_is_refused(
    central: Central, source: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Together: each of the two forms alone is small enough."""
    central.publish(FORM.replace('id="permit"', 'id="other"'), {"streets.csv": STREETS})
    central.encrypt(PASSPHRASE)
    weight = max(len(form.xml) + len(STREETS) for forms in central.forms.values() for form in forms)
    monkeypatch.setattr(fetching, "MAX_IMPORT_BYTES", 2 * weight - 10)
    before = _snapshot(source.parent)
    assert _import(central, source) == 1
    assert "With the files of 'other'" in capsys.readouterr().err
    assert _snapshot(source.parent) == before
    assert _import(central, source, "--form", "permit") == 0


def test_a_server_that_drips_is_left(central: Central, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte now and then would keep a plain time limit waiting for ever."""
    central.encrypt(PASSPHRASE)
    let_go = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000000")
        handler.end_headers()
        with contextlib.suppress(OSError):
            while not let_go.wait(0.05):
                handler.wfile.write(b" ")
                handler.wfile.flush()

    central.instead[f"{central.base}/formList"] = drip
    with FormListClient(central.url, body_seconds=0.5) as client, pytest.raises(ServerUnhelpful, match="too slow"):
        client.forms()
    let_go.set()
    del central.instead[f"{central.base}/formList"]
    with FormListClient(central.url, whole_seconds=0.0) as client, pytest.raises(ServerUnhelpful, match="too long"):
        client.forms()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://central.example.org/v1/test/TOKEN/projects/7/forms/permit/draft", "the address of a draft"),
        ("http://central.example.org/v1/projects/7", "must be reached by https"),
        ("https://me:secret@central.example.org/v1/projects/7", "without name or query"),
        ("https://central.example.org:x/", "mend its host or its port"),
        ("central.example.org", "Give an address like"),
    ],
)
def test_an_address_that_is_none(source: Path, capsys: pytest.CaptureFixture[str], address: str, said: str) -> None:
    assert main(["pack", "import", "forms", address, "--pack", str(source)]) == 1
    told = capsys.readouterr().err
    assert said in told
    assert "secret" not in told


def test_addresses() -> None:
    at = "https://central.example.org/v1/key/T!$/projects/7/formList"
    for url, token in (
        ("https://central.example.org/v1/projects/7", "T!$"),
        ("https://central.example.org/v1/projects/7/formList", "T!$"),
        ("https://central.example.org/projects/7/", "T!$"),
        ("https://central.example.org/v1/key/T!$/projects/7", ""),
        ("https://central.example.org/v1/key/T!$/projects/7/formList", ""),
    ):
        assert form_list_url(url, token) == at
    assert form_list_url("https://kc.example.org/town") == "https://kc.example.org/town/formList"
    assert public_part(at) == "https://central.example.org/v1/projects/7"
    with pytest.raises(AddressUnusable, match="a token in it already"):
        form_list_url("https://central.example.org/v1/key/T/projects/7", "T")


@pytest.mark.parametrize(
    ("wanted", "may"),
    [
        ("https://c.example/x", True),
        ("http://c.example/x", False),
        ("https://c.example:8443/x", False),
        ("https://c.example.evil/x", False),
        ("https://c.example@evil/x", False),
        ("https://s3.example/x", True),
        ("http://s3.example/x", False),
        ("http://127.0.0.1/x", False),
        ("file:///etc/passwd", False),
        ("//evil/x", False),
        ("https://[", False),
    ],
)
def test_where_a_list_may_send_us(wanted: str, may: bool) -> None:
    assert may_fetch("https://c.example/formList", wanted, ["s3.example"]) is may
