"""A picture from the kiosk's camera: look, take it, look at it, use it or take it again."""

from __future__ import annotations

import math

from kiosk.pages.answering import filing
from kiosk.pages.answering.asking import Asking
from kiosk.pages.page import Action, Buttons, Paragraph, Still, Style, Tone, Viewfinder
from kiosk.ports import Sight
from kiosk.visit.intents import Tool


def ask(asking: Asking) -> Action | None:
    """The picture given, the one just taken, what the camera sees, or why it sees nothing."""
    tray = asking.journey.tray
    held = asking.journey.attachments.get(asking.value)
    if (tray.still and tray.title) or (held is not None and held.title and not tray.again):
        return filing.ask(asking)
    if tray.still:
        return _look(asking, tray.still, "photo.use")
    if held is not None and not tray.again:
        return _look(asking, held.content, "button.continue")
    match asking.sheet.context.camera:
        case Sight.ABSENT | Sight.LOST as sight:
            return _nothing(asking, sight)
        case sight:
            return _view(asking, live=sight is Sight.LIVE)


def _look(asking: Asking, content: bytes, key: str) -> Action:
    sheet = asking.sheet
    sheet.add(
        Still("photo", content, sheet.say("photo.caption", "photo.taken", private=True)),
        Paragraph(sheet.say("photo.look", "photo.look")),
        Buttons((sheet.action("again", "photo.again", Tool.AGAIN, picture="rotate-ccw"),)),
    )
    return sheet.forward(key)


def _view(asking: Asking, *, live: bool) -> Action:
    sheet, take_at = asking.sheet, asking.journey.tray.take_at
    mirrored = "front" in asking.question.appearance or "selfie" in asking.question.appearance
    count, tone = "", Tone.PLAIN
    state = sheet.say("photo.state", "photo.ready" if live else "photo.starting")
    if live and take_at is not None:
        count, tone = str(max(1, math.ceil(take_at - sheet.context.clock.monotonic()))), Tone.LEAD
        state = sheet.say("photo.state", "photo.count", n=count)
    # What the camera sees stands first: on little glass it is in view as the page opens.
    sheet.add(
        Viewfinder("view", sheet.say("view.caption", "photo.view"), live, mirrored, count),
        Paragraph(state, tone),
    )
    soon = sheet.action("soon", "photo.soon", Tool.SOON, picture="timer", ready=live, on=take_at is not None)
    sheet.add(Buttons((soon, *_without(asking))))
    return sheet.action("forward", "photo.take", Tool.TAKE, Style.PRIMARY, picture="camera", ready=live)


def _nothing(asking: Asking, sight: Sight) -> Action:
    """No camera here, or it fell silent: say so, and whom to ask."""
    sheet = asking.sheet
    if sheet.context.sticks:
        # A picture may be on their stick: many a phone's is.
        sheet.add(Paragraph(sheet.say("photo.state", "photo.stick"), Tone.NOTICE, "camera-off"))
        return filing.browse(asking)
    key = "photo.absent" if sight is Sight.ABSENT else "photo.lost"
    if asking.required:
        key += ".required"
    sheet.add(Paragraph(sheet.say("photo.state", key), Tone.NOTICE, "camera-off"))
    if asking.required:
        return sheet.forward("button.continue", ready=False)
    return sheet.forward("photo.without", Tool.WITHOUT)


def _without(asking: Asking) -> tuple[Action, ...]:
    if asking.required:
        return ()
    return (asking.sheet.action("without", "photo.without", Tool.WITHOUT, Style.QUIET),)
