"""How a question that wants a file, a code or a place is answered here, and what of it is on the screen. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.forms import Question, QuestionKind
from kiosk.journey import course
from kiosk.ports import Sight
from kiosk.visit.state import Journey

if TYPE_CHECKING:
    from kiosk.forms import Session

NAME_SLOT = "name"
"""The draft of a signature that is typed."""

CODE = "code"
"""What `Tray.reading` says once the camera has read a code."""

BLIND = frozenset({Sight.ABSENT, Sight.LOST})
"""When no picture can be taken here."""


class Way(StrEnum):
    """How a file is made."""

    PHOTO = "photo"
    SIGNATURE = "signature"
    DRAWING = "drawing"
    FILE = "file"
    NEVER = "never"


def way_of(question: Question) -> Way | None:
    """How the file of this question is made; None for a question that wants none.

    XLSForm's `image` is an upload of "image/*" whose appearance says whether it is drawn; a picture to write on
    (`annotate`) is drawn on white paper here. Sound and film are not taken at a kiosk.
    """
    if question.kind is not QuestionKind.FILE:
        return None
    family = question.media_type.split("/")[0]
    if family in ("audio", "video"):
        return Way.NEVER
    if family != "image":
        return Way.FILE
    appearance = question.appearance.split()
    if "signature" in appearance:
        return Way.SIGNATURE
    return Way.DRAWING if {"draw", "annotate"} & set(appearance) else Way.PHOTO


def asked(session: Session, journey: Journey) -> Question | None:
    """The question on the screen, where it waits for an answer."""
    if not journey.at:
        return None
    question = course.stop(session, journey.at)
    return question if isinstance(question, Question) and course.asks(session, question) else None


def looks(session: Session, journey: Journey) -> bool:
    """Whether the page shows what the camera sees: a picture or a code is wanted, and none is taken, read or held.

    A code that is typed leaves the view where it is: the field would jump away from under the fingers.
    """
    question = asked(session, journey)
    if question is None or journey.told or journey.tray.still or journey.tray.reading == CODE:
        return False
    wanted = question.kind is QuestionKind.BARCODE or way_of(question) is Way.PHOTO
    return wanted and (journey.tray.again or not session.value(question.path))


def browses(session: Session, journey: Journey, sight: Sight) -> bool:
    """Whether the page lists the person's files: one is wanted, or a picture where no camera can take it."""
    question = asked(session, journey)
    if question is None or journey.told or journey.tray.still:
        return False
    way = way_of(question)
    wanted = way is Way.FILE or (way is Way.PHOTO and sight in BLIND)
    return wanted and (journey.tray.again or not session.value(question.path))


def takes(question: Question, media_type: str) -> bool:
    """Whether a file of this type answers the question: a picture where pictures are wanted, else any.

    XLSForm's `file` is an upload of "application/*" and means every file.
    """
    return way_of(question) is Way.FILE or media_type.startswith("image/")
