"""A stick is put in while somebody is at the kiosk: their visit ends with the pack it began with, the next has the new.

Everything is a process of its own: the courier that looks for sticks, the visit under way, and the next one.
"""

from __future__ import annotations

import hashlib
import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kiosk.catalogue.opening import open_pack
from tests.faults.updates.repository import Repository, changed
from tests.visits import Town
from ui.state import State

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 90.0
STREETS = "forms/leisure-centre-media/streets.csv"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

VISIT = """
import hashlib, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from kiosk.pages.gestures import Activated
from ui import visit_process as v
from ui.state import State

show = v.VisitProcess.show

def read(process):
    try:
        streets = process.application.pack.resources("leisure-centre").read("jr://file-csv/streets.csv")
    except Exception as error:
        v.say(f"nothing:{type(error).__name__}")
    else:
        v.say(hashlib.sha256(streets).hexdigest())

def show_touch_and_read(process, **more):
    show(process, **more)
    QTimer.singleShot(200, lambda: process.application._gesture(Activated("forward")))
    process.reading = QTimer()
    process.reading.timeout.connect(lambda: read(process))
    process.reading.start(250)

v.VisitProcess.show = show_touch_and_read
sys.exit(v.run_visit(State(Path(sys.argv[1])), full_screen=False, supervised=True))
"""


class Visit:
    """A visit process that is touched, and then says again and again which list of streets it reads."""

    def __init__(self, state: State) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", VISIT, str(state.root)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        self._heard = b""
        assert self.word() == "ready"
        assert self.process.stdin is not None
        self.process.stdin.write(b"show\n")
        self.process.stdin.flush()
        assert self.word() == "shown"

    def word(self) -> str:
        assert self.process.stdout is not None
        until = time.monotonic() + PATIENCE_SECONDS
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while b"\n" not in self._heard:
                assert selector.select(max(0.0, until - time.monotonic())), "the visit says nothing more"
                chunk = os.read(self.process.stdout.fileno(), 256)
                assert chunk, "the visit ended"
                self._heard += chunk
        line, _, self._heard = self._heard.partition(b"\n")
        return line.decode()

    def reads(self) -> str:
        """What it reads from now on: words of before are passed over."""
        assert self.process.stdout is not None
        time.sleep(0.5)
        os.read(self.process.stdout.fileno(), 65536)
        self._heard = b""
        self.word()
        return self.word()

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def ends() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def test_a_stick_serves_the_next_visit_and_not_the_one_under_way(town: Town, tmp_path: Path, ends: ExitStack) -> None:
    state, media = town.state, tmp_path / "media"
    media.mkdir()
    before = digest(state.pack / STREETS)
    repository = Repository(tmp_path / "repository")
    state.updates.mkdir()
    (state.updates / "root.json").write_bytes(repository.trust)
    settings = state.configuration.read_text()
    state.configuration.write_text(f"{settings}\n[files]\nroots = {json.dumps([str(media)])}\n")
    assert not state.pack.is_symlink(), "as 'parvis pack build -o' leaves it"

    courier = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "courier", "--state", str(state.root)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    ends.callback(courier.wait)
    ends.callback(courier.kill)
    under_way = Visit(state)
    ends.callback(under_way.close)
    assert under_way.reads() == before

    seen = [before]
    for number in (1, 2):
        street = f"street_{number},Street {number},centre\n".encode()
        pack = changed(state.pack.resolve(), tmp_path / f"pack-{number}", {STREETS: added(street)})
        repository.add(pack)
        repository.publish()
        stick = tmp_path / f"stick-{number}"
        repository.copied(stick / "parvis-updates")
        stick.rename(media / stick.name)
        wait_until_linked(state, number)
        seen.append(digest(state.pack / STREETS))
        assert under_way.reads() == before, f"after {number} updates"
    assert len(set(seen)) == 3

    following = Visit(state)
    ends.callback(following.close)
    assert following.reads() == seen[-1]
    assert under_way.reads() == before, "the pack of a visit is not deleted, however old it is"
    assert open_pack(state.pack).town.id == "rivemont"

    courier.terminate()
    assert courier.wait(60) == 0


def added(line: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content + line


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def wait_until_linked(state: State, version: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not (state.pack.is_symlink() and os.readlink(state.pack).startswith(f"versions/{version}-")):
        assert time.monotonic() < until, "the courier does not take the stick"
        time.sleep(0.1)
