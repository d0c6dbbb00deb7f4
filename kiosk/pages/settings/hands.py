"""How the kiosk is touched, and how it is used by keys and switches."""

from __future__ import annotations

from dataclasses import replace

from kiosk.pages.page import Arrangement, Heading, PageKind
from kiosk.pages.settings import setting
from kiosk.pages.sheet import Context, Screen, Sheet
from kiosk.visit.intents import Intent, Prefer
from kiosk.visit.preferences import HOLD_STEPS, SCAN_STEPS, KeyOrder, Scanning


def touch(context: Context) -> Screen:
    """Where there is to touch, how long, and that a trembling hand counts once."""
    sheet = Sheet(context)
    now = setting.preferences(sheet)
    sheet.add(Heading(sheet.say("heading", "touch.heading")))
    names = ("low_reach", "steady") if context.lowers else ("steady",)
    sheet.add(setting.switches(sheet, "touches", *(setting.flag(sheet, name) for name in names)))
    sheet.add(Heading(sheet.say("hold.heading", "hold.heading"), level=2))
    holds: dict[str, Intent] = {str(step): Prefer(replace(now, hold=step)) for step in range(HOLD_STEPS)}
    sheet.add(setting.one_of(sheet, "hold", holds, str(now.hold), arrangement=Arrangement.STEPS))
    return setting.finish(sheet, PageKind.TOUCH, back=True)


def keys(context: Context) -> Screen:
    """In which order the keyboard's letters stand; one or two switches, and how fast the light goes."""
    sheet = Sheet(context)
    now = setting.preferences(sheet)
    sheet.add(Heading(sheet.say("heading", "keys.heading")))
    sheet.add(Heading(sheet.say("order.heading", "order.heading"), level=2))
    orders: dict[str, Intent] = {order.value: Prefer(replace(now, keys=order)) for order in KeyOrder}
    sheet.add(setting.one_of(sheet, "order", orders, now.keys.value))
    sheet.add(Heading(sheet.say("scanning.heading", "scanning.heading"), level=2))
    scannings: dict[str, Intent] = {mode.value: Prefer(replace(now, scanning=mode)) for mode in Scanning}
    sheet.add(setting.one_of(sheet, "scanning", scannings, now.scanning.value, hints=True))
    if now.scanning is not Scanning.OFF:
        slower, faster = (Prefer(replace(now, scan_pace=_pace(now.scan_pace + by))) for by in (-1, 1))
        sheet.add(setting.steps(sheet, "pace", now.scan_pace, SCAN_STEPS, ("turtle", "rabbit"), (slower, faster)))
    return setting.finish(sheet, PageKind.KEYS, back=True)


def _pace(step: int) -> int:
    return max(0, min(SCAN_STEPS - 1, step))
