"""In which language."""

from __future__ import annotations

from kiosk.pages.page import Choice, Choices, Heading, PageKind, Paragraph, Phrase, Tone
from kiosk.pages.sheet import Context, Screen, Sheet
from kiosk.visit.intents import Plain, Speak
from kiosk.words import dates


def build(context: Context) -> Screen:
    """Each language in its own name."""
    sheet = Sheet(context)
    sheet.add(Heading(sheet.say("heading", "language.heading")))
    choices = []
    for language in context.pack.town.languages:
        part = f"language.{language}"
        sheet.intents[part] = Speak(language)
        name = Phrase(part, context.pack.town.language_names[language], language)
        choices.append(Choice(part, name, chosen=language == sheet.language))
    sheet.add(Choices("languages", tuple(choices), sheet.say("legend", "question.choose.one")))
    for language, checked in context.pack.town.easy_read.items():
        called, day = context.pack.town.language_names[language], dates.long_date(checked.on, sheet.language)
        told = sheet.say(f"checked.{language}", "language.checked", name=called, who=checked.by, date=day)
        sheet.add(Paragraph(told, Tone.HELP, "badge-check"))
    return sheet.screen(PageKind.LANGUAGE, forward=sheet.forward("cover.done", Plain.UNCOVER))
