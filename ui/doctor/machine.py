"""The machine: its clock, its disk, its memory's way to the disk."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from offline_cache import clock_floor
from ui.doctor.finding import Finding, harm, look, ok, or_ok
from ui.doctor.surroundings import Surroundings, read_text

AHEAD = timedelta(days=10 * 365)
"""A clock so far after the day this code was written is wrong, or this kiosk has not been updated for ten years."""
MIB = 1024 * 1024
VISIT_MB = 128
"""What one visit may have to keep: three requests of 30 MB, and SQLite's log of them."""
LEAST_FILES = 1000
_UNIT = "parvis.service"


def configuration(around: Surroundings) -> list[Finding]:
    """Whether `kiosk.toml` can be used."""
    if around.trouble:
        return [harm(around.trouble, "The screen says that the kiosk is out of order until this is mended.")]
    if not around.state.configuration.exists():
        return [look(f"{around.state.configuration} is not there; the defaults hold.", "Write one: docs/for-it.md.")]
    return [ok("kiosk.toml is in order.")]


def clock(around: Surroundings) -> list[Finding]:
    """Whether the clock can be believed, and whether something keeps it right."""
    now = f"{around.now:%Y-%m-%d %H:%M} UTC"
    if complaint := clock_floor.complaint(around.state.root, around.now):
        return [harm(complaint, "Set the clock, and let it be synchronised (timedatectl set-ntp true).", now=now)]
    if around.now - clock_floor.floor(around.state.root) > AHEAD:
        return [harm(f"The clock says {now}, ten years ahead of all that is known.", "Set the clock.", now=now)]
    match _synchronised(around):
        case True:
            return [ok(f"{now}, synchronised", now=now, synchronised=True)]
        case False:
            return [
                look(
                    f"{now}, plausible; it is not synchronised now.",
                    "timedatectl set-ntp true, and let the network pass NTP; without a network, set it once a month.",
                    now=now,
                    synchronised=False,
                )
            ]
        case None:
            return [ok(f"{now}, plausible; whether it is synchronised is not known", now=now, synchronised=None)]


def _synchronised(around: Surroundings) -> bool | None:
    # systemd-timesyncd and chrony alike tell the kernel, and timedatectl asks it.
    said = around.tool(["timedatectl", "show", "--property=NTPSynchronized", "--value"])
    if said is not None and said.strip() in ("yes", "no"):
        return said.strip() == "yes"
    return True if (around.run / "systemd" / "timesync" / "synchronized").exists() else None


def disk(around: Surroundings) -> list[Finding]:
    """Whether the state's disk has room for what a visit must keep, and for what the settings promise."""
    root = around.state.root
    if not root.exists():
        do = "Give --state the kiosk's own (with the units: /var/lib/parvis), or enrol this kiosk: docs/for-it.md."
        return [harm(f"There is no state directory at {root}: is this the right one?", do)]
    try:
        found = os.statvfs(root)
    except OSError as error:
        return [harm(f"{root}: {error.strerror}.", "Check the disk; fsck.")]
    free = found.f_bavail * found.f_frsize // MIB
    facts = {"free_mb": free, "free_files": found.f_favail, "read_only": bool(found.f_flag & os.ST_RDONLY)}
    if found.f_flag & os.ST_RDONLY:
        return [
            harm(f"The disk of {root} is mounted read-only: nothing can be kept.", "Check the disk; fsck.", **facts)
        ]
    store = around.configuration.store
    findings: list[Finding] = []
    if free < VISIT_MB:
        findings.append(harm(f"{free} MB are free: the next request may not be kept.", "Make room.", **facts))
    elif free + _size(around.state.outbox) < store.quota_mb:
        findings.append(
            look(
                f"{free} MB are free, and [store] quota_mb promises {store.quota_mb}.",
                "Make room, or promise less; a long time without the desk would end early.",
                **facts,
            )
        )
    if found.f_files and found.f_favail < LEAST_FILES:
        findings.append(harm(f"The disk takes only {found.f_favail} more files.", "Delete small files.", **facts))
    if store.reserve_mb and around.state.outbox.exists() and _size(around.state.reserve) < store.reserve_mb:
        findings.append(
            look(
                f"The reserve of {store.reserve_mb} MB is not there: it was given up on a full disk, or not made yet.",
                "It comes back by itself when there is room and the kiosk runs.",
                **facts,
            )
        )
    return or_ok(findings, f"{free} MB free", **facts)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size // MIB
    except OSError:
        return 0


def swap(around: Surroundings) -> list[Finding]:
    """Whether memory of a visit can come to lie on a disk."""
    listed = read_text(around.proc / "swaps")
    if listed is None:
        return [look("Whether there is swap is not known: /proc/swaps cannot be read.", "Run swapon --show.")]
    areas = [line.split()[0] for line in listed.splitlines()[1:] if line.strip()]
    on_disk = [area for area in areas if not Path(area).name.startswith("zram")]
    if not on_disk:
        return [ok("none" if not areas else "in memory only (zram)", areas=len(areas))]
    if _unit_swaps_not(around):
        return [ok(f"{', '.join(on_disk)}, but not for {_UNIT} (MemorySwapMax=0)", areas=len(areas))]
    do = "swapoff -a and take it out of /etc/fstab; or set MemorySwapMax=0 for the unit, as deploy/systemd has it."
    if all(_encrypted(around, area) for area in on_disk):
        return [look(f"Memory may be swapped to {', '.join(on_disk)}, which is encrypted.", do, areas=len(areas))]
    return [harm(f"What visitors answer may be swapped to {', '.join(on_disk)}.", do, areas=len(areas))]


def _unit_swaps_not(around: Surroundings) -> bool:
    limit = read_text(around.sys / "fs" / "cgroup" / "system.slice" / _UNIT / "memory.swap.max")
    if limit is not None:
        return limit.strip() == "0"
    said = around.tool(["systemctl", "show", _UNIT, "--property=MemorySwapMax", "--value"])
    return said is not None and said.strip() == "0"


def _encrypted(around: Surroundings, area: str) -> bool:
    name = Path(area).resolve().name if area.startswith("/dev/") else ""
    return (read_text(around.sys / "block" / name / "dm" / "uuid") or "").startswith("CRYPT-")


def cores(around: Surroundings) -> list[Finding]:
    """Whether a crash of a visit that runs now could write its memory to a disk."""
    visits = [pid for pid in _pids(around) if _is_visit(around, pid)]
    unsafe = [pid for pid in visits if _core_limit(around, pid) not in ("0", "1", None)]
    if unsafe:
        return [
            harm(
                f"{len(unsafe)} of {len(visits)} visits may dump their memory when they crash.",
                "Start the kiosk by its unit, or with 'parvis run', which forbids it.",
                visits=len(visits),
            )
        ]
    if not visits:
        return [ok("no visit runs now; each forbids it when it starts", visits=0)]
    return [ok(f"forbidden for the {len(visits)} visits that run", visits=len(visits))]


def _pids(around: Surroundings) -> list[str]:
    try:
        return sorted(name for name in os.listdir(around.proc) if name.isdecimal())
    except OSError:
        return []


def _is_visit(around: Surroundings, pid: str) -> bool:
    words = (read_text(around.proc / pid / "cmdline") or "").split("\0")
    ours = any(word == "ui.cli" or word.endswith(("/parvis", "ui/cli.py")) for word in words[:6])
    return ours and "visit" in words


def _core_limit(around: Surroundings, pid: str) -> str | None:
    for line in (read_text(around.proc / pid / "limits") or "").splitlines():
        if line.startswith("Max core file size"):
            return line.removeprefix("Max core file size").split()[0]
    return None
