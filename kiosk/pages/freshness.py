"""How old what a page says may be, in words: for what changes from week to week, and only once it is old."""

from __future__ import annotations

from datetime import timedelta

from kiosk.pages.page import Paragraph, Tone
from kiosk.pages.sheet import Sheet
from kiosk.words import dates

FRESH = timedelta(days=2)
"""A kiosk with a line asks every day for a newer pack: what is younger needs no words."""


def age(sheet: Sheet, key: str) -> list[Paragraph]:
    """ "Checked three days ago", in the words of `key`; nothing while it is fresh, or while nobody can tell."""
    context = sheet.context
    if context.fresh_at is None:
        return []
    since = context.clock.now() - context.fresh_at
    # A negative age is a clock's fault, and no news for a visitor.
    if since < FRESH:
        return []
    return [Paragraph(sheet.say(key, key, ago=dates.ago(since, sheet.language)), Tone.HELP, "history")]
