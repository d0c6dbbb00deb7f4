"""Looks for texts wherever a process may have left them: in memory, in files, and where a system puts things aside."""

from __future__ import annotations

import base64
import contextlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

CHUNK = 1 << 18
Key = tuple[str, str]
"""What is sought, and in which form it was."""

_REGION = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (\S{4}) \S+ \S+ (\d+) *(.*)")


def encodings(text: str) -> dict[str, bytes]:
    """Every form in which the text might lie about."""
    # This machine's own byte order is the one in which Qt and Python hold text.
    forms = {name: text.encode(name) for name in ("utf-8", "utf-16-le", "utf-32-le", "latin-1")}
    plain = text.encode()
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + plain)
        # Only the characters that no neighbouring byte has a part in.
        first, last = -(-offset * 8 // 6), (offset + len(plain)) * 8 // 6
        forms[f"base64+{offset}"] = encoded[first:last]
    return forms


class Search:
    """One search for many needles."""

    def __init__(self, needles: Mapping[Key, bytes]) -> None:
        self.needles = dict(needles)
        self._sought = frozenset(self.needles.values())
        self._longest = max(map(len, self._sought))

    def stream(self, chunks: Iterable[bytes]) -> set[Key]:
        """What is found in a stream of bytes."""
        found: set[bytes] = set()
        tail = b""
        for chunk in chunks:
            hay = tail + chunk
            found |= {needle for needle in self._sought - found if needle in hay}
            tail = hay[-self._longest :]
        return {key for key, needle in self.needles.items() if needle in found}

    def memory(self, pid: int) -> set[Key]:
        """What a process holds. One that cannot be opened is an error."""
        return self.stream(self._memory(pid))

    def _memory(self, pid: int) -> Iterator[bytes]:
        with open(f"/proc/{pid}/mem", "rb", buffering=0) as mem:
            for start, end in regions(Path(f"/proc/{pid}/smaps").read_text()):
                for at in range(start, end, CHUNK):
                    try:
                        mem.seek(at)
                        yield mem.read(min(CHUNK, end - at))
                    except OSError as error:
                        # A mapping of a device, or one unmapped since: the kernel has nothing to give there.
                        if error.errno not in (5, 14):
                            raise
                # Regions do not touch: nothing spans from one into the next.
                yield b"\0" * self._longest

    def files(self, directory: Path, since: float = 0.0, depth: int = 99, but: Path | None = None) -> dict[str, object]:
        """Findings by file, names included, among what was changed since then; sockets hold nothing to read."""
        findings: dict[str, object] = {}
        for folder, folders, names in os.walk(directory):
            here = Path(folder)
            if len(here.relative_to(directory).parts) >= depth:
                folders.clear()
            folders[:] = [name for name in folders if here / name != but]
            for name in [*folders, *names]:
                if self.stream([name.encode()]):
                    findings[f"{here / name} (its name)"] = set()
            for name in names:
                with contextlib.suppress(FileNotFoundError, PermissionError):
                    path = here / name
                    looked_at = path.is_file() and not path.is_symlink() and path.stat().st_mtime >= since
                    if looked_at and (found := self.stream(content(path))):
                        findings[str(path)] = found
        return findings

    def swaps(self) -> dict[str, object]:
        """What lies in swap: each file or device that /proc/swaps names. A kiosk has none."""
        places = [line.split()[0] for line in Path("/proc/swaps").read_text().splitlines()[1:]]
        return {place: found for place in places if (found := self.stream(content(Path(place))))}


def regions(smaps: str) -> Iterator[tuple[int, int]]:
    """The parts of a memory that may hold anything of the process's own.

    Not what nobody ever wrote to: a file that is mapped to be read only, no page of which is the process's own, and
    memory that was asked for and is not there.
    """
    parts = re.split(r"^(?=[0-9a-f]+-[0-9a-f]+ )", smaps, flags=re.MULTILINE)
    for part in filter(None, parts):
        found = _REGION.match(part)
        assert found is not None, part[:200]
        start, end, rights, inode, name = found.groups()
        if "r" not in rights or name in ("[vvar]", "[vsyscall]", "[vvar_vclock]"):
            continue
        sizes = {line.split(":")[0]: int(line.split()[1]) for line in part.splitlines()[1:] if line.endswith(" kB")}
        # A mapping that is shared may have been written to through another one.
        only_read = inode != "0" and "w" not in rights and rights[3] == "p" and sizes["Anonymous"] == 0
        absent = inode == "0" and sizes["Rss"] == 0 and sizes["Swap"] == 0
        if not only_read and not absent:
            yield int(start, 16), int(end, 16)


def content(path: Path) -> Iterator[bytes]:
    """A file, piece by piece."""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk
