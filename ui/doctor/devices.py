"""What visitors touch, hear and take away: glass, headphones, paper."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from pathlib import Path

from accessibility.input.headphones import jacks, ports
from kiosk.config import MM_PER_INCH
from kiosk.keys import Pad
from ui.doctor.finding import Finding, harm, look, ok
from ui.doctor.surroundings import Surroundings, read_bytes, read_text

DIFFERENCE = 0.1
"""A tenth off in density makes a button of 13 mm one of 11.7: a finger notices, and so does the promise."""
PLAUSIBLE_DPI = (40.0, 800.0)
_EDID_MAGIC = b"\x00\xff\xff\xff\xff\xff\xff\x00"
_XRANDR = re.compile(r" connected (?:primary )?(\d{2,5})x(\d{2,5})\+\d+\+\d+ .*?(\d{1,4})mm x (\d{1,4})mm")
_ABS_MT_POSITION_X = 0x35
_PROP_DIRECT = 0x01


def printer(around: Surroundings) -> list[Finding]:
    """Whether the queue that the settings name takes jobs, and has paper."""
    name = around.configuration.printer
    listed = around.tool(["lpstat", "-l", "-p", *([name] if name else [])])
    if listed is None or "printer " not in listed:
        if not name:
            return [ok("none; slips are taken along by phone, or copied", queue="")]
        return [
            look(
                f"The queue '{name}' is not known to the system: the kiosk offers no paper.",
                "lpstat -p; lpadmin; or set printer in kiosk.toml.",
                queue=name,
            )
        ]
    queue = name
    if not queue:
        found = re.search(r"destination: (\S+)", around.tool(["lpstat", "-d"]) or "")
        if found is None:
            return [ok("no default queue; slips are taken along by phone, or copied", queue="")]
        queue = found[1]
    about = _about(listed, queue)
    if "disabled" in about.split("\n")[0]:
        return [look(f"The queue '{queue}' is stopped: the kiosk offers no paper.", f"cupsenable {queue}", queue=queue)]
    alerts = re.search(r"^\s*Alerts: (.+)$", about, re.MULTILINE)
    if alerts and alerts[1].strip() not in ("none", ""):
        return [look(f"The queue '{queue}' says: {alerts[1][:200]}", "Look at paper and toner.", queue=queue)]
    return [ok(f"'{queue}' takes jobs", queue=queue)]


def _about(listed: str, queue: str) -> str:
    for part in re.split(r"^(?=printer )", listed, flags=re.MULTILINE):
        if part.startswith(f"printer {queue} "):
            return part
    return ""


def headphones(around: Surroundings) -> list[Finding]:
    """Whether the kiosk can notice that headphones are put in: for many, the only way to begin."""
    switch = around.configuration.sound.switch
    if switch == "none":
        return [ok("not watched ([sound] switch); speech begins by a finger held on the glass", found=False)]
    if switch != "auto":
        if Path(switch).exists():
            return [ok(f"{switch} is there", found=True)]
        return [harm(f"{switch} is not there: headphones start no speech.", "Mend [sound] switch.", found=False)]
    found = list(jacks(around.input_devices))
    names = ", ".join(str(jack.path) for jack in found)
    for jack in found:
        jack.close()
    if found:
        return [ok(f"found: {names}", found=True)]
    if ports((around.tool(["pactl", "-f", "json", "list", "sinks"]) or "").encode()) is not None:
        return [ok("the sound server tells of the plug", found=True)]
    return [
        look(
            "No switch of a headphone socket is found by this user: putting headphones in may start no speech.",
            "Run doctor as the kiosk's user. If it finds none either: docs/for-it.md, Sound and headphones.",
            found=False,
        )
    ]


@dataclass(frozen=True, slots=True)
class Panel:
    """What a panel says of itself: pixels, and millimetres."""

    width: int
    height: int
    width_mm: int
    height_mm: int

    @property
    def dpi(self) -> float | None:
        """Dots an inch; None where what it says cannot be."""
        if min(self.width, self.height, self.width_mm, self.height_mm) <= 0:
            return None
        one, other = (
            pixels / length * MM_PER_INCH
            for pixels, length in ((self.width, self.width_mm), (self.height, self.height_mm))
        )
        # Many say their ratio (16 by 9) in place of their size; then the two directions are far off, or absurd.
        likely = abs(one - other) <= DIFFERENCE * one and PLAUSIBLE_DPI[0] <= one <= PLAUSIBLE_DPI[1]
        return (one + other) / 2 if likely and self.width_mm >= 60 else None


def screen(around: Surroundings) -> list[Finding]:
    """Whether `density_dpi` fits what the panel says. Panels lie; a ruler is right."""
    wanted = around.configuration.screen
    facts = {"configured_dpi": wanted.density_dpi}
    panels = _panels(around)
    if not panels:
        return [ok(f"{wanted.density_dpi:g} dpi configured; no panel says how large it is", **facts, panel_dpi=None)]
    densities = [density for panel in panels if (density := panel.dpi) is not None]
    if not densities:
        return [ok(f"{wanted.density_dpi:g} dpi configured; the panel's own size is not believable", **facts)]
    nearest = min(densities, key=lambda density: abs(density - wanted.density_dpi))
    facts["panel_dpi"] = round(nearest, 1)
    findings: list[Finding] = []
    if abs(nearest - wanted.density_dpi) > DIFFERENCE * wanted.density_dpi:
        findings.append(
            look(
                f"[screen] density_dpi is {wanted.density_dpi:g}, and the panel says {nearest:.0f}.",
                "Hold a ruler to the bottom bar: its buttons are at least 13 mm high. Believe the ruler.",
                **facts,
            )
        )
    sizes = {tuple(sorted((panel.width, panel.height))) for panel in panels}
    if wanted.width and wanted.height and tuple(sorted((wanted.width, wanted.height))) not in sizes:
        panel = panels[0]
        findings.append(
            look(
                f"[screen] has {wanted.width}x{wanted.height} pixels, and the panel {panel.width}x{panel.height}.",
                "Write the panel's own, or 0 and 0 for the whole screen.",
                **facts,
            )
        )
    return findings or [ok(f"{wanted.density_dpi:g} dpi configured, {nearest:.0f} by the panel", **facts)]


def _panels(around: Surroundings) -> list[Panel]:
    """From the kernel's EDID of each connected output; else from the display, where there is one."""
    found: list[Panel] = []
    for folder in sorted((around.sys / "class" / "drm").glob("card*-*")):
        if (read_text(folder / "status") or "connected").strip() != "connected":
            continue
        panel = edid(read_bytes(folder / "edid") or b"")
        if panel is not None:
            found.append(panel)
    if not found and around.environment.get("DISPLAY"):
        said = around.tool(["xrandr", "--query"]) or ""
        found = [Panel(*map(int, match.groups())) for match in _XRANDR.finditer(said)]
    return found


def edid(content: bytes) -> Panel | None:
    """What an EDID (VESA E-EDID 1.4) says in its first detailed timing, the panel's own mode; None if it is none."""
    if len(content) < 128 or content[:8] != _EDID_MAGIC or sum(content[:128]) % 256:
        return None
    timing = content[54:72]
    (clock,) = struct.unpack_from("<H", timing)
    if clock == 0:
        return None
    width = timing[2] | (timing[4] & 0xF0) << 4
    height = timing[5] | (timing[7] & 0xF0) << 4
    width_mm = timing[12] | (timing[14] & 0xF0) << 4
    height_mm = timing[13] | (timing[14] & 0x0F) << 8
    return Panel(width, height, width_mm, height_mm)


def touch(around: Surroundings) -> list[Finding]:
    """Whether the system has a glass to touch."""
    listed = read_text(around.proc / "bus" / "input" / "devices")
    if listed is None:
        return [look("Whether there is a touch screen is not known: /proc/bus/input/devices cannot be read.")]
    names = [name for block in listed.split("\n\n") if (name := _touch_screen(block)) is not None]
    if names:
        return [ok(f"found: {', '.join(names)}", devices=len(names))]
    if around.configuration.pad != Pad():
        return [look("No touch screen is found; there is a pad.", "Check the panel's USB cable.", devices=0)]
    return [harm("No touch screen is found.", "Check the panel's USB cable, and its driver (dmesg).", devices=0)]


def _touch_screen(block: str) -> str | None:
    """The name of a device of /proc/bus/input/devices if fingers touch it where they see: direct, and absolute."""
    fields = dict(re.findall(r"^[BN]: (\w+)=(.*)$", block, re.MULTILINE))
    direct = _bits(fields.get("PROP", "")) >> _PROP_DIRECT & 1
    absolute = _bits(fields.get("ABS", ""))
    position = absolute & 0b11 == 0b11 or absolute >> _ABS_MT_POSITION_X & 1
    return fields.get("Name", "").strip('"')[:60] or "unnamed" if direct and position else None


def _bits(words: str) -> int:
    """A bit field as the kernel prints it: words of 64 bits, the highest first."""
    number = 0
    for word in words.split():
        if not re.fullmatch(r"[0-9a-f]{1,16}", word):
            return 0
        number = number << 64 | int(word, 16)
    return number
