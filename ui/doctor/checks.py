"""All checks of doctor, in the order of its page."""

from __future__ import annotations

from ui.doctor import content, devices, keeping, line, machine
from ui.doctor.finding import Level
from ui.doctor.running import Check

CHECKS = (
    Check("configuration", machine.configuration),
    Check("clock", machine.clock),
    Check("disk", machine.disk),
    Check("store", keeping.store, 15.0, Level.HARM),
    Check("keys", keeping.keys, 20.0),
    Check("pack", content.pack, 20.0, Level.HARM),
    Check("desk", line.desk, 20.0),
    Check("voice", content.voice, 20.0, Level.HARM),
    Check("printer", devices.printer),
    Check("headphones", devices.headphones),
    Check("screen", devices.screen),
    Check("touch", devices.touch),
    Check("swap", machine.swap),
    Check("cores", machine.cores),
    Check("alarms", keeping.alarms),
)
NAMES = tuple(check.name for check in CHECKS)
