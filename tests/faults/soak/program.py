"""Visits without end: `python -m tests.faults.soak --visits 2000`.

The whole demonstration runs as `parvis run` starts it: supervisor, desk, courier, and one visit after another with its
voice and its spare. Each visit is used through its window and ends by "Stop and erase"; every tenth sends a request,
some listen, some crash. Measured from /proc: what the processes that stay have grown by, what they hold open, and what
is left of all the others.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from offline_cache.store.opening import PAGE_BYTES, WAL_KEPT_BYTES
from tests.faults import reporting
from ui.state import State

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_SECONDS = 120.0
MOST_GROWTH_MB = 5.0
MOST_MORE_FILES = 2
"""Descriptors: a connection may just be open where none was before. One a visit would be far more."""
ROW_BYTES = 2048
"""What a settled request leaves in the outbox, at most: a row without its files, and its part of three indexes."""
PLACES = ("state", "cache", "config", "data", "tmp", "runtime")
"""Whatever a kiosk may write to."""
MOST_STORE = WAL_KEPT_BYTES + 4 * 1024 * 1024
"""What the outbox may take of the disk: its log, and the most that ever waited here at a time, its pages kept for the
next."""
STAYING = ("supervisor", "courier", "desk")

LOOKS, LISTENS, SENDS, WITH_FILES, CRASHES = "looks around", "listens", "sends", "sends files", "crashes"


def manner(number: int) -> str:
    """What the visitor of visit `number` (from 0) does."""
    if number % 50 == 25:
        return WITH_FILES
    if number % 20 == 14:
        return CRASHES
    return {1: SENDS, 4: LISTENS, 7: LISTENS}.get(number % 10, LOOKS)


@dataclass(frozen=True, slots=True)
class Sample:
    """One process at one moment: bytes of resident memory and of it what no other process maps; open descriptors."""

    visit: int
    rss: int
    own: int
    files: int


Samples = Mapping[str, Sequence[Sample]]


def sample(pid: int, visit: int) -> Sample | None:
    """Look at a process; None when it is gone."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        files = len(os.listdir(f"/proc/{pid}/fd"))
    except (FileNotFoundError, ProcessLookupError):
        return None
    found = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in rollup.splitlines()[1:]}
    return Sample(visit, found["Rss"], found["Private_Clean"] + found["Private_Dirty"], files)


def windows(samples: Sequence[Sample], visits: int) -> tuple[list[Sample], list[Sample]]:
    """The early ones after a tenth for warming up, and the last: a fifth of all visits each."""
    early = [one for one in samples if visits * 0.1 <= one.visit < visits * 0.3]
    return early, [one for one in samples if one.visit >= visits * 0.8]


def judged(samples: Samples, visits: int) -> tuple[list[tuple[str, object]], list[str]]:
    """Rows for the table, and what was broken: memory or descriptors that grew between the two windows."""
    rows: list[tuple[str, object]] = []
    broken = []
    for name, taken in samples.items():
        early, late = windows(taken, visits)
        if not early or not late:
            broken.append(f"{name}: too few samples ({len(taken)}) to say anything")
            continue
        for what in ("rss", "own"):
            grown = (_median(late, what) - _median(early, what)) / 1e6
            rows.append((f"{name}, {what}: MB at the end", f"{_median(late, what) / 1e6:.1f} ({grown:+.1f})"))
            if grown >= MOST_GROWTH_MB:
                broken.append(f"{name} grew by {grown:.1f} MB ({what})")
        more = _median(late, "files") - _median(early, "files")
        rows.append((f"{name}: descriptors at the end", f"{_median(late, 'files'):.0f} ({more:+.0f})"))
        if more > MOST_MORE_FILES:
            broken.append(f"{name} holds {more:.0f} descriptors more")
    return rows, broken


def _median(samples: Sequence[Sample], what: str) -> float:
    return float(statistics.median(getattr(one, what) for one in samples))


@dataclass
class Kiosk:
    """The demonstration at work, all that it may write to under one roof."""

    home: Path
    process: subprocess.Popen[bytes]
    samples: dict[str, list[Sample]] = field(default_factory=lambda: defaultdict(list))

    @property
    def state(self) -> State:
        return State(self.home / "state" / "parvis")

    @property
    def mailbox(self) -> Path:
        return self.home / "mailbox"

    def count(self, name: str) -> int:
        """How many visits have told this."""
        path = self.mailbox / name
        if not path.exists():
            return 0
        return path.stat().st_size if name == "came" else len(path.read_text().splitlines())

    def family(self) -> dict[int, str]:
        """Every process of the kiosk by its role; one that is over and not buried is a zombie."""
        roles: dict[int, str] = {self.process.pid: "supervisor"}
        for one in psutil.Process(self.process.pid).children(recursive=True):
            try:
                words = one.cmdline()
                if one.status() == psutil.STATUS_ZOMBIE:
                    roles[one.pid] = "zombie"
                elif "accessibility.speech.synthesizer" in words:
                    roles[one.pid] = "voice"
                else:
                    roles[one.pid] = next((w for w in words if w in ("visit", "courier", "desk")), "another")
            except psutil.NoSuchProcess:
                continue
        return roles

    def look(self, visit: int) -> None:
        """Take a sample of each process."""
        for pid, role in self.family().items():
            if role not in ("zombie", "another") and (taken := sample(pid, visit)) is not None:
                self.samples[role].append(taken)

    def wait(self, met: Callable[[], bool], what: str) -> None:
        """Wait until something is so. Raises `TimeoutError` with `what`."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not met():
            if time.monotonic() > until or self.process.poll() is not None:
                raise TimeoutError(f"{what} (the kiosk's status is {self.process.poll()})")
            time.sleep(0.05)

    def wait_for_visit(self, number: int) -> None:
        """Wait until this one has come, or one has failed."""
        self.wait(lambda: self.count("came") > number or self.count("failed") > 0, f"visit {number} did not come")

    def settled(self) -> bool:
        """Whether the kiosk stands idle: six processes and the supervisor, nothing on its way to the desk."""
        roles = sorted(self.family().values())
        return roles == ["courier", "desk", "supervisor", "visit", "visit", "voice", "voice"] and self.kept() == 0

    def kept(self) -> int:
        """Requests that wait in the outbox."""
        return self._number(self.state.outbox, "SELECT count(*) FROM envelope WHERE state = 'kept'")

    def arrived(self) -> int:
        """Requests at the desk."""
        return self._number(self.state.desk / "desk.sqlite", "SELECT count(*) FROM submission")

    def store(self) -> int:
        """Bytes of the outbox on the disk, all its files together."""
        return sum(path.stat().st_size for path in self.state.root.glob("outbox.sqlite*"))

    def used(self) -> int:
        """Bytes of the outbox that hold something: the rest is taken again by what is kept next."""
        pages = [self._number(self.state.outbox, f"PRAGMA {name}") for name in ("page_count", "freelist_count")]
        return (pages[0] - pages[1]) * PAGE_BYTES

    @staticmethod
    def _number(path: Path, query: str) -> int:
        if not path.exists():
            return 0
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=60)) as store:
            return int(store.execute(query).fetchone()[0])

    def files(self) -> set[str]:
        """What lies about. A bell of one of its processes counts as the same bell."""
        mine = {f"visit-{pid}.sock" for pid in self.family()}
        # Not rglob: a folder that goes while it is looked at is no fault.
        found = [
            Path(folder) / name
            for place in PLACES
            for folder, folders, names in os.walk(self.home / place)
            for name in (*folders, *names)
        ]
        return {
            str((path.with_name("visit.sock") if path.name in mine else path).relative_to(self.home)) for path in found
        }


@contextmanager
def running(home: Path, limits: str, program: str = "inhabited.py") -> Iterator[Kiosk]:
    """A demonstration under `home`, with `limits` added to its settings; nothing of it is left afterwards."""
    for name in (*PLACES, "mailbox", "stick/USB"):
        (home / name).mkdir(parents=True, mode=0o700)
    state = State(home / "state" / "parvis")
    environment = os.environ | {
        "HOME": str(home),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_RUNTIME_DIR": str(home / "runtime"),
        "TMPDIR": str(home / "tmp"),
        "PARVIS_MAILBOX": str(home / "mailbox"),
        "PARVIS_STICK": str(home / "stick" / "USB"),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "QT_QPA_PLATFORM": "offscreen",
        "QT_QUICK_BACKEND": "software",
        "LANG": "C.UTF-8",
    }
    subprocess.run([sys.executable, "-m", "ui.demonstration", str(state.root)], env=environment, cwd=ROOT, check=True)
    with state.configuration.open("a", encoding="utf-8") as settings:
        settings.write("\n[screen]\nwidth = 800\nheight = 1280\ndensity_dpi = 189.0\n")
        settings.write(f'[files]\nroots = ["{home}/stick"]\n{limits}\n')
    command = [sys.executable, str(Path(__file__).with_name(program)), "run", "--demonstration"]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--state", str(state.root)],
            env=environment,
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            yield Kiosk(home, process)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def strays(home: Path) -> list[int]:
    """Processes that were started by a kiosk under this roof and still run."""
    mark = f"PARVIS_MAILBOX={home / 'mailbox'}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return found


UNLIMITED = "[limits]\nsubmissions_an_hour = 1000000\nslips_an_hour = 1000000"


def soak(home: Path, visits: int, told: Callable[[str], None] = print) -> tuple[list[tuple[str, object]], list[str]]:
    """Live through so many visits under `home`; rows for the table, and what was broken."""
    broken: list[str] = []
    began = time.monotonic()
    store: list[tuple[int, int]] = []
    rest: set[str] = set()
    with running(home, UNLIMITED) as kiosk:
        seen = 0
        while seen < visits:
            kiosk.wait_for_visit(seen)
            if kiosk.count("failed"):
                return [], (kiosk.mailbox / "failed").read_text().splitlines()
            came = kiosk.count("came")
            kiosk.look(came - 1)
            if not rest and came >= visits * 0.1 and seen:
                rest = kiosk.files()
            if kiosk.kept() == 0:
                store.append((kiosk.used(), kiosk.arrived()))
            if came // 100 > seen // 100:
                told(f"  {came} visits in {time.monotonic() - began:.0f} s")
            seen = came
        (kiosk.mailbox / "enough").touch()
        try:
            kiosk.wait(kiosk.settled, "the kiosk did not come to rest")
        except TimeoutError as error:
            broken.append(f"{error}: {sorted(kiosk.family().values())}, {kiosk.kept()} wait")
        took = time.monotonic() - began
        rows, grown = judged({name: kiosk.samples[name] for name in (*STAYING, "voice")}, visits)
        broken += grown
        kept, arrived, crashed = kiosk.count("kept"), kiosk.arrived(), kiosk.count("crashed")
        if kept != arrived:
            broken.append(f"{kept} requests were promised, {arrived} are at the desk")
        # Once all is delivered, as at the beginning, there are only the rows that remember it.
        first_used, first_arrived = store[0]
        allowed = first_used + ROW_BYTES * (arrived - first_arrived) + PAGE_BYTES * 16
        if kiosk.used() > allowed:
            broken.append(f"the outbox holds {kiosk.used()} bytes after {arrived} deliveries, at first {first_used}")
        if kiosk.store() > MOST_STORE:
            broken.append(f"the outbox takes {kiosk.store()} bytes of the disk")
        if new := sorted(kiosk.files() - rest):
            broken.append(f"left over: {', '.join(new[:10])}")
        rows = [
            ("visits", seen),
            ("seconds a visit", f"{took / seen:.2f}"),
            ("requests promised", kept),
            ("requests at the desk", arrived),
            ("visits that crashed", crashed),
            ("outbox: bytes in use at first", first_used),
            ("outbox: bytes in use at the end", kiosk.used()),
            ("outbox: bytes on the disk", kiosk.store()),
            *rows,
        ]
    until = time.monotonic() + PATIENCE_SECONDS
    while (left := strays(home)) and time.monotonic() < until:
        # Those that die with their parent may take a moment for it.
        time.sleep(0.1)
    if left:
        broken.append(f"{len(left)} processes were left")
    return rows, broken


def main() -> int:
    """Run it, print the table."""
    parser = reporting.arguments(__doc__.splitlines()[0] if __doc__ else "", visits=2000)
    given = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="parvis-soak-"))
    try:
        rows, broken = soak(home, given.visits)
        if broken:
            print((home / "log").read_text(errors="replace")[-2000:])
        return reporting.conclude("Soak", rows or [("visits", 0)], broken)
    finally:
        shutil.rmtree(home, ignore_errors=True)
