"""Printer, headphones, screen and touch: in good order and in bad."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from kiosk import config
from kiosk.keys import Pad
from ui.doctor import devices
from ui.doctor.finding import Level
from ui.doctor.surroundings import Surroundings, Tool

Around = Callable[..., Surroundings]
Write = Callable[[str, str | bytes], Path]

IDLE = """printer Slips is idle.  enabled since Mon 23 Nov 2026 08:00:00 AM UTC
\tForm mounted:
\tContent types: any
\tAlerts: {}
\tConnection: direct
printer Office disabled since Mon 23 Nov 2026 08:00:00 AM UTC -
\tPaused
\tAlerts: paused
"""


def lpstat(listed: str | None, default: str = "") -> Tool:
    def tool(command: Sequence[str]) -> str | None:
        assert command[0] == "lpstat"
        return f"system default destination: {default}\n" if command[1] == "-d" and default else listed

    return tool


@pytest.mark.parametrize(
    ("name", "tool", "level"),
    [
        ("", lpstat(None), Level.OK),
        ("", lpstat(IDLE.format("none")), Level.OK),
        ("", lpstat(IDLE.format("none"), "Slips"), Level.OK),
        ("", lpstat(IDLE.format("media-empty-error"), "Slips"), Level.LOOK),
        ("Slips", lpstat(IDLE.format("none")), Level.OK),
        ("Slips", lpstat(IDLE.format("media-empty-error")), Level.LOOK),
        ("Office", lpstat(IDLE.format("none")), Level.LOOK),
        ("Slips", lpstat(None), Level.LOOK),
        ("Slips", lpstat(""), Level.LOOK),
    ],
)
def test_the_printer(around: Around, name: str, tool: Tool, level: Level) -> None:
    (found,) = devices.printer(around(config.Configuration(printer=name), tool=tool))
    assert found.level is level


def sound(switch: str) -> config.Configuration:
    return config.Configuration(sound=config.Sound(switch=switch))


def test_headphones(around: Around, write: Write) -> None:
    assert devices.headphones(around())[0].level is Level.LOOK
    assert devices.headphones(around(sound("none")))[0].level is Level.OK
    assert devices.headphones(around(sound("/dev/input/event99")))[0].level is Level.HARM
    assert devices.headphones(around(sound(str(write("event3", "")))))[0].level is Level.OK
    ports = json.dumps([{"ports": [{"name": "analog-output-headphones", "availability": "not available"}]}])
    assert devices.headphones(around(tool=lambda command: ports))[0].level is Level.OK
    assert devices.headphones(around(tool=lambda command: "[]"))[0].level is Level.LOOK


def edid(width: int, height: int, width_mm: int, height_mm: int) -> bytes:
    """An EDID 1.4 with this one detailed timing, by the layout in VESA's standard."""
    block = bytearray(128)
    block[:8] = b"\x00\xff\xff\xff\xff\xff\xff\x00"
    timing = bytearray(18)
    struct.pack_into("<H", timing, 0, 14850)
    timing[2], timing[4] = width & 0xFF, width >> 8 << 4
    timing[5], timing[7] = height & 0xFF, height >> 8 << 4
    timing[12], timing[13], timing[14] = width_mm & 0xFF, height_mm & 0xFF, (width_mm >> 8 << 4) | height_mm >> 8
    block[54:72] = timing
    block[127] = -sum(block) % 256
    return bytes(block)


def test_an_edid_says_pixels_and_millimetres() -> None:
    panel = devices.edid(edid(1920, 1080, 477, 268))
    assert panel == devices.Panel(1920, 1080, 477, 268)
    assert panel is not None
    assert panel.dpi == pytest.approx(102.3, abs=0.1)


@pytest.mark.parametrize("content", [b"", b"x" * 128, edid(1920, 1080, 477, 268)[:-1] + b"\x00", bytes(128)])
def test_what_is_no_edid_says_nothing(content: bytes) -> None:
    assert devices.edid(content) is None


@pytest.mark.parametrize(
    ("content", "dpi", "level"),
    [
        (edid(1920, 1080, 477, 268), 102.0, Level.OK),
        (edid(1920, 1080, 477, 268), 96.0, Level.OK),
        (edid(1920, 1080, 477, 268), 140.0, Level.LOOK),
        (edid(1920, 1080, 16, 9), 102.0, Level.OK),
        (edid(1920, 1080, 0, 0), 102.0, Level.OK),
        (edid(3840, 2160, 477, 268), 204.0, Level.LOOK),
        (b"", 102.0, Level.OK),
    ],
)
def test_the_screens_density(around: Around, write: Write, content: bytes, dpi: float, level: Level) -> None:
    """A panel that is turned on its side has the same pixels; one with four times as many has not."""
    write("sys/class/drm/card0-DP-1/status", "connected\n")
    write("sys/class/drm/card0-DP-1/edid", content)
    write("sys/class/drm/card0-HDMI-A-1/status", "disconnected\n")
    write("sys/class/drm/card0-HDMI-A-1/edid", edid(800, 600, 100, 75))
    found = devices.screen(around(config.Configuration(screen=config.Screen(1080, 1920, dpi))))
    assert [one.level for one in found] == [level]


def test_a_display_tells_where_the_kernel_does_not(around: Around) -> None:
    said = (
        "Screen 0: minimum 32 x 32, current 1080 x 1920, maximum 32768 x 32768\n"
        "DP-1 connected primary 1080x1920+0+0 left (normal left inverted right) 268mm x 477mm\n"
        "HDMI-1 disconnected (normal left inverted right)\n"
    )
    here = around(
        config.Configuration(screen=config.Screen(1080, 1920, 60.0)),
        environment={"DISPLAY": ":0"},
        tool=lambda command: said,
    )
    (found,) = devices.screen(here)
    assert found.level is Level.LOOK
    assert found.facts["panel_dpi"] == pytest.approx(102.3, abs=0.2)


GLASS = """I: Bus=0003 Vendor=0eef Product=c000 Version=0111
N: Name="eGalax Inc. Touch"
P: Phys=usb-0000:00:14.0-1/input0
H: Handlers=mouse1 event5
B: PROP=2
B: EV=1b
B: KEY=400 0 0 0 0 0
B: ABS=2608000 3
B: MSC=20
"""
TABLET = GLASS.replace("PROP=2", "PROP=0").replace("eGalax Inc. Touch", "Drawing tablet")
KEYBOARD = """I: Bus=0011 Vendor=0001 Product=0001 Version=ab41
N: Name="AT Translated Set 2 keyboard"
B: PROP=0
B: EV=120013
B: KEY=402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe
"""


@pytest.mark.parametrize(
    ("listed", "pad", "level"),
    [
        (KEYBOARD + "\n" + GLASS, Pad(), Level.OK),
        (KEYBOARD + "\n" + TABLET, Pad(), Level.HARM),
        (KEYBOARD, Pad(), Level.HARM),
        ("", Pad(), Level.HARM),
        (KEYBOARD, Pad(preset="numeric"), Level.LOOK),
        ("B: PROP=zz\nB: ABS=3", Pad(), Level.HARM),
    ],
)
def test_touch(around: Around, write: Write, listed: str, pad: Pad, level: Level) -> None:
    write("proc/bus/input/devices", listed)
    (found,) = devices.touch(around(config.Configuration(pad=pad)))
    assert found.level is level


def test_touch_that_cannot_be_looked_for_is_no_harm(around: Around) -> None:
    assert devices.touch(around())[0].level is Level.LOOK
