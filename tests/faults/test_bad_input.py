"""What is missing or spoilt is told in words, to the visitor or to the operator, and nobody loses what they entered.

Each kiosk here is a real visit process, told what to do as the supervisor tells it, or driven by a rehearsal.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from offline_cache.authentication import read_mac_key
from offline_cache.outbox.sqlite import SqliteOutbox
from tests.visits import Town
from ui.rehearsal.plan import Overrides, Plan, plans
from ui.state import State

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 90.0
CANARIES = ("Quetzalcoatlus", "ornithorynque@exemple.fr", "19470823")

pytestmark = pytest.mark.timeout(900)


@pytest.fixture
def state(rivemont: Town, tmp_path: Path) -> State:
    """A copy that a test may spoil."""
    return rivemont.copied(tmp_path / "state").state


@dataclass
class Visit:
    """A visit process and what it has written to the operator."""

    process: subprocess.Popen[bytes]
    errors: Path
    words: Path

    def wait_for(self, word: str) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while word not in self.words.read_text().split("\n"):
            assert self.process.poll() is None, f"the visit ended: {self.told()}"
            assert time.monotonic() < until, f"no '{word}': {self.told()}"
            time.sleep(0.02)

    def told(self) -> str:
        return self.errors.read_text()

    def sentences(self) -> list[str]:
        return [line.removeprefix("parvis: ") for line in self.told().splitlines() if line.startswith("parvis: ")]


@contextmanager
def visit_of(state: State, more: Mapping[str, str] | None = None) -> Iterator[Visit]:
    """A waiting visit process, as the supervisor starts it."""
    errors, words = state.root / "stderr.txt", state.root / "stdout.txt"
    with errors.open("wb") as stderr, words.open("wb") as stdout:
        process = subprocess.Popen(
            [sys.executable, "-m", "ui.cli", "visit", "--state", str(state.root)],
            cwd=ROOT,
            env=os.environ | dict(more or {}),
            stdin=subprocess.PIPE,
            stdout=stdout,
            stderr=stderr,
        )
    try:
        yield Visit(process, errors, words)
    finally:
        process.kill()
        process.wait()


def show(visit: Visit) -> None:
    """The visit is ready, is shown, and lives."""
    visit.wait_for("ready")
    assert visit.process.stdin is not None
    visit.process.stdin.write(b"show\n")
    visit.process.stdin.flush()
    visit.wait_for("shown")
    time.sleep(0.3)
    assert visit.process.poll() is None
    assert "Traceback" not in visit.told()


def rehearse(
    state: State, name: str, record: Path, more: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Play one rehearsal on this very state directory; its failures stand on standard output."""
    plan: Plan = next(plans(ROOT / "packs" / "rivemont" / "rehearsals" / f"{name}.toml", Overrides()))
    record.mkdir(exist_ok=True)
    (record / "plan.json").write_text(plan.to_json(), encoding="utf-8")
    command = [sys.executable, "-m", "ui.cli", "visit", "--state", str(state.root)]
    return subprocess.run(
        [*command, "--rehearsal", str(record / "plan.json")],
        cwd=ROOT,
        env=os.environ | dict(more or {}),
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )


def kept(state: State) -> int:
    outbox = SqliteOutbox(state.outbox, read_mac_key(state.mac_key))
    try:
        return outbox.counts().kept
    finally:
        outbox.close()


# Packs and configuration


def change_a_byte(state: State) -> str:
    path = state.pack / "forms" / "identity-card.xml"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    return "identity-card.xml"


def take_a_file(state: State) -> str:
    (state.pack / "catalogue.jsonld").unlink()
    return "catalogue.jsonld"


def take_the_pack(state: State) -> str:
    shutil.rmtree(state.pack)
    return "pack"


def misspell_a_key(state: State) -> str:
    state.configuration.write_text(state.configuration.read_text() + "\n[idle]\nask_aftre = 20\n")
    return "ask_aftre"


@pytest.mark.parametrize("spoil", [change_a_byte, take_a_file, take_the_pack, misspell_a_key])
def test_what_cannot_be_served_is_out_of_order_on_the_screen_and_a_sentence_for_the_operator(
    state: State, spoil: object
) -> None:
    assert callable(spoil)
    named = spoil(state)
    with visit_of(state) as visit:
        show(visit)
        assert any(named in sentence for sentence in visit.sentences()), visit.told()
        # A sentence says how to mend it.
        assert any(
            re.search(r"Install|Build|Put|Use|knows|Remove|pack build", sentence) for sentence in visit.sentences()
        )


def test_nothing_wrong_is_told_nowhere(state: State) -> None:
    with visit_of(state) as visit:
        show(visit)
        # This machine may be without a loudspeaker, which is the operator's to know.
        wrong = [sentence for sentence in visit.sentences() if "sound" not in sentence and "voice" not in sentence]
        assert wrong == []


# Keys


def test_without_the_outbox_key_advice_works_and_a_request_is_refused_before_it_is_typed(
    state: State, tmp_path: Path
) -> None:
    state.mac_key.unlink()
    with visit_of(state) as visit:
        show(visit)
        assert any("outbox's key" in sentence and "Enrol" in sentence for sentence in visit.sentences())
    assert rehearse(state, "town-wifi-by-hand", tmp_path / "advice").returncode == 0
    asked = rehearse(state, "birth-certificate", tmp_path / "asked")
    assert asked.returncode == 1
    assert "could not go on (trouble)" in asked.stdout
    assert "Traceback" not in asked.stderr
    # Nobody types twenty answers for a kiosk that cannot keep them.
    pages = json.loads((tmp_path / "asked" / "transcript.json").read_text())["pages"]
    assert [page["kind"] for page in pages] == ["first", "home", "before", "trouble"]


def test_another_pinned_key_seals_nothing(state: State, tmp_path: Path) -> None:
    told = state.configuration.read_text()
    state.configuration.write_text(re.sub(r'(public_key_sha256 = )"[0-9a-f]{64}"', rf'\1"{"0" * 64}"', told))
    assert state.configuration.read_text() != told
    asked = rehearse(state, "birth-certificate", tmp_path / "asked")
    assert asked.returncode == 1
    assert "could not go on (trouble)" in asked.stdout
    assert "Traceback" not in asked.stderr
    assert kept(state) == 0


def test_a_file_that_is_no_outbox_is_told_and_advice_works(state: State, tmp_path: Path) -> None:
    for path in state.root.glob("outbox.sqlite*"):
        path.unlink()
    state.outbox.write_bytes(b"This was an outbox once. " * 400)
    with visit_of(state) as visit:
        show(visit)
        assert any("outbox" in sentence for sentence in visit.sentences()), visit.told()
    assert rehearse(state, "town-wifi-by-hand", tmp_path / "advice").returncode == 0


# The voice


def no_library(directory: Path) -> dict[str, str]:
    (directory / "libespeak-ng.so.1").write_bytes(b"")
    (directory / "libespeak-ng.so").write_bytes(b"")
    return {"LD_LIBRARY_PATH": str(directory)}


def no_data(directory: Path) -> dict[str, str]:
    (directory / "espeak-ng-data").mkdir()
    return {"ESPEAK_DATA_PATH": str(directory)}


@pytest.mark.parametrize("spoil", [no_library, no_data])
def test_without_a_voice_the_kiosk_works_in_silence_and_tells_the_operator(
    state: State, tmp_path: Path, spoil: object
) -> None:
    assert callable(spoil)
    directory = tmp_path / "voiceless"
    directory.mkdir()
    environment = spoil(directory)
    played = rehearse(state, "town-wifi-by-hand", tmp_path / "silent", environment)
    assert played.returncode == 0, played.stdout
    pages = json.loads((tmp_path / "silent" / "transcript.json").read_text())["pages"]
    assert [page["kind"] for page in pages][-3:] == ["outcome", "slip", "erased"]
    assert all(page["words"] == [] for page in pages)
    with visit_of(state, environment) as visit:
        show(visit)
        until = time.monotonic() + PATIENCE_SECONDS
        while not any("no voice" in sentence for sentence in visit.sentences()):
            assert time.monotonic() < until, visit.told()
            time.sleep(0.1)


# Hands that know nothing


def test_three_thousand_touches_and_keys_at_random_do_no_harm(state: State, tmp_path: Path) -> None:
    script = Path(__file__).parent / "toddler_visit.py"
    done = subprocess.run(
        [sys.executable, str(script), str(state.root), "3000", *CANARIES],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=800,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["acts"] == 3000
    assert report["faults"] == []
    # It got about: a toddler who sees three pages proves nothing.
    assert len(report["kinds"]) >= 9, report["kinds"]
    assert report["visits"] >= 2
    assert report["typed"] > 0, "nothing was typed that could have leaked"
    assert "Traceback" not in done.stderr
    for canary in CANARIES:
        assert canary not in done.stdout + done.stderr
        for path in [*state.root.rglob("*"), *tmp_path.rglob("*")]:
            assert not path.is_file() or canary.encode() not in path.read_bytes(), path
