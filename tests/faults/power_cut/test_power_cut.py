"""The short form of power_cut.py, that it bites, and the disk that it stands on."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.faults.power_cut import program as power_cut
from tests.faults.power_cut.program import Cuts, recorded
from tests.faults.power_cut.system_calls import Call, NotTraced, path_of
from tests.faults.power_cut.torn_disk import SECTOR, Disk, Fate

SEED = 20261123


@pytest.mark.slow
def test_after_a_power_cut_all_that_was_promised_is_there_whole(tmp_path: Path) -> None:
    counts, broken = power_cut.run(rounds=10, synchronous="FULL", seed=SEED, requests=20)
    assert broken == []
    assert counts["promised"] > 20
    assert counts["accepted"] > 0


@pytest.mark.slow
def test_with_less_syncing_promises_are_found_broken(tmp_path: Path) -> None:
    counts, broken = power_cut.run(rounds=10, synchronous="NORMAL", seed=SEED, requests=20)
    assert counts["lost by the kiosk"] > 0
    assert counts["lost by the desk"] > 0
    assert len(broken) >= counts["lost by the kiosk"] + counts["lost by the desk"]


@pytest.mark.slow
def test_without_the_syncing_of_directories_new_files_are_found_missing(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    recording = recorded(tmp_path / "root", tmp_path / "calls", SEED, 8, "FULL")
    files = [call for call in recording.calls if not syncs_a_directory(call)]
    assert len(files) < len(recording.calls)
    recording.calls = files
    cuts = Cuts(recording, SEED)
    cuts.run(10)
    assert cuts.broken != []


def syncs_a_directory(call: Call) -> bool:
    return call.name in ("fsync", "fdatasync") and Path(path_of(call.arguments[0])).is_dir()


def hexed(text: bytes) -> str:
    return '"' + "".join(f"\\x{byte:02x}" for byte in text) + '"'


class Bench:
    """A disk with one file of four sectors, and calls for it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.path = root / "file"
        self.path.write_bytes(b"o" * SECTOR * 4)
        self.disk = Disk(root)
        self._line = 0
        self.descriptor = f"3<{hexed(str(self.path).encode())[1:-1]}>"
        self.folder = f"4<{hexed(str(root).encode())[1:-1]}>"

    def call(self, name: str, *arguments: str, result: int = 0, began: int | None = None) -> int:
        self._line += 1
        self.disk.apply(Call(name, arguments, result, self._line if began is None else began, self._line))
        return self._line

    def write(self, offset: int, data: bytes) -> int:
        return self.call("pwrite64", self.descriptor, hexed(data), str(len(data)), str(offset), result=len(data))

    def create(self, name: str) -> None:
        self.call("openat", "AT_FDCWD<>", hexed(str(self.root / name).encode()), "O_RDWR|O_CREAT", "0600", result=5)

    def cut(self, fate: Fate, seed: int = 0) -> dict[str, bytes]:
        target = self.root.with_name(f"cut-{self._line}-{fate.name}-{seed}")
        self.disk.after_a_cut(str(self.root), target, random.Random(seed), lambda: fate)
        return {path.name: path.read_bytes() for path in target.iterdir()}


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    root = tmp_path / "disk"
    root.mkdir()
    return Bench(root)


def test_what_was_not_synced_may_be_lost_and_may_be_there(bench: Bench) -> None:
    bench.write(0, b"n" * SECTOR)
    assert bench.cut(Fate.LOST)["file"] == b"o" * SECTOR * 4
    assert bench.cut(Fate.KEPT)["file"] == b"n" * SECTOR + b"o" * SECTOR * 3


def test_what_was_synced_is_there_whatever_the_fate_of_the_rest(bench: Bench) -> None:
    bench.write(0, b"n" * SECTOR)
    bench.call("fdatasync", bench.descriptor)
    bench.write(SECTOR, b"x" * SECTOR)
    for fate in Fate:
        for seed in range(20):
            assert bench.cut(fate, seed)["file"].startswith(b"n" * SECTOR), fate


def test_a_write_that_came_while_the_sync_went_on_is_not_synced(bench: Bench) -> None:
    began = bench.write(0, b"n") - 1
    bench.call("fsync", bench.descriptor, began=began)
    assert bench.cut(Fate.LOST)["file"] == b"o" * SECTOR * 4


def test_a_sync_that_failed_synced_nothing(bench: Bench) -> None:
    bench.write(0, b"n")
    bench.call("fsync", bench.descriptor, result=-1)
    assert bench.cut(Fate.LOST)["file"] == b"o" * SECTOR * 4


def test_a_torn_write_is_torn_where_sectors_end_and_later_ones_may_come_first(bench: Bench) -> None:
    bench.write(0, b"1" * SECTOR * 3)
    bench.write(0, b"2" * SECTOR * 3)
    seen = set()
    for seed in range(200):
        content = bench.cut(Fate.SCATTERED, seed)["file"]
        sectors = [content[at : at + SECTOR] for at in range(0, len(content), SECTOR)]
        assert all(len(set(sector)) == 1 for sector in sectors)
        assert sectors[3] == b"o" * SECTOR
        seen.add(bytes(sector[0] for sector in sectors[:3]))
    # All of the second; some of the second where nothing of the first came; all three side by side.
    assert {b"222", b"2oo"} <= seen
    assert any(set(each) == set(b"o12") for each in seen)


def test_rubbish_lies_only_where_something_was_being_written(bench: Bench) -> None:
    bench.write(SECTOR, b"n" * SECTOR * 2)
    contents = [bench.cut(Fate.RUBBISH, seed)["file"] for seed in range(50)]
    assert all(c.startswith(b"o" * SECTOR) and c.endswith(b"o" * SECTOR) for c in contents)
    assert any(set(content) - set(b"no") for content in contents)


def test_a_file_that_was_cut_shorter_may_be_long_again(bench: Bench) -> None:
    bench.call("ftruncate", bench.descriptor, str(SECTOR))
    assert len(bench.cut(Fate.LOST)["file"]) == SECTOR * 4
    bench.call("fsync", bench.descriptor)
    assert len(bench.cut(Fate.LOST)["file"]) == SECTOR


def test_a_new_name_is_sure_only_when_its_directory_is_synced(bench: Bench) -> None:
    bench.create("new")
    assert {"new" in bench.cut(Fate.KEPT, seed) for seed in range(20)} == {True, False}
    bench.call("fsync", bench.folder)
    assert all("new" in bench.cut(Fate.LOST, seed) for seed in range(20))


def test_a_renamed_file_has_one_of_its_names(bench: Bench) -> None:
    bench.call("rename", hexed(str(bench.path).encode()), hexed(str(bench.root / "other").encode()))
    assert {frozenset(bench.cut(Fate.KEPT, seed)) for seed in range(20)} == {frozenset({"file"}), frozenset({"other"})}


def test_what_the_disk_does_not_know_is_an_error(bench: Bench) -> None:
    with pytest.raises(NotTraced, match="pwritev"):
        bench.call("pwritev", bench.descriptor, "[]", "0", "0")
    bench.call("pwritev", "3<\\x2f\\x74>", "[]", "0", "0")
