"""The buttons by which a scan sets its own pace and ends, reached as everything else by the scan itself (own-7)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.pages.phrases import Action
from kiosk.visit.intents import Prefer
from kiosk.visit.preferences import SCAN_STEPS, Scanning

if TYPE_CHECKING:
    from kiosk.pages.sheet import Sheet


def scan_actions(sheet: Sheet) -> tuple[Action, ...]:
    """Slower, faster, no more; nothing while nobody scans."""
    now = sheet.context.visit.preferences
    if now.scanning is Scanning.OFF:
        return ()
    pace = now.scan_pace
    slower = Prefer(replace(now, scan_pace=max(0, pace - 1)))
    faster = Prefer(replace(now, scan_pace=min(SCAN_STEPS - 1, pace + 1)))
    return (
        sheet.action("scan.slower", "scan.slower", slower, picture="turtle", ready=pace > 0),
        sheet.action("scan.faster", "scan.faster", faster, picture="rabbit", ready=pace < SCAN_STEPS - 1),
        sheet.action("scan.stop", "scan.stop", Prefer(replace(now, scanning=Scanning.OFF)), picture="square-x"),
    )
