"""The desk is away, a request is made, the desk comes back: it arrives once, and the page says the truth throughout.

Everything is real and a process of its own: the visit with its window, the courier, the desk.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from kiosk import config
from kiosk.authoring.building import build, build_time
from kiosk.authoring.public_key import read_public_key
from kiosk.words import Words
from offline_cache.authentication import read_mac_key
from offline_cache.desk.keys import PRIVATE_NAME, load_private_key
from offline_cache.desk.reader import Submission, read_inbox
from offline_cache.enrolment import PASSPHRASE_NAME, enrol_demonstration
from offline_cache.outbox.sqlite import Counts, SqliteOutbox
from ui.rehearsal.plan import Overrides, Plan, plans
from ui.state import State

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 90.0

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@contextmanager
def process(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A child that does not outlive the test."""
    child = subprocess.Popen(
        [sys.executable, *words], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdin=subprocess.DEVNULL
    )
    try:
        yield child
    finally:
        if child.poll() is None:
            child.terminate()
        try:
            child.wait(60)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def wait_for(met: Callable[[], object], what: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not met():
        assert time.monotonic() < until, f"waited in vain for: {what}"
        time.sleep(0.05)


class Counter:
    """One kiosk, its courier and its desk, on one state directory."""

    def __init__(self, root: Path) -> None:
        self.state = State(root / "state")
        self.mailbox = root / "mailbox"
        self.mailbox.mkdir()
        self.state.prepare()
        enrolled = enrol_demonstration(self.state.root)
        pack = ROOT / "packs" / "rivemont"
        build(pack, read_public_key(enrolled.public_key), self.state.pack, build_time())
        self.plan: Plan = next(plans(pack / "rehearsals" / "birth-certificate.toml", Overrides()))
        self.orders = root / "plan.json"
        self.orders.write_text(self.plan.to_json(), encoding="utf-8")

    def visit(self) -> Any:
        script = Path(__file__).parent / "desk_visit.py"
        return process(str(script), str(self.state.root), str(self.orders), str(self.mailbox))

    def courier(self) -> Any:
        return process("-m", "ui.cli", "courier", "--state", str(self.state.root))

    @contextmanager
    def desk(self) -> Iterator[None]:
        """The desk, from the moment at which it listens."""
        address = urlsplit(config.read(self.state.configuration).desk.url)

        def listens() -> bool:
            with socket.socket() as probe:
                return probe.connect_ex((str(address.hostname), address.port or 0)) == 0

        with process("-m", "ui.cli", "desk", "serve", "--state", str(self.state.desk)):
            wait_for(listens, "the desk to listen")
            yield

    @contextmanager
    def outbox(self) -> Iterator[SqliteOutbox]:
        outbox = SqliteOutbox(self.state.outbox, read_mac_key(self.state.mac_key))
        try:
            yield outbox
        finally:
            outbox.close()

    def counts(self) -> Counts:
        with self.outbox() as outbox:
            return outbox.counts()

    def tried(self) -> bool:
        with self.outbox() as outbox:
            return outbox.line().tried_at is not None

    def told(self, name: str) -> dict[str, Any]:
        path = self.mailbox / f"{name}.json"

        def there() -> bool:
            failed = self.mailbox / "failed"
            assert not failed.exists(), failed.read_text()
            return path.exists()

        wait_for(there, f"the page to say {name}")
        return dict(json.loads(path.read_text(encoding="utf-8")))

    def arrived(self) -> list[Submission]:
        passphrase = (self.state.desk / PASSPHRASE_NAME).read_text(encoding="ascii").strip()
        return list(read_inbox(self.state.desk, load_private_key(self.state.desk / PRIVATE_NAME, passphrase)))


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return Counter(tmp_path)


def test_kept_while_the_desk_is_away_and_sent_when_it_is_back(counter: Counter) -> None:
    say = Words("fr").say
    with ExitStack() as running:
        running.enter_context(counter.courier())
        wait_for(lambda: counter.state.outbox.exists() and counter.tried(), "the courier to try")
        visit = running.enter_context(counter.visit())
        kept = counter.told("kept")
        assert kept["delivery"] == [say("next.kept")]
        assert kept["status"] == say("status.offline")
        assert counter.counts() == Counts(kept=1, sent=0, refused=0)
        assert not (counter.mailbox / "sent.json").exists()

        running.enter_context(counter.desk())
        sent = counter.told("sent")
        assert sent["delivery"] == [say("next.sent")]
        assert sent["id"] == kept["id"]
        assert sent["reference"] == kept["reference"]
        assert visit.wait(PATIENCE_SECONDS) == 0
    (submission,) = counter.arrived()
    assert [submission.reference] == sent["reference"]
    assert submission.problem == ""
    fields = {path.rpartition("/")[2]: value for path, value in submission.fields}
    assert {name: fields[name] for name in counter.plan.answers} == dict(counter.plan.answers)
    assert counter.counts() == Counts(kept=0, sent=1, refused=0)


def test_kept_outlives_the_visit_and_a_killed_courier_and_arrives_once(counter: Counter) -> None:
    with counter.visit() as visit:
        kept = counter.told("kept")
        visit.kill()
        visit.wait()
    for _ in range(2):
        with counter.courier() as courier:
            wait_for(counter.tried, "the courier to try")
            courier.kill()
            courier.wait()
    with counter.desk(), counter.courier():
        wait_for(lambda: counter.counts() == Counts(kept=0, sent=1, refused=0), "the desk to have it")
    with counter.desk():
        again = subprocess.run(
            [sys.executable, "-m", "ui.cli", "courier", "--state", str(counter.state.root), "--once"],
            cwd=ROOT,
            check=False,
            timeout=120,
            capture_output=True,
            text=True,
        )
    assert again.returncode == 0, again.stderr
    assert [submission.reference for submission in counter.arrived()] == kept["reference"]
    names = [path.name for path in counter.state.run.iterdir() if path.suffix == ".sock"]
    # A killed visit leaves its bell behind; ringing it harms nobody.
    assert len(names) <= 2, names
