"""`parvis desk` and `parvis courier` as IT meets them."""

from __future__ import annotations

import datetime
import io
import ipaddress
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kiosk.ports import SubmissionForm
from kiosk.takeaway.reference import reference_of
from offline_cache.authentication import read_mac_key
from offline_cache.courier.bell import VISITS, Bell
from offline_cache.desk.keys import public_key_of
from offline_cache.desk.server import Listening, address_of, bind, make_server
from offline_cache.desk.tokens import read_tokens
from offline_cache.enrolment import enrol_demonstration
from offline_cache.openrosa import OpenRosaClient, Security
from offline_cache.outbox.sqlite import SqliteOutbox
from offline_cache.sealing import OdkSealer
from ui.cli import main

ROOT = Path(__file__).parents[3]
PASSPHRASE = "six words that nobody has guessed"


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    monkeypatch.delenv("PARVIS_DESK_PASSPHRASE", raising=False)


def test_keys_are_made_and_tested(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "words").write_text(PASSPHRASE + "\n")
    words = ["desk", "keys", "--state", str(tmp_path / "desk"), "--passphrase-file", str(tmp_path / "words")]
    assert main(words) == 0
    made = capsys.readouterr().out
    fingerprint = made.split('"')[1]
    assert len(bytes.fromhex(fingerprint)) == 32
    assert main([*words, "--test"]) == 0
    assert fingerprint in capsys.readouterr().out
    assert main(words) == 1
    assert "already" in capsys.readouterr().err


def test_the_passphrase_may_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["desk", "keys", "--state", str(tmp_path)]) == 1
    monkeypatch.setenv("PARVIS_DESK_PASSPHRASE", PASSPHRASE)
    assert main(["desk", "keys", "--state", str(tmp_path)]) == 0


def test_a_token_is_shown_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["desk", "token", "kiosk-3", "--state", str(tmp_path)]) == 0
    token = capsys.readouterr().out.split('"')[1]
    assert read_tokens(tmp_path).kiosk(token) == "kiosk-3"


def test_serving_in_the_clear_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["desk", "serve", "--state", str(tmp_path), "--host", "0.0.0.0"]) == 1
    assert "TLS" in capsys.readouterr().err


@pytest.fixture
def demonstration(tmp_path: Path) -> Path:
    made = enrol_demonstration(tmp_path)
    desk = made.configuration.desk
    outbox = SqliteOutbox(tmp_path / "outbox.sqlite", read_mac_key(tmp_path / "keys" / "outbox.mac"))
    form = SubmissionForm("birth-certificate", "3", public_key_of(made.desk))
    for number in (1, 2):
        xml = f"<data><name>Zoé {number}</name></data>".encode()
        outbox.keep(OdkSealer(desk.public_key_sha256).seal(form, f"uuid:{number}", xml))
    outbox.close()
    return tmp_path


@pytest.fixture
def served(demonstration: Path) -> Iterator[Path]:
    desk = enrol_demonstration(demonstration).configuration.desk
    listening = Listening(port=int(desk.url.rpartition(":")[2]))
    server = make_server(demonstration / "desk", listening)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bind(listening)]}, daemon=True)
    thread.start()
    yield demonstration
    server.should_exit = True
    thread.join(60)


def test_from_outbox_to_reader(served: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (served / "run").mkdir()
    with Bell(served / "run" / VISITS.replace("*", "1")) as bell:
        assert main(["courier", "--state", str(served), "--once"]) == 0
        assert bell.drain()
    assert "delivered 2, refused 0" in capsys.readouterr().out
    desk = str(served / "desk")
    assert main(["desk", "read", "--state", desk, "--format", "json"]) == 0
    captured = capsys.readouterr()
    assert [record["fields"] for record in json.loads(captured.out)] == [{"name": "Zoé 1"}, {"name": "Zoé 2"}]
    assert "demonstration key" in captured.err
    wanted = reference_of("uuid:2")
    assert main(["desk", "read", wanted.replace(" ", ""), "--state", desk]) == 0
    table = capsys.readouterr().out
    assert wanted in table
    assert "Zoé 2" in table
    assert "Zoé 1" not in table
    assert main(["desk", "read", "--state", desk, "--format", "csv"]) == 0
    assert capsys.readouterr().out.count("Zoé") == 2
    book = served / "requests.xlsx"
    assert main(["desk", "read", "--state", desk, "--format", "xlsx", "--output", str(book)]) == 0
    assert book.stat().st_mode & 0o777 == 0o600
    assert [row[7] for row in openpyxl.load_workbook(book)["requests"].values] == ["name", "Zoé 1", "Zoé 2"]
    assert main(["desk", "read", "--state", desk, "--output", str(book)]) == 1
    assert "not there yet" in capsys.readouterr().err


def test_a_misheard_reference_is_told(served: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right = reference_of("uuid:1")
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    assert main(["desk", "read", wrong, "--state", str(served / "desk")]) == 1
    assert "nine digits" in capsys.readouterr().err


def test_where_there_is_no_desk_no_passphrase_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ask(*_: object) -> str:
        raise AssertionError("asked for a passphrase")

    monkeypatch.setattr("ui.commands.desk._passphrase", ask)
    assert main(["desk", "read", "--state", str(tmp_path / "nonexistent")]) == 1
    assert "there is no desk here" in capsys.readouterr().err
    assert not (tmp_path / "nonexistent").exists()
    assert main(["desk", "read", "--state", str(tmp_path)]) == 1
    assert "nothing has arrived" in capsys.readouterr().err


def test_an_absent_desk_is_a_failure_of_once(demonstration: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["courier", "--state", str(demonstration), "--once"]) == 1
    assert "delivered 0" in capsys.readouterr().out


def test_without_enrolment_the_courier_says_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["courier", "--state", str(tmp_path), "--once"]) == 1
    assert "outbox's key" in capsys.readouterr().err


def test_the_courier_ends_when_told(demonstration: Path) -> None:
    words = [sys.executable, "-m", "ui.cli", "courier", "--state", str(demonstration)]
    courier = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert courier.stderr is not None
    token = enrol_demonstration(demonstration).configuration.desk.token
    first = courier.stderr.readline()
    assert "cannot be reached" in first
    courier.send_signal(signal.SIGTERM)
    rest = courier.communicate(timeout=60)[1]
    assert courier.returncode == 0
    assert token not in first + rest
    assert not (demonstration / "run" / "courier.sock").exists()


def test_a_desk_that_knows_no_kiosk_says_so(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "ui.cli", "desk", "serve", "--port", "0", "--state", str(tmp_path / "mistyped")]
    desk = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert desk.stdout is not None
    assert "listens" in desk.stdout.readline()
    desk.send_signal(signal.SIGTERM)
    told = desk.communicate(timeout=60)[1]
    assert "no kiosk has a token" in told
    assert "mistyped" in told


def test_the_courier_carries_no_qt() -> None:
    program = "import sys, ui.cli, ui.commands.courier, ui.compose_courier; print('PySide6' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "desk")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    (tmp_path / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return tmp_path / "certificate.pem", tmp_path / "key.pem"


def test_tls_is_spoken_and_a_stranger_is_not_trusted(demonstration: Path, certificate: tuple[Path, Path]) -> None:
    token = enrol_demonstration(demonstration).configuration.desk.token
    listening = Listening("127.0.0.1", 0, *map(str, certificate))
    server = make_server(demonstration / "desk", listening)
    listener = bind(listening)
    url = address_of(listening, listener)
    threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True).start()
    path = f"/v1/key/{token}/projects/1/submission"
    assert requests.head(url + path, verify=str(certificate[0]), timeout=60).status_code == 204
    with OpenRosaClient(url, token, "k") as client:
        problem = client.probe()
    assert problem is not None
    assert "an authority that this kiosk does not know" in problem.remark
    trusting = Security(authority=str(certificate[0]))
    with OpenRosaClient(url, token, "k", security=trusting) as client:
        assert client.probe() is None
    server.should_exit = True
