"""How the text looks: its size and spacing; its colours and what moves."""

from __future__ import annotations

from kiosk.pages.page import Heading, PageKind
from kiosk.pages.settings import setting
from kiosk.pages.sheet import Context, Screen, Sheet
from kiosk.visit.intents import Colour, Plain, Size
from kiosk.visit.preferences import Palette, TextSize


def text_size(context: Context) -> Screen:
    """Four sizes, and whether lines, letters and words stand further apart."""
    sheet = Sheet(context)
    now = setting.preferences(sheet)
    sheet.add(Heading(sheet.say("heading", "size.heading")), setting.sample(sheet))
    sizes = {size.value: Size(size) for size in TextSize}
    sheet.add(setting.one_of(sheet, "size", sizes, now.text_size.value, samples=True))
    sheet.add(setting.switches(sheet, "spacings", setting.flag(sheet, "spacing")))
    return setting.finish(sheet, PageKind.TEXT_SIZE)


def contrast(context: Context) -> Screen:
    """Four palettes, and whether things move."""
    sheet = Sheet(context)
    now = setting.preferences(sheet)
    sheet.add(Heading(sheet.say("heading", "palette.heading")), setting.sample(sheet))
    palettes = {palette.value: Colour(palette) for palette in Palette}
    sheet.add(setting.one_of(sheet, "palette", palettes, now.palette.value, samples=True))
    sheet.add(setting.switches(sheet, "motions", setting.switch(sheet, "motion", not now.motion, Plain.MOTION)))
    return setting.finish(sheet, PageKind.CONTRAST)
