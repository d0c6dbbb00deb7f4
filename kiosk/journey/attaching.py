"""How a question that wants a file is answered here, and what of it is on the screen. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.forms import Question, QuestionKind
from kiosk.journey import course
from kiosk.visit.state import Journey

if TYPE_CHECKING:
    from kiosk.forms import Session

NAME_SLOT = "name"
"""The draft of a signature that is typed."""


class Way(StrEnum):
    """How a file is made."""

    PHOTO = "photo"
    SIGNATURE = "signature"
    DRAWING = "drawing"
    FILE = "file"


def way_of(question: Question) -> Way | None:
    """How the file of this question is made; None for a question that wants none.

    XLSForm's `image` is an upload of "image/*" whose appearance says whether it is drawn; a picture to write on
    (`annotate`) is drawn on white paper here.
    """
    if question.kind is not QuestionKind.FILE:
        return None
    if not question.media_type.startswith("image"):
        return Way.FILE
    appearance = question.appearance.split()
    if "signature" in appearance:
        return Way.SIGNATURE
    return Way.DRAWING if {"draw", "annotate"} & set(appearance) else Way.PHOTO


def asked(session: Session, journey: Journey) -> Question | None:
    """The question on the screen, where it waits for an answer."""
    question = course.stop(session, journey.at)
    return question if isinstance(question, Question) and course.asks(session, question) else None


def looks(session: Session, journey: Journey) -> bool:
    """Whether the page shows what the camera sees: a picture is wanted, and none is taken or held."""
    question = asked(session, journey)
    if question is None or way_of(question) is not Way.PHOTO or journey.tray.still:
        return False
    return journey.tray.again or not session.value(question.path)
