"""What stands around each page of a journey's questions: the service's name, how far along, back and onwards."""

from __future__ import annotations

from kiosk.journey import course
from kiosk.pages.page import Action, PageKind, Progress
from kiosk.pages.sheet import Screen, Sheet


def frame(sheet: Sheet, path: str, variant: str = "", *, back: Action | None = None, forward: Action) -> Screen:
    """The finished page at `path` of the form; `variant` tells apart the pages that one path may have."""
    context = sheet.context
    journey, session = context.under_way()
    here, following = course.ordinal(session, path), context.estimate.following(path)
    key = "progress" if following else "progress.last"
    words = sheet.say("progress", key, n=str(here), total=str(here + following))
    return sheet.screen(
        PageKind.QUESTION,
        identifier=f"question.{journey.service}.{path}{variant}",
        title=sheet.pack("title", context.pack.catalogue.service(journey.service).title),
        progress=Progress(words, journey.fraction),
        back=back or sheet.back(),
        forward=forward,
    )
