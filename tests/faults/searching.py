"""Looks for texts wherever a process may have left them: in memory, in files, and where a system puts things aside."""

from __future__ import annotations

import base64
import contextlib
import os
import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
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

    def __init__(self, needles: Mapping[Key, bytes], shared: str) -> None:
        """`shared` is a text that many of them have in them: where none of its forms is, none of them is."""
        self.needles = dict(needles)
        self._longest = max(map(len, self.needles.values()))
        forms = set(encodings(shared).values())
        self._sought: dict[bytes, set[bytes]] = defaultdict(set)
        for needle in self.needles.values():
            self._sought[next((form for form in forms if form in needle), needle)].add(needle)

    def stream(self, chunks: Iterable[bytes]) -> set[Key]:
        """What is found in a stream of bytes."""
        found: set[bytes] = set()
        tail = b""
        for chunk in chunks:
            hay = tail + chunk
            for mark, needles in self._sought.items():
                if mark in hay:
                    found |= {needle for needle in needles - found if needle in hay}
            tail = hay[-self._longest :]
        return {key for key, needle in self.needles.items() if needle in found}

    def memory(self, pid: int) -> set[Key]:
        """What a process holds. One that cannot be opened is an error."""
        return self.stream(self._memory(pid))

    def _memory(self, pid: int) -> Iterator[bytes]:
        with open(f"/proc/{pid}/mem", "rb", buffering=0) as mem:
            for start, end in present(pid):
                for at in range(start, end, CHUNK):
                    try:
                        mem.seek(at)
                        yield mem.read(min(CHUNK, end - at))
                    except OSError as error:
                        # A mapping of a device, or one unmapped since: the kernel has nothing to give there.
                        if error.errno not in (5, 14):
                            raise
                # What lies behind is nobody's writing: nothing spans from one into the next.
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


def present(pid: int) -> Iterator[tuple[int, int]]:
    """The parts of a process's memory that are there, in swap or not, of those that may hold anything of its own."""
    size = os.sysconf("SC_PAGE_SIZE")
    with open(f"/proc/{pid}/pagemap", "rb", buffering=0) as pagemap:
        for start, end, shared in regions(Path(f"/proc/{pid}/smaps").read_text()):
            if shared:
                # Its pages may be there for others alone.
                yield start, end
                continue
            pagemap.seek(start // size * 8)
            pages = array("Q", pagemap.read((end - start) // size * 8))
            at = start
            # Bits 63 and 62: in memory, in swap (the kernel's documentation of pagemap).
            for there, run in groupby(page >> 62 != 0 for page in pages):
                length = sum(1 for _ in run) * size
                if there:
                    yield at, at + length
                at += length


def regions(smaps: str) -> Iterator[tuple[int, int, bool]]:
    """The mappings that may hold anything of the process's own, and whether each is shared.

    Not a file that is mapped to be read only, no page of which is the process's own.
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
        if inode == "0" or "w" in rights or rights[3] == "s" or sizes["Anonymous"]:
            yield int(start, 16), int(end, 16), rights[3] == "s"


def content(path: Path) -> Iterator[bytes]:
    """A file, piece by piece."""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk
