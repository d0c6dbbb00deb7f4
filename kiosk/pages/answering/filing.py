"""A file of the person's own, from a stick: put it in, choose one file, see what will be sent."""

from __future__ import annotations

from kiosk.journey.attaching import Way, takes, way_of
from kiosk.pages.answering.asking import Asking
from kiosk.pages.page import Action, Buttons, Choice, Choices, Paragraph, Phrase, Still, Style, Tone
from kiosk.ports import Offered
from kiosk.visit.attachments import Attachment
from kiosk.visit.intents import Pick, Tool

MOST = 12
"""Files shown: the newest. Whoever looks for an old one finds it faster by putting it on an empty stick."""
MAX_NAME = 60
KILOBYTE = 1000
PICTURES = ("image/jpeg", "image/png")


def ask(asking: Asking) -> Action:
    """The file given, the one just read, those there are, or why there are none."""
    tray = asking.journey.tray
    if tray.still:
        return _shown(asking, Attachment("", tray.media_type, tray.still, tray.title))
    held = asking.journey.attachments.get(asking.value)
    if held is not None and not tray.again:
        return _shown(asking, held)
    if not asking.sheet.context.sticks:
        return _nothing(asking, "files.off.required" if asking.required else "files.off", "info")
    return browse(asking)


def browse(asking: Asking) -> Action:
    """What lies on the stick and fits the question."""
    sheet, shelf = asking.sheet, asking.sheet.context.shelf
    fitting = tuple(file for file in shelf.files if takes(asking.question, file.media_type))
    if not shelf.there:
        return _nothing(asking, "files.absent", "usb")
    if not fitting:
        wanted = "files.empty" if way_of(asking.question) is Way.FILE else "files.empty.picture"
        return _nothing(asking, wanted, "usb")
    reading = asking.journey.tray.reading
    key = "files.reading" if reading else "files.some" if shelf.more or len(fitting) > MOST else "files.found"
    sheet.add(
        Paragraph(sheet.say("files.state", key)),
        Choices(
            "files",
            tuple(_row(asking, file, chosen=file.key == reading) for file in fitting[:MOST]),
            sheet.say("legend", "files.legend"),
        ),
    )
    return _onwards(asking)


def _row(asking: Asking, file: Offered, *, chosen: bool) -> Choice:
    sheet, part = asking.sheet, f"file.{file.key}"
    sheet.intents[part] = Pick(file.key)
    picture = file.media_type in PICTURES
    kind = "files.kind.picture" if picture else "files.kind.pdf"
    return Choice(
        part,
        Phrase(part, sheet.context.words.isolate(shortened(file.name)), sheet.language, private=True),
        sheet.say(f"{part}.hint", kind, size=_size(asking, file.size)),
        "image" if picture else "file-text",
        chosen,
    )


def _size(asking: Asking, size: int) -> str:
    words = asking.sheet.context.words
    kilobytes = max(1, round(size / KILOBYTE))
    if kilobytes < KILOBYTE:
        return words.say("files.size.kb", n=str(kilobytes))
    number = f"{kilobytes / KILOBYTE:.1f}"
    return words.say("files.size.mb", n=number if asking.sheet.language == "en" else number.replace(".", ","))


def shortened(name: str) -> str:
    """A file's name in one look: its beginning and its end, where the kind of file stands."""
    return name if len(name) <= MAX_NAME else f"{name[: MAX_NAME - 16]}…{name[-15:]}"


def _shown(asking: Asking, file: Attachment) -> Action:
    sheet = asking.sheet
    name = sheet.context.words.isolate(shortened(file.title))
    sheet.add(Paragraph(sheet.say("files.state", "files.picked", private=True, name=name)))
    if file.media_type in PICTURES:
        sheet.add(Still("photo", file.content, sheet.say("photo.caption", "files.shown")))
    sheet.add(Buttons((sheet.action("again", "files.again", Tool.AGAIN, picture="rotate-ccw"),)))
    return sheet.forward("button.continue")


def _nothing(asking: Asking, key: str, picture: str) -> Action:
    asking.sheet.add(Paragraph(asking.sheet.say("files.state", key), Tone.NOTICE, picture))
    return _onwards(asking)


def _onwards(asking: Asking) -> Action:
    if asking.required:
        return asking.sheet.forward("button.continue", ready=False)
    return asking.sheet.action("forward", "files.without", Tool.WITHOUT, Style.SECONDARY, picture="arrow-right")
