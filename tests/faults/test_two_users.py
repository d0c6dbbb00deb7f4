"""Visit and courier as two Unix users of one group, over one outbox: whoever comes first, whatever the umask.

Needs root, as CI has it: the processes take two other users' identities. Where the tests run as nobody in particular,
this fails and says so; a user namespace with one mapped user cannot show it.
"""

from __future__ import annotations

import contextlib
import os
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VISIT, COURIER, GROUP = 64101, 64102, 64100

COMMON = """
import os, sys, time
from pathlib import Path
from kiosk.ports import Delivery, Envelope, OutboxBroken, SealedFile
from offline_cache.alarms import Alarms, Kind
from offline_cache.outbox.sqlite import SqliteOutbox
from offline_cache.store.reserve import Reserve
import concurrent.futures.thread, encodings.idna, logging, offline_cache.store.checking, offline_cache.outbox.rebuilding
user, group = int(os.environ["AS_USER"]), int(os.environ["AS_GROUP"])
if user:
    # Only now: Python itself may lie where no other user may read.
    os.setgroups([])
    os.setresgid(group, group, group)
    os.setresuid(user, user, user)
    assert os.getresuid() == (user, user, user)
os.umask(0o077)
state = Path(sys.argv[1])
alarms = Alarms(state / "alarms")
reserve = Reserve(state / "outbox.reserve", 1 << 20, alarms, margin=0)
def opened():
    return SqliteOutbox(state / "outbox.sqlite", bytes(32), alarms=alarms, reserve=reserve)
def letter(number):
    return Envelope(f"uuid:{number}", "f", "1", b"<m/>", (SealedFile("submission.xml.enc", bytes(20_000)),))
def wait_for(what):
    until = time.monotonic() + 120
    while not what():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.01)
"""
VISITS = """
outbox = opened()
for number in range(40):
    outbox.keep(letter(number))
    if number == 20:
        reserve._path.unlink(missing_ok=True)
        assert reserve.take_back()
alarms.raise_(Kind.DISK_FULL, "by the visit")
print("kept", flush=True)
wait_for(lambda: all(outbox.delivery(f"uuid:{n}") is Delivery.SENT for n in range(40)))
outbox.close()
"""
COURIERS = """
outbox = opened()
outbox.check()
sent = 0
def some():
    global sent
    while (leased := outbox.lease("c")) is not None:
        assert leased.intact
        outbox.acknowledge(leased)
        sent += 1
    outbox.report(reached=True)
    return sent == 40
wait_for(some)
alarms.raise_(Kind.DISK_FULL, "by the courier")
alarms.settle(Kind.DISK_FULL)
outbox.close()
print("sent", flush=True)
"""
DAMAGED = """
path = state / "outbox.sqlite"
content = path.read_bytes()
path.write_bytes(bytes(4096) + content[4096:])
outbox = opened()
assert outbox.delivery("uuid:7") is not Delivery.UNKNOWN
outbox.close()
"""
KEEPS_ONE = """
outbox = opened()
outbox.keep(letter(int(sys.argv[2])))
outbox.close()
"""

OPENS_PATIENTLY = """
import offline_cache.store.opening as store
store.MODE_SECONDS = 120.0
class Clock:
    monotonic = time.monotonic
    def sleep(seconds):
        print("waits", flush=True)
        time.sleep(seconds)
store.time = Clock
outbox = opened()
outbox.keep(letter(2))
outbox.close()
"""

OUT_OF_REACH = """
outbox = opened()
print("open", flush=True)
wait_for(lambda: not os.access(state, os.X_OK))
try:
    outbox.keep(letter(1))
except OutboxBroken:
    print("not kept", flush=True)
assert not outbox.usable()
assert outbox.delivery("uuid:1") is Delivery.UNKNOWN
assert outbox.roomy()
assert outbox.kept_within(3600) == 0
assert outbox.line().tried_at is None
print("survived", flush=True)
os._exit(0)
"""


def child(user: int, program: str, state: Path, *words: str) -> subprocess.Popen[str]:
    """A process of this user and of the group, with no other rights; user 0 stays root."""
    return subprocess.Popen(
        [sys.executable, "-c", COMMON + program, str(state), *words],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "AS_USER": str(user), "AS_GROUP": str(GROUP)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ends_well(processes: Sequence[subprocess.Popen[str]]) -> None:
    for process in processes:
        try:
            out, err = process.communicate(timeout=180)
        finally:
            process.kill()
        assert process.returncode == 0, out + err


@pytest.fixture
def state() -> Iterator[Path]:
    """A state directory as for-it.md has it: 2770, of the group; not below pytest's own, which is root's alone."""
    if os.geteuid() != 0:
        pytest.fail("Two users need root: run this test as root (CI does), or in a container.")
    with tempfile.TemporaryDirectory(prefix="parvis-two-users-") as name:
        root = Path(name)
        root.chmod(0o711)
        (root / "state").mkdir()
        os.chown(root / "state", VISIT, GROUP)
        (root / "state").chmod(0o2770)
        yield root / "state"


def shared(directory: Path) -> dict[str, str]:
    """Owner and mode of each file; of those that are only made to take another's place, none."""
    found = {}
    for path in directory.iterdir():
        with contextlib.suppress(FileNotFoundError):
            status = path.stat()
            if stat.S_ISREG(status.st_mode):
                found[path.name] = f"{status.st_gid} {stat.S_IMODE(status.st_mode):o}"
    return found


@pytest.mark.parametrize("first", ["visit", "courier"])
def test_they_share_the_outbox_whoever_made_it(state: Path, first: str) -> None:
    programs = [(VISIT, VISITS), (COURIER, COURIERS)]
    if first == "courier":
        programs.reverse()
    started = [child(*programs[0], state)]
    # The second one comes when the first has made the files.
    for _ in range(2000):
        if (state / "outbox.sqlite-wal").exists() or started[0].poll() is not None:
            break
        time.sleep(0.01)
    started.append(child(*programs[1], state))
    names = {"outbox.sqlite", "outbox.sqlite.lock", "outbox.sqlite-wal", "outbox.sqlite-shm"}
    if first == "visit":
        assert started[0].stdout
        assert started[0].stdout.readline() == "kept\n"
        found = shared(state)
        assert {name: found.get(name) for name in names} == dict.fromkeys(names, f"{GROUP} 660")
        assert found["outbox.reserve"] == f"{GROUP} 660"
        assert stat.S_IMODE((state / "alarms").stat().st_mode) == 0o2770
    ends_well(started)


@pytest.mark.parametrize(("one", "other"), [(VISIT, COURIER), (COURIER, VISIT)])
def test_either_mends_what_the_other_made(state: Path, one: int, other: int) -> None:
    for number in (6, 7):
        ends_well([child(one, KEEPS_ONE, state, str(number))])
    ends_well([child(other, DAMAGED, state)])
    ends_well([child(one, KEEPS_ONE, state, "8")])
    found = shared(state)
    assert found["outbox.sqlite"] == f"{GROUP} 660"
    assert len([name for name in found if ".damaged-" in name]) == 1


def test_what_root_looks_at_stays_theirs(state: Path) -> None:
    """The operator's own commands run as root."""
    ends_well([child(0, KEEPS_ONE, state, "1")])
    ends_well([child(VISIT, KEEPS_ONE, state, "2"), child(COURIER, KEEPS_ONE, state, "3")])
    assert (state / "outbox.sqlite").stat().st_uid == VISIT
    assert (state / "outbox.sqlite.lock").stat().st_gid == GROUP


@pytest.mark.parametrize("mode", [0o600, 0o640])
@pytest.mark.parametrize("suffix", ["-wal", "-shm"])
def test_a_file_of_sqlites_that_the_other_is_just_making_is_waited_for(state: Path, suffix: str, mode: int) -> None:
    """It makes it 0600 under a umask of 077, 0640 under the usual 022, and 0660 a moment later.

    What may be read meanwhile, and not written, would be read for as long as the connection lives.
    """
    ends_well([child(VISIT, KEEPS_ONE, state, "1")])
    made = state / f"outbox.sqlite{suffix}"
    assert not made.exists()
    made.touch()
    made.chmod(mode)
    os.chown(made, VISIT, GROUP)
    courier = child(COURIER, OPENS_PATIENTLY, state)
    assert courier.stdout
    assert courier.stdout.readline() == "waits\n"
    made.chmod(0o660)
    ends_well([courier])


def test_a_visit_outlives_a_disk_that_it_can_no_longer_reach(state: Path) -> None:
    """As one that is dying, or that somebody changed the rights of: the page says so, and goes on."""
    visit = child(VISIT, OUT_OF_REACH, state)
    assert visit.stdout
    assert visit.stdout.readline() == "open\n"
    os.chown(state, 0, 0)
    state.chmod(0o700)
    assert visit.stdout.readline() == "not kept\n"
    ends_well([visit])
