"""What the settings pages have in common: one of several, on or off, steps, and all of it as at the beginning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kiosk.pages.page import Action, Arrangement, Buttons, Choice, Choices, PageKind, Paragraph, Phrase, Stepper
from kiosk.pages.sheet import Screen, Sheet
from kiosk.visit.intents import Intent, Open, Plain, Prefer
from kiosk.visit.preferences import Preferences
from kiosk.visit.state import Cover
from kiosk.words import numbers


def preferences(sheet: Sheet) -> Preferences:
    """The person's settings now."""
    return sheet.context.visit.preferences


def one_of(
    sheet: Sheet,
    part: str,
    options: Mapping[str, Intent],
    chosen: str,
    *,
    samples: bool = False,
    hints: bool = False,
    arrangement: Arrangement = Arrangement.ROWS,
) -> Choices:
    """One of several: each option's word is `part.option`. `samples` shows each option as it looks."""
    choices = []
    for name, intent in options.items():
        key = f"{part}.{name}"
        sheet.intents[key] = intent
        hint = sheet.say(f"{key}.hint", f"{key}.hint") if hints else None
        choices.append(Choice(key, sheet.say(key, key), hint, chosen=name == chosen, sample=name if samples else ""))
    return Choices(f"{part}s", tuple(choices), sheet.say(f"{part}.legend", "setting.one"), arrangement=arrangement)


def switches(sheet: Sheet, part: str, *rows: Choice) -> Choices:
    """What is on or off, each by itself."""
    return Choices(part, rows, sheet.say(f"{part}.legend", "setting.switches"), multiple=True)


def switch(sheet: Sheet, part: str, on: bool, intent: Intent, *, hint: bool = True) -> Choice:
    """One row that is on or off, with a line about what it does."""
    sheet.intents[part] = intent
    line = sheet.say(f"{part}.hint", f"{part}.hint") if hint else None
    return Choice(part, sheet.say(part, part), line, chosen=on)


def flag(sheet: Sheet, name: str) -> Choice:
    """A row for the setting of this name in `Preferences`."""
    now = preferences(sheet)
    on = bool(getattr(now, name))
    turned: dict[str, Any] = {name: not on}
    return switch(sheet, f"setting.{name}", on, Prefer(replace(now, **turned)))


def steps(
    sheet: Sheet, part: str, here: int, count: int, pictures: tuple[str, str], ways: tuple[Intent, Intent]
) -> Stepper:
    """A step more or less, of so many. The words are `part.less`, `part.more`, `part.low` and `part.high`."""

    def way(end: str, picture: str, intent: Intent, ready: bool) -> Action:
        return sheet.action(f"{part}.{end}", f"{part}.{end}", intent, picture=picture, ready=ready)

    language = sheet.language
    shown = numbers.written(str(here + 1), language)
    said = sheet.context.words.speak("setting.step", number=shown, count=numbers.written(str(count), language))
    return Stepper(
        part,
        sheet.say(f"{part}.legend", f"{part}.legend"),
        Phrase(f"{part}.value", shown, language, spoken=said),
        True,
        sheet.say(f"{part}.low", f"{part}.low"),
        sheet.say(f"{part}.high", f"{part}.high"),
        here / max(1, count - 1),
        way("less", pictures[0], ways[0], here > 0),
        way("more", pictures[1], ways[1], here < count - 1),
    )


def sample(sheet: Sheet) -> Paragraph:
    """A sentence that shows what has been chosen."""
    return Paragraph(sheet.say("sample", "setting.sample"))


def finish(sheet: Sheet, kind: PageKind, *, back: bool = False) -> Screen:
    """The page, with the way to have all settings as at the beginning, and the way on; `back` leads to help."""
    sheet.add(Buttons((sheet.action("reset", "setting.reset", Plain.RESET, picture="rotate-ccw"),)))
    way_back = sheet.back(Open(Cover.HELP), "setting.back") if back else None
    return sheet.screen(kind, back=way_back, forward=sheet.forward("cover.done", Plain.UNCOVER))
