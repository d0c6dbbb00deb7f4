"""Makes files and codes ready on the tray and takes them as answers: pictures, signatures, files of a stick.

Like the guide, it acts on the visit that the conductor holds and keeps no state of its own, but what it has asked the
camera and the stick to do.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from kiosk.forms import QuestionKind
from kiosk.guide import Tell
from kiosk.journey import attaching
from kiosk.journey.attaching import Way
from kiosk.outside import Outside
from kiosk.ports import Sight
from kiosk.visit import events as e
from kiosk.visit.attachments import (
    MAX_STROKE_POINTS,
    MAX_STROKES,
    PAD_HEIGHT,
    Attachment,
    Point,
    Tray,
)
from kiosk.visit.intents import Tool
from kiosk.visit.state import Journey, Place, Refusal, Visit

if TYPE_CHECKING:
    from kiosk.forms import Question, Session

COUNTDOWN_SECONDS = 5.0
"""From "in five seconds" to the picture: enough to put the hands down and stand still."""

MAX_CODE = 500
"""Characters of a code: the largest on an official letter of France (2D-Doc) has some 300."""


class Attaching:
    """The tray of one visit, and the camera and the stick that fill it."""

    def __init__(
        self,
        outside: Outside,
        session: Callable[[], Session],
        now: Callable[[], Visit],
        tell: Tell,
        refresh: Callable[[], None],
    ) -> None:
        """`now` gives the visit as it stands; `refresh` shows what has changed when camera or stick answer."""
        self._outside, self._session, self._now, self._tell, self._refresh = outside, session, now, tell, refresh
        self._looking = False
        self._browsing = False

    # What the person does

    def obey(self, tool: Tool) -> None:
        """Do to the tray what was asked."""
        journey = self._journey()
        if journey is None:
            return
        tray = journey.tray
        match tool:
            case Tool.TAKE:
                self._take()
            case Tool.SOON:
                counting = None if tray.take_at is not None else self._outside.clock.monotonic() + COUNTDOWN_SECONDS
                self._lay(replace(tray, take_at=counting))
            case Tool.AGAIN:
                if tray.reading == attaching.CODE:
                    self._tell(e.Typed(journey.at, "", ""))
                self._lay(Tray(typing=tray.typing, again=True))
            case Tool.UNDO:
                self._lay(replace(tray, strokes=tray.strokes[:-1]))
            case Tool.CLEAR:
                self._lay(replace(tray, strokes=()))
            case Tool.WRITE | Tool.DRAW:
                self._lay(replace(tray, typing=tool is Tool.WRITE))
            case Tool.WITHOUT:
                self._tell(e.Detached(journey.at, self._session().value(journey.at)))
            case _:
                assert_never(tool)

    def draw(self, stroke: tuple[Point, ...]) -> None:
        """Add a stroke, held inside the pad and within bounds; what is no number is no point."""
        journey = self._journey()
        if journey is None or len(journey.tray.strokes) >= MAX_STROKES:
            return
        kept = tuple(
            (min(1.0, max(0.0, x)), min(PAD_HEIGHT, max(0.0, y)))
            for x, y in stroke[:MAX_STROKE_POINTS]
            if math.isfinite(x) and math.isfinite(y)
        )
        if kept:
            self._lay(replace(journey.tray, strokes=(*journey.tray.strokes, kept)))

    def pick(self, key: str) -> None:
        """Read a file of the stick; while one is read, no other."""
        journey, offered = self._journey(), self._outside.sticks.shelf().files
        title = next((file.name for file in offered if file.key == key), None)
        if journey is None or title is None or journey.tray.reading or not self._browsing:
            return
        at = journey.at
        self._lay(replace(journey.tray, reading=key))

        def read(media_type: str, content: bytes) -> None:
            standing = self._journey()
            if standing is None or standing.at != at or standing.tray.reading != key:
                return
            question = self._question(standing)
            if content and question is not None and attaching.takes(question, media_type):
                self._lay(Tray(still=content, title=title, media_type=media_type))
            else:
                self._lay(replace(standing.tray, reading=""))
                self._tell(e.AnswerRefused(Refusal.UNREADABLE))
            self._refresh()

        self._outside.sticks.read(key, read)

    def settle(self) -> bool:
        """Before going on: what lies on the tray becomes the answer. False where it cannot."""
        journey = self._journey()
        question = self._question(journey) if journey is not None else None
        if journey is None or question is None:
            return True
        tray = journey.tray
        match attaching.way_of(question):
            case Way.PHOTO | Way.FILE if tray.still:
                return self._attach(journey, question, tray.media_type, tray.still, tray.title)
            case Way.SIGNATURE | Way.DRAWING:
                name = (journey.draft(question.path, attaching.NAME_SLOT) or "").strip() if tray.typing else ""
                if name or (tray.strokes and not tray.typing):
                    png = self._outside.ink(() if name else tray.strokes, name)
                    return self._attach(journey, question, "image/png", png, name)
            case _:
                pass
        return True

    def _attach(self, journey: Journey, question: Question, media_type: str, content: bytes, title: str) -> bool:
        held = self._session().value(question.path)
        if not content:
            self._tell(e.AnswerRefused(Refusal.UNREADABLE))
            return False
        if not journey.attachments.fits(content, held):
            self._tell(e.AnswerRefused(Refusal.TOO_LARGE))
            return False
        name = journey.attachments.next_name(question.name, media_type, journey.instance_id)
        self._tell(e.Attached(question.path, Attachment(name, media_type, content, title), held))
        return True

    # What camera and stick do

    def follow(self) -> None:
        """Have camera and stick looked at while the page on the screen shows what they have, and at no other moment."""
        journey = self._journey()
        question = self._question(journey) if journey is not None else None
        looks = journey is not None and attaching.looks(self._session(), journey) and self._has_room(question)
        if looks and not self._looking:
            self._looking = True
            self._outside.camera.open(self._told)
            if question is not None and question.kind is QuestionKind.BARCODE:
                self._outside.camera.watch(self._code_read)
        elif self._looking and not looks:
            self._looking = False
            self._outside.camera.close()
        sight, sticks = self._outside.camera.sight(), self._outside.sticks
        browses = sticks.allowed() and journey is not None and attaching.browses(self._session(), journey, sight)
        browses = browses and self._has_room(question)
        if browses and not self._browsing:
            self._browsing = True
            sticks.open(self._told)
        elif self._browsing and not browses:
            self._browsing = False
            sticks.close()

    def _has_room(self, question: Question | None) -> bool:
        """Whether what is looked for could be kept: a code is a few letters, a file is not."""
        return question is None or question.kind is not QuestionKind.FILE or self._outside.outbox.roomy()

    def tick(self) -> None:
        """A picture that was to be taken by itself is taken; not while another page lies over the question."""
        journey = self._now().journey
        if journey is None or journey.tray.take_at is None:
            return
        if self._journey() is None or not attaching.looks(self._session(), journey):
            self._lay(replace(journey.tray, take_at=None))
        elif self._outside.clock.monotonic() >= journey.tray.take_at:
            self._take()

    def _told(self) -> None:
        if self._looking or self._browsing:
            self._refresh()

    def _take(self) -> None:
        journey = self._journey()
        if journey is None:
            return
        self._lay(replace(journey.tray, take_at=None))
        if not self._looking or self._outside.camera.sight() is not Sight.LIVE:
            return
        at = journey.at

        def taken(still: bytes) -> None:
            standing = self._journey()
            # The person may have gone elsewhere while the camera worked.
            if standing is None or standing.at != at or not attaching.looks(self._session(), standing):
                return
            if still:
                self._lay(Tray(still=still))
            else:
                self._tell(e.AnswerRefused(Refusal.UNREADABLE))
            self._refresh()

        self._outside.camera.take(taken)

    def _code_read(self, text: str) -> None:
        journey = self._journey()
        plain = "".join(letter for letter in text if letter.isprintable())[:MAX_CODE].strip()
        if not plain or not self._looking or journey is None or not attaching.looks(self._session(), journey):
            return
        self._tell(e.Typed(journey.at, "", plain))
        self._lay(Tray(reading=attaching.CODE))
        self._refresh()

    def _lay(self, tray: Tray) -> None:
        self._tell(e.TrayLaid(tray))

    def _question(self, journey: Journey) -> Question | None:
        return attaching.asked(self._session(), journey)

    def _journey(self) -> Journey | None:
        """The journey whose question is on the screen, uncovered."""
        visit = self._now()
        return visit.journey if visit.place is Place.QUESTION and visit.cover is None and not visit.ended else None
