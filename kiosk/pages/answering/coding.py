"""A bar code or QR code: shown to the camera, passed under a scanner that types, or typed by hand."""

from __future__ import annotations

from kiosk.journey.attaching import BLIND, CODE
from kiosk.pages.answering.asking import Asking, Given
from kiosk.pages.page import Buttons, Field, FieldKind, Paragraph, Phrase, Viewfinder
from kiosk.ports import Sight
from kiosk.visit.intents import Tool, Type

MAX_CODE = 500


def ask(asking: Asking) -> None:
    """What the camera sees, where it looks; and the field that scanner and fingers fill."""
    sheet, tray, sight = asking.sheet, asking.journey.tray, asking.sheet.context.camera
    read = tray.reading == CODE
    looks = not read and (tray.again or not asking.value) and sight not in BLIND
    key = "barcode.read" if read else "barcode.look" if looks else "barcode.type"
    if looks or read or not asking.value:
        sheet.add(Paragraph(sheet.say("code.state", key)))
    if looks:
        sheet.add(Viewfinder("view", sheet.say("view.caption", "photo.view"), sight is Sight.LIVE))
    draft = asking.draft()
    sheet.intents["answer"] = Type(asking.path, "")
    label = sheet.say("answer.label", "field.code")
    value = asking.value if draft is None else draft
    sheet.add(Field("answer", label, value, FieldKind.CODE, asking.refused, MAX_CODE))
    if not looks and sight not in BLIND:
        sheet.add(Buttons((sheet.action("again", "barcode.again", Tool.AGAIN, picture="scan-barcode"),)))


def tell(given: Given) -> Phrase:
    """The code, as it was read."""
    return given.phrase(given.value)
