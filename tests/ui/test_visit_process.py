"""The visit's process as the supervisor meets it: words on its pipes, and a window that must not lie."""

from __future__ import annotations

import os
import selectors
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.visits import Town
from ui.state import State

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 90.0

DRIVER = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from kiosk.pages.gestures import Activated
from ui import visit_process as v
from ui.state import State

v.NEWS_SECONDS, v.MENDED_SECONDS, v.LOOK_MS = 3.0, 0.2, 100
said = v.say
show = v.VisitProcess.show

def press(process):
    process.application._gesture(Activated("forward"))
    said("touched" if process.application.conductor.visit.touched else "untouched")

def show_and_touch(process, **more):
    show(process, **more)
    if sys.argv[2] == "touch":
        QTimer.singleShot(200, lambda: press(process))
    def say(word):
        said(word)
        if word == "unused":
            press(process)
    v.say = say

v.VisitProcess.show = show_and_touch
sys.exit(v.run_visit(State(Path(sys.argv[1])), full_screen=False, supervised=True))
"""


class Visit:
    """One supervised visit process, and the words on its standard output."""

    def __init__(self, state: State, manner: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", DRIVER, str(state.root), manner],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"},
            cwd=ROOT,
        )
        self._heard = b""

    def show(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(b"show\n")
        self.process.stdin.flush()

    def word(self, seconds: float = PATIENCE_SECONDS) -> str | None:
        """The next word; None when there is none in time."""
        assert self.process.stdout is not None
        until = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while b"\n" not in self._heard:
                if not selector.select(max(0.0, until - time.monotonic())):
                    return None
                chunk = os.read(self.process.stdout.fileno(), 64)
                if not chunk:
                    assert self.process.stderr is not None
                    raise AssertionError(self.process.stderr.read().decode()[-2000:])
                self._heard += chunk
        line, self._heard = self._heard.split(b"\n", 1)
        return line.decode()

    def appear(self) -> None:
        assert self.word() == "ready"
        self.show()
        assert self.word() == "shown"


@pytest.fixture
def visits() -> Iterator[list[Visit]]:
    started: list[Visit] = []
    yield started
    for visit in started:
        visit.process.kill()
        visit.process.communicate()


def start(visits: list[Visit], state: State, manner: str = "stay") -> Visit:
    visits.append(Visit(state, manner))
    return visits[-1]


def change(state: State) -> None:
    os.utime(state.configuration, ns=(time.time_ns(), time.time_ns()))


def test_an_untouched_visit_gives_way_to_news_after_a_while_and_then_takes_no_touch(
    town: Town, visits: list[Visit]
) -> None:
    visit = start(visits, town.state)
    visit.appear()
    change(town.state)
    assert visit.word(0.8) is None
    assert visit.word() == "unused"
    assert visit.word() == "untouched"


def test_a_touched_visit_does_not_give_way(town: Town, visits: list[Visit]) -> None:
    visit = start(visits, town.state, "touch")
    visit.appear()
    change(town.state)
    assert visit.word() == "touched"
    assert visit.word(5.0) is None


def test_the_page_that_says_that_nothing_works_gives_way_once_the_settings_are_mended(
    tmp_path: Path, visits: list[Visit]
) -> None:
    state = State(tmp_path)
    state.configuration.write_text("[screen\n")
    visit = start(visits, state)
    visit.appear()
    assert visit.word(0.8) is None
    state.configuration.write_text("[screen]\n")
    assert visit.word() == "unused"


def test_the_outboxs_key_is_among_what_a_visit_is_made_from(tmp_path: Path) -> None:
    state = State(tmp_path)
    assert state.mac_key in state.watched
    assert state.configuration in state.watched
    assert state.pack / "pack.json" in state.watched


@pytest.mark.parametrize("handed", [True, False])
def test_a_visit_may_inherit_the_outboxs_key(town: Town, tmp_path: Path, handed: bool) -> None:
    state = State(tmp_path / "kiosk")
    shutil.copytree(town.state.root, state.root, ignore=shutil.ignore_patterns("*.sock", "qmlcache"))
    key = state.mac_key.read_bytes()
    state.mac_key.unlink()
    handle = os.memfd_create("key")
    os.write(handle, key)
    words = ("--key-handle", str(handle)) if handed else ()
    visit = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "visit", "--state", str(state.root), *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=(handle,),
        cwd=ROOT,
    )
    try:
        assert visit.stdout is not None
        assert visit.stdout.readline() == b"ready\n"
    finally:
        visit.kill()
        _, told = visit.communicate()
        os.close(handle)
    assert (b"outbox's key is missing" in told) is not handed


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ("pin", "The service 'birth-certificate' is closed here: the form 'birth-certificate' carries another key"),
        ("key", "outbox's key"),
        ("slips", "slips.sqlite"),
    ],
)
def test_the_operator_hears_before_anybody_comes_why_requests_are_closed(
    town: Town, tmp_path: Path, visits: list[Visit], spoil: str, said: str
) -> None:
    state = State(tmp_path / "kiosk")
    shutil.copytree(town.state.root, state.root, ignore=shutil.ignore_patterns("*.sock", "qmlcache"))
    if spoil == "pin":
        text = state.configuration.read_text()
        pin = text.split('public_key_sha256 = "')[1][:64]
        state.configuration.write_text(text.replace(pin, "0" * 64))
    elif spoil == "key":
        state.mac_key.unlink()
    else:
        state.slips.unlink(missing_ok=True)
        state.slips.mkdir()
    visit = start(visits, state)
    assert visit.word() == "ready"
    visit.process.kill()
    _, told = visit.process.communicate()
    sentences = [line for line in told.decode().splitlines() if line.startswith("parvis: ")]
    assert any(said.lower() in line.lower() for line in sentences), told.decode()
