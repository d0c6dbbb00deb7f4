"""How the kiosk is heard: how fast, how loud, whether answers are said aloud, and what a touch then does."""

from __future__ import annotations

from kiosk.pages.page import Heading, PageKind, Paragraph, Tone
from kiosk.pages.settings import setting
from kiosk.pages.sheet import Context, Screen, Sheet
from kiosk.visit.intents import Open, Plain, Voice
from kiosk.visit.preferences import RATE_STEPS, VOLUME_STEPS
from kiosk.visit.state import Cover


def build(context: Context) -> Screen:
    """The voice's settings."""
    sheet = Sheet(context)
    now = setting.preferences(sheet)
    sheet.add(Heading(sheet.say("heading", "hearing.heading")))
    if not context.vouched:
        sheet.add(Paragraph(sheet.say("unchecked", "hearing.unchecked"), Tone.NOTICE, "info"))
    sheet.add(Heading(sheet.say("rate.heading", "rate.legend"), level=2))
    ways = (Voice.SLOWER, Voice.FASTER)
    sheet.add(setting.steps(sheet, "rate", now.rate, RATE_STEPS, ("turtle", "rabbit"), ways))
    sheet.add(Heading(sheet.say("volume.heading", "volume.legend"), level=2))
    ways = (Voice.SOFTER, Voice.LOUDER)
    sheet.add(setting.steps(sheet, "volume", now.volume, VOLUME_STEPS, ("volume-1", "volume-2"), ways))
    allow = Voice.KEEP_ANSWERS_QUIET if now.answers_aloud else Open(Cover.ALOUD)
    aloud = setting.switch(sheet, "setting.answers_aloud", now.answers_aloud, allow)
    rows = (aloud, setting.flag(sheet, "curtain"), setting.flag(sheet, "by_ear"))
    sheet.add(setting.switches(sheet, "hearings", *rows))
    return setting.finish(sheet, PageKind.LISTEN, back=True)


def aloud(context: Context) -> Screen:
    """Answers go to the loudspeaker only after this question (EN 301 549, 5.1.3.8)."""
    sheet = Sheet(context)
    sheet.add(Heading(sheet.say("heading", "aloud.heading")))
    sheet.add(Paragraph(sheet.say("lead", "aloud.lead"), Tone.WARNING, "ear"))
    back = sheet.action("back", "aloud.no", Plain.UNCOVER, picture="ear-off")
    forward = sheet.forward("aloud.yes", Voice.ALLOW_ANSWERS)
    return sheet.screen(PageKind.LISTEN, identifier="aloud", back=back, forward=forward)
