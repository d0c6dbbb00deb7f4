"""Whatever breaks between kiosk and desk, each envelope arrives, and arrives once.

The desk is the real one; what stands before it, kills and lies are made here. Kills at random are in crash.py, the
whole table of faults in network.py.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

from kiosk.ports import Delivery, Envelope, SubmissionForm
from offline_cache.authentication import read_mac_key
from offline_cache.courier.delivering import Courier
from offline_cache.desk.keys import load_private_key, public_key_of
from offline_cache.desk.reader import read_inbox
from offline_cache.enrolment import Demonstration, enrol_demonstration
from offline_cache.openrosa import OpenRosaClient
from offline_cache.outbox.sqlite import LONGEST_WAIT_SECONDS, SqliteOutbox
from offline_cache.sealing import OdkSealer

ROOT = Path(__file__).parents[3]


class Kiosk:
    """An enrolled state directory with its sealer, its outbox, its desk and their processes."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.made: Demonstration = enrol_demonstration(state)
        self.desk_settings = self.made.configuration.desk
        self.form = SubmissionForm("birth-certificate", "3", public_key_of(self.made.desk))
        self.sealer = OdkSealer(self.desk_settings.public_key_sha256)
        self.skipped = 0.0
        self.outbox = self.open_outbox()

    def open_outbox(self) -> SqliteOutbox:
        key = read_mac_key(self.state / "keys" / "outbox.mac")
        return SqliteOutbox(self.state / "outbox.sqlite", key, now=lambda: time.time() + self.skipped)

    def seal(self, number: int, attachment: int = 0) -> Envelope:
        more = (("photo.jpg", os.urandom(attachment)),) if attachment else ()
        return self.sealer.seal(self.form, f"uuid:{number}", f"<data><number>{number}</number></data>".encode(), more)

    def keep(self, numbers: range, attachment: int = 0) -> None:
        for number in numbers:
            self.outbox.keep(self.seal(number, attachment))

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "ui.cli", *words],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def start_courier(self) -> subprocess.Popen[str]:
        return self.start("courier", "--state", str(self.state))

    def start_desk(self) -> subprocess.Popen[str]:
        desk = self.start("desk", "serve", "--state", str(self.made.desk))
        assert desk.stdout is not None
        assert "listens" in desk.stdout.readline()
        return desk

    def deliver_through(self, url: str) -> None:
        """Rounds of a courier, time flying between them, until nothing waits any more."""
        with OpenRosaClient(url, self.desk_settings.token, "k") as client:
            courier = Courier(self.outbox, client)
            for _ in range(40):
                courier.run_once()
                self.skipped += LONGEST_WAIT_SECONDS
                if self.outbox.counts().kept == 0:
                    # What the desk had taken already must end as sent, not as a dead letter.
                    assert self.outbox.counts().refused == 0
                    return
        pytest.fail("envelopes still wait after forty rounds")

    def arrived(self) -> list[tuple[tuple[str, str], ...]]:
        """The fields of everything at the desk, opened."""
        passphrase = (self.made.desk / "passphrase").read_text().strip()
        private = load_private_key(self.made.desk / "private.pem", passphrase)
        found = list(read_inbox(self.made.desk, private))
        assert [one.problem for one in found if one.problem] == []
        return [one.fields for one in found]

    def assert_each_arrived_once(self, count: int) -> None:
        assert sorted(self.arrived()) == sorted((("number", str(number)),) for number in range(count))

    def wait_until_sent(self, count: int, seconds: float) -> None:
        ends = time.monotonic() + seconds
        while self.outbox.counts().sent < count:
            assert time.monotonic() < ends, self.outbox.counts()
            time.sleep(0.05)


@contextlib.contextmanager
def ended(*processes: subprocess.Popen[str]) -> Iterator[None]:
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.communicate()


@pytest.fixture
def kiosk(tmp_path: Path) -> Kiosk:
    return Kiosk(tmp_path / "state")


class FaultyLine:
    """Stands before the real desk and spoils the first POSTs, one fault each; then passes everything on."""

    def __init__(self, desk: str, faults: list[str]) -> None:
        line = self
        self.faults = faults
        self.head_faults: list[str] = []
        self.seen = 0
        self.on_accepted: Callable[[], object] = lambda: None

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _forward(self, body: bytes) -> requests.Response:
                headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "connection")}
                return requests.request(self.command, desk + self.path, data=body, headers=headers, timeout=60)

            def _reply(self, status: int, headers: dict[str, str], body: bytes, length: int | None = None) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if status != 204:
                    self.send_header("Content-Length", str(len(body) if length is None else length))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def _pass_on(self, body: bytes, cut: int | None = None) -> None:
                answer = self._forward(body)
                kept = {k: v for k, v in answer.headers.items() if k.lower().startswith("x-openrosa")}
                line.on_accepted()
                self._reply(answer.status_code, kept, answer.content[:cut], len(answer.content))

            def do_HEAD(self) -> None:
                if line.head_faults:
                    self._spoil(line.head_faults.pop(0), b"")
                else:
                    self._pass_on(b"")

            def do_POST(self) -> None:
                line.seen += 1
                fault = line.faults.pop(0) if line.faults else ""
                length = int(self.headers["Content-Length"])
                if fault == "reset in mid-body":
                    self.rfile.read(length // 2)
                    self.close_connection = True
                    return
                body = self.rfile.read(length)
                if fault:
                    self._spoil(fault, body)
                else:
                    self._pass_on(body)

            def _spoil(self, fault: str, body: bytes) -> None:
                match fault:
                    case "accepted, then silence":
                        self._forward(body)
                        self.close_connection = True
                    case "accepted, then a broken answer":
                        self._pass_on(body, cut=60)
                        self.close_connection = True
                    case "accepted, then garbage":
                        self._forward(body)
                        self._reply(201, {}, b"<html>")
                    case "login page":
                        self._reply(200, {"Content-Type": "text/html"}, b"<html>Please sign in</html>")
                    case "elsewhere":
                        self._reply(302, {"Location": "https://portal.example/login"}, b"")
                    case "closed":
                        self.close_connection = True
                    case "proxy's own 404":
                        self._reply(404, {}, b"<html>nothing here</html>")
                    case _:
                        self._reply(int(fault), {"Retry-After": "1"}, b"oops")

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


FAULTS = [
    "500",
    "502",
    "503",
    "413",
    "429",
    "login page",
    "elsewhere",
    "closed",
    "reset in mid-body",
    "accepted, then silence",
    "accepted, then a broken answer",
    "accepted, then garbage",
    "proxy's own 404",
]


@pytest.mark.parametrize("fault", FAULTS)
def test_one_fault_and_it_still_arrives_once(kiosk: Kiosk, fault: str) -> None:
    kiosk.keep(range(3), attachment=20_000)
    with ended(kiosk.start_desk()):
        line = FaultyLine(kiosk.desk_settings.url, [fault])
        kiosk.deliver_through(line.url)
        line.close()
    assert line.seen == 4
    kiosk.assert_each_arrived_once(3)


def test_faults_in_any_order_and_all_arrive_once(kiosk: Kiosk) -> None:
    drawn = random.Random(20261123)
    faults = [drawn.choice(FAULTS) for _ in range(20)]
    kiosk.keep(range(6))
    with ended(kiosk.start_desk()):
        line = FaultyLine(kiosk.desk_settings.url, faults)
        line.head_faults = ["login page", "503", "closed", "elsewhere", "404"]
        kiosk.deliver_through(line.url)
        line.close()
    assert line.faults == []
    kiosk.assert_each_arrived_once(6)


def test_behind_a_captive_portal_nothing_leaves(kiosk: Kiosk) -> None:
    kiosk.keep(range(1))
    line = FaultyLine("http://127.0.0.1:1", [])
    line.head_faults = ["login page"] * 5
    with OpenRosaClient(line.url, "T", "k") as client:
        for _ in range(5):
            assert not Courier(kiosk.outbox, client).run_once().reached
    line.close()
    assert line.seen == 0
    assert kiosk.outbox.delivery("uuid:0") is Delivery.KEPT


def test_another_submission_under_the_same_identifier_is_set_aside_and_kept(kiosk: Kiosk) -> None:
    with ended(kiosk.start_desk()):
        kiosk.keep(range(1))
        kiosk.deliver_through(kiosk.desk_settings.url)
        # As if a disk had been cloned: another outbox, the same identifier, other bytes.
        key = read_mac_key(kiosk.state / "keys" / "outbox.mac")
        cloned = SqliteOutbox(kiosk.state / "clone.sqlite", key)
        cloned.keep(kiosk.seal(0))
        with OpenRosaClient(kiosk.desk_settings.url, kiosk.desk_settings.token, "k") as client:
            assert Courier(cloned, client).run_once().refused == 1
    assert cloned.delivery("uuid:0") is Delivery.REFUSED
    with sqlite3.connect(kiosk.state / "clone.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM file").fetchone() == (1,)
    kiosk.assert_each_arrived_once(1)


def test_desk_down_then_up(kiosk: Kiosk) -> None:
    kiosk.keep(range(2))
    with ended(kiosk.start_courier()):
        ends = time.monotonic() + 90
        while kiosk.outbox.line().tried_at is None:
            assert time.monotonic() < ends, "the courier does not try"
            time.sleep(0.05)
        assert kiosk.outbox.line().reached_at is None
        assert kiosk.outbox.delivery("uuid:0") is Delivery.KEPT
        with ended(kiosk.start_desk()):
            kiosk.wait_until_sent(2, seconds=120)
    assert kiosk.outbox.line().reached_at is not None
    kiosk.assert_each_arrived_once(2)


def test_a_courier_killed_between_acceptance_and_acknowledgement(kiosk: Kiosk) -> None:
    kiosk.keep(range(1), attachment=200_000)
    with ended(kiosk.start_desk()):
        line = FaultyLine(kiosk.desk_settings.url, [])
        configured = kiosk.state / "kiosk.toml"
        configured.write_text(configured.read_text().replace(kiosk.desk_settings.url, line.url))
        courier = kiosk.start_courier()
        killed = threading.Event()

        def kill() -> None:
            if line.seen:
                courier.send_signal(signal.SIGKILL)
                courier.wait()
                killed.set()

        line.on_accepted = kill
        with ended(courier):
            assert killed.wait(90)
        assert len(kiosk.arrived()) == 1
        assert kiosk.outbox.delivery("uuid:0") is Delivery.KEPT
        line.on_accepted = lambda: None
        with ended(kiosk.start_courier()):
            kiosk.wait_until_sent(1, seconds=120)
        assert line.seen == 2
        line.close()
    kiosk.assert_each_arrived_once(1)
