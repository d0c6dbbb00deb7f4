"""Clock, disk, swap, cores: in good order and in bad."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk import config
from offline_cache import clock_floor
from offline_cache.packs import record
from ui.doctor import machine
from ui.doctor.finding import Level
from ui.doctor.surroundings import Surroundings, Tool
from ui.state import State

Around = Callable[..., Surroundings]
Write = Callable[[str, str | bytes], Path]
DAY = timedelta(days=1)


def answering(answers: dict[str, str]) -> Tool:
    def tool(command: Sequence[str]) -> str | None:
        return answers.get(command[0])

    return tool


@pytest.mark.parametrize(
    ("after", "answer", "level"),
    [
        (DAY, "yes\n", Level.OK),
        (DAY, "no\n", Level.LOOK),
        (DAY, None, Level.OK),
        (DAY, "Failed to connect to bus\n", Level.OK),
        (-3 * DAY, "yes\n", Level.HARM),
        (-20 * 365 * DAY, "no\n", Level.HARM),
        (12 * 365 * DAY, "yes\n", Level.HARM),
    ],
)
def test_the_clock(around: Around, after: timedelta, answer: str | None, level: Level) -> None:
    tool = answering({} if answer is None else {"timedatectl": answer})
    (found,) = machine.clock(around(now=clock_floor.WRITTEN + after, tool=tool))
    assert found.level is level


def test_a_clock_before_the_last_update_is_wrong(around: Around) -> None:
    here = around(now=clock_floor.WRITTEN + 30 * DAY)
    here.state.updates.mkdir()
    seen = (clock_floor.WRITTEN + 60 * DAY).isoformat()
    record.write(here.state.root, record.Record(verified_at=seen))
    assert machine.clock(here)[0].level is Level.HARM
    assert machine.clock(replace(here, now=datetime.fromisoformat(seen) + DAY))[0].level is Level.OK


def with_store(**given: Any) -> config.Configuration:
    return config.Configuration(store=config.Store(**given))


def test_a_disk_with_room(around: Around) -> None:
    (found,) = machine.disk(around(with_store(quota_mb=1)))
    assert found.level is Level.OK
    assert isinstance(found.facts["free_mb"], int)


def test_a_disk_that_cannot_hold_what_was_promised(around: Around) -> None:
    (found,) = machine.disk(around(with_store(quota_mb=1_000_000_000)))
    assert found.level is Level.LOOK
    assert "quota_mb" in found.says


def test_a_full_disk(around: Around) -> None:
    """The kernel's own file system of processes: 0 bytes free."""
    found = machine.disk(around(state=State(Path("/proc"))))
    assert found[0].level is Level.HARM
    assert found[0].facts["free_mb"] == 0


def test_no_state_at_all(around: Around, tmp_path: Path) -> None:
    (found,) = machine.disk(around(state=State(tmp_path / "nowhere")))
    assert found.level is Level.HARM
    # Root's own, where nobody said --state: the commonest mistake.
    assert "--state" in found.do


def test_a_reserve_that_was_given_up(around: Around) -> None:
    here = around(with_store(quota_mb=1, reserve_mb=1))
    here.state.outbox.touch()
    assert [finding.level for finding in machine.disk(here)] == [Level.LOOK]
    (here.state.root / "outbox.reserve").write_bytes(bytes(1024 * 1024))
    assert [finding.level for finding in machine.disk(here)] == [Level.OK]


HEADER = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
ON_DISK = HEADER + "/dev/dm-1                               partition\t1003516\t0\t-2\n"


@pytest.mark.parametrize(
    ("files", "level"),
    [
        ({"proc/swaps": HEADER}, Level.OK),
        ({}, Level.LOOK),
        ({"proc/swaps": HEADER + "/dev/zram0 partition 8000000 0 100\n"}, Level.OK),
        ({"proc/swaps": ON_DISK}, Level.HARM),
        ({"proc/swaps": ON_DISK + "/swapfile file 1000 0 -3\n"}, Level.HARM),
        ({"proc/swaps": ON_DISK, "sys/fs/cgroup/system.slice/parvis.service/memory.swap.max": "0\n"}, Level.OK),
        ({"proc/swaps": ON_DISK, "sys/fs/cgroup/system.slice/parvis.service/memory.swap.max": "max\n"}, Level.HARM),
        ({"proc/swaps": ON_DISK, "sys/block/dm-1/dm/uuid": "CRYPT-PLAIN-swap\n"}, Level.LOOK),
        ({"proc/swaps": ON_DISK, "sys/block/dm-1/dm/uuid": "LVM-abc\n"}, Level.HARM),
    ],
)
def test_swap(around: Around, write: Write, files: dict[str, str], level: Level) -> None:
    for name, content in files.items():
        write(name, content)
    (found,) = machine.swap(around())
    assert found.level is level


def test_swap_that_the_unit_forbids(around: Around, write: Write) -> None:
    write("proc/swaps", ON_DISK)
    assert machine.swap(around(tool=answering({"systemctl": "0\n"})))[0].level is Level.OK
    assert machine.swap(around(tool=answering({"systemctl": "infinity\n"})))[0].level is Level.HARM


LIMITS = """Limit                     Soft Limit           Hard Limit           Units
Max core file size        {:<20} {:<20} bytes
"""


@pytest.mark.parametrize(
    ("words", "limit", "level", "visits"),
    [
        ("/opt/parvis/.venv/bin/python\0/opt/parvis/.venv/bin/parvis\0visit\0--state\0/var", "1", Level.OK, 1),
        ("python\0-m\0ui.cli\0visit\0", "0", Level.OK, 1),
        ("python\0-m\0ui.cli\0visit\0", "unlimited", Level.HARM, 1),
        ("python\0-m\0ui.cli\0visit\0", "1048576", Level.HARM, 1),
        ("python\0-m\0ui.cli\0courier\0", "unlimited", Level.OK, 0),
        ("less\0visit\0", "unlimited", Level.OK, 0),
    ],
)
def test_cores(around: Around, write: Write, words: str, limit: str, level: Level, visits: int) -> None:
    write("proc/4711/cmdline", words)
    write("proc/4711/limits", LIMITS.format(limit, limit))
    (found,) = machine.cores(around())
    assert (found.level, found.facts["visits"]) == (level, visits)


def test_this_very_process_is_read_as_the_kernel_has_it(around: Around) -> None:
    """The real /proc: there may be visits or none, but nothing in it is misread."""
    (found,) = machine.cores(around(proc=Path("/proc")))
    assert isinstance(found.facts["visits"], int)
    assert machine.swap(around(proc=Path("/proc")))[0].facts["areas"] == len(
        Path("/proc/swaps").read_text().splitlines()[1:]
    )


def test_settings(around: Around) -> None:
    assert machine.configuration(around())[0].level is Level.LOOK
    here = around(trouble="kiosk.toml: unknown: colour.")
    assert machine.configuration(here)[0].level is Level.HARM
    here = around()
    here.state.configuration.write_text('device_id = "x"\n')
    assert machine.configuration(here)[0].level is Level.OK
    assert here.now.tzinfo is UTC
