"""What "kept" means when the process dies or the disk is full: exactly what was said."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kiosk.ports import Delivery
from offline_cache.outbox.sqlite import SqliteOutbox

ROOT = Path(__file__).parents[3]
KEEPS = """
import sys, signal, resource
from pathlib import Path
from kiosk.ports import Delivery, Envelope, OutboxFull, SealedFile
from offline_cache.outbox.sqlite import SqliteOutbox

def letter(number):
    return Envelope(f"uuid:{number}", "f", "1", b"<m/>", (SealedFile("submission.xml.enc", bytes(20_000)),))

path = Path(sys.argv[1])
"""
UNTIL_KILLED = """
outbox = SqliteOutbox(path, bytes(32))
for number in range(int(sys.argv[2]), 1_000_000):
    outbox.keep(letter(number))
    print(number, flush=True)
"""
UNTIL_FULL = """
kept = []
def fill():
    for number in range(len(kept), 1000):
        try:
            outbox.keep(letter(number))
        except OutboxFull as full:
            return
        kept.append(number)
    sys.exit("never full")

def check(where):
    again = SqliteOutbox(path, bytes(32))
    assert [again.delivery(f"uuid:{n}") for n in kept] == [Delivery.KEPT] * len(kept), where
    assert again.delivery(f"uuid:{len(kept)}") is Delivery.UNKNOWN, where
    leased = again.lease("c")
    assert leased.intact, where
    return again, leased
"""
ON_A_TINY_DISK = (
    UNTIL_FULL
    + """
filler = path.with_name("filler")
filler.write_bytes(bytes(200_000))
outbox = SqliteOutbox(path, bytes(32))
fill()
before = len(kept)
assert before > 0
again = SqliteOutbox(path, bytes(32))
assert [again.delivery(f"uuid:{n}") for n in kept] == [Delivery.KEPT] * before
assert again.delivery(f"uuid:{before}") is Delivery.UNKNOWN
again.report(reached=True)
# Room again: the same envelope goes in.
filler.unlink()
fill()
assert len(kept) > before
print("held", before, len(kept))
"""
)
UNDER_A_SIZE_LIMIT = (
    UNTIL_FULL
    + """
outbox = SqliteOutbox(path, bytes(32))
outbox.keep(letter(0))
kept.append(0)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
fill()
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
before = len(kept)
check("full")
outbox.keep(letter(before))
print("held", before)
"""
)


def _child(program: str, *words: str) -> list[str]:
    return [sys.executable, "-c", KEEPS + program, *words]


def test_what_was_kept_when_the_visit_was_killed_is_there(tmp_path: Path) -> None:
    path = tmp_path / "outbox.sqlite"
    drawn = random.Random(3)
    promised = -1
    for _ in range(8):
        process = subprocess.Popen(
            _child(UNTIL_KILLED, str(path), str(promised + 1)), cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        # A few at least, however slow the disk is.
        for _ in range(drawn.randint(1, 4)):
            promised = int(process.stdout.readline())
        time.sleep(drawn.uniform(0, 0.05))
        process.kill()
        said = process.communicate()[0].splitlines(keepends=True)
        # The last line may have been cut in the middle by the kill.
        promised = max([promised, *(int(line) for line in said if line.endswith("\n"))])
        outbox = SqliteOutbox(path, bytes(32))
        lost = [n for n in range(promised + 1) if outbox.delivery(f"uuid:{n}") is not Delivery.KEPT]
        assert lost == []
        outbox.close()
    assert promised > 8


def test_a_full_disk(tmp_path: Path) -> None:
    mount = tmp_path / "disk"
    mount.mkdir()
    if subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode != 0:
        pytest.skip("needs user namespaces to mount a small disk of its own (unshare -rm)")
    script = f'mount -t tmpfs -o size=1M tmpfs "{mount}" && exec "$@"'
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-ec", script, "sh", *_child(ON_A_TINY_DISK, str(mount / "outbox.sqlite"))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("held")


def test_a_limit_on_the_size_of_files(tmp_path: Path) -> None:
    done = subprocess.run(
        _child(UNDER_A_SIZE_LIMIT, str(tmp_path / "outbox.sqlite")),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("held")
