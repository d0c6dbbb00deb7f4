"""A signature, drawn with a finger or typed; and a drawing, which may be put in words instead."""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.journey.attaching import NAME_SLOT, Way
from kiosk.pages.answering.asking import Asking
from kiosk.pages.answering.suggesting import suggest
from kiosk.pages.page import Action, Buttons, Field, FieldKind, Pad, Paragraph, Still, Style
from kiosk.visit.attachments import PAD_HEIGHT, Stroke
from kiosk.visit.intents import Ink, Tool, Type

MAX_NAME = 80
THOUSANDTHS = 1000


def ask(asking: Asking, way: Way) -> Action:
    """The pad, the field in its place, or what was signed before."""
    tray, sheet, words = asking.journey.tray, asking.sheet, way.value
    held = asking.journey.attachments.get(asking.value)
    if held is not None and not tray.again:
        sheet.add(
            Still("signed", held.content, sheet.say("signed.caption", f"{words}.taken", private=True)),
            Paragraph(sheet.say("sign.look", f"{words}.look")),
            Buttons((sheet.action("again", f"{words}.again", Tool.AGAIN, picture="rotate-ccw"),)),
        )
        return sheet.forward("button.continue")
    if tray.typing:
        return _typed(asking, words)
    return _drawn(asking, words)


def _typed(asking: Asking, words: str) -> Action:
    sheet, text = asking.sheet, asking.draft(NAME_SLOT) or ""
    sheet.intents["answer"] = Type(asking.path, NAME_SLOT)
    kind = FieldKind.NAME if words == Way.SIGNATURE.value else FieldKind.TEXT
    label = sheet.say("answer.label", f"{words}.name")
    sheet.add(
        Field("answer", label, text, kind, asking.refused, MAX_NAME, suggestions=suggest(asking, kind, text)),
        Buttons((sheet.action("draw", f"{words}.draw", Tool.DRAW, picture="pen-line"),)),
    )
    return sheet.forward("button.continue", ready=bool(text.strip()) or not asking.required)


def _drawn(asking: Asking, words: str) -> Action:
    sheet, strokes = asking.sheet, asking.journey.tray.strokes
    sheet.intents["pad"] = Ink(asking.path)
    some = bool(strokes)
    sheet.add(
        Pad("pad", sheet.say("pad.label", f"{words}.pad"), path_of(strokes), PAD_HEIGHT),
        Buttons(
            (
                sheet.action("undo", "pad.undo", Tool.UNDO, picture="undo-2", ready=some),
                sheet.action("clear", "pad.clear", Tool.CLEAR, picture="eraser", ready=some),
                sheet.action("write", f"{words}.write", Tool.WRITE, Style.SECONDARY, picture="keyboard"),
            )
        ),
    )
    return sheet.forward("button.continue", ready=some or not asking.required)


def path_of(strokes: Iterable[Stroke]) -> str:
    """The strokes as one SVG path, in thousandths of the pad's width. A mere dot is a line that goes nowhere."""
    pieces = []
    for stroke in strokes:
        points = [f"{round(x * THOUSANDTHS)} {round(y * THOUSANDTHS)}" for x, y in stroke]
        pieces.append(f"M{points[0]}L{' '.join(points[1:] or points)}")
    return "".join(pieces)
