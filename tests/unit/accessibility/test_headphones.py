"""Whether headphones are in: real event structs through the real reader, and what a sound server lists.

No input device can be made here, so the events come through a FIFO, which is read in the same way.
"""

from __future__ import annotations

import array
import fcntl
import json
import os
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from accessibility.input.headphones import MAX_PORTS_BYTES, Jack, jacks, ports

EV_SYN, EV_KEY, EV_SW = 0, 1, 5
SW_LID, SW_HEADPHONE_INSERT = 0, 2


def event(kind: int, code: int, value: int) -> bytes:
    """`struct input_event` of a 64-bit kernel: two longs of time, two shorts, one int."""
    return struct.pack("@llHHi", 1_700_000_000, 5, kind, code, value)


SYN = event(EV_SYN, 0, 0)


@pytest.fixture
def device(tmp_path: Path) -> Iterator[tuple[Jack, int]]:
    path = tmp_path / "event3"
    os.mkfifo(path)
    jack = Jack(path)
    writer = os.open(path, os.O_WRONLY)
    yield jack, writer
    jack.close()
    os.close(writer)


def test_an_event_is_as_long_as_the_kernel_writes_it() -> None:
    assert len(SYN) == 24


def test_the_switch_goes_in_and_out(device: tuple[Jack, int]) -> None:
    jack, writer = device
    assert not jack.plugged
    seen = []
    for value in (1, 0, 1):
        os.write(writer, event(EV_SW, SW_HEADPHONE_INSERT, value) + SYN)
        seen.append(jack.read())
    assert seen == [True, False, True]


def test_nothing_to_read_changes_nothing_and_does_not_wait(device: tuple[Jack, int]) -> None:
    jack, _ = device
    assert jack.read() is False


def test_other_switches_and_keys_are_not_headphones(device: tuple[Jack, int]) -> None:
    jack, writer = device
    os.write(writer, event(EV_SW, SW_LID, 1) + event(EV_KEY, SW_HEADPHONE_INSERT, 1) + SYN)
    assert jack.read() is False


def test_the_last_of_several_counts(device: tuple[Jack, int]) -> None:
    jack, writer = device
    os.write(writer, b"".join(event(EV_SW, SW_HEADPHONE_INSERT, value) + SYN for value in (1, 0, 1, 0)))
    assert jack.read() is False


def test_half_an_event_waits_for_its_other_half(device: tuple[Jack, int]) -> None:
    jack, writer = device
    whole = event(EV_SW, SW_HEADPHONE_INSERT, 1)
    os.write(writer, whole[:10])
    assert jack.read() is False
    os.write(writer, whole[10:])
    assert jack.read() is True


def test_a_device_that_is_gone_says_so(device: tuple[Jack, int]) -> None:
    jack, writer = device
    os.close(os.dup(writer))
    os.write(writer, event(EV_SW, SW_HEADPHONE_INSERT, 1))
    assert jack.read() is True
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, writer)
    os.close(null)
    with pytest.raises(OSError, match="gone"):
        jack.read()


def test_a_folder_gives_only_devices_with_the_switch(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "event0")
    (tmp_path / "mice").write_bytes(b"")
    (tmp_path / "event1").write_bytes(b"")
    before = len(os.listdir("/proc/self/fd"))
    assert list(jacks(tmp_path)) == []
    assert len(os.listdir("/proc/self/fd")) == before
    assert list(jacks(tmp_path / "none")) == []


EVIOCGBIT_EV_SW, EVIOCGSW = 0x80084525, 0x8008451B
"""What linux/input.h makes of eight bytes: which switches there are, and how they stand."""


class Kernel:
    """Answers the two questions that are asked of an input device, by its file's name."""

    def __init__(self, switches: dict[str, int]) -> None:
        self.switches = switches
        self.standing: dict[str, int] = {}

    def ioctl(self, descriptor: int, request: int, buffer: array.array[int]) -> int:
        name = os.path.basename(os.readlink(f"/proc/self/fd/{descriptor}"))
        if name not in self.switches:
            raise OSError(25, "Inappropriate ioctl for device")
        bits = {EVIOCGBIT_EV_SW: self.switches, EVIOCGSW: self.standing}[request].get(name, 0)
        buffer[:] = array.array("B", bits.to_bytes(8, "little"))
        return 8


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> Kernel:
    """A laptop's devices: a keyboard, a lid, and a jack with a microphone switch beside its own."""
    kernel = Kernel({"event0": 0, "event1": 1 << SW_LID, "event2": 1 << SW_HEADPHONE_INSERT | 1 << 4})
    monkeypatch.setattr(fcntl, "ioctl", kernel.ioctl)
    return kernel


def test_the_jack_is_found_among_the_devices_and_how_it_stands(tmp_path: Path, kernel: Kernel) -> None:
    for number in range(4):
        os.mkfifo(tmp_path / f"event{number}")
    for standing, plugged in ((0, False), (1 << 4, False), (1 << SW_HEADPHONE_INSERT, True)):
        kernel.standing = {"event2": standing}
        (jack,) = jacks(tmp_path)
        assert jack.path.name == "event2"
        assert jack.plugged is plugged
        jack.close()


def test_after_the_kernels_queue_ran_over_the_switch_is_asked_again(tmp_path: Path, kernel: Kernel) -> None:
    os.mkfifo(tmp_path / "event2")
    jack = Jack(tmp_path / "event2")
    writer = os.open(tmp_path / "event2", os.O_WRONLY)
    kernel.standing = {"event2": 1 << SW_HEADPHONE_INSERT}
    os.write(writer, event(EV_SYN, 3, 0))
    assert jack.read() is True
    jack.close()
    os.close(writer)


def port(name: str, kind: str, availability: str) -> dict[str, str]:
    return {"name": name, "type": kind, "availability": availability, "description": "x"}


SPEAKER = port("analog-output-speaker", "Speaker", "availability unknown")


def listing(*found: object) -> bytes:
    return json.dumps([{"name": "alsa_output.pci", "ports": list(found)}]).encode()


@pytest.mark.parametrize(
    ("said", "plugged"),
    [
        (listing(SPEAKER, port("analog-output-headphones", "Headphones", "available")), True),
        (listing(SPEAKER, port("analog-output-headphones", "Headphones", "not available")), False),
        (listing(SPEAKER, port("analog-output-headphones", "Headphones", "availability unknown")), None),
        (listing(SPEAKER, port("[Out] Headset", "Headset", "available")), True),
        (listing(SPEAKER), None),
        (json.dumps([{"name": "null", "ports": []}, {"name": "odd"}]).encode(), None),
        (b"", None),
        (b"No such entity", None),
        (b'{"ports": 3}', None),
        (b'[3, {"ports": 3}, {"ports": [3]}]', None),
        (b"[" * 100_000, None),
        (b" " * (MAX_PORTS_BYTES + 1), None),
    ],
)
def test_what_the_sound_server_lists(said: bytes, plugged: bool | None) -> None:
    assert ports(said) is plugged
